//! `Gemfile.lock`.
//!
//! Source: Bundler's `LockfileGenerator` and `LockfileParser`: sections in capitals; in those of
//! sources, gems after four spaces and what they need after six.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use keelmark_model::bom::{Completeness, Evidence, State};
use keelmark_model::{Digest, DigestAlgorithm, Source};

use super::component;
use crate::extract::{Extract, Extractor, File, Found, Need, Pattern, Wanted};
use crate::lock::source::{purl_from, without_credentials};
use crate::{ParseError, limits, toml};

pub(crate) static GEMFILE_LOCK: Extractor = Extractor {
    id: "gemfile-lock",
    version: 4,
    example: "Gemfile.lock",
    reads: &[Pattern::Name("Gemfile.lock"), Pattern::Name("gems.locked")],
    limit: limits::DOCUMENT_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let text = toml::text(file.bytes)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let digests = checksums(text);
    let mut extract = Extract::default();
    let mut section = Section::default();
    let mut direct = HashSet::new();
    let mut is_whole = false;
    for (number, line) in (1..).zip(text.lines()) {
        let indentation = line.len() - line.trim_start_matches(' ').len();
        let entry = line.trim();
        match (indentation, section.kind) {
            _ if entry.is_empty() => {}
            (0, _) => {
                is_whole |= entry == "DEPENDENCIES";
                section = Section { kind: entry, ..Section::default() };
            }
            (2, "GEM" | "GIT" | "PATH" | "PLUGIN SOURCE") => section.field(entry),
            (4, "GEM" | "GIT" | "PATH" | "PLUGIN SOURCE") => {
                if extract.is_full(file, Some(number)) {
                    is_whole = true;
                    break;
                }
                match found(entry, number, &section, &digests, file.path) {
                    Ok(found) => extract.packages.push(found),
                    Err(message) => {
                        extract.gaps.push(file.entry_gap(Some(number), message));
                        section.kind = "";
                    }
                }
            }
            (6, "GEM" | "GIT" | "PATH" | "PLUGIN SOURCE") => {
                if let Some(last) = extract.packages.last_mut() {
                    last.needs.push(need(entry));
                }
            }
            (2, "DEPENDENCIES") => {
                direct.extend(need(entry).any_of);
            }
            _ => {}
        }
    }
    close(&mut extract, is_whole, file);
    join_platforms(&mut extract.packages);
    for found in &mut extract.packages {
        let is_direct = direct.contains(&found.component.name);
        found.wanted = is_direct.then(Wanted::direct);
    }
    Ok(extract)
}

/// Bundler writes an entry for every gem that another needs, and behind them all those that the Gemfile
/// names: what is not there was cut off or merged away.
fn close(extract: &mut Extract, is_whole: bool, file: &File<'_>) {
    if !is_whole {
        let message = "it has no section `DEPENDENCIES`: a part may be cut off";
        extract.gaps.push(file.entry_gap(None, message));
    }
    let names = |found: &Found| found.component.name.clone();
    let known: HashSet<String> = extract.packages.iter().map(names).collect();
    for found in &extract.packages {
        let missing = found.needs.iter().filter(|need| !need.is_optional);
        let missing = missing.filter_map(|need| need.any_of.first());
        for name in missing.filter(|name| !known.contains(*name)) {
            let message = format!("no entry is for `{name}`, which another one needs");
            extract.gaps.push(file.entry_gap(found.line, message));
        }
    }
}

/// A gem that is built for several platforms is locked for each: a need of it is met by the one for the platform
/// at hand. Between those for one platform Bundler chooses that one.
fn join_platforms(packages: &mut [Found]) {
    let platform = |found: &Found| found.names.get(1).cloned();
    let mut platforms: HashMap<String, BTreeSet<String>> = HashMap::new();
    for found in packages.iter() {
        platforms.entry(found.component.name.clone()).or_default().extend(platform(found));
    }
    let mut left = limits::PLATFORM_NEEDS;
    for found in packages {
        let own = platform(found)
            .and_then(|name| name.strip_prefix(&found.component.name).map(str::to_owned));
        let mut more = Vec::new();
        for need in &mut found.needs {
            let Some(name) = need.any_of.first().cloned() else { continue };
            if let Some(own) = &own {
                need.any_of.insert(0, format!("{name}{own}"));
                continue;
            }
            let others = platforms.get(&name).into_iter().flatten().take(left);
            let before = more.len();
            more.extend(others.map(|other| Need {
                any_of: vec![other.clone()],
                is_optional: true,
                ..need.clone()
            }));
            left -= more.len() - before;
        }
        found.needs.append(&mut more);
    }
}

/// The section a line is in.
#[derive(Default)]
struct Section<'a> {
    kind: &'a str,
    fields: BTreeMap<&'a str, &'a str>,
    /// Its gems come from any of several servers: from which, it does not say.
    has_several: bool,
}

impl<'a> Section<'a> {
    fn field(&mut self, line: &'a str) {
        if let Some((name, value)) = line.split_once(':') {
            let before = self.fields.insert(name, value.trim());
            self.has_several |= name == "remote" && before.is_some();
        }
    }

    fn source(&self) -> Source {
        let remote = self.fields.get("remote").map_or("", |remote| *remote);
        match self.kind {
            "GEM" if !remote.is_empty() && !self.has_several => {
                Source::Registry(without_credentials(remote))
            }
            "GIT" => Source::Git {
                url: without_credentials(remote),
                commit: self.fields.get("revision").map(|commit| (*commit).to_owned()),
                subdirectory: self.fields.get("glob").map(|glob| (*glob).to_owned()),
            },
            "PATH" => Source::Path(remote.to_owned()),
            _ => Source::Unknown,
        }
    }
}

fn found(
    entry: &str,
    line: u32,
    section: &Section<'_>,
    digests: &HashMap<&str, Vec<Digest>>,
    path: &str,
) -> Result<Found, String> {
    let (name, rest) = entry.split_once(" (").unwrap_or((entry, ""));
    let Some(full) = rest.strip_suffix(')').filter(|full| !full.is_empty()) else {
        return Err(format!("`{name}` has no version"));
    };
    let (version, platform) = full.split_once('-').unwrap_or((full, ""));
    let component = component(name, version, platform, State::Locked);
    let mut component = component.map_err(|error| error.to_string())?;
    component.source = section.source();
    component.digests = digests.get(entry).cloned().unwrap_or_default();
    component.dependencies = Completeness::Complete;
    if let Source::Registry(url) = &component.source
        && url.trim_end_matches('/') != "https://rubygems.org"
        && let Some(purl) = component.purl.take()
    {
        let purl = purl.with_qualifier("repository_url", url);
        component.purl = Some(purl.map_err(|error| error.to_string())?);
    }
    match &component.source {
        Source::Git { .. } => {
            component.purl = component.purl.take().map(|purl| purl_from(purl, &component.source));
        }
        // No server knows it, and a gem of its name there is another.
        Source::Path(folder) if folder != "." => component.purl = None,
        _ => {}
    }
    let mut found = Found::new(component, Evidence::Lockfile, path);
    if !platform.is_empty() {
        found.names.push(format!("{name}-{platform}"));
    }
    found.line = Some(line);
    // The project itself, where it is a gem.
    found.is_project = section.kind == "PATH" && section.fields.get("remote") == Some(&".");
    Ok(found)
}

/// `rack (~> 2.0, >= 2.2.4)`.
fn need(entry: &str) -> Need {
    let entry = entry.trim_end_matches('!');
    let (name, marker) = match entry.split_once(' ') {
        Some((name, requirement)) => (name, Some(requirement.to_owned())),
        None => (entry, None),
    };
    // Bundler does not lock itself.
    Need { marker, is_optional: name == "bundler", ..Need::runtime(name) }
}

/// Digests by `name (version)`, of Bundler 2.6 and later.
fn checksums(text: &str) -> HashMap<&str, Vec<Digest>> {
    let lines = text.lines().skip_while(|line| *line != "CHECKSUMS").skip(1);
    let lines = lines.take_while(|line| line.starts_with(' '));
    lines
        .filter_map(|line| {
            let (entry, digests) = line.trim().split_once(") ")?;
            let digest = |part: &str| {
                Digest::from_hex(DigestAlgorithm::Sha256, part.trim().strip_prefix("sha256=")?).ok()
            };
            let digests: Vec<Digest> = digests.split(',').filter_map(digest).collect();
            let end = line.find(entry)? + entry.len() + 1;
            Some((line.get(..end)?.trim_start(), digests))
        })
        .collect()
}
