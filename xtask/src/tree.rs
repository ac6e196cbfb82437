//! The files of the repository, as tidy sees them.

use std::collections::BTreeMap;
use std::process::Command;

use crate::Trouble;

/// Files by their path from the root, with `/` between folders. Files that are not UTF-8 text have
/// a path and no lines.
pub(crate) struct Tree(BTreeMap<String, String>);

impl Tree {
    /// The files git tracks or would track, as they are on disk.
    ///
    /// # Errors
    /// When git or a file cannot be read.
    pub(crate) fn load() -> Result<Self, Trouble> {
        let list = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .output()?;
        if !list.status.success() {
            return Err(format!("git ls-files: {}", String::from_utf8_lossy(&list.stderr)).into());
        }
        let mut files = BTreeMap::new();
        for path in String::from_utf8(list.stdout)?.split_terminator('\0') {
            // A deleted file is still listed until the deletion is staged; a link has no text.
            if std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file()) {
                let text = String::from_utf8(std::fs::read(path)?).unwrap_or_default();
                files.insert(path.to_owned(), text);
            }
        }
        Ok(Self(files))
    }

    /// Number of files.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Every file and its text, by path.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Files people write: all but test data, snapshots and what the binary generates.
    pub(crate) fn written(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter(|(path, _)| {
            !is_below(path, "testdata")
                && !is_below(path, "seeds")
                && !is_below(path, "snapshots")
                && !path.starts_with("docs/man/")
                && !path.starts_with("docs/completions/")
                && !path.ends_with(".lock")
        })
    }

    /// Rust files, tests included.
    pub(crate) fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.written().filter(|(path, _)| path.ends_with(".rs"))
    }

    /// Rust files of what is shipped: below a crate's `src`, and not a file of tests.
    pub(crate) fn shipped(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rust().filter(|(path, _)| {
            path.starts_with("crates/")
                && is_below(path, "src")
                && !is_below(path, "tests")
                && !path.ends_with("/tests.rs")
        })
    }

    /// The text of the file at `path`.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Whether there is a file or folder at `path`.
    pub(crate) fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        let first = self.0.range(folder.clone()..).next();
        self.0.contains_key(path) || first.is_some_and(|(path, _)| path.starts_with(&folder))
    }

    /// The crates of the workspace: folder, manifest path and manifest text.
    pub(crate) fn manifests(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.files().filter_map(|(path, text)| {
            let folder = path.strip_suffix("/Cargo.toml")?;
            let name = folder.strip_prefix("crates/").unwrap_or(folder);
            (!name.contains('/')).then_some((name, path, text))
        })
    }
}

/// Whether one of the folders of `path` is called `folder`.
fn is_below(path: &str, folder: &str) -> bool {
    path.split('/').rev().skip(1).any(|part| part == folder)
}

#[cfg(test)]
impl Tree {
    /// A tree of these paths and texts.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn kinds_of_files_are_told_apart() {
        let tree = Tree::of(&[
            ("crates/a/Cargo.toml", ""),
            ("crates/a/src/lib.rs", ""),
            ("crates/a/src/tests.rs", ""),
            ("crates/a/testdata/x.rs", ""),
            ("crates/a/tests/b.rs", ""),
            ("xtask/src/main.rs", ""),
        ]);
        let paths = |files: Vec<(&str, &str)>| files.len();
        assert_eq!(paths(tree.rust().collect()), 4);
        assert_eq!(tree.shipped().collect::<Vec<_>>(), [("crates/a/src/lib.rs", "")]);
        assert_eq!(tree.manifests().collect::<Vec<_>>(), [("a", "crates/a/Cargo.toml", "")]);
        assert!(tree.has("crates/a") && tree.has("crates/a/") && tree.has("xtask/src/main.rs"));
        assert!(!tree.has("crates/b") && !tree.has("crates/a/src/lib"));
    }
}
