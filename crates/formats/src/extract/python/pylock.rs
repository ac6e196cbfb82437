//! `pylock.toml` and `pylock.NAME.toml`, version 1.
//!
//! Source: PEP 751, "pylock.toml Specification" in the Python Packaging User Guide.

use std::collections::{BTreeMap, HashSet};

use keelmark_model::{
    DependencyKind, Digest, DigestAlgorithm, DigestError, Ecosystem, LockedFile, LockedFileKind,
    Relation, Scope, Source, Usage,
};
use serde::Deserialize;
use toml::Spanned;

use super::super::pinned::Pinned;
use super::super::{Extract, Extractor, File, Found, Need, Pattern, Wanted};
use super::lock_file::{self, Lines};
use crate::lock::source::{file_name, without_credentials};
use crate::manifest::python::normalized;
use crate::{ParseError, codes, limits, toml as strict};

/// `pylock.toml`.
pub(crate) static PYLOCK: Extractor = Extractor {
    id: "pylock",
    version: 2,
    example: "pylock.toml",
    reads: &[Pattern::Stem("pylock.")],
    limit: limits::TOML_TREE_BYTES,
    extract,
};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Lock {
    lock_version: String,
    #[serde(default)]
    default_groups: Vec<String>,
    #[serde(default)]
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: Spanned<String>,
    version: Option<String>,
    marker: Option<String>,
    #[serde(default)]
    dependencies: Vec<Reference>,
    vcs: Option<Vcs>,
    directory: Option<Folder>,
    archive: Option<WrittenFile>,
    index: Option<String>,
    sdist: Option<WrittenFile>,
    #[serde(default)]
    wheels: Vec<WrittenFile>,
}

/// What tells one package of the lock from the others.
#[derive(Deserialize)]
struct Reference {
    name: String,
    version: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Vcs {
    #[serde(rename = "type")]
    ty: String,
    url: Option<String>,
    path: Option<String>,
    commit_id: String,
    subdirectory: Option<String>,
}

#[derive(Deserialize)]
struct Folder {
    path: String,
}

#[derive(Deserialize)]
struct WrittenFile {
    name: Option<String>,
    url: Option<String>,
    path: Option<String>,
    size: Option<u64>,
    #[serde(default)]
    hashes: BTreeMap<String, String>,
}

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    if !file.name().ends_with(".toml") {
        return Ok(extract);
    }
    let lock: Lock = strict::parse(file.bytes)?;
    if lock.lock_version.split('.').next() != Some("1") {
        let message = format!("version {} of pylock.toml; read is 1", lock.lock_version);
        return Err(ParseError::new(&codes::LOCK_VERSION, message));
    }
    let mut lines = Lines::of(file.bytes);
    for package in &lock.packages {
        let line = lines.at(package.name.span().start);
        if !lock_file::push(
            &mut extract,
            file,
            line,
            package.found(line, file, &lock.default_groups),
        ) {
            break;
        }
    }
    if extract.packages.iter().any(|found| found.wanted.is_some()) {
        settle(&lock, &mut extract);
    }
    Ok(extract)
}

/// What others need and no marker leaves to a group or an extra is always installed, also where only those
/// need it that a marker does.
fn settle(lock: &Lock, extract: &mut Extract) {
    let needed = lock.packages.iter().flat_map(|package| &package.dependencies);
    let needed: HashSet<String> = needed.filter_map(|it| normalized(&it.name)).collect();
    let usual = extract.packages.iter_mut().filter(|found| found.wanted.is_none());
    for found in usual.filter(|found| needed.contains(&found.component.name)) {
        let (relation, usage) = (Relation::Transitive, Usage::Runtime);
        found.component.scope = Some(Scope { relation, usage });
    }
}

/// Why a project has a package with `marker`, if each of its alternatives asks for an extra or for a group
/// of dependencies that is not installed by default (PEP 751, "packages.marker").
fn wanted(marker: &str, default_groups: &[String]) -> Option<Wanted> {
    let kinds = marker.split(" or ").map(|alternative| {
        let clauses =
            alternative.split(" and ").map(|it| it.trim().trim_matches(['(', ')']).trim());
        clauses.filter_map(member).find(|kind| match kind {
            DependencyKind::Group(group) => !default_groups.contains(group),
            _ => true,
        })
    });
    let kinds: Vec<DependencyKind> = kinds.collect::<Option<_>>()?;
    Some(Wanted { kind: kinds.into_iter().min()?, is_direct: false })
}

/// What `'name' in extras` or `'name' in dependency_groups` asks for.
fn member(clause: &str) -> Option<DependencyKind> {
    let (name, list) = clause.split_once(" in ")?;
    let name = name.trim();
    let name = name.strip_suffix(['"', '\''])?.strip_prefix(['"', '\''])?.to_owned();
    match list.trim() {
        "extras" => Some(DependencyKind::Extra(name)),
        "dependency_groups" => Some(DependencyKind::Group(name)),
        _ => None,
    }
}

impl Package {
    fn found(
        &self,
        line: Option<u32>,
        file: &File<'_>,
        default_groups: &[String],
    ) -> Result<Found, String> {
        let name = self.name.get_ref();
        let normal = normalized(name).ok_or_else(|| format!("`{name}` is not a name"))?;
        let wrong = |error: &dyn std::fmt::Display| format!("package `{name}`: {error}");
        let source = [&self.archive, &self.sdist].into_iter().flatten();
        let source = source.map(|file| file.locked(LockedFileKind::Source));
        let built = self.wheels.iter().map(|file| file.locked(LockedFileKind::Built));
        let files = source.chain(built).collect::<Result<_, _>>();
        let pinned = Pinned {
            ecosystem: Ecosystem::Python,
            name: &normal,
            version: self.version.as_deref(),
            source: self.source(),
            files: files.map_err(|error: DigestError| wrong(&error))?,
            line,
        };
        let mut found = pinned.found(file).map_err(|error| wrong(&error))?;
        let version = self.version.as_deref().unwrap_or_default();
        found.names.push(format!("{normal}=={version}"));
        found.needs = self.needs();
        found.wanted = self.marker.as_deref().and_then(|marker| wanted(marker, default_groups));
        if let Some(marker) = &self.marker {
            found.component.properties.insert("marker".to_owned(), marker.clone());
        }
        Ok(found)
    }

    fn needs(&self) -> Vec<Need> {
        let all = self.dependencies.iter().take(limits::NEEDS);
        all.filter_map(|reference| {
            let name = normalized(&reference.name)?;
            Some(Need::runtime(match &reference.version {
                Some(version) => format!("{name}=={version}"),
                None => name,
            }))
        })
        .collect()
    }

    fn source(&self) -> Source {
        if let Some(vcs) = &self.vcs {
            let place = vcs.url.as_deref().or(vcs.path.as_deref()).unwrap_or_default();
            let url = without_credentials(place);
            let (commit, subdirectory) = (Some(vcs.commit_id.clone()), vcs.subdirectory.clone());
            return match vcs.ty.as_str() {
                "git" => Source::Git { url, commit, subdirectory },
                ty => Source::Url(format!("{ty}+{url}@{}", vcs.commit_id)),
            };
        }
        if let Some(Folder { path }) = &self.directory {
            return Source::Path(path.clone());
        }
        match self.archive.as_ref().map(|archive| (&archive.url, &archive.path)) {
            Some((Some(url), _)) => Source::Url(without_credentials(url)),
            Some((None, Some(path))) => Source::Path(path.clone()),
            _ => match &self.index {
                Some(index) => Source::Registry(without_credentials(index)),
                None => Source::Unknown,
            },
        }
    }
}

impl WrittenFile {
    /// Digests by algorithms that are not known here say nothing.
    fn locked(&self, kind: LockedFileKind) -> Result<LockedFile, DigestError> {
        let digests = self.hashes.iter().filter_map(|(name, hex)| {
            let algorithm = DigestAlgorithm::from_name(name)?;
            Some(Digest::from_hex(algorithm, &hex.to_ascii_lowercase()))
        });
        let place = [&self.name, &self.url, &self.path].into_iter().flatten().next();
        Ok(LockedFile {
            kind,
            name: place.map(|place| file_name(place)).unwrap_or_default(),
            url: self.url.as_deref().map(without_credentials),
            size: self.size,
            digests: digests.collect::<Result<_, _>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use keelmark_model::DependencyKind::{self, Extra, Group};

    use super::wanted;

    #[test]
    fn markers_say_what_for() {
        let group = |name: &str| Some(Group(name.to_owned()));
        let cases: [(&str, Option<DependencyKind>); 8] = [
            ("'dev' in dependency_groups", group("dev")),
            ("\"cli\" in extras", Some(Extra("cli".to_owned()))),
            ("('cli' in extras) and python_version < '3.12'", Some(Extra("cli".to_owned()))),
            ("'dev' in dependency_groups or 'test' in dependency_groups", group("dev")),
            ("'dev' in dependency_groups or sys_platform == 'linux'", None),
            ("'main' in dependency_groups", None),
            ("'dev' not in dependency_groups", None),
            ("sys_platform in 'linux'", None),
        ];
        for (marker, kind) in cases {
            let found = wanted(marker, &["main".to_owned()]).map(|wanted| wanted.kind);
            assert_eq!(found, kind, "{marker}");
        }
    }
}
