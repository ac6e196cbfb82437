//! `Cargo.toml` of crates: what they declare.
//!
//! What a member takes over from its workspace is known where both are one file; else the lock of the
//! workspace, or whoever packed the crate, has it.

use keelmark_model::bom::{Component, ComponentKind, Evidence, LicenseClaim, State, Supplier};
use keelmark_model::{Ecosystem, Project};

use super::super::declared::{self, Declaration};
use super::super::{Extract, Extractor, File, Found, Need, Pattern};
use crate::license::License;
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
    let mut extract = Extract::default();
    // A workspace that is no package itself asks for nothing.
    let Some(description) = cargo::parse(file.bytes, None)?.description else {
        return Ok(extract);
    };
    let project = description.project;
    let mut found = Found::new(component(&project), Evidence::Manifest, file.path);
    found.is_project = true;
    found.home = super::home(file.folder());
    let mut declarations = Vec::with_capacity(project.declared.len());
    for one in &project.declared {
        found.needs.push(Need {
            kind: one.kind.clone(),
            marker: one.marker.clone(),
            ..Need::runtime(&one.name)
        });
        match Ecosystem::Cargo.purl(&one.name) {
            Ok(purl) => declarations.push(Declaration {
                name: one.name.clone(),
                key: one.name.clone(),
                purl,
                requirement: one.url.clone().unwrap_or_else(|| one.requirement.clone()),
            }),
            Err(error) => {
                extract.gaps.push(file.entry_gap(None, format!("`{}`: {error}", one.name)));
            }
        }
    }
    declared::project(file, found, declarations, &mut extract);
    Ok(extract)
}

fn component(project: &Project) -> Component {
    let mut component = Component::new(ComponentKind::Application, &project.name, State::Declared);
    let version = project.version.as_deref().unwrap_or_default();
    component.version.clone_from(&project.version);
    component.purl =
        Ecosystem::Cargo.purl(&project.name).and_then(|purl| purl.with_version(version)).ok();
    let license = project.license.as_deref();
    let license = license.and_then(|text| License::parse(Ecosystem::Cargo, text));
    component.licensing.declared = license.map(LicenseClaim::from).into_iter().collect();
    component.description.clone_from(&project.description);
    component.repository.clone_from(&project.repository);
    let supplier = project.supplier.clone();
    component.supplier = supplier.map(|name| Supplier { name, url: None, email: None });
    component
}
