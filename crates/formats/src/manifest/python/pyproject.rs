//! `pyproject.toml`.
//!
//! Source: "pyproject.toml specification" and "Dependency groups" in the Python Packaging User
//! Guide (PEP 518, 621, 639, 735); Poetry's own tables as its documentation describes them.

mod dynamic;
mod groups;

use std::collections::BTreeMap;

use keelmark_model::{Declared, DependencyKind, Ecosystem, Project};
use serde::Deserialize;
use toml::{Spanned, Value};

use super::{classifier, normalized, poetry, requirement};
use crate::manifest::{
    Binaries, Description, Document, Manifest, VersionSource, Workspace, license, repository,
};
use crate::text::Lines;
use crate::{ParseError, codes};

/// The format.
pub static MANIFEST: Manifest =
    Manifest { id: "pyproject", file: "pyproject.toml", ecosystem: Ecosystem::Python, parse };

/// Parses `pyproject.toml`; a file that only configures tools describes no project.
///
/// # Errors
/// `document.*` and `manifest.*` codes, with the position.
pub fn parse(bytes: &[u8], _: Option<&Workspace>) -> Result<Document, ParseError> {
    let file: Pyproject = crate::toml::parse(bytes)?;
    let description = match (&file.project, &file.tool.poetry) {
        (Some(project), poetry) => Some(standard(bytes, &file, project, poetry.as_ref())?),
        (None, Some(poetry)) if poetry.name.is_some() => {
            Some(poetry.describe(bytes, file.tool.poetry_dynamic_versioning.is_some())?)
        }
        _ => None,
    };
    Ok(Document {
        description,
        workspace: file.tool.uv.and_then(|uv| uv.workspace).map(Into::into),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Pyproject {
    project: Option<Metadata>,
    #[serde(default)]
    tool: Tool,
    #[serde(default)]
    build_system: BuildSystem,
    #[serde(default)]
    dependency_groups: BTreeMap<String, Vec<Spanned<Value>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Metadata {
    name: Spanned<String>,
    version: Option<String>,
    description: Option<String>,
    license: Option<License>,
    #[serde(default)]
    authors: Vec<Person>,
    #[serde(default)]
    maintainers: Vec<Person>,
    #[serde(default)]
    urls: BTreeMap<String, String>,
    #[serde(default)]
    classifiers: Vec<String>,
    #[serde(default)]
    dependencies: Vec<Spanned<String>>,
    #[serde(default)]
    optional_dependencies: BTreeMap<String, Vec<Spanned<String>>>,
    #[serde(default)]
    dynamic: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum License {
    Expression(String),
    Table { text: Option<String> },
}

#[derive(Deserialize)]
struct Person {
    name: Option<String>,
    email: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct BuildSystem {
    #[serde(default)]
    requires: Vec<String>,
    build_backend: Option<String>,
}

/// The tables of tools that decide about name, version and dependencies.
#[derive(Deserialize, Default)]
struct Tool {
    poetry: Option<poetry::Poetry>,
    uv: Option<Uv>,
    hatch: Option<Value>,
    setuptools: Option<Value>,
    setuptools_scm: Option<Value>,
    flit: Option<Value>,
    pdm: Option<Value>,
    maturin: Option<Value>,
    #[serde(rename = "poetry-dynamic-versioning")]
    poetry_dynamic_versioning: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Uv {
    workspace: Option<UvWorkspace>,
    /// The group `dev`, as uv wrote it before there were groups.
    #[serde(default)]
    dev_dependencies: Vec<Spanned<Value>>,
}

#[derive(Deserialize)]
struct UvWorkspace {
    #[serde(default)]
    members: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
}

impl From<UvWorkspace> for Workspace {
    fn from(uv: UvWorkspace) -> Self {
        Self { members: uv.members, exclude: uv.exclude, ..Self::default() }
    }
}

fn standard(
    bytes: &[u8],
    file: &Pyproject,
    metadata: &Metadata,
    poetry: Option<&poetry::Poetry>,
) -> Result<Description, ParseError> {
    let name = project_name(bytes, &metadata.name)?;
    let (version, source) = match &metadata.version {
        Some(version) => (Some(version.clone()), VersionSource::Static),
        None => dynamic::version(file, &name),
    };
    let is_dynamic = |field: &str| metadata.dynamic.iter().any(|dynamic| dynamic == field);
    let mut declared = dependencies(bytes, metadata)?;
    declared.extend(groups::declared(bytes, &file.dependency_groups)?);
    if let Some(uv) = &file.tool.uv {
        let dev = BTreeMap::from([("dev".to_owned(), uv.dev_dependencies.clone())]);
        declared.extend(groups::declared(bytes, &dev)?);
    }
    if let Some(poetry) = poetry {
        if is_dynamic("dependencies") {
            declared.extend(poetry.dependencies(bytes)?);
        }
        declared.extend(poetry.groups(bytes)?);
    }
    let people = metadata.authors.iter().chain(&metadata.maintainers);
    Ok(Description {
        project: Project {
            ecosystem: Ecosystem::Python,
            name,
            version,
            license: metadata.license(),
            description: metadata.description.clone(),
            repository: source_address(&metadata.urls),
            supplier: people.filter_map(|it| it.name.clone().or_else(|| it.email.clone())).next(),
            manifest: MANIFEST.file.to_owned(),
            declared,
        },
        version: source,
        dynamic: {
            let mut rest: Vec<String> = metadata.dynamic.clone();
            rest.retain(|field| {
                field != "version" && !(poetry.is_some() && field == "dependencies")
            });
            rest.sort();
            rest
        },
        binaries: Binaries::default(),
    })
}

pub(super) fn project_name(bytes: &[u8], name: &Spanned<String>) -> Result<String, ParseError> {
    normalized(name.get_ref()).ok_or_else(|| {
        let message = format!("`{}` is not a name a Python project may have", name.get_ref());
        ParseError::at(&codes::MANIFEST_NAME, message, bytes, name.span().start)
    })
}

fn dependencies(bytes: &[u8], metadata: &Metadata) -> Result<Vec<Declared>, ParseError> {
    let runtime = metadata.dependencies.iter().map(|text| (text, DependencyKind::Runtime));
    let extras = metadata.optional_dependencies.iter().flat_map(|(extra, list)| {
        let extra = normalized(extra).unwrap_or_else(|| extra.clone());
        list.iter().map(move |text| (text, DependencyKind::Extra(extra.clone())))
    });
    let lines = Lines::of(bytes);
    runtime
        .chain(extras)
        .map(|(text, kind)| one(bytes, &lines, text.span().start, text.get_ref(), kind))
        .collect()
}

fn one(
    bytes: &[u8],
    lines: &Lines,
    at: usize,
    text: &str,
    kind: DependencyKind,
) -> Result<Declared, ParseError> {
    let declared = requirement::parse(text, kind)
        .map_err(|message| ParseError::at(&codes::MANIFEST_REQUIREMENT, message, bytes, at))?;
    Ok(Declared { line: Some(lines.line(at)), ..declared })
}

impl Metadata {
    fn license(&self) -> Option<String> {
        let stated = match &self.license {
            Some(License::Expression(text)) => license(Ecosystem::Python, text),
            // A licence's whole text is no name for it; the classifiers may have one.
            Some(License::Table { text: Some(text) }) if !text.trim().contains('\n') => {
                license(Ecosystem::Python, text)
            }
            _ => None,
        };
        stated.or_else(|| classifier::license(self.classifiers.iter().map(String::as_str)))
    }
}

/// The repository among a project's addresses, by the well-known labels of the packaging guide.
pub(crate) fn source_address(urls: &BTreeMap<String, String>) -> Option<String> {
    let labelled = |wanted: &str| {
        urls.iter().find_map(|(label, url)| {
            let plain: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
            plain.eq_ignore_ascii_case(wanted).then_some(url)
        })
    };
    let named = ["source", "repository", "sourcecode", "github", "gitlab", "code"]
        .iter()
        .find_map(|label| labelled(label))
        .and_then(|url| repository::address(url));
    let home = || labelled("homepage").and_then(|url| repository::on_forge(url));
    named.or_else(home)
}
