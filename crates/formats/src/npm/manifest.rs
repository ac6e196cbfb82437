//! `package.json` as npm reads it to make a lock.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::needs::Tables;
use super::{Need, Overrides};
use crate::json::{self, Object};
use crate::text::{Lines, Text, offset};
use crate::{ParseError, codes};

/// A manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Name; npm takes the folder's where there is none.
    pub name: Option<String>,
    /// Version.
    pub version: Option<String>,
    /// What it needs.
    pub needs: Vec<Need>,
    /// Folders of the members of its workspace, as globs; one that begins with `!` takes out.
    pub workspaces: Vec<String>,
    /// What replaces needs of whatever is in the tree.
    pub overrides: Overrides,
    /// Keys of `resolutions`, which Yarn has for `overrides`.
    pub resolutions: Vec<String>,
    /// Line of `workspaces`.
    pub workspaces_line: Option<u32>,
}

/// A project in a folder.
#[derive(Debug, Clone)]
pub struct Member {
    /// Relative to the lock's folder.
    pub folder: String,
    /// Its manifest's path, as it is shown.
    pub path: String,
    /// The manifest.
    pub manifest: Manifest,
}

impl Member {
    /// The name by which it is linked.
    pub fn name(&self) -> &str {
        let folder = self.folder.rsplit('/').next().unwrap_or_default();
        self.manifest.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(folder)
    }
}

impl Manifest {
    /// Reads `package.json`.
    ///
    /// # Errors
    /// `document.*` and `manifest.*` codes, with the position.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let Object(file): Object<File<'_>> = json::parse(bytes)?;
        let lines = Lines::of(bytes);
        let line = |raw: &RawValue| lines.line(offset(bytes, raw.get()).unwrap_or_default());
        let tables = Tables {
            dependencies: &file.dependencies,
            dev: &file.dev_dependencies,
            optional: &file.optional_dependencies,
            peer: &file.peer_dependencies,
            peer_meta: file.peer_dependencies_meta,
            accept: file.accept_dependencies,
        };
        let wrong = |raw: &RawValue, message: String| {
            let at = offset(bytes, raw.get()).unwrap_or_default();
            ParseError::at(&codes::DOCUMENT_SHAPE, message, bytes, at)
        };
        let workspaces = file.workspaces.map(|raw| {
            let read: Result<Workspaces, _> = serde_json::from_str(raw.get());
            read.map_err(|_| wrong(raw, "`workspaces` is no list of folders".to_owned()))
        });
        let overrides = file.overrides.map(|raw| {
            Overrides::parse(raw.get(), line(raw)).map_err(|message| wrong(raw, message))
        });
        Ok(Self {
            name: file.name.as_ref().map(Text::owned),
            version: file.version.as_ref().map(Text::owned),
            needs: tables.needs(bytes, &lines),
            workspaces: workspaces.transpose()?.map(Workspaces::list).unwrap_or_default(),
            overrides: overrides.transpose()?.unwrap_or_default(),
            resolutions: file.resolutions.map(keys).unwrap_or_default(),
            workspaces_line: file.workspaces.map(line),
        })
    }

    /// What is needed under a name, wherever it stands.
    pub fn need(&self, name: &str) -> Option<&Need> {
        self.needs.iter().find(|need| need.name == name)
    }
}

/// The keys of a table; of anything else none.
fn keys(raw: &RawValue) -> Vec<String> {
    let table: Option<BTreeMap<String, serde::de::IgnoredAny>> =
        serde_json::from_str(raw.get()).ok();
    table.unwrap_or_default().into_keys().collect()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    #[serde(borrow)]
    name: Option<Text<'a>>,
    #[serde(borrow)]
    version: Option<Text<'a>>,
    #[serde(borrow)]
    workspaces: Option<&'a RawValue>,
    #[serde(borrow)]
    overrides: Option<&'a RawValue>,
    #[serde(borrow)]
    resolutions: Option<&'a RawValue>,
    #[serde(borrow)]
    peer_dependencies_meta: Option<&'a RawValue>,
    #[serde(borrow)]
    accept_dependencies: Option<&'a RawValue>,
    #[serde(borrow, default)]
    dependencies: Names<'a>,
    #[serde(borrow, default)]
    dev_dependencies: Names<'a>,
    #[serde(borrow, default)]
    optional_dependencies: Names<'a>,
    #[serde(borrow, default)]
    peer_dependencies: Names<'a>,
}

type Names<'a> = BTreeMap<Text<'a>, &'a RawValue>;

#[derive(Deserialize)]
#[serde(untagged)]
enum Workspaces {
    List(Vec<String>),
    Table { packages: Vec<String> },
}

impl Workspaces {
    fn list(self) -> Vec<String> {
        match self {
            Self::List(list) | Self::Table { packages: list } => list,
        }
    }
}
