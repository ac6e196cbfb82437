//! The artifacts a release is made of: which files, and their digests.

mod discover;
mod expand;
mod hash;

use std::path::PathBuf;

pub use discover::{Discovered, discover, of_any_version};
pub(crate) use discover::{distributions, executables, look};
pub use expand::expand;
pub use hash::{Algorithms, hash};

/// A file that is to be a subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubjectFile {
    /// Name of the file, which names the subject.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

#[cfg(test)]
mod tests;
