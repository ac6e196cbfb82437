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
    let mut context = digest::Context::new(match algorithm {
        DigestAlgorithm::Sha256 => &digest::SHA256,
        DigestAlgorithm::Sha384 => &digest::SHA384,
        DigestAlgorithm::Sha512 => &digest::SHA512,
        DigestAlgorithm::Md5 | DigestAlgorithm::Sha1 => return None,
    });
    for part in parts {
        context.update(part);
    }
    Digest::new(algorithm, context.finish().as_ref()).ok()
}
