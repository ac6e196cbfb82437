//! HMAC envelopes: a keyed checksum of one file.
//!
//! Source: what dpone 0.88.0 writes as `signature.hmac-sha256.json`: JSON with sorted keys, two
//! spaces of indentation and a final newline. The code is HMAC-SHA256 over the lowercase hexadecimal
//! SHA-256 digest of the file, as ASCII; it covers no other field.

use keelmark_model::{Digest, DigestAlgorithm};
use serde::{Deserialize, Serialize};

use crate::json::Object;
use crate::{ParseError, codes, json};

/// The only algorithm there is.
pub const ALGORITHM: &str = "HMAC-SHA256";

/// A keyed checksum nobody has checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HmacEnvelope {
    /// Name of the algorithm, [`ALGORITHM`] in every envelope known.
    pub algorithm: String,
    /// Name of the secret; not covered by the code.
    pub key_id: String,
    /// The authentication code, raw.
    pub signature: [u8; 32],
    /// Path of the file as whoever signed typed it; not covered by the code.
    pub signed_path: String,
    /// SHA-256 of the file.
    pub signed_sha256: Digest,
}

/// Fields in the order of the alphabet, which is the order they are written in.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    algorithm: String,
    key_id: String,
    signature: String,
    signed_path: String,
    signed_sha256: String,
}

impl HmacEnvelope {
    /// Reads an envelope.
    ///
    /// # Errors
    /// `document.*`: not strict JSON, a field missing, unknown or malformed.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let Object(wire): Object<Wire> = json::parse(bytes)?;
        let sha256 = |field: &str, hex: &str| {
            Digest::from_hex(DigestAlgorithm::Sha256, hex).map_err(|error| {
                ParseError::new(&codes::DOCUMENT_SHAPE, format!("`{field}`: {error}"))
            })
        };
        let mut signature = [0; 32];
        signature.copy_from_slice(sha256("signature", &wire.signature)?.as_bytes());
        Ok(Self {
            algorithm: wire.algorithm,
            key_id: wire.key_id,
            signature,
            signed_path: wire.signed_path,
            signed_sha256: sha256("signed_sha256", &wire.signed_sha256)?,
        })
    }

    /// Writes the envelope as dpone does.
    pub fn render(&self) -> Vec<u8> {
        #[expect(clippy::expect_used, reason = "32 bytes are a SHA-256 digest's length")]
        let signature = Digest::new(DigestAlgorithm::Sha256, &self.signature).expect("32 bytes");
        json::render_pretty(&Wire {
            algorithm: self.algorithm.clone(),
            key_id: self.key_id.clone(),
            signature: signature.hex(),
            signed_path: self.signed_path.clone(),
            signed_sha256: self.signed_sha256.hex(),
        })
    }
}
