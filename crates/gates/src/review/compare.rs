//! What became of each package.

use std::collections::BTreeSet;

use keelmark_formats::version::Scheme;
use keelmark_model::{Change, ChangeKind, Digest, Fact};

use super::package::{Key, Known, Packages, order};

/// One package that differs, with what is known of it on both sides.
#[derive(Debug)]
pub(super) struct Compared<'a> {
    pub(super) key: &'a Key,
    pub(super) kind: ChangeKind,
    pub(super) before: Option<&'a Known<'a>>,
    pub(super) after: Option<&'a Known<'a>>,
    /// Whether the package was there before in no version.
    pub(super) is_new_name: bool,
}

/// Two values of something that was there before and is another now.
pub(super) struct Other {
    pub(super) before: String,
    pub(super) after: String,
}

/// Every difference, by name.
pub(super) fn compare<'a>(before: &'a Packages<'a>, after: &'a Packages<'a>) -> Vec<Compared<'a>> {
    let names: BTreeSet<&Key> = before.keys().chain(after.keys()).collect();
    let mut found = Vec::new();
    for key in names {
        let old = before.get(key).map(Vec::as_slice).unwrap_or_default();
        let new = after.get(key).map(Vec::as_slice).unwrap_or_default();
        versions(key, old, new, &mut found);
    }
    found
}

/// Versions that stayed are the same; of the others the latest took the place of the latest.
fn versions<'a>(
    key: &'a Key,
    old: &'a [Known<'a>],
    new: &'a [Known<'a>],
    found: &mut Vec<Compared<'a>>,
) {
    let is_new_name = old.is_empty();
    let compared = |kind, before, after| Compared { key, kind, before, after, is_new_name };
    let stayed = |it: &&Known<'_>, others: &[Known<'_>]| {
        others.iter().any(|other| other.version == it.version)
    };
    for one in new {
        let same = old.iter().find(|other| other.version == one.version);
        let same = same.map(|same| compared(ChangeKind::Changed, Some(same), Some(one)));
        found.extend(same.filter(Compared::is_change));
    }
    let mut gone = old.iter().filter(|it| !stayed(it, new)).rev();
    let mut come = new.iter().filter(|it| !stayed(it, old)).rev();
    loop {
        found.push(match (gone.next(), come.next()) {
            (None, None) => return,
            (Some(one), None) => compared(ChangeKind::Removed, Some(one), None),
            (None, Some(one)) => compared(ChangeKind::Added, None, Some(one)),
            (Some(one), Some(other)) => {
                compared(direction(key, one.version, other.version), Some(one), Some(other))
            }
        });
    }
}

fn direction(key: &Key, before: Option<&str>, after: Option<&str>) -> ChangeKind {
    let scheme = Scheme::of_purl_type(&key.ty);
    match (order(scheme, before), order(scheme, after)) {
        (Some(before), Some(after)) if before < after => ChangeKind::Upgraded,
        (Some(before), Some(after)) if before > after => ChangeKind::Downgraded,
        _ => ChangeKind::Changed,
    }
}

impl Compared<'_> {
    /// Whether something differs, where the version does not.
    fn is_change(&self) -> bool {
        self.moved().is_some()
            || self.licenses().is_some()
            || self.runs().is_some()
            || !self.replaced().is_empty()
            || !self.loosened().is_empty()
            || !self.widened().is_empty()
            || !self.added_files().is_empty()
    }

    /// Where it comes from now that it did not come from before.
    pub(super) fn moved(&self) -> Option<Other> {
        let (before, after) = (self.before?, self.after?);
        other(&before.sources(), &after.sources())
            .or_else(|| other(&before.hosts(), &after.hosts()))
    }

    /// Under which licences it is now that it was not under before.
    pub(super) fn licenses(&self) -> Option<Other> {
        let text = |known: &super::package::Known<'_>| {
            known.licenses().into_iter().map(str::to_owned).collect()
        };
        other(&text(self.before?), &text(self.after?))
    }

    /// What installing it runs now and did not run before.
    pub(super) fn runs(&self) -> Option<&'static str> {
        let before = self.before.and_then(Known::runs);
        self.after.and_then(Known::runs).filter(|_| before.is_none())
    }

    /// Files of the same name that are others, where the version stayed: the file, a digest that it had, and the
    /// one of that algorithm that it has.
    pub(super) fn replaced(&self) -> Vec<(String, Other)> {
        let (Some(before), Some(after)) = (self.before, self.after) else { return Vec::new() };
        if before.version != after.version || before.version.is_none() {
            return Vec::new();
        }
        let (old, new) = (before.digests(), after.digests());
        let replaced = new.into_iter().filter_map(|(name, digests)| {
            let known = old.get(name)?;
            let is_known = |algorithm| known.iter().find(|it| it.algorithm() == algorithm);
            let is_same = digests.iter().any(|digest| known.contains(digest));
            let changed = digests.iter().filter(|_| !is_same);
            let (was, is) =
                changed.filter_map(|it| Some((is_known(it.algorithm())?, it))).next()?;
            Some((name.to_owned(), Other { before: was.to_string(), after: is.to_string() }))
        });
        replaced.collect()
    }

    /// Both sides of a version that stayed, and that a lock pins.
    fn locked(&self) -> Option<(&Known<'_>, &Known<'_>)> {
        let (before, after) = (self.before?, self.after?);
        let is_pinned = before.version == after.version && before.version.is_some();
        (is_pinned && before.is_locked() && after.is_locked()).then_some((before, after))
    }

    /// Files whose digests hold less firmly than before: the algorithm of the best that each had, and of the best
    /// that it has.
    pub(super) fn loosened(&self) -> Vec<(String, Other)> {
        let Some((before, after)) = self.locked() else { return Vec::new() };
        let (digests, files) = (after.digests(), after.files());
        let best = |known: &BTreeSet<Digest>| known.iter().map(Digest::algorithm).max();
        let loosened = before.digests().into_iter().filter_map(|(name, known)| {
            let was = best(&known)?;
            let is = digests.get(name).and_then(best);
            // A file that a lock does not have any more is not loosened, unless none is left.
            let is_there = is.is_some() || files.contains(name) || digests.is_empty();
            let before = was.name().to_owned();
            let after = is.map_or("no digest", |it| it.name()).to_owned();
            (is_there && is < Some(was)).then(|| (name.to_owned(), Other { before, after }))
        });
        loosened.collect()
    }

    /// Files that have a further digest by an algorithm by which they had one: another file is accepted as well.
    pub(super) fn widened(&self) -> Vec<(String, Other)> {
        let Some((before, after)) = self.locked() else { return Vec::new() };
        let digests = after.digests();
        let widened = before.digests().into_iter().filter_map(|(name, known)| {
            let further = digests.get(name)?.difference(&known);
            let further =
                further.filter(|it| known.iter().any(|one| one.algorithm() == it.algorithm()));
            let further = further.min()?;
            let first = known.intersection(digests.get(name)?).next()?;
            Some((name.to_owned(), Other { before: first.to_string(), after: further.to_string() }))
        });
        widened.collect()
    }

    /// Files of a version that stayed which were not there before.
    pub(super) fn added_files(&self) -> Vec<String> {
        let Some((before, after)) = self.locked() else { return Vec::new() };
        let (old, new) = (before.files(), after.files());
        if old.is_empty() {
            return Vec::new();
        }
        new.difference(&old).map(|name| (*name).to_owned()).collect()
    }

    /// The difference as reports have it.
    pub(super) fn change(&self) -> Change {
        let version =
            |known: Option<&Known<'_>>| known.and_then(|it| it.version).map(str::to_owned);
        let mut facts = Vec::new();
        let mut fact = |name, value: String| facts.push(Fact { name, value });
        if let Some(Other { before, after }) = self.moved() {
            fact("source", format!("{after} instead of {before}"));
        }
        match (self.licenses(), self.after) {
            (Some(Other { before, after }), _) => {
                fact("licence", format!("{after} instead of {before}"));
            }
            (None, Some(after)) if self.before.is_none() && !after.licenses().is_empty() => {
                fact("licence", joined(after.licenses()));
            }
            _ => {}
        }
        if let Some(runs) = self.runs() {
            fact("runs", runs.to_owned());
        }
        let place = self.after.or(self.before).and_then(Known::place);
        Change {
            kind: self.kind,
            ecosystem: self.key.ty.clone(),
            package: self.key.name.clone(),
            before: version(self.before),
            after: version(self.after),
            place,
            facts,
        }
    }
}

/// The difference of two sets, of which neither is empty: what is not said did not change.
fn other(before: &BTreeSet<String>, after: &BTreeSet<String>) -> Option<Other> {
    let is_told = !before.is_empty() && !after.is_subset(before);
    let shown = |set: &BTreeSet<String>| joined(set.iter().map(String::as_str));
    is_told.then(|| Other { before: shown(before), after: shown(after) })
}

fn joined<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().collect::<Vec<_>>().join(", ")
}
