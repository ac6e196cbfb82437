//! Everything below a folder.

use std::fs::{self, DirEntry, FileType};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use keelmark_formats::archive::Special;
use keelmark_formats::archive::name::{self, Rules};
use rayon::prelude::*;
use rustix::fs::OFlags;

use super::collect::{Collected, Collector, Shared, Wanted, gap_at, of_error};
use super::included;
use crate::{WorldError, codes, file, limits};

/// What is in the folder at `root`, paths in which begin with `top`: see [`environment`].
///
/// Symbolic links are not followed: what they lead to within the folder is found there. A file that
/// is wanted under the name of a link only is read under it; what lies outside is a gap.
///
/// # Errors
/// `folder.missing`, `folder.kind`, `folder.access`.
pub(super) fn scan(root: &Path, top: String, shared: &Shared<'_>) -> Result<Collected, WorldError> {
    let real = root.canonicalize().map_err(|error| refused(root, error))?;
    let entries = fs::read_dir(&real).map_err(|error| refused(root, error))?;
    let walk = Walk { root: real, top: top.clone(), shared, seen: AtomicUsize::new(0) };
    let found = walk.entries(entries, &Folder { path: top, real: walk.root.clone() }, 0);
    let read: Vec<Collected> = found.files.par_iter().map(|file| read(file, shared)).collect();
    let mut collector = Collector::new(shared);
    collector.collected = found.collected;
    read.into_iter().for_each(|more| collector.collected.append(more));
    included::follow(&mut collector, |path, most| load(&walk, path, most));
    Ok(collector.collected)
}

/// The first bytes of the file at `path` of the target, at most that many.
fn load(walk: &Walk<'_>, path: &str, most: u64) -> Result<Vec<u8>, String> {
    let below = match walk.top.as_str() {
        "" => Some(path),
        top => path.strip_prefix(top).and_then(|rest| rest.strip_prefix('/')),
    };
    let real = below.and_then(|below| walk.root.join(below).canonicalize().ok());
    let real = real.ok_or("it is not there")?;
    if !real.starts_with(&walk.root) {
        return Err("it is a link that leads out of the target".to_owned());
    }
    let (file, _) = file::open(&real, OFlags::NOFOLLOW).map_err(|error| error.reason())?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// The name of the folder at `root`, where it says what the files in it are of. Paths in the target then
/// begin with it, as if the folder above were the target and held nothing else.
pub(super) fn environment(root: &Path) -> Option<String> {
    let real = root.canonicalize().ok()?;
    let name = real.file_name()?.to_str()?;
    let is_told = matches!(name, "node_modules" | "site-packages" | "dist-packages")
        || name.ends_with(".dist-info")
        || name.ends_with(".egg-info");
    is_told.then(|| name.to_owned())
}

fn refused(root: &Path, error: io::Error) -> WorldError {
    match error.kind() {
        io::ErrorKind::NotFound => {
            WorldError::about(&codes::FOLDER_MISSING, root, "does not exist")
        }
        io::ErrorKind::NotADirectory => {
            WorldError::about(&codes::FOLDER_KIND, root, "is not a folder")
        }
        _ => WorldError::system(&codes::FOLDER_ACCESS, root, error),
    }
}

/// A file that somebody wants.
#[derive(Debug)]
struct Found {
    /// Its path in the target.
    path: String,
    /// Where to open it.
    real: PathBuf,
    is_link: bool,
    wanted: Wanted,
}

/// A folder of the target.
#[derive(Debug)]
struct Folder {
    /// Its path in the target; empty at the top.
    path: String,
    /// Where to open it.
    real: PathBuf,
}

#[derive(Debug, Default)]
struct Listing {
    files: Vec<Found>,
    collected: Collected,
}

impl Listing {
    fn join(mut self, mut other: Self) -> Self {
        self.files.append(&mut other.files);
        self.collected.append(other.collected);
        self
    }
}

struct Walk<'a> {
    root: PathBuf,
    /// What paths in the target begin with; mostly empty.
    top: String,
    shared: &'a Shared<'a>,
    seen: AtomicUsize,
}

impl Walk<'_> {
    /// Goes through `entries` of `folder`, then through its folders, several at once.
    fn entries(&self, entries: fs::ReadDir, folder: &Folder, depth: usize) -> Listing {
        let mut collector = Collector::new(self.shared);
        let mut files = Vec::new();
        let mut folders = Vec::new();
        for entry in entries {
            let entry = entry.and_then(|entry| Ok((entry.file_type()?, entry)));
            let (kind, entry) = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    collector.gap(gap_at(&folder.path, &codes::SCAN_ACCESS, error.to_string()));
                    continue;
                }
            };
            if self.seen.fetch_add(1, Ordering::Relaxed) >= limits::SCAN_ENTRIES {
                let message =
                    format!("not all of it was seen: {} entries are", limits::SCAN_ENTRIES);
                collector.gap(gap_at(&folder.path, &codes::SCAN_COUNT, message));
                break;
            }
            let name = entry.file_name();
            if name == ".git" {
                continue;
            }
            let path = match name::within(&folder.path, name.as_bytes()) {
                Ok(path) => path,
                Err(gap) => {
                    collector.gap(gap);
                    continue;
                }
            };
            if self.shared.exclude.matches(&path) {
                continue;
            }
            if kind.is_dir() {
                folders.push(Folder { path, real: folder.real.join(name) });
            } else if let Some(wanted) = self.entry(&entry, kind, &path, &mut collector) {
                let (real, is_link) = (folder.real.join(name), kind.is_symlink());
                files.push(Found { path, real, is_link, wanted });
            }
        }
        let here = Listing { files, collected: collector.collected };
        let below = folders.into_par_iter().map(|folder| self.folder(&folder, depth + 1));
        here.join(below.reduce(Listing::default, Listing::join))
    }

    fn folder(&self, folder: &Folder, depth: usize) -> Listing {
        let gap = match fs::read_dir(&folder.real) {
            Ok(_) if depth > limits::SCAN_DEPTH => {
                let message = format!("lies deeper than {} folders", limits::SCAN_DEPTH);
                gap_at(&folder.path, &codes::SCAN_COUNT, message)
            }
            Ok(entries) => return self.entries(entries, folder, depth),
            Err(error) => gap_at(&folder.path, &codes::SCAN_ACCESS, error.to_string()),
        };
        let mut collector = Collector::new(self.shared);
        collector.gap(gap);
        Listing { files: Vec::new(), collected: collector.collected }
    }

    /// Who wants an entry that is no folder.
    fn entry(
        &self,
        entry: &DirEntry,
        kind: FileType,
        path: &str,
        collector: &mut Collector<'_>,
    ) -> Option<Wanted> {
        let wanted = if kind.is_file() {
            let executable =
                entry.metadata().is_ok_and(|found| found.permissions().mode() & 0o111 != 0);
            self.shared.wanted(path, executable)
        } else if kind.is_symlink() {
            self.link(entry, path, collector)
        } else {
            collector.special(path, special(kind));
            return None;
        };
        Some(wanted).filter(|wanted| !wanted.is_empty())
    }

    /// Who wants a file under the name of a link and does not get it under its own.
    fn link(&self, entry: &DirEntry, path: &str, collector: &mut Collector<'_>) -> Wanted {
        let mut wanted = self.shared.wanted(path, false);
        let Ok(real) = entry.path().canonicalize() else { return Wanted::default() };
        let Ok(relative) = real.strip_prefix(&self.root) else {
            if real.is_dir() || !wanted.is_empty() {
                let message = "is a link that leads out of the target, and was not followed";
                collector.gap(gap_at(path, &codes::SCAN_LINK, message));
            }
            return Wanted::default();
        };
        let own = name::path(relative.as_os_str().as_bytes(), Rules::UNIX);
        let own = own.map(|own| match self.top.as_str() {
            "" => own,
            top => format!("{top}/{own}"),
        });
        let is_hidden = relative.iter().any(|part| part == ".git");
        let Some(own) = own.ok().filter(|own| real.is_file() && !self.shared.exclude.covers(own))
        else {
            return Wanted::default();
        };
        if !is_hidden {
            let known = self.shared.wanted(&own, true);
            wanted.extractors.retain(|one| !known.extractors.iter().any(|it| it.id == one.id));
            wanted.nested &= !known.nested;
        }
        wanted
    }
}

/// What is neither file, folder nor link.
fn special(kind: FileType) -> Special {
    if kind.is_block_device() {
        Special::BlockDevice
    } else if kind.is_char_device() {
        Special::CharacterDevice
    } else if kind.is_socket() {
        Special::Socket
    } else {
        Special::Pipe
    }
}

fn read(found: &Found, shared: &Shared<'_>) -> Collected {
    let mut collector = Collector::new(shared);
    // A link that is wanted was seen to lead to a file within the target.
    let followed = found.is_link.then(|| found.real.canonicalize().ok()).flatten();
    let real = followed.as_deref().unwrap_or(&found.real);
    let gap = match file::open(real, OFlags::NOFOLLOW) {
        Err(error) => Some(gap_at(&found.path, &codes::SCAN_ACCESS, error.reason())),
        Ok((mut file, metadata)) => {
            let done = collector.file(&found.path, metadata.len(), &found.wanted, &mut file);
            done.err().map(|error| of_error(&found.path, error))
        }
    };
    gap.into_iter().for_each(|gap| collector.gap(gap));
    collector.collected
}
