//! What differs between two bills: packages, versions, digests, licences, dependencies.
//!
//! Whoever wrote them, when, in which order and with which identifiers makes no difference. A digest or a
//! licence that only one of them has does: whoever takes one away has changed what the bill proves. So does
//! where a package comes from, if the package URL says so or both bills do.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use keelmark_model::bom::{Bom, Component, ComponentId};
use keelmark_model::{Digest, Purl, Source};

use super::{document, origin};
use crate::license::License;
use crate::limits;

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
    /// Where it comes from: a server, a repository, an address.
    Source,
    /// The digests, of the package and of its files, that only one of the bills has.
    Digest,
    /// Its declared licences.
    License,
    /// What its texts were found to say of its licence.
    ConcludedLicense,
}

impl Fact {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Source => "source",
            Self::Digest => "digest",
            Self::License => "licence",
            Self::ConcludedLicense => "concluded licence",
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
        components.sort_by_cached_key(|one| told(one));
        components.dedup_by(|a, b| told(a) == told(b));
    }
    all
}

fn needs(bom: &Bom) -> BTreeSet<(String, String)> {
    let pairs = bom.dependencies.iter();
    pairs.map(|edge| (name_in(bom, edge.from), name_in(bom, edge.to))).collect()
}

/// Everything that is compared of a package.
type Told<'a> =
    (Option<&'a str>, Vec<&'a Digest>, BTreeSet<&'a str>, Option<&'a str>, [Option<String>; 2]);

fn told(component: &Component) -> Told<'_> {
    let concluded = component.licensing.concluded.as_deref();
    let version = component.version.as_deref();
    // Last, since not every document says where a package comes from: the order goes by the others first.
    let source = [repository(component, true), place(component, true)];
    (version, document::digests(component), licenses(component), concluded, source)
}

/// Compares the packages of one name: the same with each other, then those of one version, then the
/// others in order.
fn compare(name: &str, old: Vec<&Component>, new: Vec<&Component>, difference: &mut Difference) {
    let (_, old, new) = pair(old, new, told);
    let (alike, old, new) = pair(old, new, |component| component.version.as_deref());
    let (others, old, new) = pair(old, new, |_| ());
    let pairs = alike.into_iter().chain(others);
    difference.changed.extend(pairs.filter_map(|(one, other)| contrast(name, one, other)));
    difference.removed.extend(old.into_iter().map(|one| entry(name, one)));
    difference.added.extend(new.into_iter().map(|other| entry(name, other)));
}

type Paired<'a> = (Vec<(&'a Component, &'a Component)>, Vec<&'a Component>, Vec<&'a Component>);

/// Each of `old` with the first of `new` that has its `key` and no other has, and what is left of both.
fn pair<'a, K: Ord>(
    old: Vec<&'a Component>,
    new: Vec<&'a Component>,
    key: impl Fn(&'a Component) -> K,
) -> Paired<'a> {
    let mut by_key: BTreeMap<K, VecDeque<&Component>> = BTreeMap::new();
    for other in new {
        by_key.entry(key(other)).or_default().push_back(other);
    }
    let (mut pairs, mut left) = (Vec::new(), Vec::new());
    for one in old {
        match by_key.get_mut(&key(one)).and_then(VecDeque::pop_front) {
            Some(other) => pairs.push((one, other)),
            None => left.push(one),
        }
    }
    (pairs, left, by_key.into_values().flatten().collect())
}

fn entry(name: &str, component: &Component) -> Entry {
    Entry { name: name.to_owned(), version: component.version.clone() }
}

fn contrast(name: &str, one: &Component, other: &Component) -> Option<Changed> {
    let mut facts = Vec::new();
    let mut compared = |fact, old: Option<String>, new: Option<String>| {
        if old != new {
            let text = |it: Option<String>| it.unwrap_or_else(|| "none".to_owned());
            facts.push((fact, text(old), text(new)));
        }
    };
    let same = one.version == other.version;
    if same {
        let (old, new) = (document::digests(one), document::digests(other));
        compared(Fact::Digest, without(&old, &new), without(&new, &old));
    } else {
        // Another version is another file: its digests differ, and that is no news.
        compared(Fact::Version, one.version.clone(), other.version.clone());
    }
    let (old, new) = (repository(one, same), repository(other, same));
    match (place(one, same), place(other, same)) {
        (Some(old), Some(new)) if old != new => compared(Fact::Source, Some(old), Some(new)),
        _ => compared(Fact::Source, old, new),
    }
    let terms = |component| -> Option<String> {
        let terms: Vec<&str> = licenses(component).into_iter().collect();
        (!terms.is_empty()).then(|| terms.join(" AND "))
    };
    compared(Fact::License, terms(one), terms(other));
    let concluded = |component: &Component| component.licensing.concluded.clone();
    compared(Fact::ConcludedLicense, concluded(one), concluded(other));
    (!facts.is_empty()).then(|| Changed { entry: entry(name, one), facts })
}

/// From where a package URL says that its package comes; addresses of files only of the `same` version.
fn repository(component: &Component, same: bool) -> Option<String> {
    const KEYS: [&str; 3] = ["repository_url", "download_url", "vcs_url"];
    let qualifiers = component.purl.as_ref()?.qualifiers();
    let keys = if same { &KEYS[..] } else { &KEYS[..1] };
    let said = keys.iter().filter_map(|key| Some(format!("{key}={}", qualifiers.get(*key)?)));
    let said = said.collect::<Vec<_>>().join(" ");
    (!said.is_empty()).then_some(said)
}

/// From where a package comes; of another version another file or commit does, which is no news, and what
/// counts is who serves them.
fn place(component: &Component, same: bool) -> Option<String> {
    match &component.source {
        Source::Registry(url) => Some(match origin::known_registry(url) {
            Some((name, _)) => name.to_owned(),
            None => origin::address(url).into_owned(),
        }),
        source if same => origin::source_id(source),
        source => origin::server(source).and_then(|server| server.url),
    }
}

/// The digests of `one` that are not among those of the `other`.
fn without(one: &[&Digest], other: &[&Digest]) -> Option<String> {
    let left = one.iter().filter(|digest| !other.contains(digest));
    let left: Vec<String> = left.map(ToString::to_string).collect();
    (!left.is_empty()).then(|| left.join(" "))
}

/// Declared terms that hold together, however many claims they stand in. A title that is known for one licence
/// is that licence.
pub(super) fn licenses(component: &Component) -> BTreeSet<&str> {
    let mut terms = BTreeSet::new();
    for claim in &component.licensing.declared {
        let text = document::license_text(claim);
        match License::stated(text) {
            Some(License::Id(id)) => {
                terms.insert(id);
            }
            _ => conjuncts(text, &mut terms),
        }
    }
    terms
}

/// The parts of an expression that all hold.
fn conjuncts<'a>(expression: &'a str, terms: &mut BTreeSet<&'a str>) {
    // Unwrapping reads a text as often as it is nested: longer ones are told apart as they are.
    let is_short = expression.len() <= limits::LICENSE_EXPRESSION_BYTES;
    let mut rest = vec![expression];
    while let Some(text) = rest.pop() {
        let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
        match (top_level(text), inside) {
            (TopLevel::All(parts), _) if is_short => rest.extend(parts),
            (TopLevel::Wrapped, Some(inside)) if is_short => rest.push(inside.trim()),
            _ => {
                terms.insert(text);
            }
        }
    }
}

/// What stands outside of all parentheses of an expression.
enum TopLevel<'a> {
    /// `AND`s between these, and no `OR`, which binds less.
    All(Vec<&'a str>),
    /// Nothing.
    Wrapped,
    /// Something else.
    Other,
}

fn top_level(text: &str) -> TopLevel<'_> {
    let (mut depth, mut begin, mut parts) = (0_usize, 0, Vec::new());
    let mut is_wrapped = text.starts_with('(');
    for (at, c) in text.char_indices() {
        let from_here = text.get(at..).unwrap_or_default();
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 && from_here.starts_with(" OR ") => return TopLevel::Other,
            ' ' if depth == 0 && from_here.starts_with(" AND ") => {
                parts.extend(text.get(begin..at));
                begin = at + " AND ".len();
            }
            _ => {}
        }
        is_wrapped &= depth > 0 || at + 1 == text.len();
    }
    match (depth, parts.is_empty()) {
        (0, true) if is_wrapped => TopLevel::Wrapped,
        (0, false) => {
            parts.extend(text.get(begin..));
            TopLevel::All(parts)
        }
        _ => TopLevel::Other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use keelmark_model::bom::{Bom, LicenseClaim};

    use keelmark_model::{Source, Timestamp};

    use super::super::document::tests::bills::image;
    use super::super::document::{Format, RenderOptions, render};
    use super::super::read::read;
    use super::{Difference, Fact, conjuncts, diff};
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
        });
        assert_eq!(difference, Difference::default());
    }

    #[test]
    fn what_is_taken_away_or_exchanged_is_a_difference() {
        let one = |fact, old: &str, new: &str| vec![(fact, old.to_owned(), new.to_owned())];
        let known = |at: usize| image().components[at].digests[0].to_string();
        let (tool, rich) = (place(&image(), "tool \"é\"\n"), place(&image(), "rich"));
        let exchanged = sha256(b"exchanged");
        type Case<'a> = (&'a dyn Fn(&mut Bom), Vec<(Fact, String, String)>);
        let registry = |url: &str| Source::Registry(url.to_owned());
        let evil = "https://evil.example/simple";
        let cases: [Case<'_>; 8] = [
            (&|bom| bom.components[tool].digests.clear(), one(Fact::Digest, &known(tool), "none")),
            (
                &|bom| bom.components[tool].digests.push(exchanged),
                one(Fact::Digest, "none", &exchanged.to_string()),
            ),
            (
                &|bom| bom.components[rich].licensing.declared.clear(),
                one(Fact::License, "MIT", "none"),
            ),
            (
                &|bom| bom.components[rich].licensing.concluded = Some("ISC".to_owned()),
                one(Fact::ConcludedLicense, "MIT OR Apache-2.0", "ISC"),
            ),
            (
                &|bom| {
                    let purl = bom.components[rich].purl.take().expect("a purl");
                    let purl = purl.with_qualifier("repository_url", evil).expect("a qualifier");
                    bom.components[rich].purl = Some(purl);
                },
                one(Fact::Source, "none", "repository_url=https://evil.example/simple"),
            ),
            (&|bom| bom.components[rich].source = registry(evil), one(Fact::Source, "PyPI", evil)),
            (
                &|bom| {
                    bom.components[rich].version = Some("14".to_owned());
                    bom.components[rich].source = registry(evil);
                },
                vec![
                    (Fact::Version, "13.9.4".to_owned(), "14".to_owned()),
                    (Fact::Source, "PyPI".to_owned(), evil.to_owned()),
                ],
            ),
            (
                &|bom| {
                    bom.components[rich].source =
                        Source::Url("https://files.pythonhosted.org/rich.whl".to_owned());
                },
                one(Fact::Source, "PyPI", "url+https://files.pythonhosted.org/rich.whl"),
            ),
        ];
        for (change, wanted) in cases {
            let difference = changed(change);
            assert_eq!(difference.changed.len(), 1, "{wanted:?}");
            assert_eq!(difference.changed[0].facts, wanted);
        }
        // The registry by another of its addresses, or in one of the bills alone.
        for known in [registry("https://pypi.org/simple/"), Source::Unknown] {
            let difference = changed(|bom| bom.components[rich].source = known.clone());
            assert_eq!(difference, Difference::default(), "{known:?}");
        }
        // A digest of a file stays where that of the package goes.
        let before = changed(|bom| bom.components[rich].files.truncate(1));
        assert_eq!(before.changed[0].facts[0].0, Fact::Digest);
    }

    #[test]
    fn documents_of_every_format_say_the_same() {
        let mut bom = image();
        // Tags and values have no line ends in names.
        bom.components.iter_mut().for_each(|one| one.name = one.name.trim().to_owned());
        for format in Format::ALL {
            let options = RenderOptions { format, created: Timestamp(0), tool_version: "0" };
            let written = read(&render(&bom, &options)).expect("readable").bom;
            assert_eq!(diff(&bom, &written), Difference::default(), "{}", format.name());
        }
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
            ("pkg:npm/%40scope/deep", Fact::Digest),
            ("pkg:npm/%40scope/deep", Fact::License),
            ("pkg:pypi/rich", Fact::Version),
            ("tool \"é\"\n", Fact::Digest),
        ];
        assert_eq!(facts, wanted);
        assert_eq!((difference.added.len(), difference.removed.len()), (0, 0));
        assert_eq!(difference.needs_removed.len(), 5);
    }

    #[test]
    fn terms_are_told_apart_where_all_of_them_hold() {
        let cases = [
            ("MIT", "MIT"),
            ("((MIT OR Zlib) AND ISC) AND BSD-3-Clause", "BSD-3-Clause|ISC|MIT OR Zlib"),
            ("(MIT) AND (ISC AND (Zlib))", "ISC|MIT|Zlib"),
            ("MIT OR ISC AND Zlib", "MIT OR ISC AND Zlib"),
            ("Some (un AND balanced", "Some (un AND balanced"),
            ("", ""),
        ];
        for (text, wanted) in cases {
            let mut terms = BTreeSet::new();
            conjuncts(text, &mut terms);
            assert_eq!(terms.into_iter().collect::<Vec<_>>().join("|"), wanted, "{text}");
        }
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
