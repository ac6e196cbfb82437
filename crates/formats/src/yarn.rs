//! What `yarn.lock` answers to: descriptors, `name@range`.
//!
//! Source: Yarn's documentation ("yarn.lock", "Lexicon": descriptors) and the files Yarn writes.

mod pinned;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::ParseError;
use crate::extract::yaml;
use crate::lock::{Resolution, extracted};

/// Registries that a `.yarnrc.yml` names, for all packages or those of a scope.
///
/// # Errors
/// `document.*` codes.
pub fn registries(bytes: &[u8]) -> Result<Vec<String>, ParseError> {
    let settings: Settings = yaml::parse(bytes)?;
    let scopes = settings.npm_scopes.into_values().filter_map(|it| it.npm_registry_server);
    Ok(settings.npm_registry_server.into_iter().chain(scopes).collect())
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Settings {
    npm_registry_server: Option<String>,
    npm_scopes: BTreeMap<String, ScopeSettings>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct ScopeSettings {
    npm_registry_server: Option<String>,
}

/// A lock of Yarn 1, or of Yarn 2 and later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Whether Yarn 2 or later wrote it.
    pub berry: bool,
    /// The descriptors that have an entry.
    pub descriptors: BTreeSet<String>,
    /// What entries need and none is for: a line, and what is wrong there.
    pub broken: Vec<(Option<u32>, String)>,
    /// What entries need and no entry is for, though one of the name is there: line, name and descriptor.
    pub unanswered: Vec<(Option<u32>, String, String)>,
    /// What projects of the lock ask for, of Yarn 2 and later: folder, and descriptors.
    pub projects: Vec<(String, BTreeSet<String>)>,
    /// All that the lock pins; packages stand in it by their descriptors. Of Yarn 1 it does not have the project.
    pub resolution: Resolution,
}

impl Recorded {
    /// Reads a lock.
    ///
    /// # Errors
    /// `document.*` codes.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let read = extracted::read("yarn-lock", bytes)?;
        let text = String::from_utf8_lossy(bytes);
        let berry = text.lines().any(|line| line.trim_end() == "__metadata:");
        let mut recorded = Self {
            berry,
            resolution: pinned::resolution(&read, &text, berry)?,
            descriptors: BTreeSet::new(),
            broken: read.gaps.into_iter().map(|gap| (gap.line, gap.message)).collect(),
            unanswered: Vec::new(),
            projects: Vec::new(),
        };
        let named = read.packages.iter().flat_map(|found| found.names.iter().cloned());
        recorded.descriptors.extend(named);
        // What others would take in the place of an entry comes behind the forms of its own descriptor.
        let forms = if recorded.berry { 2 } else { 1 };
        for found in read.packages {
            if found.is_project {
                let needs = found.needs.iter().filter_map(|need| {
                    let first = need.any_of.first()?;
                    let at = first.char_indices().skip(1).find(|(_, c)| *c == '@')?.0;
                    Some(Self::descriptor(first.get(..at)?, first.get(at + 1..)?))
                });
                let folder = match &found.component.source {
                    keelmark_model::Source::Path(path) => path.clone(),
                    _ => ".".to_owned(),
                };
                recorded.projects.push((folder, needs.collect()));
            }
            for need in found.needs.iter().filter(|need| !need.is_optional) {
                let mut own = need.any_of.iter().take(forms);
                let has_other = need.any_of.len() > forms;
                if has_other && !own.any(|it| recorded.descriptors.contains(it)) {
                    let descriptor = need.any_of.first().cloned().unwrap_or_default();
                    let at = descriptor.char_indices().skip(1).find(|(_, c)| *c == '@');
                    let name = at.and_then(|(at, _)| descriptor.get(..at)).unwrap_or_default();
                    recorded.unanswered.push((found.line, name.to_owned(), descriptor));
                }
            }
        }
        Ok(recorded)
    }

    /// What is asked for as Yarn 2 and later write it: with the protocol of ranges.
    pub fn descriptor(name: &str, range: &str) -> String {
        let protocol = if range.contains(':') { "" } else { "npm:" };
        format!("{name}@{protocol}{range}")
    }

    /// Whether an entry is for what is asked for under a name. Yarn 2 and later write the protocol of ranges.
    pub fn answers(&self, name: &str, range: &str) -> bool {
        self.descriptors.contains(&format!("{name}@{range}"))
            || self.berry && self.descriptors.contains(&format!("{name}@npm:{range}"))
    }
}
