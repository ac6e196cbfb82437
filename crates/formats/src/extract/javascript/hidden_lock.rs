//! `node_modules/.package-lock.json`, in which npm notes where what it installed came from.
//!
//! Source: npm's documentation of package-lock.json, "Hidden Lockfiles".

use super::super::{Claim, Extract, Extractor, File, Installation, Pattern, Says};
use crate::lock::npm;
use crate::{ParseError, limits};

/// `.package-lock.json`.
pub(crate) static HIDDEN_LOCK: Extractor = Extractor {
    id: "npm-hidden-lock",
    version: 2,
    example: "node_modules/.package-lock.json",
    reads: &[Pattern::Path("node_modules/.package-lock.json")],
    limit: limits::DOCUMENT_BYTES,
    extract,
};

/// The packages themselves are found by their manifests: the lock may be older than the folder.
fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let root = file.folder().strip_suffix("node_modules").unwrap_or_default();
    for package in npm::modules(file.bytes)? {
        let package = match package {
            Ok(package) => package,
            Err(error) => {
                extract.gaps.push(file.entry_gap(error.at.map(|at| at.line), error.message));
                continue;
            }
        };
        let Some(path) = package.paths.first() else { continue };
        let home = format!("{root}{path}");
        let installation =
            Installation { version: package.version, source: package.source, files: package.files };
        extract.claims.push(Claim { home, says: Says::Installed(installation) });
    }
    Ok(extract)
}
