//! `yarn.lock`: version 1, of Yarn 1, and the YAML that Yarn 2 and later write.
//!
//! Source: the files Yarn writes, its documentation ("yarn.lock", "Lexicon": descriptors and
//! locators), and the grammar of version 1 in `@yarnpkg/lockfile`. Every entry is keyed by the
//! descriptors it answers to, which are what others need it by.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use keelmark_model::bom::{ComponentKind, State};
use keelmark_model::{
    DependencyKind, Digest, DigestAlgorithm, Ecosystem, LockedFile, LockedFileKind, Relation,
    Scope, Source, Usage,
};
use serde::Deserialize;

use super::super::pinned::Pinned;
use super::super::{Extract, Extractor, File, Found, Need, Pattern, yaml};
use super::{split_at_sign, yarn_lines};
use crate::lock::integrity;
use crate::lock::source::{file_name, git, tarball, without_credentials};
use crate::{ParseError, codes, limits};

/// `yarn.lock`.
pub(crate) static YARN_LOCK: Extractor = Extractor {
    id: "yarn-lock",
    version: 2,
    example: "yarn.lock",
    reads: &[Pattern::Name("yarn.lock")],
    limit: limits::DOCUMENT_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let text = std::str::from_utf8(file.bytes).map_err(|error| {
        ParseError::at(&codes::DOCUMENT_ENCODING, "not UTF-8", file.bytes, error.valid_up_to())
    })?;
    // Yarn 1 says so in a comment; later versions begin with their metadata.
    let mut extract = match text.lines().any(|line| line.trim_end() == "__metadata:") {
        true => berry(text, file)?,
        false => classic(text, file),
    };
    close(&mut extract, file);
    Ok(extract)
}

/// Yarn writes an entry for whatever another needs: one that is not there was cut off or merged away.
///
/// A `resolutions` field of a manifest has packages stand in for others, under a descriptor of its own. The
/// only entry of the name is meant then.
fn close(extract: &mut Extract, file: &File<'_>) {
    let packages = &extract.packages;
    let known: HashSet<String> =
        packages.iter().flat_map(|found| found.names.iter().cloned()).collect();
    let mut called: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, found) in packages.iter().enumerate() {
        let names = found.names.iter().filter_map(|one| split_at_sign(one));
        let names: BTreeSet<&str> = names.map(|(name, _)| name).collect();
        names.into_iter().for_each(|name| called.entry(name.to_owned()).or_default().push(at));
    }
    let first = |at: usize| packages.get(at).and_then(|found| found.names.first().cloned());
    let stand_in = |need: &Need| {
        let (name, _) = split_at_sign(need.any_of.first()?)?;
        match called.get(name)?.as_slice() {
            [only] => first(*only),
            _ => None,
        }
    };
    let is_open = |need: &Need| !need.any_of.iter().any(|one| known.contains(one));
    let answers: HashMap<String, String> = packages
        .iter()
        .flat_map(|found| found.needs.iter().filter(|need| is_open(need)))
        .filter_map(|need| Some((need.any_of.first()?.clone(), stand_in(need)?)))
        .collect();
    for found in &mut extract.packages {
        for need in found.needs.iter_mut().filter(|need| is_open(need)) {
            let Some(wanted) = need.any_of.first() else { continue };
            match answers.get(wanted) {
                Some(answer) => need.any_of.push(answer.clone()),
                None if need.is_optional => {}
                None => {
                    let message = format!("no entry is for `{wanted}`, which another one needs");
                    extract.gaps.push(file.entry_gap(found.line, message));
                }
            }
        }
    }
}

/// An entry of version 1.
#[derive(Default)]
struct Classic<'a> {
    descriptors: Vec<&'a str>,
    line: u32,
    version: Option<&'a str>,
    resolved: Option<&'a str>,
    integrity: Option<&'a str>,
    needs: Vec<Need>,
}

fn classic(text: &str, file: &File<'_>) -> Extract {
    let mut extract = Extract::default();
    let mut entry: Option<Classic<'_>> = None;
    let mut table = "";
    for (line, number) in text.lines().zip(1..) {
        let bare = line.trim_start();
        let indentation = line.len() - bare.len();
        let bare = bare.trim_end();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        match (indentation, &mut entry) {
            (0, _) => {
                finish(entry.take(), file, &mut extract);
                if extract.is_full(file, Some(number)) {
                    break;
                }
                let descriptors = bare.strip_suffix(':').map(descriptors).unwrap_or_default();
                if descriptors.is_empty() {
                    extract.gaps.push(file.entry_gap(Some(number), "a line that begins no entry"));
                    continue;
                }
                entry = Some(Classic { descriptors, line: number, ..Classic::default() });
            }
            (2, Some(entry)) => {
                let (key, value) = bare.split_once(' ').unwrap_or((bare, ""));
                table = bare.strip_suffix(':').unwrap_or_default();
                match key {
                    "version" => entry.version = Some(unquoted(value)),
                    "resolved" => entry.resolved = Some(unquoted(value)),
                    "integrity" => entry.integrity = Some(unquoted(value)),
                    _ => {}
                }
            }
            (_, Some(entry)) if entry.needs.len() < limits::NEEDS => {
                entry.needs.extend(classic_need(table, bare));
            }
            _ => {}
        }
    }
    finish(entry, file, &mut extract);
    extract
}

/// `a@^1, "@b/c@^2"`.
fn descriptors(key: &str) -> Vec<&str> {
    key.split(", ").map(|one| unquoted(one.trim())).filter(|one| !one.is_empty()).collect()
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text)
}

/// `name "range"` of a table.
fn classic_need(table: &str, line: &str) -> Option<Need> {
    let (name, range) = line.split_once(' ')?;
    let kind = match table {
        "dependencies" => DependencyKind::Runtime,
        "optionalDependencies" => DependencyKind::Optional,
        _ => return None,
    };
    let is_optional = kind == DependencyKind::Optional;
    let descriptor = format!("{}@{}", unquoted(name), unquoted(range));
    Some(Need { kind, is_optional, ..Need::runtime(descriptor) })
}

fn finish(entry: Option<Classic<'_>>, file: &File<'_>, extract: &mut Extract) {
    let Some(entry) = entry else { return };
    let line = entry.line;
    match entry.found(file) {
        Ok(found) => extract.packages.push(found),
        Err(message) => extract.gaps.push(file.entry_gap(Some(line), message)),
    }
}

impl Classic<'_> {
    fn found(self, file: &File<'_>) -> Result<Found, String> {
        let descriptor = self.descriptors.first().copied().unwrap_or_default();
        let (key, range) = split_at_sign(descriptor)
            .ok_or_else(|| format!("`{descriptor}` is not a name with a range"))?;
        // An alias answers to its own name, and is what it stands for.
        let alias = range.strip_prefix("npm:");
        let name = alias.map_or(key, |real| split_at_sign(real).map_or(real, |(name, _)| name));
        let resolved = self.resolved.unwrap_or_default();
        let (address, hash) = resolved.split_once('#').unwrap_or((resolved, ""));
        let is_git = resolved.starts_with("git") || address.ends_with(".git");
        let source = match resolved {
            "" => Source::Unknown,
            _ if is_git => git(resolved),
            _ if address.contains("://") => tarball(name, address),
            _ => Source::Path(address.trim_start_matches("file:").to_owned()),
        };
        let wrong = |error: &dyn std::fmt::Display| format!("package `{name}`: {error}");
        let mut digests = integrity(self.integrity.unwrap_or_default()).map_err(|it| wrong(&it))?;
        // Before there was `integrity`, the address ended in a SHA-1.
        if digests.is_empty() && !is_git {
            digests.extend(Digest::from_hex(DigestAlgorithm::Sha1, hash));
        }
        let archive = (!is_git && address.contains("://")).then(|| LockedFile {
            kind: LockedFileKind::Source,
            name: file_name(address),
            url: Some(without_credentials(address)),
            size: None,
            digests,
        });
        let pinned = Pinned {
            ecosystem: Ecosystem::Npm,
            name,
            version: self.version,
            source,
            files: archive.into_iter().collect(),
            line: Some(self.line),
        };
        let mut found = pinned.found(file).map_err(|error| wrong(&error))?;
        found.names = self.descriptors.iter().map(|one| (*one).to_owned()).collect();
        found.needs = self.needs;
        Ok(found)
    }
}

/// An entry of Yarn 2 and later.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Berry {
    pub(super) version: Option<String>,
    pub(super) resolution: Option<String>,
    #[serde(default)]
    pub(super) dependencies: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) dependencies_meta: BTreeMap<String, Meta>,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
pub(super) struct Meta {
    #[serde(default)]
    pub(super) optional: bool,
}

fn berry(text: &str, file: &File<'_>) -> Result<Extract, ParseError> {
    let entries = yarn_lines::parse(text).map_or_else(|| yaml::parse(file.bytes), Ok)?;
    let lines = yaml::lines_of_keys(file.bytes, 0);
    let mut extract = Extract::default();
    for (key, entry) in entries.iter().filter(|(key, _)| *key != "__metadata") {
        let line = lines.get(key.as_str()).copied();
        if extract.is_full(file, line) {
            break;
        }
        match entry.found(key, line, file) {
            Ok(found) => extract.packages.push(found),
            Err(message) => extract.gaps.push(file.entry_gap(line, message)),
        }
    }
    Ok(extract)
}

impl Berry {
    fn found(&self, key: &str, line: Option<u32>, file: &File<'_>) -> Result<Found, String> {
        let locator = self.resolution.as_deref().unwrap_or_default();
        let (name, reference) = split_at_sign(locator)
            .ok_or_else(|| format!("`{key}` is not resolved to a name with a reference"))?;
        let (protocol, rest) = reference.split_once(':').unwrap_or(("", reference));
        let is_project = protocol == "workspace";
        let source = match protocol {
            // The default registry, or another whose archive's address follows.
            "npm" => match rest.split_once("::__archiveUrl=") {
                Some((_, url)) => {
                    let url = keelmark_model::purl::decode(url).unwrap_or_default().into_owned();
                    tarball(name, &url)
                }
                None => Source::Unknown,
            },
            "workspace" | "file" | "link" | "portal" => {
                Source::Path(rest.split("::").next().unwrap_or_default().to_owned())
            }
            "patch" => Source::Unknown,
            _ if reference.contains("#commit=") || protocol.starts_with("git") => {
                git(&reference.replace("#commit=", "#"))
            }
            _ => Source::Url(without_credentials(reference)),
        };
        let version = self.version.as_deref().filter(|version| *version != "0.0.0-use.local");
        let pinned =
            Pinned { ecosystem: Ecosystem::Npm, name, version, source, files: Vec::new(), line };
        let found = pinned.found(file).map_err(|error| format!("package `{name}`: {error}"))?;
        let mut found = Found { needs: self.needs(), is_project, ..found };
        found.names = key.split(", ").map(str::to_owned).collect();
        if protocol == "patch" {
            found.component.properties.insert("patched".to_owned(), "true".to_owned());
        }
        if is_project {
            found.component.kind = ComponentKind::Application;
            // Its manifest has its version.
            found.component.state = State::Declared;
            let is_root = found.component.source == Source::Path(".".to_owned());
            let relation = if is_root { Relation::Root } else { Relation::Member };
            found.component.scope = Some(Scope { relation, usage: Usage::Runtime });
        }
        Ok(found)
    }

    /// Older versions leave `npm:` out.
    fn needs(&self) -> Vec<Need> {
        let all = self.dependencies.iter().take(limits::NEEDS);
        all.map(|(name, range)| {
            let is_optional = self.dependencies_meta.get(name).is_some_and(|meta| meta.optional);
            let kind = if is_optional { DependencyKind::Optional } else { DependencyKind::Runtime };
            let any_of = vec![format!("{name}@{range}"), format!("{name}@npm:{range}")];
            Need { kind, any_of, is_optional, ..Need::runtime("") }
        })
        .collect()
    }
}
