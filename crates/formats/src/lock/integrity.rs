//! Subresource Integrity, as npm and its kin write digests.
//!
//! Source: W3C, "Subresource Integrity", section 3.5: `algorithm-base64?options`, separated by white
//! space.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keelmark_model::{Digest, DigestAlgorithm, DigestError};

/// The digests that `text` states, sorted.
pub(crate) fn integrity(text: &str) -> Result<Vec<Digest>, DigestError> {
    let mut digests = Vec::new();
    for hash in text.split_ascii_whitespace() {
        let (name, value) = hash.split_once('-').ok_or(DigestError::NoAlgorithm)?;
        let algorithm = DigestAlgorithm::from_name(name)
            .ok_or_else(|| DigestError::UnknownAlgorithm(name.to_owned()))?;
        let value = value.split('?').next().unwrap_or_default();
        let bytes = STANDARD.decode(value).map_err(|_| DigestError::NotBase64)?;
        digests.push(Digest::new(algorithm, &bytes)?);
    }
    digests.sort();
    digests.dedup();
    Ok(digests)
}
