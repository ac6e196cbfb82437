//! Files read whole, within a limit.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Component, Path, PathBuf};

use keelmark_model::Timestamp;
use rustix::fs::OFlags;

use crate::{WorldError, codes, folder};

/// The bytes of the regular file at `path`, which may be a symbolic link to one.
///
/// # Errors
/// `file.missing`, `file.kind`, `file.size` when it has more than `limit` bytes, `file.access`.
pub fn load(path: &Path, limit: u64) -> Result<Vec<u8>, WorldError> {
    let (file, metadata) = open(path, OFlags::empty())?;
    read(path, &file, &metadata, limit)
}

/// [`load`] of what somebody typed: `-` is standard input, and a pipe is read to its end, as a shell's
/// `<(command)` is one.
///
/// # Errors
/// As [`load`].
pub fn load_typed(path: &Path, limit: u64) -> Result<Vec<u8>, WorldError> {
    if path == Path::new("-") {
        return drain(path, &mut io::stdin().lock(), limit);
    }
    if !path.metadata().is_ok_and(|known| known.file_type().is_fifo()) {
        return load(path, limit);
    }
    let mut pipe = File::open(path).map_err(|error| refused(path, error))?;
    drain(path, &mut pipe, limit)
}

/// The first bytes of the regular file at `path`, at most `most` of them.
///
/// # Errors
/// As [`load`], without `file.size`.
pub fn beginning(path: &Path, most: u64) -> Result<Vec<u8>, WorldError> {
    let (file, _) = open(path, OFlags::empty())?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).map_err(|error| refused(path, error))?;
    Ok(bytes)
}

/// [`load`], or `None` when there is no such file.
///
/// # Errors
/// As [`load`], without `file.missing`.
pub fn load_if_there(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, WorldError> {
    match load(path, limit) {
        Err(error) if error.code() == &codes::FILE_MISSING => Ok(None),
        result => result.map(Some),
    }
}

/// [`load_if_there`] for a path that a document names: it must stay within `root`, by its words and
/// by every symbolic link on the way.
///
/// # Errors
/// `project.outside` besides those of [`load`].
pub fn load_inside(root: &Path, named: &str, limit: u64) -> Result<Option<Vec<u8>>, WorldError> {
    let outside = || {
        let message = format!("`{named}` leads out of the project, and nothing outside is read");
        WorldError::about(&codes::PROJECT_OUTSIDE, root, message)
    };
    let path = inside(root, named).ok_or_else(outside)?;
    let Ok(real) = path.canonicalize() else { return load_if_there(&path, limit) };
    if !leads_inside(root, &real)? {
        return Err(outside());
    }
    load_if_there(&real, limit)
}

/// Whether `path` is within `root` once every symbolic link is followed.
pub(crate) fn leads_inside(root: &Path, path: &Path) -> Result<bool, WorldError> {
    let real = |path: &Path| {
        path.canonicalize().map_err(|error| WorldError::system(&codes::FILE_ACCESS, path, error))
    };
    Ok(real(path)?.starts_with(real(root)?))
}

/// Gives the file at `path` the content `bytes`, whether it was there or not: all of it, or none.
///
/// # Errors
/// `output.full`, `output.read-only`, `output.kind` or `output.failed`.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), WorldError> {
    let failed = |error| folder::refused(path, error);
    let Some(name) = path.file_name() else {
        return Err(WorldError::about(&codes::OUTPUT_KIND, path, "is no name for a file"));
    };
    // A device or a pipe is written to. To put a file in its place would take it from everybody.
    if path.metadata().is_ok_and(|known| !known.is_file() && !known.is_dir()) {
        let mut opened = OpenOptions::new().write(true).open(path).map_err(failed)?;
        return opened.write_all(bytes).map_err(failed);
    }
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.partial", std::process::id()));
    let beside = path.with_file_name(beside);
    let mut file = OpenOptions::new().write(true).create_new(true).open(&beside).map_err(failed)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        // The error that is reported is why the file could not be written.
        let _ = fs::remove_file(&beside);
        failed(error)
    })
}

/// Removes the file at `path`, where there is one.
///
/// # Errors
/// `output.read-only`, `output.kind` or `output.failed`.
pub fn remove(path: &Path) -> Result<(), WorldError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(folder::refused(path, error))
        }
        _ => Ok(()),
    }
}

/// Hands the bytes of the regular file at `path` to `take`, part by part, however large it is.
///
/// # Errors
/// `file.missing`, `file.kind`, `file.access`.
pub fn for_each_part(path: &Path, take: &mut dyn FnMut(&[u8])) -> Result<(), WorldError> {
    const PART: usize = 256 << 10;
    let (mut file, _) = open(path, OFlags::empty())?;
    let mut buffer = vec![0; PART];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(length) => take(buffer.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(refused(path, error)),
        }
    }
}

/// The latest time at which one of `paths` was written, in whole seconds; 1970 when there is none.
///
/// # Errors
/// `file.access`.
pub fn newest<'a>(paths: impl Iterator<Item = &'a Path>) -> Result<Timestamp, WorldError> {
    let mut newest = Timestamp(0);
    for path in paths {
        let metadata = path
            .metadata()
            .map_err(|error| WorldError::system(&codes::FILE_ACCESS, path, error))?;
        newest = newest.max(Timestamp(metadata.mtime()));
    }
    Ok(newest)
}

/// `root/named`, unless `named` is absolute or climbs out of `root`.
pub(crate) fn inside(root: &Path, named: &str) -> Option<PathBuf> {
    let mut relative = PathBuf::new();
    for component in Path::new(named).components() {
        match component {
            Component::Normal(name) => relative.push(name),
            Component::CurDir => {}
            Component::ParentDir => {
                if !relative.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(root.join(relative))
}

/// Opens a regular file without waiting for anything, which a named pipe would make it do.
pub(crate) fn open(path: &Path, flags: OFlags) -> Result<(File, Metadata), WorldError> {
    let flags = (OFlags::NONBLOCK | OFlags::CLOEXEC | flags).bits().cast_signed();
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)
        .map_err(|error| refused(path, error))?;
    let metadata = file.metadata().map_err(|error| refused(path, error))?;
    if !metadata.is_file() {
        let kind = if metadata.is_dir() { "a folder" } else { "neither a file nor a folder" };
        let message = format!("is {kind}, where a file is wanted");
        return Err(WorldError::about(&codes::FILE_KIND, path, message));
    }
    Ok((file, metadata))
}

pub(crate) fn read(
    path: &Path,
    file: &File,
    metadata: &Metadata,
    limit: u64,
) -> Result<Vec<u8>, WorldError> {
    if metadata.len() > limit {
        return Err(too_large(path, limit));
    }
    let mut bytes = Vec::new();
    let length = usize::try_from(metadata.len()).unwrap_or(0);
    bytes.try_reserve(length).map_err(|_| too_large(path, limit))?;
    fill(path, &mut &*file, &mut bytes, limit)?;
    Ok(bytes)
}

fn drain(path: &Path, from: &mut dyn Read, limit: u64) -> Result<Vec<u8>, WorldError> {
    let mut bytes = Vec::new();
    fill(path, from, &mut bytes, limit)?;
    Ok(bytes)
}

fn fill(
    path: &Path,
    from: &mut dyn Read,
    bytes: &mut Vec<u8>,
    limit: u64,
) -> Result<(), WorldError> {
    from.take(limit + 1).read_to_end(bytes).map_err(|error| refused(path, error))?;
    if bytes.len() as u64 > limit { Err(too_large(path, limit)) } else { Ok(()) }
}

fn too_large(path: &Path, limit: u64) -> WorldError {
    WorldError::about(&codes::FILE_SIZE, path, format!("has more than {limit} bytes"))
}

fn refused(path: &Path, error: io::Error) -> WorldError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            WorldError::about(&codes::FILE_MISSING, path, "does not exist")
        }
        _ => WorldError::system(&codes::FILE_ACCESS, path, error),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::{for_each_part, load, load_if_there, load_inside, load_typed, replace};

    #[test]
    fn a_pipe_is_written_to_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        let kind = rustix::fs::FileType::Fifo;
        rustix::fs::mknodat(rustix::fs::CWD, &path, kind, 0o600.into(), 0).unwrap();
        let reader = std::thread::spawn({
            let path = path.clone();
            move || fs::read(path).unwrap()
        });
        replace(&path, b"through").unwrap();
        assert_eq!(reader.join().unwrap(), b"through");
        assert!(!path.metadata().unwrap().is_file());
    }

    #[test]
    fn reads_up_to_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        fs::write(&path, b"12345").unwrap();
        assert_eq!(load(&path, 5).unwrap(), b"12345");
        assert_eq!(load(&path, 4).unwrap_err().code().id, "file.size");
        assert_eq!(load(folder.path(), 4).unwrap_err().code().id, "file.kind");
        assert_eq!(load(&folder.path().join("g"), 4).unwrap_err().code().id, "file.missing");
        assert_eq!(load(&path.join("g"), 4).unwrap_err().code().id, "file.missing");
        assert!(load_if_there(&folder.path().join("g"), 4).unwrap().is_none());
        assert_eq!(load(std::path::Path::new("/dev/zero"), 4).unwrap_err().code().id, "file.kind");
        // A file that says it has no bytes and has some.
        assert_eq!(
            load(std::path::Path::new("/proc/cpuinfo"), 4).unwrap_err().code().id,
            "file.size"
        );
    }

    #[test]
    fn a_file_comes_in_parts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        let content: Vec<u8> = (0..600_000_u32).map(|at| at as u8).collect();
        fs::write(&path, &content).unwrap();
        let (mut read, mut parts) = (Vec::new(), 0);
        for_each_part(&path, &mut |part| {
            read.extend_from_slice(part);
            parts += 1;
        })
        .unwrap();
        assert!(read == content && parts > 1);
        assert_eq!(for_each_part(folder.path(), &mut |_| ()).unwrap_err().code().id, "file.kind");
    }

    #[test]
    fn a_pipe_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, 0o600.into(), 0)
            .unwrap();
        assert_eq!(load(&path, 4).unwrap_err().code().id, "file.kind");
    }

    #[test]
    fn a_pipe_that_was_typed_is_read_within_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        let kind = rustix::fs::FileType::Fifo;
        rustix::fs::mknodat(rustix::fs::CWD, &path, kind, 0o600.into(), 0).unwrap();
        for (limit, expected) in [(5, Ok(b"12345".to_vec())), (4, Err("file.size"))] {
            let writer = std::thread::spawn({
                let path = path.clone();
                move || fs::write(path, b"12345").is_ok()
            });
            let read = load_typed(&path, limit).map_err(|error| error.code().id);
            assert_eq!(read, expected);
            writer.join().unwrap();
        }
        fs::write(folder.path().join("f"), b"1").unwrap();
        assert_eq!(load_typed(&folder.path().join("f"), 1).unwrap(), b"1");
        let device = std::path::Path::new("/dev/zero");
        assert_eq!(load_typed(device, 4).unwrap_err().code().id, "file.kind");
    }

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        for content in ["first", "2"] {
            replace(&path, content.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
        }
        let no_folder = replace(&path.join("g"), b"").unwrap_err();
        assert_eq!(no_folder.code().id, "output.kind");
        fs::create_dir(folder.path().join("d")).unwrap();
        assert!(replace(&folder.path().join("d"), b"").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
    }

    #[test]
    fn nothing_outside_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        fs::create_dir(&root).unwrap();
        fs::write(folder.path().join("secret"), "x").unwrap();
        fs::write(root.join("fine"), "y").unwrap();
        symlink("../secret", root.join("link")).unwrap();
        symlink("..", root.join("up")).unwrap();
        symlink("fine", root.join("near")).unwrap();
        let code = |named: &str| load_inside(&root, named, 9).map_err(|error| error.code().id);
        assert_eq!(code("fine"), Ok(Some(b"y".to_vec())));
        assert_eq!(code("./a/../fine"), Ok(Some(b"y".to_vec())));
        assert_eq!(code("near"), Ok(Some(b"y".to_vec())));
        assert_eq!(code("none"), Ok(None));
        for named in ["../secret", "/etc/passwd", "link", "up/secret", "a/../../secret"] {
            assert_eq!(code(named), Err("project.outside"), "{named}");
        }
    }
}
