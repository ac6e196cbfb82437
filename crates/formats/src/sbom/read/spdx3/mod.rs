//! SPDX 3.0.1 documents as bills.
//!
//! Source: SPDX 3.0.1 and its JSON-LD serialization, elements one beside the other in `@graph`. What
//! is nested in place of an IRI, as JSON-LD allows, is not looked into.

mod package;
mod relationship;
mod wire;

use std::collections::HashMap;

use keelmark_model::bom::{Context, Supplier};

use super::draft::{self, Draft};
use super::{Reading, party};
use crate::time::parse_rfc3339;
use crate::{ParseError, codes, json};
use wire::{Element, Link};

/// Elements by IRI.
type Index<'e> = HashMap<&'e str, &'e Element<'e>>;

/// Reads a document that was checked to be strict JSON.
pub(super) fn read(text: &str) -> Result<Reading, ParseError> {
    let document: wire::Document<'_> = json::read(text)?;
    let elements = document.graph.iter().filter_map(|element| Some((element.iri()?, element)));
    let index: Index<'_> = elements.collect();
    let mut draft = Draft::default();
    draft.losses.rest("", &document.rest);
    let version = creation(&document, &index, &mut draft)?;
    for element in &document.graph {
        take(element, &index, &mut draft)?;
    }
    describe(&document, &mut draft);
    for element in &document.graph {
        relationship::take(element, &index, &mut draft)?;
    }
    let own = document.graph.iter().find(|element| element.class() == "SpdxDocument");
    let identity = own.and_then(|element| element.iri()).map(str::to_owned);
    let format = format!("SPDX-{version}");
    Ok(draft.finish(format, identity))
}

/// Who made the document, with what and when: as the first CreationInfo says.
fn creation(
    document: &wire::Document<'_>,
    index: &Index<'_>,
    draft: &mut Draft,
) -> Result<String, ParseError> {
    let info = document.graph.iter().find(|element| element.class() == "CreationInfo");
    let version = info.and_then(|info| info.spec_version.as_deref()).unwrap_or_default();
    let Some(info) = info.filter(|_| version.starts_with("3.")) else {
        let message = format!("`{version}` is no version of SPDX that begins with 3");
        return Err(ParseError::new(&codes::SBOM_FORMAT, message));
    };
    draft.set_created(info.created.as_deref().and_then(parse_rfc3339));
    let comment = info.comment.as_deref().and_then(|text| text.strip_prefix("Unknown: "));
    let unknown = comment.map(|words| words.trim_end_matches('.').split(','));
    draft.mark_document_unknown(unknown.into_iter().flatten());
    for author in links(&info.created_by, index) {
        match author.class() {
            "SoftwareAgent" => {}
            _ => draft.authors.extend(self::party(author)),
        }
    }
    for tool in links(&info.created_using, index) {
        draft.tools.extend(tool.name.as_deref().map(party::named_tool));
    }
    draft.is_own = draft.tools.iter().any(|tool| tool.name == "keelmark");
    Ok(version.to_owned())
}

fn links<'e>(
    links: &'e [Link<'_>],
    index: &'e Index<'_>,
) -> impl Iterator<Item = &'e Element<'e>> + use<'e> {
    links.iter().filter_map(|link| index.get(link.iri()?).copied())
}

fn party(element: &Element<'_>) -> Option<Supplier> {
    let identifier = |kind: &str| {
        let mut all = element.external_identifier.iter();
        let found = all.find(|one| one.kind.as_deref() == Some(kind))?;
        found.identifier.as_deref().map(str::to_owned)
    };
    let email = identifier("email");
    let name = element.name.as_deref().filter(|name| !name.is_empty()).map(str::to_owned);
    Some(Supplier { name: name.or_else(|| email.clone())?, url: identifier("urlScheme"), email })
}

fn take(element: &Element<'_>, index: &Index<'_>, draft: &mut Draft) -> Result<(), ParseError> {
    match element.class() {
        "software_Package" | "ai_AIPackage" | "dataset_DatasetPackage" => {
            let (component, notes) = package::made(element, index, &mut draft.losses);
            let id = draft.add(element.iri(), component, notes)?;
            // Notes name others by the part of their IRI that tells them apart.
            if let Some((_, name)) = element.iri().and_then(|iri| iri.rsplit_once('#')) {
                draft.alias(name, id);
            }
        }
        "software_Sbom" => {
            draft.context = draft.context.or_else(|| {
                let mut kinds = element.sbom_type.iter();
                kinds.find_map(|kind| context(kind))
            });
        }
        "Annotation" => {
            match element.statement.as_deref().and_then(|text| text.strip_prefix("gap: ")) {
                Some(gap) => draft.gaps.push(draft::gap(gap)),
                None => draft.losses.add("Annotation"),
            }
        }
        "CreationInfo"
        | "SpdxDocument"
        | "Tool"
        | "Organization"
        | "Person"
        | "Agent"
        | "SoftwareAgent"
        | "Relationship"
        | "LifecycleScopedRelationship"
        | "software_File"
        | "simplelicensing_LicenseExpression"
        | "simplelicensing_SimpleLicensingText" => {}
        other => draft.losses.add(other.get(..48).unwrap_or(other)),
    }
    Ok(())
}

fn context(kind: &str) -> Option<Context> {
    Some(match kind {
        "design" | "source" => Context::Source,
        "build" | "analyzed" => Context::Build,
        "deployed" | "runtime" => Context::Installed,
        _ => return None,
    })
}

/// What the SBOM, or else the document, is about.
fn describe(document: &wire::Document<'_>, draft: &mut Draft) {
    for class in ["software_Sbom", "Bom", "SpdxDocument"] {
        let of_class = document.graph.iter().filter(|element| element.class() == class);
        for link in of_class.flat_map(|element| &element.root_element) {
            if let Some(id) = link.iri().and_then(|iri| draft.find(iri)) {
                draft.describe(id);
            }
        }
    }
}
