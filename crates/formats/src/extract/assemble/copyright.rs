//! Packages of Debian that keep their terms with another package.
//!
//! Source: Debian Policy 12.5 and 12.3: every package has `usr/share/doc/NAME/copyright`, but that folder
//! may be a link to the folder of another package, if both are built from one source and the first
//! depends on the second. Links are not followed when a target is scanned; the rule says where
//! they lead.

use std::collections::HashSet;

use keelmark_model::bom::Licensing;

use super::Entry;
use super::needs::{self, Names};

/// Gives installed packages of Debian without terms those of the package of the same source that they
/// need. None where several such packages have different ones.
pub(super) fn share(entries: &mut [Entry]) {
    let without = |at: &usize| {
        let entry = &entries[*at];
        entry.ty() == "deb" && entry.is_installed() && !has_terms(entry)
    };
    let without: Vec<usize> = (0..entries.len()).filter(without).collect();
    if without.is_empty() {
        return;
    }
    let names = needs::names(entries);
    let terms = without.into_iter().filter_map(|at| Some((at, terms(at, entries, &names)?)));
    for (at, licensing) in terms.collect::<Vec<_>>() {
        entries[at].found.component.licensing = licensing;
    }
}

fn has_terms(entry: &Entry) -> bool {
    let licensing = &entry.found.component.licensing;
    !licensing.declared.is_empty() || !licensing.files.is_empty()
}

/// The terms that the nearest packages with any have in common, from one to the next by needs within
/// one source.
fn terms(from: usize, entries: &[Entry], names: &Names<'_>) -> Option<Licensing> {
    let (mut seen, mut pending) = (HashSet::from([from]), vec![from]);
    let mut known: Option<&Licensing> = None;
    while let Some(at) = pending.pop() {
        let entry = &entries[at];
        for next in entry.found.needs.iter().filter_map(|need| needs::find(entry, need, names)) {
            if source(&entries[next]) != source(entry) || !seen.insert(next) {
                continue;
            }
            if !has_terms(&entries[next]) {
                pending.push(next);
                continue;
            }
            let licensing = &entries[next].found.component.licensing;
            if known.is_some_and(|known| known.declared != licensing.declared) {
                return None;
            }
            known = known.or(Some(licensing));
        }
    }
    known.cloned()
}

/// Name and version of the source package.
fn source(entry: &Entry) -> [Option<&String>; 2] {
    let properties = &entry.found.component.properties;
    ["deb:source", "deb:source-version"].map(|name| properties.get(name))
}
