//! Drift of `poetry.lock`: whether it is of what the project asks now, which its digest says, and whether its
//! packages answer that, which a digest over `pyproject.toml` alone does not say.

#[cfg(test)]
mod tests;

use keelmark_formats::marker::{Marker, Markers};
use keelmark_formats::poetry::{
    Condition, Constraint, Locked as Package, Project, Recorded, Requirement,
};
use keelmark_model::{Code, Finding, Judgement, Weight};

use crate::codes::{
    LOCK_DRIFT_DIGEST, LOCK_DRIFT_EDGE, LOCK_DRIFT_REQUIREMENT, LOCK_DRIFT_UNKNOWN,
};

/// A lock of Poetry and the project it is of.
#[derive(Debug, Clone, Copy)]
pub struct Locked<'a> {
    /// The lock's path as given.
    pub path: &'a str,
    /// What the lock says.
    pub recorded: &'a Recorded,
    /// The manifest's path, as it is shown.
    pub manifest: &'a str,
    /// What the project asks.
    pub project: &'a Project,
}

const REMEDY: &str = "Run `poetry lock` and commit poetry.lock.";

/// Compares a lock with its project.
pub fn drift(locked: &Locked<'_>) -> Judgement {
    let mut judgement = Judgement::new("lock", "drift", locked.path);
    let count = locked.project.requirements.len();
    judgement.detail =
        format!("{count} {}", if count == 1 { "requirement" } else { "requirements" });
    let unanswered: Vec<Finding> =
        locked.project.requirements.iter().filter_map(|it| of_requirement(locked, it)).collect();
    judgement.findings.extend(digest(locked));
    judgement.findings.extend(unanswered);
    judgement.findings.extend(edges(locked));
    judgement
}

/// Compares the digest of what is asked with that of the lock.
fn digest(locked: &Locked<'_>) -> Option<Finding> {
    let Locked { recorded, project, .. } = locked;
    let Some(then) = &recorded.content_hash else {
        let message = "the lock does not say of what it is: it has no `content-hash`".to_owned();
        return Some(stale(&LOCK_DRIFT_DIGEST, message).at(locked.path, None));
    };
    let Some(now) = &project.content_hash else {
        let message = format!("{} has a value that Poetry makes no digest of", locked.manifest);
        return Some(unknown(message).at(locked.manifest, None));
    };
    let before = recorded.is_before_groups().then_some(&project.content_hash_before_groups);
    if now == then || before.is_some_and(|before| before.as_ref() == Some(then)) {
        return None;
    }
    let message = format!(
        "what {} asks was changed since: its `content-hash` is {} now; the lock has {}",
        locked.manifest,
        now.get(..12).unwrap_or_default(),
        then.get(..12).unwrap_or(then),
    );
    let finding = Finding::new(&LOCK_DRIFT_DIGEST, Weight::Failure, message);
    Some(finding.at(locked.path, None).known_by(["content-hash"]).mended_by(REMEDY))
}

/// What there is to say of one requirement.
fn of_requirement(locked: &Locked<'_>, asked: &Requirement) -> Option<Finding> {
    let placed =
        |finding: Finding| finding.at(locked.manifest, Some(asked.line)).of(&asked.name, None);
    let Requirement { name, table, shown, .. } = asked;
    let versions = match &asked.versions {
        Ok(versions) => versions,
        Err(why) => return Some(placed(unknown(format!("`{table}.{name}`: {why}")))),
    };
    let found: Vec<&Package> = locked.recorded.named(name).collect();
    if found.iter().any(|package| answers(versions, package)) {
        return None;
    }
    match holds_at_all(locked.project, &asked.condition) {
        Some(true) => {}
        Some(false) => return None,
        None => {
            let message = format!("`{table}.{name}` is `{shown}` where keelmark cannot tell when");
            return Some(placed(unknown(message)));
        }
    }
    let finding = match found.first() {
        None => {
            let message = format!("`{table}.{name}` is `{shown}`; the lock has none");
            stale(&LOCK_DRIFT_REQUIREMENT, message)
        }
        Some(package) => {
            let version = &package.version;
            let message = format!("`{table}.{name}` is `{shown}`; the lock has {version}");
            let finding = stale(&LOCK_DRIFT_REQUIREMENT, message);
            finding.beside(locked.path, Some(package.line), "as it was locked")
        }
    };
    Some(placed(finding))
}

/// Whether there is an environment of the project's in which something is asked for; `None` if that is not told.
fn holds_at_all(project: &Project, condition: &Condition) -> Option<bool> {
    let text = match condition {
        Condition::Always => return Some(true),
        Condition::Marker(text) => text,
        Condition::Other => return None,
    };
    let mut markers = Markers::default();
    let marker = markers.parse(text).ok()?;
    let within = match &project.python {
        Some(python) => {
            let python = markers.parse(python).ok()?;
            markers.and(marker, python).ok()?
        }
        None => marker,
    };
    Some(within != Marker::NEVER)
}

/// Needs of locked packages, in every environment, that no package of the lock answers.
fn edges(locked: &Locked<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in &locked.recorded.packages {
        for (name, versions) in &package.needs {
            let Ok(read) = Constraint::parse(versions) else { continue };
            let mut found = locked.recorded.named(name).peekable();
            let lacks = found.peek().is_none();
            if found.any(|package| answers(&read, package)) {
                continue;
            }
            let which = if lacks { "has none" } else { "has other versions" };
            let message =
                format!("`{}` needs `{name}` `{versions}`; the lock {which}", package.name);
            let finding = stale(&LOCK_DRIFT_EDGE, message).at(locked.path, Some(package.line));
            findings.push(finding.of(&package.name, Some(&package.version)));
        }
    }
    findings
}

/// Whether a package will do; of one that is of no index, whatever version its source has.
fn answers(versions: &Constraint, package: &Package) -> bool {
    !package.of_index || versions.allows(&package.version).unwrap_or(false)
}

fn stale(code: &'static Code, message: String) -> Finding {
    Finding::new(code, Weight::Failure, message.clone()).known_by([message]).mended_by(REMEDY)
}

fn unknown(message: String) -> Finding {
    let finding = Finding::new(&LOCK_DRIFT_UNKNOWN, Weight::Undecided, message.clone());
    finding.known_by([message]).mended_by("Ask Poetry itself: `poetry check --lock`.")
}
