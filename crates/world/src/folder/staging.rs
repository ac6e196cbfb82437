//! The folder beside the target in which the new content is prepared.
//!
//! It is named `.<target>.keelmark-<16 hexadecimal digits>` and locked while its run lives, so that
//! the next run can tell a folder in use from one a killed run has left.

use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use rustix::fs::{FlockOperation, Mode, OFlags};
use rustix::io::Errno;

/// A locked staging folder, removed when dropped unless it is kept.
pub(super) struct Staging {
    pub(super) path: PathBuf,
    folder: File,
    kept: bool,
}

impl Staging {
    /// Makes a staging folder for `name` in `parent`.
    pub(super) fn create(parent: &Path, name: &str) -> io::Result<Self> {
        loop {
            let path = parent.join(format!(".{name}.keelmark-{}", random()));
            match fs::create_dir(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                made => made?,
            }
            let Ok(folder) = open(&path) else { continue };
            match hold(&folder, &path) {
                // Between these calls another run may take the new folder for a leftover and remove
                // it; then another is made.
                Ok(false) => {}
                // Where the file system knows no locks on folders (NFS), no run takes one for a
                // leftover: they stay until somebody removes them.
                Ok(true) | Err(_) => return Ok(Self { path, folder, kept: false }),
            }
        }
    }

    /// Makes the names of its files durable.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.folder.sync_all()
    }

    /// Forgets the folder, which has become the target.
    pub(super) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.kept {
            remove(&self.path, |_| true);
        }
    }
}

/// Removes what killed runs have left beside `name` in `parent`, so far as nobody holds it.
///
/// A folder left by a run without an exchange of names ([`set_aside`]) holds the only copy of the
/// old content when there is no target: that one is put back.
pub(super) fn sweep(parent: &Path, name: &str, owns: &dyn Fn(&str) -> bool) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    let prefix = format!(".{name}.keelmark-");
    for entry in entries.flatten() {
        let file_name = entry.file_name();
        let Some(rest) = file_name.to_str().and_then(|text| text.strip_prefix(&prefix)) else {
            continue;
        };
        let (random, aside) = match rest.strip_suffix(ASIDE) {
            Some(random) => (random, true),
            None => (rest, false),
        };
        let is_ours = random.len() == 16 && random.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_ours {
            continue;
        }
        let path = entry.path();
        let Some(_lock) = lock(&path) else { continue };
        let target = parent.join(name);
        if aside && target.symlink_metadata().is_err() {
            // If it cannot be put back it stays where it is.
            let _ = fs::rename(&path, target);
        } else {
            remove(&path, owns);
        }
    }
}

/// Whether a folder of this name was made by [`Staging::create`] or [`set_aside`] for some target.
pub(crate) fn is_staging(name: &str) -> bool {
    let name = name.strip_suffix(ASIDE).unwrap_or(name);
    let Some((target, random)) = name.rsplit_once(".keelmark-") else { return false };
    let hex = random.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    hex && random.len() == 16 && target.len() > 1 && target.starts_with('.')
}

const ASIDE: &str = ".old";

/// A name beside `staging` for the old folder, which [`sweep`] knows.
pub(super) fn set_aside(staging: &Path) -> PathBuf {
    let mut name = staging.as_os_str().to_owned();
    name.push(ASIDE);
    PathBuf::from(name)
}

/// Removes a flat folder of files that `owns` knows; anything else in it stays, and so does it.
///
/// All at once, since each removal waits for the journal: one after another they take ten times as
/// long as writing the files took.
pub(super) fn remove(path: &Path, owns: impl Fn(&str) -> bool) {
    let is_ours = |entry: &fs::DirEntry| {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        is_file && entry.file_name().to_str().is_some_and(&owns)
    };
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let files: Vec<PathBuf> = entries.filter(is_ours).map(|entry| entry.path()).collect();
    thread::scope(|scope| {
        for files in files.chunks(files.len().div_ceil(WAITING).max(1)) {
            // What cannot be removed keeps the folder from being removed.
            scope.spawn(|| files.iter().for_each(|file| drop(fs::remove_file(file))));
        }
    });
    let _ = fs::remove_dir(path);
}

/// Most threads that wait for the disk at once.
pub(super) const WAITING: usize = 16;

/// Opens and locks the folder at `path`; `None` when another holds it, it is gone or cannot be locked.
fn lock(path: &Path) -> Option<File> {
    let folder = open(path).ok()?;
    hold(&folder, path).is_ok_and(|held| held).then_some(folder)
}

fn open(path: &Path) -> io::Result<File> {
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::RDONLY;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

/// Locks `folder`, opened at `path`; `false` when another holds it or it is no longer there.
fn hold(folder: &File, path: &Path) -> io::Result<bool> {
    match rustix::fs::flock(folder, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {}
        Err(Errno::WOULDBLOCK) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    // Whoever held the lock before may have removed the folder.
    let held = rustix::fs::fstat(folder)?;
    let named = rustix::fs::lstat(path);
    Ok(named.is_ok_and(|named| held.st_ino == named.st_ino && held.st_dev == named.st_dev))
}

/// Sixteen digits that differ from run to run. The standard library's seed does: the folder is made
/// only if its name is free, so a guess harms nobody, and the cryptographic generator would take
/// tens of milliseconds to seed itself.
fn random() -> String {
    format!("{:016x}", RandomState::new().hash_one(std::process::id()))
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use rustix::fs::{Mode, OFlags};

    use super::{hold, open};

    #[test]
    fn no_lock_is_told_from_a_held_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("staging");
        std::fs::create_dir(&path).unwrap();
        // What only names a folder cannot be locked, as no folder can be over NFS.
        let name = File::from(rustix::fs::open(&path, OFlags::PATH, Mode::empty()).unwrap());
        assert!(hold(&name, &path).is_err());
        let (one, other) = (open(&path).unwrap(), open(&path).unwrap());
        assert!(hold(&one, &path).unwrap());
        assert!(!hold(&other, &path).unwrap(), "held by another");
        drop(one);
        std::fs::remove_dir(&path).unwrap();
        assert!(!hold(&other, &path).unwrap(), "gone");
    }
}
