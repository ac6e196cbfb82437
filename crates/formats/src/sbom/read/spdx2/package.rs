//! One package.

use keelmark_model::bom::{Completeness, Component, ComponentKind, LicenseClaim, State};
use keelmark_model::{Digest, Ecosystem, Purl, Source};

use super::super::super::wire::Text;
use super::super::losses::Losses;
use super::super::notes::Notes;
use super::super::{party, reference};
use super::wire;
use crate::license::License;

/// Where nothing is known, or there is nothing.
fn said<'t>(text: Option<&'t Text<'_>>) -> Option<&'t str> {
    text.map(|text| &**text).filter(|text| !matches!(*text, "" | "NOASSERTION" | "NONE"))
}

/// The component that `package` is; `is_own` says whether keelmark wrote it.
pub(super) fn made(
    package: &wire::Package<'_>,
    is_own: bool,
    losses: &mut Losses,
) -> (Component, Notes) {
    losses.rest("packages[]", &package.rest);
    let name = package.name.as_deref().unwrap_or_default();
    let mut component = Component::new(kind(package, losses), name, State::Installed);
    component.version = said(package.version_info.as_ref()).map(str::to_owned);
    component.supplier = said(package.supplier.as_ref()).and_then(party::parse);
    component.authors.extend(said(package.originator.as_ref()).and_then(party::parse));
    component.homepage = said(package.homepage.as_ref()).map(str::to_owned);
    component.licensing.copyright = said(package.copyright_text.as_ref()).map(str::to_owned);
    let summary = said(package.summary.as_ref());
    let description = said(package.description.as_ref());
    component.description = summary.or(description).map(str::to_owned);
    if summary.is_some() && description.is_some() {
        losses.add("packages[].description");
    }
    let mut notes = Notes::default();
    for (what, text) in [("producer", &package.originator), ("license", &package.license_declared)]
    {
        if text.as_deref() == Some("NOASSERTION") {
            notes.unknown.insert(what.to_owned());
        }
    }
    match said(package.comment.as_ref()) {
        Some(comment) if is_own => own(comment, &mut component, &mut notes),
        Some(_) => losses.add("packages[].comment"),
        None => {}
    }
    external_references(package, &mut component, losses);
    source(package, &mut component, is_own, losses);
    checksums(package, &mut component, losses);
    licenses(package, &mut component, losses);
    (component, notes)
}

fn kind(package: &wire::Package<'_>, losses: &mut Losses) -> ComponentKind {
    match package.primary_package_purpose.as_deref() {
        Some("APPLICATION") => ComponentKind::Application,
        Some("CONTAINER") => ComponentKind::Container,
        Some("FILE") => ComponentKind::File,
        Some("OPERATING-SYSTEM" | "OPERATING_SYSTEM") => ComponentKind::OperatingSystem,
        Some("LIBRARY") | None => ComponentKind::Library,
        Some(other) => {
            let other = other.get(..24).unwrap_or(other);
            losses.add(&format!("packages[].primaryPackagePurpose {other}"));
            ComponentKind::Library
        }
    }
}

/// One note a line.
fn own(comment: &str, component: &mut Component, notes: &mut Notes) {
    for (name, value) in comment.lines().filter_map(|line| line.split_once(": ")) {
        match (name, value) {
            ("dependencies", "complete") => component.dependencies = Completeness::Complete,
            ("dependencies", "incomplete") => component.dependencies = Completeness::Incomplete,
            ("dependencies", _) => {
                component.dependencies = Completeness::Unknown;
                notes.unknown.insert("dependencies".to_owned());
            }
            _ => notes.note(component, name, value),
        }
    }
}

fn external_references(
    package: &wire::Package<'_>,
    component: &mut Component,
    losses: &mut Losses,
) {
    for one in &package.external_refs {
        let locator = one.reference_locator.as_deref().unwrap_or_default();
        match one.reference_type.as_deref().unwrap_or_default() {
            "purl" => match locator.parse::<Purl>() {
                Ok(purl) if component.purl.is_none() => component.purl = Some(purl),
                Ok(_) => losses.add("packages[].externalRefs[] purl"),
                Err(_) => {
                    losses.add("packages[].externalRefs[] purl that is none");
                    component.add_property("invalid-purl", locator);
                }
            },
            "cpe23Type" => component.cpes.push(locator.to_owned()),
            other => {
                let other = other.get(..24).unwrap_or(other);
                losses.add(&format!("packages[].externalRefs[] {other}"));
            }
        }
    }
}

/// Where the package comes from. keelmark states the source, and where it may be had follows from it.
fn source(
    package: &wire::Package<'_>,
    component: &mut Component,
    is_own: bool,
    losses: &mut Losses,
) {
    let info = said(package.source_info.as_ref());
    if let Some(known) = info.and_then(reference::source) {
        component.source = known;
    } else if info.is_some() {
        losses.add("packages[].sourceInfo");
    }
    let location = said(package.download_location.as_ref()).filter(|_| !is_own);
    if let Some(location) = location.filter(|_| component.source == Source::Unknown) {
        component.source = match location.strip_prefix("git+") {
            Some(address) => reference::git(address),
            None => Source::Url(location.to_owned()),
        };
    }
}

/// keelmark lists the digests of every file; those of files that are noted are theirs.
fn checksums(package: &wire::Package<'_>, component: &mut Component, losses: &mut Losses) {
    let mut digests: Vec<Digest> = Vec::new();
    for checksum in &package.checksums {
        let algorithm = checksum.algorithm.as_deref().unwrap_or_default();
        let value = checksum.checksum_value.as_deref().unwrap_or_default();
        match reference::digest(algorithm, value) {
            Some(digest) => digests.push(digest),
            None => {
                let algorithm = algorithm.get(..16).unwrap_or(algorithm);
                losses.add(&format!("packages[].checksums[] {algorithm}"));
            }
        }
    }
    if component.files.len() > 1 {
        let of_files: Vec<Digest> =
            component.files.iter().flat_map(|file| file.digests.clone()).collect();
        digests.retain(|digest| !of_files.contains(digest));
    }
    digests.sort_unstable();
    digests.dedup();
    component.digests = digests;
    let name = said(package.package_file_name.as_ref());
    if let Some(name) = name.filter(|_| component.files.is_empty()) {
        component.files.push(reference::file(name, component.digests.clone()));
    }
    component.files.sort();
}

fn licenses(package: &wire::Package<'_>, component: &mut Component, losses: &mut Losses) {
    let parsed = |text: &str| License::parse(Ecosystem::Python, text).map(LicenseClaim::from);
    let comments = said(package.license_comments.as_ref()).unwrap_or_default();
    let named = comments.lines().filter_map(|line| line.strip_prefix("Declared as: "));
    component.licensing.declared = named.filter_map(parsed).collect();
    if component.licensing.declared.is_empty() && !comments.is_empty() {
        losses.add("packages[].licenseComments");
    }
    if component.licensing.declared.is_empty() {
        let declared = said(package.license_declared.as_ref()).and_then(parsed);
        component.licensing.declared.extend(declared);
    }
    match said(package.license_concluded.as_ref()).and_then(parsed) {
        Some(LicenseClaim::Expression(text)) => component.licensing.concluded = Some(text),
        Some(LicenseClaim::Name(_)) => {
            losses.add("packages[].licenseConcluded that is no expression");
        }
        None => {}
    }
}
