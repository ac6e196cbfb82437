//! `pyproject.toml` and `setup.cfg` of projects: what they declare.

use super::super::declared;
use super::super::{Extract, Extractor, File, Pattern};
use crate::manifest::Manifest;
use crate::manifest::python::{pyproject, setup_cfg};
use crate::{ParseError, limits};

/// `pyproject.toml`.
pub(crate) static PYPROJECT: Extractor = Extractor {
    id: "python-pyproject",
    version: 2,
    example: "pyproject.toml",
    reads: &[Pattern::Name("pyproject.toml")],
    limit: limits::TOML_TREE_BYTES,
    extract: |file| extract(&pyproject::MANIFEST, file),
};

/// `setup.cfg`.
pub(crate) static SETUP_CFG: Extractor = Extractor {
    id: "python-setup-cfg",
    version: 1,
    example: "setup.cfg",
    reads: &[Pattern::Name("setup.cfg")],
    limit: limits::METADATA_BYTES,
    extract: |file| extract(&setup_cfg::MANIFEST, file),
};

fn extract(manifest: &Manifest, file: &File<'_>) -> Result<Extract, ParseError> {
    let described = (manifest.parse)(file.bytes, None)?.description;
    let extract = described.map(|it| declared::manifest(file, &it.project, ""));
    Ok(extract.unwrap_or_default())
}
