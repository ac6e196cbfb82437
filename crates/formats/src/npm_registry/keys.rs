//! The keys a registry signs with.
//!
//! Two documents list them: the registry's own, which is as trustworthy as the connection it came
//! over, and the one Sigstore's TUF repository distributes.

use std::fmt;

use keelmark_model::{Timestamp, visible};
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};

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

/// Reads either document, as somebody gave it; keys for other uses are left out.
///
/// A field that is not known is refused: a misspelt `expires` would be a key without an end.
///
/// # Errors
/// `document.*`: not strict JSON, a field missing, malformed or unknown, a time that is none, a key that is
/// not for ECDSA with P-256 and SHA-256, which is all that npm's clients verify, more than
/// [`limits::REGISTRY_KEYS`] keys.
pub fn parse(bytes: &[u8]) -> Result<Vec<RegistryKey>, ParseError> {
    read::<false>(bytes)
}

/// [`parse`], of a document that came by TUF: whoever writes and signs it may add fields, and must not keep
/// those who know none of them from the keys.
///
/// # Errors
/// As [`parse`], but for fields that are not known.
pub fn parse_distributed(bytes: &[u8]) -> Result<Vec<RegistryKey>, ParseError> {
    read::<true>(bytes)
}

fn read<const MORE: bool>(bytes: &[u8]) -> Result<Vec<RegistryKey>, ParseError> {
    let Object(wire) = json::parse_within::<Object<Wire<MORE>>>(bytes, &Bounds::PROOF)?;
    let mut keys = Vec::with_capacity(wire.keys.0.len());
    for Object(key) in wire.keys.0 {
        keys.extend(key.read()?);
    }
    Ok(keys)
}

/// `MORE` says whether there may be fields that are not known.
#[derive(Deserialize)]
struct Wire<const MORE: bool> {
    keys: Repeated<Object<WireKey<MORE>>, { limits::REGISTRY_KEYS }>,
    #[serde(flatten)]
    _more: More<MORE>,
}

/// A key of either document: `keyid`, `keytype`, `scheme`, `key` and `expires` of the one, the rest of the
/// other.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireKey<const MORE: bool> {
    #[serde(alias = "keyid")]
    key_id: String,
    #[serde(default, rename = "keytype")]
    key_type: Option<String>,
    #[serde(default)]
    scheme: Option<String>,
    #[serde(default)]
    key: Option<Bytes>,
    #[serde(default)]
    expires: Option<String>,
    #[serde(default)]
    key_usage: Option<String>,
    #[serde(default)]
    public_key: Option<Object<WirePublicKey<MORE>>>,
    #[serde(flatten)]
    _more: More<MORE>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WirePublicKey<const MORE: bool> {
    raw_bytes: Bytes,
    #[serde(default)]
    key_details: Option<String>,
    #[serde(default)]
    valid_for: Option<Object<WireValidity<MORE>>>,
    #[serde(flatten)]
    _more: More<MORE>,
}

#[derive(Default, Deserialize)]
struct WireValidity<const MORE: bool> {
    #[serde(default)]
    start: Option<String>,
    #[serde(default)]
    end: Option<String>,
    #[serde(flatten)]
    _more: More<MORE>,
}

/// What an object has besides the fields that are known.
#[derive(Default)]
struct More<const ALLOWED: bool>;

impl<'de, const ALLOWED: bool> Deserialize<'de> for More<ALLOWED> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Self)
    }
}

impl<'de, const ALLOWED: bool> Visitor<'de> for More<ALLOWED> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        while let Some((field, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
            if !ALLOWED {
                return Err(A::Error::custom(format_args!("unknown field `{}`", visible(&field))));
            }
        }
        Ok(self)
    }
}

impl<const MORE: bool> WireKey<MORE> {
    fn read(self) -> Result<Option<RegistryKey>, ParseError> {
        let usage = match self.key_usage.as_deref() {
            None => KeyUsage::Any,
            Some("npm:signatures") => KeyUsage::Signatures,
            Some("npm:attestations") => KeyUsage::Attestations,
            Some(_) => return Ok(None),
        };
        self.check_scheme()?;
        let (spki, validity) = match (self.key, self.public_key) {
            (Some(key), None) => {
                let end = self.expires;
                (key.0, WireValidity { end, ..WireValidity::default() })
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

    /// Refuses a key that says it is for another scheme than the one there is.
    fn check_scheme(&self) -> Result<(), ParseError> {
        const SCHEME: &str = "ecdsa-sha2-nistp256";
        const DETAILS: &str = "PKIX_ECDSA_P256_SHA_256";
        let details = self.public_key.as_ref().and_then(|Object(key)| key.key_details.as_deref());
        let said = [
            ("keytype", self.key_type.as_deref(), SCHEME),
            ("scheme", self.scheme.as_deref(), SCHEME),
            ("keyDetails", details, DETAILS),
        ];
        let other = said.into_iter().find(|(_, found, only)| found.is_some_and(|it| it != *only));
        let Some((field, found, only)) = other else { return Ok(()) };
        let (key, found) = (visible(&self.key_id), visible(found.unwrap_or_default()));
        Err(shape(format!("the key `{key}`: `{field}` is `{found}`, and only `{only}` is known")))
    }
}

fn time(text: Option<String>) -> Result<Option<Timestamp>, ParseError> {
    let read = |text: String| {
        parse_rfc3339(&text).ok_or_else(|| shape(format!("`{text}` is not a time (RFC 3339)")))
    };
    text.map(read).transpose()
}
