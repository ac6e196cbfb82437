//! Metadata of The Update Framework: how trusted roots are published.
//!
//! Source: TUF specification 1.0, section 4 ("Document formats"). Strict JSON; fields unknown here
//! are allowed, as the specification demands, and are signed with the others. Signatures are over
//! the canonical form of `signed`, not over the bytes received: the only format here in which that
//! is so. Nothing is verified by this module.

mod canonical;
mod floors;
mod signed;
#[cfg(test)]
mod tests;

use keelmark_model::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::json::{Bounds, Object};
use crate::protobuf_json::Repeated;
use crate::{ParseError, codes, json, limits, time};

pub use floors::Floors;
pub use signed::{
    DelegatedRole, Delegations, FileMeta, Key, Role, Root, Snapshot, TargetFile, Targets,
    TimestampRole,
};

/// Signed metadata nobody has checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata<T> {
    /// What is signed.
    pub signed: T,
    /// Counts up by one with each change; at least 1.
    pub version: u64,
    /// The metadata proves nothing from this time on.
    pub expires: Timestamp,
    /// At most [`limits::SIGNATURES`]; those left empty, by keys that did not sign, are not here.
    pub signatures: Vec<MetadataSignature>,
    /// The canonical form of `signed`: what signatures are over.
    pub signed_bytes: Vec<u8>,
}

/// One signature of [`Metadata`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataSignature {
    /// Names a key of the role that delegates.
    pub key_id: String,
    /// Raw signature, in the form its scheme makes.
    pub signature: Vec<u8>,
}

/// One of the four roles every repository has, or a role that delegates to nobody new.
pub trait Signed: Sized {
    /// The value of `_type`.
    const TYPE: &'static str;

    /// Reads what is particular to the role.
    ///
    /// # Errors
    /// `document.shape`.
    fn read(signed: &Value) -> Result<Self, ParseError>;
}

#[derive(Deserialize)]
struct Wire {
    signatures: Repeated<Object<WireSignature>, { limits::SIGNATURES }>,
    signed: Value,
}

#[derive(Deserialize)]
struct WireSignature {
    keyid: String,
    sig: String,
}

#[derive(Deserialize)]
struct WireHead {
    #[serde(rename = "_type")]
    kind: String,
    spec_version: String,
    version: u64,
    expires: String,
}

impl<T: Signed> Metadata<T> {
    /// Reads metadata of the role `T`.
    ///
    /// # Errors
    /// `document.*`: not strict JSON, of another role, a field missing or malformed, a fraction
    /// where only integers are allowed. `tuf.version`: of another major version of the
    /// specification.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let Object(wire): Object<Wire> = json::parse_within(bytes, &Bounds::PROOF)?;
        let head = WireHead::deserialize(&wire.signed).map_err(|error| shape(error.to_string()))?;
        if head.kind != T::TYPE {
            return Err(shape(format!("`_type` is `{}`, not `{}`", head.kind, T::TYPE)));
        }
        if head.spec_version.split('.').next() != Some("1") {
            let message = format!("`spec_version` is `{}`, not 1", head.spec_version);
            return Err(ParseError::new(&codes::TUF_VERSION, message));
        }
        if head.version == 0 {
            return Err(shape("`version` is 0"));
        }
        let expires = time::parse_rfc3339(&head.expires)
            .ok_or_else(|| shape("`expires` is not a time of RFC 3339"))?;
        Ok(Self {
            signed: T::read(&wire.signed)?,
            version: head.version,
            expires,
            signatures: signatures(wire.signatures.0)?,
            signed_bytes: canonical::encode(&wire.signed)?,
        })
    }
}

fn signatures(wire: Vec<Object<WireSignature>>) -> Result<Vec<MetadataSignature>, ParseError> {
    let mut signatures: Vec<MetadataSignature> = Vec::with_capacity(wire.len());
    for Object(WireSignature { keyid, sig }) in wire {
        if signatures.iter().any(|known| known.key_id == keyid) {
            return Err(shape("two signatures name one key"));
        }
        let signature = hex(&sig).ok_or_else(|| shape("`sig` is not hexadecimal"))?;
        if !signature.is_empty() {
            signatures.push(MetadataSignature { key_id: keyid, signature });
        }
    }
    Ok(signatures)
}

/// Bytes in hexadecimal of either case.
fn hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
    if rest.is_empty() { bytes } else { None }
}

fn shape(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SHAPE, message)
}
