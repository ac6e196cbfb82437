//! `keelmark trust`: the roots of trust that verification starts from.

mod entries;
mod export;
mod import;
mod show;
mod update;

use clap::Subcommand;

use crate::error::{CliError, Exit};
use crate::output::Output;

pub(crate) use entries::{Change, Entry};
pub(crate) use import::Imported;
pub(crate) use show::Shown;
pub(crate) use update::Updated;

/// Renew, show, copy out and take in roots of trust
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Update(update::Args),
    Show(show::Args),
    Export(export::Args),
    Import(import::Args),
}

pub(crate) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    match &args.verb {
        Verb::Update(args) => update::run(args, output),
        Verb::Show(args) => show::run(args, output),
        Verb::Export(args) => export::run(args, output),
        Verb::Import(args) => import::run(args, output),
    }
}
