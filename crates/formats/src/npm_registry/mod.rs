//! What npm's registry publishes to prove a package: signatures, keys, and the predicate of its own
//! attestations. How it lists attestations, [`crate::bundle::parse_all`] knows.
//!
//! Source: npm documentation, "About ECDSA registry signatures" and "Generating provenance
//! statements"; the attestation types of `npm/attestation`; Sigstore's TUF repository, target
//! `registry.npmjs.org/keys.json`.

pub mod keys;
mod package;
pub mod tarball;
pub mod version;

use serde::Deserialize;

use crate::json::Object;
use crate::{ParseError, codes, json};

pub use keys::{KeyUsage, RegistryKey};
pub use package::PackageVersion;
pub use version::{Described, RegistrySignature, SignedVersion};

/// Predicate type by which the registry says that it published a version.
pub const PUBLISH_PREDICATE_TYPE: &str =
    "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";

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

fn shape(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SHAPE, message)
}

#[cfg(test)]
mod tests;
