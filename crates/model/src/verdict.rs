//! What was checked and what came of it.

use crate::Code;

/// The outcome of a check or of all of them.
///
/// Ordered by weight: a verdict is the greatest outcome of its checks, so one failure outweighs
/// everything and an unknown outweighs any number of passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Not looked at, and not asked for; shown, never counted as a pass.
    Skipped,
    /// Holds.
    Pass,
    /// Could not be decided: something needed is missing.
    Unknown,
    /// Does not hold.
    Fail,
}

impl Outcome {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Pass => "pass",
            Self::Unknown => "unknown",
            Self::Fail => "fail",
        }
    }
}

/// One named check with its evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What kind of check, for example `signature`.
    pub name: &'static str,
    /// What was checked: a file or subject name.
    pub target: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Why it did not pass.
    pub code: Option<&'static Code>,
    /// What was proven and by whom, or what was wrong, in a line.
    pub detail: String,
    /// The evidence the outcome rests on.
    pub facts: Vec<Fact>,
}

/// A piece of evidence: a name people know and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is, for example `log index`.
    pub name: &'static str,
    /// What it says; may hold what an attacker wrote.
    pub value: String,
}

impl Check {
    /// A check that holds.
    pub fn pass(name: &'static str, target: impl Into<String>, detail: impl Into<String>) -> Self {
        let (target, detail) = (target.into(), detail.into());
        Self { name, target, outcome: Outcome::Pass, code: None, detail, facts: Vec::new() }
    }

    /// A check that does not hold.
    pub fn fail(
        name: &'static str,
        target: impl Into<String>,
        code: &'static Code,
        detail: impl Into<String>,
    ) -> Self {
        Self { outcome: Outcome::Fail, code: Some(code), ..Self::pass(name, target, detail) }
    }

    /// A check that could not be decided.
    pub fn unknown(
        name: &'static str,
        target: impl Into<String>,
        code: &'static Code,
        detail: impl Into<String>,
    ) -> Self {
        Self { outcome: Outcome::Unknown, code: Some(code), ..Self::pass(name, target, detail) }
    }

    /// A check that was not made, and not asked for.
    pub fn skipped(
        name: &'static str,
        target: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Self { outcome: Outcome::Skipped, ..Self::pass(name, target, detail) }
    }

    /// The same check with one more piece of evidence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.facts.push(Fact { name, value: value.into() });
        self
    }
}

/// All checks of one verification.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// The checks in the order made.
    pub checks: Vec<Check>,
}

impl Verdict {
    /// The weightiest outcome; a verdict in which nothing passed is never a pass.
    pub fn outcome(&self) -> Outcome {
        match self.checks.iter().map(|check| check.outcome).max() {
            None | Some(Outcome::Skipped) => Outcome::Unknown,
            Some(outcome) => outcome,
        }
    }
}
