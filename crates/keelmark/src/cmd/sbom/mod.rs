//! `keelmark sbom`: what is in a project, an artifact or an image.

mod generate;

use clap::Subcommand;

use crate::error::{CliError, Exit};
use crate::output::Output;

pub(crate) use generate::Generated;

/// Make bills of materials
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Generate(Box<generate::Args>),
}

pub(crate) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    match &args.verb {
        Verb::Generate(args) => generate::run(args, output),
    }
}
