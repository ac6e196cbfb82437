//! What a gate found, and what follows from it.

use crate::advisory::Score;
use crate::{Code, Fact, Outcome};

/// How much a finding weighs, lightest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Worth knowing; the gate holds.
    Note,
    /// Suspicious; the gate holds.
    Warning,
    /// The gate could not look at this, so that it cannot hold.
    Undecided,
    /// The gate does not hold.
    Failure,
}

impl Weight {
    /// Every weight, lightest first.
    pub const ALL: [Self; 4] = [Self::Note, Self::Warning, Self::Undecided, Self::Failure];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Undecided => "undecided",
            Self::Failure => "failure",
        }
    }

    /// What a gate comes to that found this and nothing heavier.
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::Note | Self::Warning => Outcome::Pass,
            Self::Undecided => Outcome::Unknown,
            Self::Failure => Outcome::Fail,
        }
    }
}

/// Where something stands in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Path as given, or relative to what was checked; `/` separates.
    pub path: String,
    /// Line, from 1.
    pub line: Option<u32>,
}

/// What a finding is about where the world has a name for it: an advisory. Reports take it for a rule of its
/// own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its identifier: `CVE-2021-44228`.
    pub id: String,
    /// One line.
    pub title: String,
    /// Where to read on.
    pub url: Option<String>,
    /// How bad it is.
    pub score: Option<Score>,
}

/// One thing a gate found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable code, with cause and remedy.
    pub code: &'static Code,
    /// How much it weighs.
    pub weight: Weight,
    /// What is wrong, in a sentence without a final stop; may hold what an attacker wrote.
    pub message: String,
    /// Where it stands.
    pub place: Option<Place>,
    /// Places that explain it, each with what it says.
    pub related: Vec<(Place, String)>,
    /// The package it is about: its name, with the version where one is known (`name@version`).
    pub package: Option<String>,
    /// What tells this finding from others of its code, whatever else changes in the file: names and
    /// values, never line numbers. Fingerprints are made of it.
    pub identity: Vec<String>,
    /// What to do about this one, where that is more than the remedy of its code.
    pub remedy: Option<String>,
    /// What it is about, where that has a name of its own.
    pub topic: Option<Topic>,
    /// Why it does not count although it was found: what somebody who answers for it says.
    pub suppressed: Option<String>,
    /// Figures worth keeping.
    pub facts: Vec<Fact>,
}

impl Finding {
    /// A finding about nothing more than its message says.
    pub fn new(code: &'static Code, weight: Weight, message: impl Into<String>) -> Self {
        Self {
            code,
            weight,
            message: message.into(),
            place: None,
            related: Vec::new(),
            package: None,
            identity: Vec::new(),
            remedy: None,
            topic: None,
            suppressed: None,
            facts: Vec::new(),
        }
    }

    /// The same finding at a place.
    #[must_use]
    pub fn at(self, path: impl Into<String>, line: Option<u32>) -> Self {
        Self { place: Some(Place { path: path.into(), line }), ..self }
    }

    /// The same finding with a place that explains it.
    #[must_use]
    pub fn beside(
        mut self,
        path: impl Into<String>,
        line: Option<u32>,
        text: impl Into<String>,
    ) -> Self {
        self.related.push((Place { path: path.into(), line }, text.into()));
        self
    }

    /// The same finding about a package.
    #[must_use]
    pub fn of(self, name: &str, version: Option<&str>) -> Self {
        let package = match version {
            Some(version) => format!("{name}@{version}"),
            None => name.to_owned(),
        };
        Self { package: Some(package), ..self }
    }

    /// The same finding, told from others of its code by these.
    #[must_use]
    pub fn known_by<S: Into<String>>(self, identity: impl IntoIterator<Item = S>) -> Self {
        Self { identity: identity.into_iter().map(Into::into).collect(), ..self }
    }

    /// The same finding with one more figure.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.facts.push(Fact { name, value: value.into() });
        self
    }

    /// The same finding with what to do about it.
    #[must_use]
    pub fn mended_by(self, remedy: impl Into<String>) -> Self {
        Self { remedy: Some(remedy.into()), ..self }
    }
}

/// One package that differs between two states of something, for gates that compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// Type of its package URL; empty where it has none.
    pub ecosystem: String,
    /// Its name.
    pub package: String,
    /// Its version before, where it was there and had one.
    pub before: Option<String>,
    /// Its version after.
    pub after: Option<String>,
    /// Where it stands: afterwards, or before if it went.
    pub place: Option<Place>,
    /// What else is worth knowing: its source, its licence.
    pub facts: Vec<Fact>,
}

/// What became of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// It was not there, in no version or not in so many.
    Added,
    /// It is not there any more.
    Removed,
    /// A later version took the place of an earlier one.
    Upgraded,
    /// An earlier version took the place of a later one.
    Downgraded,
    /// Its version stayed, or the order of the two is not known; something else changed.
    Changed,
}

impl ChangeKind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Self; 5] =
        [Self::Added, Self::Upgraded, Self::Downgraded, Self::Changed, Self::Removed];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Upgraded => "upgraded",
            Self::Downgraded => "downgraded",
            Self::Changed => "changed",
        }
    }
}

/// What one gate has to say of one thing it looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The gate, for example `lock`.
    pub gate: &'static str,
    /// The question it answers, where it answers several: `drift`, `integrity`.
    pub question: &'static str,
    /// What it looked at: a file as given.
    pub target: String,
    /// What it looked at in a line, or why it did not.
    pub detail: String,
    /// Figures worth keeping.
    pub facts: Vec<Fact>,
    /// Everything found, heaviest first within a place.
    pub findings: Vec<Finding>,
    /// What differs, for a gate that compares, in the order shown.
    pub changes: Vec<Change>,
    /// Whether the gate did not look and nobody asked it to.
    pub skipped: bool,
}

impl Judgement {
    /// A judgement that holds unless something heavier is found.
    pub fn new(gate: &'static str, question: &'static str, target: impl Into<String>) -> Self {
        Self {
            gate,
            question,
            target: target.into(),
            detail: String::new(),
            facts: Vec::new(),
            findings: Vec::new(),
            changes: Vec::new(),
            skipped: false,
        }
    }

    /// What it comes to: the heaviest finding decides.
    pub fn outcome(&self) -> Outcome {
        if self.skipped {
            return Outcome::Skipped;
        }
        let heaviest = self.findings.iter().map(|finding| finding.weight).max();
        heaviest.map_or(Outcome::Pass, Weight::outcome)
    }

    /// How many findings have this weight.
    pub fn count(&self, weight: Weight) -> usize {
        self.findings.iter().filter(|finding| finding.weight == weight).count()
    }
}

/// All judgements of one run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// In the order made.
    pub judgements: Vec<Judgement>,
}

impl Report {
    /// The weightiest outcome; a report in which nothing was looked at is never a pass.
    pub fn outcome(&self) -> Outcome {
        match self.judgements.iter().map(Judgement::outcome).max() {
            None | Some(Outcome::Skipped) => Outcome::Unknown,
            Some(outcome) => outcome,
        }
    }

    /// Every finding with the judgement it belongs to, in order.
    pub fn findings(&self) -> impl Iterator<Item = (&Judgement, &Finding)> {
        self.judgements.iter().flat_map(|it| it.findings.iter().map(move |finding| (it, finding)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Finding, Judgement, Outcome, Report, Weight};

    static CODE: Code = Code { id: "test.code", title: "t", cause: "c", remedy: "r" };

    fn judgement(weights: &[Weight], skipped: bool) -> Judgement {
        let findings = weights.iter().map(|weight| Finding::new(&CODE, *weight, "m")).collect();
        Judgement { findings, skipped, ..Judgement::new("gate", "question", "file") }
    }

    #[test]
    fn the_heaviest_finding_decides() {
        use Weight::{Failure, Note, Undecided, Warning};
        for (weights, outcome) in [
            (&[][..], Outcome::Pass),
            (&[Note, Warning][..], Outcome::Pass),
            (&[Undecided, Warning][..], Outcome::Unknown),
            (&[Undecided, Failure, Note][..], Outcome::Fail),
        ] {
            assert_eq!(judgement(weights, false).outcome(), outcome, "{weights:?}");
        }
    }

    #[test]
    fn nothing_looked_at_is_no_pass() {
        assert_eq!(Report::default().outcome(), Outcome::Unknown);
        let report = Report { judgements: vec![judgement(&[], true)] };
        assert_eq!(report.outcome(), Outcome::Unknown);
        let report = Report { judgements: vec![judgement(&[], true), judgement(&[], false)] };
        assert_eq!(report.outcome(), Outcome::Pass);
    }
}
