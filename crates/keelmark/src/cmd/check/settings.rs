//! What the project chose, where a gate asks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keelmark_formats::codes::SETTINGS_VALUE;
use keelmark_formats::hash::sha256;
use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::settings::{self, Settings};
use keelmark_model::Digest;
use keelmark_world::WorldError;
use keelmark_world::codes::FILE_MISSING;
use keelmark_world::file;
use keelmark_world::git::commit::Commit;

use crate::error::CliError;

const LIMIT: u64 = DOCUMENT_BYTES as u64;

/// Where the project's choice is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Origin<'a> {
    /// In the target, else here.
    Target(&'a str),
    /// In a commit, and nowhere else: a change has no say in what it is judged by.
    Commit {
        commit: &'a Commit,
        /// The folder that is looked at, as typed.
        folder: &'a str,
    },
}

/// A table of keelmark.toml, with the file it stands in.
pub(super) struct Found<'a, T> {
    pub(super) table: T,
    pub(super) path: PathBuf,
    /// The digest of the whole file.
    pub(super) digest: Digest,
    origin: Option<Origin<'a>>,
}

impl<T> Found<'_, T> {
    /// A path that the file names, as it lies on this machine: relative to the file's own folder.
    pub(super) fn beside(&self, named: &str) -> PathBuf {
        match self.origin {
            Some(origin @ Origin::Commit { .. }) => origin.shown(named),
            _ => self.path.parent().unwrap_or(Path::new("")).join(named),
        }
    }

    /// A file that the file names, from where the file is from.
    pub(super) fn load(&self, named: &str) -> Result<Vec<u8>, CliError> {
        match self.origin {
            Some(Origin::Commit { commit, .. }) if Path::new(named).is_relative() => {
                let missing = || {
                    let message = "is not in the commit that the change is made to";
                    WorldError::about(&FILE_MISSING, Path::new(named), message)
                };
                Ok(commit.file(named, LIMIT)?.ok_or_else(missing)?)
            }
            _ => Ok(file::load(&self.beside(named), LIMIT)?),
        }
    }
}

/// The table that `choose` takes: of the file given, which must have it; else of keelmark.toml where `origin` says.
///
/// # Errors
/// Those of reading the file and of what is written there; `settings.value` where the file given has no such table.
pub(super) fn find<'a, T>(
    given: Option<&Path>,
    origin: Origin<'a>,
    name: &str,
    choose: impl Fn(Settings) -> Option<T>,
) -> Result<Option<Found<'a, T>>, CliError> {
    let read = |path: &Path, bytes: &[u8]| {
        let settings = Settings::parse(bytes);
        settings.map_err(|error| CliError::in_document(path.display().to_string(), &error))
    };
    if let Some(path) = given {
        let bytes = file::load(path, LIMIT)?;
        let table = choose(read(path, &bytes)?).ok_or_else(|| {
            let message = format!("there is no table [{name}]");
            CliError::new(&SETTINGS_VALUE, message).with_path(path.display().to_string())
        })?;
        let digest = sha256(&bytes);
        return Ok(Some(Found { table, path: path.to_owned(), digest, origin: None }));
    }
    for (path, bytes) in origin.files()? {
        if let Some(table) = choose(read(&path, &bytes)?) {
            return Ok(Some(Found { table, path, digest: sha256(&bytes), origin: Some(origin) }));
        }
    }
    Ok(None)
}

impl Origin<'_> {
    /// A path below the folder that is looked at, as it is shown.
    pub(super) fn shown(self, path: &str) -> PathBuf {
        match self {
            Self::Target(folder) | Self::Commit { folder, .. } => below(folder, path),
        }
    }

    /// Every keelmark.toml, the one that counts first in front.
    fn files(self) -> Result<Vec<(PathBuf, Vec<u8>)>, CliError> {
        let target = match self {
            Self::Commit { commit, .. } => {
                let bytes = commit.file(settings::FILE, LIMIT)?;
                let path = self.shown(settings::FILE);
                return Ok(bytes.map(|bytes| (path, bytes)).into_iter().collect());
            }
            Self::Target(target) => Path::new(target),
        };
        let mut files = Vec::new();
        for folder in [target, Path::new("")] {
            // A target that is a file has nothing below it.
            if folder.is_file() {
                continue;
            }
            let path = folder.strip_prefix(".").unwrap_or(folder).join(settings::FILE);
            let bytes = file::load_if_there(&path, LIMIT)?;
            files.extend(bytes.map(|bytes| (path, bytes)));
        }
        Ok(files)
    }
}

/// Files with what the project chose, by their paths as given, with their digests.
pub(super) type Policies = BTreeMap<String, Digest>;

/// A path below a folder that was typed, without the `./` of one that was not.
fn below(folder: &str, path: &str) -> PathBuf {
    let folder = Path::new(folder);
    folder.strip_prefix(".").unwrap_or(folder).join(path)
}

/// The file by its path as given, with its digest.
pub(super) fn named<T>(found: Option<&Found<'_, T>>) -> Policies {
    found.into_iter().map(|it| (it.path.display().to_string(), it.digest)).collect()
}
