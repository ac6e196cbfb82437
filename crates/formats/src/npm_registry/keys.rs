//! The keys a registry signs with.
//!
//! Two documents list them: the registry's own, which is as trustworthy as the connection it came
//! over, and the one Sigstore's TUF repository distributes.

use keelmark_model::Timestamp;
use serde::Deserialize;

use super::shape;
use crate::json::{Bounds, Object};
use crate::protobuf_json::{Bytes, Repeated};
use crate::time::parse_rfc3339;
use crate::{ParseError, json, limits};

/// A public key of a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryKey {
    /// What signatures call it: `SHA256:` and a digest.
    pub key_id: String,
    /// What it signs.
    pub usage: KeyUsage,
    /// The key as SubjectPublicKeyInfo in DER.
    pub spki: Vec<u8>,
    /// Its signatures are valid from then on.
    pub start: Option<Timestamp>,
    /// And until then, if it was replaced.
    pub end: Option<Timestamp>,
}

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUsage {
    /// Versions: `dist.signatures`.
    Signatures,
    /// Attestations.
    Attestations,
    /// Either; the registry's own document does not tell.
    Any,
}

impl KeyUsage {
    /// Whether a key of this usage may be used for `wanted`.
    pub fn covers(self, wanted: Self) -> bool {
        self == Self::Any || self == wanted
    }
}

/// Reads either document; keys for other uses are left out.
///
/// # Errors
/// `document.*`: not strict JSON, a field missing or malformed, a time that is none, more than
/// [`limits::REGISTRY_KEYS`] keys.
pub fn parse(bytes: &[u8]) -> Result<Vec<RegistryKey>, ParseError> {
    let Object(wire) = json::parse_within::<Object<Wire>>(bytes, &Bounds::PROOF)?;
    let mut keys = Vec::with_capacity(wire.keys.0.len());
    for Object(key) in wire.keys.0 {
        keys.extend(key.read()?);
    }
    Ok(keys)
}

#[derive(Deserialize)]
struct Wire {
    keys: Repeated<Object<WireKey>, { limits::REGISTRY_KEYS }>,
}

/// A key of either document: `keyid`, `key` and `expires` of the one, the rest of the other.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireKey {
    #[serde(alias = "keyid")]
    key_id: String,
    #[serde(default)]
    key: Option<Bytes>,
    #[serde(default)]
    expires: Option<String>,
    #[serde(default)]
    key_usage: Option<String>,
    #[serde(default)]
    public_key: Option<Object<WirePublicKey>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WirePublicKey {
    raw_bytes: Bytes,
    #[serde(default)]
    valid_for: Option<Object<WireValidity>>,
}

#[derive(Default, Deserialize)]
struct WireValidity {
    #[serde(default)]
    start: Option<String>,
    #[serde(default)]
    end: Option<String>,
}

impl WireKey {
    fn read(self) -> Result<Option<RegistryKey>, ParseError> {
        let usage = match self.key_usage.as_deref() {
            None => KeyUsage::Any,
            Some("npm:signatures") => KeyUsage::Signatures,
            Some("npm:attestations") => KeyUsage::Attestations,
            Some(_) => return Ok(None),
        };
        let (spki, validity) = match (self.key, self.public_key) {
            (Some(key), None) => {
                let end = self.expires;
                (key.0, WireValidity { start: None, end })
            }
            (None, Some(Object(key))) => {
                let validity = key.valid_for.map(|Object(validity)| validity);
                (key.raw_bytes.0, validity.unwrap_or_default())
            }
            _ => return Err(shape("a key has to have either `key` or `publicKey`")),
        };
        if self.key_id.is_empty() || spki.is_empty() {
            return Err(shape("a key has no identifier or no bytes"));
        }
        let (start, end) = (time(validity.start)?, time(validity.end)?);
        Ok(Some(RegistryKey { key_id: self.key_id, usage, spki, start, end }))
    }
}

fn time(text: Option<String>) -> Result<Option<Timestamp>, ParseError> {
    let read = |text: String| {
        parse_rfc3339(&text).ok_or_else(|| shape(format!("`{text}` is not a time (RFC 3339)")))
    };
    text.map(read).transpose()
}
