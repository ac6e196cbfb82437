//! Minimum elements.
//!
//! Source: "The Minimum Elements For a Software Bill of Materials", NTIA, July 2021; "2026 Minimum
//! Elements for a Software Bill of Materials", CISA and others, July 2026, with the mapping to fields
//! that the SPDX and CycloneDX communities have worked out.

use keelmark_model::bom::{Bom, Component};

use super::super::document;
use super::super::read::Reading;
use super::{Met, Requirement};

/// The seven data fields of 2021.
pub(super) fn ntia(reading: &Reading) -> Vec<Requirement> {
    let bom = &reading.bom;
    vec![
        author(bom, "author", true),
        timestamp(bom),
        dependencies(bom),
        Requirement::of_components("component-name", bom, has_name),
        Requirement::of_components("component-version", bom, has_version),
        Requirement::of_components("component-identifiers", bom, has_identifier),
        Requirement::of_components("supplier", bom, |one| {
            one.supplier.is_some() || !one.authors.is_empty()
        }),
    ]
}

/// The seventeen data fields of 2026: nine of the document, eight of each component.
pub(super) fn cisa(reading: &Reading) -> Vec<Requirement> {
    let bom = &reading.bom;
    let tool = bom.tools.first();
    let name = tool.map_or("no tool is named", |tool| &tool.name);
    let version = tool.and_then(|tool| tool.version.as_deref());
    let (format, format_version) = split(&reading.format);
    let mut requirements = vec![
        author(bom, "sbom-author", false),
        Requirement {
            name: "sbom-author-signature",
            met: Met::Unknown,
            counts: None,
            message: "a signature stands beside the document: verify it with `keelmark verify`"
                .to_owned(),
        },
        Requirement::of_document("sbom-data-format-name", !format.is_empty(), format),
        Requirement::of_document(
            "sbom-data-format-version",
            !format_version.is_empty(),
            format_version,
        ),
        Requirement::of_document(
            "sbom-generation-context",
            bom.context.is_some(),
            bom.context.map_or(
                "it does not say when in the life of the software it was made".to_owned(),
                |context| format!("{context:?}").to_lowercase(),
            ),
        ),
        timestamp(bom),
        Requirement::of_document("sbom-tool-name", tool.is_some(), name),
        Requirement::of_document(
            "sbom-tool-version",
            version.is_some(),
            version.unwrap_or("no version of a tool is named"),
        ),
        Requirement::of_document(
            "sbom-version",
            reading.identity.is_some(),
            reading
                .identity
                .as_deref()
                .unwrap_or("the document has no identity that changes with it"),
        ),
    ];
    excuse(&mut requirements, reading);
    // What is not known is to be said so.
    let is_said = |at: usize, what: &str| {
        reading.unknown.get(at).is_some_and(|unknown| unknown.contains(what))
    };
    let asked = |name, what: &'static str, holds: fn(&Component) -> bool| {
        Requirement::of_components_unless(name, bom, holds, |at| is_said(at, what))
    };
    let mut relationship = dependencies(bom);
    if relationship.met == Met::No && is_said(bom.root.0 as usize, "dependencies") {
        let message = "it says that what the root needs is not known".to_owned();
        relationship = Requirement { met: Met::Yes, counts: Some((0, 1)), message, ..relationship };
    }
    requirements.extend([
        asked("component-producer", "producer", |one| !one.authors.is_empty()),
        relationship,
        asked("component-hash-value", "hash", has_digest),
        asked("component-hash-algorithm", "hash", has_digest),
        asked("component-identifiers", "identifier", has_identifier),
        asked("component-license", "license", |one| !one.licensing.declared.is_empty()),
        Requirement::of_components("component-name", bom, has_name),
        asked("component-version", "version", has_version),
    ]);
    requirements
}

/// Takes for met what the document says is not known of itself; nothing is counted for it.
fn excuse(requirements: &mut [Requirement], reading: &Reading) {
    for one in requirements {
        let is_said = reading.unknown_of_document.contains(one.name.trim_start_matches("sbom-"));
        if one.met == Met::No && is_said {
            (one.met, one.counts) = (Met::Yes, Some((0, 1)));
            one.message = "it says that it is not known".to_owned();
        }
    }
}

/// `CycloneDX 1.6` and `SPDX-2.3` as name and version.
pub(super) fn split(format: &str) -> (&str, &str) {
    format.split_once([' ', '-']).unwrap_or((format, ""))
}

/// Who vouches for the document; the list of 2021 takes a tool for an author, that of 2026 does not.
fn author(bom: &Bom, name: &'static str, or_tool: bool) -> Requirement {
    let tool = bom.tools.first().filter(|_| or_tool).map(|tool| tool.name.as_str());
    let known = bom.authors.first().map(|author| author.name.as_str()).or(tool);
    Requirement::of_document(
        name,
        known.is_some(),
        known.unwrap_or("nobody is named as its author"),
    )
}

fn timestamp(bom: &Bom) -> Requirement {
    let time = bom.created.map(crate::time::rfc3339);
    let message = time.clone().unwrap_or("it does not say when it was made".to_owned());
    Requirement::of_document("timestamp", time.is_some(), message)
}

/// Something is said of what the root needs: dependencies, or that there are none.
fn dependencies(bom: &Bom) -> Requirement {
    let root = bom.component(bom.root);
    let count = bom.dependencies.len();
    let complete = root.dependencies == keelmark_model::bom::Completeness::Complete;
    let holds = !bom.needs(bom.root).is_empty() || complete || bom.components.len() == 1;
    let message = match holds {
        true => format!("{count} are stated"),
        false => "nothing is said of what the root needs".to_owned(),
    };
    Requirement::of_document("dependency-relationship", holds, message)
}

pub(super) const fn has_name(component: &Component) -> bool {
    !component.name.is_empty()
}

pub(super) const fn has_version(component: &Component) -> bool {
    component.version.is_some()
}

pub(super) const fn has_identifier(component: &Component) -> bool {
    component.purl.is_some() || !component.cpes.is_empty()
}

fn has_digest(component: &Component) -> bool {
    !document::digests(component).is_empty()
}
