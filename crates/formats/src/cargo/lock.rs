//! What `Cargo.lock` says, with sources as written.

use crate::ParseError;
use crate::lock::{Resolution, cargo};

/// A lock: its packages and edges, and what a comparison with manifests needs besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Packages in the order written, and the edges between them.
    pub resolution: Resolution,
    /// The source of each package as written; none, where it is in a folder.
    pub sources: Vec<Option<String>>,
    /// Patches that nothing uses.
    pub unused: Vec<Unused>,
}

/// A patch that nothing uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unused {
    /// Name of the crate.
    pub name: String,
    /// Where it comes from; none, where it is in a folder.
    pub source: Option<String>,
}

impl Recorded {
    /// Reads a lock.
    ///
    /// # Errors
    /// `document.*` and `lock.*` codes, with the position.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        cargo::recorded(bytes)
    }
}
