//! `pnpm-lock.yaml`, versions 5 to 9, and `lock.yaml` in the store of `node_modules`.
//!
//! Source: pnpm's specification of its lockfile ("pnpm/spec", `lockfile/5.2.md` to `9.0.md`). A package is
//! keyed by its name and version, followed by the peers it is installed with; since version 9 what it
//! needs stands apart, in `snapshots`.

use std::collections::BTreeMap;

use keelmark_model::{DependencyKind, Ecosystem, LockedFile, LockedFileKind, Source};
use serde::Deserialize;

use super::super::inside::inside;
use super::super::pinned::Pinned;
use super::super::{
    Claim, Extract, Extractor, File, Found, INSTALL_SCRIPT, Need, Pattern, Says, Wanted, yaml,
};
use super::split_at_sign;
use crate::lock::integrity;
use crate::lock::source::{file_name, tarball, without_credentials};
use crate::{ParseError, codes, limits};

/// `pnpm-lock.yaml`.
pub(crate) static PNPM_LOCK: Extractor = Extractor {
    id: "pnpm-lock",
    version: 3,
    example: "pnpm-lock.yaml",
    reads: &[Pattern::Name("pnpm-lock.yaml"), Pattern::Path("node_modules/.pnpm/lock.yaml")],
    limit: limits::DOCUMENT_BYTES,
    extract,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lock {
    lockfile_version: String,
    #[serde(default)]
    packages: BTreeMap<String, Entry>,
    snapshots: Option<BTreeMap<String, Snapshot>>,
    /// Projects of the workspace, by folder; with one project some versions put it at the top.
    #[serde(default)]
    importers: BTreeMap<String, Importer>,
    #[serde(flatten)]
    importer: Importer,
}

/// What a project asks for.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Importer {
    dependencies: BTreeMap<String, Asked>,
    dev_dependencies: BTreeMap<String, Asked>,
    optional_dependencies: BTreeMap<String, Asked>,
}

/// The version it gets, with what it asks for since version 6.
#[derive(Deserialize)]
#[serde(untagged)]
enum Asked {
    Version(String),
    Both { version: String },
}

impl Asked {
    fn reference(&self) -> &str {
        let (Self::Version(version) | Self::Both { version }) = self;
        version
    }
}

impl Lock {
    /// Its projects, by folder.
    fn projects(&self) -> impl Iterator<Item = (&str, &Importer)> {
        let several = self.importers.iter().map(|(folder, importer)| (folder.as_str(), importer));
        several.chain(self.importers.is_empty().then_some((".", &self.importer)))
    }

    /// Keys of what its projects ask for, each with the strongest reason.
    fn direct(&self) -> BTreeMap<String, DependencyKind> {
        let mut direct = BTreeMap::new();
        for (_, importer) in self.projects() {
            for (name, asked, kind) in importer.asked() {
                for key in keys(name, asked) {
                    let known = direct.entry(key).or_insert_with(|| kind.clone());
                    *known = kind.clone().min(known.clone());
                }
            }
        }
        direct
    }

    /// What its projects need, each a claim on the lock.
    fn claims(&self, file: &File<'_>) -> Vec<Claim> {
        let claim = |(folder, importer): (&str, &Importer)| Claim {
            home: file.path.to_owned(),
            says: Says::Project { folder: folder.to_owned(), needs: importer.needs(folder) },
        };
        self.projects().take(limits::PACKAGES).map(claim).collect()
    }
}

impl Importer {
    /// Names with the version or key that each gets, and why.
    fn asked(&self) -> impl Iterator<Item = (&str, &str, DependencyKind)> {
        let tables = [
            (&self.dependencies, DependencyKind::Runtime),
            (&self.optional_dependencies, DependencyKind::Optional),
            (&self.dev_dependencies, DependencyKind::Group("dev".to_owned())),
        ];
        tables.into_iter().flat_map(|(table, kind)| {
            table.iter().map(move |(name, asked)| (name.as_str(), asked.reference(), kind.clone()))
        })
    }

    /// What the project in `folder` needs.
    fn needs(&self, folder: &str) -> Vec<Need> {
        let need = |(name, reference, kind): (&str, &str, DependencyKind)| {
            let linked = reference
                .strip_prefix("link:")
                .and_then(|to| inside(folder.trim_start_matches('.'), to));
            let any_of = match linked {
                Some(folder) => vec![project_key(&folder)],
                None => keys(name, reference).to_vec(),
            };
            // A link may lead to a folder that is no project, or out of the workspace.
            let is_optional = kind == DependencyKind::Optional || reference.starts_with("link:");
            Need { kind, any_of, is_optional, ..Need::runtime("") }
        };
        self.asked().take(limits::NEEDS).map(need).collect()
    }
}

/// The name by which projects of a lock need the one in `folder` below it, `.` or empty for that itself.
pub(crate) fn project_key(folder: &str) -> String {
    format!("project:{}", if folder == "." { "" } else { folder })
}

/// The keys by which a lock of any version may have the package called `name` where it is needed as
/// `reference`.
fn keys(name: &str, reference: &str) -> [String; 4] {
    [
        format!("{name}@{reference}"),
        format!("/{name}@{reference}"),
        format!("/{name}/{reference}"),
        reference.to_owned(),
    ]
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Entry {
    #[serde(rename = "requiresBuild")]
    requires_build: bool,
    name: Option<String>,
    version: Option<String>,
    resolution: Resolution,
    dev: bool,
    #[serde(flatten)]
    snapshot: Snapshot,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Resolution {
    integrity: Option<String>,
    tarball: Option<String>,
    directory: Option<String>,
    repo: Option<String>,
    commit: Option<String>,
    path: Option<String>,
}

/// What a package needs where it is installed: a version, or the key of another package.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Snapshot {
    dependencies: BTreeMap<String, String>,
    optional_dependencies: BTreeMap<String, String>,
    optional: bool,
}

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let lock: Lock = yaml::parse(file.bytes)?;
    let major = lock.lockfile_version.split('.').next().and_then(|it| it.parse::<u32>().ok());
    let Some(major @ 5..=9) = major else {
        let message = format!("version {} of pnpm's lock; read are 5 to 9", lock.lockfile_version);
        return Err(ParseError::new(&codes::LOCK_VERSION, message));
    };
    let direct = lock.direct();
    let lines = yaml::lines_of_keys(file.bytes, 2);
    let mut extract = Extract { claims: lock.claims(file), ..Extract::default() };
    let of_entries = lock.packages.iter().map(|(key, entry)| (key, &entry.snapshot));
    let snapshots: Vec<(&String, &Snapshot)> = match &lock.snapshots {
        Some(snapshots) => snapshots.iter().collect(),
        None => of_entries.collect(),
    };
    let none = Entry::default();
    for (key, snapshot) in snapshots {
        let line = lines.get(key.as_str()).copied();
        if extract.is_full(file, line) {
            break;
        }
        let bare = without_peers(key);
        let entry = lock.packages.get(key).or_else(|| lock.packages.get(bare)).unwrap_or(&none);
        match entry.found(bare, major, line, file) {
            Ok(found) => {
                let (names, needs) = (vec![key.clone()], snapshot.needs());
                let wanted = direct.get(key).cloned();
                let wanted = wanted.map(|kind| Wanted { kind, is_direct: true });
                let mut found = Found { names, needs, wanted, ..found };
                let is_patched = key.contains("(patch_hash=");
                if is_patched {
                    // The digest is that of the archive before the patch.
                    found.component.digests.clear();
                }
                for (flag, is_set) in [
                    ("dev", entry.dev),
                    ("patched", is_patched),
                    ("optional", snapshot.optional),
                    (INSTALL_SCRIPT, entry.requires_build),
                ] {
                    if is_set {
                        found.component.properties.insert(flag.to_owned(), "true".to_owned());
                    }
                }
                extract.packages.push(found);
            }
            Err(message) => extract.gaps.push(file.entry_gap(line, message)),
        }
    }
    Ok(extract)
}

/// The key of version 6 and later without `(peer@1)(other@2)`.
fn without_peers(key: &str) -> &str {
    key.split_once('(').map_or(key, |(bare, _)| bare)
}

/// Name and version of a key: `/name/1.0.0_peer@2` before version 6, `/name@1.0.0` in it, and since
/// without the first `/`.
fn name_and_version(key: &str, major: u32) -> Option<(&str, &str)> {
    if major > 5 {
        return split_at_sign(key.strip_prefix('/').unwrap_or(key));
    }
    let (name, version) = key.strip_prefix('/')?.rsplit_once('/')?;
    Some((name, version.split('_').next().unwrap_or(version)))
}

impl Entry {
    fn found(
        &self,
        key: &str,
        major: u32,
        line: Option<u32>,
        file: &File<'_>,
    ) -> Result<Found, String> {
        let of_key = name_and_version(key, major);
        let name = self.name.as_deref().or(of_key.map(|(name, _)| name));
        let name = name.ok_or_else(|| format!("`{key}` names no package"))?;
        let is_version = |text: &&str| text.starts_with(|first: char| first.is_ascii_digit());
        let version = self.version.as_deref().or(of_key.map(|(_, version)| version));
        let digests = integrity(self.resolution.integrity.as_deref().unwrap_or_default())
            .map_err(|error| format!("package `{name}`: {error}"))?;
        let url = self.resolution.tarball.as_deref().map(without_credentials);
        let is_archive = url.is_some() || !digests.is_empty();
        let archive = LockedFile {
            kind: LockedFileKind::Source,
            name: url.as_deref().map(file_name).unwrap_or_default(),
            url,
            size: None,
            digests,
        };
        let pinned = Pinned {
            ecosystem: Ecosystem::Npm,
            name,
            version: version.filter(is_version),
            source: self.source(name),
            files: is_archive.then_some(archive).into_iter().collect(),
            line,
        };
        pinned.found(file).map_err(|error| format!("package `{name}`: {error}"))
    }

    fn source(&self, name: &str) -> Source {
        let Resolution { tarball: url, directory, repo, commit, path, .. } = &self.resolution;
        match (directory, repo, url) {
            (Some(directory), _, _) => Source::Path(directory.clone()),
            (None, Some(repo), _) => Source::Git {
                url: without_credentials(repo),
                commit: commit.clone(),
                subdirectory: path.clone(),
            },
            (None, None, Some(url)) if url.contains("://") => tarball(name, url),
            (None, None, Some(path)) => Source::Path(path.trim_start_matches("file:").to_owned()),
            (None, None, None) => Source::Unknown,
        }
    }
}

impl Snapshot {
    fn needs(&self) -> Vec<Need> {
        let is_optional = |name: &String| self.optional_dependencies.contains_key(name);
        let runtime = self.dependencies.iter().filter(|(name, _)| !is_optional(name));
        let runtime = runtime.map(|pair| (pair, DependencyKind::Runtime));
        let optional = self.optional_dependencies.iter();
        let all = runtime.chain(optional.map(|pair| (pair, DependencyKind::Optional)));
        let needs = all.take(limits::NEEDS).map(|((name, reference), kind)| {
            let is_optional = self.optional || kind == DependencyKind::Optional;
            // A link leads to another project of the workspace, which is no package of the lock.
            let is_optional = is_optional || reference.starts_with("link:");
            let any_of = keys(name, reference).to_vec();
            Need { kind, any_of, is_optional, ..Need::runtime("") }
        });
        needs.collect()
    }
}
