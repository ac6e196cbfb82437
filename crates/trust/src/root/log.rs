//! Logs that a root trusts.

use keelmark_model::Timestamp;

use crate::PublicKey;
use crate::key::SignatureScheme;

/// A transparency log, of signatures or of certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Address of its service.
    pub base_url: String,
    /// The key it signs with.
    pub key: PublicKey,
    /// How it signs.
    pub scheme: SignatureScheme,
    /// What entries call it: SHA-256 of the key for Rekor v1 and Certificate Transparency, the key id
    /// of its checkpoints for Rekor v2.
    pub id: Vec<u8>,
    /// Host of the address, without port: what a Rekor v2 log calls itself.
    pub origin: String,
    /// When the key was in use.
    pub valid: Validity,
}

/// A time from `start` to `end`, both within it; without a bound it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Validity {
    /// First moment.
    pub start: Option<Timestamp>,
    /// Last moment.
    pub end: Option<Timestamp>,
}

impl Validity {
    /// Whether `at` is within.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.start.is_none_or(|start| start <= at) && self.end.is_none_or(|end| at <= end)
    }
}
