//! Digests of bytes already in memory.

use aws_lc_rs::digest;
use keelmark_model::{Digest, DigestAlgorithm};

/// The SHA-256 digest of `bytes`.
pub fn sha256(bytes: &[u8]) -> Digest {
    made(&digest::digest(&digest::SHA256, bytes))
}

/// The SHA-256 digest of `parts`, one after another.
pub fn sha256_of(parts: &[&[u8]]) -> Digest {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    made(&context.finish())
}

fn made(sha256: &digest::Digest) -> Digest {
    #[expect(clippy::expect_used, reason = "SHA-256 makes 32 bytes by definition")]
    Digest::new(DigestAlgorithm::Sha256, sha256.as_ref()).expect("32 bytes")
}

/// The digest of `parts`, one after another, by an algorithm of the SHA-2 family.
pub fn sha2_of(algorithm: DigestAlgorithm, parts: &[&[u8]]) -> Option<Digest> {
    let mut hasher = Sha2::new(algorithm)?;
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finish()
}

/// A digest by an algorithm of the SHA-2 family, of bytes that come part by part.
pub struct Sha2 {
    algorithm: DigestAlgorithm,
    context: digest::Context,
}

impl Sha2 {
    /// Of no bytes yet; none of an algorithm of another family.
    pub fn new(algorithm: DigestAlgorithm) -> Option<Self> {
        let context = digest::Context::new(match algorithm {
            DigestAlgorithm::Sha256 => &digest::SHA256,
            DigestAlgorithm::Sha384 => &digest::SHA384,
            DigestAlgorithm::Sha512 => &digest::SHA512,
            DigestAlgorithm::Md5 | DigestAlgorithm::Sha1 => return None,
        });
        Some(Self { algorithm, context })
    }

    /// Takes the next part.
    pub fn update(&mut self, part: &[u8]) {
        self.context.update(part);
    }

    /// The digest of all parts.
    pub fn finish(self) -> Option<Digest> {
        Digest::new(self.algorithm, self.context.finish().as_ref()).ok()
    }
}
