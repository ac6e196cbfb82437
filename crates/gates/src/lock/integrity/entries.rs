//! Every entry can be read, and has what can be asked of it.

use keelmark_model::{Finding, Weight};

use super::{Examined, Rule};
use crate::codes::{LOCK_ENTRY, LOCK_HASH_MISSING};

pub(super) static RULE: Rule = Rule { check };

fn check(examined: &Examined<'_>) -> Vec<Finding> {
    let (path, resolution) = (examined.locked.path, examined.locked.resolution);
    let broken = resolution.broken.iter().map(|(line, message)| {
        let finding = Finding::new(&LOCK_ENTRY, Weight::Failure, message.clone());
        finding.at(path, *line).known_by([message])
    });
    let unchecked = resolution.unchecked.iter().map(|(line, name)| {
        let message =
            format!("`{name}` is for some platforms only: its tool keeps no digest of it");
        let finding = Finding::new(&LOCK_HASH_MISSING, Weight::Warning, message);
        let remedy =
            "Nothing in the lock can mend it; install from a registry or mirror that you trust.";
        finding.at(path, *line).of(name, None).known_by(["platforms"]).mended_by(remedy)
    });
    broken.chain(unchecked).collect()
}
