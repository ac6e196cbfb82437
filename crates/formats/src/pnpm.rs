//! What `pnpm-lock.yaml` says was asked of it.
//!
//! Source: pnpm's specification of its lockfile ("pnpm/spec", `lockfile/5.2.md` to `9.0.md`).

use std::collections::BTreeMap;

use keelmark_model::Ecosystem;
use serde::Deserialize;

use crate::extract::yaml;
use crate::lock::{Resolution, extracted};
use crate::npm::NeedKind;
use crate::{ParseError, codes};

/// A lock of version 5 to 9.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// By folder of the project, `.` for that of the lock: what was asked for, by name.
    pub projects: BTreeMap<String, BTreeMap<String, Asked>>,
    /// What replaces needs.
    pub overrides: BTreeMap<String, String>,
    /// What was taken from catalogs: by catalog and name, as written.
    pub catalogs: BTreeMap<(String, String), String>,
    /// Whether peers that nobody asked for were installed as if they had been.
    pub takes_peers: bool,
}

/// Where pnpm takes a package from of which the lock does not say it.
const REGISTRY: &str = "https://registry.npmjs.org/";

/// All that a lock pins, with one project that needs what the projects of the lock do.
///
/// # Errors
/// `document.*` codes, and `lock.version` for a version that is not read.
pub fn resolve(bytes: &[u8]) -> Result<Resolution, ParseError> {
    let read = extracted::read("pnpm-lock", bytes)?;
    let asked = read.packages.iter().filter(|found| found.wanted.is_some());
    let asked = asked.flat_map(|found| found.names.iter().cloned()).collect();
    extracted::resolution(Ecosystem::Npm, REGISTRY, &read)?.with_project(&asked)
}

impl Recorded {
    /// Reads a lock.
    ///
    /// # Errors
    /// `document.*` codes, and `lock.version` for a version that is not read.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let lock: Lock = yaml::parse(bytes)?;
        let major = lock.lockfile_version.split('.').next().and_then(|it| it.parse::<u32>().ok());
        if !matches!(major, Some(5..=9)) {
            let version = &lock.lockfile_version;
            let message = format!("version {version} of pnpm's lock; read are 5 to 9");
            return Err(ParseError::new(&codes::LOCK_VERSION, message));
        }
        let projects = match lock.importers {
            Some(importers) => {
                importers.into_iter().map(|(folder, project)| (folder, project.asked())).collect()
            }
            None => BTreeMap::from([(".".to_owned(), lock.alone.asked())]),
        };
        let takes_peers = lock.settings.auto_install_peers;
        let mut catalogs = BTreeMap::new();
        for (catalog, entries) in lock.catalogs {
            for (name, Specified { specifier }) in entries {
                catalogs.insert((catalog.clone(), name), specifier);
            }
        }
        Ok(Self { projects, overrides: lock.overrides, catalogs, takes_peers })
    }
}

/// What a project asked for under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// As written.
    pub specifier: String,
    /// What for; none where the lock has nothing for it.
    pub kind: Option<NeedKind>,
    /// The version that the lock has for it, where that is of a registry and of the same name.
    pub version: Option<String>,
}

/// What `pnpm-workspace.yaml` and the root's manifest say besides what is needed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Folders of projects, as globs; one that begins with `!` takes out.
    pub packages: Vec<String>,
    /// What replaces needs.
    pub overrides: BTreeMap<String, String>,
    /// Versions by catalog and name.
    pub catalogs: BTreeMap<(String, String), String>,
    /// Whether there is a `pnpm-workspace.yaml`.
    pub is_read: bool,
}

impl Settings {
    /// Reads the settings of a workspace, if it has any, and those in the root's `package.json`.
    ///
    /// # Errors
    /// `document.*` codes.
    pub fn parse(workspace: Option<&[u8]>, manifest: &[u8]) -> Result<Self, ParseError> {
        let crate::json::Object(root): crate::json::Object<Root> = crate::json::parse(manifest)?;
        let mut overrides = root.resolutions;
        overrides.extend(root.pnpm.overrides);
        let Some(workspace) = workspace else {
            return Ok(Self { overrides, ..Self::default() });
        };
        let file: Workspace = yaml::parse(workspace)?;
        overrides.extend(file.overrides);
        let named = [("default".to_owned(), file.catalog)].into_iter().chain(file.catalogs);
        let mut catalogs = BTreeMap::new();
        for (catalog, entries) in named {
            for (name, versions) in entries {
                catalogs.insert((catalog.clone(), name), versions);
            }
        }
        Ok(Self { packages: file.packages, overrides, catalogs, is_read: true })
    }
}

#[derive(Deserialize)]
struct Root {
    #[serde(default)]
    resolutions: BTreeMap<String, String>,
    #[serde(default)]
    pnpm: RootSettings,
}

#[derive(Deserialize, Default)]
struct RootSettings {
    #[serde(default)]
    overrides: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Workspace {
    packages: Vec<String>,
    overrides: BTreeMap<String, String>,
    catalog: BTreeMap<String, String>,
    catalogs: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct Specified {
    specifier: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lock {
    lockfile_version: String,
    importers: Option<BTreeMap<String, Importer>>,
    #[serde(default)]
    overrides: BTreeMap<String, String>,
    #[serde(default)]
    catalogs: BTreeMap<String, BTreeMap<String, Specified>>,
    #[serde(default)]
    settings: Written,
    #[serde(flatten)]
    alone: Importer,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Written {
    auto_install_peers: bool,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Importer {
    /// Of version 5, which has versions alone in the tables.
    specifiers: BTreeMap<String, String>,
    dependencies: BTreeMap<String, Entry>,
    dev_dependencies: BTreeMap<String, Entry>,
    optional_dependencies: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Both { specifier: String, version: String },
    Version(String),
}

impl Importer {
    fn asked(self) -> BTreeMap<String, Asked> {
        let mut specifiers = self.specifiers;
        let mut asked = BTreeMap::new();
        let tables = [
            (self.dev_dependencies, NeedKind::Development),
            (self.dependencies, NeedKind::Runtime),
            (self.optional_dependencies, NeedKind::Optional),
        ];
        for (table, kind) in tables {
            for (name, entry) in table {
                let (specifier, version) = match entry {
                    Entry::Both { specifier, version } => (Some(specifier), version),
                    Entry::Version(version) => (specifiers.remove(&name), version),
                };
                let Some(specifier) = specifier else { continue };
                let (kind, version) = (Some(kind), bare(&version));
                asked.insert(name, Asked { specifier, kind, version });
            }
        }
        let left = specifiers.into_iter();
        asked.extend(
            left.map(|(name, specifier)| (name, Asked { specifier, kind: None, version: None })),
        );
        asked
    }
}

/// The version of a reference without the peers that it is installed with: `1.0.0(a@1)`, and `1.0.0_a@1` before
/// version 6. Other references begin with a name, a scheme or a path.
fn bare(reference: &str) -> Option<String> {
    let is_version = reference.starts_with(|first: char| first.is_ascii_digit());
    let end = reference.find(['(', '_']).unwrap_or(reference.len());
    let bare = reference.get(..end).filter(|bare| !bare.contains([':', '/', '@']))?;
    is_version.then(|| bare.to_owned())
}
