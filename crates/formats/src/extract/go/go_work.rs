//! `go.work`: modules that are worked on together. One of them that another needs is taken from its folder, at no
//! version, and what the file replaces is replaced for all.
//!
//! Source: "Go Modules Reference", workspaces.

use keelmark_model::bom::{Component, Evidence};

use super::super::{Claim, Extract, Extractor, File, Found, Pattern, Says};
use super::replaced;
use crate::go::Directives;
use crate::{ParseError, limits};

/// `go.work`.
pub(crate) static GO_WORK: Extractor = Extractor {
    id: "go-work",
    version: 1,
    example: "go.work",
    reads: &[Pattern::Name("go.work")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let work = Directives::parse(file.bytes)?;
    for line in &work.faults {
        extract.gaps.push(file.entry_gap(Some(*line), "a line that is no directive of go.work"));
    }
    let mut replacements = Vec::new();
    for (&(path, version), by) in &work.replaces {
        match replaced(*by, path, version) {
            Ok(component) => replacements.push(replacement(path, version, component)),
            Err(error) => extract.gaps.push(file.entry_gap(None, format!("`{path}`: {error}"))),
        }
    }
    replacements.sort_by(|one, other| one.names.cmp(&other.names));
    let mut modules = Vec::new();
    for folder in &work.uses {
        match place(file.folder(), folder) {
            Some(place) => modules.push(place),
            None => {
                let message = format!("`{folder}` lies outside of the target");
                extract.gaps.push(file.entry_gap(None, message));
            }
        }
    }
    let says = Says::Workspace { modules, replaced: replacements };
    extract.claims.push(Claim { home: file.path.to_owned(), says });
    Ok(extract)
}

/// What is built where the module `path` is asked for, at `version` or, where that is empty, at any.
fn replacement(path: &str, version: &str, component: Component) -> Found {
    let names = vec![path.to_owned(), version.to_owned()];
    Found { names, ..Found::new(component, Evidence::Manifest, "") }
}

/// The go.mod of the module in `folder`, as go.work in `above` writes it.
fn place(above: &str, folder: &str) -> Option<String> {
    let mut parts: Vec<&str> = above.split('/').filter(|part| !part.is_empty()).collect();
    if folder.starts_with('/') {
        return None;
    }
    for part in folder.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    parts.push("go.mod");
    Some(parts.join("/"))
}
