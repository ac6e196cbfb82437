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
    /// What was proven and by whom, or what was wrong.
    pub detail: String,
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
