//! `go.mod`: the modules a project is built with. Since Go 1.17 it lists all of them, at the versions the
//! build takes; before, only those needed by name and what they could not say themselves.
//!
//! Source: "Go Modules Reference", go.mod files.

use keelmark_model::bom::{Completeness, ComponentKind, Evidence, State};
use keelmark_model::{PurlError, Relation, Scope, Usage};

use super::super::{Extract, Extractor, File, Found, Need, Pattern};
use super::{component, home, replaced};
use crate::go::{Directives, Required};
use crate::{ParseError, limits};

/// `go.mod`.
pub(crate) static GO_MOD: Extractor = Extractor {
    id: "go-mod",
    version: 2,
    example: "go.mod",
    reads: &[Pattern::Name("go.mod")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let project = Directives::parse(file.bytes)?;
    for line in &project.faults {
        extract.gaps.push(file.entry_gap(Some(*line), "a line that is no directive of go.mod"));
    }
    let Some(path) = project.path else { return Ok(extract) };
    let mut needs = Vec::new();
    for require in &project.requires {
        match found(&project, require, file) {
            Ok(found) => {
                if !require.is_indirect {
                    needs.push(Need::runtime(found.component.name.clone()));
                }
                extract.packages.push(found);
            }
            Err(error) => extract.gaps.push(file.entry_gap(Some(require.line), error.to_string())),
        }
    }
    match component(path, "", State::Locked) {
        Ok(mut component) => {
            component.kind = ComponentKind::Application;
            component.dependencies = completeness(&project);
            let version = project.go.map(|version| ("go:version".to_owned(), version.to_owned()));
            component.properties.extend(version);
            let found = Found::new(component, Evidence::Manifest, file.path);
            extract.packages.push(Found { needs, is_project: true, ..found });
        }
        Err(error) => extract.gaps.push(file.entry_gap(None, error.to_string())),
    }
    Ok(extract)
}

fn found(
    project: &Directives<'_>,
    require: &Required<'_>,
    file: &File<'_>,
) -> Result<Found, PurlError> {
    let (path, version) = (require.path, require.version);
    let mut component = match project.replacement(path, version) {
        Some(replacement) => replaced(replacement, path, version)?,
        None => component(path, version, State::Locked)?,
    };
    component.scope = Some(scope(require.is_indirect));
    let home = home(file.folder(), &component);
    let found = Found::new(component, Evidence::Lockfile, file.path);
    Ok(Found { home, line: Some(require.line), ..found })
}

/// Whether all modules are listed: `go 1.17` and later.
fn completeness(project: &Directives<'_>) -> Completeness {
    let mut numbers = project.go.unwrap_or_default().split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(1)), Some(Ok(17..))) | (Some(Ok(2..)), _) => Completeness::Complete,
        _ => Completeness::Incomplete,
    }
}

fn scope(is_indirect: bool) -> Scope {
    let relation = if is_indirect { Relation::Transitive } else { Relation::Direct };
    Scope { relation, usage: Usage::Runtime }
}
