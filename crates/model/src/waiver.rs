//! Waivers: what somebody answers for until a day.

use crate::advisory::Rating;

/// A flaw that somebody has looked at and answers for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waiver {
    /// Identifier of the flaw, in any database.
    pub id: String,
    /// The package it is waived for; without one, every package.
    pub package: Option<String>,
    /// What was looked at when it was found; without one, everything.
    pub target: Option<String>,
    /// When the package is in use: `runtime`, `optional`, `build`, `development`; without one, whenever.
    pub scope: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds, `YYYY-MM-DD`.
    pub expires: String,
    /// Whether it holds although the flaw is mended in a version that could be taken.
    pub allow_fixed: bool,
    /// Why the target is not affected, in a word of OpenVEX, where that is the reason.
    pub justification: Option<String>,
}

/// What a file of waivers says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waivers {
    /// From which rating on a flaw stops a release, where the file says.
    pub threshold: Option<Rating>,
    /// In the order written.
    pub waivers: Vec<Waiver>,
}
