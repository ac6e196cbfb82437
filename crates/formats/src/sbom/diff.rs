//! What differs between two bills: packages, versions, digests, licences, dependencies.
//!
//! Whoever wrote them, when, in which order and with which identifiers makes no difference, nor does
//! what only one of them knows of a package that both have.

use std::collections::{BTreeMap, BTreeSet};

use keelmark_model::bom::{Bom, Component, ComponentId};
use keelmark_model::{Digest, Purl};

use super::document;

/// What `one` bill and an`other` do not agree on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Packages that only the second has, sorted.
    pub added: Vec<Entry>,
    /// Packages that only the first has, sorted.
    pub removed: Vec<Entry>,
    /// Packages that both have, and say different things of.
    pub changed: Vec<Changed>,
    /// Needs between packages that both have, by their names, that only the second states.
    pub needs_added: Vec<(String, String)>,
    /// Needs between packages that both have, by their names, that only the first states.
    pub needs_removed: Vec<(String, String)>,
}

/// A package at a version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Package URL without version and qualifiers, or the name of what has none.
    pub name: String,
    /// Version, if one is known.
    pub version: Option<String>,
}

/// A package of which the bills say different things.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Changed {
    /// The package, at the version the first bill has.
    pub entry: Entry,
    /// What, from what, to what.
    pub facts: Vec<(Fact, String, String)>,
}

/// What can be said of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// Its version.
    Version,
    /// Its digests, where both bills have some by one algorithm and none of them is the same.
    Digest,
    /// Its declared licences, where both bills know some.
    License,
}

impl Fact {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Digest => "digest",
            Self::License => "licence",
        }
    }
}

impl Difference {
    /// Whether the bills agree.
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.changed.is_empty()
            && self.needs_added.is_empty()
            && self.needs_removed.is_empty()
    }
}

/// Compares `one` with `other`. Their roots are taken for the same thing, whatever they are called.
pub fn diff(one: &Bom, other: &Bom) -> Difference {
    let (mut before, mut after) = (by_name(one), by_name(other));
    let names: BTreeSet<String> = before.keys().chain(after.keys()).cloned().collect();
    let mut difference = Difference::default();
    for name in &names {
        let old = before.remove(name).unwrap_or_default();
        let new = after.remove(name).unwrap_or_default();
        compare(name, old, new, &mut difference);
    }
    let (old, new) = (needs(one), needs(other));
    let known = |bom: &Bom| bom.components.iter().map(name).collect::<BTreeSet<String>>();
    let (mut shared, others) = (known(one), known(other));
    shared.retain(|name| others.contains(name));
    shared.insert(ROOT.to_owned());
    let is_shared = |pair: &&(String, String)| shared.contains(&pair.0) && shared.contains(&pair.1);
    // A bill that states no needs at all does not say that there are none.
    if !old.is_empty() && !new.is_empty() {
        difference.needs_added = new.difference(&old).filter(is_shared).cloned().collect();
        difference.needs_removed = old.difference(&new).filter(is_shared).cloned().collect();
    }
    difference
}

/// What the root goes by.
const ROOT: &str = "(root)";

/// Package URL without version, qualifiers and subpath; the name of what has none.
pub(super) fn name(component: &Component) -> String {
    let Some(purl) = &component.purl else { return component.name.clone() };
    let bare = Purl::new(purl.ty(), &purl.namespace().join("/"), purl.name());
    bare.map_or_else(|_| component.name.clone(), |bare| bare.to_string())
}

fn name_in(bom: &Bom, id: ComponentId) -> String {
    if id == bom.root { ROOT.to_owned() } else { name(bom.component(id)) }
}

fn by_name(bom: &Bom) -> BTreeMap<String, Vec<&Component>> {
    let mut all: BTreeMap<String, Vec<&Component>> = BTreeMap::new();
    for (id, component) in bom.iter() {
        all.entry(name_in(bom, id)).or_default().push(component);
    }
    for components in all.values_mut() {
        components.sort_by(|a, b| a.version.cmp(&b.version));
        components.dedup_by(|a, b| a.version == b.version && a.digests == b.digests);
    }
    all
}

fn needs(bom: &Bom) -> BTreeSet<(String, String)> {
    let pairs = bom.dependencies.iter();
    pairs.map(|edge| (name_in(bom, edge.from), name_in(bom, edge.to))).collect()
}

/// Compares the packages of one name: those of the same version with each other, the others in order.
fn compare(name: &str, old: Vec<&Component>, new: Vec<&Component>, difference: &mut Difference) {
    let mut new: Vec<Option<&Component>> = new.into_iter().map(Some).collect();
    let mut left = Vec::new();
    for one in old {
        let same = |other: &&mut Option<&Component>| {
            other.is_some_and(|other| other.version == one.version)
        };
        match new.iter_mut().find(same).and_then(Option::take) {
            Some(other) => contrast(name, one, other, difference),
            None => left.push(one),
        }
    }
    let mut new = new.into_iter().flatten();
    for one in left {
        match new.next() {
            Some(other) => contrast(name, one, other, difference),
            None => difference.removed.push(entry(name, one)),
        }
    }
    difference.added.extend(new.map(|other| entry(name, other)));
}

fn entry(name: &str, component: &Component) -> Entry {
    Entry { name: name.to_owned(), version: component.version.clone() }
}

fn contrast(name: &str, one: &Component, other: &Component, difference: &mut Difference) {
    let mut facts = Vec::new();
    if one.version != other.version {
        let version =
            |component: &Component| component.version.clone().unwrap_or_else(|| "none".to_owned());
        facts.push((Fact::Version, version(one), version(other)));
    } else if let Some((old, new)) = digests(one, other) {
        facts.push((Fact::Digest, old, new));
    }
    let (old, new) = (licenses(one), licenses(other));
    if !old.is_empty() && !new.is_empty() && old != new {
        let text = |all: BTreeSet<String>| all.into_iter().collect::<Vec<_>>().join(" AND ");
        facts.push((Fact::License, text(old), text(new)));
    }
    if !facts.is_empty() {
        difference.changed.push(Changed { entry: entry(name, one), facts });
    }
}

/// The digests by an algorithm that both have and do not agree on, the strongest.
fn digests(one: &Component, other: &Component) -> Option<(String, String)> {
    let (old, new) = (document::digests(one), document::digests(other));
    let of = |all: &[&Digest], algorithm| -> Vec<String> {
        let all = all.iter().filter(|digest| digest.algorithm() == algorithm);
        all.map(ToString::to_string).collect()
    };
    let mut algorithms: Vec<_> = old.iter().map(|digest| digest.algorithm()).collect();
    algorithms.dedup();
    algorithms.into_iter().rev().find_map(|algorithm| {
        let (old, new) = (of(&old, algorithm), of(&new, algorithm));
        let disagree = !new.is_empty() && !old.iter().any(|digest| new.contains(digest));
        disagree.then(|| (old.join(" "), new.join(" ")))
    })
}

/// Terms that hold together, however many claims they stand in.
fn licenses(component: &Component) -> BTreeSet<String> {
    let claims = component.licensing.declared.iter().map(document::license_text);
    let terms = claims.flat_map(|text| match text.contains(['(', ')']) || text.contains(" OR ") {
        true => vec![text],
        false => text.split(" AND ").collect(),
    });
    terms.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use keelmark_model::bom::{Bom, LicenseClaim};

    use super::super::document::tests::bills::image;
    use super::{Difference, Fact, diff};
    use crate::hash::sha256;

    fn changed(change: impl FnOnce(&mut Bom)) -> Difference {
        let mut other = image();
        change(&mut other);
        diff(&image(), &other)
    }

    fn place(bom: &Bom, name: &str) -> usize {
        bom.components.iter().position(|one| one.name == name).expect("a component")
    }

    #[test]
    fn what_is_no_content_makes_no_difference() {
        let difference = changed(|bom| {
            bom.created = None;
            bom.tools.clear();
            bom.authors.clear();
            bom.gaps.clear();
            for component in &mut bom.components {
                component.properties.clear();
                component.found.clear();
            }
            let at = place(bom, "rich");
            bom.components[at].files.pop();
            bom.components[at].licensing.declared.clear();
        });
        assert_eq!(difference, Difference::default());
    }

    #[test]
    fn every_fact_is_compared() {
        let difference = changed(|bom| {
            let at = place(bom, "rich");
            bom.components[at].version = Some("14".to_owned());
            let at = place(bom, "@scope/deep");
            bom.components[at].digests = vec![sha256(b"another")];
            bom.components[at].licensing.declared =
                vec![LicenseClaim::Expression("MIT".to_owned())];
            let at = place(bom, "tool \"é\"\n");
            bom.components[at].digests = vec![sha256(b"exchanged")];
            bom.dependencies.truncate(1);
        });
        let facts: Vec<(&str, Fact)> = difference
            .changed
            .iter()
            .flat_map(|one| one.facts.iter().map(|(fact, ..)| (one.entry.name.as_str(), *fact)))
            .collect();
        let wanted = [
            ("pkg:npm/%40scope/deep", Fact::License),
            ("pkg:pypi/rich", Fact::Version),
            ("tool \"é\"\n", Fact::Digest),
        ];
        assert_eq!(facts, wanted, "a digest by another algorithm contradicts nothing");
        assert_eq!((difference.added.len(), difference.removed.len()), (0, 0));
        assert_eq!(difference.needs_removed.len(), 5);
    }

    #[test]
    fn packages_come_and_go() {
        let without = image().retain(|_, component| component.name != "pytest");
        let removed = diff(&image(), &without);
        assert_eq!((removed.removed.len(), removed.added.len()), (1, 0));
        assert_eq!(removed.needs_removed, [], "its needs went with it");
        let added = diff(&without, &image());
        assert_eq!(added.added[0].name, "pkg:pypi/pytest");
    }
}
