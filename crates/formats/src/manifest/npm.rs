//! `package.json`.
//!
//! Source: npm's documentation, "package.json".

use std::collections::BTreeMap;

use keelmark_model::{Declared, DependencyKind, Ecosystem, Project};
use serde::Deserialize;
use serde_json::Value;

use super::{
    Binaries, Description, Document, Manifest, VersionSource, Workspace, license, person,
    repository,
};
use crate::json::{self, Object};
use crate::{ParseError, codes};

/// The format.
pub static MANIFEST: Manifest =
    Manifest { id: "npm", file: "package.json", ecosystem: Ecosystem::Npm, parse };

/// Parses `package.json`; without a name, the file only lists tools and describes no project.
///
/// # Errors
/// `document.*` and `manifest.*` codes.
pub fn parse(bytes: &[u8], _: Option<&Workspace>) -> Result<Document, ParseError> {
    let Object(file): Object<File> = json::parse(bytes)?;
    let workspace = file.workspaces.as_ref().map(|it| Workspace {
        members: match it {
            Workspaces::List(members)
            | Workspaces::Table(Object(WorkspacesTable { packages: members })) => members.clone(),
        },
        ..Workspace::default()
    });
    let description = file.name.as_ref().map(|name| describe(&file, name)).transpose()?;
    Ok(Document { description, workspace })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    name: Option<String>,
    version: Option<String>,
    description: Option<String>,
    license: Option<Value>,
    licenses: Option<Value>,
    repository: Option<Value>,
    author: Option<Value>,
    workspaces: Option<Workspaces>,
    #[serde(default)]
    dependencies: BTreeMap<String, String>,
    #[serde(default)]
    optional_dependencies: BTreeMap<String, String>,
    #[serde(default)]
    peer_dependencies: BTreeMap<String, String>,
    #[serde(default)]
    dev_dependencies: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Workspaces {
    List(Vec<String>),
    Table(Object<WorkspacesTable>),
}

#[derive(Deserialize)]
struct WorkspacesTable {
    packages: Vec<String>,
}

fn describe(file: &File, name: &str) -> Result<Description, ParseError> {
    if !is_name(name) {
        let message = format!("`{name}` is not a name an npm package may have");
        return Err(ParseError::new(&codes::MANIFEST_NAME, message));
    }
    let address = match &file.repository {
        Some(Value::String(text)) => Some(text.as_str()),
        Some(Value::Object(object)) => object.get("url").and_then(Value::as_str),
        _ => None,
    };
    let author = match &file.author {
        Some(Value::String(text)) => person(text),
        Some(Value::Object(object)) => {
            object.get("name").and_then(Value::as_str).map(str::to_owned)
        }
        _ => None,
    };
    Ok(Description {
        project: Project {
            ecosystem: Ecosystem::Npm,
            name: name.to_owned(),
            version: file.version.clone(),
            license: file.license.as_ref().or(file.licenses.as_ref()).and_then(licenses),
            description: file.description.clone(),
            repository: address.and_then(repository::address),
            supplier: author,
            manifest: MANIFEST.file.to_owned(),
            declared: declared(file)?,
        },
        version: match file.version {
            Some(_) => VersionSource::Static,
            None => VersionSource::Unknown("package.json states no version".to_owned()),
        },
        dynamic: Vec::new(),
        binaries: Binaries::default(),
    })
}

/// `"MIT"`, `{"type": "MIT"}`, or an array of either, of which the user may choose.
fn licenses(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => license(Ecosystem::Npm, text),
        Value::Object(object) => {
            license(Ecosystem::Npm, object.get("type").and_then(Value::as_str)?)
        }
        Value::Array(several) => {
            let told: Vec<String> = several.iter().filter_map(licenses).collect();
            match told.as_slice() {
                [] => None,
                [one] => Some(one.clone()),
                _ => Some(told.join(" OR ")),
            }
        }
        _ => None,
    }
}

/// A lenient reading of npm's rules, which old names do not keep.
pub(crate) fn is_name(name: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .chars()
                .all(|c| c.is_ascii_graphic() && !"/\\@?#%\"'`<>^|{}[]:;,=&$+".contains(c))
    };
    let plain = match name.strip_prefix('@').map(|scoped| scoped.split_once('/')) {
        None => part(name),
        Some(Some((scope, name))) => part(scope) && part(name),
        Some(None) => false,
    };
    plain && name.len() <= 214
}

fn declared(file: &File) -> Result<Vec<Declared>, ParseError> {
    let mut declared = Vec::new();
    for (dependencies, kind) in [
        (&file.dependencies, DependencyKind::Runtime),
        (&file.optional_dependencies, DependencyKind::Optional),
        (&file.peer_dependencies, DependencyKind::Peer),
        (&file.dev_dependencies, DependencyKind::Group("dev".to_owned())),
    ] {
        for (name, specifier) in dependencies {
            // npm takes an optional dependency out of the ordinary ones.
            let overridden =
                kind == DependencyKind::Runtime && file.optional_dependencies.contains_key(name);
            if !overridden {
                declared.push(dependency(name, specifier, kind.clone())?);
            }
        }
    }
    Ok(declared)
}

fn dependency(key: &str, specifier: &str, kind: DependencyKind) -> Result<Declared, ParseError> {
    let specifier = specifier.trim();
    let (name, requirement) = match specifier.strip_prefix("npm:") {
        Some(alias) => match alias.char_indices().skip(1).find(|(_, c)| *c == '@') {
            Some((at, _)) => (&alias[..at], &alias[at + 1..]),
            None => (alias, ""),
        },
        None => (key, specifier),
    };
    if !is_name(name) {
        let message = format!("`{name}` is not a name an npm package may have");
        return Err(ParseError::new(&codes::MANIFEST_REQUIREMENT, message));
    }
    let (name, marker) = (name.to_owned(), None);
    // A range or tag has no `:` and no `/`.
    let elsewhere = requirement.contains([':', '/']);
    if let Some(range) = requirement.strip_prefix("workspace:") {
        return Ok(Declared {
            name,
            requirement: range.to_owned(),
            kind,
            marker,
            url: None,
            line: None,
        });
    }
    if elsewhere {
        let url = Some(repository::dependency(requirement));
        return Ok(Declared { name, requirement: String::new(), kind, marker, url, line: None });
    }
    let requirement = if requirement == "*" { String::new() } else { requirement.to_owned() };
    Ok(Declared { name, requirement, kind, marker, url: None, line: None })
}
