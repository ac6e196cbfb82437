//! `keelmark completions SHELL`.

use crate::error::{CliError, Exit};
use crate::output::Output;

/// Arguments.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell to complete for.
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

pub(crate) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut crate::cli::definition(), "keelmark", &mut script);
    output.bytes(&script);
    Ok(Exit::Holds)
}
