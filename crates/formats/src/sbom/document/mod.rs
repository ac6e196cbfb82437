//! Bills of materials as documents: CycloneDX 1.5 to 1.7, SPDX 2.3 and SPDX 3.0.1.
//!
//! The field mapping is stated, with its reasons, in the manual's page "SBOM field mapping". The
//! same bill and options give the same bytes.

mod cyclonedx;
mod format;
mod licenses;
mod notes;
mod outline;
mod spdx2;
mod spdx3;

#[cfg(test)]
pub(super) mod tests;

use keelmark_model::{Bom, Timestamp};

pub(super) use cyclonedx::{SCOPE, SCOPES};
pub(super) use licenses::{all_of, text as license_text};
pub(super) use notes::{PREFIX, gap, without_number};
pub(super) use outline::{digests, is_cpe};
pub(super) use spdx2::NO_TEXT;

pub use format::{CycloneDxVersion, Format, UnknownFormat, parse_name};

/// How a bill is to be written.
#[derive(Debug, Clone, Copy)]
pub struct RenderOptions<'a> {
    /// Format, with its version.
    pub format: Format,
    /// When the document is said to be made: an argument, so that it can be made again. The first second
    /// of Unix' time says that nobody knows.
    pub created: Timestamp,
    /// Version of keelmark.
    pub tool_version: &'a str,
}

/// Renders `bom`: the same bytes for the same bill and options.
pub fn render(bom: &Bom, options: &RenderOptions<'_>) -> Vec<u8> {
    let outline = outline::Outline { bom, options };
    match options.format {
        Format::CycloneDxJson(version) => cyclonedx::render(outline, version),
        Format::SpdxJson => spdx2::json::render(outline),
        Format::SpdxTagValue => spdx2::tag_value::render(outline),
        Format::SpdxJsonLd => spdx3::render(outline),
    }
}
