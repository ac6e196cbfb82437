//! One component, and those nested in it.

use keelmark_model::bom::{self, ComponentId, ComponentKind, LicenseClaim, State};
use keelmark_model::{Digest, Ecosystem, Purl, Source};

use super::super::super::document::{SCOPE, SCOPES, all_of};
use super::super::super::origin;
use super::super::draft::Draft;
use super::super::losses::Losses;
use super::super::notes::{self, Notes};
use super::super::reference;
use super::{contact, organization, wire};
use crate::ParseError;
use crate::license::License;

/// Takes `component`, which is nested in `within`, and what is nested in it. The depth is that of the
/// document, which is bounded.
pub(super) fn add(
    component: &wire::Component<'_>,
    within: Option<ComponentId>,
    draft: &mut Draft,
) -> Result<ComponentId, ParseError> {
    let mut notes = Notes::default();
    let made = made(component, &mut notes, &mut draft.losses);
    let id = draft.add(component.bom_ref.as_deref(), made, notes)?;
    if let Some(within) = within {
        draft.place(id, within);
    }
    for nested in &component.components {
        add(nested, Some(id), draft)?;
    }
    Ok(id)
}

fn made(wire: &wire::Component<'_>, notes: &mut Notes, losses: &mut Losses) -> bom::Component {
    losses.rest("components[]", &wire.rest);
    let name = match wire.group.as_deref().filter(|group| !group.is_empty()) {
        Some(group) => format!("{group}/{}", &*wire.name),
        None => wire.name.to_string(),
    };
    let kind = kind(wire.r#type.as_deref().unwrap_or_default(), losses);
    let mut component = bom::Component::new(kind, name, State::Installed);
    component.version = text(wire.version.as_ref());
    component.description = text(wire.description.as_ref());
    component.cpes.extend(text(wire.cpe.as_ref()));
    component.licensing.copyright = text(wire.copyright.as_ref());
    if let Some(purl) = wire.purl.as_deref().filter(|purl| !purl.is_empty()) {
        match purl.parse::<Purl>() {
            Ok(purl) => component.purl = Some(purl),
            Err(_) => {
                losses.add("components[].purl that is none");
                component.add_property("invalid-purl", purl);
            }
        }
    }
    parties(wire, &mut component, losses);
    component.digests = digests(&wire.hashes, losses);
    licenses(&wire.licenses, &mut component, false, losses);
    for property in &wire.properties {
        let value = property.value.as_deref().unwrap_or_default();
        notes.property(&mut component, &property.name, value);
    }
    if notes.state.is_none() {
        foreign_facts(&mut component);
    }
    evidence(wire, &mut component, losses);
    references(&wire.external_references, &mut component, losses);
    match wire.scope.as_deref() {
        Some(scope) if SCOPES.contains(&scope) && !notes.give_scope() => {
            component.add_property(SCOPE, scope);
        }
        Some(scope) if !SCOPES.contains(&scope) => losses.add("components[].scope"),
        _ => {}
    }
    component
}

fn text(text: Option<&super::super::super::wire::Text<'_>>) -> Option<String> {
    text.map(|text| text.to_string()).filter(|text| !text.is_empty())
}

fn kind(text: &str, losses: &mut Losses) -> ComponentKind {
    match text {
        "application" => ComponentKind::Application,
        "container" => ComponentKind::Container,
        "file" => ComponentKind::File,
        "operating-system" => ComponentKind::OperatingSystem,
        "library" => ComponentKind::Library,
        other => {
            losses.add(&format!("components[].type {}", other.get(..24).unwrap_or(other)));
            ComponentKind::Library
        }
    }
}

fn parties(wire: &wire::Component<'_>, component: &mut bom::Component, losses: &mut Losses) {
    let supplier = wire.supplier.as_ref();
    component.supplier =
        supplier.and_then(|one| organization(one, "components[].supplier", losses));
    for author in &wire.authors {
        component.authors.extend(contact(author, "components[].authors[]", losses));
    }
    let maker = wire.manufacturer.as_ref();
    let maker = maker.and_then(|one| organization(one, "components[].manufacturer", losses));
    let named = [&wire.author, &wire.publisher].into_iter().flatten();
    let named = named.filter_map(|text| origin::named(text));
    for party in maker.into_iter().chain(named) {
        let is_known = component.authors.iter().any(|known| known.name == party.name);
        if !is_known && !party.name.is_empty() {
            component.authors.push(party);
        }
    }
}

fn digests(hashes: &[wire::Hash<'_>], losses: &mut Losses) -> Vec<Digest> {
    let mut digests = Vec::with_capacity(hashes.len());
    for hash in hashes {
        match reference::digest(&hash.alg, &hash.content) {
            Some(digest) => digests.push(digest),
            None => losses.add(&format!("hashes[] {}", hash.alg.get(..16).unwrap_or(&hash.alg))),
        }
    }
    digests.sort_unstable();
    digests.dedup();
    digests
}

/// Licences are declared unless it is said that they are concluded, or, as `observed`, found.
fn licenses(
    choices: &[wire::Choice<'_>],
    component: &mut bom::Component,
    observed: bool,
    losses: &mut Losses,
) {
    let mut concluded: Vec<String> = component.licensing.concluded.take().into_iter().collect();
    for choice in choices {
        losses.rest("licenses[]", &choice.rest);
        let license = choice.license.as_ref();
        if let Some(license) = license {
            losses.rest("licenses[].license", &license.rest);
        }
        let named = license.and_then(|license| license.id.as_ref().or(license.name.as_ref()));
        let Some(text) = named.or(choice.expression.as_ref()) else { continue };
        let Some(parsed) = License::parse(Ecosystem::Python, text) else { continue };
        let standing = license.and_then(|license| license.acknowledgement.as_ref());
        let standing = standing.or(choice.acknowledgement.as_ref()).map(|text| &**text);
        match LicenseClaim::from(parsed) {
            claim if !observed && standing != Some("concluded") => {
                component.licensing.declared.push(claim);
            }
            LicenseClaim::Expression(text) => concluded.push(text),
            LicenseClaim::Name(_) => losses.add("licenses[] concluded and no expression"),
        }
    }
    concluded.dedup();
    component.licensing.concluded = all_of(concluded.iter().map(String::as_str));
}

fn evidence(wire: &wire::Component<'_>, component: &mut bom::Component, losses: &mut Losses) {
    let Some(evidence) = &wire.evidence else { return };
    losses.rest("components[].evidence", &evidence.rest);
    let methods = evidence.identity.all().iter().flat_map(|identity| &identity.methods);
    let techniques = methods.filter_map(|method| technique(method.technique.as_deref()?));
    let surest = techniques.min().unwrap_or(bom::Evidence::Sbom);
    for occurrence in &evidence.occurrences {
        losses.rest("components[].evidence.occurrences[]", &occurrence.rest);
        let recognised = occurrence.additional_context.as_deref().unwrap_or_default();
        let line = occurrence.line.filter(|line| *line > 0);
        let found = notes::occurrence(&occurrence.location, line, recognised, surest);
        component.found.push(found);
    }
    licenses(&evidence.licenses, component, true, losses);
}

fn technique(text: &str) -> Option<bom::Evidence> {
    Some(match text {
        "manifest-analysis" => bom::Evidence::Manifest,
        "binary-analysis" => bom::Evidence::Binary,
        "filename" => bom::Evidence::FileName,
        _ => return None,
    })
}

/// Facts that other tools state in properties and a bill has a place for: where a package was found
/// and by what other names it is known.
fn foreign_facts(component: &mut bom::Component) {
    let mut taken = Vec::new();
    for (name, value) in &component.properties {
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ':');
        let is_path = matches!(stem, "aquasecurity:trivy:FilePath" | "SrcFile")
            || (name.starts_with("syft:location:") && name.ends_with(":path"));
        if is_path {
            let path = value.trim_start_matches('/');
            let found = notes::occurrence(path, None, "", bom::Evidence::Sbom);
            component.found.push(found);
        } else if stem == "syft:cpe" || name.starts_with("syft:cpe23") {
            component.cpes.push(value.clone());
        } else {
            continue;
        }
        taken.push(name.clone());
    }
    for name in taken {
        component.properties.remove(&name);
    }
}

fn references(
    references: &[wire::Reference<'_>],
    component: &mut bom::Component,
    losses: &mut Losses,
) {
    for wire in references {
        losses.rest("components[].externalReferences[]", &wire.rest);
        let digests = digests(&wire.hashes, losses);
        let url = &*wire.url;
        match &*wire.r#type {
            "website" if component.homepage.is_none() => component.homepage = Some(url.to_owned()),
            "vcs" => match url.strip_prefix("git+") {
                Some(address) if component.source == Source::Unknown => {
                    component.source = reference::git(address);
                }
                Some(_) => {}
                None if component.repository.is_none() => {
                    component.repository = Some(url.to_owned());
                }
                None => losses.add("components[].externalReferences[] vcs"),
            },
            "distribution" | "source-distribution" if !is_source(component, url) => {
                component.files.push(reference::file(url, digests));
            }
            "distribution" => {}
            other => {
                let other = other.get(..24).unwrap_or(other);
                losses.add(&format!("components[].externalReferences[] {other}"));
            }
        }
    }
    component.files.sort();
    component.files.dedup();
}

/// Whether `url` is already known as where the component itself comes from.
fn is_source(component: &bom::Component, url: &str) -> bool {
    matches!(&component.source, Source::Url(known) if known == url)
}
