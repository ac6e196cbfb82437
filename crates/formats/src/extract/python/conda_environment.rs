//! `environment.yml`: what conda is told to install, with what pip is to install beside it.
//!
//! Source: conda's documentation, "Creating an environment file manually" and "Package match
//! specifications".

use keelmark_model::{DependencyKind, Ecosystem, Purl};
use serde::Deserialize;

use super::super::declared::{self, Declaration};
use super::super::{Extract, Extractor, File, Pattern, Wanted, yaml};
use crate::manifest::python::requirement;
use crate::{ParseError, limits};

/// `environment.yml`.
pub(crate) static CONDA_ENVIRONMENT: Extractor = Extractor {
    id: "conda-environment",
    version: 2,
    example: "environment.yml",
    reads: &[Pattern::Name("environment.yml"), Pattern::Name("environment.yaml")],
    limit: limits::METADATA_BYTES,
    extract,
};

#[derive(Deserialize)]
struct Environment {
    /// Other files have the name, too.
    #[serde(default)]
    dependencies: Option<Vec<Asked>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Asked {
    Conda(String),
    Pip { pip: Vec<String> },
    Other(serde::de::IgnoredAny),
}

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let Environment { dependencies } = yaml::parse(file.bytes)?;
    let lines = yaml::lines_of_items(file.bytes);
    let line = |text: &String| lines.get(text.trim()).copied();
    for one in dependencies.iter().flatten() {
        match one {
            Asked::Conda(text) => add(file, &mut extract, text, conda(text, line(text))),
            Asked::Pip { pip } => {
                for text in pip {
                    add(file, &mut extract, text, python(text, line(text)));
                }
            }
            Asked::Other(_) => {}
        }
    }
    Ok(extract)
}

fn add(file: &File<'_>, extract: &mut Extract, text: &str, declared: Option<Declaration>) {
    if extract.is_full(file, None) {
        return;
    }
    let Some(declaration) = declared else {
        extract.gaps.push(file.entry_gap(None, format!("`{text}` names no package")));
        return;
    };
    let mut wish = declared::wish(file, declaration);
    wish.wanted = Some(Wanted { kind: DependencyKind::Runtime, is_direct: true });
    extract.packages.push(wish);
}

/// `channel::name=1.0=build`, `name >=1.0`, `name[version='1.0']`.
fn conda(text: &str, line: Option<u32>) -> Option<Declaration> {
    let spec = text.rsplit("::").next().unwrap_or(text).trim();
    let end = spec.find(['=', '<', '>', '!', '~', ' ', '[']).unwrap_or(spec.len());
    let (name, requirement) = spec.split_at(end);
    let purl = Purl::new("conda", "", name).ok()?;
    let (name, requirement) = (name.to_ascii_lowercase(), requirement.trim().to_owned());
    Some(Declaration { key: format!("conda:{name}"), name, purl, requirement, line })
}

fn python(text: &str, line: Option<u32>) -> Option<Declaration> {
    let declared = requirement::parse(text, DependencyKind::Runtime).ok()?;
    let (name, requirement) = (declared.name, declared.url.unwrap_or(declared.requirement));
    let purl = Ecosystem::Python.purl(&name).ok()?;
    Some(Declaration { key: name.clone(), name, purl, requirement, line })
}
