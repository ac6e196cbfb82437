//! A signature over a file, by a key given as such.
//!
//! Source: no specification has the form; it is what `openssl dgst -sign` and `cosign sign-blob` write.
//! The schemes are those of RFC 8017 (RSA), SEC 1 (ECDSA), RFC 8032 (Ed25519) and FIPS 204 (ML-DSA).

use keelmark_formats::detached_signature;
use keelmark_model::Digest;

use crate::bundle::Artifact;
use crate::{PublicKey, SignatureError, Verified};

/// Verifies that one of `keys` signed `artifact`, and gives its digest. `signature` is the content of
/// the signature's file, bytes or base64; it names neither key nor scheme, so each key is tried with
/// those of [`managed_schemes`](crate::KeyType::managed_schemes).
///
/// # Errors
/// [`SignatureError::Unreadable`] when the file cannot be a signature, [`SignatureError::NoKey`],
/// [`SignatureError::Invalid`], [`SignatureError::NeedsArtifact`].
pub fn verify(
    signature: &[u8],
    artifact: Artifact<'_>,
    keys: &[PublicKey],
) -> Result<Verified<Digest>, SignatureError> {
    let signature = detached_signature::parse(signature).map_err(SignatureError::Unreadable)?;
    if keys.is_empty() {
        return Err(SignatureError::NoKey { hint: None });
    }
    let mut needs_artifact = false;
    for key in keys {
        match artifact.signed_by(key, &signature) {
            Ok(()) => {
                let digest = artifact.digest().ok_or(SignatureError::NeedsArtifact)?;
                return Ok(Verified::new(*digest, key.signer()));
            }
            Err(SignatureError::NeedsArtifact) => needs_artifact = true,
            Err(_) => {}
        }
    }
    if needs_artifact {
        return Err(SignatureError::NeedsArtifact);
    }
    Err(SignatureError::Invalid { tried: keys.iter().map(|key| key.fingerprint().hex()).collect() })
}
