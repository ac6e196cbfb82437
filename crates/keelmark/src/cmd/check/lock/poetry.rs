//! What there is to compare a lock of Poetry with.

use std::collections::HashSet;
use std::path::Path;

use keelmark_formats::ParseError;
use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::lock::Resolution;
use keelmark_formats::poetry::{self, Project, Recorded};
use keelmark_gates::lock::drift::poetry::{Locked, drift};
use keelmark_model::Judgement;
use keelmark_world::file;

use super::{folder_of, shown};
use crate::error::CliError;

const MANIFEST: &str = "pyproject.toml";

/// Reads the project beside the lock at `path` and compares it with it.
pub(super) fn judge(path: &Path, recorded: &Recorded) -> Result<Judgement, CliError> {
    let (manifest, project) = project(path)?;
    let path = shown(path);
    Ok(drift(&Locked { path: &path, recorded, manifest: &manifest, project: &project }))
}

/// All that the lock at `path` pins, and what the project beside it needs of that.
pub(super) fn resolution(
    path: &Path,
    bytes: &[u8],
) -> Result<Result<Resolution, ParseError>, CliError> {
    let (_, project) = project(path)?;
    let asked: HashSet<String> = project.requirements.into_iter().map(|it| it.name).collect();
    Ok(poetry::resolve(bytes).and_then(|resolution| resolution.with_project(&asked)))
}

/// Indexes that the project beside the lock at `path` names.
pub(super) fn indexes(path: &Path) -> Result<Vec<String>, CliError> {
    Ok(project(path)?.1.indexes)
}

/// The project beside the lock at `path`, and its manifest's path as it is shown.
fn project(path: &Path) -> Result<(String, Project), CliError> {
    let manifest = folder_of(path).join(MANIFEST);
    let bytes = file::load(&manifest, DOCUMENT_BYTES as u64)?;
    let manifest = shown(&manifest);
    let project =
        Project::parse(&bytes).map_err(|error| CliError::in_document(manifest.clone(), &error))?;
    Ok((manifest, project))
}
