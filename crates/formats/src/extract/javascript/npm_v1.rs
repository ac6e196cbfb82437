//! `package-lock.json`, version 1, as npm 5 and 6 wrote it: packages in the packages they are
//! installed in.
//!
//! Source: npm 6's documentation of package-lock.json. It does not say what the project itself needs
//! by name.

use std::collections::HashMap;

use keelmark_model::{DependencyKind, Ecosystem, LockedFile, LockedFileKind, Source};
use serde_json::{Map, Value};

use super::super::pinned::Pinned;
use super::super::{Extract, File, Found, Need};
use super::split_at_sign;
use crate::lock::integrity;
use crate::lock::source::{file_name, git, tarball, without_credentials};
use crate::{json, limits};

/// What a lock of version 1 says; `None` for another version, or what cannot be read as one.
pub(crate) fn read(file: &File<'_>) -> Option<Extract> {
    // The version stands near the top: most locks are of another one, and are not read twice.
    let start = file.bytes.get(..file.bytes.len().min(1024))?;
    let start = String::from_utf8_lossy(start);
    let (_, version) = start.split_once("\"lockfileVersion\"")?;
    if !version.trim_start_matches([':', ' ', '\n', '\r', '\t']).starts_with('1') {
        return None;
    }
    let value = json::lenient(file.bytes).ok()?;
    if value.get("lockfileVersion").and_then(Value::as_u64) != Some(1) {
        return None;
    }
    let mut extract = Extract::default();
    let mut nodes = Vec::new();
    if let Some(table) = value.get("dependencies").and_then(Value::as_object) {
        collect(table, None, &mut nodes);
    }
    if nodes.len() > limits::PACKAGES {
        let message = format!("more than {} packages", limits::PACKAGES);
        extract.gaps.push(file.entry_gap(None, message));
        nodes.truncate(limits::PACKAGES);
    }
    let tree = Tree::of(&nodes);
    for (number, node) in nodes.iter().enumerate() {
        match node.found(file) {
            Ok(mut found) => {
                found.names = vec![format!("#{number}")];
                found.needs = tree.needs(number, node);
                extract.packages.push(found);
            }
            Err(message) => extract.gaps.push(file.entry_gap(None, message)),
        }
    }
    Some(extract)
}

/// A package where it is installed.
struct Node<'a> {
    name: &'a str,
    fields: &'a Map<String, Value>,
    parent: Option<usize>,
}

/// As deep as the document is nested, which is bounded where it is parsed.
fn collect<'a>(table: &'a Map<String, Value>, parent: Option<usize>, nodes: &mut Vec<Node<'a>>) {
    for (name, value) in table {
        let Some(fields) = value.as_object() else { continue };
        let number = nodes.len();
        if number > limits::PACKAGES {
            return;
        }
        nodes.push(Node { name, fields, parent });
        if let Some(inner) = fields.get("dependencies").and_then(Value::as_object) {
            collect(inner, Some(number), nodes);
        }
    }
}

impl Node<'_> {
    fn text(&self, key: &str) -> Option<&str> {
        self.fields.get(key).and_then(Value::as_str)
    }

    fn is(&self, key: &str) -> bool {
        self.fields.get(key).and_then(Value::as_bool) == Some(true)
    }

    fn found(&self, file: &File<'_>) -> Result<Found, String> {
        let written = self.text("version").unwrap_or_default();
        let alias = written.strip_prefix("npm:").and_then(split_at_sign);
        let (name, version) = alias.unwrap_or((self.name, written));
        let is_version = version.starts_with(|first: char| first.is_ascii_digit());
        let source = match self.text("resolved") {
            _ if version.starts_with("git") => git(version),
            _ if version.starts_with("file:") => {
                Source::Path(version.trim_start_matches("file:").to_owned())
            }
            Some(resolved) => tarball(name, resolved),
            None if version.contains("://") => Source::Url(without_credentials(version)),
            None => Source::Unknown,
        };
        let digests = integrity(self.text("integrity").unwrap_or_default())
            .map_err(|error| format!("package `{name}`: {error}"))?;
        let resolved = self.text("resolved").unwrap_or_default();
        let files = LockedFile {
            kind: LockedFileKind::Source,
            name: file_name(resolved),
            url: Some(without_credentials(resolved)).filter(|url| !url.is_empty()),
            size: None,
            digests,
        };
        let pinned = Pinned {
            ecosystem: Ecosystem::Npm,
            name,
            version: is_version.then_some(version),
            source,
            files: vec![files]
                .into_iter()
                .filter(|file| file.url.is_some() || !file.digests.is_empty())
                .collect(),
            line: None,
        };
        let mut found = pinned.found(file).map_err(|error| format!("package `{name}`: {error}"))?;
        for flag in ["dev", "optional", "bundled"] {
            if self.is(flag) {
                found.component.properties.insert(flag.to_owned(), "true".to_owned());
            }
        }
        Ok(found)
    }
}

/// What lies in which package.
struct Tree<'a> {
    nodes: &'a [Node<'a>],
    places: HashMap<(Option<usize>, &'a str), usize>,
}

impl<'a> Tree<'a> {
    fn of(nodes: &'a [Node<'a>]) -> Self {
        let places = nodes.iter().enumerate();
        let places = places.map(|(number, node)| ((node.parent, node.name), number)).collect();
        Self { nodes, places }
    }

    fn needs(&self, number: usize, node: &Node<'_>) -> Vec<Need> {
        let requires = node.fields.get("requires").and_then(Value::as_object);
        let is_optional = node.is("optional") || node.is("bundled");
        let names = requires.into_iter().flatten().take(limits::NEEDS);
        names
            .map(|(name, _)| Need {
                kind: DependencyKind::Runtime,
                is_optional,
                ..Need::runtime(
                    self.resolve(number, name)
                        .map_or_else(|| name.clone(), |target| format!("#{target}")),
                )
            })
            .collect()
    }

    /// As Node.js looks: in the package, then in those around it.
    fn resolve(&self, from: usize, name: &str) -> Option<usize> {
        let mut around = Some(from);
        loop {
            if let Some(number) = self.places.get(&(around, name)) {
                return Some(*number);
            }
            around = self.nodes.get(around?)?.parent;
        }
    }
}
