//! Signed times: that a signature existed at a time, as an authority says.
//!
//! Source: RFC 3161, sections 2.2 and 2.3; RFC 5652, sections 5.4 and 5.6; RFC 5816 for the
//! certificate's identifier. One token is judged at a time, so that a bad one beside a good one is
//! shown without undoing it; [`distinct_authorities`] tells what several are worth.

mod error;
mod signer;

use std::collections::BTreeSet;

use keelmark_formats::certificate::Certificate;
use keelmark_formats::timestamp_token::{Accuracy, TimestampToken, TokenSigner};
use keelmark_model::{Digest, DigestAlgorithm, Timestamp};

use crate::key::Hash;
use crate::root::{Authority, TrustDomain};
use crate::{PublicKey, SignatureScheme};

use signer::Signer;

pub use error::TimestampError;

/// A time that an authority of a trusted root signed.
#[derive(Debug, Clone)]
pub struct SignedTime<'r> {
    /// The time.
    pub time: Timestamp,
    /// How far it may be off, where the authority says.
    pub accuracy: Option<Accuracy>,
    /// Who signed: the subject of the certificate.
    pub signer: String,
    /// The authority's number for the token, in hexadecimal.
    pub serial: String,
    /// The authority in the trusted root.
    pub authority: &'r Authority,
}

/// How many authorities stand behind `times`: several tokens of one count once, as do several
/// entries of a trusted root that lead to one anchor.
pub fn distinct_authorities(times: &[SignedTime<'_>]) -> usize {
    let anchors = times.iter().filter_map(|time| time.authority.chain.last());
    anchors.map(Certificate::der).collect::<BTreeSet<_>>().len()
}

/// Verifies that `token` says when `message`, the bytes of a signature, was there, and that an
/// authority of `domain` says so.
///
/// # Errors
/// [`TimestampError`].
pub fn verify<'r>(
    token: &TimestampToken<'_>,
    message: &[u8],
    domain: &'r TrustDomain,
) -> Result<SignedTime<'r>, TimestampError> {
    if !is_digest_of(&token.info.imprint, &[message]) {
        return Err(TimestampError::Imprint);
    }
    if !is_digest_of(&token.signer.content_digest, &[token.info.der]) {
        return Err(TimestampError::ContentDigest);
    }
    // Every other authority may still have signed, if the first that might have did not.
    let mut first_error = None;
    for candidate in signer::pinned(token, domain) {
        match candidate.and_then(|signer| signed(token, signer)) {
            Ok(time) => return Ok(time),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    match first_error {
        Some(error) => Err(error),
        None => signed(token, signer::embedded(token, domain)?),
    }
}

fn signed<'r>(
    token: &TimestampToken<'_>,
    Signer { certificate, key, authority }: Signer<'r>,
) -> Result<SignedTime<'r>, TimestampError> {
    check_identifiers(&token.signer, &certificate)?;
    verify_signature(&token.signer, &key)?;
    Ok(SignedTime {
        time: token.info.time,
        accuracy: token.info.accuracy,
        signer: certificate.subject_text(),
        serial: keelmark_model::hexadecimal(token.info.serial),
        authority,
    })
}

/// The token's own word on whose key signed it: without it, a second certificate over the same key
/// could be put in place of the first (RFC 5035, section 5.4).
fn check_identifiers(
    signer: &TokenSigner<'_>,
    certificate: &Certificate,
) -> Result<(), TimestampError> {
    for id in &signer.certificate_ids {
        let is_issuer = |(name, serial): (&[u8], &[u8])| {
            name == certificate.issuer() && serial == certificate.serial()
        };
        if !is_digest_of(&id.digest, &[certificate.der()]) || !id.issuer.is_none_or(is_issuer) {
            return Err(TimestampError::CertificateId);
        }
    }
    Ok(())
}

fn verify_signature(signer: &TokenSigner<'_>, key: &PublicKey) -> Result<(), TimestampError> {
    let hint = Some(signer.digest_algorithm);
    let scheme = SignatureScheme::from_algorithm_identifier(signer.signature_algorithm, key, hint)
        .map_err(|error| TimestampError::Signature { reason: error.to_string() })?;
    key.verify_scheme(scheme, &signer.signed_parts(), signer.signature)
        .map_err(|_| TimestampError::Signature { reason: "it does not hold".to_owned() })
}

/// Whether `digest` is that of the message that `parts` make up. SHA-1 is only met where a
/// certificate is named that is trusted for another reason (`ESSCertID`).
fn is_digest_of(digest: &Digest, parts: &[&[u8]]) -> bool {
    use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
    let engine = match (digest.algorithm(), Hash::of(digest.algorithm())) {
        (_, Some(hash)) => hash.engine(),
        (DigestAlgorithm::Sha1, None) => &SHA1_FOR_LEGACY_USE_ONLY,
        (_, None) => return false,
    };
    let mut context = Context::new(engine);
    for part in parts {
        context.update(part);
    }
    context.finish().as_ref() == digest.as_bytes()
}
