//! What there is to compare a lock of Poetry with.

use std::path::Path;

use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::poetry::{Project, Recorded};
use keelmark_gates::lock::drift::poetry::{Locked, drift};
use keelmark_model::Judgement;
use keelmark_world::file;

use super::{folder_of, shown};
use crate::error::CliError;

const MANIFEST: &str = "pyproject.toml";

/// Reads the project beside the lock at `path` and compares it with it.
pub(super) fn judge(path: &Path, recorded: &Recorded) -> Result<Judgement, CliError> {
    let manifest = folder_of(path).join(MANIFEST);
    let bytes = file::load(&manifest, DOCUMENT_BYTES as u64)?;
    let manifest = shown(&manifest);
    let project =
        Project::parse(&bytes).map_err(|error| CliError::in_document(manifest.clone(), &error))?;
    let path = shown(path);
    Ok(drift(&Locked { path: &path, recorded, manifest: &manifest, project: &project }))
}
