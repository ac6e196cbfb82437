//! Files signed with minisign.
//!
//! Source: minisign's manual page, "Signature format" (`https://jedisct1.github.io/minisign/`); Ed25519 of
//! RFC 8032, over the file or its BLAKE2b-512 digest (RFC 7693).

use blake2::{Blake2b512, Digest as _};
use keelmark_formats::hash;
use keelmark_formats::minisign::{KeyId, Message, MinisignKey, MinisignSignature};
use keelmark_model::Digest;

use crate::key::KeyType;
use crate::{KeyError, PublicKey, SignatureError, SignatureScheme, Verified};

/// A key that may sign, ready to verify with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    id: KeyId,
    key: PublicKey,
}

/// What a signature says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// SHA-256 of the file.
    pub digest: Digest,
    /// The key's number.
    pub key_id: KeyId,
    /// What the signer says besides: often the file's name and the time.
    pub trusted_comment: String,
}

impl SigningKey {
    /// A key from its file's content.
    ///
    /// # Errors
    /// [`KeyError::Format`] when it is no point, or a weak one.
    pub fn new(parsed: &MinisignKey) -> Result<Self, KeyError> {
        Ok(Self { id: parsed.id, key: PublicKey::from_raw(KeyType::Ed25519, &parsed.key)? })
    }

    /// The key itself.
    pub const fn public(&self) -> &PublicKey {
        &self.key
    }
}

/// Verifies that one of `keys` signed `file` and the trusted comment. The number of the key only says
/// which to try.
///
/// # Errors
/// [`SignatureError::NoKey`] when no key has the number, [`SignatureError::Invalid`],
/// [`SignatureError::TrustedComment`].
pub fn verify(
    signature: &MinisignSignature,
    file: &[u8],
    keys: &[SigningKey],
) -> Result<Verified<Signed>, SignatureError> {
    let mut named = keys.iter().filter(|key| key.id == signature.id).peekable();
    if named.peek().is_none() {
        return Err(SignatureError::NoKey { hint: Some(signature.id.to_string()) });
    }
    let prehash;
    let message = match signature.message {
        Message::Whole => file,
        Message::Prehashed => {
            prehash = Blake2b512::digest(file);
            prehash.as_slice()
        }
    };
    let mut tried = Vec::new();
    for SigningKey { key, .. } in named {
        let holds = |parts: &[&[u8]], signature: &[u8]| {
            key.verify_scheme(SignatureScheme::Ed25519, parts, signature).is_ok()
        };
        if !holds(&[message], &signature.signature) {
            tried.push(key.fingerprint().hex());
            continue;
        }
        let comment = signature.trusted_comment.as_bytes();
        if !holds(&[&signature.signature, comment], &signature.global_signature) {
            return Err(SignatureError::TrustedComment);
        }
        let signed = Signed {
            digest: hash::sha256(file),
            key_id: signature.id,
            trusted_comment: signature.trusted_comment.clone(),
        };
        return Ok(Verified::new(signed, key.signer()));
    }
    Err(SignatureError::Invalid { tried })
}
