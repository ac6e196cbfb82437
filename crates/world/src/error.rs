//! Why the world did not give what was asked of it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use keelmark_formats::ParseError;
use keelmark_model::{Code, Position};

/// Something that could not be read, written or found out: what, where and why.
#[derive(Debug)]
pub struct WorldError {
    code: &'static Code,
    path: Option<PathBuf>,
    at: Option<Position>,
    message: String,
    source: Option<io::Error>,
}

impl WorldError {
    /// An error about no file in particular.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self { code, path: None, at: None, message: message.into(), source: None }
    }

    /// An error about `path`.
    pub fn about(code: &'static Code, path: &Path, message: impl Into<String>) -> Self {
        Self { path: Some(path.to_owned()), ..Self::new(code, message) }
    }

    /// An error the system gave about `path`.
    pub fn system(code: &'static Code, path: &Path, error: io::Error) -> Self {
        Self { source: Some(error), ..Self::about(code, path, "") }
    }

    /// A document at `path` that could not be read.
    pub fn document(path: &Path, error: ParseError) -> Self {
        Self { at: error.at, ..Self::about(error.code, path, error.message) }
    }

    /// The stable code.
    pub fn code(&self) -> &'static Code {
        self.code
    }

    /// The file or folder it is about.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Where in the file.
    pub fn position(&self) -> Option<Position> {
        self.at
    }

    /// What is wrong, without saying where.
    pub fn reason(&self) -> String {
        self.source.as_ref().map_or_else(|| self.message.clone(), ToString::to_string)
    }
}

impl fmt::Display for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}", path.display())?;
            if let Some(at) = self.at {
                write!(f, ":{at}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.reason())
    }
}

impl std::error::Error for WorldError {}
