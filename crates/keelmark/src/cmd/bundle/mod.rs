//! `keelmark bundle`: Sigstore bundles of what older tools wrote.

mod create;

use crate::error::{CliError, Exit};
use crate::output::{Output, bundle};

pub(crate) use create::Created;

/// Arguments.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    Create(create::Args),
}

pub(crate) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    match &args.verb {
        Verb::Create(args) => output.text(&bundle::created(&create::run(args)?)),
    }
    Ok(Exit::Holds)
}
