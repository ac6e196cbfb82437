//! Drift of `uv.lock`: every reason for which uv itself would resolve again.

mod lists;
mod members;
mod settings;
#[cfg(test)]
mod tests;

use keelmark_formats::ParseError;
use keelmark_formats::marker::{Marker, Markers};
use keelmark_formats::uv::{Member, Recorded, Workspace};
use keelmark_model::{Code, Finding, Judgement, Weight};

use crate::codes::LOCK_DRIFT_UNKNOWN;

/// A lock of uv and the projects it is of.
#[derive(Debug)]
pub struct Locked<'a> {
    /// The lock's path as given.
    pub path: &'a str,
    /// What the lock records.
    pub recorded: &'a Recorded,
    /// The projects of the workspace, the root's first, and the folders they name.
    pub workspace: Workspace<'a>,
    /// Projects in folders that are no members, as far as they could be read.
    pub others: &'a [Member],
}

impl<'a> Locked<'a> {
    fn root(&self) -> Option<&'a Member> {
        self.workspace.members.first()
    }

    /// The path of the root's manifest, where settings stand.
    fn manifest(&self) -> &'a str {
        self.root().map_or("pyproject.toml", |root| &root.manifest)
    }

    /// A finding about a field of a manifest that the lock does not follow.
    fn stale(&self, code: &'static Code, message: String) -> Finding {
        Finding::new(code, Weight::Failure, message.clone()).known_by([message])
    }
}

/// What the rules share: the markers of all that is compared, and what is required of Python.
struct Compared {
    markers: Markers,
    python: Marker,
}

/// Compares a lock with its projects.
pub fn drift(locked: &Locked<'_>) -> Judgement {
    let mut judgement = Judgement::new("lock", "drift", locked.path);
    let members = locked.workspace.members.len();
    judgement.detail = format!("{members} {}", if members == 1 { "project" } else { "projects" });
    judgement.findings = findings(locked).unwrap_or_else(|error| vec![unknown(locked, &error)]);
    judgement
}

fn findings(locked: &Locked<'_>) -> Result<Vec<Finding>, ParseError> {
    let mut compared = Compared { markers: Markers::default(), python: Marker::ALWAYS };
    let mut findings = settings::python(locked, &mut compared)?;
    findings.extend(settings::options(locked));
    findings.extend(settings::environments(locked, &mut compared)?);
    findings.extend(settings::conflicts(locked));
    findings.extend(members::members(locked));
    findings.extend(lists::manifest(locked, &mut compared)?);
    findings.extend(members::indexes(locked));
    for member in locked.workspace.members.iter().chain(locked.others) {
        findings.extend(members::metadata(locked, member, &mut compared)?);
    }
    findings.extend(members::unseen(locked));
    Ok(findings)
}

/// What is written cannot be compared, so that nothing is known.
fn unknown(locked: &Locked<'_>, error: &ParseError) -> Finding {
    Finding::new(&LOCK_DRIFT_UNKNOWN, Weight::Undecided, error.message.clone())
        .at(locked.manifest(), None)
        .known_by([error.message.clone()])
}
