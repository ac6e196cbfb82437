//! `.cargo_vcs_info.json`: the commit that a crate was packed from, as `cargo package` writes it.
//!
//! Source: the Cargo book, "cargo package", "`.cargo_vcs_info.json` format". Whoever packs a crate can write
//! into it what they like: it is a claim, not a proof.

use serde::Deserialize;

use super::super::{Claim, Extract, Extractor, File, Pattern, Says};
use crate::json::Object;
use crate::{ParseError, json, limits};

/// `.cargo_vcs_info.json` at the top of a crate.
pub(crate) static CARGO_VCS_INFO: Extractor = Extractor {
    id: "cargo-vcs-info",
    version: 1,
    example: ".cargo_vcs_info.json",
    reads: &[Pattern::Name(".cargo_vcs_info.json")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

#[derive(Deserialize)]
struct Document {
    git: Option<Git>,
    /// Folder of the crate within the repository; absent or empty at its top.
    #[serde(default)]
    path_in_vcs: String,
}

#[derive(Deserialize)]
struct Git {
    sha1: String,
    #[serde(default)]
    dirty: bool,
}

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let Object(Document { git, path_in_vcs }) = json::parse(file.bytes)?;
    let Some(Git { sha1, dirty }) = git else { return Ok(Extract::default()) };
    let is_commit =
        matches!(sha1.len(), 40 | 64) && sha1.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_commit {
        return Ok(Extract::gap(file, None, "the commit is no hexadecimal digest"));
    }
    let dirty = if dirty { "true" } else { "" };
    let properties =
        [("cargo:commit", &*sha1), ("cargo:dirty", dirty), ("cargo:path", &*path_in_vcs)];
    let said = properties.into_iter().filter(|(_, value)| !value.is_empty());
    let claims = said.map(|(name, value)| Claim {
        home: super::home(file.folder()),
        says: Says::Property(name.to_owned(), value.to_owned()),
    });
    Ok(Extract { claims: claims.collect(), ..Extract::default() })
}
