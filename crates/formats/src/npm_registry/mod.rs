//! What npm's registry publishes to prove a package: attestations, signatures, keys.
//!
//! Source: npm documentation, "About ECDSA registry signatures" and "Generating provenance
//! statements"; the attestation types of `npm/attestation`; Sigstore's TUF repository, target
//! `registry.npmjs.org/keys.json`.

pub mod keys;
pub mod version;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::bundle::Bundle;
use crate::json::Object;
use crate::{ParseError, codes, json, limits};

pub use keys::{KeyUsage, RegistryKey};
pub use version::{RegistrySignature, SignedVersion};

/// Predicate type by which the registry says that it published a version.
pub const PUBLISH_PREDICATE_TYPE: &str =
    "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";

/// An attestation as the registry lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// Predicate type the registry says it has. Unauthenticated: what counts is the statement's.
    pub predicate_type: String,
    /// Who signed what.
    pub bundle: Bundle,
}

/// What the registry says it published; the predicate of [`PUBLISH_PREDICATE_TYPE`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Publication {
    /// Name of the package, with its scope.
    pub name: String,
    /// Version of it.
    pub version: String,
    /// Address of the registry.
    pub registry: String,
}

impl Publication {
    /// Reads a predicate.
    ///
    /// # Errors
    /// `document.*` codes.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        json::parse::<Object<Self>>(bytes).map(|Object(publication)| publication)
    }
}

/// Reads `/-/npm/v1/attestations/NAME@VERSION`, or the array in it.
///
/// # Errors
/// `document.*`: not strict JSON, a field missing or malformed, none or more than
/// [`limits::BUNDLES`]. `bundle.version`: a bundle of another version.
pub fn parse_attestations(bytes: &[u8]) -> Result<Vec<Attestation>, ParseError> {
    let wire: Vec<Object<WireAttestation<'_>>> = if bytes.trim_ascii_start().starts_with(b"[") {
        json::parse(bytes)?
    } else {
        json::parse::<Object<WireAttestations<'_>>>(bytes)?.0.attestations
    };
    if wire.is_empty() || wire.len() > limits::BUNDLES {
        let (count, most) = (wire.len(), limits::BUNDLES);
        return Err(shape(format!("{count} attestations; a version has 1 to {most}")));
    }
    let attestation = |Object(wire): Object<WireAttestation<'_>>| {
        let bundle = Bundle::parse(wire.bundle.get().as_bytes())?;
        Ok(Attestation { predicate_type: wire.predicate_type, bundle })
    };
    wire.into_iter().map(attestation).collect()
}

#[derive(Deserialize)]
struct WireAttestations<'a> {
    #[serde(borrow)]
    attestations: Vec<Object<WireAttestation<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireAttestation<'a> {
    predicate_type: String,
    #[serde(borrow)]
    bundle: &'a RawValue,
}

fn shape(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SHAPE, message)
}

#[cfg(test)]
mod tests;
