//! What a project of Poetry asks.

use std::collections::BTreeMap;

use keelmark_model::DependencyKind;
use serde::Deserialize;
use toml::{Spanned, Table, Value};

use super::constraint::Constraint;
use super::content_hash::content_hash;
use crate::manifest::python::{normalized, requirement};
use crate::text::Lines;
use crate::{ParseError, toml as strict};

/// A project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// What its lock must state as digest of what was asked; `None` where Poetry has none for it.
    pub content_hash: Option<String>,
    /// What locks of Poetry before 2.3 state.
    pub content_hash_before_groups: Option<String>,
    /// What is asked for, in the order of the tables.
    pub requirements: Vec<Requirement>,
    /// Versions of Python it is for, as a marker; none for any.
    pub python: Option<String>,
    /// Addresses of the indexes it names.
    pub indexes: Vec<String>,
}

/// A package that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Normalised name.
    pub name: String,
    /// The table, or list, it stands in.
    pub table: String,
    /// As a message shows it: which versions, or where from.
    pub shown: String,
    /// Which versions will do; of what does not come from an index, any, and none where that is not told.
    pub versions: Result<Constraint, String>,
    /// When it is asked for.
    pub condition: Condition,
    /// Line it stands on.
    pub line: u32,
}

/// When something is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// In every environment.
    Always,
    /// Where a marker holds.
    Marker(String),
    /// Where that is told otherwise than by a marker.
    Other,
}

impl Project {
    /// Reads `pyproject.toml`.
    ///
    /// # Errors
    /// `document.*` codes, with the position.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let file: File = strict::parse(bytes)?;
        let whole: Table = strict::parse(bytes)?;
        let lines = Lines::of(bytes);
        let mut requirements = Vec::new();
        let project = file.project;
        standard(&lines, "project.dependencies", &project.dependencies, &mut requirements);
        for (extra, list) in &project.optional_dependencies {
            let table = format!("project.optional-dependencies.{extra}");
            standard(&lines, &table, list, &mut requirements);
        }
        for (group, list) in &file.dependency_groups {
            let texts: Vec<_> = list
                .iter()
                .filter_map(|it| Some(Spanned::new(it.span(), it.get_ref().as_str()?.to_owned())))
                .collect();
            standard(&lines, &format!("dependency-groups.{group}"), &texts, &mut requirements);
        }
        let poetry = file.tool.poetry;
        // Beside `[project]`, the table only adds where a requirement there comes from.
        let refines: Vec<String> = requirements.iter().map(|it| it.name.clone()).collect();
        let mut own = Vec::new();
        written(&lines, "tool.poetry.dependencies", &poetry.dependencies, &mut own);
        requirements.extend(own.into_iter().filter(|it| !refines.contains(&it.name)));
        written(
            &lines,
            "tool.poetry.dev-dependencies",
            &poetry.dev_dependencies,
            &mut requirements,
        );
        for (group, it) in &poetry.group {
            let table = format!("tool.poetry.group.{group}.dependencies");
            let mut own = Vec::new();
            written(&lines, &table, &it.dependencies, &mut own);
            requirements.extend(own.into_iter().filter(|it| !refines.contains(&it.name)));
        }
        let stated = project.requires_python.as_deref();
        let python = poetry.dependencies.get("python").and_then(|it| it.get_ref().as_str());
        let python = stated.or(python).and_then(|text| Constraint::parse(text).ok()?.marker());
        Ok(Self {
            content_hash: content_hash(&whole, true),
            content_hash_before_groups: content_hash(&whole, false),
            requirements,
            python,
            indexes: poetry.source.into_iter().filter_map(|source| source.url).collect(),
        })
    }
}

/// Requirements as PEP 508 writes them.
fn standard(lines: &Lines, table: &str, list: &[Spanned<String>], into: &mut Vec<Requirement>) {
    for text in list {
        let Ok(read) = requirement::parse(text.get_ref(), DependencyKind::Runtime) else {
            continue;
        };
        let versions = if read.url.is_some() { "*" } else { read.requirement.as_str() };
        into.push(Requirement {
            versions: Constraint::parse(versions),
            shown: read.url.clone().unwrap_or_else(|| any(&read.requirement)),
            name: read.name,
            table: table.to_owned(),
            condition: read.marker.map_or(Condition::Always, Condition::Marker),
            line: lines.line(text.span().start),
        });
    }
}

/// Requirements as Poetry writes them: versions, a table, or several tables for several environments.
fn written(
    lines: &Lines,
    table: &str,
    dependencies: &BTreeMap<String, Spanned<Value>>,
    into: &mut Vec<Requirement>,
) {
    for (name, value) in dependencies.iter().filter(|(name, _)| *name != "python") {
        let alternatives = match value.get_ref() {
            Value::Array(several) => several.as_slice(),
            one => std::slice::from_ref(one),
        };
        for one in alternatives {
            let nothing = Table::new();
            let (versions, conditions) = match one {
                Value::String(versions) => (Some(versions.as_str()), &nothing),
                Value::Table(it) => (it.get("version").and_then(Value::as_str), it),
                _ => continue,
            };
            into.push(Requirement {
                name: normalized(name).unwrap_or_else(|| name.clone()),
                table: table.to_owned(),
                shown: any(versions.unwrap_or("*")),
                versions: Constraint::parse(versions.unwrap_or("*")),
                condition: condition(conditions),
                line: lines.line(value.span().start),
            });
        }
    }
}

fn any(versions: &str) -> String {
    if versions.is_empty() { "*" } else { versions }.to_owned()
}

fn condition(table: &Table) -> Condition {
    let text = |key: &str| table.get(key).and_then(Value::as_str);
    if table.contains_key("platform") {
        return Condition::Other;
    }
    let python = text("python").map(|text| Constraint::parse(text).map(|it| it.marker()));
    match (text("markers"), python) {
        (_, Some(Err(_))) => Condition::Other,
        (None, None | Some(Ok(None))) => Condition::Always,
        (Some(marker), None | Some(Ok(None))) => Condition::Marker(marker.to_owned()),
        (None, Some(Ok(Some(python)))) => Condition::Marker(python),
        (Some(marker), Some(Ok(Some(python)))) => {
            Condition::Marker(format!("({marker}) and ({python})"))
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct File {
    #[serde(default)]
    project: Standard,
    #[serde(default)]
    dependency_groups: BTreeMap<String, Vec<Spanned<Value>>>,
    #[serde(default)]
    tool: Tool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Standard {
    requires_python: Option<String>,
    #[serde(default)]
    dependencies: Vec<Spanned<String>>,
    #[serde(default)]
    optional_dependencies: BTreeMap<String, Vec<Spanned<String>>>,
}

#[derive(Deserialize, Default)]
struct Tool {
    #[serde(default)]
    poetry: Poetry,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Poetry {
    #[serde(default)]
    dependencies: BTreeMap<String, Spanned<Value>>,
    #[serde(default)]
    dev_dependencies: BTreeMap<String, Spanned<Value>>,
    #[serde(default)]
    group: BTreeMap<String, Group>,
    #[serde(default)]
    source: Vec<Index>,
}

/// An index; PyPI itself stands there without its address.
#[derive(Deserialize)]
struct Index {
    url: Option<String>,
}

#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    dependencies: BTreeMap<String, Spanned<Value>>,
}
