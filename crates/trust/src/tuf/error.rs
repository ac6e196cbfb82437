//! Why an update was refused.

use keelmark_formats::{ParseError, time};
use keelmark_model::{Code, Timestamp};

use crate::codes;

/// A file of the repository that may not be used; nothing of the update after it may be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct TufError {
    /// The file, as it is named in the repository.
    pub file: String,
    /// Why.
    pub reason: TufRefusal,
}

/// Why a file may not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TufRefusal {
    /// Cannot be read.
    #[error("{0}")]
    Malformed(ParseError),
    /// The repository does not have it.
    #[error("not in the repository")]
    Missing,
    /// Larger than any may be, or than was said of it.
    #[error("more than {limit} bytes")]
    Size {
        /// The limit.
        limit: u64,
    },
    /// Too few of its role's keys signed it.
    #[error("signed by {found} of the {threshold} keys of role `{role}` that are needed")]
    Signatures {
        /// The role.
        role: String,
        /// Distinct keys that signed.
        found: usize,
        /// Distinct keys that must.
        threshold: usize,
    },
    /// No longer valid.
    #[error("expired at {}", time::rfc3339(*.0))]
    Expired(Timestamp),
    /// Older than what was seen before.
    #[error("version {found} of {what}, after version {seen} was seen")]
    Rollback {
        /// Whose version.
        what: String,
        /// The version found.
        found: u64,
        /// The highest version seen.
        seen: u64,
    },
    /// A file seen before is no longer listed.
    #[error("`{0}` is no longer listed")]
    Unlisted(String),
    /// Not what the file that names it says.
    #[error("{0}")]
    Mismatch(String),
    /// Nobody who may publishes it.
    #[error("nobody publishes it")]
    Unpublished,
    /// More roots, or more delegations, than any repository has.
    #[error("{0}")]
    Endless(&'static str),
}

impl TufError {
    pub(super) fn new(file: impl Into<String>, reason: TufRefusal) -> Self {
        Self { file: file.into(), reason }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match &self.reason {
            TufRefusal::Malformed(error) => error.code,
            TufRefusal::Missing => &codes::TUF_MISSING,
            TufRefusal::Size { .. } | TufRefusal::Endless(_) => &codes::TUF_SIZE,
            TufRefusal::Signatures { .. } => &codes::TUF_SIGNATURE,
            TufRefusal::Expired(_) => &codes::TUF_EXPIRED,
            TufRefusal::Rollback { .. } | TufRefusal::Unlisted(_) => &codes::TUF_ROLLBACK,
            TufRefusal::Mismatch(_) => &codes::TUF_MISMATCH,
            TufRefusal::Unpublished => &codes::TUF_TARGET,
        }
    }
}
