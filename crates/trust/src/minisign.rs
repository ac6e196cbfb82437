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

/// A file that may be signed.
#[derive(Debug, Clone, Copy)]
pub enum File<'f> {
    /// All of it, for either form of signature.
    Whole(&'f [u8]),
    /// What minisign signs of a file unless it is asked for the older form.
    Hashed(&'f Hashed),
}

/// The digests of a file that a signature over it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashed {
    /// SHA-256, which the file is called by.
    pub sha256: Digest,
    blake2b: [u8; 64],
}

/// [`Hashed`] of a file that comes part by part.
#[derive(Default)]
pub struct Hasher {
    parts: Blake2b512,
}

impl Hasher {
    /// Takes the next part of the file.
    pub fn update(&mut self, part: &[u8]) {
        self.parts.update(part);
    }

    /// The digests, of a file whose SHA-256 is known.
    pub fn finish(self, sha256: Digest) -> Hashed {
        Hashed { sha256, blake2b: self.parts.finalize().into() }
    }
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
/// [`SignatureError::TrustedComment`], [`SignatureError::NeedsArtifact`] for a signature over the file
/// itself where only digests of it are at hand.
pub fn verify(
    signature: &MinisignSignature,
    file: File<'_>,
    keys: &[SigningKey],
) -> Result<Verified<Signed>, SignatureError> {
    let mut named = keys.iter().filter(|key| key.id == signature.id).peekable();
    if named.peek().is_none() {
        return Err(SignatureError::NoKey { hint: Some(signature.id.to_string()) });
    }
    let prehash: [u8; 64];
    let message = match (signature.message, file) {
        (Message::Whole, File::Whole(bytes)) => bytes,
        (Message::Whole, File::Hashed(_)) => return Err(SignatureError::NeedsArtifact),
        (Message::Prehashed, File::Hashed(hashed)) => hashed.blake2b.as_slice(),
        (Message::Prehashed, File::Whole(bytes)) => {
            prehash = Blake2b512::digest(bytes).into();
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
            digest: match file {
                File::Whole(bytes) => hash::sha256(bytes),
                File::Hashed(hashed) => hashed.sha256,
            },
            key_id: signature.id,
            trusted_comment: signature.trusted_comment.clone(),
        };
        return Ok(Verified::new(signed, key.signer()));
    }
    Err(SignatureError::Invalid { tried })
}
