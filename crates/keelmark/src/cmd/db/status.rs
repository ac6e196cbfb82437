//! `keelmark db status`

use keelmark_formats::age::Age;
use keelmark_world::{advisories, clock};

use super::{Described, Which};
use crate::error::{CliError, Exit};
use crate::output::{Format, Output, db, json};

/// Show what the database holds and of when it is, and compare every byte with its digests
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    which: Which,

    /// Exit with 3 when a source is older than this, as `check vulns` does: 7d, 36h
    #[arg(long, value_name = "AGE")]
    max_age: Option<Age>,

    /// Form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let path = args.which.path()?;
    let database = advisories::open(&path).map_err(super::undecided)?;
    database.verify().map_err(|error| super::unusable(&path, &error))?;
    let described = Described::of(&path, &database);
    match args.format {
        Format::Text => output.text(&db::status(&described)),
        Format::Json => output.bytes(&json::v1::render(&json::db::Status::from(&described))),
    }
    let now = clock::now();
    let is_old = |age: Age| described.oldest.is_none_or(|oldest| age.is_passed(oldest, now));
    Ok(if args.max_age.is_some_and(is_old) { Exit::Undecided } else { Exit::Holds })
}
