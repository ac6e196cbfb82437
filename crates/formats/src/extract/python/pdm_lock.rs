//! `pdm.lock`, version 4.
//!
//! Source: the files PDM writes, and its documentation ("Lock file"). A package that is asked for with
//! extras has an entry for each set of them beside its own.

use keelmark_model::{DependencyKind, Ecosystem, LockedFile, Source};
use serde::Deserialize;
use toml::Spanned;

use super::super::pinned::Pinned;
use super::super::{Extract, Extractor, File, Found, Pattern, Wanted};
use super::lock_file::{self, Lines};
use super::metadata;
use crate::lock::source::without_credentials;
use crate::manifest::python::{normalized, requirement};
use crate::{ParseError, codes, limits, toml as strict};

/// `pdm.lock`.
pub(crate) static PDM_LOCK: Extractor = Extractor {
    id: "pdm-lock",
    version: 2,
    example: "pdm.lock",
    reads: &[Pattern::Name("pdm.lock")],
    limit: limits::TOML_TREE_BYTES,
    extract,
};

#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    package: Vec<Package>,
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Metadata {
    lock_version: String,
}

#[derive(Deserialize)]
struct Package {
    name: Spanned<String>,
    version: Option<String>,
    summary: Option<String>,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    dependencies: Vec<String>,
    #[serde(default)]
    files: Vec<WrittenFile>,
    git: Option<String>,
    revision: Option<String>,
    subdirectory: Option<String>,
    path: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct WrittenFile {
    file: Option<String>,
    url: Option<String>,
    hash: Option<String>,
}

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let lock: Lock = strict::parse(file.bytes)?;
    let version = &lock.metadata.lock_version;
    if !version.starts_with("4.") {
        let message = format!("version {version} of PDM's lock; read is 4");
        return Err(ParseError::new(&codes::LOCK_VERSION, message));
    }
    let mut lines = Lines::of(file.bytes);
    let mut extract = Extract::default();
    for package in &lock.package {
        let line = lines.at(package.name.span().start);
        if !lock_file::push(&mut extract, file, line, package.found(line, file)) {
            break;
        }
    }
    Ok(extract)
}

impl Package {
    fn found(&self, line: Option<u32>, file: &File<'_>) -> Result<Found, String> {
        let name = self.name.get_ref();
        let normal = normalized(name).ok_or_else(|| format!("`{name}` is not a name"))?;
        let wrong = |error: &dyn std::fmt::Display| format!("package `{name}`: {error}");
        let files = self.files.iter().map(WrittenFile::locked).collect::<Result<_, _>>();
        let pinned = Pinned {
            ecosystem: Ecosystem::Python,
            name: &normal,
            version: self.version.as_deref(),
            source: self.source(),
            files: files.map_err(|error| wrong(&error))?,
            line,
        };
        let mut found = pinned.found(file).map_err(|error| wrong(&error))?;
        for text in self.dependencies.iter().take(limits::NEEDS) {
            found.needs.push(metadata::need(requirement::written(text)?));
        }
        found.component.description = self.summary.clone().filter(|text| !text.is_empty());
        if !self.groups.is_empty() {
            let groups = self.groups.join(", ");
            // A group is an extra of the project or for development: the lock does not say which.
            found.wanted = lock_file::of_groups(&groups).map(|wanted| match wanted.kind {
                DependencyKind::Group(name) => {
                    Wanted { kind: DependencyKind::Extra(name), ..wanted }
                }
                _ => wanted,
            });
            found.component.properties.insert("groups".to_owned(), groups);
        }
        Ok(found)
    }

    fn source(&self) -> Source {
        match (&self.git, &self.url, &self.path) {
            (Some(git), _, _) => Source::Git {
                url: without_credentials(git),
                commit: self.revision.clone(),
                subdirectory: self.subdirectory.clone(),
            },
            (None, Some(url), _) => Source::Url(without_credentials(url)),
            (None, None, Some(path)) => Source::Path(path.clone()),
            (None, None, None) => Source::Unknown,
        }
    }
}

impl WrittenFile {
    fn locked(&self) -> Result<LockedFile, keelmark_model::DigestError> {
        let place = self.url.as_deref().or(self.file.as_deref()).unwrap_or_default();
        lock_file::locked(place, self.hash.as_deref())
    }
}
