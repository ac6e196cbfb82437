//! SPDX JSON.
//!
//! Source: SPDX 2.3 (ISO/IEC 5962:2021 with its 2022 additions) and its JSON schema. Written as
//! 2.3; read as 2.2 and 2.3.

mod parse;

pub use parse::parse;

use super::document::{self, Format, RenderOptions};
use super::{SbomInput, inventory};

/// Renders an inventory as SPDX 2.3: the same bytes for the same input.
pub fn render(input: &SbomInput<'_>) -> Vec<u8> {
    let options = RenderOptions {
        format: Format::SpdxJson,
        created: input.created,
        tool_version: input.tool_version,
    };
    document::render(&inventory::bom(input), &options)
}

/// The in-toto predicate type of an SPDX document.
pub const PREDICATE_TYPE: &str = "https://spdx.dev/Document";

pub(super) const DOCUMENT_ID: &str = "SPDXRef-DOCUMENT";
