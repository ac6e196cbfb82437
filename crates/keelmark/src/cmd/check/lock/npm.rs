//! What there is to compare a lock of npm with.

use std::collections::BTreeSet;
use std::path::Path;

use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::npm::{Manifest, Member, Recorded, Settings};
use keelmark_gates::lock::drift::npm::{Locked, drift};
use keelmark_model::Judgement;
use keelmark_world::{file, project};

use super::{folder_of, missing, shown};
use crate::error::CliError;

const MANIFEST: &str = "package.json";
const SETTINGS: &str = ".npmrc";

/// Reads the projects around the lock at `path` and compares them with it.
pub(super) fn judge(path: &Path, recorded: &Recorded) -> Result<Judgement, CliError> {
    let root = folder_of(path);
    let first = member(root, "")?.ok_or_else(|| missing(&root.join(MANIFEST)))?;
    let settings = settings(root)?;
    let (taken, left): (Vec<_>, Vec<_>) =
        first.manifest.workspaces.iter().cloned().partition(|glob| !glob.starts_with('!'));
    let left: Vec<String> = left.iter().map(|glob| glob[1..].to_owned()).collect();
    let mut members = Vec::new();
    for folder in project::member_folders(root, &taken, &left)? {
        let relative = folder.strip_prefix(root).unwrap_or(&folder);
        let relative = relative.to_string_lossy().into_owned();
        members.extend(member(root, &relative)?.filter(|_| !relative.is_empty()));
    }
    let others = others(root, &members, recorded)?;
    Ok(drift(&Locked {
        path: &shown(path),
        recorded,
        root: &first,
        members: &members,
        others: &others,
        settings: &settings,
    }))
}

/// Registries that the project beside the lock at `path` names.
pub(super) fn registries(path: &Path) -> Result<Vec<String>, CliError> {
    Ok(settings(folder_of(path))?.registries)
}

/// The project in a folder below the root, if there is one.
fn member(root: &Path, folder: &str) -> Result<Option<Member>, CliError> {
    let path = root.join(folder).join(MANIFEST);
    let Some(bytes) = file::load_if_there(&path, DOCUMENT_BYTES as u64)? else { return Ok(None) };
    let path = shown(&path);
    let manifest =
        Manifest::parse(&bytes).map_err(|error| CliError::in_document(path.clone(), &error))?;
    Ok(Some(Member { folder: folder.to_owned(), path, manifest }))
}

/// What the project tells npm.
fn settings(root: &Path) -> Result<Settings, CliError> {
    let bytes = file::load_if_there(&root.join(SETTINGS), DOCUMENT_BYTES as u64)?;
    Ok(bytes.map(|bytes| Settings::parse(&String::from_utf8_lossy(&bytes))).unwrap_or_default())
}

/// Projects in other folders that the lock links to. npm reads their manifests anew; nothing outside the root
/// is read.
fn others(root: &Path, members: &[Member], recorded: &Recorded) -> Result<Vec<Member>, CliError> {
    let links = recorded.entries.iter().filter(|entry| entry.link);
    let folders: BTreeSet<&str> = links.filter_map(|link| link.resolved.as_deref()).collect();
    let mut others = Vec::new();
    for folder in folders {
        let inside =
            !folder.split('/').any(|part| part == "..") && !Path::new(folder).is_absolute();
        let in_tree = folder.contains("node_modules/");
        if inside && !in_tree && !members.iter().any(|it| it.folder == folder) {
            others.extend(member(root, folder)?);
        }
    }
    Ok(others)
}
