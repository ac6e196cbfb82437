//! What `[tool.uv]` and `uv.toml` say about resolving, and what a lock records of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Value;

use super::requirement::{Requirement, index};
use crate::lock::source::without_secrets;
use crate::manifest::python::normalized;
use crate::{ParseError, codes};

/// Options under which a lock is resolved, each as written, or what uv does by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// `highest`, `lowest` or `lowest-direct`.
    pub resolution: String,
    /// Which pre-releases may be chosen.
    pub prerelease: String,
    /// How forks choose among versions.
    pub fork_strategy: String,
    /// The time after which nothing is looked at, or a span before the time of resolving.
    pub exclude_newer: Option<String>,
    /// The same for packages by name; none, where all of a package is looked at.
    pub exclude_newer_packages: BTreeMap<String, Option<String>>,
    /// Which pre-releases may be chosen of packages by name.
    pub prerelease_packages: BTreeMap<String, String>,
}

impl Options {
    /// Options as written, defaults in place of what is not.
    pub(super) fn new(
        modes: [Option<String>; 3],
        exclude_newer: Option<String>,
        exclude_newer_packages: BTreeMap<String, Value>,
        prerelease_packages: BTreeMap<String, String>,
    ) -> Self {
        let or = |value: Option<String>, default: &str| value.unwrap_or_else(|| default.to_owned());
        let normal = |name: String| normalized(&name).unwrap_or(name);
        let [resolution, prerelease, fork_strategy] = modes;
        Self {
            resolution: or(resolution, "highest"),
            // The default has two names, of which newer versions of uv write the shorter.
            prerelease: match prerelease.as_deref() {
                None | Some("if-necessary") => "if-necessary-or-explicit".to_owned(),
                Some(mode) => mode.to_owned(),
            },
            fork_strategy: or(fork_strategy, "requires-python"),
            exclude_newer,
            exclude_newer_packages: exclude_newer_packages
                .into_iter()
                .map(|(name, value)| (normal(name), cutoff(&value)))
                .collect(),
            prerelease_packages: prerelease_packages
                .into_iter()
                .map(|(name, mode)| (normal(name), mode))
                .collect(),
        }
    }
}

/// A time or a span; none, for `false`. Locks write a span beside a time that means nothing.
fn cutoff(value: &Value) -> Option<String> {
    let text = value.get("span").or_else(|| value.get("timestamp")).unwrap_or(value);
    text.as_str().map(str::to_owned)
}

/// Dependency groups that are installed unless others are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefaultGroups {
    /// All there are.
    All,
    /// These, normalised.
    Listed(Vec<String>),
}

impl Default for DefaultGroups {
    fn default() -> Self {
        Self::Listed(vec!["dev".to_owned()])
    }
}

impl From<Texts> for DefaultGroups {
    fn from(written: Texts) -> Self {
        match written {
            Texts::One(text) if text == "all" => Self::All,
            texts => {
                let normal = |name: String| normalized(&name).unwrap_or(name);
                Self::Listed(texts.list().into_iter().map(normal).collect())
            }
        }
    }
}

/// A `uv.toml`, whose options stand in for those of the manifest beside it.
#[derive(Debug, Clone)]
pub struct SettingsFile(pub(super) WrittenOptions);

impl SettingsFile {
    /// What uv takes from a manifest alone.
    const NOT_HERE: [&str; 11] = [
        "build-backend",
        "conflicts",
        "default-groups",
        "dependency-groups",
        "dev-dependencies",
        "environments",
        "managed",
        "package",
        "required-environments",
        "sources",
        "workspace",
    ];

    /// Reads a `uv.toml`, which may be empty.
    ///
    /// # Errors
    /// `document.*` codes, with the position; `manifest.requirement` for a field that is not for this file.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        if bytes.trim_ascii().is_empty() {
            return Ok(Self(WrittenOptions::default()));
        }
        let all: BTreeMap<String, Value> = crate::toml::parse(bytes)?;
        if let Some(field) = Self::NOT_HERE.into_iter().find(|field| all.contains_key(*field)) {
            let message = format!("`{field}` is not for uv.toml; it stands in pyproject.toml");
            return Err(ParseError::new(&codes::MANIFEST_REQUIREMENT, message));
        }
        crate::toml::parse(bytes).map(Self)
    }
}

/// One of several that may not be asked for together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// The project it is of.
    pub package: String,
    /// The extra, if it is one.
    pub extra: Option<String>,
    /// The dependency group, if it is one.
    pub group: Option<String>,
}

/// An index of packages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Name by which sources mean it.
    pub name: Option<String>,
    /// Address without credentials and without a slash at its end.
    pub url: String,
    /// The address as locks write it for packages that come from the index.
    pub written: String,
    /// Whether it stands in for PyPI.
    pub default: bool,
}

/// Metadata of a package that the project states itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Metadata {
    /// Normalised name.
    pub name: String,
    /// Version, if it is for one only.
    pub version: Option<String>,
    /// Requirements as written, sorted.
    pub requires: BTreeSet<String>,
    /// Versions of Python.
    pub requires_python: Option<String>,
    /// Extras.
    pub extras: BTreeSet<String>,
}

/// Settings of a workspace that decide about its lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Limits on versions of whatever is needed.
    pub constraints: Vec<Requirement>,
    /// What replaces requirements, whoever has them.
    pub overrides: Vec<Requirement>,
    /// Packages that are left out, whoever needs them.
    pub excludes: BTreeSet<String>,
    /// Limits on versions of what builds.
    pub build_constraints: Vec<Requirement>,
    /// Environments the lock is for, as markers.
    pub environments: Vec<String>,
    /// Environments that must be covered, as markers.
    pub required_environments: Vec<String>,
    /// Sets of which no two may be asked for together.
    pub conflicts: Vec<BTreeSet<Conflict>>,
    /// Metadata the project states itself.
    pub metadata: BTreeSet<Metadata>,
    /// Indexes in the order of preference.
    pub indexes: Vec<Index>,
    /// Whether no source of a manifest counts.
    pub no_sources: bool,
    /// Packages of which no source counts.
    pub no_sources_packages: BTreeSet<String>,
    /// Options of resolving.
    pub options: Options,
}

/// A text or several: most lists of environments may be written as either.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Texts {
    One(String),
    Several(Vec<String>),
}

impl Texts {
    pub(super) fn list(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::Several(texts) => texts,
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct WrittenConflict {
    package: Option<String>,
    extra: Option<String>,
    group: Option<String>,
}

impl WrittenConflict {
    /// The conflict; one that names no project is of `own`.
    pub(super) fn read(self, own: Option<&str>) -> Conflict {
        let normal = |name: String| normalized(&name).unwrap_or(name);
        Conflict {
            package: self
                .package
                .map(normal)
                .or_else(|| own.map(str::to_owned))
                .unwrap_or_default(),
            extra: self.extra.map(normal),
            group: self.group.map(normal),
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct WrittenMetadata {
    name: String,
    version: Option<String>,
    #[serde(default)]
    requires_dist: Vec<String>,
    requires_python: Option<String>,
    #[serde(default, alias = "provides-extra")]
    provides_extras: Vec<String>,
}

impl From<WrittenMetadata> for Metadata {
    fn from(written: WrittenMetadata) -> Self {
        let normal = |name: String| normalized(&name).unwrap_or(name);
        let plain = |text: String| Requirement::parse(&text).map_or(text, |it| it.shown());
        Self {
            name: normal(written.name),
            version: written.version,
            requires: written.requires_dist.into_iter().map(plain).collect(),
            requires_python: written.requires_python.map(|it| it.replace(' ', "")),
            extras: written.provides_extras.into_iter().map(normal).collect(),
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct WrittenIndex {
    name: Option<String>,
    url: String,
    #[serde(default)]
    default: bool,
}

impl From<WrittenIndex> for Index {
    fn from(written: WrittenIndex) -> Self {
        Self::new(written.name, &written.url, written.default)
    }
}

impl Index {
    pub(super) fn new(name: Option<String>, address: &str, default: bool) -> Self {
        Self { name, url: index(address), written: without_secrets(address), default }
    }
}

/// Options that `[tool.uv]` and `uv.toml` may both have.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct WrittenOptions {
    pub(super) resolution: Option<String>,
    pub(super) prerelease: Option<String>,
    pub(super) fork_strategy: Option<String>,
    pub(super) exclude_newer: Option<String>,
    #[serde(default)]
    pub(super) exclude_newer_package: BTreeMap<String, Value>,
    #[serde(default)]
    pub(super) prerelease_package: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) index: Vec<WrittenIndex>,
    pub(super) index_url: Option<String>,
    #[serde(default)]
    pub(super) extra_index_url: Vec<String>,
    #[serde(default)]
    pub(super) find_links: Vec<String>,
    pub(super) no_sources: Option<bool>,
    #[serde(default)]
    pub(super) no_sources_package: Vec<String>,
    #[serde(default)]
    pub(super) dependency_metadata: Vec<WrittenMetadata>,
}

impl WrittenOptions {
    /// Indexes in the order of preference; where packages are found by links counts as one.
    pub(super) fn indexes(&self) -> Vec<Index> {
        let mut indexes: Vec<Index> = self.index.iter().cloned().map(Index::from).collect();
        indexes.extend(self.extra_index_url.iter().map(|url| Index::new(None, url, false)));
        indexes.extend(self.index_url.iter().map(|url| Index::new(None, url, true)));
        indexes.extend(self.find_links.iter().map(|url| Index::new(None, url, false)));
        indexes
    }

    pub(super) fn options(self) -> Options {
        let modes = [self.resolution, self.prerelease, self.fork_strategy];
        let packages = self.exclude_newer_package;
        Options::new(modes, self.exclude_newer, packages, self.prerelease_package)
    }
}
