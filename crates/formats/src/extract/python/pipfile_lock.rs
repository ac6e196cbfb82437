//! `Pipfile.lock`, version 6.
//!
//! Source: Pipenv's documentation ("Pipfile & Pipfile.lock"). It does not say which package needs which.

use keelmark_model::bom::Completeness;
use keelmark_model::{Ecosystem, Source};
use serde_json::{Map, Value};

use super::super::pinned::Pinned;
use super::super::{Extract, Extractor, File, Found, Pattern, json_lines};
use super::lock_file;
use crate::lock::source::without_credentials;
use crate::manifest::python::normalized;
use crate::{ParseError, json, limits};

/// `Pipfile.lock`.
pub(crate) static PIPFILE_LOCK: Extractor = Extractor {
    id: "pipfile-lock",
    version: 3,
    example: "Pipfile.lock",
    reads: &[Pattern::Name("Pipfile.lock")],
    limit: limits::DOCUMENT_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let value = json::lenient(file.bytes)?;
    let lines = json_lines::lines(file.bytes, 2);
    let mut extract = Extract::default();
    let indexes = value.pointer("/_meta/sources").and_then(Value::as_array);
    let indexes: Vec<&Value> = indexes.into_iter().flatten().collect();
    let groups = value.as_object().into_iter().flatten().filter(|(group, _)| *group != "_meta");
    for (group, packages) in groups {
        for (name, entry) in packages.as_object().into_iter().flatten() {
            let Some(fields) = entry.as_object() else { continue };
            let line = lines.of(&[group, name]);
            let found = Entry { name, fields, line }.found(group, &indexes, file);
            if !lock_file::push(&mut extract, file, line, found) {
                return Ok(extract);
            }
        }
    }
    Ok(extract)
}

struct Entry<'a> {
    name: &'a str,
    fields: &'a Map<String, Value>,
    line: Option<u32>,
}

impl Entry<'_> {
    fn text(&self, key: &str) -> Option<&str> {
        self.fields.get(key).and_then(Value::as_str)
    }

    fn found(&self, group: &str, indexes: &[&Value], file: &File<'_>) -> Result<Found, String> {
        let name = self.name;
        let normal = normalized(name).ok_or_else(|| format!("`{name}` is not a name"))?;
        let wrong = |error: &dyn std::fmt::Display| format!("package `{name}`: {error}");
        let hashes = self.fields.get("hashes").and_then(Value::as_array);
        let hashes = hashes.into_iter().flatten().filter_map(Value::as_str);
        let files = hashes.map(|hash| lock_file::locked("", Some(hash))).collect::<Result<_, _>>();
        let pinned = Pinned {
            ecosystem: Ecosystem::Python,
            name: &normal,
            version: self.text("version").and_then(|it| it.strip_prefix("==")),
            source: self.source(indexes),
            files: files.map_err(|error| wrong(&error))?,
            line: self.line,
        };
        let mut found = pinned.found(file).map_err(|error| wrong(&error))?;
        found.component.dependencies = Completeness::Unknown;
        found.wanted = lock_file::of_groups(group);
        let properties = &mut found.component.properties;
        properties.insert("groups".to_owned(), group.to_owned());
        if let Some(marker) = self.text("markers") {
            properties.insert("marker".to_owned(), marker.to_owned());
        }
        Ok(found)
    }

    fn source(&self, indexes: &[&Value]) -> Source {
        if let Some(url) = self.text("git") {
            return Source::Git {
                url: without_credentials(url),
                commit: self.text("ref").map(str::to_owned),
                subdirectory: self.text("subdirectory").map(str::to_owned),
            };
        }
        if let Some(url) = self.text("file") {
            return match url.contains("://") && !url.starts_with("file:") {
                true => Source::Url(without_credentials(url)),
                false => Source::Path(url.trim_start_matches("file:").to_owned()),
            };
        }
        if let Some(path) = self.text("path") {
            return Source::Path(path.to_owned());
        }
        let of = |index: &&&Value| index.get("name").and_then(Value::as_str) == self.text("index");
        let index = self.text("index").and_then(|_| indexes.iter().find(of));
        match index.and_then(|index| index.get("url")).and_then(Value::as_str) {
            Some(url) => Source::Registry(without_credentials(url)),
            None => Source::Unknown,
        }
    }
}
