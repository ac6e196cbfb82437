//! What `uv.lock` says it was asked.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::{Spanned, Value};

use super::requirement::{FolderKind, Requirement, Source, Written, index};
use super::settings::{
    Conflict, DefaultGroups, Metadata, Options, Texts, WrittenConflict, WrittenMetadata,
};
use crate::lock::sections::{Section, Sections};
use crate::manifest::python::normalized;
use crate::{ParseError, codes};

/// What a lock was asked, as it records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Revision of the form: what it can record depends on it.
    pub revision: u64,
    /// Versions of Python, as specifiers.
    pub requires_python: String,
    /// Markers of the forks it was resolved in; none, if one sufficed.
    pub forks: Vec<String>,
    /// Environments it is for, as markers.
    pub environments: Vec<String>,
    /// Environments that had to be covered, as markers.
    pub required_environments: Vec<String>,
    /// Sets of which no two may be asked for together.
    pub conflicts: Vec<BTreeSet<Conflict>>,
    /// Options of resolving.
    pub options: Options,
    /// Members of the workspace; none, if the project is alone.
    pub members: BTreeSet<String>,
    /// Requirements of no project.
    pub requirements: Vec<Requirement>,
    /// Limits on versions of whatever is needed.
    pub constraints: Vec<Requirement>,
    /// What replaces requirements.
    pub overrides: Vec<Requirement>,
    /// Packages that are left out.
    pub excludes: BTreeSet<String>,
    /// Limits on versions of what builds.
    pub build_constraints: Vec<Requirement>,
    /// Groups of a workspace without a project at its root.
    pub groups: BTreeMap<String, Vec<Requirement>>,
    /// Versions of Python of those groups, as specifiers.
    pub group_python: BTreeMap<String, String>,
    /// The groups of such a workspace that are installed by default.
    pub default_groups: Option<DefaultGroups>,
    /// Metadata that the project states itself.
    pub metadata: BTreeSet<Metadata>,
    /// Packages in folders, and where those of indexes come from.
    pub packages: Vec<RecordedPackage>,
}

/// A package of a folder as the lock records it, or an index that one comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedPackage {
    /// Normalised name.
    pub name: String,
    /// Version; none, where it is dynamic.
    pub version: Option<String>,
    /// Where it comes from.
    pub source: Source,
    /// What the lock says it needs, by what for, and the markers of each edge there.
    pub needs: BTreeMap<Needing, BTreeMap<String, Vec<Option<String>>>>,
    /// What it asked for, with its extras.
    pub requirements: Vec<Requirement>,
    /// Its extras.
    pub extras: BTreeSet<String>,
    /// What its dependency groups asked for.
    pub groups: BTreeMap<String, Vec<Requirement>>,
    /// Versions of Python that its groups are for, as specifiers.
    pub group_python: BTreeMap<String, String>,
    /// Its groups that are installed by default.
    pub default_groups: Option<DefaultGroups>,
    /// The address of its index as written.
    pub index: Option<String>,
    /// Line of its entry.
    pub line: u32,
}

/// What a package needs others for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needing {
    /// Whatever is asked of it.
    Always,
    /// An extra.
    Extra(String),
    /// A dependency group.
    Group(String),
}

impl Recorded {
    /// Reads what a lock was asked.
    ///
    /// # Errors
    /// `document.*` and `lock.version` codes, with the position.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let text = crate::toml::text(bytes)?;
        let mut sections = Sections::of(text);
        let Some(first) = sections.next() else {
            return Err(ParseError::new(&codes::DOCUMENT_EMPTY, "the document is empty"));
        };
        let head: Head = crate::toml::part(text, first.range.clone())?;
        let reader = Reader { text, section: &first };
        let mut packages = Vec::new();
        for section in sections {
            let tail: Tail = crate::toml::part(text, section.range.clone())?;
            let reader = Reader { text, section: &section };
            for package in tail.package {
                packages.push(reader.package(package)?);
            }
        }
        head.read(&reader, packages)
    }

    /// The package in a folder, relative to the lock's; empty for that itself.
    pub fn in_folder(&self, folder: &str) -> Option<&RecordedPackage> {
        let folder = if folder.is_empty() { "." } else { folder };
        self.packages
            .iter()
            .find(|it| matches!(&it.source, Source::Folder { path, .. } if path == folder))
    }

    /// The package called `name`, where there is exactly one.
    pub fn package(&self, name: &str) -> Option<&RecordedPackage> {
        let mut named = self.packages.iter().filter(|package| package.name == name);
        named.next().filter(|_| named.next().is_none())
    }
}

/// Reads requirements, which stand in a section of the text.
struct Reader<'a> {
    text: &'a str,
    section: &'a Section,
}

impl Reader<'_> {
    fn requirements(&self, written: Vec<Spanned<Written>>) -> Result<Vec<Requirement>, ParseError> {
        let one = |written: Spanned<Written>| {
            let at = self.section.position(self.text, written.span().start);
            written.into_inner().read(at.line).map_err(|message| ParseError {
                code: &codes::DOCUMENT_SHAPE,
                message,
                at: Some(at),
            })
        };
        written.into_iter().map(one).collect()
    }

    fn groups(&self, written: Groups) -> Result<BTreeMap<String, Vec<Requirement>>, ParseError> {
        let named = |name: String| normalized(&name).unwrap_or(name);
        written
            .into_iter()
            .map(|(name, written)| Ok((named(name), self.requirements(written)?)))
            .collect()
    }

    fn package(&self, package: WrittenPackage) -> Result<RecordedPackage, ParseError> {
        let line = self.section.position(self.text, package.name.span().start).line;
        let name = package.name.into_inner();
        let normal = |name: String| normalized(&name).unwrap_or(name);
        let extras = package.optional_dependencies.into_iter();
        let groups = package.dev_dependencies.into_iter();
        let needs = std::iter::once((Needing::Always, package.dependencies))
            .chain(extras.map(|(name, list)| (Needing::Extra(normal(name)), list)))
            .chain(groups.map(|(name, list)| (Needing::Group(normal(name)), list)))
            .map(|(what, list)| {
                let mut edges: BTreeMap<String, Vec<_>> = BTreeMap::new();
                for need in list {
                    edges.entry(normal(need.name)).or_default().push(need.marker);
                }
                (what, edges)
            });
        Ok(RecordedPackage {
            version: package.version,
            index: package.source.registry.clone(),
            group_python: names(package.group_requires_python),
            default_groups: package.default_groups.map(DefaultGroups::from),
            source: package.source.read(),
            needs: needs.collect(),
            requirements: self.requirements(package.metadata.requires_dist)?,
            extras: package.metadata.provides_extras.into_iter().map(normal).collect(),
            groups: self.groups(package.metadata.requires_dev)?,
            name: normal(name),
            line,
        })
    }
}

type Groups = BTreeMap<String, Vec<Spanned<Written>>>;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Head {
    #[serde(default)]
    revision: u64,
    requires_python: String,
    #[serde(default)]
    resolution_markers: Vec<String>,
    #[serde(default)]
    supported_markers: Vec<String>,
    #[serde(default)]
    required_markers: Vec<String>,
    #[serde(default)]
    conflicts: Vec<Vec<WrittenConflict>>,
    #[serde(default)]
    options: WrittenOptions,
    #[serde(default)]
    manifest: Manifest,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct WrittenOptions {
    resolution_mode: Option<String>,
    prerelease_mode: Option<String>,
    fork_strategy: Option<String>,
    exclude_newer: Option<String>,
    exclude_newer_span: Option<String>,
    #[serde(default)]
    exclude_newer_package: BTreeMap<String, Value>,
    #[serde(default)]
    prerelease_package: BTreeMap<String, String>,
}

impl WrittenOptions {
    fn read(self) -> Options {
        let modes = [self.resolution_mode, self.prerelease_mode, self.fork_strategy];
        // Beside a span stands a time that means nothing.
        let newer = self.exclude_newer_span.or(self.exclude_newer);
        Options::new(modes, newer, self.exclude_newer_package, self.prerelease_package)
    }
}

fn names(written: BTreeMap<String, String>) -> BTreeMap<String, String> {
    written.into_iter().map(|(name, it)| (normalized(&name).unwrap_or(name), it)).collect()
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Manifest {
    #[serde(default)]
    members: Vec<String>,
    #[serde(default)]
    requirements: Vec<Spanned<Written>>,
    #[serde(default)]
    constraints: Vec<Spanned<Written>>,
    #[serde(default)]
    overrides: Vec<Spanned<Written>>,
    #[serde(default)]
    excludes: Vec<String>,
    #[serde(default)]
    build_constraints: Vec<Spanned<Written>>,
    #[serde(default)]
    dependency_groups: Groups,
    #[serde(default)]
    group_requires_python: BTreeMap<String, String>,
    default_groups: Option<Texts>,
    #[serde(default)]
    dependency_metadata: Vec<WrittenMetadata>,
}

impl Head {
    fn read(
        self,
        reader: &Reader<'_>,
        packages: Vec<RecordedPackage>,
    ) -> Result<Recorded, ParseError> {
        let normal = |name: String| normalized(&name).unwrap_or(name);
        let set = |set: Vec<WrittenConflict>| set.into_iter().map(|it| it.read(None)).collect();
        let manifest = self.manifest;
        Ok(Recorded {
            revision: self.revision,
            requires_python: self.requires_python,
            forks: self.resolution_markers,
            environments: self.supported_markers,
            required_environments: self.required_markers,
            conflicts: self.conflicts.into_iter().map(set).collect(),
            options: self.options.read(),
            group_python: names(manifest.group_requires_python),
            default_groups: manifest.default_groups.map(DefaultGroups::from),
            members: manifest.members.into_iter().map(normal).collect(),
            requirements: reader.requirements(manifest.requirements)?,
            constraints: reader.requirements(manifest.constraints)?,
            overrides: reader.requirements(manifest.overrides)?,
            excludes: manifest.excludes.into_iter().map(normal).collect(),
            build_constraints: reader.requirements(manifest.build_constraints)?,
            groups: reader.groups(manifest.dependency_groups)?,
            metadata: manifest.dependency_metadata.into_iter().map(Metadata::from).collect(),
            packages,
        })
    }
}

#[derive(Deserialize)]
struct Tail {
    package: Vec<WrittenPackage>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct WrittenPackage {
    name: Spanned<String>,
    version: Option<String>,
    source: WrittenSource,
    default_groups: Option<Texts>,
    #[serde(default)]
    group_requires_python: BTreeMap<String, String>,
    #[serde(default)]
    dependencies: Vec<Need>,
    #[serde(default)]
    optional_dependencies: BTreeMap<String, Vec<Need>>,
    #[serde(default, alias = "dependency-groups")]
    dev_dependencies: BTreeMap<String, Vec<Need>>,
    #[serde(default)]
    metadata: WrittenPackageMetadata,
}

#[derive(Deserialize)]
struct Need {
    name: String,
    marker: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct WrittenPackageMetadata {
    #[serde(default)]
    requires_dist: Vec<Spanned<Written>>,
    #[serde(default)]
    provides_extras: Vec<String>,
    #[serde(default, alias = "dependency-groups")]
    requires_dev: Groups,
}

#[derive(Deserialize)]
struct WrittenSource {
    registry: Option<String>,
    git: Option<String>,
    url: Option<String>,
    path: Option<String>,
    directory: Option<String>,
    editable: Option<String>,
    #[serde(rename = "virtual")]
    virtual_: Option<String>,
}

impl WrittenSource {
    fn read(self) -> Source {
        let folder = |kind, path: Option<String>| path.map(|path| Source::Folder { kind, path });
        let remote = |url: String| Source::Url { url, subdirectory: None };
        folder(FolderKind::Editable, self.editable)
            .or_else(|| folder(FolderKind::Virtual, self.virtual_))
            .or_else(|| folder(FolderKind::Directory, self.directory))
            .or_else(|| self.path.map(Source::File))
            .or_else(|| self.git.map(remote))
            .or_else(|| self.url.map(remote))
            .unwrap_or_else(|| Source::Registry(self.registry.as_deref().map(index)))
    }
}
