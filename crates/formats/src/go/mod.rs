//! What a Go project asks, and the digests that `go.sum` has of modules.
//!
//! Source: "Go Modules Reference", sections "go.mod files", "go.sum files" and "Authenticating modules".

mod directives;

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

pub(crate) use self::directives::{Directives, Replacement, Required};
use crate::{ParseError, codes, limits};

/// What a `go.mod` asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Module {
    /// Modules that are built with, in the order written, each as what replaces it.
    pub requires: Vec<Require>,
    /// Lines that are no directive of the form they should have.
    pub faults: Vec<u32>,
}

/// A module that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Require {
    /// Its path.
    pub path: String,
    /// Its version.
    pub version: String,
    /// Whether only others need it.
    pub indirect: bool,
    /// Line it stands on.
    pub line: u32,
}

/// What a `go.sum` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums {
    /// By module and version, with `/go.mod` for that file alone: the digest and its line.
    pub sums: BTreeMap<(String, String), (String, u32)>,
    /// Lines that are no module, version and digest of 32 bytes.
    pub faults: Vec<u32>,
    /// Lines that have another digest of what an earlier line is of.
    pub conflicts: Vec<u32>,
}

impl Module {
    /// Reads `go.mod`.
    ///
    /// # Errors
    /// `document.encoding`, and `document.size` for more modules than are read.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let directives = Directives::parse(bytes)?;
        let requires = directives.requires.iter().filter_map(|require| {
            let replacement = directives.replacement(require.path, require.version);
            let (path, version) = match replacement {
                None => (require.path, require.version),
                // Of a folder no digest is kept.
                Some(Replacement::Folder(_)) => return None,
                Some(Replacement::Module(path, version)) => (path, version),
            };
            let (path, version) = (path.to_owned(), version.to_owned());
            Some(Require { path, version, indirect: require.is_indirect, line: require.line })
        });
        Ok(Self { requires: requires.collect(), faults: directives.faults.clone() })
    }
}

impl Sums {
    /// Reads `go.sum`.
    ///
    /// # Errors
    /// `document.encoding`, and `document.size` for more modules than are read.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let mut sums = Self::default();
        for (line, number) in text(bytes)?.lines().zip(1..) {
            let words: Vec<&str> = line.split_ascii_whitespace().collect();
            let [module, version, sum] = words.as_slice() else {
                sums.faults.extend((!words.is_empty()).then_some(number));
                continue;
            };
            let bytes = sum.strip_prefix("h1:").and_then(|it| BASE64_STANDARD.decode(it).ok());
            if bytes.is_none_or(|bytes| bytes.len() != 32) {
                sums.faults.push(number);
                continue;
            }
            let key = ((*module).to_owned(), (*version).to_owned());
            match sums.sums.get(&key) {
                Some((known, _)) if known != sum => sums.conflicts.push(number),
                Some(_) => {}
                None => {
                    sums.sums.insert(key, ((*sum).to_owned(), number));
                }
            }
        }
        // A module of the graph has a line or two.
        check_count(sums.sums.len() / 2)?;
        Ok(sums)
    }

    /// Whether there is a digest of a module, or with `/go.mod` of that file alone.
    pub fn has(&self, path: &str, version: String) -> bool {
        self.sums.contains_key(&(path.to_owned(), version))
    }
}

/// Whether `text` is a version as go.mod has it: `v1.2.3`, with what may follow, and not the name of a branch.
pub fn is_version(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('v') else { return false };
    let numbers = rest.split(['-', '+']).next().unwrap_or_default();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    numbers.split('.').count() == 3 && numbers.split('.').all(is_number)
}

fn text(bytes: &[u8]) -> Result<&str, ParseError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        ParseError::at(&codes::DOCUMENT_ENCODING, "not UTF-8", bytes, error.valid_up_to())
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn check_count(count: usize) -> Result<(), ParseError> {
    if count <= limits::PACKAGES {
        return Ok(());
    }
    let message = format!("more than {} modules", limits::PACKAGES);
    Err(ParseError::new(&codes::DOCUMENT_SIZE, message))
}
