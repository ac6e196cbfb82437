//! What a client remembers of a repository, so that it is never shown an older state.
//!
//! keelmark's own format: strict JSON with sorted keys, kept beside what was fetched.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::shape;
use crate::json::Object;
use crate::{ParseError, json, limits};

/// The highest versions of a repository's metadata that were ever verified.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Floors {
    /// By file name, of what the snapshot lists, for example `targets.json`.
    pub files: BTreeMap<String, u64>,
    /// Names the keys that sign timestamp and snapshot: the other floors but `root` are theirs.
    /// SHA-256 in hexadecimal; empty when nothing was seen yet.
    pub online_keys: String,
    /// Of the root; 0 when none was seen yet, as below.
    pub root: u64,
    /// Of the snapshot.
    pub snapshot: u64,
    /// Of the timestamp.
    pub timestamp: u64,
}

impl Floors {
    /// Reads floors.
    ///
    /// # Errors
    /// `document.*`.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let Object(floors): Object<Self> = json::parse(bytes)?;
        if floors.files.len() > limits::TUF_FILES {
            return Err(shape(format!("more than {} files", limits::TUF_FILES)));
        }
        Ok(floors)
    }

    /// Writes the floors.
    pub fn render(&self) -> Vec<u8> {
        json::render_pretty(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Floors;

    #[test]
    fn floors_are_read_as_written() {
        let floors = Floors {
            files: [("targets.json".to_owned(), 14)].into(),
            online_keys: "ab".to_owned(),
            root: 16,
            snapshot: 165,
            timestamp: 762,
        };
        assert_eq!(Floors::parse(&floors.render()), Ok(floors));
        assert!(Floors::parse(b"{}").is_err(), "a floor that is missing is none that is 0");
    }
}
