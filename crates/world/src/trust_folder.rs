//! Renewed trusted roots: a folder for each instance, among the user's data.
//!
//! `$XDG_DATA_HOME/keelmark/trust/INSTANCE` holds the files of the last renewal. It is replaced
//! whole, so that what was verified together stays together.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use keelmark_formats::tuf::Floors;

use crate::folder::{self, Ownership};
use crate::{WorldError, file, limits};

/// Root metadata of the TUF repository, with which the next renewal begins.
const ROOT: &str = "root.json";
/// The highest versions seen; the folder's marker.
const FLOORS: &str = "floors.json";
/// The trusted root itself.
const TRUSTED_ROOT: &str = "trusted_root.json";

/// What a renewal left.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Renewed {
    /// Root metadata of the TUF repository.
    pub root: Option<Vec<u8>>,
    /// The highest versions seen.
    pub floors: Floors,
    /// The trusted root, `trusted_root.json` or several on a line each.
    pub trusted_root: Option<Vec<u8>>,
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
/// Those of [`file::load_if_there`]; `document.*` about floors that cannot be read: without them an
/// older state could not be told.
pub fn load(folder: &Path) -> Result<Renewed, WorldError> {
    let read = |name: &str| file::load_if_there(&folder.join(name), limits::TRUST_FILE_BYTES);
    let floors = match read(FLOORS)? {
        Some(bytes) => Floors::parse(&bytes)
            .map_err(|error| WorldError::document(&folder.join(FLOORS), error))?,
        None => Floors::default(),
    };
    Ok(Renewed { root: read(ROOT)?, floors, trusted_root: read(TRUSTED_ROOT)? })
}

/// Replaces the folder.
///
/// # Errors
/// Those of [`folder::write`].
pub fn store(folder: &Path, renewed: Renewed) -> Result<(), WorldError> {
    let owns = |name: &str| matches!(name, ROOT | FLOORS | TRUSTED_ROOT);
    let mut files = vec![(FLOORS, renewed.floors.render())];
    files.extend(renewed.root.map(|bytes| (ROOT, bytes)));
    files.extend(renewed.trusted_root.map(|bytes| (TRUSTED_ROOT, bytes)));
    let ownership = Ownership { marker: FLOORS, owns: &owns };
    folder::write(folder, files, ownership, |_| Ok::<(), WorldError>(()))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::path::PathBuf;

    use super::{Renewed, load, locate, store};

    #[test]
    fn what_was_stored_is_loaded() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/b");
        assert_eq!(load(&folder).unwrap(), Renewed::default());
        let mut renewed = Renewed { root: Some(b"{}".to_vec()), ..Renewed::default() };
        renewed.floors.root = 7;
        store(&folder, renewed.clone()).unwrap();
        assert_eq!(load(&folder).unwrap(), renewed);
        renewed.trusted_root = Some(b"[]".to_vec());
        store(&folder, renewed.clone()).unwrap();
        assert_eq!(load(&folder).unwrap(), renewed);
        std::fs::write(folder.join("floors.json"), "{}").unwrap();
        assert_eq!(load(&folder).unwrap_err().code().id, "document.shape");
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
