//! Whether a lock is still the lock of its manifest.
//!
//! Everything the manifest says about resolving is compared with what the lock records of it, each field by
//! name. Whether resolving again would choose the same versions is not asked: registries move on, and a lock
//! is there so that this does not matter.

pub mod cargo;
pub mod go;
pub mod npm;
pub mod pnpm;
pub mod poetry;
pub mod requirements;
pub mod uv;
pub mod yarn;

use keelmark_model::{Code, Finding, Weight};

use crate::codes::LOCK_DRIFT_UNKNOWN;

/// A finding about something that a lock does not follow, and what mends it.
fn stale(code: &'static Code, message: String, remedy: &str) -> Finding {
    Finding::new(code, Weight::Failure, message.clone()).known_by([message]).mended_by(remedy)
}

/// A finding about something that is suspicious only.
fn warned(code: &'static Code, message: String, remedy: &str) -> Finding {
    Finding::new(code, Weight::Warning, message.clone()).known_by([message]).mended_by(remedy)
}

/// A finding about something that could not be told, and who can.
fn unknown(message: String, remedy: &str) -> Finding {
    let finding = Finding::new(&LOCK_DRIFT_UNKNOWN, Weight::Undecided, message.clone());
    finding.known_by([message]).mended_by(remedy)
}
