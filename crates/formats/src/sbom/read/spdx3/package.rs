//! One package.

use keelmark_model::bom::{Component, ComponentKind, State};
use keelmark_model::{Digest, LockedFile, Purl, Source};

use super::super::losses::Losses;
use super::super::notes::Notes;
use super::super::reference;
use super::wire::{Element, Hash};
use super::{Index, links, party};

pub(super) fn made(
    element: &Element<'_>,
    index: &Index<'_>,
    losses: &mut Losses,
) -> (Component, Notes) {
    losses.rest("software_Package", &element.rest);
    let name = element.name.as_deref().unwrap_or_default();
    let mut component = Component::new(kind(element, losses), name, State::Installed);
    let text = |text: &Option<super::super::super::wire::Text<'_>>| {
        text.as_deref().filter(|text| !text.is_empty()).map(str::to_owned)
    };
    component.version = text(&element.version);
    component.description = text(&element.description).or_else(|| text(&element.summary));
    component.homepage = text(&element.home_page);
    component.licensing.copyright = text(&element.copyright);
    let supplier = element.supplied_by.as_ref().and_then(|link| index.get(link.iri()?));
    component.supplier = supplier.and_then(|supplier| party(supplier));
    component.authors = links(&element.originated_by, index).filter_map(party).collect();
    component.digests = digests(&element.verified_using, losses);
    identifiers(element, &mut component, losses);
    let mut notes = Notes::default();
    for property in element.extension.iter().flat_map(|extension| &extension.properties) {
        let value = property.value.as_deref().unwrap_or_default();
        notes.property(&mut component, &property.name, value);
    }
    source(element, &mut component, notes.state.is_some());
    for one in &element.external_ref {
        let kind = one.kind.as_deref().unwrap_or_default();
        match one.locator.first() {
            Some(url) if kind == "vcs" && component.repository.is_none() => {
                component.repository = Some(url.to_string());
            }
            _ => losses.add(&format!("externalRef {}", kind.get(..24).unwrap_or(kind))),
        }
    }
    (component, notes)
}

fn kind(element: &Element<'_>, losses: &mut Losses) -> ComponentKind {
    match element.purpose.as_deref() {
        Some("application") => ComponentKind::Application,
        Some("container") => ComponentKind::Container,
        Some("file") => ComponentKind::File,
        Some("operatingSystem") => ComponentKind::OperatingSystem,
        Some("library") | None => ComponentKind::Library,
        Some(other) => {
            let other = other.get(..24).unwrap_or(other);
            losses.add(&format!("software_primaryPurpose {other}"));
            ComponentKind::Library
        }
    }
}

fn identifiers(element: &Element<'_>, component: &mut Component, losses: &mut Losses) {
    let mut purls: Vec<&str> = element.purl.as_deref().into_iter().collect();
    for one in &element.external_identifier {
        let identifier = one.identifier.as_deref().unwrap_or_default();
        match one.kind.as_deref().unwrap_or_default() {
            "packageUrl" => purls.push(identifier),
            "cpe23" => component.cpes.push(identifier.to_owned()),
            other => {
                let other = other.get(..24).unwrap_or(other);
                losses.add(&format!("externalIdentifier {other}"));
            }
        }
    }
    for purl in purls {
        match purl.parse::<Purl>() {
            Ok(purl) => component.purl = component.purl.take().or(Some(purl)),
            Err(_) => {
                losses.add("software_packageUrl that is none");
                component.add_property("invalid-purl", purl);
            }
        }
    }
}

/// Where the package comes from. keelmark states the source, and where it may be had follows from it.
fn source(element: &Element<'_>, component: &mut Component, is_own: bool) {
    if let Some(known) = element.source_info.as_deref().and_then(reference::source) {
        component.source = known;
    }
    let location = element.download_location.as_deref().filter(|_| !is_own);
    if let Some(location) = location.filter(|_| component.source == Source::Unknown) {
        component.source = match location.strip_prefix("git+") {
            Some(address) => reference::git(address),
            None => Source::Url(location.to_owned()),
        };
    }
}

fn digests(hashes: &[Hash<'_>], losses: &mut Losses) -> Vec<Digest> {
    let mut digests = Vec::new();
    for hash in hashes {
        let algorithm = hash.algorithm.as_deref().unwrap_or_default();
        let value = hash.hash_value.as_deref().unwrap_or_default();
        match reference::digest(algorithm, value) {
            Some(digest) => digests.push(digest),
            None => {
                losses.add(&format!("verifiedUsing {}", algorithm.get(..16).unwrap_or(algorithm)));
            }
        }
    }
    digests.sort_unstable();
    digests.dedup();
    digests
}

/// The file that `element` is.
pub(super) fn file(element: &Element<'_>, losses: &mut Losses) -> LockedFile {
    let name = element.name.as_deref().unwrap_or_default().to_owned();
    let locators = element.external_ref.iter().flat_map(|one| &one.locator);
    LockedFile {
        kind: reference::kind(&name),
        name,
        url: locators.map(|url| url.to_string()).next(),
        size: None,
        digests: digests(&element.verified_using, losses),
    }
}
