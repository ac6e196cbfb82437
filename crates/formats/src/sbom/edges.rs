//! The graph in the words both formats use.

use std::collections::BTreeSet;

use keelmark_model::bom::Dependency;
use keelmark_model::{DependencyKind, Relation, Usage};

/// What an edge says beside "needs": `[extra,…] (why) if marker`; `None` when that is nothing.
pub(super) fn condition(edge: &Dependency) -> Option<String> {
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
