//! The gate `review`: what a change brings into what a release is made of.
//!
//! Two bills are compared, that of before and that of after. Only what the change introduces counts: a flaw
//! that was there stays the business of `vulns`, a licence that was there that of `licenses`.

mod compare;
mod introduced;
mod names;
mod package;
mod suspicions;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use keelmark_formats::settings::review::Review;
use keelmark_model::bom::State;
use keelmark_model::{Bom, Change, ChangeKind, Finding, Judgement, Weight};

use crate::codes::REVIEW_NOTHING;
use compare::Compared;
pub use introduced::{Introduced, introduced, of_change, with_unknown_licenses_together};
use package::Packages;
pub use suspicions::policy_changed;

/// What the gate is asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What is compared, as it is shown.
    pub target: &'a str,
    /// What there was.
    pub before: Side<'a>,
    /// What there is.
    pub after: Side<'a>,
    /// What the project wants to know.
    pub review: &'a Review,
}

/// One side of the comparison.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What is in it.
    pub bom: &'a Bom,
    /// The states that count.
    pub states: &'a [State],
}

impl<'a> Side<'a> {
    /// Its packages of others.
    fn foreign(self) -> Packages<'a> {
        package::packages(self.bom, self.states, &BTreeSet::new())
    }

    /// The same, and those of the project's own that were somebody else's on the other side.
    fn packages(self, other: Self) -> Packages<'a> {
        package::packages(self.bom, self.states, &package::foreign(other.bom, other.states))
    }
}

/// What changed, and what of it is suspicious.
pub fn changes(asked: Asked<'_>) -> Judgement {
    let (before, after) = (asked.before.packages(asked.after), asked.after.packages(asked.before));
    let compared = compare::compare(&before, &after);
    let mut judgement = Judgement::new("review", "changes", asked.target);
    judgement.findings = suspicions::suspicions(asked, &before, &compared);
    for (side, what) in [(asked.after, "after"), (asked.before, "before")] {
        judgement.findings.extend(side.bom.gaps.iter().map(|gap| {
            let message =
                format!("{what} the change, not everything could be read: {}", gap.message);
            let finding = Finding::new(gap.code, Weight::Undecided, message);
            finding.at(&*gap.path, gap.line).known_by([what, &*gap.path, &*gap.message])
        }));
    }
    if before.is_empty() && after.is_empty() && judgement.findings.is_empty() {
        let message = "no package was found, neither before the change nor after it";
        judgement.findings.push(Finding::new(&REVIEW_NOTHING, Weight::Undecided, message));
    }
    judgement.findings.sort_by_key(|finding| std::cmp::Reverse(finding.weight));
    judgement.changes = compared.iter().map(Compared::change).collect();
    judgement
        .changes
        .sort_by_key(|change| ChangeKind::ALL.iter().position(|it| *it == change.kind));
    judgement.detail = counted(&judgement.changes);
    judgement
}

/// How many packages became what.
fn counted(changes: &[Change]) -> String {
    let counts = ChangeKind::ALL.into_iter().filter_map(|kind| {
        let count = changes.iter().filter(|change| change.kind == kind).count();
        (count > 0).then(|| format!("{count} {}", kind.name()))
    });
    let counts: Vec<String> = counts.collect();
    if counts.is_empty() { "no package differs".to_owned() } else { counts.join(", ") }
}
