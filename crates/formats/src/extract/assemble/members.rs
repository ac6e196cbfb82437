//! Projects of a workspace that its lock knows by their folders.
//!
//! Source: pnpm's specification of its lockfile, `importers`; Yarn's documentation, "Workspaces" and the protocol
//! `workspace:`. What they are called, at which version, and what is for development only stands in their manifests.

use std::collections::HashMap;

use keelmark_model::bom::{Evidence, State};
use keelmark_model::{DependencyKind, Relation, Scope, Source, Usage};

use super::super::javascript::pnpm_lock::{PNPM_LOCK, project_key};
use super::super::javascript::split_at_sign;
use super::super::{Claim, Found, Need, Says};
use super::Entry;

/// Gives projects that a lock names by their folders what their manifests say, and members the state of the lock.
pub(super) fn settle(entries: &mut Vec<Entry>, claims: &[Claim]) {
    let manifests: HashMap<String, usize> = (0..entries.len())
        .filter(|at| is_manifest(&entries[*at]))
        .map(|at| (entries[at].folder().to_owned(), at))
        .collect();
    if manifests.is_empty() {
        return;
    }
    let mut added = Vec::new();
    for claim in claims {
        let Says::Project { folder, needs } = &claim.says else { continue };
        let beside = claim.home.rsplit_once('/').map_or("", |(folder, _)| folder);
        let Some(&manifest) = manifests.get(&below(beside, folder)) else { continue };
        added.push(project(&entries[manifest], &claim.home, folder, needs));
    }
    for at in 0..entries.len() {
        let Some(folder) = folder_in_lock(&entries[at]).map(str::to_owned) else { continue };
        let Some(&manifest) = manifests.get(&below(entries[at].folder(), &folder)) else {
            continue;
        };
        let (component, needs) = {
            let manifest = &entries[manifest].found;
            (manifest.component.clone(), told(&entries[at].found.needs, &kinds(manifest)))
        };
        let found = &mut entries[at].found;
        found.needs = needs;
        let own = &mut found.component;
        (own.name, own.version, own.purl) = (component.name, component.version, component.purl);
        if !folder.is_empty() && folder != "." {
            own.state = State::Locked;
        }
    }
    entries.append(&mut added);
    // Files stay the last.
    entries.sort_by_key(Entry::is_file);
}

fn is_manifest(entry: &Entry) -> bool {
    let found = &entry.found;
    found.is_project && found.evidence == Evidence::Manifest && entry.ty() == "npm"
}

/// The folder of a project that a lock names by it, relative to the lock's.
fn folder_in_lock(entry: &Entry) -> Option<&str> {
    let found = &entry.found;
    let is_of_lock =
        found.is_project && found.evidence == Evidence::Lockfile && entry.ty() == "npm";
    match &found.component.source {
        Source::Path(folder) if is_of_lock && found.component.version.is_none() => Some(folder),
        _ => None,
    }
}

/// The folder that `relative` is from `folder`.
fn below(folder: &str, relative: &str) -> String {
    let relative = if relative == "." { "" } else { relative.trim_start_matches("./") };
    match (folder, relative) {
        ("", relative) => relative.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, relative) => format!("{folder}/{relative}"),
    }
}

/// The project of `manifest` as the lock at `path` has it.
fn project(manifest: &Entry, path: &str, folder: &str, needs: &[Need]) -> Entry {
    let mut component = manifest.found.component.clone();
    component.source = Source::Path(folder.to_owned());
    let is_root = folder == ".";
    if !is_root {
        component.state = State::Locked;
    }
    let relation = if is_root { Relation::Root } else { Relation::Member };
    component.scope = Some(Scope { relation, usage: Usage::Runtime });
    let mut found = Found::new(component, Evidence::Lockfile, path);
    found.names = vec![project_key(folder)];
    found.needs = needs.to_vec();
    found.is_project = true;
    Entry {
        found,
        path: path.to_owned(),
        layer: manifest.layer,
        extractor: PNPM_LOCK.id,
        host: None,
        is_cached: false,
    }
}

/// What a lock says that a project needs, for what its manifest says that it does.
fn told(needs: &[Need], kinds: &HashMap<&str, DependencyKind>) -> Vec<Need> {
    let mut needs = needs.to_vec();
    for need in &mut needs {
        let key = need.any_of.first().and_then(|key| split_at_sign(key));
        if let Some(kind) = key.and_then(|(name, _)| kinds.get(name)) {
            need.kind = kind.clone();
            need.is_optional |= *kind == DependencyKind::Optional;
        }
    }
    needs
}

/// For what a manifest asks for each package, peers last: they are asked for besides.
fn kinds(manifest: &Found) -> HashMap<&str, DependencyKind> {
    let mut kinds: HashMap<&str, DependencyKind> = HashMap::new();
    for need in &manifest.needs {
        for name in &need.any_of {
            let known = kinds.entry(name).or_insert_with(|| need.kind.clone());
            if *known == DependencyKind::Peer || need.kind < *known {
                *known = need.kind.clone();
            }
        }
    }
    kinds
}
