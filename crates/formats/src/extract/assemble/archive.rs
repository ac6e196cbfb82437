//! An archive of classes is one component, however many of its files tell of it.

use std::collections::BTreeMap;

use keelmark_model::bom::Evidence;

use super::{Entry, merge};

/// Finds, of the entries that call one archive their home, the one that is the archive.
///
/// What was told from its file name yields to what a descriptor in it says. Several descriptors are
/// several packages, packed into one archive: one of them is the archive, and the others lie in it.
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
        (version.is_none(), entries[*at].as_ref().is_none_or(is_weak), *at)
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

/// What the archive at `home` is called: what its file is named after, else the only one of which the
/// archive's own version, by its manifest or file name, may be. Files are renamed, and builds are free to
/// name them.
fn own(home: &str, members: &[usize], entries: &[Option<Entry>]) -> Option<(String, String)> {
    let members = || members.iter().filter_map(|at| entries[*at].as_ref());
    let file = home.trim_end_matches('!').rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let strong = || members().filter(|entry| !is_weak(entry));
    let named = strong().filter_map(coordinates).filter(|(_, name)| is_named(stem, name));
    if let Some(named) = named.max_by_key(|(_, name)| name.len()) {
        return Some(named);
    }
    let version = |entry: &Entry| entry.found.component.version.clone();
    let of_archive = members().find(|entry| is_weak(entry)).and_then(version);
    let with = |fits: fn(&str, &str) -> bool| {
        let is_of_archive = |entry: &&Entry| match (&of_archive, version(entry)) {
            (Some(one), Some(other)) => fits(one, &other),
            _ => true,
        };
        only(strong().filter(is_of_archive).filter_map(coordinates))
    };
    let is_alone = only(strong().filter_map(coordinates)).is_some();
    with(is_same).or_else(|| with(is_part).filter(|_| is_alone))
}

/// Whether two versions have the same numbers.
fn is_same(one: &str, other: &str) -> bool {
    numbers(one) == numbers(other)
}

/// Whether `own` says no more than a part of `version`, as links do (`3.x`), or goes on before it, where
/// the name has numbers of its own (`3.0-spec-1.0.1`).
fn is_part(own: &str, version: &str) -> bool {
    numbers(version).starts_with(&numbers(own)) || own.ends_with(&format!("-{version}"))
}

/// The one that all of `several` are.
fn only<T: PartialEq>(mut several: impl Iterator<Item = T>) -> Option<T> {
    let first = several.next()?;
    several.all(|other| other == first).then_some(first)
}

/// The numbers a version begins with, which OSGi and Maven write alike: 31.1 of `31.1-jre` and
/// `31.1.0.jre`.
fn numbers(version: &str) -> Vec<&str> {
    let parts = version.split(|c: char| !c.is_ascii_digit());
    let mut numbers: Vec<&str> = parts.take_while(|part| !part.is_empty()).collect();
    while numbers.last() == Some(&"0") {
        numbers.pop();
    }
    numbers
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
