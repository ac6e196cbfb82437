//! Digests of bytes already in memory.

use aws_lc_rs::digest;
use keelmark_model::{Digest, DigestAlgorithm};

/// The SHA-256 digest of `bytes`.
pub fn sha256(bytes: &[u8]) -> Digest {
    let digest = digest::digest(&digest::SHA256, bytes);
    #[expect(clippy::expect_used, reason = "SHA-256 makes 32 bytes by definition")]
    Digest::new(DigestAlgorithm::Sha256, digest.as_ref()).expect("32 bytes")
}
