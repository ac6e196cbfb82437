//! `keelmark sbom`: what is in a project, an artifact or an image.

mod convert;
mod diff;
mod document;
mod enrich;
mod generate;
mod merge;
mod score;
mod split;
mod survey;
mod tree;
mod validate;
mod why;

use clap::Subcommand;

use crate::error::{CliError, Exit};
use crate::output::Output;

pub(crate) use enrich::kept;
pub(crate) use generate::{Generated, StateArg, usual as states, wanted_states};
pub(crate) use split::Kind;
pub(crate) use survey::{document, scanned, survey, survey_commit};

/// Make, compare, convert, merge and check bills of materials
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Generate(Box<generate::Args>),
    Diff(diff::Args),
    Convert(convert::Args),
    Merge(merge::Args),
    Validate(validate::Args),
    Tree(tree::Args),
    Why(why::Args),
    Score(score::Args),
    Enrich(enrich::Args),
}

pub(crate) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    match &args.verb {
        Verb::Generate(args) => generate::run(args, output),
        Verb::Diff(args) => diff::run(args, output),
        Verb::Convert(args) => convert::run(args, output),
        Verb::Merge(args) => merge::run(args, output),
        Verb::Validate(args) => validate::run(args, output),
        Verb::Tree(args) => tree::run(args, output),
        Verb::Why(args) => why::run(args, output),
        Verb::Score(args) => score::run(args, output),
        Verb::Enrich(args) => enrich::run(args, output),
    }
}
