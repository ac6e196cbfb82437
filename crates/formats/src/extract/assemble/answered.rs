//! What a manifest asks for is, where a lock answers it, what the lock has.
//!
//! A name is enough for that where a lock has one version of it. Of several, the one is meant that the lock
//! says the project itself needs; of several of those, the one that the requirement allows.

use std::collections::{HashMap, HashSet};

use keelmark_model::bom::{Evidence, State};

use super::{Entry, needs};
use crate::lock;

/// Gives what manifests ask for, and members of workspaces that leave it to the workspace, the versions
/// that the locks of their projects have.
pub(super) fn settle(entries: &mut [Entry]) {
    let names = needs::names(entries);
    let manifests = (0..entries.len()).filter(|at| is_project(&entries[*at], Evidence::Manifest));
    let locks: Vec<(usize, usize)> =
        manifests.filter_map(|at| Some((at, lock_of(&entries[at], entries)?))).collect();
    let needed = |lock: &Entry| {
        lock.found.needs.iter().filter_map(|need| needs::find(lock, need, &names)).collect()
    };
    let answers: HashMap<&str, Vec<usize>> = locks
        .iter()
        .map(|(manifest, lock)| (entries[*manifest].path.as_str(), needed(&entries[*lock])))
        .collect();
    let fitting = |wish: &Entry| -> Vec<usize> {
        let answers = answers.get(wish.path.as_str()).into_iter().flatten().copied();
        let fits = |at: &usize| is_called(&entries[*at], wish) && entries[*at].host == wish.host;
        answers.filter(fits).collect()
    };
    let mut answered: HashMap<usize, usize> = HashMap::new();
    let mut open_wishes = Vec::new();
    for at in (0..entries.len()).filter(|at| is_wish(&entries[*at])) {
        let named = fitting(&entries[at]);
        let asked = named.iter().copied().filter(|it| is_asked(&entries[at], &entries[*it]));
        match one_of(&named).or_else(|| one_of(&asked.collect::<Vec<_>>())) {
            Some(answer) => {
                answered.insert(at, answer);
            }
            None => open_wishes.push((at, named)),
        }
    }
    // What is left for one whose requirement stands elsewhere.
    let path = |at: usize| entries[at].path.as_str();
    let taken: HashSet<(&str, usize)> =
        answered.iter().map(|(wish, answer)| (path(*wish), *answer)).collect();
    for (at, mut named) in open_wishes {
        named.retain(|answer| !taken.contains(&(path(at), *answer)));
        answered.extend(one_of(&named).map(|answer| (at, answer)));
    }
    let open = locks.iter().filter(|(at, _)| entries[*at].found.component.version.is_none());
    let settled: Vec<(usize, usize)> = open.copied().chain(answered).collect();
    for (wish, answer) in settled {
        let (version, purl) = {
            let component = &entries[answer].found.component;
            (component.version.clone(), component.purl.clone())
        };
        let component = &mut entries[wish].found.component;
        (component.version, component.purl) = (version, purl);
        component.properties.remove("requirement");
    }
}

/// The one that all of `several` are.
fn one_of(several: &[usize]) -> Option<usize> {
    let first = *several.first()?;
    several.iter().all(|at| *at == first).then_some(first)
}

/// Whether the requirement of a crate allows the version that `locked` has.
fn is_asked(wish: &Entry, locked: &Entry) -> bool {
    let version = locked.found.component.version.as_deref();
    let requirement = wish.found.component.properties.get("requirement");
    wish.ty() == "cargo"
        && version.zip(requirement).is_some_and(|(version, it)| lock::cargo::fits(it, version))
}

fn is_project(entry: &Entry, evidence: Evidence) -> bool {
    entry.found.is_project && entry.found.evidence == evidence
}

fn is_wish(entry: &Entry) -> bool {
    let found = &entry.found;
    found.component.state == State::Declared
        && found.component.version.is_none()
        && found.evidence == Evidence::Manifest
        && !found.is_project
}

/// The entry of a lock that is the same project: in the folder of the manifest, or the nearest above.
fn lock_of(manifest: &Entry, entries: &[Entry]) -> Option<usize> {
    let folder = manifest.folder();
    let is_above = |lock: &Entry| {
        let above = lock.folder();
        let rest = folder.strip_prefix(above);
        rest.is_some_and(|rest| above.is_empty() || rest.is_empty() || rest.starts_with('/'))
    };
    let fits = |lock: &Entry| {
        is_project(lock, Evidence::Lockfile)
            && lock.host == manifest.host
            && is_called(lock, manifest)
            && is_above(lock)
    };
    let locks = (0..entries.len()).filter(|at| fits(&entries[*at]));
    locks.max_by_key(|at| entries[*at].folder().len())
}

/// Whether both are of one type and name.
fn is_called(one: &Entry, other: &Entry) -> bool {
    let (one, other) = (&one.found.component, &other.found.component);
    let ty = |purl: &Option<keelmark_model::Purl>| purl.as_ref().map(|it| it.ty().to_owned());
    one.name == other.name && ty(&one.purl) == ty(&other.purl)
}
