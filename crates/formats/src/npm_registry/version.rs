//! A version as the registry describes it, with its signatures.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keelmark_model::{Digest, DigestAlgorithm};
use serde::Deserialize;

use super::shape;
use crate::json::Object;
use crate::protobuf_json::Bytes;
use crate::{ParseError, json, limits};

/// What a registry signs of a version, and its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedVersion {
    /// Name of the package, with its scope.
    pub name: String,
    /// Version of it.
    pub version: String,
    /// Digest of the tarball, as the registry writes it (Subresource Integrity): what is signed.
    pub integrity: String,
    /// The SHA-512 digest in it.
    pub sha512: Digest,
    /// At most [`limits::SIGNATURES`]; none when the registry does not sign.
    pub signatures: Vec<RegistrySignature>,
}

/// One signature of a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrySignature {
    /// Which key signed; unauthenticated.
    pub key_id: String,
    /// Raw signature, in the form its algorithm makes.
    pub signature: Vec<u8>,
}

impl SignedVersion {
    /// Reads the document `/NAME/VERSION`, which is also what `npm view NAME@VERSION --json` shows.
    ///
    /// # Errors
    /// `document.*`: not strict JSON, a field missing or malformed, an integrity without exactly one
    /// SHA-512 digest.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let Object(Wire { name, version, dist: Object(dist) }) = json::parse(bytes)?;
        // The signed text puts `@` and `:` between them: neither may have one that moves the border.
        let is_plain = |c: char| !c.is_whitespace() && !c.is_control();
        let name_is_plain = name.chars().all(|c| is_plain(c) && c != ':')
            && !name.trim_start_matches('@').contains('@');
        let version_is_plain = version.chars().all(|c| is_plain(c) && !matches!(c, ':' | '@'));
        if name.is_empty() || version.is_empty() || !name_is_plain || !version_is_plain {
            return Err(shape("the name or the version is none"));
        }
        if dist.signatures.len() > limits::SIGNATURES {
            return Err(shape(format!("more than {} signatures", limits::SIGNATURES)));
        }
        let sha512 = sha512(&dist.integrity)
            .ok_or_else(|| shape("`dist.integrity` has no SHA-512 digest, or several"))?;
        let signatures = dist
            .signatures
            .into_iter()
            .map(|Object(wire)| RegistrySignature { key_id: wire.keyid, signature: wire.sig.0 });
        let signatures = signatures.collect();
        Ok(Self { name, version, integrity: dist.integrity, sha512, signatures })
    }

    /// The text a registry signs: `NAME@VERSION:INTEGRITY`.
    pub fn signed_text(&self) -> String {
        format!("{}@{}:{}", self.name, self.version, self.integrity)
    }
}

#[derive(Deserialize)]
struct Wire {
    name: String,
    version: String,
    dist: Object<WireDist>,
}

#[derive(Deserialize)]
struct WireDist {
    integrity: String,
    #[serde(default)]
    signatures: Vec<Object<WireSignature>>,
}

#[derive(Deserialize)]
struct WireSignature {
    keyid: String,
    sig: Bytes,
}

fn sha512(integrity: &str) -> Option<Digest> {
    let mut found =
        integrity.split_ascii_whitespace().filter_map(|hash| hash.strip_prefix("sha512-"));
    let (only, None) = (found.next()?, found.next()) else { return None };
    Digest::new(DigestAlgorithm::Sha512, &STANDARD.decode(only).ok()?).ok()
}
