//! Advisories of several databases that tell of one flaw are one finding.

use std::collections::{BTreeMap, BTreeSet};

use super::look_up::Match;

/// Parts advisories of one package by flaw: those that share an identifier or an alias tell of the same.
pub(super) fn groups(matches: Vec<Match<'_>>) -> Vec<Vec<Match<'_>>> {
    let mut group_of: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<Match<'_>>> = Vec::new();
    for found in matches {
        let summary = &found.summary;
        let names: Vec<String> =
            std::iter::once(&summary.id).chain(same(&found)).cloned().collect();
        let known: BTreeSet<usize> =
            names.iter().filter_map(|name| group_of.get(name).copied()).collect();
        let target = known.first().copied().unwrap_or(groups.len());
        if target == groups.len() {
            groups.push(Vec::new());
        }
        // An alias that two groups share shows that they are one.
        for other in known.into_iter().skip(1) {
            let moved = groups.get_mut(other).map(std::mem::take).unwrap_or_default();
            if let Some(group) = groups.get_mut(target) {
                group.extend(moved);
            }
            group_of.values_mut().filter(|group| **group == other).for_each(|it| *it = target);
        }
        group_of.extend(names.into_iter().map(|name| (name, target)));
        if let Some(group) = groups.get_mut(target) {
            group.push(found);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// What else the same flaw is called. An advisory of a distribution repeats one flaw or several; it is the same
/// as a single one.
fn same<'a>(found: &'a Match<'_>) -> impl Iterator<Item = &'a String> {
    let summary = &found.summary;
    let repeated = match summary.upstream.as_slice() {
        [one] => Some(one),
        _ => None,
    };
    summary.aliases.iter().chain(repeated)
}

/// Every identifier of a flaw.
pub(super) fn names(group: &[Match<'_>]) -> Vec<String> {
    let names = group.iter().flat_map(|it| std::iter::once(&it.summary.id).chain(same(it)));
    names.cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

/// The identifier a flaw is shown by: that of the advisory of its ecosystem's own database, before GitHub's,
/// before the others, since a reader finds most about the package there.
pub(super) fn preferred(group: &[Match<'_>]) -> String {
    const OWN: [&str; 5] = ["MAL-", "RUSTSEC-", "PYSEC-", "GO-", "GHSA-"];
    let rank = |id: &str| OWN.iter().position(|own| id.starts_with(own)).unwrap_or(OWN.len());
    let ids = group.iter().map(|it| &it.summary.id);
    ids.min_by_key(|id| (rank(id), *id)).cloned().unwrap_or_default()
}
