//! How a command ends.

use std::process::ExitCode;

use keelmark_model::{Code, Outcome, Position};

/// The exit codes, the same for every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// What was asked holds.
    Holds,
    /// It does not hold.
    DoesNotHold,
    /// The command line is wrong or an input cannot be read.
    Usage,
    /// It could not be decided.
    Undecided,
    /// keelmark is at fault.
    Fault,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Holds => 0,
            Exit::DoesNotHold => 1,
            Exit::Usage => 2,
            Exit::Undecided => 3,
            Exit::Fault => 4,
        })
    }
}

impl From<Outcome> for Exit {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Pass => Self::Holds,
            Outcome::Fail => Self::DoesNotHold,
            Outcome::Unknown | Outcome::Skipped => Self::Undecided,
        }
    }
}

/// Why a command could not do what it was asked.
#[derive(Debug)]
pub(crate) struct CliError {
    /// Stable code.
    pub(crate) code: &'static Code,
    /// What the code is about where it is part of how the code is shown: `subject.missing.<path>`.
    pub(crate) about: Option<String>,
    /// What went wrong.
    pub(crate) message: String,
    /// The file it is about.
    pub(crate) path: Option<String>,
    /// Where in the file.
    pub(crate) at: Option<Position>,
    /// How the command ends.
    pub(crate) exit: Exit,
}

impl CliError {
    /// An error in usage or input.
    pub(crate) fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self { code, about: None, message: message.into(), path: None, at: None, exit: Exit::Usage }
    }

    /// An error in a document that was read from `path`.
    pub(crate) fn in_document(
        path: impl Into<String>,
        error: &keelmark_formats::ParseError,
    ) -> Self {
        Self {
            path: Some(path.into()),
            at: error.at,
            ..Self::new(error.code, error.message.clone())
        }
    }

    /// The same error about the file `path`.
    pub(crate) fn with_path(self, path: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..self }
    }
}

impl From<keelmark_world::key_file::KeyFileError> for CliError {
    fn from(error: keelmark_world::key_file::KeyFileError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<crate::cmd::keys::Error> for CliError {
    fn from(error: crate::cmd::keys::Error) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<keelmark_world::WorldError> for CliError {
    fn from(error: keelmark_world::WorldError) -> Self {
        let typed = |path: &std::path::Path| match path.strip_prefix(".").unwrap_or(path) {
            here if here.as_os_str().is_empty() => ".".to_owned(),
            path => path.display().to_string(),
        };
        let path = error.path().map(typed);
        let named = *error.code() == keelmark_world::codes::SUBJECT_MISSING;
        Self {
            about: path.clone().filter(|_| named),
            path,
            at: error.position(),
            ..Self::new(error.code(), error.reason())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use keelmark_world::{WorldError, codes};

    use super::CliError;

    #[test]
    fn a_place_is_shown_as_it_was_typed() {
        for (path, shown) in [(".", "."), ("./", "."), ("./a/b", "a/b"), ("a", "a"), ("/", "/")] {
            let error = WorldError::about(&codes::PROJECT_NONE, Path::new(path), "");
            assert_eq!(CliError::from(error).path.as_deref(), Some(shown), "{path}");
        }
    }
}
