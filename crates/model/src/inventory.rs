//! Packages and the graph between them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

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

    /// How near to the root and when in use each package is, in the order of `packages`.
    ///
    /// A package that several uses reach is counted under the strongest: run time, then extras,
    /// then build, then development. Extras of a dependency are followed only where an edge asks
    /// for them, dependency groups only from the root.
    pub fn scopes(&self) -> Vec<Scope> {
        let outgoing = self.outgoing();
        let own = &outgoing[self.root.0 as usize];
        let mut kinds: Vec<&DependencyKind> = own.iter().map(|edge| &edge.kind).collect();
        kinds.sort();
        kinds.dedup();

        let mut usages = vec![Usage::Unused; self.packages.len()];
        for kind in kinds {
            let seeds = own.iter().copied().filter(|edge| edge.kind == *kind);
            for id in self.reached(&outgoing, seeds) {
                strengthen(&mut usages[id.0 as usize], kind);
            }
        }
        let direct: BTreeSet<PackageId> = own.iter().map(|edge| edge.to).collect();
        usages
            .into_iter()
            .zip(0..)
            .map(|(usage, index)| self.scope(PackageId(index), usage, &direct))
            .collect()
    }

    fn scope(&self, id: PackageId, usage: Usage, direct: &BTreeSet<PackageId>) -> Scope {
        if id == self.root {
            return Scope { relation: Relation::Root, usage: Usage::Runtime };
        }
        let relation = if self.members.contains(&id) {
            Relation::Member
        } else if direct.contains(&id) {
            Relation::Direct
        } else if usage == Usage::Unused {
            Relation::Unreachable
        } else {
            Relation::Transitive
        };
        Scope { relation, usage }
    }

    fn outgoing(&self) -> Vec<Vec<&Edge>> {
        let mut outgoing = vec![Vec::new(); self.packages.len()];
        for edge in &self.edges {
            outgoing[edge.from.0 as usize].push(edge);
        }
        outgoing
    }

    /// Packages reached from `seeds`; what is walked is a package or one of its extras.
    fn reached<'a>(
        &self,
        outgoing: &[Vec<&'a Edge>],
        seeds: impl Iterator<Item = &'a Edge>,
    ) -> BTreeSet<PackageId> {
        let mut seen: BTreeMap<PackageId, BTreeSet<Option<&str>>> = BTreeMap::new();
        let mut queue: VecDeque<(PackageId, Option<&str>)> = VecDeque::new();
        let mut visit = |edge: &'a Edge, queue: &mut VecDeque<(PackageId, Option<&'a str>)>| {
            let wanted = std::iter::once(None).chain(edge.extras.iter().map(|e| Some(e.as_str())));
            for extra in wanted {
                if seen.entry(edge.to).or_default().insert(extra) {
                    queue.push_back((edge.to, extra));
                }
            }
        };
        for edge in seeds {
            visit(edge, &mut queue);
        }
        while let Some((package, extra)) = queue.pop_front() {
            for edge in &outgoing[package.0 as usize] {
                let follows = match (&edge.kind, extra) {
                    (DependencyKind::Extra(name), Some(extra)) => name == extra,
                    (DependencyKind::Extra(_) | DependencyKind::Group(_), _) => false,
                    (_, extra) => extra.is_none(),
                };
                if follows {
                    visit(edge, &mut queue);
                }
            }
        }
        seen.into_keys().collect()
    }
}

/// Raises `usage` to what `kind` implies, keeping the stronger of the two.
fn strengthen(usage: &mut Usage, kind: &DependencyKind) {
    let implied = match kind {
        DependencyKind::Runtime => Usage::Runtime,
        DependencyKind::Extra(name) => Usage::Optional(BTreeSet::from([name.clone()])),
        DependencyKind::Optional | DependencyKind::Peer => Usage::Optional(BTreeSet::new()),
        DependencyKind::Build => Usage::Build,
        DependencyKind::Group(name) => Usage::Development(BTreeSet::from([name.clone()])),
    };
    match (&mut *usage, implied) {
        (Usage::Optional(names), Usage::Optional(more))
        | (Usage::Development(names), Usage::Development(more)) => names.extend(more),
        (current, implied) if implied.strength() > current.strength() => *current = implied,
        _ => {}
    }
}

impl Usage {
    const fn strength(&self) -> u8 {
        match self {
            Self::Unused => 0,
            Self::Development(_) => 1,
            Self::Build => 2,
            Self::Optional(_) => 3,
            Self::Runtime => 4,
        }
    }
}
