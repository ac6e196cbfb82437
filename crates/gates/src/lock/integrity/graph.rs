//! Something of the project leads to every package.

use keelmark_model::{Finding, PackageId};

use super::{Examined, Rule};
use crate::codes::LOCK_ORPHAN;

pub(super) static RULE: Rule = Rule { check };

fn check(examined: &Examined<'_>) -> Vec<Finding> {
    let resolution = examined.locked.resolution;
    let mut needed = vec![Vec::new(); resolution.packages.len()];
    for edge in &resolution.edges {
        if let Some(targets) = needed.get_mut(edge.from.0 as usize) {
            targets.push(edge.to);
        }
    }
    let mut reached = vec![false; resolution.packages.len()];
    let mut pending: Vec<PackageId> = resolution.own.clone();
    while let Some(id) = pending.pop() {
        let Some(seen) = reached.get_mut(id.0 as usize) else { continue };
        if !std::mem::replace(seen, true) {
            pending.extend(&needed[id.0 as usize]);
        }
    }
    let lost = examined.foreign().filter(|(id, _)| !reached[id.0 as usize]);
    let findings = lost.map(|(_, package)| {
        let message = format!("nothing in the lock needs `{}`", package.name);
        examined.about(package, &LOCK_ORPHAN, message)
    });
    findings.collect()
}
