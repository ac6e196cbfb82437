//! Whether the lock leads from a project to all that it asks for, and to where it asks for it.
//!
//! uv compares what was asked when the lock was made, and believes what the lock says follows from it: an edge
//! that was removed, or a folder installed otherwise, it accepts.

use keelmark_formats::ParseError;
use keelmark_formats::marker::{Marker, Markers};
use keelmark_formats::uv::{FolderKind, Lowered, Member, Needing, RecordedPackage, Source};
use keelmark_model::Finding;

use super::{Compared, Locked, versions};
use crate::codes::{LOCK_DRIFT_EDGE, LOCK_DRIFT_KIND};

/// Environments of which a lock leaves out none that it is for. Variables of markers depend on each other, so
/// that many a condition that could hold does so nowhere.
const COMMON: [&str; 3] = [
    "sys_platform == 'linux' and os_name == 'posix' and platform_system == 'Linux'",
    "sys_platform == 'darwin' and os_name == 'posix' and platform_system == 'Darwin'",
    "sys_platform == 'win32' and os_name == 'nt' and platform_system == 'Windows'",
];

/// Compares what a project asks for with the edges of its entry.
pub(super) fn of(
    locked: &Locked<'_>,
    member: &Member,
    package: &RecordedPackage,
    compared: &mut Compared,
) -> Result<Vec<Finding>, ParseError> {
    let environments = environments(locked, compared)?;
    // Of a project that is no member the lock has what was asked of it.
    let is_member = locked.workspace.members.iter().any(|it| it.folder == member.folder);
    let markers = &mut compared.markers;
    let mut asked: Vec<(Needing, Lowered)> = Vec::new();
    for it in locked.workspace.requirements(member, markers)? {
        let what = it.requirement.extra.clone().map_or(Needing::Always, Needing::Extra);
        if is_member || what == Needing::Always {
            asked.push((what, it));
        }
    }
    for group in member.project.groups.keys().filter(|_| is_member) {
        let list = locked.workspace.group(member, group, markers)?;
        asked.extend(list.into_iter().map(|it| (Needing::Group(group.clone()), it)));
    }
    let mut findings = Vec::new();
    for (what, lowered) in asked {
        let mut asked = markers.and(lowered.marker, environments)?;
        let everywhere = asked == environments;
        if let Needing::Extra(extra) = &what {
            asked = markers.with_extra(asked, extra)?;
        }
        if asked == Marker::NEVER {
            continue;
        }
        let covered = covered(markers, package, &what, &lowered.requirement.name)?;
        if markers.and(asked, covered)? != asked {
            findings.extend(unled(locked, member, package, &what, &lowered));
        }
        findings.extend(folder(locked, member, &lowered));
        findings.extend(versions::of(locked, member, &lowered.requirement, everywhere));
    }
    Ok(findings)
}

/// Environments the lock is for.
fn environments(locked: &Locked<'_>, compared: &mut Compared) -> Result<Marker, ParseError> {
    let Compared { markers, python } = compared;
    let common = any(markers, COMMON)?;
    let common = markers.and(common, *python)?;
    if locked.recorded.environments.is_empty() {
        return Ok(common);
    }
    let stated = any(markers, locked.recorded.environments.iter().map(String::as_str))?;
    markers.and(common, stated)
}

fn any<'t>(
    markers: &mut Markers,
    texts: impl IntoIterator<Item = &'t str>,
) -> Result<Marker, ParseError> {
    texts.into_iter().try_fold(Marker::NEVER, |any, text| {
        let one = markers.parse(text)?;
        markers.or(any, one)
    })
}

/// Where the edges of an entry to a package lead from. Conditions of conflicts are not looked into.
fn covered(
    markers: &mut Markers,
    package: &RecordedPackage,
    what: &Needing,
    name: &str,
) -> Result<Marker, ParseError> {
    let edges = package.needs.get(what).and_then(|needs| needs.get(name));
    edges.into_iter().flatten().try_fold(Marker::NEVER, |covered, text| {
        let marker = match text {
            Some(text) => markers.parse(text)?,
            None => Marker::ALWAYS,
        };
        match markers.asks_for_extras(marker) {
            true => Ok(Marker::ALWAYS),
            false => markers.or(covered, marker),
        }
    })
}

/// A finding about a requirement whose package the entry does not lead to.
fn unled(
    locked: &Locked<'_>,
    member: &Member,
    package: &RecordedPackage,
    what: &Needing,
    lowered: &Lowered,
) -> Option<Finding> {
    let name = &lowered.requirement.name;
    let recorded = locked.recorded;
    let is_replaced =
        recorded.excludes.contains(name) || recorded.overrides.iter().any(|it| it.name == *name);
    if is_replaced || *name == package.name {
        return None;
    }
    let whose = match what {
        Needing::Always => format!("`{}`", package.name),
        Needing::Extra(extra) => format!("the extra `{extra}` of `{}`", package.name),
        Needing::Group(group) => format!("the group `{group}` of `{}`", package.name),
    };
    let message =
        format!("the lock does not lead from {whose} to `{name}` everywhere it is asked for");
    let finding = locked.stale(&LOCK_DRIFT_EDGE, message);
    let finding = finding.at(locked.path, Some(package.line)).of(name, None);
    Some(finding.beside(&member.manifest, lowered.requirement.line, "as it is asked for"))
}

fn folder(locked: &Locked<'_>, member: &Member, lowered: &Lowered) -> Option<Finding> {
    let requirement = &lowered.requirement;
    let Source::Folder { path, kind } = &requirement.source else { return None };
    let package = locked.recorded.in_folder(path)?;
    let had = match &package.source {
        Source::Folder { kind: had, .. } if had != kind => *had,
        _ => return None,
    };
    // The folder of the lock itself may be asked for as a member that is no package.
    if path == "." && had == FolderKind::Virtual {
        return None;
    }
    let (name, kind, had) = (&requirement.name, kind.name(), had.name());
    let message = format!("`{name}` is asked for as {kind}; the lock installs it as {had}");
    let finding = locked.stale(&LOCK_DRIFT_KIND, message).at(locked.path, Some(package.line));
    Some(finding.beside(&member.manifest, requirement.line, "as it is asked for").of(name, None))
}
