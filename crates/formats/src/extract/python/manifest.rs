//! `pyproject.toml` and `setup.cfg` of projects: what they declare.

use keelmark_model::bom::{Component, ComponentKind, Evidence, LicenseClaim, State, Supplier};
use keelmark_model::{Ecosystem, Project};

use super::super::declared::{self, Declaration};
use super::super::{Extract, Extractor, File, Found, Need, Pattern};
use crate::license::License;
use crate::manifest::Manifest;
use crate::manifest::python::{pyproject, setup_cfg};
use crate::{ParseError, limits};

/// `pyproject.toml`.
pub(crate) static PYPROJECT: Extractor = Extractor {
    id: "python-pyproject",
    version: 1,
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
    let mut extract = Extract::default();
    let Some(description) = (manifest.parse)(file.bytes, None)?.description else {
        return Ok(extract);
    };
    let project = description.project;
    let mut found = Found::new(component(&project), Evidence::Manifest, file.path);
    found.is_project = true;
    let mut declarations = Vec::with_capacity(project.declared.len());
    for one in &project.declared {
        found.needs.push(Need {
            kind: one.kind.clone(),
            marker: one.marker.clone(),
            ..Need::runtime(&one.name)
        });
        match Ecosystem::Python.purl(&one.name) {
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
        Ecosystem::Python.purl(&project.name).and_then(|purl| purl.with_version(version)).ok();
    let license = project.license.as_deref();
    let license = license.and_then(|text| License::parse(Ecosystem::Python, text));
    component.licensing.declared = license.map(LicenseClaim::from).into_iter().collect();
    component.description.clone_from(&project.description);
    component.repository.clone_from(&project.repository);
    let supplier = project.supplier.clone();
    component.supplier = supplier.map(|name| Supplier { name, url: None, email: None });
    component
}
