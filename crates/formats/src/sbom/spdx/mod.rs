//! SPDX JSON.
//!
//! Source: SPDX 2.3 (ISO/IEC 5962:2021 with its 2022 additions) and its JSON schema. Written as
//! 2.3; read as 2.2 and 2.3.

mod parse;
mod render;

pub use parse::parse;
pub use render::render;

/// The in-toto predicate type of an SPDX document.
pub const PREDICATE_TYPE: &str = "https://spdx.dev/Document";

const DOCUMENT_ID: &str = "SPDXRef-DOCUMENT";
