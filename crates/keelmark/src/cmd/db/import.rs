//! `keelmark db import`

use std::path::{Path, PathBuf};

use keelmark_formats::advisory::database::{Database, compile};
use keelmark_world::advisories::{self, Imported};
use keelmark_world::{clock, environment};

use super::{Described, Which};
use crate::error::{CliError, Exit};
use crate::output::{Format, Output, db, json};

/// Make the database of advisories out of published ones
///
/// The database is made anew of everything named here: what was in it before is replaced. An advisory that
/// cannot be read in part is kept, with every version of its packages taken for affected.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folders (clones and copies of RustSec, PyPA, Go, GitHub's database, of OSV's exports), zip archives
    /// (`all.zip`), single advisories (.json, .yaml, .md), lists of KEV (.json, .csv) and EPSS (.csv, .csv.gz);
    /// or one database that was exported
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    which: Which,

    /// Form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What was imported.
#[derive(Debug)]
pub(crate) struct Import<'a> {
    /// The database that was made.
    pub(crate) database: Described<'a>,
    /// What of advisories could not be read.
    pub(crate) findings: usize,
    /// Files that could not be read at all.
    pub(crate) unread: usize,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    make(&args.paths, &args.which.path()?, args.format, output)
}

/// Makes the database at `path` of what is published at `paths`, and shows what it holds.
pub(super) fn make(
    paths: &[PathBuf],
    path: &Path,
    format: Format,
    output: &Output,
) -> Result<Exit, CliError> {
    if let [only] = paths
        && let Ok(database) = advisories::open(only)
    {
        super::export::copy(only, &database, path)?;
        show(path, &database, [0, 0], format, output);
        return Ok(Exit::Holds);
    }
    let Imported { contents, findings, unread } = advisories::import(paths)?;
    for (path, finding) in &findings {
        output.warning(finding.code, &format!("{path}: {}: {}", finding.advisory, finding.message));
    }
    for (path, error) in &unread {
        output.warning(error.code, &format!("{path}: {error}"));
    }
    let variable = |name: &str| crate::environment(name).and_then(|it| it.into_string().ok());
    let now = environment::source_date_epoch(variable)?.unwrap_or_else(clock::now);
    advisories::store(path, &compile(contents, now))?;
    let database = advisories::open(path)?;
    show(path, &database, [findings.len(), unread.len()], format, output);
    Ok(Exit::Holds)
}

fn show(
    path: &Path,
    database: &Database,
    [findings, unread]: [usize; 2],
    format: Format,
    output: &Output,
) {
    let imported = Import { database: Described::of(path, database), findings, unread };
    match format {
        Format::Text => output.text(&db::imported(&imported)),
        Format::Json => output.bytes(&json::v1::render(&json::db::Imported::from(&imported))),
    }
}
