//! Packages and the graph between them.

mod declared;
mod scopes;

pub use scopes::scopes;

use std::collections::BTreeSet;

use crate::{Ecosystem, Package};

/// Index of a package within [`Inventory::packages`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageId(pub u32);

/// What an inventory was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// A lockfile: exact versions.
    Locked,
    /// A manifest alone: requirements, no versions, no transitive packages.
    Declared,
    /// A manifest that leaves the dependencies to the build, which was not run: what it declares
    /// beside them, such as groups.
    Unread,
}

/// Why one package needs another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DependencyKind {
    /// Always.
    Runtime,
    /// When this extra or feature is asked for.
    Extra(String),
    /// Optionally, when the platform can have it (npm).
    Optional,
    /// The host is expected to have it (npm).
    Peer,
    /// To build.
    Build,
    /// To develop: the dependency group's name (`dev` where groups have no names).
    Group(String),
}

/// One dependency, as the lock resolves it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The package that needs.
    pub from: PackageId,
    /// The package needed.
    pub to: PackageId,
    /// Why.
    pub kind: DependencyKind,
    /// Extras asked of the package needed, sorted.
    pub extras: Vec<String>,
    /// Environment marker or target under which it is needed, as written.
    pub marker: Option<String>,
}

/// How near a package is to the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The root itself.
    Root,
    /// Another member of the workspace.
    Member,
    /// The root needs it by name.
    Direct,
    /// Something the root needs, needs it.
    Transitive,
    /// In the lock, and needed by nothing the root needs.
    Unreachable,
}

/// When a package is in use.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Usage {
    /// Always, at run time.
    Runtime,
    /// With one of these extras, or (empty) as an optional or peer dependency.
    Optional(BTreeSet<String>),
    /// While building.
    Build,
    /// While developing: with one of these dependency groups.
    Development(BTreeSet<String>),
    /// Nothing the root needs, needs it.
    Unused,
}

/// How near and when: one for each package of an inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// How near to the root.
    pub relation: Relation,
    /// When in use.
    pub usage: Usage,
}

/// Everything one lockfile or manifest names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory {
    /// Family of registries and tools.
    pub ecosystem: Ecosystem,
    /// What it was read from.
    pub basis: Basis,
    /// Packages, sorted by name, version and source.
    pub packages: Vec<Package>,
    /// The package the release is made of.
    pub root: PackageId,
    /// Other packages of the same workspace, sorted.
    pub members: Vec<PackageId>,
    /// Dependencies, sorted, without duplicates.
    pub edges: Vec<Edge>,
}

impl Inventory {
    /// The package `id` names.
    pub fn package(&self, id: PackageId) -> &Package {
        &self.packages[id.0 as usize]
    }

    /// The same inventory with its packages sorted by name, version and source, its members and
    /// edges sorted too, and no edge twice.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        let mut placed: Vec<(usize, Package)> = self.packages.into_iter().enumerate().collect();
        placed.sort_by(|(_, a), (_, b)| {
            (&a.name, &a.version, &a.source).cmp(&(&b.name, &b.version, &b.source))
        });
        let mut ids = vec![PackageId(0); placed.len()];
        for ((old, _), new) in placed.iter().zip(0..) {
            ids[*old] = PackageId(new);
        }
        let moved = |id: PackageId| ids[id.0 as usize];
        self.packages = placed.into_iter().map(|(_, package)| package).collect();
        self.root = moved(self.root);
        self.members = self.members.into_iter().map(moved).collect();
        self.members.sort();
        for edge in &mut self.edges {
            edge.from = moved(edge.from);
            edge.to = moved(edge.to);
        }
        self.edges.sort();
        self.edges.dedup();
        self
    }
}
