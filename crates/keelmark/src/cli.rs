//! What can be typed.

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::cmd;
use crate::codes;
use crate::error::{CliError, Exit};
use crate::output::{self, Color, Output};

/// Prove a software release: what is in it, where it came from, who signed it.
///
/// Without a configuration, `keelmark attest` in a built project writes an evidence folder, and
/// `keelmark verify` checks one, offline.
#[derive(Debug, Parser)]
#[command(name = "keelmark", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,

    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,

    /// Print nothing but errors; the exit code tells.
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,

    /// Print more: every check, every default that applied.
    #[arg(long, short, global = true)]
    verbose: bool,
}

const EXIT_CODES: &str = "\
Exit codes: 0 holds, 1 does not hold, 2 usage or unreadable input, 3 could not decide (never a \
pass), 4 a fault in keelmark.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the evidence of a release: SBOMs, provenance, signatures, index.
    Attest(Box<cmd::attest::Args>),
    /// Check evidence and artifacts; say what was proven, and by whom.
    Verify(Box<cmd::verify::Args>),
    /// Write Sigstore bundles of bare signatures and of cosign's older bundles.
    Bundle(cmd::bundle::Args),
    /// List what is in a project, an artifact or an image.
    Sbom(cmd::sbom::Args),
    /// Ask whether a release is fit to ship.
    Check(Box<cmd::check::Args>),
    /// Import, show and copy out the advisories that packages are looked up in.
    Db(cmd::db::Args),
    /// Make, convert and show signing keys.
    Keys(cmd::keys::Args),
    /// Renew, show, copy out and take in the roots of trust that verification starts from.
    Trust(cmd::trust::Args),
    /// Tell the cause and the remedy of a code.
    Explain(cmd::explain::Args),
    /// Print the completions of a shell.
    Completions(cmd::completions::Args),
    /// Print the manual page.
    Man,
    /// Print the command-line reference in Markdown.
    #[command(hide = true)]
    Reference,
}

/// The definition of the command line, from which completions and documents are made.
pub(crate) fn definition() -> clap::Command {
    Cli::command()
}

/// Parses the command line, runs what it says, and gives the exit code.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not errors; where they cannot be written, nobody reads.
            let _ = error.print();
            let wrong = error.use_stderr();
            return if wrong { Exit::Usage } else { Exit::Holds }.into();
        }
    };
    let output = Output::new(cli.color, cli.quiet, cli.verbose);
    let done = run(cli.command, &output).and_then(|exit| match output.lost() {
        Some(error) => Err(CliError::new(&codes::OUTPUT_LOST, error.to_string())),
        None => Ok(exit),
    });
    match done {
        Ok(exit) => exit.into(),
        Err(error) => {
            output.error(&error);
            error.exit.into()
        }
    }
}

fn run(command: Command, output: &Output) -> Result<Exit, CliError> {
    match command {
        Command::Attest(args) => cmd::attest::run(&args, output),
        Command::Verify(args) => cmd::verify::run(&args, output),
        Command::Bundle(args) => cmd::bundle::run(&args, output),
        Command::Sbom(args) => cmd::sbom::run(&args, output),
        Command::Check(args) => cmd::check::run(&args, output),
        Command::Keys(args) => {
            let report = cmd::keys::run(&args, &crate::environment)?;
            output::keys::show(&report, output);
            Ok(Exit::Holds)
        }
        Command::Db(args) => cmd::db::run(&args, output),
        Command::Trust(args) => cmd::trust::run(&args, output),
        Command::Explain(args) => cmd::explain::run(&args, output),
        Command::Completions(args) => cmd::completions::run(&args, output),
        Command::Man => cmd::man::run(output),
        Command::Reference => cmd::reference::run(output),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn definition_is_consistent() {
        super::definition().debug_assert();
    }
}
