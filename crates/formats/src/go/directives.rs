//! The directives of `go.mod` and `go.work`.
//!
//! Source: "Go Modules Reference", sections "go.mod files" and "Workspaces".

use std::collections::HashMap;

use super::{check_count, text};
use crate::ParseError;

/// What a go.mod or a go.work says.
#[derive(Debug, Default)]
pub(crate) struct Directives<'a> {
    /// Path of the module itself.
    pub(crate) path: Option<&'a str>,
    /// The version of Go that it is written for.
    pub(crate) go: Option<&'a str>,
    /// Modules that are built with, in the order written.
    pub(crate) requires: Vec<Required<'a>>,
    /// What is replaced, by path and version (any, where that is empty), and by what.
    pub(crate) replaces: HashMap<(&'a str, &'a str), Replacement<'a>>,
    /// Folders of modules, in a go.work.
    pub(crate) uses: Vec<&'a str>,
    /// Lines that are no directive of the form they should have.
    pub(crate) faults: Vec<u32>,
}

/// A module that is asked for, as it stands there.
#[derive(Debug)]
pub(crate) struct Required<'a> {
    pub(crate) path: &'a str,
    pub(crate) version: &'a str,
    /// Whether only others need it.
    pub(crate) is_indirect: bool,
    pub(crate) line: u32,
}

/// What a project has in the place of a module.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Replacement<'a> {
    /// Files of its own: no name and version that anybody else knows.
    Folder(&'a str),
    /// Path and version of another.
    Module(&'a str, &'a str),
}

impl<'a> Replacement<'a> {
    /// What stands behind `=>`; nothing where it is of another form.
    pub(crate) fn of(words: &[&'a str]) -> Option<Self> {
        match words {
            [folder] => Some(Self::Folder(folder)),
            [path, version] => Some(Self::Module(path, version)),
            _ => None,
        }
    }
}

impl<'a> Directives<'a> {
    /// Reads a file, behind a byte order mark or not.
    ///
    /// # Errors
    /// `document.encoding`, and `document.size` for more modules than are read.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        let mut directives = Self::default();
        let mut block = None;
        for (line, number) in text(bytes)?.lines().zip(1..) {
            let (code, comment) = line.split_once("//").unwrap_or((line, ""));
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
            if !directives.take(directive, arguments, is_indirect, number) {
                directives.faults.push(number);
            }
        }
        check_count(directives.requires.len())?;
        Ok(directives)
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
                self.requires.push(Required { path, version, is_indirect, line });
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

    /// What is built where `path` at `version` is asked for: what replaces this version goes before what replaces
    /// any.
    pub(crate) fn replacement(&self, path: &str, version: &str) -> Option<Replacement<'a>> {
        let of = |version| self.replaces.get(&(path, version)).copied();
        of(version).or_else(|| of(""))
    }
}

fn unquoted(word: &str) -> &str {
    let quoted =
        ['"', '`'].into_iter().find_map(|quote| word.strip_prefix(quote)?.strip_suffix(quote));
    quoted.unwrap_or(word)
}
