//! `poetry.lock`, versions 1 and 2.
//!
//! Source: the files Poetry writes, and its documentation ("Libraries", "Dependency specification").
//! It does not say what the project itself needs by name.

use std::collections::BTreeMap;

use keelmark_model::{DependencyKind, Ecosystem, LockedFile, Source};
use serde::Deserialize;
use toml::Spanned;

use super::super::pinned::Pinned;
use super::super::{Extract, Extractor, File, Found, Need, Pattern};
use super::lock_file::{self, Lines};
use crate::lock::source::without_credentials;
use crate::manifest::python::normalized;
use crate::{ParseError, codes, limits, toml as strict};

/// `poetry.lock`.
pub(crate) static POETRY_LOCK: Extractor = Extractor {
    id: "poetry-lock",
    version: 2,
    example: "poetry.lock",
    reads: &[Pattern::Name("poetry.lock")],
    limit: limits::TOML_TREE_BYTES,
    extract,
};

#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    package: Vec<Package>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Metadata {
    lock_version: Option<String>,
    /// Of version 1.0 and 1.1.
    #[serde(default)]
    files: BTreeMap<String, Vec<WrittenFile>>,
}

#[derive(Deserialize)]
struct Package {
    name: Spanned<String>,
    version: String,
    description: Option<String>,
    /// Of version 1: `main` or `dev`.
    category: Option<String>,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    files: Vec<WrittenFile>,
    #[serde(default)]
    dependencies: BTreeMap<String, Dependency>,
    #[serde(default)]
    extras: BTreeMap<String, Vec<String>>,
    source: Option<WrittenSource>,
}

#[derive(Deserialize)]
struct WrittenFile {
    file: Option<String>,
    url: Option<String>,
    hash: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Dependency {
    Table(Conditions),
    /// One for each set of conditions.
    Several(Vec<Conditions>),
    /// A range of versions alone.
    Range(serde::de::IgnoredAny),
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Conditions {
    markers: Option<String>,
    extras: Vec<String>,
    optional: bool,
}

#[derive(Deserialize)]
struct WrittenSource {
    #[serde(rename = "type")]
    ty: String,
    url: String,
    resolved_reference: Option<String>,
    subdirectory: Option<String>,
}

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let lock: Lock = strict::parse(file.bytes)?;
    let version = lock.metadata.lock_version.as_deref().unwrap_or("1.0");
    if !version.starts_with("1.") && !version.starts_with("2.") {
        let message = format!("version {version} of Poetry's lock; read are 1 and 2");
        return Err(ParseError::new(&codes::LOCK_VERSION, message));
    }
    let mut lines = Lines::of(file.bytes);
    let mut extract = Extract::default();
    for package in &lock.package {
        let line = lines.at(package.name.span().start);
        let apart = lock.metadata.files.get(package.name.get_ref());
        let files = if package.files.is_empty() { apart } else { Some(&package.files) };
        let found = package.found(files.map_or(&[], Vec::as_slice), line, file);
        if !lock_file::push(&mut extract, file, line, found) {
            break;
        }
    }
    Ok(extract)
}

impl Package {
    fn found(
        &self,
        files: &[WrittenFile],
        line: Option<u32>,
        file: &File<'_>,
    ) -> Result<Found, String> {
        let name = self.name.get_ref();
        let normal = normalized(name).ok_or_else(|| format!("`{name}` is not a name"))?;
        let wrong = |error: &dyn std::fmt::Display| format!("package `{name}`: {error}");
        let files = files.iter().map(WrittenFile::locked).collect::<Result<_, _>>();
        let pinned = Pinned {
            ecosystem: Ecosystem::Python,
            name: &normal,
            version: Some(&self.version),
            source: self.source.as_ref().map_or(Source::Unknown, WrittenSource::source),
            files: files.map_err(|error| wrong(&error))?,
            line,
        };
        let mut found = pinned.found(file).map_err(|error| wrong(&error))?;
        found.needs = self.needs();
        let component = &mut found.component;
        component.description = self.description.clone().filter(|text| !text.is_empty());
        let groups = if self.groups.is_empty() {
            self.category.clone()
        } else {
            Some(self.groups.join(", "))
        };
        found.wanted = lock_file::of_groups(groups.as_deref().unwrap_or_default());
        component.properties.extend(groups.map(|groups| ("groups".to_owned(), groups)));
        if self.optional {
            component.properties.insert("optional".to_owned(), "true".to_owned());
        }
        Ok(found)
    }

    fn needs(&self) -> Vec<Need> {
        let mut needs = Vec::new();
        for (name, dependency) in self.dependencies.iter().take(limits::NEEDS) {
            let Some(name) = normalized(name) else { continue };
            let one = |conditions: &Conditions| {
                let extra = self.extra(&name).filter(|_| conditions.optional);
                Need {
                    kind: extra.map_or(DependencyKind::Runtime, DependencyKind::Extra),
                    any_of: vec![name.clone()],
                    extras: sorted(&conditions.extras),
                    marker: conditions.markers.clone(),
                    requirement: None,
                    is_optional: conditions.optional || conditions.markers.is_some(),
                }
            };
            match dependency {
                Dependency::Range(_) => needs.push(one(&Conditions::default())),
                Dependency::Table(conditions) => needs.push(one(conditions)),
                Dependency::Several(all) => needs.extend(all.iter().map(one)),
            }
        }
        needs
    }

    /// The first extra that asks for what is called `name`.
    fn extra(&self, name: &str) -> Option<String> {
        let begins = |text: &String| {
            let end = text.find([' ', '(', '[', '<', '>', '=', '~', '!', ';']);
            normalized(text.get(..end.unwrap_or(text.len())).unwrap_or_default()).as_deref()
                == Some(name)
        };
        let (extra, _) = self.extras.iter().find(|(_, needs)| needs.iter().any(begins))?;
        Some(normalized(extra).unwrap_or_else(|| extra.clone()))
    }
}

fn sorted(extras: &[String]) -> Vec<String> {
    let mut extras: Vec<String> = extras.iter().filter_map(|extra| normalized(extra)).collect();
    extras.sort();
    extras.dedup();
    extras
}

impl WrittenFile {
    fn locked(&self) -> Result<LockedFile, keelmark_model::DigestError> {
        let place = self.file.as_deref().or(self.url.as_deref()).unwrap_or_default();
        lock_file::locked(place, self.hash.as_deref())
    }
}

impl WrittenSource {
    fn source(&self) -> Source {
        let url = without_credentials(&self.url);
        match self.ty.as_str() {
            "git" => Source::Git {
                url,
                commit: self.resolved_reference.clone(),
                subdirectory: self.subdirectory.clone(),
            },
            "url" => Source::Url(url),
            "directory" | "file" => Source::Path(url),
            _ => Source::Registry(url),
        }
    }
}
