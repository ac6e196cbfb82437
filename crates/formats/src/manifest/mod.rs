//! Manifests: what a project says of itself. One file each, listed in [`ALL`].
//!
//! A manifest is data: nothing in it is ever executed. What it leaves to the world (a version in a
//! Python module, fields of a workspace root) is described as a [`VersionSource`] or asked for as a
//! [`Workspace`], and the caller reads the files.

pub mod cargo;
pub mod npm;
pub mod python;
pub mod repository;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use keelmark_model::{Declared, Ecosystem, Project};

use crate::ParseError;
use crate::license::License;

/// A manifest format.
#[derive(Debug)]
pub struct Manifest {
    /// Identifier.
    pub id: &'static str,
    /// File name it goes by.
    pub file: &'static str,
    /// Family of registries and tools.
    pub ecosystem: Ecosystem,
    /// Bytes to what they describe. `workspace` is the workspace the file's project belongs to,
    /// where that stands in another file.
    pub parse: fn(bytes: &[u8], workspace: Option<&Workspace>) -> Result<Document, ParseError>,
}

/// Every manifest format; within an ecosystem, the one that outweighs the others comes first.
pub static ALL: &[&Manifest] = &[
    &cargo::MANIFEST,
    &npm::MANIFEST,
    &python::pyproject::MANIFEST,
    &python::setup_cfg::MANIFEST,
    &python::setup_py::MANIFEST,
];

/// What a manifest says: of a project, of a workspace, of both, or (configuration alone) of neither.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// The project.
    pub description: Option<Description>,
    /// The workspace whose root the file is.
    pub workspace: Option<Workspace>,
}

/// A project as its manifest describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// What is known from the manifest alone.
    pub project: Project,
    /// Where the version stands.
    pub version: VersionSource,
    /// Fields other than the version that the manifest leaves to the build, or to a workspace that was not
    /// given, sorted.
    pub dynamic: Vec<String>,
    /// What is built (Cargo only).
    pub binaries: Binaries,
}

/// Where a project's version stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionSource {
    /// In the manifest.
    Static,
    /// A literal assigned to the first of `attributes` that is assigned at the top of a Python
    /// module: the first of `files` that exists, relative to the project.
    Attribute {
        /// Names, in order of preference.
        attributes: Vec<String>,
        /// Files the module may be, in order of preference.
        files: Vec<String>,
    },
    /// A text file, relative to the project.
    File {
        /// The file.
        path: String,
        /// Regular expression with a group `version`, `^` and `$` matching at lines; without one
        /// the version is all the file has.
        pattern: Option<String>,
    },
    /// Another manifest, relative to the project (maturin takes the version of `Cargo.toml`).
    Manifest {
        /// The file.
        path: String,
    },
    /// The version control system's tag.
    Vcs,
    /// The root of the workspace, which was not given.
    Workspace,
    /// Nowhere keelmark can read: why, in a sentence without a final stop.
    Unknown(String),
}

/// The executables a Cargo package builds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Binaries {
    /// Names the manifest gives, sorted.
    pub named: Vec<String>,
    /// Whether `src/main.rs` and `src/bin` are executables too.
    pub discovered: bool,
}

/// The root of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Workspace {
    /// Folders of the members, relative to the root; globs.
    pub members: Vec<String>,
    /// Folders that are no members; globs.
    pub exclude: Vec<String>,
    /// Members meant where none is named.
    pub default_members: Vec<String>,
    /// What members may take over.
    pub shared: Shared,
}

/// Fields that members of a Cargo workspace take over with `workspace = true`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shared {
    /// `version`.
    pub version: Option<String>,
    /// `license`.
    pub license: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `repository`.
    pub repository: Option<String>,
    /// `authors`.
    pub authors: Vec<String>,
    /// `dependencies`, by the name members use.
    pub dependencies: BTreeMap<String, Declared>,
}

/// The licence `text` as an SPDX expression where it is one, else as it is; `None` when it says
/// nothing.
fn license(ecosystem: Ecosystem, text: &str) -> Option<String> {
    Some(match License::parse(ecosystem, text)? {
        License::Id(id) => id.to_owned(),
        License::Expression(text) | License::Text(text) => text,
    })
}

/// The name in `Name <mail> (address)`.
pub(crate) fn person(text: &str) -> Option<String> {
    let name = text.split(['<', '(']).next().unwrap_or_default().trim();
    (!name.is_empty()).then(|| name.to_owned())
}
