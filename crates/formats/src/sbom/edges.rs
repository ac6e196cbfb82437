//! The graph in the words both formats use.

use std::collections::BTreeSet;

use keelmark_model::{DependencyKind, Edge, Inventory, Package, PackageId, Relation, Scope, Usage};

use super::SbomInput;

/// The edges of each package in turn; an inventory has them sorted by the package that needs.
pub(super) fn of(inventory: &Inventory, from: PackageId) -> &[Edge] {
    let start = inventory.edges.partition_point(|edge| edge.from < from);
    let count = inventory.edges[start..].partition_point(|edge| edge.from == from);
    &inventory.edges[start..start + count]
}

/// What an edge says beside "needs": `[extra,…] (why) if marker`; `None` when that is nothing.
pub(super) fn condition(edge: &Edge) -> Option<String> {
    let mut text = String::new();
    if !edge.extras.is_empty() {
        text = format!("[{}]", edge.extras.join(","));
    }
    let why = match &edge.kind {
        DependencyKind::Runtime => None,
        DependencyKind::Extra(name) => Some(format!("(extra {name})")),
        DependencyKind::Optional => Some("(optional)".to_owned()),
        DependencyKind::Peer => Some("(peer)".to_owned()),
        DependencyKind::Build => Some("(build)".to_owned()),
        DependencyKind::Group(name) => Some(format!("(group {name})")),
    };
    let marker = edge.marker.as_ref().map(|marker| format!("if {marker}"));
    for part in [why, marker].into_iter().flatten() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&part);
    }
    (!text.is_empty()).then_some(text)
}

/// Each package with how near and when in use it is, in the inventory's order.
pub(super) fn scoped<'a>(
    input: &SbomInput<'a>,
) -> impl Iterator<Item = (PackageId, &'a Package, &'a Scope)> {
    static UNKNOWN: Scope = Scope { relation: Relation::Unreachable, usage: Usage::Unused };
    debug_assert_eq!(input.scopes.len(), input.inventory.packages.len());
    let scopes = input.scopes.iter().chain(std::iter::repeat(&UNKNOWN));
    let packages = (0..).map(PackageId).zip(&input.inventory.packages);
    packages.zip(scopes).map(|((id, package), scope)| (id, package, scope))
}

/// The root's version: the lock's own, or the manifest's where the lock has none.
pub(super) fn root_version<'a>(input: &SbomInput<'a>) -> Option<&'a str> {
    let root = input.inventory.package(input.inventory.root);
    root.version.as_deref().or(input.project.version.as_deref())
}

/// The package URL of each package; a lock without the root's version leaves it to the manifest.
pub(super) fn purls(input: &SbomInput<'_>) -> Vec<String> {
    let root = input.inventory.root;
    let packages = (0..).map(PackageId).zip(&input.inventory.packages);
    packages
        .map(|(id, Package { purl, .. })| match root_version(input) {
            Some(version) if id == root && purl.version().is_none() => {
                let versioned = purl.clone().with_version(version);
                versioned.map_or_else(|_| purl.to_string(), |purl| purl.to_string())
            }
            _ => purl.to_string(),
        })
        .collect()
}

/// `root`, `member`, `direct`, `transitive` or `unreachable`.
pub(super) const fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Root => "root",
        Relation::Member => "member",
        Relation::Direct => "direct",
        Relation::Transitive => "transitive",
        Relation::Unreachable => "unreachable",
    }
}

/// `runtime`, `optional`, `build`, `development` or `unused`.
pub(super) const fn usage(usage: &Usage) -> &'static str {
    match usage {
        Usage::Runtime => "runtime",
        Usage::Optional(_) => "optional",
        Usage::Build => "build",
        Usage::Development(_) => "development",
        Usage::Unused => "unused",
    }
}

/// Names of extras or groups, which have no commas.
pub(super) fn names(names: &BTreeSet<String>) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.join(",")
}
