//! What a statement is about.

use crate::{Digest, DigestAlgorithm};

/// An artifact, named, with the digests that identify its bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// File name without folders: `demo-1.0-py3-none-any.whl`.
    pub name: String,
    /// Size in bytes, when it was measured rather than read from a statement.
    pub size: Option<u64>,
    /// Digests, at most one for each algorithm, in algorithm order.
    pub digests: Vec<Digest>,
}

impl Subject {
    /// The digest made by `algorithm`, if there is one.
    pub fn digest(&self, algorithm: DigestAlgorithm) -> Option<&Digest> {
        self.digests.iter().find(|digest| digest.algorithm() == algorithm)
    }
}
