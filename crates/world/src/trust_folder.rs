//! Renewed trusted roots: a folder for each instance, among the user's data.
//!
//! `$XDG_DATA_HOME/keelmark/trust/INSTANCE` holds the files of the last renewal. It is replaced
//! whole, so that what was verified together stays together.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use keelmark_formats::hash;
use keelmark_formats::renewal::{Origin, Renewal};
use keelmark_formats::tuf::Floors;
use keelmark_model::Timestamp;

use crate::folder::{self, Ownership};
use crate::{WorldError, codes, file, limits};

/// Root metadata of the TUF repository, with which the next renewal begins.
const ROOT: &str = "root.json";
/// The highest versions seen; the folder's marker.
const FLOORS: &str = "floors.json";
/// The trusted root itself.
const TRUSTED_ROOT: &str = "trusted_root.json";
/// npm's keys, which the public-good instance publishes beside its root.
const NPM_KEYS: &str = "npm_keys.json";
/// How trusted root and keys came, and their digests.
const RENEWAL: &str = "renewal.json";

const FILES: [&str; 5] = [ROOT, FLOORS, TRUSTED_ROOT, NPM_KEYS, RENEWAL];

/// What renewals left.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Renewed {
    /// Root metadata of the TUF repository.
    pub root: Option<Vec<u8>>,
    /// The highest versions seen.
    pub floors: Floors,
    /// What the last renewal that went through brought.
    pub kept: Option<Kept>,
}

/// A trusted root, and how it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// How it came.
    pub how: Origin,
    /// When.
    pub at: Timestamp,
    /// The trusted root, `trusted_root.json`.
    pub trusted_root: Vec<u8>,
    /// npm's keys, as they were published with it.
    pub npm_keys: Option<Vec<u8>>,
}

/// Where the files of `instance` are; none when neither XDG_DATA_HOME nor HOME says.
pub fn locate(instance: &str, environment: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name: &str| environment(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let data =
        absolute("XDG_DATA_HOME").or_else(|| Some(absolute("HOME")?.join(".local/share")))?;
    Some(data.join("keelmark/trust").join(instance))
}

/// Reads the folder; nothing is there before the first renewal.
///
/// # Errors
/// `trust.damaged` when the files are not those of one renewal, or its floors or what is said of it cannot
/// be read; those of [`file::load_if_there`].
pub fn load(folder: &Path) -> Result<Renewed, WorldError> {
    match folder.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Renewed::default()),
        Err(error) => return Err(WorldError::system(&codes::FILE_ACCESS, folder, error)),
        Ok(it) if !it.is_dir() => return Err(damaged(folder, "is not a folder")),
        Ok(_) => {}
    }
    let floors = match read(folder, FLOORS)? {
        Some(bytes) => Floors::parse(&bytes)
            .map_err(|error| damaged(&folder.join(FLOORS), &format!("cannot be read: {error}")))?,
        None if FILES.iter().any(|name| folder.join(name).symlink_metadata().is_ok()) => {
            return Err(damaged(&folder.join(FLOORS), "is missing"));
        }
        None => Floors::default(),
    };
    Ok(Renewed { root: read(folder, ROOT)?, floors, kept: load_kept(folder)? })
}

fn read(folder: &Path, name: &str) -> Result<Option<Vec<u8>>, WorldError> {
    file::load_if_there(&folder.join(name), limits::TRUST_FILE_BYTES)
}

/// Reads what the last renewal brought, and compares it with what the renewal says of it.
fn load_kept(folder: &Path) -> Result<Option<Kept>, WorldError> {
    let (trusted_root, npm_keys) = (read(folder, TRUSTED_ROOT)?, read(folder, NPM_KEYS)?);
    let path = folder.join(RENEWAL);
    let Some(bytes) = read(folder, RENEWAL)? else {
        if trusted_root.is_some() || npm_keys.is_some() {
            return Err(damaged(&path, "is missing"));
        }
        return Ok(None);
    };
    let renewal = Renewal::parse(&bytes)
        .map_err(|error| damaged(&path, &format!("cannot be read: {error}")))?;
    let other = |name: &str| damaged(&folder.join(name), "is not what was stored");
    let trusted_root = trusted_root
        .filter(|bytes| hash::sha256(bytes) == renewal.trusted_root)
        .ok_or_else(|| other(TRUSTED_ROOT))?;
    if npm_keys.as_deref().map(hash::sha256) != renewal.npm_keys {
        return Err(other(NPM_KEYS));
    }
    Ok(Some(Kept { how: renewal.how, at: renewal.at, trusted_root, npm_keys }))
}

fn damaged(path: &Path, message: &str) -> WorldError {
    WorldError::about(&codes::TRUST_DAMAGED, path, message)
}

/// Replaces the folder.
///
/// # Errors
/// Those of [`folder::write`].
pub fn store(folder: &Path, renewed: Renewed) -> Result<(), WorldError> {
    let mut files = vec![(FLOORS, renewed.floors.render())];
    files.extend(renewed.root.map(|bytes| (ROOT, bytes)));
    if let Some(Kept { how, at, trusted_root, npm_keys }) = renewed.kept {
        let renewal = Renewal {
            how,
            at,
            trusted_root: hash::sha256(&trusted_root),
            npm_keys: npm_keys.as_deref().map(hash::sha256),
        };
        files.push((RENEWAL, renewal.render()));
        files.push((TRUSTED_ROOT, trusted_root));
        files.extend(npm_keys.map(|bytes| (NPM_KEYS, bytes)));
    }
    let ownership = Ownership { marker: FLOORS, owns: &|name| FILES.contains(&name) };
    folder::write(folder, files, ownership, |_| Ok::<(), WorldError>(()))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::path::PathBuf;

    use keelmark_formats::renewal::Origin;
    use keelmark_model::Timestamp;

    use super::{FILES, Kept, Renewed, load, locate, store};

    fn renewed() -> Renewed {
        let kept = Kept {
            how: Origin::Updated,
            at: Timestamp(1_793_577_600),
            trusted_root: b"[]".to_vec(),
            npm_keys: Some(b"{}".to_vec()),
        };
        Renewed { root: Some(b"{}".to_vec()), kept: Some(kept), ..Renewed::default() }
    }

    #[test]
    fn what_was_stored_is_loaded() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/b");
        assert_eq!(load(&folder).unwrap(), Renewed::default());
        let mut floors = Renewed::default();
        floors.floors.root = 7;
        let imported = Renewed {
            root: None,
            kept: renewed().kept.map(|kept| Kept { npm_keys: None, how: Origin::Imported, ..kept }),
            ..Renewed::default()
        };
        for state in [floors, renewed(), imported] {
            store(&folder, state.clone()).unwrap();
            assert_eq!(load(&folder).unwrap(), state);
        }
    }

    #[test]
    fn what_was_changed_or_lost_is_found_out() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("b");
        let code = || load(&folder).map_err(|error| error.code().id);
        for name in FILES {
            store(&folder, renewed()).unwrap();
            let path = folder.join(name);
            let bytes = std::fs::read(&path).unwrap();
            std::fs::write(&path, b"[1]").unwrap();
            let expected = match name {
                "root.json" => Ok(Renewed { root: Some(b"[1]".to_vec()), ..renewed() }),
                _ => Err("trust.damaged"),
            };
            assert_eq!(code(), expected, "{name}");
            std::fs::remove_file(&path).unwrap();
            let expected = match name {
                "root.json" => Ok(Renewed { root: None, ..renewed() }),
                _ => Err("trust.damaged"),
            };
            assert_eq!(code(), expected, "{name}");
            std::fs::write(&path, bytes).unwrap();
        }
        assert_eq!(code(), Ok(renewed()));
        std::fs::remove_dir_all(&folder).unwrap();
        std::fs::write(&folder, "").unwrap();
        assert_eq!(code(), Err("trust.damaged"));
    }

    #[test]
    fn the_folder_is_among_the_users_data() {
        let at = |name: &str, value: &str| {
            let (name, value) = (name.to_owned(), OsString::from(value));
            locate("github", &move |asked: &str| (asked == name).then(|| value.clone()))
        };
        let expected = |path: &str| Some(PathBuf::from(path));
        assert_eq!(at("XDG_DATA_HOME", "/d"), expected("/d/keelmark/trust/github"));
        assert_eq!(at("HOME", "/h"), expected("/h/.local/share/keelmark/trust/github"));
        assert_eq!(at("XDG_DATA_HOME", "relative"), None);
    }
}
