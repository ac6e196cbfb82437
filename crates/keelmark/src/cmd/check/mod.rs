//! `keelmark check`: gates, each a question whether a release is fit to ship.

mod all;
mod attesting;
mod attributions;
mod bill;
mod licenses;
mod lock;
mod reporting;
mod review;
mod settings;
mod vulns;

use clap::Subcommand;

use crate::error::{CliError, Exit};
use crate::output::Output;

/// Ask whether a release is fit to ship
///
/// Without a gate, those that `[check]` of keelmark.toml names are asked, or all that apply: each as if it had been
/// typed alone, by what keelmark.toml says of it. A gate that could not look says so, and that is no pass: the exit
/// code is 3.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    gate: Option<Gate>,
    #[command(flatten)]
    all: all::Args,
}

#[derive(Debug, Subcommand)]
enum Gate {
    Licenses(Box<licenses::Args>),
    Lock(lock::Args),
    Review(Box<review::Args>),
    Vulns(Box<vulns::Args>),
}

pub(crate) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    match &args.gate {
        Some(Gate::Licenses(args)) => licenses::run(args, output),
        Some(Gate::Lock(args)) => lock::run(args, output),
        Some(Gate::Review(args)) => review::run(args, output),
        Some(Gate::Vulns(args)) => vulns::run(args, output),
        None => all::run(&args.all, output),
    }
}
