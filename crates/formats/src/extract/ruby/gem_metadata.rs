//! `metadata`: what a gem as a file says of itself.
//!
//! Source: `Gem::Specification#to_yaml` and `Gem::Package` of RubyGems. The tags name classes of Ruby, of
//! which none is made: the document is read for its fields.

use std::collections::BTreeMap;

use keelmark_model::DependencyKind;
use keelmark_model::bom::{Completeness, Component, Evidence, State, Supplier};
use serde::Deserialize;

use super::component;
use crate::extract::yaml;
use crate::extract::{Extract, Extractor, File, Found, Need, Pattern};
use crate::license::License;
use crate::manifest::repository;
use crate::{ParseError, limits};

/// `GEM/metadata`, where the scan of a gem puts what is in its `metadata.gz`.
pub(crate) static GEM_METADATA: Extractor = Extractor {
    id: "gem-metadata",
    version: 1,
    example: "GEM/metadata",
    reads: &[Pattern::Path("GEM/metadata")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

#[derive(Deserialize)]
struct Specification {
    name: String,
    version: Version,
    platform: Option<String>,
    #[serde(default)]
    authors: Vec<Option<String>>,
    #[serde(default)]
    dependencies: Vec<Dependency>,
    homepage: Option<String>,
    #[serde(default)]
    licenses: Vec<String>,
    metadata: Option<BTreeMap<String, String>>,
    summary: Option<String>,
}

#[derive(Deserialize)]
struct Version {
    version: String,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    requirement: Option<Requirement>,
    /// What it was called before RubyGems 1.3.3, and still is beside the other.
    version_requirements: Option<Requirement>,
    #[serde(rename = "type")]
    ty: Option<String>,
}

#[derive(Deserialize)]
struct Requirement {
    requirements: Vec<(String, Version)>,
}

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let specification: Specification = yaml::parse_with_aliases(file.bytes)?;
    let Specification { name, version, platform, .. } = &specification;
    let platform = platform.as_deref().unwrap_or_default();
    let mut component = match component(name, &version.version, platform, State::Installed) {
        Ok(component) => component,
        Err(error) => return Ok(Extract::gap(file, None, error.to_string())),
    };
    describe(&mut component, &specification);
    let mut found = Found::new(component, Evidence::Manifest, file.path);
    found.home = file.path.to_owned();
    found.is_project = true;
    found.needs = specification.dependencies.iter().take(limits::NEEDS).map(need).collect();
    let mut extract = Extract::default();
    if specification.dependencies.len() > limits::NEEDS {
        let message = format!("more than {} dependencies", limits::NEEDS);
        extract.gaps.push(file.entry_gap(None, message));
        found.component.dependencies = Completeness::Incomplete;
    }
    extract.packages.push(found);
    Ok(extract)
}

fn describe(component: &mut Component, specification: &Specification) {
    component.dependencies = Completeness::Complete;
    let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    component.homepage = said(&specification.homepage);
    component.description = said(&specification.summary);
    let licenses = specification.licenses.iter().take(limits::PACKAGE_LICENSES);
    let licenses = licenses.filter_map(|text| License::stated(text));
    component.licensing.declared = licenses.map(Into::into).collect();
    let authors = specification.authors.iter().flatten().take(limits::AUTHORS);
    let author = |name: &String| Supplier { name: name.clone(), url: None, email: None };
    component.authors = authors.map(author).collect();
    component.authors.sort();
    let metadata = specification.metadata.as_ref();
    let source = metadata.and_then(|metadata| metadata.get("source_code_uri"));
    component.repository = source.and_then(|url| repository::address(url));
}

fn need(dependency: &Dependency) -> Need {
    let is_development = dependency.ty.as_deref() == Some(":development");
    let requirement = dependency.requirement.as_ref();
    let requirement = requirement.or(dependency.version_requirements.as_ref());
    let requirements = requirement.into_iter().flat_map(|one| &one.requirements);
    let written = requirements.map(|(operator, one)| format!("{operator} {}", one.version));
    let written: Vec<String> = written.take(limits::PACKAGE_LICENSES).collect();
    Need {
        kind: match is_development {
            true => DependencyKind::Group("development".to_owned()),
            false => DependencyKind::Runtime,
        },
        marker: (!written.is_empty()).then(|| format!("({})", written.join(", "))),
        is_optional: is_development,
        ..Need::runtime(&dependency.name)
    }
}
