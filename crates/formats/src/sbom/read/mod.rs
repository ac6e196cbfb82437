//! Documents of any tool as bills.
//!
//! Read are CycloneDX 1.2 to 1.7 in JSON and 1.4 to 1.7 in XML, SPDX 2.2 and 2.3 as JSON and as tags and values, and SPDX 3.0.1
//! in JSON-LD. What a document says and a bill has no place for is counted by field, so that whoever
//! converts knows what is lost.

mod condition;
mod cyclonedx;
mod draft;
mod losses;
mod notes;
mod party;
mod reference;
mod spdx2;
mod spdx3;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeSet;

use keelmark_model::Bom;
use keelmark_model::bom::ComponentId;

use crate::{ParseError, codes, json, limits};

/// What a document says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What it was written as: `CycloneDX 1.6`, `SPDX-2.3`.
    pub format: String,
    /// What tells this document from others and from its own earlier versions: CycloneDX's
    /// `serialNumber` with its `version`, SPDX's namespace.
    pub identity: Option<String>,
    /// The bill, sorted.
    pub bom: Bom,
    /// Whether the document says what it describes, be it one thing, the root, or several.
    pub says_subject: bool,
    /// Where each component stands in the bill, in the order in which the document has them.
    pub places: Vec<ComponentId>,
    /// What the document says is not known of each component, in the order of the bill's:
    /// `producer`, `version`, `identifier`, `hash`, `license`, `dependencies`.
    pub unknown: Vec<BTreeSet<String>>,
    /// What the document says is not known of itself: `author`, `timestamp`, `generation-context`.
    pub unknown_of_document: BTreeSet<String>,
    /// What the bill has no place for, by field.
    pub losses: Vec<Loss>,
}

/// Something a document says that a bill has no place for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// Where it stands: `components[].pedigree`.
    pub field: String,
    /// How often.
    pub count: usize,
}

/// Reads `bytes`, which say themselves what they are.
///
/// # Errors
/// `document.*` codes; `sbom.format` for what is no bill of materials of a known format.
pub fn read(bytes: &[u8]) -> Result<Reading, ParseError> {
    let bytes = &*without_xml(bytes)?;
    if first(bytes) != Some(b'{') {
        return spdx2::read_tag_value(bytes);
    }
    let text = json::check_within(bytes, &json::Bounds::DOCUMENT)?;
    let kind: Kind<'_> = json::read(text)?;
    match kind {
        Kind { bom_format: Some(_), .. } => cyclonedx::read(text),
        Kind { spdx_version: Some(_), .. } => spdx2::read_json(text),
        Kind { graph: Some(_), .. } => spdx3::read(text),
        Kind { .. } => Err(unknown()),
    }
}

/// `bytes` without the mark of a byte order that some editors put first, or where they are XML, the JSON that
/// says the same.
///
/// # Errors
/// `document.*` codes; `sbom.format` for XML that is no bill of materials.
pub(super) fn without_xml(bytes: &[u8]) -> Result<Cow<'_, [u8]>, ParseError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match first(bytes) == Some(b'<') {
        true => Ok(Cow::Owned(cyclonedx::xml::as_json(bytes)?.into_bytes())),
        false => Ok(Cow::Borrowed(bytes)),
    }
}

fn first(bytes: &[u8]) -> Option<u8> {
    bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// What tells the formats apart.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Kind<'a> {
    bom_format: Option<super::wire::Text<'a>>,
    spdx_version: Option<super::wire::Text<'a>>,
    #[serde(rename = "@graph")]
    graph: Option<serde::de::IgnoredAny>,
}

fn unknown() -> ParseError {
    ParseError::new(
        &codes::SBOM_FORMAT,
        "neither `bomFormat`, `spdxVersion` nor `@graph` says what bill of materials this is",
    )
}

fn too_many(what: &str) -> ParseError {
    let most = if what == "components" { limits::PACKAGES } else { limits::EDGES };
    ParseError::new(&codes::DOCUMENT_SHAPE, format!("more than {most} {what}"))
}
