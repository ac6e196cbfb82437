//! Drift of `uv.lock`: every reason for which uv itself would resolve again.

mod edges;
mod lists;
mod members;
mod regions;
mod settings;
#[cfg(test)]
mod tests;
mod versions;

use keelmark_formats::ParseError;
use keelmark_formats::marker::{Marker, Markers};
use keelmark_formats::uv::{Member, Recorded, RecordedPackage, Workspace};
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

    /// What the lock records of a project: of a member by its name, of others by their folder.
    fn package(&self, project: &Member) -> Option<&'a RecordedPackage> {
        match self.others.iter().any(|other| other.folder == project.folder) {
            true => self.recorded.in_folder(&project.folder),
            false => self.recorded.package(project.project.name.as_ref()?),
        }
    }

    /// Whether a package of that name is in the lock.
    fn has(&self, name: &str) -> bool {
        self.recorded.packages.iter().any(|package| package.name == name)
    }

    /// The path of the root's manifest, where settings stand.
    fn manifest(&self) -> &'a str {
        self.root().map_or("pyproject.toml", |root| &root.manifest)
    }

    /// A finding about a field of a manifest that the lock does not follow.
    fn stale(&self, code: &'static Code, message: String) -> Finding {
        let finding = Finding::new(code, Weight::Failure, message.clone()).known_by([message]);
        finding.mended_by("Run `uv lock` and commit uv.lock.")
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
    judgement.findings = findings(locked);
    judgement
}

fn findings(locked: &Locked<'_>) -> Vec<Finding> {
    let mut compared = Compared { markers: Markers::default(), python: Marker::ALWAYS };
    let compared = &mut compared;
    let mut questions = vec![
        settings::python(locked, compared),
        Ok(settings::options(locked)),
        settings::environments(locked, compared),
        settings::conflicts(locked),
        Ok(members::members(locked)),
        settings::defaults(locked, compared),
        lists::manifest(locked, compared),
        Ok(members::indexes(locked)),
    ];
    let projects = locked.workspace.members.iter().chain(locked.others);
    questions.extend(projects.map(|member| members::metadata(locked, member, compared)));
    questions.push(Ok(members::unseen(locked)));
    questions.push(Ok(versions::limits(locked)));
    // What cannot be compared leaves the rest as it is.
    let told =
        |answer: Result<Vec<Finding>, _>| answer.unwrap_or_else(|e| vec![unknown(locked, &e)]);
    questions.into_iter().flat_map(told).collect()
}

/// What is written cannot be compared, so that nothing is known.
fn unknown(locked: &Locked<'_>, error: &ParseError) -> Finding {
    Finding::new(&LOCK_DRIFT_UNKNOWN, Weight::Undecided, error.message.clone())
        .at(locked.manifest(), None)
        .known_by([error.message.clone()])
}
