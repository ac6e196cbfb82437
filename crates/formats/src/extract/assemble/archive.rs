//! An archive of classes is one component, however many of its files tell of it.

use std::collections::{BTreeMap, BTreeSet};

use keelmark_model::bom::Evidence;

use super::{Entry, merge};

/// Finds, of the entries that call one archive their home, the one that is the archive.
///
/// What was told from its file name yields to what a descriptor in it says. Several descriptors are
/// several packages, packed into one archive: the archive is the one its file is named after, and the
/// others lie in it.
pub(super) fn settle(entries: Vec<Entry>) -> Vec<Entry> {
    let mut homes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| is_archive(entry)) {
        homes.entry(entry.found.home.clone()).or_default().push(at);
    }
    let mut kept: Vec<Option<Entry>> = entries.into_iter().map(Some).collect();
    for (home, members) in homes.iter().filter(|(_, members)| members.len() > 1) {
        settle_one(home, members, &mut kept);
    }
    kept.into_iter().flatten().collect()
}

fn is_archive(entry: &Entry) -> bool {
    entry.found.home.ends_with('!') && entry.is_installed()
}

fn settle_one(home: &str, members: &[usize], entries: &mut [Option<Entry>]) {
    let own = own(home, members, entries);
    let is_own = |entry: &Entry| own.is_some() && coordinates(entry) == own;
    let owner = members.iter().copied().filter(|at| entries[*at].as_ref().is_some_and(is_own));
    // One that knows its version speaks for those that do not.
    let owner = owner.min_by_key(|at| {
        let version = entries[*at].as_ref().and_then(|one| one.found.component.version.as_ref());
        (version.is_none(), *at)
    });
    for &at in members {
        let Some(mut entry) = entries[at].take() else { continue };
        let yields = is_weak(&entry) || (is_own(&entry) && entry.found.component.version.is_none());
        match owner.filter(|owner| *owner != at) {
            Some(owner) if yields => absorb(entries[owner].as_mut(), entry),
            _ => {
                if !is_weak(&entry) && !is_own(&entry) {
                    entry.found.home.clear();
                }
                entries[at] = Some(entry);
            }
        }
    }
}

/// What the archive at `home` is called.
fn own(home: &str, members: &[usize], entries: &[Option<Entry>]) -> Option<(String, String)> {
    let strong = members.iter().filter_map(|at| entries[*at].as_ref());
    let told: BTreeSet<(String, String)> =
        strong.filter(|entry| !is_weak(entry)).filter_map(coordinates).collect();
    if told.len() == 1 {
        return told.into_iter().next();
    }
    let file = home.trim_end_matches('!').rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let named = told.into_iter().filter(|(_, name)| is_named(stem, name));
    named.max_by_key(|(_, name)| name.len())
}

/// Whether `stem` is `name`, or it with a version behind.
fn is_named(stem: &str, name: &str) -> bool {
    stem.strip_prefix(name).is_some_and(|rest| {
        rest.is_empty()
            || rest
                .strip_prefix('-')
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

fn coordinates(entry: &Entry) -> Option<(String, String)> {
    let purl = entry.found.component.purl.as_ref()?;
    Some((purl.namespace().join("/"), purl.name().to_owned()))
}

fn is_weak(entry: &Entry) -> bool {
    entry.found.evidence == Evidence::FileName
}

fn absorb(owner: Option<&mut Entry>, entry: Entry) {
    let Some(owner) = owner else { return };
    merge::fill(&mut owner.found.component, &entry.found.component);
    if owner.found.needs.is_empty() {
        owner.found.needs = entry.found.needs;
    }
}
