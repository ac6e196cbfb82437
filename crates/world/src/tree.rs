//! The files below a folder, by name alone.

use std::fs::DirEntry;
use std::io;
use std::path::Path;

use crate::{WorldError, codes, limits};

/// Something below a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// Where, from the folder, with `/` between parts; bytes that are not UTF-8 as U+FFFD.
    pub path: String,
    /// What it is.
    pub kind: ListedKind,
}

/// What something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListedKind {
    /// A regular file.
    File,
    /// A symbolic link; not followed.
    Link,
    /// A device, pipe or socket.
    Special,
    /// Whatever it is, its name is not UTF-8.
    Unnameable,
}

/// Everything below `root` but folders, which are gone through, sorted by path.
///
/// # Errors
/// `folder.missing`, `folder.kind`, `folder.access`; `folder.count` beyond
/// [`limits::TREE_ENTRIES`], `folder.depth` beyond [`limits::TREE_DEPTH`].
pub fn list(root: &Path) -> Result<Vec<Listed>, WorldError> {
    let mut found = Vec::new();
    let mut seen = 0;
    let mut open = vec![(String::new(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let path = root.join(&folder);
        let refused = |error| refused(&path, error);
        for entry in path.read_dir().map_err(refused)? {
            let entry = entry.map_err(refused)?;
            seen += 1;
            if seen > limits::TREE_ENTRIES {
                let message = format!("has more than {} entries", limits::TREE_ENTRIES);
                return Err(WorldError::about(&codes::FOLDER_COUNT, root, message));
            }
            match kind(&entry).map_err(refused)? {
                Some(kind) => found.push(Listed { path: name(&folder, &entry), kind }),
                None if depth == limits::TREE_DEPTH => {
                    let message = format!("has folders deeper than {}", limits::TREE_DEPTH);
                    return Err(WorldError::about(&codes::FOLDER_DEPTH, root, message));
                }
                None => open.push((name(&folder, &entry), depth + 1)),
            }
        }
    }
    found.sort();
    Ok(found)
}

/// What an entry is; nothing for a folder whose name can be said.
fn kind(entry: &DirEntry) -> io::Result<Option<ListedKind>> {
    let kind = entry.file_type()?;
    Ok(match entry.file_name().to_str() {
        None => Some(ListedKind::Unnameable),
        Some(_) if kind.is_dir() => None,
        Some(_) if kind.is_file() => Some(ListedKind::File),
        Some(_) if kind.is_symlink() => Some(ListedKind::Link),
        Some(_) => Some(ListedKind::Special),
    })
}

fn name(folder: &str, entry: &DirEntry) -> String {
    let name = entry.file_name();
    let name = name.to_string_lossy();
    if folder.is_empty() { name.into_owned() } else { format!("{folder}/{name}") }
}

fn refused(path: &Path, error: io::Error) -> WorldError {
    match error.kind() {
        io::ErrorKind::NotFound => {
            WorldError::about(&codes::FOLDER_MISSING, path, "does not exist")
        }
        io::ErrorKind::NotADirectory => {
            WorldError::about(&codes::FOLDER_KIND, path, "is not a folder")
        }
        _ => WorldError::system(&codes::FOLDER_ACCESS, path, error),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use super::{ListedKind, list};
    use crate::limits;

    #[test]
    fn everything_is_listed_and_no_link_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("b/c")).unwrap();
        fs::write(root.join("b/c/f"), "").unwrap();
        fs::write(root.join("a"), "").unwrap();
        fs::create_dir(root.join("empty")).unwrap();
        symlink("..", root.join("b/up")).unwrap();
        fs::write(root.join(OsStr::from_bytes(b"\xff")), "").unwrap();
        let listed = list(root).unwrap();
        let listed: Vec<_> = listed.iter().map(|it| (it.path.as_str(), it.kind)).collect();
        let expected = [
            ("a", ListedKind::File),
            ("b/c/f", ListedKind::File),
            ("b/up", ListedKind::Link),
            ("\u{fffd}", ListedKind::Unnameable),
        ];
        assert_eq!(listed, expected);
    }

    #[test]
    fn what_is_no_folder_or_too_deep_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("f"), "").unwrap();
        assert_eq!(list(&root.join("f")).unwrap_err().code().id, "folder.kind");
        assert_eq!(list(&root.join("none")).unwrap_err().code().id, "folder.missing");
        fs::create_dir_all(root.join("d/".repeat(limits::TREE_DEPTH))).unwrap();
        assert_eq!(list(root).unwrap().len(), 1);
        fs::create_dir_all(root.join("d/".repeat(limits::TREE_DEPTH + 1))).unwrap();
        assert_eq!(list(root).unwrap_err().code().id, "folder.depth");
    }
}
