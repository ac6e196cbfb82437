//! `keelmark db`: the database of advisories that `keelmark check vulns` looks packages up in.

mod export;
mod import;
mod status;
mod update;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use keelmark_formats::ParseError;
use keelmark_formats::advisory::database::{About, Database};
use keelmark_model::{Digest, Timestamp};
use keelmark_world::advisories;

use crate::codes;
use crate::error::{CliError, Exit};
use crate::output::Output;

pub(crate) use import::Import;

/// Fetch, import, show and copy out the advisories that packages are looked up in
///
/// One file holds all of them: `--db FILE`, else KEELMARK_DB, else `keelmark/advisories.db` among the
/// user's data. Nothing is fetched while something is checked.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Import(import::Args),
    Status(status::Args),
    Export(export::Args),
    Update(update::Args),
}

pub(crate) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    match &args.verb {
        Verb::Import(args) => import::run(args, output),
        Verb::Status(args) => status::run(args, output),
        Verb::Export(args) => export::run(args, output),
        Verb::Update(args) => update::run(args, output),
    }
}

/// Which database is meant.
#[derive(Debug, clap::Args)]
pub(crate) struct Which {
    /// The database [default: KEELMARK_DB, else keelmark/advisories.db among the user's data]
    #[arg(long, value_name = "FILE")]
    db: Option<PathBuf>,
}

impl Which {
    /// Whether somebody says which one is meant.
    pub(crate) fn is_named(&self) -> bool {
        self.db.is_some() || crate::environment("KEELMARK_DB").is_some_and(|it| !it.is_empty())
    }

    /// Where it is.
    ///
    /// # Errors
    /// `db.home`.
    pub(crate) fn path(&self) -> Result<PathBuf, CliError> {
        self.path_unless(None)
    }

    /// [`Self::path`], where a file of settings may name another than the one among the user's data.
    ///
    /// # Errors
    /// `db.home`.
    pub(crate) fn path_unless(&self, named: Option<&Path>) -> Result<PathBuf, CliError> {
        let found = self.db.clone().or_else(|| advisories::locate(&crate::environment, named));
        found.ok_or_else(|| {
            let message = "neither XDG_DATA_HOME nor HOME is set to an absolute path";
            CliError::new(&codes::DB_HOME, message)
        })
    }
}

/// A database as it is shown.
#[derive(Debug)]
pub(crate) struct Described<'a> {
    /// Where it is, as typed.
    pub(crate) path: String,
    /// The digest that stands for all of it.
    pub(crate) digest: Digest,
    /// What it holds.
    pub(crate) about: &'a About,
    /// Of when its oldest source is.
    pub(crate) oldest: Option<Timestamp>,
}

impl<'a> Described<'a> {
    fn of(path: &Path, database: &'a Database) -> Self {
        let about = database.about();
        Self {
            path: path.display().to_string(),
            digest: *database.digest(),
            about,
            oldest: about.oldest().map(|(_, time)| time),
        }
    }
}

/// A database that cannot be used leaves the question open: that is no pass, and no fault of who asks.
pub(crate) fn undecided(error: keelmark_world::WorldError) -> CliError {
    CliError { exit: Exit::Undecided, ..CliError::from(error) }
}

/// [`undecided`], for what was found out while it was read.
pub(crate) fn unusable(path: &Path, error: &ParseError) -> CliError {
    let error = CliError::in_document(path.display().to_string(), error);
    CliError { exit: Exit::Undecided, ..error }
}
