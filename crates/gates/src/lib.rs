//! What follows from what was found: gates.
//!
//! A gate is a pure function over what `world` gathered and `formats` read. It gives a
//! [`Judgement`](keelmark_model::Judgement): what it looked at and everything it found. What it could not
//! look at is a finding too, and never a pass. Nothing here prints, reads a file or asks a clock.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types))]

pub mod codes;
pub mod licenses;
pub mod lock;
pub mod review;
pub mod vulns;

#[cfg(test)]
#[path = "../../formats/tests/common/data.rs"]
mod data;
