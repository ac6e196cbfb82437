//! The gate `vulns`: whether a target has packages with flaws that somebody knows of.
//!
//! One pass matches ([`look_up()`]) or another tool has matched; one pass judges ([`judge()`]). Whatever could not be
//! looked up is part of the answer, so that it can never be mistaken for clean.

mod canary;
mod exploitability;
mod judge;
mod look_up;
mod merge;
mod paths;
mod scan;
mod severity;
mod shown;
mod sought;
#[cfg(test)]
mod tests;
mod waive;

pub use canary::{CANARY, canary};
pub use exploitability::Said;
pub use judge::{Rules, Subject, accepted, judge, reported, unanswered};
pub use look_up::{LookedUp, look_up};
pub use scan::{Run, scan};
