//! `keelmark db export`

use std::path::{Path, PathBuf};

use keelmark_formats::advisory::database::Database;
use keelmark_world::{advisories, file, limits};

use super::Which;
use crate::error::{CliError, Exit};
use crate::output::Output;

/// Copy the database out, for a machine that has no network: `keelmark db import FILE` takes it in there
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    which: Which,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let path = args.which.path()?;
    let database = advisories::open(&path)?;
    copy(&path, &database, &args.file)?;
    output.text(&format!("{} {}\n", args.file.display(), database.digest()));
    Ok(Exit::Holds)
}

/// Copies the database at `from`, once every byte of it is known to be right.
pub(super) fn copy(from: &Path, database: &Database, to: &Path) -> Result<(), CliError> {
    database.verify().map_err(|error| super::unusable(from, &error))?;
    advisories::store(to, &file::load(from, limits::ADVISORY_DATABASE_BYTES)?)?;
    Ok(())
}
