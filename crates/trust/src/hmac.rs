//! Keyed checksums with a shared secret.
//!
//! Source: see [`keelmark_formats::hmac_envelope`]. Whoever can verify can also forge, so this proves
//! that a holder of the secret saw the file, not which one.

use aws_lc_rs::hmac;
use keelmark_formats::hash;
use keelmark_formats::hmac_envelope::{ALGORITHM, HmacEnvelope};
use keelmark_model::{Code, Digest};
use zeroize::Zeroizing;

use crate::{Signer, Verified, codes};

/// A shared secret. It leaves memory when dropped and is never shown.
pub struct Secret(Zeroizing<Vec<u8>>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why an HMAC envelope proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HmacError {
    /// The secret is empty.
    #[error("the secret is empty")]
    EmptySecret,
    /// The envelope names an algorithm there is no other of.
    #[error("algorithm `{}` is not HMAC-SHA256", keelmark_model::visible(.0))]
    Algorithm(String),
    /// The envelope names another secret than the one asked for.
    #[error("the envelope names secret `{}`, not `{wanted}`", keelmark_model::visible(.found))]
    KeyId {
        /// The identifier in the envelope.
        found: String,
        /// The identifier asked for.
        wanted: String,
    },
    /// The envelope names another file.
    #[error("the envelope is for `{}`, not `{wanted}`", keelmark_model::visible(.found))]
    File {
        /// The path in the envelope.
        found: String,
        /// The file asked for.
        wanted: String,
    },
    /// The file has another digest than the envelope says.
    #[error("the file is {actual}, the envelope is for {signed}")]
    FileDigest {
        /// Digest of the file.
        actual: String,
        /// Digest in the envelope.
        signed: String,
    },
    /// The code was made with another secret or for another digest.
    #[error("the authentication code is not by the secret given")]
    Invalid,
}

impl HmacError {
    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match self {
            Self::EmptySecret => &codes::SIGNATURE_MISSING_KEY,
            Self::Algorithm(_) => &codes::HMAC_ALGORITHM,
            Self::KeyId { .. } => &codes::HMAC_KEY_ID,
            Self::File { .. } | Self::FileDigest { .. } => &codes::HMAC_FILE,
            Self::Invalid => &codes::HMAC_INVALID,
        }
    }
}

impl Secret {
    /// A secret from its bytes, which are used as they are: a newline at the end counts.
    ///
    /// # Errors
    /// [`HmacError::EmptySecret`].
    pub fn new(bytes: Zeroizing<Vec<u8>>) -> Result<Self, HmacError> {
        if bytes.is_empty() { Err(HmacError::EmptySecret) } else { Ok(Self(bytes)) }
    }

    fn key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &self.0)
    }
}

/// Makes the envelope for the file `bytes` that stands at `signed_path`.
pub fn sign(secret: &Secret, key_id: &str, signed_path: &str, bytes: &[u8]) -> HmacEnvelope {
    let signed_sha256 = hash::sha256(bytes);
    let tag = hmac::sign(&secret.key(), signed_sha256.hex().as_bytes());
    let mut signature = [0; 32];
    signature.copy_from_slice(tag.as_ref());
    HmacEnvelope {
        algorithm: ALGORITHM.to_owned(),
        key_id: key_id.to_owned(),
        signature,
        signed_path: signed_path.to_owned(),
        signed_sha256,
    }
}

/// What an envelope must be for.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// Identifier of the secret; `None` accepts what the envelope says.
    pub key_id: Option<&'a str>,
    /// Name of the file, the last part of the envelope's path.
    pub file_name: &'a str,
    /// Content of the file.
    pub bytes: &'a [u8],
}

/// Verifies an envelope in constant time, and gives the file's digest.
///
/// # Errors
/// Any [`HmacError`], in the order declared there.
pub fn verify(
    envelope: &HmacEnvelope,
    secret: &Secret,
    expected: Expected<'_>,
) -> Result<Verified<Digest>, HmacError> {
    if envelope.algorithm != ALGORITHM {
        return Err(HmacError::Algorithm(envelope.algorithm.clone()));
    }
    if let Some(wanted) = expected.key_id.filter(|wanted| *wanted != envelope.key_id) {
        return Err(HmacError::KeyId { found: envelope.key_id.clone(), wanted: wanted.to_owned() });
    }
    let name = envelope.signed_path.rsplit(['/', '\\']).next().unwrap_or_default();
    if name != expected.file_name {
        let (found, wanted) = (envelope.signed_path.clone(), expected.file_name.to_owned());
        return Err(HmacError::File { found, wanted });
    }
    let actual = hash::sha256(expected.bytes);
    if actual != envelope.signed_sha256 {
        let (actual, signed) = (actual.to_string(), envelope.signed_sha256.to_string());
        return Err(HmacError::FileDigest { actual, signed });
    }
    hmac::verify(&secret.key(), actual.hex().as_bytes(), &envelope.signature)
        .map_err(|_| HmacError::Invalid)?;
    Ok(Verified::new(actual, Signer::Secret { id: envelope.key_id.clone() }))
}
