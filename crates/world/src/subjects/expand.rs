//! What the user named.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::SubjectFile;
use crate::glob::{self, GlobError};
use crate::{WorldError, codes, limits};

/// The files that `patterns` name, relative to `folder`, sorted by name.
///
/// A pattern that is the path of something that exists means that, whatever characters it has. The
/// same file named twice is one subject.
///
/// # Errors
/// `subjects.empty` when a glob matches nothing or there are no patterns, `subject.missing`,
/// `subject.folder`, `subject.special`, `subject.duplicate`, `subject.pattern`, `subject.name`,
/// `subject.unreadable`.
pub fn expand(patterns: &[String], folder: &Path) -> Result<Vec<SubjectFile>, WorldError> {
    let mut found = Files::default();
    for pattern in patterns {
        // A path is shown as it was typed, and `.` was not.
        let here = folder == Path::new(".");
        let literal = if here { PathBuf::from(pattern) } else { folder.join(pattern) };
        if literal.symlink_metadata().is_ok() || !glob::is_glob(pattern) {
            found.add(literal)?;
            continue;
        }
        let matched = glob::expand(folder, pattern).map_err(|error| malformed(pattern, &error))?;
        if matched.is_empty() {
            let message = format!("`{pattern}` matches no file in {}", folder.display());
            return Err(WorldError::new(&codes::SUBJECTS_EMPTY, message));
        }
        for path in matched {
            found.add(path)?;
        }
    }
    if found.0.is_empty() {
        return Err(WorldError::new(&codes::SUBJECTS_EMPTY, "no subject is named"));
    }
    Ok(found.into_list())
}

fn malformed(pattern: &str, error: &GlobError) -> WorldError {
    let message = match error {
        GlobError::Syntax(message) => format!("`{pattern}` is not a glob: {message}"),
        GlobError::TooMany => {
            format!(
                "`{pattern}` looks at more than {} files or {} folders deep",
                limits::GLOB_ENTRIES,
                limits::GLOB_DEPTH
            )
        }
    };
    WorldError::new(&codes::SUBJECT_PATTERN, message)
}

/// Subjects by name, with what tells one file from another.
#[derive(Default)]
pub(super) struct Files(BTreeMap<String, (PathBuf, (u64, u64))>);

impl Files {
    /// Adds the file at `path`, which must be a regular one, or a symbolic link to one.
    pub(super) fn add(&mut self, path: PathBuf) -> Result<(), WorldError> {
        let metadata = path.metadata().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
                WorldError::about(&codes::SUBJECT_MISSING, &path, "does not exist")
            }
            _ => WorldError::system(&codes::SUBJECT_UNREADABLE, &path, error),
        })?;
        if metadata.is_dir() {
            let message = "is a folder; a subject is a file";
            return Err(WorldError::about(&codes::SUBJECT_FOLDER, &path, message));
        }
        if !metadata.is_file() {
            let message = "is a device, pipe or socket; a subject is a file";
            return Err(WorldError::about(&codes::SUBJECT_SPECIAL, &path, message));
        }
        let name = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        let Some(name) = name.filter(|name| !name.chars().any(char::is_control)) else {
            let message = "has a name that is not text, which no statement can carry";
            return Err(WorldError::about(&codes::SUBJECT_NAME, &path, message));
        };
        let identity = (metadata.dev(), metadata.ino());
        match self.0.get(&name) {
            Some((_, other)) if *other == identity => Ok(()),
            Some((other, _)) => {
                let message = format!("has the same name as {}", other.display());
                Err(WorldError::about(&codes::SUBJECT_DUPLICATE, &path, message))
            }
            None => {
                self.0.insert(name, (path, identity));
                Ok(())
            }
        }
    }

    pub(super) fn into_list(self) -> Vec<SubjectFile> {
        self.0.into_iter().map(|(name, (path, _))| SubjectFile { name, path }).collect()
    }
}
