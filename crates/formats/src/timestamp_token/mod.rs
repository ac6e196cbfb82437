//! RFC 3161 timestamps: an authority's signed word that a digest existed at a time.
//!
//! Source: RFC 3161 (sections 2.4.1, 2.4.2), updated by RFC 5816 for `ESSCertIDv2`; the signature is
//! CMS SignedData (RFC 5652, section 5). Read strictly: DER throughout, one signer, an imprint by
//! SHA-2. Nothing here is verified; what a signature is over is kept as the exact bytes received.

mod info;
mod signed_data;
#[cfg(test)]
mod tests;

use std::fmt::Display;

use der::asn1::ObjectIdentifier;
use keelmark_model::DigestAlgorithm;

use crate::asn1::{Element, Malformed, Reader, Tag, dotted};
use crate::{ParseError, codes, limits};

pub use info::{Accuracy, TimestampInfo};
pub use signed_data::{CertificateId, SignerIdentifier, TokenSigner};

/// A timestamp nobody has checked yet, borrowed from its DER.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampToken<'a> {
    /// What the authority says.
    pub info: TimestampInfo<'a>,
    /// Who says so, and the signature.
    pub signer: TokenSigner<'a>,
    /// Certificates sent along, each X.509 in DER; untrusted, in the order sent, at most
    /// [`limits::CERTIFICATES`].
    pub certificates: Vec<&'a [u8]>,
}

impl<'a> TimestampToken<'a> {
    /// Reads a `TimeStampResp`, or the `ContentInfo` that is the token within one.
    ///
    /// # Errors
    /// `timestamp.format`: not DER, of another shape, more than one signer, an attribute missing or
    /// repeated, trailing bytes. `timestamp.rejected`: the authority refused. `timestamp.algorithm`:
    /// a digest by other than SHA-256, SHA-384 or SHA-512.
    pub fn parse(der: &'a [u8]) -> Result<Self, ParseError> {
        if der.len() > limits::TIMESTAMP_BYTES {
            let message = format!("{} bytes; the limit is {}", der.len(), limits::TIMESTAMP_BYTES);
            return Err(ParseError::new(&codes::TIMESTAMP_FORMAT, message));
        }
        response(der).map_err(|Refused(error)| error)
    }
}

/// An error on the way up; what is not DER becomes one with the code of a token.
struct Refused(ParseError);

impl Refused {
    fn new(field: &'static str, reason: impl Display) -> Self {
        let message = format!("{field}: {reason}");
        Self(ParseError::new(&codes::TIMESTAMP_FORMAT, message))
    }
}

impl From<Malformed> for Refused {
    fn from(error: Malformed) -> Self {
        Self(ParseError::new(&codes::TIMESTAMP_FORMAT, error.to_string()))
    }
}

fn response(der: &[u8]) -> Result<TimestampToken<'_>, Refused> {
    let mut reader = Reader::new(der);
    let mut outer = reader.enter(Tag::Sequence, "timestamp")?;
    reader.finish("timestamp")?;
    // A bare token begins with its type, an OBJECT IDENTIFIER.
    let Some(status) = outer.optional(Tag::Sequence, "status")? else {
        return signed_data::content_info(outer);
    };
    response_status(status.reader())?;
    let content = outer.enter(Tag::Sequence, "token")?;
    outer.finish("timestamp")?;
    signed_data::content_info(content)
}

/// `PKIStatusInfo`: only `granted` (0) and `grantedWithMods` (1) come with a token.
fn response_status(mut reader: Reader<'_>) -> Result<(), Refused> {
    let status = small(&reader.required(Tag::Integer, "status")?, "status")?;
    let texts = reader.optional(Tag::Sequence, "status text")?;
    reader.optional(Tag::BitString, "failure information")?;
    reader.finish("status")?;
    if status <= 1 {
        return Ok(());
    }
    let text = texts.and_then(|texts| {
        let mut texts = texts.reader();
        let text = texts.required(Tag::Utf8String, "status text").ok()?;
        str::from_utf8(text.bytes).ok().map(keelmark_model::visible)
    });
    let text = text.map(|text| format!(": {text}")).unwrap_or_default();
    let message = format!("the authority refused, with status {status}{text}");
    Err(Refused(ParseError::new(&codes::TIMESTAMP_REJECTED, message)))
}

const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");

/// SHA-2 by the names of RFC 5754.
const DIGESTS: [(ObjectIdentifier, DigestAlgorithm); 3] = [
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"), DigestAlgorithm::Sha256),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"), DigestAlgorithm::Sha384),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"), DigestAlgorithm::Sha512),
];

/// A digest's `AlgorithmIdentifier`; parameters are absent or NULL (RFC 5754, section 2).
fn digest_algorithm(
    mut reader: Reader<'_>,
    field: &'static str,
) -> Result<DigestAlgorithm, Refused> {
    let element = reader.required(Tag::ObjectIdentifier, field)?;
    let oid = element.object_identifier(field)?;
    if let Some(null) = reader.optional(Tag::Null, field)?
        && !null.bytes.is_empty()
    {
        return Err(null.malformed(field, "a NULL with content").into());
    }
    reader.finish(field)?;
    let known = DIGESTS.into_iter().find(|(known, _)| known.as_bytes() == oid);
    known.map(|(_, digest)| digest).ok_or_else(|| {
        let name = if oid == SHA1.as_bytes() { "SHA-1".to_owned() } else { dotted(oid) };
        let message = format!("{field}: {name} is not SHA-256, SHA-384 or SHA-512");
        Refused(ParseError::new(&codes::TIMESTAMP_ALGORITHM, message))
    })
}

/// An INTEGER from 0 to 2^31 - 1.
fn small(element: &Element<'_>, field: &'static str) -> Result<u32, Malformed> {
    let bytes = element.integer(field)?;
    if bytes.len() > 4 || bytes.first().is_some_and(|first| *first >= 0x80) {
        return Err(element.malformed(field, "out of range"));
    }
    Ok(bytes.iter().fold(0, |value, byte| value << 8 | u32::from(*byte)))
}
