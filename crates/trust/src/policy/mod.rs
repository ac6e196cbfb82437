//! What a verifier demands beyond sound signatures, as data.
//!
//! A policy says who may have signed, what the certificate must say of the build, and how much
//! independent proof there must be. Nothing here is skipped silently: what a policy leaves open is
//! shown as left open.

mod build;
mod expression;
mod identity;
mod looseness;
mod prefix;

pub use build::{BuildPolicy, GITHUB_ISSUER, LocationError, Owner, Repository, Workflow};
pub use expression::{Expression, ExpressionError};
pub use identity::{IdentityPolicy, Pattern};
pub use looseness::Looseness;

use crate::PublicKey;
use crate::log::WitnessKey;

/// What a verifier demands of a bundle.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Who may have signed.
    pub signer: SignerPolicy,
    /// What the signer's certificate must say of the build.
    pub build: BuildPolicy,
    /// The predicate type its statement must have.
    pub predicate_type: Option<String>,
    /// How much proof there must be.
    pub thresholds: Thresholds,
    /// Witnesses whose cosignatures count.
    pub witnesses: Vec<WitnessKey>,
}

/// Who may have signed.
#[derive(Debug, Clone, Default)]
pub enum SignerPolicy {
    /// Nobody was named. The signature can be sound, but whether its signer is the right one stays
    /// undecided.
    #[default]
    Unstated,
    /// One of these, as a certificate authority of the trusted root certified.
    Identities(Vec<IdentityPolicy>),
    /// Whoever holds one of these keys.
    Keys(Vec<PublicKey>),
}

/// How much independent proof there must be. What one log, authority or witness says several times
/// counts once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Logs that list the signature.
    pub logs: usize,
    /// Whether that is demanded of trust domains too that keep no log, so that nothing of theirs can
    /// hold.
    pub logs_everywhere: bool,
    /// Timestamping authorities that saw the signature.
    pub timestamps: usize,
    /// Logs that list the certificate, in a trust domain that has such logs.
    pub certificate_logs: usize,
    /// Witnesses that cosigned the checkpoint of a log entry.
    pub witnesses: usize,
    /// Whether a log entry counts only with a proof of its inclusion; without it, the log's promise
    /// to include it will do.
    pub inclusion_proof: bool,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            logs: 1,
            logs_everywhere: false,
            timestamps: 0,
            certificate_logs: 1,
            witnesses: 0,
            inclusion_proof: true,
        }
    }
}
