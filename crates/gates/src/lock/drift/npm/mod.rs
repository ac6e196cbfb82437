//! Drift of `package-lock.json`: every reason of the manifests, and of the lock itself, for which `npm ci`
//! would refuse the lock.
//!
//! Each need of each package in the tree, from the root on, is looked up as Node.js does, and what is found
//! must satisfy it. What nothing leads to is no drift: npm installs without it.

mod answers;
mod local;
mod replaced;
#[cfg(test)]
mod tests;
mod walk;

use keelmark_formats::npm::{Manifest, Member, Recorded, RecordedPackage, Settings};
use keelmark_model::{Code, Finding, Judgement, Weight};

use crate::codes::{LOCK_DRIFT_UNKNOWN, LOCK_DRIFT_UNUSED};

/// A lock of npm and the projects it is of.
#[derive(Debug, Clone, Copy)]
pub struct Locked<'a> {
    /// The lock's path as given.
    pub path: &'a str,
    /// What the lock says.
    pub recorded: &'a Recorded,
    /// The root's manifest.
    pub root: &'a Member,
    /// The members of the workspace.
    pub members: &'a [Member],
    /// Projects in other folders that the lock links to, as far as they could be read.
    pub others: &'a [Member],
    /// What the project tells npm.
    pub settings: &'a Settings,
}

/// What mends every drift of such a lock.
const REMEDY: &str = "Run `npm install --package-lock-only` and commit package-lock.json.";

impl<'a> Locked<'a> {
    /// A finding about something that the lock does not answer.
    fn stale(&self, code: &'static Code, message: String) -> Finding {
        Finding::new(code, Weight::Failure, message.clone()).known_by([message]).mended_by(REMEDY)
    }

    fn unknown(&self, message: String) -> Finding {
        let finding = Finding::new(&LOCK_DRIFT_UNKNOWN, Weight::Undecided, message.clone());
        finding.known_by([message]).mended_by("Ask npm itself: `npm ci --dry-run`.")
    }

    /// The manifest of a project in a folder, if it is one of those at hand.
    fn project(&self, folder: &str) -> Option<&'a Member> {
        if folder.is_empty() {
            return Some(self.root);
        }
        self.members.iter().chain(self.others).find(|it| it.folder == folder)
    }

    fn is_member(&self, folder: &str) -> bool {
        self.members.iter().any(|it| it.folder == folder)
    }

    fn entry(&self, place: usize) -> Option<&'a RecordedPackage> {
        let recorded: &'a Recorded = self.recorded;
        recorded.entries.get(place)
    }

    fn manifest(&self) -> &'a Manifest {
        &self.root.manifest
    }
}

/// Compares a lock with its projects.
pub fn drift(locked: &Locked<'_>) -> Judgement {
    let mut judgement = Judgement::new("lock", "drift", locked.path);
    let projects = 1 + locked.members.len();
    judgement.detail = format!("{projects} {}", if projects == 1 { "project" } else { "projects" });
    let walked = walk::walk(locked);
    judgement.findings = walked.findings;
    judgement.findings.extend(local::unasked(locked, &walked.reached));
    if judgement.findings.is_empty() {
        judgement.findings = unused(locked, &walked.reached);
    }
    judgement
}

/// Entries to which nothing leads.
fn unused(locked: &Locked<'_>, reached: &[bool]) -> Vec<Finding> {
    let entries = locked.recorded.entries.iter().zip(reached);
    let lost = entries.filter(|(entry, reached)| !**reached && !entry.path.is_empty());
    let findings = lost.map(|(entry, _)| {
        let message = format!("nothing needs `{}`, and npm installs without it", entry.path);
        let finding = Finding::new(&LOCK_DRIFT_UNUSED, Weight::Warning, message);
        finding
            .at(locked.path, Some(entry.line))
            .of(&entry.name, entry.version.as_deref())
            .known_by([&entry.path])
            .mended_by(REMEDY)
    });
    findings.collect()
}
