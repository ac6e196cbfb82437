//! The projects of a workspace and what the lock records of each.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use keelmark_formats::ParseError;
use keelmark_formats::uv::{FolderKind, Member, RecordedPackage, Source, flattened};
use keelmark_model::{Finding, Weight};
use pep440_rs::Version;

use super::lists::{Lists, same};
use super::{Compared, Locked, edges};
use crate::codes::{
    LOCK_DRIFT_DYNAMIC, LOCK_DRIFT_EXTRAS, LOCK_DRIFT_GROUP, LOCK_DRIFT_INDEX, LOCK_DRIFT_KIND,
    LOCK_DRIFT_MEMBERS, LOCK_DRIFT_REQUIREMENT, LOCK_DRIFT_UNKNOWN, LOCK_DRIFT_VERSION,
};

/// The index uv asks where none is named.
const PYPI: &str = "https://pypi.org/simple";

/// Compares which projects there are, and how each is installed.
pub(super) fn members(locked: &Locked<'_>) -> Vec<Finding> {
    let projects = locked.workspace.members;
    let names: BTreeSet<String> =
        projects.iter().filter_map(|member| member.project.name.clone()).collect();
    // A project that is alone is not listed.
    let alone = projects.len() == 1 && !names.is_empty();
    let listed = if alone { BTreeSet::new() } else { names };
    let mut findings: Vec<Finding> = listed
        .symmetric_difference(&locked.recorded.members)
        .map(|name| {
            let message = if listed.contains(name) {
                format!("the lock does not know the member `{name}`")
            } else {
                format!("the lock has a member `{name}`, which the workspace has not")
            };
            locked.stale(&LOCK_DRIFT_MEMBERS, message).at(locked.manifest(), None).of(name, None)
        })
        .collect();
    let needed = locked.workspace.needed();
    for member in projects {
        let Some(name) = &member.project.name else { continue };
        let Some(package) = locked.recorded.package(name) else {
            let message = format!("the lock has no entry of `{name}`");
            findings.push(locked.stale(&LOCK_DRIFT_MEMBERS, message).at(&member.manifest, None));
            continue;
        };
        let editable = needed.get(name).copied().flatten().unwrap_or(true);
        let expected = match member.project.is_package(needed.contains_key(name)) {
            false => FolderKind::Virtual,
            true if editable => FolderKind::Editable,
            true => FolderKind::Directory,
        };
        findings.extend(kind(locked, member, package, expected));
    }
    findings
}

fn kind(
    locked: &Locked<'_>,
    member: &Member,
    package: &RecordedPackage,
    expected: FolderKind,
) -> Option<Finding> {
    let recorded = match &package.source {
        Source::Folder { kind, .. } if *kind == expected => return None,
        Source::Folder { kind, .. } => kind.name(),
        _ => "no folder",
    };
    let name = &package.name;
    let message = format!("`{name}` is {} now; the lock has it as {recorded}", expected.name());
    let finding = locked.stale(&LOCK_DRIFT_KIND, message).at(&member.manifest, None);
    Some(finding.beside(locked.path, Some(package.line), "as it was locked").of(name, None))
}

/// Compares what a project says of itself with what the lock records of it.
pub(super) fn metadata(
    locked: &Locked<'_>,
    member: &Member,
    compared: &mut Compared,
) -> Result<Vec<Finding>, ParseError> {
    let project = &member.project;
    let Some(package) = locked.package(member) else { return Ok(Vec::new()) };
    let mut findings: Vec<Finding> = version(locked, member, package).into_iter().collect();
    let fields = ["dependencies", "optional-dependencies"];
    if let Some(field) = fields.into_iter().find(|field| project.is_dynamic(field)) {
        let message = format!("`{field}` of `{}` are known to its build alone", package.name);
        let finding = Finding::new(&LOCK_DRIFT_UNKNOWN, Weight::Undecided, message);
        findings.push(finding.at(&member.manifest, None).known_by([field, &package.name]));
    } else {
        findings.extend(extras(locked, member, package));
        findings.extend(requirements(locked, member, package, compared)?);
    }
    if let Some(name) = project.name.as_ref().filter(|name| **name != package.name) {
        let message = format!("the lock has `{}` in the folder of `{name}`", package.name);
        let finding = locked.stale(&LOCK_DRIFT_MEMBERS, message).at(&member.manifest, None);
        findings.push(finding.beside(locked.path, Some(package.line), "as it was locked"));
    }
    findings.extend(groups(locked, member, package, compared)?);
    // What the lock was never asked for it need not lead to.
    if findings.is_empty() {
        findings.extend(edges::of(locked, member, package, compared)?);
    }
    Ok(findings)
}

fn version(locked: &Locked<'_>, member: &Member, package: &RecordedPackage) -> Option<Finding> {
    let name = &package.name;
    let at = |finding: Finding| {
        let finding = finding.at(&member.manifest, None).of(name, None);
        Some(finding.beside(locked.path, Some(package.line), "as it was locked"))
    };
    let parsed = |text: &str| Version::from_str(text).ok();
    match (&member.project.version, &package.version) {
        (Some(_), None) => {
            let message =
                format!("the version of `{name}` is stated now; the lock has it as dynamic");
            at(locked.stale(&LOCK_DRIFT_DYNAMIC, message))
        }
        (None, Some(recorded)) if member.project.is_dynamic("version") => {
            let message =
                format!("the version of `{name}` is dynamic now; the lock has `{recorded}`");
            at(locked.stale(&LOCK_DRIFT_DYNAMIC, message))
        }
        (Some(stated), Some(recorded)) if parsed(stated) != parsed(recorded) => {
            let message = format!("`{name}` is `{stated}` now; the lock has `{recorded}`");
            at(locked.stale(&LOCK_DRIFT_VERSION, message))
        }
        _ => None,
    }
}

/// Locks record extras since revision 1.
fn extras(locked: &Locked<'_>, member: &Member, package: &RecordedPackage) -> Vec<Finding> {
    let stated = &member.project.extras;
    if locked.recorded.revision == 0 {
        return Vec::new();
    }
    let different = stated.symmetric_difference(&package.extras).map(|extra| {
        let name = &package.name;
        let message = if stated.contains(extra) {
            format!("the lock does not know the extra `{extra}` of `{name}`")
        } else {
            format!(
                "the lock has an extra `{extra}` of `{name}`, which {} has not",
                member.manifest
            )
        };
        let finding = locked.stale(&LOCK_DRIFT_EXTRAS, message).at(&member.manifest, None);
        finding.beside(locked.path, Some(package.line), "the entry").of(name, None)
    });
    different.collect()
}

fn requirements(
    locked: &Locked<'_>,
    member: &Member,
    package: &RecordedPackage,
    compared: &mut Compared,
) -> Result<Vec<Finding>, ParseError> {
    let asked = locked.workspace.requirements(member, &mut compared.markers)?;
    let recorded = package.requirements.as_slice();
    // Where a version is dynamic the metadata came from the build, and some backends write what an extra
    // of the project itself means in place of it.
    if package.version.is_none() {
        let flat = flattened(&asked, &package.name, &mut compared.markers)?;
        if same(&flat, recorded, compared)? {
            return Ok(Vec::new());
        }
    }
    let code = &LOCK_DRIFT_REQUIREMENT;
    let manifest = &member.manifest;
    Lists { code, what: "requirement", manifest, asked, recorded }.differences(locked, compared)
}

/// Locks record empty groups since revision 1.
fn groups(
    locked: &Locked<'_>,
    member: &Member,
    package: &RecordedPackage,
    compared: &mut Compared,
) -> Result<Vec<Finding>, ParseError> {
    let stated = &member.project.groups;
    let names: BTreeSet<&String> = stated.keys().chain(package.groups.keys()).collect();
    let mut findings = Vec::new();
    for name in names {
        let counts = |empty: bool| locked.recorded.revision > 0 || !empty;
        let is_stated = stated.get(name).is_some_and(|group| counts(group.is_empty()));
        let recorded = package.groups.get(name).filter(|group| counts(group.is_empty()));
        if is_stated != recorded.is_some() {
            let message = if is_stated {
                format!("the lock does not know the dependency group `{name}`")
            } else {
                format!(
                    "the lock has a dependency group `{name}`, which {} has not",
                    member.manifest
                )
            };
            findings.push(locked.stale(&LOCK_DRIFT_GROUP, message).at(&member.manifest, None));
            continue;
        }
        let asked = locked.workspace.group(member, name, &mut compared.markers)?;
        let what = format!("requirement of group `{name}`");
        let recorded = recorded.map_or(&[][..], Vec::as_slice);
        let code = &LOCK_DRIFT_GROUP;
        let lists = Lists { code, what: &what, manifest: &member.manifest, asked, recorded };
        findings.extend(lists.differences(locked, compared)?);
    }
    Ok(findings)
}

/// Whether what the projects need comes from indexes that are still asked. Without an index in the settings
/// uv does not compare them.
pub(super) fn indexes(locked: &Locked<'_>) -> Vec<Finding> {
    let settings = locked.workspace.members.iter().map(|member| &member.project.settings);
    let mut urls: BTreeSet<&str> =
        settings.clone().flat_map(|it| &it.indexes).map(|index| index.written.as_str()).collect();
    if urls.is_empty() {
        return Vec::new();
    }
    if !settings.flat_map(|it| &it.indexes).any(|index| index.default) {
        urls.insert(PYPI);
    }
    let own =
        locked.recorded.packages.iter().filter(|it| matches!(it.source, Source::Folder { .. }));
    let needs: BTreeSet<&String> =
        own.flat_map(|it| it.needs.values().flat_map(BTreeMap::keys)).collect();
    let needed = locked.recorded.packages.iter().filter(|it| needs.contains(&it.name));
    let findings = needed.filter_map(|package| {
        // With and without a slash at its end an address is two to uv here.
        let url = package.index.as_deref()?;
        if urls.contains(url) {
            return None;
        }
        let name = &package.name;
        let message =
            format!("the lock takes `{name}` from `{url}`, which is no index of the project");
        let finding = locked.stale(&LOCK_DRIFT_INDEX, message);
        Some(finding.at(locked.path, Some(package.line)).of(name, package.version.as_deref()))
    });
    findings.collect()
}

/// Packages in folders whose manifests were not at hand.
pub(super) fn unseen(locked: &Locked<'_>) -> Vec<Finding> {
    // A member under another name was looked at, and its old name told.
    let is_member = |path: &str| {
        let folder = if path == "." { "" } else { path };
        locked.workspace.members.iter().chain(locked.others).any(|member| member.folder == folder)
    };
    let folders = locked.recorded.packages.iter().filter_map(|package| match &package.source {
        Source::Folder { path, .. } => Some((package, path)),
        _ => None,
    });
    let folders = folders.filter(|(_, path)| !is_member(path));
    let findings = folders.map(|(package, path)| {
        let name = &package.name;
        let message = format!("`{name}` in `{path}` could not be looked at");
        Finding::new(&LOCK_DRIFT_UNKNOWN, Weight::Undecided, message)
            .at(locked.path, Some(package.line))
            .of(name, None)
            .known_by([path])
    });
    findings.collect()
}
