//! Databases of advisories: what they are made of, where they are kept, how they are read.

mod download;
mod import;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use keelmark_formats::advisory::database::{Database, NAME, Storage};
use rustix::fs::OFlags;

use crate::{WorldError, codes, file, folder};

pub use download::{Fetched, download};
pub use import::{Imported, import};

/// Where the database is: `$KEELMARK_DB`, else where it is `named`, else among the user's data; nothing when neither
/// XDG_DATA_HOME nor HOME says.
pub fn locate(
    environment: &dyn Fn(&str) -> Option<OsString>,
    named: Option<&Path>,
) -> Option<PathBuf> {
    let set = |name: &str| environment(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let absolute = |name: &str| set(name).filter(|path| path.is_absolute());
    set("KEELMARK_DB").or_else(|| named.map(Path::to_owned)).or_else(|| {
        let data = absolute("XDG_DATA_HOME");
        let data = data.or_else(|| Some(absolute("HOME")?.join(".local/share")))?;
        Some(data.join("keelmark/advisories.db"))
    })
}

/// Where published files are kept for as long as they do not change: among the user's caches; nothing when neither
/// XDG_CACHE_HOME nor HOME says.
pub fn cache_folder(environment: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name: &str| environment(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let caches = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
    Some(caches.join("keelmark/advisories"))
}

/// Opens the database at `path`, of which only what is looked up is read.
///
/// # Errors
/// `db.missing`, `db.form`, `db.damaged`; `file.kind`, `file.access`.
pub fn open(path: &Path) -> Result<Database, WorldError> {
    let (file, _) = match file::open(path, OFlags::empty()) {
        Err(error) if error.code() == &codes::FILE_MISSING => {
            return Err(WorldError::about(&codes::DB_MISSING, path, "does not exist"));
        }
        opened => opened?,
    };
    Database::open(Box::new(Stored(file))).map_err(|error| WorldError::document(path, error))
}

/// A file that is read where it is asked for.
struct Stored(File);

impl Storage for Stored {
    fn length(&self) -> io::Result<u64> {
        self.0.metadata().map(|metadata| metadata.len())
    }

    fn read(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.0.read_exact_at(&mut bytes, at)?;
        Ok(bytes)
    }
}

/// Puts a database at `path`, whole or not at all; its folder is made where it is missing.
///
/// # Errors
/// `db.foreign` where a file stands there that is no database, in whatever state; those of [`file::replace`].
pub fn store(path: &Path, bytes: &[u8]) -> Result<(), WorldError> {
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent).map_err(|error| folder::refused(parent, error))?;
    }
    if path.is_file() {
        let begin = file::beginning(path, NAME.len() as u64)?;
        if !begin.is_empty() && begin != NAME {
            return Err(WorldError::about(&codes::DB_FOREIGN, path, "is no database"));
        }
    }
    file::replace(path, bytes)
}
