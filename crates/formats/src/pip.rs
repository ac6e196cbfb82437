//! Requirements as pip reads them: what is asked for, and what a compiled file pins.
//!
//! Source: pip's documentation, "Requirements File Format", and that of pip-tools and `uv pip compile`.

use std::str::FromStr;

use keelmark_model::DependencyKind;
use pep440_rs::{Version, VersionSpecifiers};

use crate::manifest::python::requirement;
use crate::{ParseError, codes, limits};

/// A file of requirements.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Requirements {
    /// Requirements by name, in the order written.
    pub list: Vec<Requirement>,
    /// Where packages are taken from besides or instead of PyPI: line and address.
    pub indexes: Vec<(u32, String)>,
    /// Hosts whose certificates are not looked at: line and host.
    pub trusted: Vec<(u32, String)>,
    /// Lines that say something keelmark does not follow: other files, folders, addresses without names.
    pub other: Vec<(u32, String)>,
}

/// A requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Normalised name.
    pub name: String,
    /// Versions as written; empty for any.
    pub versions: String,
    /// Where else than from an index it comes from.
    pub url: Option<String>,
    /// When it is asked for.
    pub marker: Option<String>,
    /// The digests of its files.
    pub hashes: Vec<String>,
    /// Line it stands on.
    pub line: u32,
}

impl Requirements {
    /// Reads a file of requirements.
    ///
    /// # Errors
    /// `document.encoding`, and `document.size` for more of them than are read.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            ParseError::at(&codes::DOCUMENT_ENCODING, "not UTF-8", bytes, error.valid_up_to())
        })?;
        let mut read = Self::default();
        for (line, number) in crate::extract::requirement_lines(text) {
            if read.list.len() > limits::PACKAGES {
                let message = format!("more than {} requirements", limits::PACKAGES);
                return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
            }
            match line.strip_prefix('-') {
                Some(_) => read.option(line, number),
                None => match one(&line, number) {
                    Some(requirement) => read.list.push(requirement),
                    None => read.other.push((number, line)),
                },
            }
        }
        Ok(read)
    }
}

impl Requirements {
    fn option(&mut self, line: String, number: u32) {
        let end =
            if line.starts_with("--") { line.find(['=', ' ']).unwrap_or(line.len()) } else { 2 };
        let (name, value) = line.split_at_checked(end).unwrap_or((&line, ""));
        let value = value.trim_start_matches('=').trim().trim_matches(['"', '\'']).to_owned();
        match name {
            "-i" | "--index-url" | "--extra-index-url" | "-f" | "--find-links" => {
                self.indexes.push((number, value));
            }
            "--trusted-host" => self.trusted.push((number, value)),
            _ if HARMLESS.contains(&name) => {}
            _ => self.other.push((number, line)),
        }
    }
}

/// Options that neither add a package nor say where one comes from.
const HARMLESS: [&str; 7] = [
    "--no-binary",
    "--no-index",
    "--only-binary",
    "--pre",
    "--prefer-binary",
    "--require-hashes",
    "--use-feature",
];

impl Requirement {
    /// The one version that it leaves.
    pub fn pinned(&self) -> Option<&str> {
        let version =
            self.versions.strip_prefix("===").or_else(|| self.versions.strip_prefix("=="))?.trim();
        (!version.is_empty() && !version.contains(['*', ',', ' '])).then_some(version)
    }

    /// Whether a version will do; `None` where that is not told.
    pub fn allows(&self, version: &str) -> Option<bool> {
        let versions = VersionSpecifiers::from_str(&self.versions).ok()?;
        Some(versions.contains(&Version::from_str(version).ok()?))
    }
}

fn one(line: &str, number: u32) -> Option<Requirement> {
    let (text, options) = match line.find(" --") {
        Some(at) => line.split_at(at),
        None => (line, ""),
    };
    let read = requirement::parse(text.trim(), DependencyKind::Runtime).ok()?;
    let hashes = options.split_ascii_whitespace().filter_map(|it| it.strip_prefix("--hash="));
    Some(Requirement {
        name: read.name,
        versions: read.requirement,
        url: read.url,
        marker: read.marker,
        hashes: hashes.map(str::to_owned).collect(),
        line: number,
    })
}
