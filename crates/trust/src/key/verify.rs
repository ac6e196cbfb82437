//! What signatures hold.

use aws_lc_rs::digest::{Context, Digest as Hashed, digest};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::signature::UnparsedPublicKey;
use keelmark_model::Digest;

use super::scheme::longest_salt;
use super::{Hash, PublicKey, SignatureScheme, ed25519};
use crate::SignatureError;

impl PublicKey {
    /// Verifies a signature over `message` by a key given as such: of any scheme that tools make with
    /// keys of its type, [`managed_schemes`](super::KeyType::managed_schemes).
    ///
    /// # Errors
    /// [`SignatureError::Invalid`].
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        self.verify_parts(&[message], signature)
    }

    /// Verifies a signature over the message that `parts` make up, one after another, as
    /// [`verify`](Self::verify) does.
    ///
    /// # Errors
    /// [`SignatureError::Invalid`].
    pub fn verify_parts(&self, parts: &[&[u8]], signature: &[u8]) -> Result<(), SignatureError> {
        let mut known: Option<(Hash, Hashed)> = None;
        for scheme in self.key_type().managed_schemes() {
            let holds = match (scheme.hash(), &known) {
                (None, _) => self.holds(*scheme, parts, signature),
                (Some(hash), Some((of, hashed))) if hash == *of => {
                    self.holds_hashed(*scheme, hashed, signature)
                }
                (Some(hash), _) => {
                    let (_, hashed) = known.insert((hash, hash_of(hash, parts)));
                    self.holds_hashed(*scheme, hashed, signature)
                }
            };
            if holds {
                return Ok(());
            }
        }
        Err(self.invalid())
    }

    /// Verifies a signature over a message of which these digests are known, as
    /// [`verify`](Self::verify) does.
    ///
    /// # Errors
    /// [`SignatureError::Invalid`]; [`SignatureError::NeedsArtifact`] when it may still be a signature
    /// over the message itself or over another digest of it.
    pub fn verify_digests(
        &self,
        digests: &[Digest],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let mut decided = true;
        for scheme in self.key_type().managed_schemes() {
            let fits = |digest: &&Digest| Hash::of(digest.algorithm()) == scheme.hash();
            match digests.iter().find(fits).filter(|_| scheme.hash().is_some()) {
                Some(digest) if self.holds_digest(*scheme, digest, signature) => return Ok(()),
                Some(_) => {}
                None => decided = false,
            }
        }
        Err(if decided { self.invalid() } else { SignatureError::NeedsArtifact })
    }

    /// Verifies a signature of this scheme over the message that `parts` make up, one after another. A
    /// scheme of another type of key never holds.
    ///
    /// # Errors
    /// [`SignatureError::Invalid`].
    pub fn verify_scheme(
        &self,
        scheme: SignatureScheme,
        parts: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        if self.holds(scheme, parts, signature) { Ok(()) } else { Err(self.invalid()) }
    }

    fn holds(&self, scheme: SignatureScheme, parts: &[&[u8]], signature: &[u8]) -> bool {
        let Some(hash) = scheme.hash() else {
            return match parts {
                [message] => self.holds_message(scheme, message, signature),
                parts => self.holds_message(scheme, &parts.concat(), signature),
            };
        };
        self.holds_hashed(scheme, &hash_of(hash, parts), signature)
    }

    fn holds_message(&self, scheme: SignatureScheme, message: &[u8], signature: &[u8]) -> bool {
        scheme == self.default_scheme() && self.parsed.verify_sig(message, signature).is_ok()
    }

    fn holds_digest(&self, scheme: SignatureScheme, digest: &Digest, signature: &[u8]) -> bool {
        let hashed = scheme
            .hash()
            .ok_or(Unspecified)
            .and_then(|hash| Hashed::import_less_safe(digest.as_bytes(), hash.engine()));
        hashed.is_ok_and(|hashed| self.holds_hashed(scheme, &hashed, signature))
    }

    fn holds_hashed(&self, scheme: SignatureScheme, hashed: &Hashed, signature: &[u8]) -> bool {
        if scheme.key_type() != self.key_type() {
            return false;
        }
        if scheme == self.default_scheme() {
            return self.parsed.verify_digest_sig(hashed, signature).is_ok();
        }
        let Some(engine) = scheme.engine() else {
            return ed25519::prehashed_holds(self.raw(), hashed.as_ref(), signature);
        };
        let by =
            |engine| UnparsedPublicKey::new(engine, self.raw()).verify_digest(hashed, signature);
        match scheme {
            SignatureScheme::RsaPss(hash) => by(engine).or_else(|_| by(longest_salt(hash))).is_ok(),
            _ => by(engine).is_ok(),
        }
    }

    fn invalid(&self) -> SignatureError {
        SignatureError::Invalid { tried: vec![self.fingerprint().hex()] }
    }
}

fn hash_of(hash: Hash, parts: &[&[u8]]) -> Hashed {
    if let [message] = parts {
        return digest(hash.engine(), message);
    }
    let mut context = Context::new(hash.engine());
    for part in parts {
        context.update(part);
    }
    context.finish()
}
