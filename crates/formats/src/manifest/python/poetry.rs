//! `[tool.poetry]`.
//!
//! Source: Poetry's documentation, "The pyproject.toml file" and "Dependency specification".

use std::collections::{BTreeMap, BTreeSet};

use keelmark_model::{Declared, DependencyKind, Ecosystem, Project};
use serde::Deserialize;
use toml::{Spanned, Value};

use super::{classifier, normalized, pyproject};
use crate::manifest::{
    Binaries, Description, VersionSource, license, person, repository as addresses,
};
use crate::text::Lines;
use crate::{ParseError, codes};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Poetry {
    pub(super) name: Option<Spanned<String>>,
    pub(super) version: Option<String>,
    description: Option<String>,
    license: Option<String>,
    #[serde(default)]
    authors: Vec<String>,
    repository: Option<String>,
    #[serde(default)]
    urls: BTreeMap<String, String>,
    #[serde(default)]
    classifiers: Vec<String>,
    #[serde(default)]
    dependencies: Dependencies,
    #[serde(default)]
    dev_dependencies: Dependencies,
    #[serde(default)]
    group: BTreeMap<String, Group>,
    #[serde(default)]
    extras: BTreeMap<String, Vec<String>>,
}

type Dependencies = BTreeMap<String, Spanned<Value>>;

#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    dependencies: Dependencies,
}

impl Poetry {
    /// The project; `tagged` when the plugin poetry-dynamic-versioning sets the version, and what the
    /// file states is a placeholder.
    pub(super) fn describe(&self, bytes: &[u8], tagged: bool) -> Result<Description, ParseError> {
        let Some(name) = &self.name else {
            return Err(ParseError::new(&codes::MANIFEST_NAME, "[tool.poetry] has no name"));
        };
        let mut declared = self.dependencies(bytes)?;
        declared.extend(self.groups(bytes)?);
        let classified = || classifier::license(self.classifiers.iter().map(String::as_str));
        let labelled = || pyproject::source_address(&self.urls);
        let source = match self.version {
            _ if tagged => VersionSource::Vcs,
            Some(_) => VersionSource::Static,
            None => VersionSource::Unknown("[tool.poetry] states no version".to_owned()),
        };
        Ok(Description {
            project: Project {
                ecosystem: Ecosystem::Python,
                name: pyproject::project_name(bytes, name)?,
                version: self.version.clone().filter(|_| !tagged),
                license: self
                    .license
                    .as_deref()
                    .and_then(|text| license(Ecosystem::Python, text))
                    .or_else(classified),
                description: self.description.clone(),
                repository: self
                    .repository
                    .as_deref()
                    .and_then(addresses::address)
                    .or_else(labelled),
                supplier: self.authors.iter().find_map(|author| person(author)),
                manifest: pyproject::MANIFEST.file.to_owned(),
                declared,
            },
            version: source,
            dynamic: Vec::new(),
            binaries: Binaries::default(),
        })
    }

    /// What `[tool.poetry.dependencies]` declares; an optional one belongs to the extras naming it.
    pub(super) fn dependencies(&self, bytes: &[u8]) -> Result<Vec<Declared>, ParseError> {
        let mut extras_of: BTreeMap<Option<String>, BTreeSet<String>> = BTreeMap::new();
        for (extra, names) in &self.extras {
            let extra = normalized(extra).unwrap_or_else(|| extra.clone());
            for name in names {
                extras_of.entry(normalized(name)).or_default().insert(extra.clone());
            }
        }
        let (lines, mut declared) = (Lines::of(bytes), Vec::new());
        for (name, value) in &self.dependencies {
            let extras = extras_of.get(&normalized(name)).cloned().unwrap_or_default();
            let kinds = |optional: bool| match (optional, extras.is_empty()) {
                (false, _) => vec![DependencyKind::Runtime],
                (true, true) => vec![DependencyKind::Optional],
                (true, false) => extras.iter().cloned().map(DependencyKind::Extra).collect(),
            };
            let known = declared.len();
            read(bytes, name, value, &kinds, &mut declared)?;
            let line = Some(lines.line(value.span().start));
            declared.iter_mut().skip(known).for_each(|one| one.line = line);
        }
        Ok(declared)
    }

    /// What the groups declare; the old `dev-dependencies` are the group `dev`.
    pub(super) fn groups(&self, bytes: &[u8]) -> Result<Vec<Declared>, ParseError> {
        let (lines, mut declared) = (Lines::of(bytes), Vec::new());
        let old = (!self.dev_dependencies.is_empty()).then_some(("dev", &self.dev_dependencies));
        let groups = self.group.iter().map(|(name, group)| (name.as_str(), &group.dependencies));
        for (group, dependencies) in old.into_iter().chain(groups) {
            let group = normalized(group).unwrap_or_else(|| group.to_owned());
            let kinds = |_: bool| vec![DependencyKind::Group(group.clone())];
            for (name, value) in dependencies {
                let known = declared.len();
                read(bytes, name, value, &kinds, &mut declared)?;
                let line = Some(lines.line(value.span().start));
                declared.iter_mut().skip(known).for_each(|one| one.line = line);
            }
        }
        Ok(declared)
    }
}

/// Reads one dependency: a constraint, a table, or several tables for several environments.
fn read(
    bytes: &[u8],
    name: &str,
    value: &Spanned<Value>,
    kinds: &dyn Fn(bool) -> Vec<DependencyKind>,
    declared: &mut Vec<Declared>,
) -> Result<(), ParseError> {
    if name == "python" {
        return Ok(());
    }
    let at = |message: String| {
        ParseError::at(&codes::MANIFEST_REQUIREMENT, message, bytes, value.span().start)
    };
    let Some(normal) = normalized(name) else {
        return Err(at(format!("`{name}` is not a name a Python package may have")));
    };
    let alternatives = match value.get_ref() {
        Value::Array(several) => several.as_slice(),
        one => std::slice::from_ref(one),
    };
    for value in alternatives {
        let constraint = Constraint::of(value)
            .ok_or_else(|| at(format!("`{name}` is declared neither by a version nor a table")))?;
        for kind in kinds(constraint.optional) {
            declared.push(Declared {
                name: normal.clone(),
                requirement: constraint.version.clone(),
                kind,
                marker: constraint.marker.clone(),
                url: constraint.url.clone(),
                line: None,
            });
        }
    }
    Ok(())
}

struct Constraint {
    version: String,
    marker: Option<String>,
    url: Option<String>,
    optional: bool,
}

impl Constraint {
    fn of(value: &Value) -> Option<Self> {
        let any = |version: &str| if version == "*" { String::new() } else { version.to_owned() };
        let table = match value {
            Value::String(version) => {
                return Some(Self {
                    version: any(version),
                    marker: None,
                    url: None,
                    optional: false,
                });
            }
            Value::Table(table) => table,
            _ => return None,
        };
        let text = |key: &str| table.get(key).and_then(Value::as_str);
        let git = text("git").map(|url| addresses::dependency(&format!("git+{url}")));
        let path = text("path").or_else(|| text("file")).map(|path| format!("file:{path}"));
        let python = text("python").map(|range| format!("python {range}"));
        Some(Self {
            version: text("version").map(any).unwrap_or_default(),
            marker: text("markers").map(str::to_owned).or(python),
            url: git.or_else(|| text("url").map(addresses::dependency)).or(path),
            optional: table.get("optional").and_then(Value::as_bool).unwrap_or(false),
        })
    }
}
