//! Advisories of the databases there are, as one noun.
//!
//! Nothing is dropped: what cannot be read of an advisory is a finding with its identifier, and where that
//! leaves open which versions are meant, all of them are.

pub mod database;
pub mod document;
pub mod epss;
pub mod kev;
pub mod matching;
pub mod osv;
pub mod rustsec;

mod csv;
mod ranges;

use keelmark_model::Code;
use keelmark_model::advisory::{Advisory, Severity};

use crate::{ParseError, codes, cvss, limits};

/// An advisory, and what of it could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The advisory.
    pub advisory: Advisory,
    /// What could not be read.
    pub findings: Vec<Finding>,
}

/// Something of an advisory that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable code.
    pub code: &'static Code,
    /// Identifier of the advisory.
    pub advisory: String,
    /// What it is, in a sentence without a final stop.
    pub message: String,
}

/// Findings of one advisory while it is read.
struct Findings<'a> {
    advisory: &'a str,
    found: Vec<Finding>,
}

impl<'a> Findings<'a> {
    fn new(advisory: &'a str) -> Self {
        Self { advisory, found: Vec::new() }
    }

    fn push(&mut self, code: &'static Code, message: impl Into<String>) {
        self.found.push(Finding {
            code,
            advisory: self.advisory.to_owned(),
            message: message.into(),
        });
    }

    /// A severity with its score, if it is a vector.
    fn severity(&mut self, standard: String, text: String) -> Severity {
        let score = match cvss::score(&text) {
            _ if !standard.starts_with("CVSS_") => None,
            Ok(score) => Some(score),
            Err(error) => {
                self.push(&codes::ADVISORY_SEVERITY, error.to_string());
                None
            }
        };
        Severity { standard, text, score }
    }
}

/// Sorted, each once.
fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list.dedup();
    list
}

fn text(bytes: &[u8]) -> Result<&str, ParseError> {
    std::str::from_utf8(bytes).map_err(|error| {
        ParseError::at(&codes::DOCUMENT_ENCODING, "not UTF-8", bytes, error.valid_up_to())
    })
}

/// Fails for an advisory that is larger than any.
fn bound(bytes: &[u8]) -> Result<(), ParseError> {
    if bytes.len() <= limits::ADVISORY_BYTES {
        return Ok(());
    }
    let message = format!("{} bytes; the limit is {}", bytes.len(), limits::ADVISORY_BYTES);
    Err(ParseError::new(&codes::DOCUMENT_SIZE, message))
}
