//! Everything in a folder, read once: what is verified is what was read, whatever happens to the
//! files meanwhile.

use std::io;
use std::path::Path;

use keelmark_formats::limits::DOCUMENT_BYTES;
use rayon::prelude::*;
use rustix::fs::OFlags;

use crate::{WorldError, codes, file, limits};

/// One entry of a folder.
#[derive(Debug)]
pub struct Entry {
    /// File name; bytes that are not UTF-8 are shown as U+FFFD, and the kind is
    /// [`EntryKind::Unnameable`].
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What an entry is.
#[derive(Debug)]
pub enum EntryKind {
    /// A regular file, read whole.
    File(Vec<u8>),
    /// A regular file with more bytes than a document may have; not read.
    Large {
        /// Size in bytes.
        size: u64,
    },
    /// A regular file that could not be read.
    Unreadable(WorldError),
    /// A folder; not looked into.
    Folder,
    /// A symbolic link; not followed.
    Link,
    /// A device, pipe or socket; not opened.
    Special,
    /// Whatever it is, its name is not UTF-8.
    Unnameable,
}

/// Every entry of the folder `path`, sorted by name. The folder itself may be a symbolic link.
///
/// # Errors
/// `folder.missing`, `folder.kind`, `folder.access`; `folder.count` and `folder.size` when it has
/// more than any folder of evidence.
pub fn snapshot(path: &Path) -> Result<Vec<Entry>, WorldError> {
    let mut names = names(path)?;
    names.sort();
    let kinds: Vec<(String, Look)> =
        names.into_iter().map(|name| look(path, &name)).collect::<Result<_, _>>()?;
    let sizes = kinds.iter().map(|(_, look)| if let Look::File(size) = look { *size } else { 0 });
    let total: u64 = sizes.filter(|size| *size <= DOCUMENT_BYTES as u64).sum();
    if total > limits::FOLDER_BYTES {
        let message =
            format!("has {total} bytes of documents; the limit is {}", limits::FOLDER_BYTES);
        return Err(WorldError::about(&codes::FOLDER_SIZE, path, message));
    }
    let entry = |(name, look): (String, Look)| {
        let kind = match look {
            Look::Other(kind) => kind,
            Look::File(size) if size > DOCUMENT_BYTES as u64 => EntryKind::Large { size },
            Look::File(size) => read(&path.join(&name), size),
        };
        Entry { name, kind }
    };
    // Threads cost more than they save on a few small files.
    Ok(if total > PARALLEL_BYTES {
        kinds.into_par_iter().map(entry).collect()
    } else {
        kinds.into_iter().map(entry).collect()
    })
}

const PARALLEL_BYTES: u64 = 1 << 20;

fn names(path: &Path) -> Result<Vec<std::ffi::OsString>, WorldError> {
    let refused = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => {
            WorldError::about(&codes::FOLDER_MISSING, path, "does not exist")
        }
        io::ErrorKind::NotADirectory => {
            WorldError::about(&codes::FOLDER_KIND, path, "is not a folder")
        }
        _ => WorldError::system(&codes::FOLDER_ACCESS, path, error),
    };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(path).map_err(refused)? {
        names.push(entry.map_err(refused)?.file_name());
        if names.len() > limits::FOLDER_ENTRIES {
            let message = format!("has more than {} entries", limits::FOLDER_ENTRIES);
            return Err(WorldError::about(&codes::FOLDER_COUNT, path, message));
        }
    }
    Ok(names)
}

enum Look {
    File(u64),
    Other(EntryKind),
}

fn look(folder: &Path, name: &std::ffi::OsStr) -> Result<(String, Look), WorldError> {
    let Some(text) = name.to_str() else {
        return Ok((name.to_string_lossy().into_owned(), Look::Other(EntryKind::Unnameable)));
    };
    let path = folder.join(name);
    let metadata = path
        .symlink_metadata()
        .map_err(|error| WorldError::system(&codes::FOLDER_ACCESS, &path, error))?;
    let kind = metadata.file_type();
    let look = if kind.is_file() {
        Look::File(metadata.len())
    } else if kind.is_dir() {
        Look::Other(EntryKind::Folder)
    } else if kind.is_symlink() {
        Look::Other(EntryKind::Link)
    } else {
        Look::Other(EntryKind::Special)
    };
    Ok((text.to_owned(), look))
}

/// Reads no more than was counted upon: a file that grows meanwhile is one that cannot be read.
fn read(path: &Path, size: u64) -> EntryKind {
    let bytes = file::open(path, OFlags::NOFOLLOW)
        .and_then(|(file, metadata)| file::read(path, &file, &metadata, size));
    match bytes {
        Ok(bytes) => EntryKind::File(bytes),
        Err(error) => EntryKind::Unreadable(error),
    }
}
