//! Whether the versions in the lock are those that the project allows.
//!
//! uv compares what was asked when the lock was made, and believes that the versions follow from it: one that was
//! exchanged for another, with its own files, it accepts.

use std::collections::BTreeSet;
use std::str::FromStr as _;

use keelmark_formats::uv::{Member, RecordedPackage, Requirement, Source};
use keelmark_model::Finding;
use pep440_rs::{Version, VersionSpecifier};

use super::Locked;
use crate::codes::{LOCK_DRIFT_CONSTRAINT, LOCK_DRIFT_OVERRIDE, LOCK_DRIFT_REQUIREMENT};

/// A finding about a requirement that no version of the lock answers, or that one does not which is asked for
/// `everywhere`. What overrides replace is not asked of it.
pub(super) fn of(
    locked: &Locked<'_>,
    member: &Member,
    asked: &Requirement,
    everywhere: bool,
) -> Option<Finding> {
    let recorded = locked.recorded;
    let is_replaced = recorded.overrides.iter().any(|it| it.name == asked.name);
    if is_replaced || asked.versions.is_empty() || !matches!(asked.source, Source::Registry(_)) {
        return None;
    }
    // Of those that exclude each other each may have its own version.
    let all = everywhere && recorded.conflicts.is_empty();
    let (mut answers, mut first) = (false, None);
    for package in of_registry(locked, &asked.name) {
        match fits(package, &asked.versions) {
            None | Some(true) => answers = true,
            Some(false) => first = first.or(Some(package)),
        }
    }
    let package = first.filter(|_| all || !answers)?;
    let version = package.version.as_deref().unwrap_or_default();
    let message = format!("`{}` is asked for; the lock has {version}", asked.shown());
    let finding = locked.stale(&LOCK_DRIFT_REQUIREMENT, message).of(&asked.name, Some(version));
    let finding = finding.at(&member.manifest, asked.line);
    Some(finding.beside(locked.path, Some(package.line), "as it was locked"))
}

/// Findings about limits that are meant for every environment, and versions beyond them.
pub(super) fn limits(locked: &Locked<'_>) -> Vec<Finding> {
    let recorded = locked.recorded;
    let overrides = recorded.overrides.iter().map(|it| (it, &LOCK_DRIFT_OVERRIDE, "an override"));
    let constraints =
        recorded.constraints.iter().map(|it| (it, &LOCK_DRIFT_CONSTRAINT, "a constraint"));
    // An override in some environments leaves the others to what is asked there.
    let limits = overrides.chain(constraints).filter(|(it, ..)| {
        it.marker.is_none() && !it.versions.is_empty() && matches!(it.source, Source::Registry(_))
    });
    let findings = limits.filter_map(|(limit, code, what)| {
        // Of several overrides each is for other environments; what is overridden is not constrained.
        let rivals = recorded.overrides.iter().filter(|it| it.name == limit.name);
        if rivals.filter(|it| !std::ptr::eq(*it, limit)).count() > 0 {
            return None;
        }
        let package =
            of_registry(locked, &limit.name).find(|it| fits(it, &limit.versions) == Some(false))?;
        let version = package.version.as_deref().unwrap_or_default();
        let message = format!("{what} says `{}`; the lock has {version}", limit.shown());
        let finding = locked.stale(code, message).of(&limit.name, Some(version));
        Some(finding.at(locked.path, Some(package.line)))
    });
    findings.collect()
}

fn of_registry<'a>(locked: &Locked<'a>, name: &str) -> impl Iterator<Item = &'a RecordedPackage> {
    let named = locked.recorded.packages.iter().filter(move |package| package.name == name);
    named.filter(|package| matches!(package.source, Source::Registry(_)))
}

/// Whether a version is one of those; `None` where there is none, or it cannot be read.
fn fits(package: &RecordedPackage, versions: &BTreeSet<VersionSpecifier>) -> Option<bool> {
    let version = Version::from_str(package.version.as_deref()?).ok()?;
    Some(versions.iter().all(|it| it.contains(&version)))
}
