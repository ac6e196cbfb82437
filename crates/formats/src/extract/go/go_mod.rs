//! `go.mod`: the modules a project is built with. Since Go 1.17 it lists all of them, at the versions the
//! build takes; before, only those needed by name and what they could not say themselves.
//!
//! Source: "Go Modules Reference", go.mod files.

use std::collections::HashMap;

use keelmark_model::bom::{Completeness, ComponentKind, Evidence, State};
use keelmark_model::{PurlError, Relation, Scope, Usage};

use super::super::{Extract, Extractor, File, Found, Need, Pattern};
use super::{Replacement, component, home};
use crate::{ParseError, codes, limits};

/// `go.mod`.
pub(crate) static GO_MOD: Extractor = Extractor {
    id: "go-mod",
    version: 2,
    example: "go.mod",
    reads: &[Pattern::Name("go.mod")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let text = std::str::from_utf8(file.bytes).map_err(|error| {
        ParseError::at(&codes::DOCUMENT_ENCODING, "not UTF-8", file.bytes, error.valid_up_to())
    })?;
    let project = Project::parse(text.strip_prefix('\u{feff}').unwrap_or(text));
    if project.requires.len() > limits::PACKAGES {
        let message = format!("more than {} modules", limits::PACKAGES);
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    for line in &project.faults {
        extract.gaps.push(file.entry_gap(Some(*line), "a line that is no directive of go.mod"));
    }
    let Some(path) = project.path else { return Ok(extract) };
    let mut needs = Vec::new();
    for require in &project.requires {
        match project.found(require, file) {
            Ok(found) => {
                if !require.is_indirect {
                    needs.push(Need::runtime(found.component.name.clone()));
                }
                extract.packages.push(found);
            }
            Err(error) => extract.gaps.push(file.entry_gap(Some(require.line), error.to_string())),
        }
    }
    match component(path, "", State::Locked) {
        Ok(mut component) => {
            component.kind = ComponentKind::Application;
            component.dependencies = project.completeness();
            let version = project.go.map(|version| ("go:version".to_owned(), version.to_owned()));
            component.properties.extend(version);
            let found = Found::new(component, Evidence::Manifest, file.path);
            extract.packages.push(Found { needs, is_project: true, ..found });
        }
        Err(error) => extract.gaps.push(file.entry_gap(None, error.to_string())),
    }
    Ok(extract)
}

/// What a go.mod or a go.work says.
#[derive(Default)]
pub(super) struct Project<'a> {
    path: Option<&'a str>,
    go: Option<&'a str>,
    requires: Vec<Require<'a>>,
    /// What is replaced, by path and version (any, where that is empty), and by what.
    pub(super) replaces: HashMap<(&'a str, &'a str), Replacement<'a>>,
    /// Lines that could not be read.
    pub(super) faults: Vec<u32>,
    /// Folders of modules, in a go.work.
    pub(super) uses: Vec<&'a str>,
}

struct Require<'a> {
    path: &'a str,
    version: &'a str,
    is_indirect: bool,
    line: u32,
}

impl<'a> Project<'a> {
    pub(super) fn parse(text: &'a str) -> Self {
        let mut project = Self::default();
        let mut block = None;
        for (text, line) in text.lines().zip(1..) {
            let (code, comment) = text.split_once("//").unwrap_or((text, ""));
            let words: Vec<&str> = code.split_ascii_whitespace().map(unquoted).collect();
            let (directive, arguments) = match (block, words.as_slice()) {
                (_, []) => continue,
                (Some(_), [")"]) => {
                    block = None;
                    continue;
                }
                (Some(directive), arguments) => (directive, arguments),
                (None, [directive, "("]) => {
                    block = Some(*directive);
                    continue;
                }
                (None, [directive, arguments @ ..]) => (*directive, arguments),
            };
            let is_indirect = comment.trim().starts_with("indirect");
            if !project.take(directive, arguments, is_indirect, line) {
                project.faults.push(line);
            }
        }
        project
    }

    /// Takes one directive; `false` when it is of a known kind and another form.
    fn take(
        &mut self,
        directive: &str,
        arguments: &[&'a str],
        is_indirect: bool,
        line: u32,
    ) -> bool {
        match (directive, arguments) {
            ("module", [path]) => self.path = Some(path),
            ("go", [version]) => self.go = Some(version),
            ("use", [folder]) => self.uses.push(folder),
            ("require", [path, version]) => {
                self.requires.push(Require { path, version, is_indirect, line });
            }
            ("replace", [path, "=>", by @ ..]) if Replacement::of(by).is_some() => {
                self.replaces.extend(Replacement::of(by).map(|by| ((*path, ""), by)));
            }
            ("replace", [path, version, "=>", by @ ..]) if Replacement::of(by).is_some() => {
                self.replaces.extend(Replacement::of(by).map(|by| ((*path, *version), by)));
            }
            ("module" | "go" | "require" | "replace" | "use", _) => return false,
            // Directives that name no module that is built.
            _ => {}
        }
        true
    }

    fn found(&self, require: &Require<'_>, file: &File<'_>) -> Result<Found, PurlError> {
        let (path, version) = (require.path, require.version);
        // One for this version goes before one for any.
        let of = |version| self.replaces.get(&(path, version));
        let mut component = match of(version).or_else(|| of("")) {
            Some(replacement) => replacement.component(path, version)?,
            None => component(path, version, State::Locked)?,
        };
        component.scope = Some(scope(require.is_indirect));
        let home = home(file.folder(), &component);
        let found = Found::new(component, Evidence::Lockfile, file.path);
        Ok(Found { home, line: Some(require.line), ..found })
    }

    /// Whether all modules are listed: `go 1.17` and later.
    fn completeness(&self) -> Completeness {
        let mut numbers = self.go.unwrap_or_default().split('.').map(str::parse::<u32>);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(1)), Some(Ok(17..))) | (Some(Ok(2..)), _) => Completeness::Complete,
            _ => Completeness::Incomplete,
        }
    }
}

fn scope(is_indirect: bool) -> Scope {
    let relation = if is_indirect { Relation::Transitive } else { Relation::Direct };
    Scope { relation, usage: Usage::Runtime }
}

fn unquoted(word: &str) -> &str {
    let quoted =
        ['"', '`'].into_iter().find_map(|quote| word.strip_prefix(quote)?.strip_suffix(quote));
    quoted.unwrap_or(word)
}
