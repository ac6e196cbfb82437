//! What `package-lock.json` says, with what each entry needs as written.

use std::collections::BTreeSet;

use super::Need;
use crate::ParseError;
use crate::lock::{Resolution, npm};

/// A lock of version 2 or 3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Entries in the order written.
    pub entries: Vec<RecordedPackage>,
    /// What the lock resolves, unless its graph or a digest is broken.
    pub resolution: Result<Resolution, ParseError>,
}

/// An entry of a lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedPackage {
    /// Where it stands: `node_modules/a`, a folder of the project, or empty for the root.
    pub path: String,
    /// The name the package has where it comes from.
    pub name: String,
    /// Version.
    pub version: Option<String>,
    /// Where it comes from, as written; of a link, the folder it leads to.
    pub resolved: Option<String>,
    /// Whether it is a link to another entry.
    pub link: bool,
    /// What it needs.
    pub needs: Vec<Need>,
    /// Names of what it brings along itself.
    pub bundles: BTreeSet<String>,
    /// Whether another package brings it along.
    pub in_bundle: bool,
    /// Whether a lock inside of the package says what it needs.
    pub has_shrinkwrap: bool,
    /// Line of the entry.
    pub line: u32,
}

impl Recorded {
    /// Reads a lock.
    ///
    /// # Errors
    /// `document.*` and `lock.*` codes, with the position.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        npm::recorded(bytes)
    }
}

impl RecordedPackage {
    /// The name it goes by in the folder it stands in.
    pub fn folder_name(&self) -> &str {
        self.path.rsplit_once("node_modules/").map_or(&self.name, |(_, name)| name)
    }
}
