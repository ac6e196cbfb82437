//! What `[tool.uv]` and `uv.toml` say about resolving, and what a lock records of it.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::requirement::{Requirement, index};
use crate::manifest::python::normalized;

/// Options under which a lock is resolved, each as written, or what uv does by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// `highest`, `lowest` or `lowest-direct`.
    pub resolution: String,
    /// Which pre-releases may be chosen.
    pub prerelease: String,
    /// How forks choose among versions.
    pub fork_strategy: String,
    /// The time after which nothing is looked at.
    pub exclude_newer: Option<String>,
}

impl Options {
    /// Options as written, defaults in place of what is not.
    pub(super) fn new(
        resolution: Option<String>,
        prerelease: Option<String>,
        fork_strategy: Option<String>,
        exclude_newer: Option<String>,
    ) -> Self {
        let or = |value: Option<String>, default: &str| value.unwrap_or_else(|| default.to_owned());
        Self {
            resolution: or(resolution, "highest"),
            prerelease: or(prerelease, "if-necessary-or-explicit"),
            fork_strategy: or(fork_strategy, "requires-python"),
            exclude_newer,
        }
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
        Self { name: written.name, url: index(&written.url), default: written.default }
    }
}
