//! `Cargo.toml` of crates: what they declare.
//!
//! What a member takes over from its workspace is known where both are one file; else the lock of the
//! workspace, or whoever packed the crate, has it.

use super::super::declared;
use super::super::{Extract, Extractor, File, Pattern};
use crate::manifest::cargo;
use crate::{ParseError, limits};

/// `Cargo.toml`.
pub(crate) static CARGO_MANIFEST: Extractor = Extractor {
    id: "cargo-manifest",
    version: 1,
    example: "Cargo.toml",
    reads: &[Pattern::Name("Cargo.toml")],
    limit: limits::TOML_TREE_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    // A workspace that is no package itself asks for nothing.
    let described = cargo::parse(file.bytes, None)?.description;
    let home = super::home(file.folder());
    let extract = described.map(|it| declared::manifest(file, &it.project, &home));
    Ok(extract.unwrap_or_default())
}
