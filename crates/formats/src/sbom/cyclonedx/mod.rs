//! CycloneDX JSON.
//!
//! Source: the CycloneDX 1.6 JSON schema, `bom-1.6.schema.json`. Written as 1.6; read as 1.2 to
//! 1.7, since the fields read have not changed since there is a JSON form.

mod parse;
mod render;

pub use parse::parse;
pub use render::render;

/// The in-toto predicate type of a CycloneDX document.
pub const PREDICATE_TYPE: &str = "https://cyclonedx.org/bom";
