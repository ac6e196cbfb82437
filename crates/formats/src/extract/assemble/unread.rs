//! Lists of packages that nobody reads.

use std::collections::HashSet;

use keelmark_model::bom::Gap;

use super::super::other::unread::{self, UNREAD};
use super::Entry;

/// Turns what stands for such a list into a gap, where its packages would be of the target itself: not
/// those of a list that another package brought along, that lies in a cache, or that serves to test.
pub(super) fn settle(entries: Vec<Entry>, gaps: &mut Vec<Gap>) -> Vec<Entry> {
    let is_list = |entry: &Entry| entry.extractor == UNREAD.id;
    if !entries.iter().any(is_list) {
        return entries;
    }
    let paths: HashSet<&str> = entries.iter().map(|entry| entry.path.as_str()).collect();
    let own = entries.iter().filter(|entry| {
        is_list(entry) && entry.found.component.state.is_usual() && !is_within_package(&entry.path)
    });
    gaps.extend(own.filter_map(|entry| unread::gap(&entry.path, |other| paths.contains(other))));
    let mut places = Vec::with_capacity(entries.len());
    let mut next = 0;
    for entry in &entries {
        places.push(next);
        next += usize::from(!is_list(entry));
    }
    let mut kept: Vec<Entry> = entries.into_iter().filter(|entry| !is_list(entry)).collect();
    for entry in &mut kept {
        entry.host = entry.host.and_then(|host| places.get(host).copied());
    }
    kept
}

/// Whether the file lies where package managers put packages, though none said that it is of it.
fn is_within_package(path: &str) -> bool {
    const FOLDERS: [&str; 6] =
        ["dist-packages", "gems", "node_modules", "site-packages", "third_party", "vendor"];
    path.contains("!/") || path.split('/').any(|folder| FOLDERS.contains(&folder))
}
