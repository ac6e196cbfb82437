//! Signing statements into bundles, and verifying bundles with public keys.

use keelmark_formats::bundle::{Bundle, Content, MediaType, VerificationMaterial};
use keelmark_formats::dsse::{Envelope, IN_TOTO_PAYLOAD_TYPE};
use keelmark_formats::hash;
use keelmark_formats::statement::Statement;
use keelmark_model::{Digest, DigestAlgorithm, Subject};
use p256::ecdsa::Signature;

use crate::envelope::{sign_envelope, verify_envelope};
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
pub enum Artifact<'a> {
    /// The whole of it, under a name to show.
    Bytes(&'a str, &'a [u8]),
    /// Its name and digests.
    Subject(&'a Subject),
}

/// What a bundle proves.
#[derive(Debug, Clone)]
pub enum Proven<'b> {
    /// The signer said this of the artifact.
    Statement(Statement<'b>),
    /// The signer signed the artifact with this digest.
    Artifact(Digest),
}

/// Verifies that one of `keys` signed the bundle's statement, whatever it is about.
///
/// # Errors
/// Any [`SignatureError`] but [`SignatureError::Subject`].
pub fn verify_statement<'b>(
    bundle: &'b Bundle,
    keys: &[PublicKey],
) -> Result<Verified<Statement<'b>>, SignatureError> {
    let keys = candidates(bundle, keys)?;
    match &bundle.content {
        Content::Dsse(envelope) => verify_envelope(envelope, keys)?.try_map(read_statement),
        Content::Message { .. } => Err(SignatureError::Content {
            wanted: "a statement",
            found: "a signature over a file".to_owned(),
        }),
    }
}

/// Verifies that one of `keys` signed the bundle and that it is about `artifact`: a statement names
/// its digest among its subjects, a message signature is over its bytes.
///
/// # Errors
/// Any [`SignatureError`].
pub fn verify_bundle_with_keys<'b>(
    bundle: &'b Bundle,
    artifact: Artifact<'_>,
    keys: &[PublicKey],
) -> Result<Verified<Proven<'b>>, SignatureError> {
    match &bundle.content {
        Content::Dsse(_) => verify_statement(bundle, keys)?.try_map(|statement| {
            if is_about(&statement, artifact) {
                Ok(Proven::Statement(statement))
            } else {
                Err(SignatureError::Subject { name: artifact.name().to_owned() })
            }
        }),
        Content::Message { digest, signature } => {
            let keys = candidates(bundle, keys)?;
            verify_message(digest.as_ref(), signature, artifact, keys)?
                .try_map(|digest| Ok(Proven::Artifact(digest)))
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

/// The keys worth trying: none when a certificate signed, or when the hint is a fingerprint and no
/// key has it. A hint of another form means nothing here.
fn candidates<'k>(
    bundle: &Bundle,
    keys: &'k [PublicKey],
) -> Result<&'k [PublicKey], SignatureError> {
    let VerificationMaterial::PublicKey { hint } = &bundle.material else {
        return Err(SignatureError::Certificate);
    };
    let named = hint.as_deref().filter(|hint| is_fingerprint(hint));
    let matches = |hint: &str| keys.iter().any(|key| key.hint() == hint);
    if keys.is_empty() || named.is_some_and(|hint| !matches(hint)) {
        return Err(SignatureError::NoKey { hint: hint.clone() });
    }
    Ok(keys)
}

/// Whether a hint has the form of base64 of a SHA-256 digest.
fn is_fingerprint(hint: &str) -> bool {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(hint).is_ok_and(|bytes| bytes.len() == 32)
}

fn read_statement(envelope: &Envelope) -> Result<Statement<'_>, SignatureError> {
    if envelope.payload_type != IN_TOTO_PAYLOAD_TYPE {
        return Err(SignatureError::Content {
            wanted: "a statement",
            found: format!("`{}`", keelmark_model::visible(&envelope.payload_type)),
        });
    }
    Statement::parse(&envelope.payload).map_err(SignatureError::Payload)
}

impl<'a> Artifact<'a> {
    const fn name(&self) -> &'a str {
        match self {
            Self::Bytes(name, _) => name,
            Self::Subject(subject) => subject.name.as_str(),
        }
    }

    fn digests(&self) -> Vec<Digest> {
        match self {
            Self::Bytes(_, bytes) => vec![hash::sha256(bytes)],
            Self::Subject(subject) => subject.digests.clone(),
        }
    }
}

/// Whether a subject shares a SHA-2 digest with the artifact and contradicts none. The name is not
/// compared: a file may be renamed.
fn is_about(statement: &Statement<'_>, artifact: Artifact<'_>) -> bool {
    let digests = artifact.digests();
    statement.subjects.iter().any(|subject| {
        let shared = || {
            digests
                .iter()
                .filter_map(|digest| subject.digest(digest.algorithm()).map(|said| (digest, said)))
        };
        shared().any(|(digest, _)| digest.algorithm() >= DigestAlgorithm::Sha256)
            && shared().all(|(digest, said)| digest == said)
    })
}

/// The digest in the bundle is a hint; the artifact's own counts.
pub(crate) fn verify_message(
    stated: Option<&Digest>,
    signature: &[u8],
    artifact: Artifact<'_>,
    keys: &[PublicKey],
) -> Result<Verified<Digest>, SignatureError> {
    let digests = artifact.digests();
    let sha256 = digests.iter().find(|digest| digest.algorithm() == DigestAlgorithm::Sha256);
    let sha256 = *sha256.ok_or(SignatureError::NeedsArtifact)?;
    let contradicts = |stated: &&Digest| {
        digests.iter().any(|own| own.algorithm() == stated.algorithm() && own != *stated)
    };
    if stated.filter(contradicts).is_some() {
        return Err(SignatureError::Subject { name: artifact.name().to_owned() });
    }
    let mut needs_artifact = false;
    for key in keys {
        let verified = match artifact {
            Artifact::Bytes(_, bytes) => key.verify(bytes, signature),
            Artifact::Subject(_) => key.verify_digests(&digests, signature),
        };
        match verified {
            Ok(()) => return Ok(Verified::new(sha256, key.signer())),
            Err(SignatureError::NeedsArtifact) => needs_artifact = true,
            Err(_) => {}
        }
    }
    if needs_artifact {
        return Err(SignatureError::NeedsArtifact);
    }
    Err(SignatureError::Invalid { tried: keys.iter().map(|key| key.fingerprint().hex()).collect() })
}
