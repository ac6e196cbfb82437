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

use std::fmt;

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
    pub predicate_type: Option<PredicateType>,
    /// How much proof there must be.
    pub thresholds: Thresholds,
    /// Witnesses whose cosignatures count.
    pub witnesses: Vec<WitnessKey>,
}

/// A predicate type, or several that are one but for their version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PredicateType {
    /// This URI alone.
    Exact(String),
    /// This URI, or it with a version behind it: `https://spdx.dev/Document/v2.3`.
    AnyVersion(String),
}

impl PredicateType {
    /// Whether a statement's predicate type is meant.
    pub fn matches(&self, found: &str) -> bool {
        match self {
            Self::Exact(uri) => found == uri,
            Self::AnyVersion(uri) => found.strip_prefix(uri.as_str()).is_some_and(|rest| {
                rest.is_empty() || rest.strip_prefix("/v").is_some_and(is_version)
            }),
        }
    }
}

fn is_version(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

impl fmt::Display for PredicateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Exact(uri) | Self::AnyVersion(uri)) = self;
        f.write_str(uri)
    }
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

#[cfg(test)]
mod tests {
    use super::PredicateType;

    #[test]
    fn versions_of_a_predicate_type() {
        let spdx = "https://spdx.dev/Document";
        for (behind, any) in [
            ("", true),
            ("/v2.3", true),
            ("/v3", true),
            ("/v", false),
            ("/v2.", false),
            ("/v2.3/x", false),
            ("/2.3", false),
            ("s", false),
        ] {
            let found = format!("{spdx}{behind}");
            assert_eq!(PredicateType::AnyVersion(spdx.to_owned()).matches(&found), any, "{found}");
            let exact = PredicateType::Exact(spdx.to_owned());
            assert_eq!(exact.matches(&found), behind.is_empty(), "{found}");
        }
    }
}
