//! What there is to compare a lock of uv with.

use std::collections::BTreeMap;
use std::path::Path;

use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::uv::{Member, Project, Recorded, SettingsFile, Source, Workspace};
use keelmark_gates::lock::drift::uv::{Locked, drift};
use keelmark_model::Judgement;
use keelmark_world::{file, project};

use super::{folder_of, missing, shown};
use crate::error::CliError;

const MANIFEST: &str = "pyproject.toml";
const SETTINGS: &str = "uv.toml";

/// Reads the projects around the lock at `path` and compares them with it.
pub(super) fn judge(path: &Path, recorded: &Recorded) -> Result<Judgement, CliError> {
    let path_shown = shown(path);
    let root = folder_of(path);
    let settings = settings(root)?;
    let first =
        member(root, "", settings.as_ref())?.ok_or_else(|| missing(&root.join(MANIFEST)))?;
    let mut members = vec![first];
    if let Some(globs) = members[0].project.workspace.clone() {
        for folder in project::member_folders(root, &globs.members, &globs.exclude)? {
            let relative = folder.strip_prefix(root).unwrap_or(&folder);
            let relative = relative.to_string_lossy().into_owned();
            members.extend(member(root, &relative, None)?.filter(|_| !relative.is_empty()));
        }
    }
    let (others, folders) = others(root, &members, recorded)?;
    let workspace = Workspace { members: &members, folders: &folders };
    Ok(drift(&Locked { path: &path_shown, recorded, workspace, others: &others }))
}

/// Indexes that the project beside the lock at `path` names.
pub(super) fn indexes(path: &Path) -> Result<Vec<String>, CliError> {
    let root = folder_of(path);
    let settings = settings(root)?;
    let member = member(root, "", settings.as_ref())?;
    let indexes = member.iter().flat_map(|it| &it.project.settings.indexes);
    Ok(indexes.map(|index| index.url.clone()).collect())
}

/// The `uv.toml` of the root, if there is one.
fn settings(root: &Path) -> Result<Option<SettingsFile>, CliError> {
    let path = root.join(SETTINGS);
    let Some(bytes) = file::load_if_there(&path, DOCUMENT_BYTES as u64)? else { return Ok(None) };
    let settings = SettingsFile::parse(&bytes);
    settings.map(Some).map_err(|error| CliError::in_document(shown(&path), &error))
}

/// The project in a folder below the root, if there is one.
fn member(
    root: &Path,
    folder: &str,
    settings: Option<&SettingsFile>,
) -> Result<Option<Member>, CliError> {
    let path = root.join(folder).join(MANIFEST);
    let Some(bytes) = file::load_if_there(&path, DOCUMENT_BYTES as u64)? else { return Ok(None) };
    let manifest = shown(&path);
    let project = Project::parse(&bytes, settings)
        .map_err(|error| CliError::in_document(manifest.clone(), &error))?;
    Ok(Some(Member { folder: folder.to_owned(), manifest, project }))
}

/// Projects in other folders of the lock, and whether each is installed itself. Nothing outside the root is
/// read: such a project stays unknown.
fn others(
    root: &Path,
    members: &[Member],
    recorded: &Recorded,
) -> Result<(Vec<Member>, BTreeMap<String, bool>), CliError> {
    let mut others = Vec::new();
    let mut folders = BTreeMap::new();
    for package in &recorded.packages {
        let Source::Folder { path, .. } = &package.source else { continue };
        let known = |it: &Member| it.folder == *path || (it.folder.is_empty() && path == ".");
        if members.iter().any(known)
            || path.split('/').any(|part| part == "..")
            || Path::new(path).is_absolute()
        {
            continue;
        }
        if let Some(other) = member(root, path, None)? {
            folders.insert(path.clone(), other.project.is_package(true));
            others.push(other);
        }
    }
    Ok((others, folders))
}
