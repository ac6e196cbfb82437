//! The answer of `git ls-files -v --stage`.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// What the index says of the tracked files.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Whether any file of the project is among them.
    pub(super) has_project: bool,
    /// Whether git was told not to look at some of them.
    pub(super) unwatched: bool,
    /// Submodules, relative to the top.
    pub(super) submodules: Vec<PathBuf>,
}

/// Reads entries `tag mode object stage<TAB>path`; the project is in the folder `inside`.
pub(super) fn read(output: &[u8], inside: &Path) -> Index {
    let mut index = Index::default();
    for entry in output.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
        let Some(tab) = entry.iter().position(|byte| *byte == b'\t') else { continue };
        let (fields, path) = (&entry[..tab], Path::new(OsStr::from_bytes(&entry[tab + 1..])));
        // Lowercase is `assume-unchanged`, S is `skip-worktree`.
        index.unwatched |=
            fields.first().is_some_and(|tag| tag.is_ascii_lowercase() || *tag == b'S');
        index.has_project |= path.starts_with(inside);
        if fields.get(2..).is_some_and(|rest| rest.starts_with(b"160000 ")) {
            index.submodules.push(path.to_owned());
        }
    }
    index
}
