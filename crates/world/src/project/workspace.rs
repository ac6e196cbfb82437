//! Workspaces: which member is meant, and what it takes over.

use std::path::{Path, PathBuf};

use keelmark_formats::manifest::python::normalized;
use keelmark_formats::manifest::{Description, Document, Manifest, Workspace};
use keelmark_model::Ecosystem;

use super::{Detected, Wanted, describe, has_built, read};
use crate::{WorldError, codes, file, glob, limits, subjects};

/// The member of the workspace rooted in `root` that is meant; `None` when it is the project in the
/// root itself.
///
/// Meant is the member `--package` names, else the root's own project, else the only member (among
/// the default members where there are such) that builds an executable, for Cargo, and is not the
/// task runner conventionally called `xtask`; of several, the only one that has built something.
pub(super) fn member(
    root: &Path,
    format: &Manifest,
    workspace: &Workspace,
    document: &Document,
    wanted: &Wanted<'_>,
) -> Result<Option<Detected>, WorldError> {
    let own = document.description.as_ref();
    let own_is_meant = match (own, wanted.package) {
        (Some(own), Some(package)) => is_named(own, package),
        (Some(own), None) => {
            own.project.ecosystem != Ecosystem::Npm || own.project.version.is_some()
        }
        (None, _) => false,
    };
    if own_is_meant {
        return Ok(None);
    }
    let mut members = members(root, format, workspace, &workspace.members)?;
    if let Some(package) = wanted.package {
        members.retain(|(_, description)| is_named(description, package));
    } else {
        if !workspace.default_members.is_empty() {
            members = self::members(root, format, workspace, &workspace.default_members)?;
        }
        if format.ecosystem == Ecosystem::Cargo {
            members.retain(|(folder, description)| {
                description.project.name != "xtask" && builds(folder, description)
            });
        }
    }
    let described = members
        .into_iter()
        .map(|(folder, description)| describe(&folder, Some(root.to_owned()), description));
    let mut described = described.collect::<Result<Vec<Detected>, _>>()?;
    if described.iter().any(|member| has_built(member, wanted)) {
        described.retain(|member| has_built(member, wanted));
    }
    match <[_; 1]>::try_from(described) {
        Ok([member]) => Ok(Some(member)),
        Err(members) => Err(undecided(root, &members, wanted.package)),
    }
}

/// Takes over from the workspace above what `description`, read from `bytes` in `folder`, asks for,
/// and tells where that workspace is.
pub(super) fn inherit(
    folder: &Path,
    format: &Manifest,
    bytes: &[u8],
    description: Description,
) -> Result<(Option<PathBuf>, Description), WorldError> {
    // A path that names its own folder has no parents to look at.
    let Ok(real) = folder.canonicalize() else { return Ok((None, description)) };
    let in_repository = |folder: &Path| folder.join(".git").symlink_metadata().is_ok();
    if in_repository(&real) {
        return Ok((None, description));
    }
    for above in real.ancestors().skip(1).take(limits::PARENTS) {
        if let Some((_, Document { workspace: Some(workspace), .. })) = read_quietly(above, format)
            && contains(above, &workspace, &real)
        {
            let path = folder.join(format.file);
            let document = (format.parse)(bytes, Some(&workspace))
                .map_err(|error| WorldError::document(&path, error))?;
            let description = document.description.unwrap_or(description);
            return Ok((Some(above.to_owned()), description));
        }
        if in_repository(above) {
            break;
        }
    }
    Ok((None, description))
}

/// A file above that cannot be read is not this project's.
fn read_quietly(folder: &Path, format: &Manifest) -> Option<(Vec<u8>, Document)> {
    read(folder, format, None).ok().flatten()
}

/// Whether `package` names the described project, however it is spelled.
pub(super) fn is_named(description: &Description, package: &str) -> bool {
    let name = &description.project.name;
    match description.project.ecosystem {
        Ecosystem::Python => normalized(package).as_ref() == Some(name),
        _ => name == package,
    }
}

type Member = (PathBuf, Description);

fn members(
    root: &Path,
    format: &Manifest,
    workspace: &Workspace,
    patterns: &[String],
) -> Result<Vec<Member>, WorldError> {
    let mut members = Vec::new();
    for folder in folders(root, workspace, patterns)? {
        if let Some((_, document)) = read(&folder, format, Some(workspace))? {
            members.extend(document.description.map(|description| (folder, description)));
        }
        if members.len() > limits::WORKSPACE_MEMBERS {
            let message = format!("has more than {} members", limits::WORKSPACE_MEMBERS);
            return Err(WorldError::about(&codes::PROJECT_PACKAGE, root, message));
        }
    }
    Ok(members)
}

/// Folders the patterns mean, without those excluded, sorted.
pub(super) fn folders(
    root: &Path,
    workspace: &Workspace,
    patterns: &[String],
) -> Result<Vec<PathBuf>, WorldError> {
    let mut folders = Vec::new();
    for pattern in patterns {
        if file::inside(root, pattern).is_none() {
            let message = format!("the member `{pattern}` is out of the workspace");
            return Err(WorldError::about(&codes::PROJECT_OUTSIDE, root, message));
        }
        let found = glob::expand(root, pattern.trim_end_matches('/')).unwrap_or_default();
        for folder in found.into_iter().filter(|path| path.is_dir()) {
            if !file::leads_inside(root, &folder)? {
                let message = format!("the member `{pattern}` leads out of the workspace");
                return Err(WorldError::about(&codes::PROJECT_OUTSIDE, &folder, message));
            }
            folders.push(folder);
        }
    }
    let excluded: Vec<PathBuf> = workspace
        .exclude
        .iter()
        .flat_map(|pattern| glob::expand(root, pattern.trim_end_matches('/')).unwrap_or_default())
        .collect();
    folders.retain(|folder| !excluded.iter().any(|excluded| folder.starts_with(excluded)));
    folders.sort();
    folders.dedup();
    Ok(folders)
}

/// Whether `folder` is a member. Cargo also takes a path dependency in as a member; that such a one
/// is below the root is enough here.
fn contains(root: &Path, workspace: &Workspace, folder: &Path) -> bool {
    folders(root, workspace, &workspace.members)
        .is_ok_and(|folders| folders.iter().any(|member| member == folder))
}

fn builds(folder: &Path, description: &Description) -> bool {
    let binaries = &description.binaries;
    !binaries.named.is_empty()
        || (binaries.discovered
            && !subjects::executables(folder, &description.project.name).is_empty())
}

fn undecided(root: &Path, members: &[Detected], package: Option<&str>) -> WorldError {
    let names: Vec<&str> = members.iter().map(|member| member.project.name.as_str()).collect();
    let message = match (package, names.as_slice()) {
        (Some(package), _) => format!("the workspace has no member called `{package}`"),
        (None, []) => "no member of the workspace builds anything to release".to_owned(),
        (None, names) => {
            format!(
                "several members could be meant; say `--package` with one of {}",
                names.join(", ")
            )
        }
    };
    WorldError::about(&codes::PROJECT_PACKAGE, root, message)
}
