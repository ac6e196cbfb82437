//! Documents that say how flaws stand in products (VEX): OpenVEX, CycloneDX and CSAF.
//!
//! What a statement settles is not looked at again, so a document is read whole or not at all: a status that is
//! not known, a product that is none, a flaw that is not affecting without a reason make it an error.

mod csaf;
mod cyclonedx;
mod openvex;

use keelmark_model::vex::{Product, Statement};
use keelmark_model::{Purl, Timestamp};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::{ParseError, codes, json, limits, text, time};

pub use openvex::{Draft, Drafted, JUSTIFICATIONS, render};

/// What tells the forms apart.
#[derive(Deserialize)]
struct Probe {
    #[serde(rename = "@context")]
    context: Option<IgnoredAny>,
    #[serde(rename = "bomFormat")]
    bom_format: Option<IgnoredAny>,
    document: Option<IgnoredAny>,
}

/// Reads a document, of which the content tells what form it has.
///
/// # Errors
/// `document.*` for what is no strict JSON, `vex.form`.
pub fn parse(bytes: &[u8]) -> Result<Vec<Statement>, ParseError> {
    let text = json::checked(bytes)?;
    let json::Object(probe) = json::read::<json::Object<Probe>>(text)?;
    match probe {
        Probe { context: Some(_), .. } => openvex::read(text),
        Probe { bom_format: Some(_), .. } => cyclonedx::read(text),
        Probe { document: Some(_), .. } => csaf::read(text),
        _ => Err(form("it is neither OpenVEX, nor CycloneDX, nor CSAF")),
    }
}

fn form(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::VEX_FORM, message)
}

/// A package URL.
fn purl(written: &str) -> Result<Purl, ParseError> {
    if written.len() > limits::VEX_PURL_BYTES {
        return Err(form(format!("a package URL has more than {} bytes", limits::VEX_PURL_BYTES)));
    }
    let shown = text::shortened(written);
    written.parse().map_err(|error| form(format!("`{shown}` is no package URL: {error}")))
}

/// An identifier of a product: a package URL, or another name.
fn identify(product: &mut Product, id: &str) -> Result<(), ParseError> {
    if id.starts_with("pkg:") {
        product.purls.push(purl(id)?);
    } else if !id.is_empty() {
        product.names.push(id.to_owned());
    }
    Ok(())
}

/// What is said of why, in one line that somebody reads.
fn reason<'a>(parts: impl IntoIterator<Item = Option<&'a str>>) -> String {
    let parts = parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty());
    parts.map(text::shortened).collect::<Vec<_>>().join(": ")
}

/// A time; what is none makes the document an error, since later statements replace earlier ones.
fn at(written: Option<&str>) -> Result<Option<Timestamp>, ParseError> {
    let Some(written) = written else { return Ok(None) };
    let shown = text::shortened(written);
    let time = time::parse_rfc3339(written);
    time.map(Some).ok_or_else(|| form(format!("`{shown}` is no time")))
}

#[cfg(test)]
mod tests;
