//! The `keelmark` command: gathers with `world`, calls one core function, hands the value to output.

mod cli;
mod cmd;
mod codes;
mod credentials;
mod error;
mod output;
mod runbook;
mod trusted;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}

/// A variable of the environment: the one place it is read.
fn environment(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name)
}
