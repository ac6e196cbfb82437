//! `composer.json` of a project: what it says of itself, and what it asks for.
//!
//! Source: Composer documentation, "The composer.json schema" and "Basic usage". A project needs no name.

use keelmark_model::bom::{Completeness, Component, ComponentKind, Evidence, State};
use keelmark_model::{DependencyKind, Purl};
use serde::Deserialize;

use super::package::{Author, Links, authors, license};
use crate::extract::declared::{self, Declaration};
use crate::extract::{Extract, Extractor, File, Found, Need, Pattern};
use crate::{ParseError, json, limits};

pub(crate) static COMPOSER_MANIFEST: Extractor = Extractor {
    id: "composer-manifest",
    version: 1,
    example: "composer.json",
    reads: &[Pattern::Name("composer.json")],
    limit: limits::PACKAGE_JSON_BYTES,
    extract,
};

#[derive(Deserialize)]
struct Manifest {
    name: Option<String>,
    version: Option<String>,
    description: Option<String>,
    homepage: Option<String>,
    #[serde(default)]
    license: Licenses,
    #[serde(default)]
    authors: Vec<Author>,
    #[serde(default)]
    require: Links,
    #[serde(default, rename = "require-dev")]
    development: Links,
}

/// One, or several of which one may be chosen.
#[derive(Deserialize)]
#[serde(untagged)]
enum Licenses {
    One(String),
    Several(Vec<String>),
}

impl Default for Licenses {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    // There Composer unpacks packages, of which its record of installations tells more.
    if file.folder().split('/').any(|folder| folder == "vendor") {
        return Ok(extract);
    }
    // Templates of projects have the name.
    let Ok(manifest) = serde_json::from_value::<Manifest>(json::lenient(file.bytes)?) else {
        let message = "not of the form that Composer asks for";
        extract.gaps.push(file.entry_gap(None, message));
        return Ok(extract);
    };
    let (mut needs, mut declarations) = (Vec::new(), Vec::new());
    let dev = DependencyKind::Group("dev".to_owned());
    let tables = [(&manifest.require, DependencyKind::Runtime), (&manifest.development, dev)];
    for (links, kind) in tables {
        for (name, requirement) in links.packages().take(limits::NEEDS) {
            match purl(name) {
                Some(purl) => declarations.push(Declaration {
                    name: name.to_owned(),
                    key: name.to_owned(),
                    purl,
                    requirement: requirement.to_owned(),
                    line: None,
                }),
                None => extract.gaps.push(file.entry_gap(None, format!("`{name}` is no name"))),
            }
            needs.push(Need { kind: kind.clone(), ..Need::runtime(name) });
        }
    }
    match manifest.component() {
        Some(component) => {
            let found = Found::new(component, Evidence::Manifest, file.path);
            let project = Found { needs, is_project: true, ..found };
            declared::project(file, project, declarations, &mut extract);
        }
        None => declared::unnamed(file, &needs, declarations, &mut extract),
    }
    Ok(extract)
}

fn purl(name: &str) -> Option<Purl> {
    let (vendor, name) = name.split_once('/')?;
    Purl::new("composer", vendor, name).ok()
}

impl Manifest {
    /// The project; none, if it has no name that a package could have.
    fn component(&self) -> Option<Component> {
        let name = self.name.as_deref()?;
        let version = self.version.as_deref().unwrap_or_default();
        let mut component = Component::new(ComponentKind::Application, name, State::Declared);
        component.purl = Some(purl(name)?.with_version(version).ok()?);
        component.version.clone_from(&self.version);
        component.description.clone_from(&self.description);
        component.homepage = self.homepage.clone().filter(|url| !url.is_empty());
        component.licensing.declared = license(match &self.license {
            Licenses::One(one) => std::slice::from_ref(one),
            Licenses::Several(several) => several,
        });
        component.authors = authors(&self.authors);
        component.supplier = component.authors.first().cloned();
        component.dependencies = Completeness::Complete;
        Some(component)
    }
}
