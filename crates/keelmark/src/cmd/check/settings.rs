//! What the project chose, where a gate asks.

use std::path::{Path, PathBuf};

use keelmark_formats::codes::SETTINGS_VALUE;
use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::settings::{self, Settings};
use keelmark_world::file;

use crate::error::CliError;

/// A table of keelmark.toml, with the file it stands in.
pub(super) struct Found<T> {
    pub(super) table: T,
    pub(super) path: PathBuf,
}

impl<T> Found<T> {
    /// A path that the file names: relative to its own folder.
    pub(super) fn beside(&self, named: &str) -> PathBuf {
        self.path.parent().unwrap_or(Path::new("")).join(named)
    }
}

/// The table that `choose` takes: of the file given, which must have it; else of keelmark.toml in the target, else
/// of the one here.
///
/// # Errors
/// Those of reading the file and of what is written there; `settings.value` where the file given has no such table.
pub(super) fn find<T>(
    given: Option<&Path>,
    target: &str,
    name: &str,
    choose: impl Fn(Settings) -> Option<T>,
) -> Result<Option<Found<T>>, CliError> {
    let limit = DOCUMENT_BYTES as u64;
    let read = |path: &Path, bytes: &[u8]| {
        let settings = Settings::parse(bytes);
        settings.map_err(|error| CliError::in_document(path.display().to_string(), &error))
    };
    if let Some(path) = given {
        let table = choose(read(path, &file::load(path, limit)?)?).ok_or_else(|| {
            let message = format!("there is no table [{name}]");
            CliError::new(&SETTINGS_VALUE, message).with_path(path.display().to_string())
        })?;
        return Ok(Some(Found { table, path: path.to_owned() }));
    }
    for folder in [Path::new(target), Path::new("")] {
        let path = folder.strip_prefix(".").unwrap_or(folder).join(settings::FILE);
        // A target that is a file has nothing below it.
        let bytes = if folder.is_file() { None } else { file::load_if_there(&path, limit)? };
        if let Some(bytes) = bytes
            && let Some(table) = choose(read(&path, &bytes)?)
        {
            return Ok(Some(Found { table, path }));
        }
    }
    Ok(None)
}
