//! RFC 3161 timestamps: an authority's signed word that a digest existed at a time.
//!
//! Source: RFC 3161 (sections 2.4.1, 2.4.2), updated by RFC 5816 for `ESSCertIDv2`; the signature is
//! CMS SignedData (RFC 5652, section 5). Read strictly: DER throughout, one signer, an imprint by
//! SHA-2. Nothing here is verified; what a signature is over is kept as the exact bytes received.

mod info;
mod signed_data;
#[cfg(test)]
mod tests;

use der::Tag;
use der::asn1::ObjectIdentifier;
use keelmark_model::DigestAlgorithm;

use crate::der::Reader;
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
        let mut reader = Reader::new(der, &codes::TIMESTAMP_FORMAT)?;
        let mut outer = reader.enter(Tag::Sequence, "timestamp")?;
        reader.finish("timestamp")?;
        if outer.peek() == Some(Tag::ObjectIdentifier) {
            return signed_data::content_info(outer);
        }
        response_status(outer.enter(Tag::Sequence, "status")?)?;
        let content = outer.enter(Tag::Sequence, "token")?;
        outer.finish("timestamp")?;
        signed_data::content_info(content)
    }
}

/// `PKIStatusInfo`: only `granted` (0) and `grantedWithMods` (1) come with a token.
fn response_status(mut reader: Reader<'_>) -> Result<(), ParseError> {
    let status = reader.small("status")?;
    let texts = reader.optional(Tag::Sequence, "status text")?;
    reader.optional(Tag::BitString, "failure information")?;
    reader.finish("status")?;
    if status <= 1 {
        return Ok(());
    }
    let text = texts.and_then(|texts| {
        let mut texts = reader.within(texts).ok()?;
        let text = texts.expect(Tag::Utf8String, "status text").ok()?;
        str::from_utf8(text.content).ok().map(keelmark_model::visible)
    });
    let text = text.map(|text| format!(": {text}")).unwrap_or_default();
    let message = format!("the authority refused, with status {status}{text}");
    Err(ParseError::new(&codes::TIMESTAMP_REJECTED, message))
}

const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");

/// SHA-2 by the names of RFC 5754.
const DIGESTS: [(ObjectIdentifier, DigestAlgorithm); 3] = [
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"), DigestAlgorithm::Sha256),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"), DigestAlgorithm::Sha384),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"), DigestAlgorithm::Sha512),
];

/// A digest's `AlgorithmIdentifier`; parameters are absent or NULL (RFC 5754, section 2).
fn digest_algorithm(mut reader: Reader<'_>, what: &str) -> Result<DigestAlgorithm, ParseError> {
    let oid = reader.oid(what)?;
    if let Some(null) = reader.optional(Tag::Null, what)?
        && !null.content.is_empty()
    {
        return Err(reader.refuse(what, "a NULL with content"));
    }
    reader.finish(what)?;
    DIGESTS.into_iter().find(|(known, _)| *known == oid).map(|(_, digest)| digest).ok_or_else(
        || {
            let name = if oid == SHA1 { "SHA-1".to_owned() } else { oid.to_string() };
            let message = format!("{what}: {name} is not SHA-256, SHA-384 or SHA-512");
            ParseError::new(&codes::TIMESTAMP_ALGORITHM, message)
        },
    )
}
