//! What `poetry.lock` says.

use std::collections::BTreeMap;

use keelmark_model::Ecosystem;
use serde::Deserialize;
use toml::{Spanned, Value};

use crate::lock::{Resolution, extracted};
use crate::manifest::python::normalized;
use crate::text::Lines;
use crate::{ParseError, codes, limits, toml as strict};

/// A lock of version 1 or 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The version of Poetry that wrote it, where it says so.
    pub generator: Option<String>,
    /// The digest of what was asked.
    pub content_hash: Option<String>,
    /// Packages in the order written.
    pub packages: Vec<Locked>,
}

/// A package of a lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// Normalised name.
    pub name: String,
    /// Version.
    pub version: String,
    /// What it needs whatever the environment, by normalised name: which versions, as written.
    pub needs: BTreeMap<String, String>,
    /// Whether it comes from an index: of others the version is whatever their source has.
    pub of_index: bool,
    /// Line of the entry.
    pub line: u32,
}

/// What stands before the version in the first line.
const GENERATED: &str = "by Poetry ";

/// Where Poetry takes a package from of which the lock does not say it.
const REGISTRY: &str = "https://pypi.org/simple";

/// All that a lock pins. It does not have the project itself: packages stand in it by their normalised names.
///
/// # Errors
/// `document.*` codes, and `lock.version` for a version that is not read.
pub fn resolve(bytes: &[u8]) -> Result<Resolution, ParseError> {
    let read = extracted::read("poetry-lock", bytes)?;
    extracted::resolution(Ecosystem::Python, REGISTRY, &read)
}

impl Recorded {
    /// Reads a lock.
    ///
    /// # Errors
    /// `document.*` codes, and `lock.version` for a version that is not read.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let file: File = strict::parse(bytes)?;
        let version = file.metadata.lock_version.as_deref().unwrap_or("1.0");
        if !version.starts_with("1.") && !version.starts_with("2.") {
            let message = format!("version {version} of Poetry's lock; read are 1 and 2");
            return Err(ParseError::new(&codes::LOCK_VERSION, message));
        }
        if file.package.len() > limits::PACKAGES {
            let message = format!("more than {} packages", limits::PACKAGES);
            return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
        }
        let lines = Lines::of(bytes);
        let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let first = String::from_utf8_lossy(first);
        let generator = first
            .split_once(GENERATED)
            .map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default().to_owned());
        Ok(Self {
            generator,
            content_hash: file.metadata.content_hash,
            packages: file.package.into_iter().map(|package| package.read(&lines)).collect(),
        })
    }

    /// The packages of a normalised name.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Locked> {
        self.packages.iter().filter(move |package| package.name == name)
    }

    /// Whether Poetry wrote it before 2.3, which left `[dependency-groups]` out of the digest.
    pub fn is_before_groups(&self) -> bool {
        let numbers = self.generator.as_deref().map(|version| {
            let mut parts = version.split('.').map(|part| part.parse::<u32>().ok());
            (parts.next().flatten(), parts.next().flatten())
        });
        matches!(numbers, Some((Some(major), Some(minor))) if (major, minor) < (2, 3))
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    package: Vec<Package>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Metadata {
    lock_version: Option<String>,
    content_hash: Option<String>,
}

#[derive(Deserialize)]
struct Package {
    name: Spanned<String>,
    version: String,
    #[serde(default)]
    dependencies: BTreeMap<String, Value>,
    source: Option<Source>,
}

#[derive(Deserialize)]
struct Source {
    #[serde(rename = "type")]
    ty: Option<String>,
}

impl Package {
    fn read(self, lines: &Lines) -> Locked {
        let normal = |name: &str| normalized(name).unwrap_or_else(|| name.to_owned());
        let needs = self.dependencies.iter().filter_map(|(name, value)| {
            let versions = match value {
                Value::String(versions) => versions.as_str(),
                Value::Table(table) if is_unconditional(table) => {
                    table.get("version").and_then(Value::as_str)?
                }
                _ => return None,
            };
            Some((normal(name), versions.to_owned()))
        });
        let ty = self.source.as_ref().map(|source| source.ty.as_deref().unwrap_or("legacy"));
        Locked {
            needs: needs.collect(),
            of_index: matches!(ty, None | Some("legacy")),
            line: lines.line(self.name.span().start),
            name: normal(self.name.get_ref()),
            version: self.version,
        }
    }
}

/// Whether a need is one in every environment, and by version alone.
fn is_unconditional(table: &toml::Table) -> bool {
    table.keys().all(|key| matches!(key.as_str(), "version" | "extras"))
}
