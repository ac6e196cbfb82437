//! Signing statements into bundles, and what a bundle may prove.

use std::sync::Arc;

use keelmark_formats::bundle::{Bundle, Content, MediaType, VerificationMaterial};
use keelmark_formats::dsse::{Envelope, IN_TOTO_PAYLOAD_TYPE};
use keelmark_formats::statement::Statement;
use keelmark_model::{Digest, DigestAlgorithm, Subject};
use p256::ecdsa::Signature;

use crate::envelope::sign_envelope;
use crate::{KeyAlgorithm, PrivateKey, PublicKey, SignatureError, Verified};

/// Signs a statement into a bundle v0.3 that names the key by its fingerprint, as cosign does.
///
/// The same statement and key always make the same bundle.
pub fn sign_statement(statement: Vec<u8>, key: &PrivateKey) -> Bundle {
    Bundle {
        media_type: MediaType::V03,
        material: VerificationMaterial::PublicKey { hint: Some(key.public().hint()) },
        content: Content::Dsse(sign_envelope(IN_TOTO_PAYLOAD_TYPE, statement, key)),
        log_entries: Vec::new(),
        timestamps: Vec::new(),
    }
}

/// The artifact a bundle should be about, with as much of it as is at hand.
#[derive(Debug, Clone, Copy)]
pub struct Artifact<'a> {
    /// Its name, to be shown, and its digests.
    pub subject: &'a Subject,
    /// All of it. Only signatures that are not over a digest need it.
    pub bytes: Option<&'a [u8]>,
}

/// What a bundle proves.
#[derive(Debug, Clone)]
pub enum Proven<'b> {
    /// The signer said this of the artifact.
    Statement(Arc<Statement<'b>>),
    /// The signer signed the artifact with this digest.
    Artifact(Digest),
}

impl<'b> Verified<Proven<'b>> {
    /// The statement with its proof, when it is one that is proven.
    pub fn into_statement(self) -> Option<Verified<Statement<'b>>> {
        let signer = self.signer().clone();
        match self.into_value() {
            Proven::Statement(statement) => {
                Some(Verified::new(Arc::unwrap_or_clone(statement), signer))
            }
            Proven::Artifact(_) => None,
        }
    }
}

/// Checks that `bytes`, which `bundle` was read from, are exactly what [`sign_statement`] and
/// [`Bundle::render`] make with the private half of `key`: nothing in the file is left that could be
/// changed and the signature still hold.
///
/// # Errors
/// [`SignatureError::Form`].
pub fn check_form(bundle: &Bundle, bytes: &[u8], key: &PublicKey) -> Result<(), SignatureError> {
    let wrong = |what| Err(SignatureError::Form(what));
    if !bundle.is_canonical(bytes) {
        return wrong("the bundle's JSON is not in canonical form");
    }
    if bundle.media_type != MediaType::V03 {
        return wrong("the bundle is not of the version keelmark writes");
    }
    if bundle.material != (VerificationMaterial::PublicKey { hint: Some(key.hint()) }) {
        return wrong("the bundle's key hint is not the signer's fingerprint");
    }
    if !bundle.log_entries.is_empty() || !bundle.timestamps.is_empty() {
        return wrong("the bundle has log entries or timestamps, which keelmark did not write");
    }
    let Content::Dsse(Envelope { payload_type, signatures, .. }) = &bundle.content else {
        return wrong("the bundle holds a signature over a file");
    };
    if payload_type != IN_TOTO_PAYLOAD_TYPE || signatures.iter().any(|one| one.key_id.is_some()) {
        return wrong("the bundle's envelope has another payload type or a key identifier");
    }
    let Some(algorithm) = KeyAlgorithm::of(key.key_type()) else {
        return wrong(
            "the bundle's signature is by a type of key that keelmark does not sign with",
        );
    };
    let canonical = |signature: &[u8]| match algorithm {
        // The verifier refuses every second form of an Ed25519 signature.
        KeyAlgorithm::Ed25519 => true,
        KeyAlgorithm::EcdsaP256 => Signature::from_der(signature).is_ok_and(|parsed| {
            parsed.normalize_s().is_none() && parsed.to_der().as_bytes() == signature
        }),
    };
    if !signatures.iter().all(|one| canonical(&one.signature)) {
        return wrong("the bundle's signature is not in canonical form");
    }
    Ok(())
}

/// The keys worth trying where a bundle names its key by `hint`: none when that is a fingerprint and
/// no key has it. A hint of another form means nothing here.
pub(crate) fn named<'k>(hint: Option<&str>, keys: &'k [PublicKey]) -> Option<&'k [PublicKey]> {
    let fingerprint = hint.filter(|hint| is_fingerprint(hint));
    let matches = |hint: &str| keys.iter().any(|key| key.hint() == hint);
    let known = !keys.is_empty() && fingerprint.is_none_or(matches);
    known.then_some(keys)
}

/// Whether a hint has the form of base64 of a SHA-256 digest.
fn is_fingerprint(hint: &str) -> bool {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(hint).is_ok_and(|bytes| bytes.len() == 32)
}

impl<'a> From<&'a Subject> for Artifact<'a> {
    fn from(subject: &'a Subject) -> Self {
        Self { subject, bytes: None }
    }
}

impl<'a> Artifact<'a> {
    pub(crate) const fn name(&self) -> &'a str {
        self.subject.name.as_str()
    }

    pub(crate) const fn digests(&self) -> &'a [Digest] {
        self.subject.digests.as_slice()
    }

    /// Verifies that `key` made `signature` over the artifact itself.
    pub(crate) fn signed_by(
        &self,
        key: &PublicKey,
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        match (key.verify_digests(self.digests(), signature), self.bytes) {
            (Err(SignatureError::NeedsArtifact), Some(bytes)) => key.verify(bytes, signature),
            (verified, _) => verified,
        }
    }

    /// The digest to call the artifact by: SHA-256 where it is at hand.
    pub(crate) fn digest(&self) -> Option<&'a Digest> {
        let sha256 = self.digests().iter().find(|one| one.algorithm() == DigestAlgorithm::Sha256);
        sha256.or(self.digests().last())
    }
}
