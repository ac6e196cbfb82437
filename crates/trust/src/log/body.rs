//! Whether what a log recorded is the signature of a bundle.
//!
//! Source: `sigstore_rekor.proto`, `canonicalized_body`: the signature a body refers to must be the
//! bundle's. Besides it, the digest of what was signed and whoever signed are compared, and a body
//! that records more signatures than the bundle has is refused. What cannot be compared is listed in
//! [`keelmark_formats::log_body`].

use keelmark_formats::bundle::{Bundle, Content, VerificationMaterial};
use keelmark_formats::dsse::{Envelope, pre_authentication_head};
use keelmark_formats::hash;
use keelmark_formats::log_body::{LogBody, LoggedSignature, Verifier};
use keelmark_formats::log_entry::LogEntry;
use keelmark_model::{Digest, DigestAlgorithm};

use super::LogError;
use crate::PublicKey;

/// What differs between a log's record and a bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyMismatch {
    /// The record is of something else altogether.
    #[error("it is of {recorded}")]
    Content {
        /// What was recorded.
        recorded: &'static str,
    },
    /// The record is of other content.
    #[error("it is over content with digest {recorded}")]
    Digest {
        /// What was recorded.
        recorded: Digest,
    },
    /// The record is of another signature over the same content.
    #[error("its bytes differ")]
    Signature,
    /// The record is of several signatures.
    #[error("it is one of {recorded}")]
    Signatures {
        /// How many.
        recorded: usize,
    },
    /// The record is of another signer.
    #[error("it is by another certificate or key")]
    Verifier,
}

/// Verifies that the entry records the bundle's signature, and gives the record.
///
/// `key` is the key that the bundle's signature was verified with, where no certificate names it.
/// `digests` are the artifact's, as far as they are at hand; an envelope needs none.
///
/// # Errors
/// [`LogError::Body`], [`LogError::BodyMismatch`], [`LogError::DigestMissing`].
pub fn verify_body(
    entry: &LogEntry,
    bundle: &Bundle,
    key: Option<&PublicKey>,
    digests: &[Digest],
) -> Result<LogBody, LogError> {
    let body = LogBody::parse(&entry.body, &entry.kind, &entry.version).map_err(LogError::Body)?;
    match (&body, &bundle.content) {
        (LogBody::Message { digest, .. }, Content::Dsse(envelope)) => {
            let head = pre_authentication_head(&envelope.payload_type, &envelope.payload);
            compare(
                digest,
                &digest_of(digest.algorithm(), &[head.as_bytes(), &envelope.payload])?,
            )?;
        }
        (LogBody::Message { digest, .. }, Content::Message { .. }) => {
            let algorithm = digest.algorithm();
            let own = digests.iter().find(|own| own.algorithm() == algorithm);
            compare(digest, own.ok_or(LogError::DigestMissing { algorithm })?)?;
        }
        (LogBody::Envelope { payload_type, payload_digest, .. }, Content::Dsse(envelope)) => {
            compare_envelope(payload_type.as_deref(), payload_digest, envelope)?;
        }
        (LogBody::Envelope { .. }, Content::Message { .. }) => {
            let recorded = "an envelope, and the bundle holds a signature over a file";
            return Err(LogError::BodyMismatch(BodyMismatch::Content { recorded }));
        }
    }
    compare_signature(body.signatures(), bundle, key).map_err(LogError::BodyMismatch)?;
    Ok(body)
}

fn compare_envelope(
    payload_type: Option<&str>,
    payload_digest: &Digest,
    envelope: &Envelope,
) -> Result<(), LogError> {
    if payload_type.is_some_and(|recorded| recorded != envelope.payload_type) {
        let recorded = "an envelope with another payload type";
        return Err(LogError::BodyMismatch(BodyMismatch::Content { recorded }));
    }
    compare(payload_digest, &digest_of(payload_digest.algorithm(), &[&envelope.payload])?)
}

fn digest_of(algorithm: DigestAlgorithm, parts: &[&[u8]]) -> Result<Digest, LogError> {
    hash::sha2_of(algorithm, parts).ok_or(LogError::DigestMissing { algorithm })
}

fn compare(recorded: &Digest, own: &Digest) -> Result<(), LogError> {
    if recorded == own {
        return Ok(());
    }
    Err(LogError::BodyMismatch(BodyMismatch::Digest { recorded: *recorded }))
}

fn compare_signature(
    recorded: &[LoggedSignature],
    bundle: &Bundle,
    key: Option<&PublicKey>,
) -> Result<(), BodyMismatch> {
    let [only] = recorded else {
        return Err(BodyMismatch::Signatures { recorded: recorded.len() });
    };
    let is_bundle_s = match &bundle.content {
        Content::Message { signature, .. } => only.signature == *signature,
        // A bundle's envelope has one signature; were there more, the log would lack the others.
        Content::Dsse(envelope) => {
            matches!(envelope.signatures.as_slice(), [own] if own.signature == only.signature)
        }
    };
    if !is_bundle_s {
        return Err(BodyMismatch::Signature);
    }
    let signer = match &bundle.material {
        VerificationMaterial::Certificate { der } => Some(der.as_slice()),
        VerificationMaterial::CertificateChain(chain) => chain.first().map(Vec::as_slice),
        VerificationMaterial::PublicKey { .. } => None,
    };
    let is_signer_s = match (&only.verifier, signer) {
        (Verifier::Certificate(recorded), Some(der)) => recorded == der,
        (Verifier::PublicKey(recorded), None) => key.is_some_and(|key| key.spki() == recorded),
        _ => false,
    };
    if is_signer_s { Ok(()) } else { Err(BodyMismatch::Verifier) }
}
