//! Where a release was made and from what.

use crate::Timestamp;

/// What version control says about the source tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revision {
    /// Full commit identifier in lowercase hexadecimal (40 or 64 digits).
    pub commit: Option<String>,
    /// Tags that point at the commit, sorted.
    pub tags: Vec<String>,
    /// Branch or tag reference the build was started for, for example `refs/tags/v1.0.0`.
    pub reference: Option<String>,
    /// Whether the tree differs from the commit; `None` when it could not be told.
    pub dirty: Option<bool>,
    /// Time of the commit.
    pub committed_at: Option<Timestamp>,
    /// Repository address, without credentials.
    pub repository: Option<String>,
}

/// What the environment says about who builds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildEnvironment {
    /// `github-actions`, `gitlab-ci` or `local`.
    pub platform: String,
    /// SLSA `builder.id`.
    pub builder_id: String,
    /// SLSA `invocationId`, where the platform gives one.
    pub invocation_id: Option<String>,
    /// When the build started, where the platform says so.
    pub started_at: Option<Timestamp>,
    /// What the platform tells of the build and its user cannot set: sorted name and value.
    pub parameters: Vec<(String, String)>,
}
