//! The gate `lock`: two questions that are never mixed.
//!
//! *Integrity* asks whether the lock pins what will be installed; *drift* asks whether it is still the
//! lock of its manifest.

pub mod drift;
pub mod integrity;

use keelmark_formats::{ParseError, codes};
use keelmark_model::{Finding, Judgement, Weight};

pub use integrity::{Allowed, Locked, integrity};

use crate::codes::LOCK_UNREAD;

/// The judgement of a lock that could be read only in part, where what stopped the reading is itself what
/// the gate looks for: a digest that is none, an edge that leads nowhere. `None` for other errors.
pub fn broken(path: &str, error: &ParseError) -> Option<Judgement> {
    if error.code != &codes::LOCK_DIGEST && error.code != &codes::LOCK_EDGE {
        return None;
    }
    let finding = Finding::new(error.code, Weight::Failure, error.message.clone())
        .at(path, error.at.map(|at| at.line))
        .known_by([error.message.clone()]);
    let detail = "not read beyond the first finding".to_owned();
    let judgement = Judgement::new("lock", "integrity", path);
    Some(Judgement { detail, findings: vec![finding], ..judgement })
}

/// The judgement of a lock of which a question cannot be answered, and why, in a sentence without a final stop.
pub fn undecided(path: &str, question: &'static str, why: Option<&str>) -> Judgement {
    let message = match why {
        Some(why) => format!("{question} of this lockfile cannot be told: {why}"),
        None => format!("{question} of this lockfile cannot be told"),
    };
    let finding = Finding::new(&LOCK_UNREAD, Weight::Undecided, message).at(path, None);
    let findings = vec![finding.known_by([question])];
    Judgement { findings, ..Judgement::new("lock", question, path) }
}
