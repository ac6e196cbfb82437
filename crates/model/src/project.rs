//! The project a release is made from.

use crate::{DependencyKind, Ecosystem};

/// What a project's manifest says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Family of registries and tools.
    pub ecosystem: Ecosystem,
    /// Name as the ecosystem normalises it.
    pub name: String,
    /// Version, once it is known.
    pub version: Option<String>,
    /// Licence: an SPDX expression where the manifest's text parses as one, else its text.
    pub license: Option<String>,
    /// One-line description.
    pub description: Option<String>,
    /// Repository address.
    pub repository: Option<String>,
    /// Who supplies the project: the first author or maintainer named.
    pub supplier: Option<String>,
    /// Manifest file, relative to the project's root.
    pub manifest: String,
    /// Dependencies as declared, in the manifest's order.
    pub declared: Vec<Declared>,
}

/// One dependency as a manifest declares it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Declared {
    /// Name as the ecosystem normalises it.
    pub name: String,
    /// Version requirement as written, empty for any.
    pub requirement: String,
    /// Why it is needed.
    pub kind: DependencyKind,
    /// Environment marker or target as written.
    pub marker: Option<String>,
    /// Address, for a dependency that is not from a registry.
    pub url: Option<String>,
    /// Line in the manifest, from 1, where its reader tells.
    pub line: Option<u32>,
}
