//! Needs, which are names, become dependencies between components.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use keelmark_model::DependencyKind;
use keelmark_model::bom::{Completeness, Component, ComponentId, Dependency, Evidence};

use super::super::{Found, Need};
use super::Entry;

/// Dependencies, and what each component needs that is not there.
#[derive(Default)]
pub(super) struct Resolved {
    pub(super) edges: Vec<Dependency>,
    /// Those of installed packages under an extra that nobody asks for.
    pub(super) unasked: Vec<Dependency>,
    /// Extras that packages ask of themselves, each under one of their own extras or always.
    own_extras: Vec<(ComponentId, DependencyKind, Vec<String>)>,
    pub(super) missing: BTreeMap<ComponentId, BTreeSet<String>>,
}

/// Who answers to which name in which environment.
pub(super) type Names<'a> = HashMap<(&'a str, &'a str), usize>;

/// A package under its own name goes before one that only provides what the name stands for.
pub(super) fn names(entries: &[Entry]) -> Names<'_> {
    let mut names = Names::new();
    for own in [true, false] {
        for (at, Entry { found, .. }) in entries.iter().enumerate() {
            let is_own = |name: &&String| (**name == found.component.name) == own;
            for name in found.names.iter().filter(is_own) {
                names.entry((&found.environment, name)).or_insert(at);
            }
        }
    }
    names
}

/// Looks up what each of `entries` needs; `ids` says which component each became.
pub(super) fn resolve(entries: &[Entry], ids: &[ComponentId]) -> Resolved {
    let names = names(entries);
    let mut resolved = Resolved::default();
    // Cargo's lock has all that a member needs, its manifest also what for.
    let (mut told, mut bare) = (HashSet::new(), Vec::new());
    for (entry, &from) in entries.iter().zip(ids) {
        for need in &entry.found.needs {
            match find(entry, need, &names) {
                Some(at) if ids[at] == from => {
                    let extras = need.extras.clone();
                    resolved.own_extras.push((from, need.kind.clone(), extras));
                }
                Some(at) => {
                    let edge = Dependency {
                        from,
                        to: ids[at],
                        kind: need.kind.clone(),
                        extras: need.extras.clone(),
                        marker: need.marker.clone(),
                    };
                    match entry.found.evidence {
                        _ if is_conditional(entry, need) => resolved.unasked.push(edge),
                        Evidence::Lockfile if is_crate(entry) => bare.push(edge),
                        Evidence::Manifest if is_crate(entry) => {
                            told.insert((from, ids[at]));
                            resolved.edges.push(edge);
                        }
                        _ => resolved.edges.push(edge),
                    }
                }
                None if need.is_optional => {}
                None => {
                    let missing = resolved.missing.entry(from).or_default();
                    missing.extend(need.any_of.first().cloned());
                }
            }
        }
    }
    bare.retain(|edge| !told.contains(&(edge.from, edge.to)));
    resolved.edges.append(&mut bare);
    resolved.settle_extras();
    resolved
}

impl Resolved {
    /// Takes for dependencies those whose extra somebody asks for.
    fn settle_extras(&mut self) {
        let mut asked = Asked::default();
        asked.take(&self.edges);
        loop {
            let count = asked.0.len();
            for (id, kind, extras) in &self.own_extras {
                if asked.has(*id, kind) {
                    asked.0.extend(extras.iter().map(|extra| (*id, extra.clone())));
                }
            }
            let unasked = std::mem::take(&mut self.unasked).into_iter();
            let (mut met, unasked): (Vec<_>, Vec<_>) =
                unasked.partition(|edge| asked.has(edge.from, &edge.kind));
            asked.take(&met);
            self.unasked = unasked;
            let is_settled = met.is_empty() && count == asked.0.len();
            self.edges.append(&mut met);
            if is_settled {
                return;
            }
        }
    }
}

/// Extras asked of components.
#[derive(Default)]
struct Asked(HashSet<(ComponentId, String)>);

impl Asked {
    fn take(&mut self, edges: &[Dependency]) {
        let extras = |edge: &Dependency| {
            let to = edge.to;
            edge.extras.clone().into_iter().map(move |extra| (to, extra))
        };
        self.0.extend(edges.iter().flat_map(extras));
    }

    /// Whether what `id` needs for `kind` is to be there.
    fn has(&self, id: ComponentId, kind: &DependencyKind) -> bool {
        match kind {
            DependencyKind::Extra(extra) => self.0.contains(&(id, extra.clone())),
            _ => true,
        }
    }
}

/// Whether a need is one of an installed package's under an extra. Locks have those alone that were asked for.
fn is_conditional(entry: &Entry, need: &Need) -> bool {
    entry.is_installed()
        && entry.found.evidence != Evidence::Lockfile
        && matches!(need.kind, DependencyKind::Extra(_))
}

/// A crate of the target's own.
fn is_crate(entry: &Entry) -> bool {
    entry.found.is_project && entry.ty() == "cargo"
}

/// Who of those with `names` answers `need` of `entry`.
pub(super) fn find(entry: &Entry, need: &Need, names: &Names<'_>) -> Option<usize> {
    let found = &entry.found;
    need.any_of.iter().find_map(|name| {
        let among = |environment: &str| names.get(&(environment, name.as_str())).copied();
        let is_looked_up = entry.ty() == "npm" && found.evidence != Evidence::Lockfile;
        let above = is_looked_up.then(|| upwards(found, name, names)).flatten();
        // An application of Java has libraries inside it; others lie beside those that need them.
        let inside = || found.home.strip_suffix('!').and_then(among);
        // What a manifest asks for it names itself, in an environment of its own.
        above.or_else(inside).or_else(|| among(&found.environment))
    })
}

/// As Node.js looks for a package: in `node_modules` beside the one that needs it, then of each folder
/// above.
fn upwards(found: &Found, name: &str, names: &Names<'_>) -> Option<usize> {
    let mut folder = found.home.as_str();
    loop {
        let environment = match folder {
            "" => "node_modules".to_owned(),
            _ => format!("{folder}/node_modules"),
        };
        if let Some(at) = names.get(&(environment.as_str(), name)) {
            return Some(*at);
        }
        if folder.is_empty() {
            return None;
        }
        folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
    }
}

/// Says of `component` that it needs what is not there.
pub(super) fn note_missing(component: &mut Component, missing: &BTreeSet<String>) {
    component.dependencies = Completeness::Incomplete;
    for name in missing {
        component.add_property("missing", name);
    }
}
