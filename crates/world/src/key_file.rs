//! Key files: private ones are kept private, and none is ever overwritten.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use keelmark_model::Code;
use rustix::fs::OFlags;
use zeroize::Zeroizing;

use crate::{codes, limits};

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Its owner alone: mode 0600.
    Private,
    /// Everyone: mode 0644.
    Public,
}

/// A key file that could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The private key is open to others.
    #[error("{}: mode {mode:04o} lets other users in; a private key has 0600", path.display())]
    Permissions {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// There is a file of that name.
    #[error("{}: exists already", .0.display())]
    Exists(PathBuf),
    /// It is no file: opening a named pipe would wait for whoever writes into it.
    #[error("{}: neither a file nor what the shell hands over", .0.display())]
    Kind(PathBuf),
    /// The file is larger than any key.
    #[error("{}: too large to be a key", .0.display())]
    Size(PathBuf),
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl KeyFileError {
    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match self {
            Self::Permissions { .. } => &codes::KEY_PERMISSIONS,
            Self::Exists(_) => &codes::KEY_EXISTS,
            Self::Kind(_) | Self::Size(_) | Self::Io { .. } => &codes::KEY_FILE,
        }
    }
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> KeyFileError + '_ {
    |source| KeyFileError::Io { path: path.to_owned(), source }
}

/// Reads a key or passphrase file whole.
///
/// A private one that anybody but its owner may read or write is refused. What is no file is read only
/// where this process has it open already: standard input, and what `<(…)` of a shell stands for.
///
/// # Errors
/// Any [`KeyFileError`] but [`KeyFileError::Exists`].
pub fn load(path: &Path, access: Access) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    const FORBIDDEN: u32 = 0o077;
    let is_inherited = is_inherited(path);
    let flags = if is_inherited { OFlags::CLOEXEC } else { OFlags::CLOEXEC | OFlags::NONBLOCK };
    let flags = flags.bits().cast_signed();
    let file =
        OpenOptions::new().read(true).custom_flags(flags).open(path).map_err(io_error(path))?;
    let metadata = file.metadata().map_err(io_error(path))?;
    if metadata.is_dir() {
        return Err(io_error(path)(io::ErrorKind::IsADirectory.into()));
    }
    if !metadata.is_file() && !is_inherited {
        return Err(KeyFileError::Kind(path.to_owned()));
    }
    let mode = metadata.permissions().mode() & 0o7777;
    if access == Access::Private && mode & FORBIDDEN != 0 {
        return Err(KeyFileError::Permissions { path: path.to_owned(), mode });
    }
    // Room for all of it at once: a buffer that grows leaves copies of the secret behind.
    const ROOM: usize = limits::KEY_FILE_BYTES as usize + 1;
    let mut content = Zeroizing::new(Vec::with_capacity(ROOM));
    file.take(limits::KEY_FILE_BYTES + 1).read_to_end(&mut content).map_err(io_error(path))?;
    if content.len() as u64 > limits::KEY_FILE_BYTES {
        return Err(KeyFileError::Size(path.to_owned()));
    }
    Ok(content)
}

/// Whether a path is one by which a process names what it has open.
fn is_inherited(path: &Path) -> bool {
    let folders = ["/dev/fd", "/proc/self/fd"];
    path == Path::new("/dev/stdin") || folders.iter().any(|folder| path.starts_with(folder))
}

/// Makes the folder of the key file `path`, and those above it, for the owner alone.
///
/// # Errors
/// [`KeyFileError::Io`].
pub fn create_folder(path: &Path) -> Result<(), KeyFileError> {
    let Some(folder) = path.parent() else { return Ok(()) };
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io_error(folder))
}

/// Writes a new file: it is there with all its content and the right mode, or not at all.
///
/// # Errors
/// [`KeyFileError::Exists`], which leaves the old file as it is; [`KeyFileError::Io`].
pub fn write_new(path: &Path, content: &[u8], access: Access) -> Result<(), KeyFileError> {
    if path.symlink_metadata().is_ok() {
        return Err(KeyFileError::Exists(path.to_owned()));
    }
    let scratch = Scratch::write(path, content, access).map_err(io_error(path))?;
    // A link, unlike a rename, does not replace what another process put there meanwhile.
    fs::hard_link(&scratch.0, path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => KeyFileError::Exists(path.to_owned()),
        _ => io_error(path)(error),
    })?;
    drop(scratch);
    sync_folder(path).map_err(io_error(path))
}

/// Writes both halves of a new key pair; should the public one fail, the private one is taken back.
///
/// # Errors
/// As [`write_new`].
pub fn write_pair(
    private: &Path,
    private_key: &[u8],
    public: &Path,
    public_key: &[u8],
) -> Result<(), KeyFileError> {
    write_new(private, private_key, Access::Private)?;
    write_new(public, public_key, Access::Public).inspect_err(|_| {
        // The error that is reported is why the public one failed.
        let _ = fs::remove_file(private);
    })
}

/// A file under a name of this process's own, removed when dropped.
struct Scratch(PathBuf);

impl Scratch {
    /// Puts `content` on disk in the folder of `path`.
    fn write(path: &Path, content: &[u8], access: Access) -> io::Result<Self> {
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}.new", std::process::id()));
        let scratch = path.with_file_name(name);
        let mode = match access {
            Access::Private => 0o600,
            Access::Public => 0o644,
        };
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&scratch)?;
        let scratch = Self(scratch);
        // The umask may have taken bits away; a private file never had more than these.
        file.set_permissions(Permissions::from_mode(mode))?;
        file.write_all(content)?;
        file.sync_all()?;
        Ok(scratch)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing better can be done with a file that does not go.
        let _ = fs::remove_file(&self.0);
    }
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::io::Write;
    use std::os::fd::AsRawFd;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::{Access, load, write_new, write_pair};

    fn mode(path: &std::path::Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn written_files_have_their_mode_and_nothing_is_left_beside() {
        let folder = tempfile::tempdir().unwrap();
        let (key, public) = (folder.path().join("a.key"), folder.path().join("a.pub"));
        write_new(&key, b"secret", Access::Private).unwrap();
        write_new(&public, b"open", Access::Public).unwrap();
        assert_eq!((mode(&key), mode(&public)), (0o600, 0o644));
        assert_eq!(load(&key, Access::Private).unwrap().as_slice(), b"secret");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let (file, dangling) = (folder.path().join("file"), folder.path().join("dangling"));
        fs::write(&file, "old").unwrap();
        symlink(folder.path().join("nowhere"), &dangling).unwrap();
        for path in [&file, &dangling] {
            let error = write_new(path, b"new", Access::Private).unwrap_err();
            assert_eq!(error.code().id, "key.exists");
        }
        assert_eq!(fs::read(&file).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_pair_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let (key, public) = (folder.path().join("a.key"), folder.path().join("a.pub"));
        fs::write(&public, "old").unwrap();
        assert_eq!(write_pair(&key, b"k", &public, b"p").unwrap_err().code().id, "key.exists");
        assert!(!key.exists());
        fs::remove_file(&public).unwrap();
        write_pair(&key, b"k", &public, b"p").unwrap();
        assert_eq!(
            (fs::read(&key).unwrap(), fs::read(&public).unwrap()),
            (b"k".into(), b"p".into())
        );
    }

    #[test]
    fn open_private_keys_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "secret").unwrap();
        for (mode, refused) in [
            (0o600, false),
            (0o400, false),
            (0o440, true),
            (0o644, true),
            (0o604, true),
            (0o620, true),
        ] {
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            let code = load(&path, Access::Private).err().map(|error| error.code().id);
            assert_eq!(code, refused.then_some("key.permissions"), "{mode:o}");
            assert!(load(&path, Access::Public).is_ok());
        }
    }

    #[test]
    fn a_pipe_is_read_only_where_it_is_open_already() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, 0o600.into(), 0)
            .unwrap();
        for path in [path.as_path(), "/dev/zero".as_ref()] {
            assert_eq!(load(path, Access::Public).unwrap_err().code().id, "key.file");
        }
        let (reader, mut writer) = std::io::pipe().unwrap();
        writer.write_all(b"handed over").unwrap();
        drop(writer);
        let path = format!("/dev/fd/{}", reader.as_raw_fd());
        assert_eq!(load(path.as_ref(), Access::Public).unwrap().as_slice(), b"handed over");
    }

    #[test]
    fn unreadable_files_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let large = folder.path().join("large");
        write_new(&large, &vec![b'x'; (64 << 10) + 1], Access::Private).unwrap();
        for path in [large, folder.path().to_owned(), folder.path().join("absent")] {
            let error = load(&path, Access::Public).unwrap_err();
            assert_eq!(error.code().id, "key.file");
            assert!(error.to_string().starts_with(&path.display().to_string()), "{error}");
        }
        let nowhere = folder.path().join("absent/key");
        assert_eq!(write_new(&nowhere, b"", Access::Private).unwrap_err().code().id, "key.file");
    }
}
