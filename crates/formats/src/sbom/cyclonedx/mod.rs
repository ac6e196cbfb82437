//! CycloneDX JSON.
//!
//! Source: the CycloneDX 1.6 JSON schema, `bom-1.6.schema.json`. Written as 1.6; read as 1.2 to
//! 1.7, since the fields read have not changed since there is a JSON form.

mod parse;

pub use parse::parse;

use super::document::{self, CycloneDxVersion, Format, RenderOptions};
use super::{SbomInput, inventory};

/// Renders an inventory as CycloneDX 1.6: the same bytes for the same input.
pub fn render(input: &SbomInput<'_>) -> Vec<u8> {
    let options = RenderOptions {
        format: Format::CycloneDxJson(CycloneDxVersion::V1_6),
        created: input.created,
        tool_version: input.tool_version,
    };
    document::render(&inventory::bom(input), &options)
}

/// The in-toto predicate type of a CycloneDX document.
pub const PREDICATE_TYPE: &str = "https://cyclonedx.org/bom";
