//! Writing a folder so that at every moment, whatever dies, its name shows all of the old content
//! or all of the new.
//!
//! 1. The files are written into a staging folder beside the target, and forced to the disk.
//! 2. One system call puts the staging folder in the target's place: a rename where there is no
//!    target, else an exchange of the two names (`RENAME_EXCHANGE` on Linux, `RENAME_SWAP` on
//!    macOS).
//! 3. The old folder, now under the staging name, is removed; so is, by the next run, whatever a
//!    killed run has left.
//!
//! Files are on the disk before they get the target's name, so a loss of power shows no file empty
//! or cut. The name itself is not forced to the disk: after a loss of power within seconds of the
//! end the old folder may be back, whole. A journaling file system keeps the order of 2 and 3.
//!
//! Where the file system cannot exchange names (some network file systems), the old folder is
//! renamed aside and the new one renamed into place. Killed between the two, a run leaves no target
//! and the old folder aside; the next run puts it back.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::thread;

use keelmark_model::Code;
use rustix::fs::{CWD, RenameFlags};
use rustix::io::Errno;

use super::staging::{self, Staging, WAITING};
use crate::{WorldError, codes};

/// Which folders may be replaced.
#[derive(Clone, Copy)]
pub struct Ownership<'a> {
    /// A file that every folder of this kind has.
    pub marker: &'a str,
    /// Whether a file of this name belongs to such a folder.
    pub owns: &'a (dyn Fn(&str) -> bool + Sync),
}

/// Makes `target` a folder with exactly `files` (name and bytes), or leaves it as it was.
///
/// A folder that is there is replaced if it is empty, or has the marker and nothing that is not
/// owned. Missing parents are made.
///
/// `inspect` looks at the staging folder once it has all files, while they are forced to the disk;
/// what it refuses is not put in place.
///
/// # Errors
/// `output.foreign`, `output.symlink`, `output.kind` for what stands at `target`; `output.full`,
/// `output.read-only` and `output.failed` for what the system refuses; what `inspect` says.
pub fn write<E: From<WorldError>>(
    target: &Path,
    files: Vec<(&str, Vec<u8>)>,
    ownership: Ownership<'_>,
    inspect: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    let (parent, name) = place(target)?;
    let failed = |error| refused(target, error);
    fs::create_dir_all(&parent).map_err(failed)?;
    staging::sweep(&parent, &name, ownership.owns);
    check(target, ownership)?;
    let staging = Staging::create(&parent, &name).map_err(failed)?;
    let of_file = |(file, error): Failed<'_>| match file {
        Some(file) => refused(&target.join(file), error),
        None => refused(target, error),
    };
    let written = create_all(&staging, files).map_err(of_file)?;
    let (forced, inspected) = force(&staging, &written, || inspect(&staging.path));
    forced.map_err(of_file)?;
    inspected?;
    let old = put_in_place(&staging.path, target, ownership)?;
    staging.keep();
    if let Some(old) = old {
        staging::remove(&old, ownership.owns);
        if old.symlink_metadata().is_ok() {
            let message = "is the old folder, in which another program put something meanwhile";
            return Err(WorldError::about(&codes::OUTPUT_FOREIGN, &old, message).into());
        }
    }
    Ok(())
}

/// Makes the folder `target` and its missing parents, unless it is there.
///
/// # Errors
/// `output.full`, `output.read-only`, `output.kind` or `output.failed`.
pub fn ensure(target: &Path) -> Result<(), WorldError> {
    fs::create_dir_all(target).map_err(|error| refused(target, error))
}

fn place(target: &Path) -> Result<(PathBuf, String), WorldError> {
    let name = target.file_name().and_then(|name| name.to_str()).ok_or_else(|| {
        let message = "is not a name for a folder of evidence";
        WorldError::about(&codes::OUTPUT_KIND, target, message)
    })?;
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty());
    Ok((parent.unwrap_or(Path::new(".")).to_owned(), name.to_owned()))
}

/// Checks that what stands at `target` may be replaced.
///
/// Another run may put its folder there meanwhile and remove the one that is being looked at: what was seen of
/// it says nothing of the folder that stands there now.
fn check(target: &Path, ownership: Ownership<'_>) -> Result<(), WorldError> {
    const RUNS: usize = 100;
    let standing = || target.symlink_metadata().ok().map(|it| (it.dev(), it.ino()));
    for _ in 0..RUNS {
        let before = standing();
        let judged = judge(target, ownership);
        if judged.is_ok() || standing() == before {
            return judged;
        }
    }
    judge(target, ownership)
}

fn judge(target: &Path, ownership: Ownership<'_>) -> Result<(), WorldError> {
    let about = |code, message: String| Err(WorldError::about(code, target, message));
    match target.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(refused(target, error)),
        Ok(it) if it.is_symlink() => {
            let message = "is a symbolic link; name the folder it leads to".to_owned();
            return about(&codes::OUTPUT_SYMLINK, message);
        }
        Ok(it) if !it.is_dir() => {
            return about(&codes::OUTPUT_KIND, "is there and is not a folder".to_owned());
        }
        Ok(_) => {}
    }
    let mut empty = true;
    let mut marked = false;
    for entry in fs::read_dir(target).map_err(|error| refused(target, error))? {
        let entry = entry.map_err(|error| refused(target, error))?;
        empty = false;
        let name = entry.file_name();
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file || !name.to_str().is_some_and(ownership.owns) {
            let message = format!("has `{}`, which keelmark did not write", name.display());
            return about(&codes::OUTPUT_FOREIGN, message);
        }
        marked |= name.to_str() == Some(ownership.marker);
    }
    if !empty && !marked {
        let message = format!("has files and no `{}`: it is not evidence", ownership.marker);
        return about(&codes::OUTPUT_FOREIGN, message);
    }
    Ok(())
}

type Failed<'a> = (Option<&'a str>, io::Error);

type Written<'a> = Vec<(&'a str, File)>;

/// Writes the files, letting go of each one's bytes once the system has them.
fn create_all<'a>(
    staging: &Staging,
    files: Vec<(&'a str, Vec<u8>)>,
) -> Result<Written<'a>, Failed<'a>> {
    files
        .into_iter()
        .map(|(name, bytes)| {
            let file = create(&staging.path.join(name), &bytes);
            file.map(|file| (name, file)).map_err(|error| (Some(name), error))
        })
        .collect()
}

/// Forces the files to the disk, and does `meanwhile` while the disk works.
///
/// Contents and names are forced all at once, each on a thread that does nothing but wait: a
/// journal commits once for everybody who waits, and one after another costs ten times as much.
fn force<'a, R>(
    staging: &Staging,
    written: &Written<'a>,
    meanwhile: impl FnOnce() -> R,
) -> (Result<(), Failed<'a>>, R) {
    let each = written.len().div_ceil(WAITING).max(1);
    thread::scope(|scope| {
        let names = scope.spawn(|| staging.sync().map_err(|error| (None, error)));
        let contents: Vec<_> = written
            .chunks(each)
            .map(|files| {
                scope.spawn(move || {
                    files.iter().try_for_each(|(name, file)| {
                        file.sync_all().map_err(|error| (Some(*name), error))
                    })
                })
            })
            .collect();
        let done = meanwhile();
        let stopped = |_| Err((None, io::Error::other("a writing thread stopped")));
        let contents =
            contents.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(stopped));
        (contents.and(names.join().unwrap_or_else(stopped)), done)
    })
}

fn create(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    Ok(file)
}

/// Gives `staging` the name `target`; the old folder's new name, if there was one.
fn put_in_place(
    staging: &Path,
    target: &Path,
    ownership: Ownership<'_>,
) -> Result<Option<PathBuf>, WorldError> {
    let rename = |flags| rustix::fs::renameat_with(CWD, staging, CWD, target, flags);
    let failed = |error: Errno| refused(target, error.into());
    match rename(RenameFlags::NOREPLACE) {
        Ok(()) => return Ok(None),
        Err(Errno::EXIST | Errno::NOTEMPTY) => {}
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
            return aside(staging, target, ownership);
        }
        Err(error) => return Err(failed(error)),
    }
    // What stands there now may not be what was checked before.
    check(target, ownership)?;
    match rename(RenameFlags::EXCHANGE) {
        Ok(()) => Ok(Some(staging.to_owned())),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => aside(staging, target, ownership),
        Err(error) => Err(failed(error)),
    }
}

/// Without an exchange: the old folder out of the way, then the new one into place.
fn aside(
    staging: &Path,
    target: &Path,
    ownership: Ownership<'_>,
) -> Result<Option<PathBuf>, WorldError> {
    check(target, ownership)?;
    let old = staging::set_aside(staging);
    let had = match fs::rename(target, &old) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(refused(target, error)),
    };
    if let Err(error) = fs::rename(staging, target) {
        if had {
            // If even this fails, the next run finds the folder and puts it back.
            let _ = fs::rename(&old, target);
        }
        return Err(refused(target, error));
    }
    Ok(had.then_some(old))
}

/// What the system said when it did not let `path` be written.
pub(crate) fn refused(path: &Path, error: io::Error) -> WorldError {
    let code: &'static Code = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            &codes::OUTPUT_FULL
        }
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            &codes::OUTPUT_READ_ONLY
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => &codes::OUTPUT_KIND,
        _ => &codes::OUTPUT_FAILED,
    };
    WorldError::system(code, path, error)
}
