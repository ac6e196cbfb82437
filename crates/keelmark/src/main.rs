//! The keelmark command.

mod cmd;
#[cfg(test)]
mod output;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use cmd::keys;

/// Prove a software release: what is in it, where it came from, who signed it
#[derive(Debug, Parser)]
struct Command {
    #[command(subcommand)]
    noun: Noun,
}

#[derive(Debug, Subcommand)]
enum Noun {
    Keys(keys::Args),
}

fn main() -> ExitCode {
    let Noun::Keys(args) = Command::parse().noun;
    let (text, exit) = match keys::run(&args, &|name| std::env::var_os(name)) {
        Ok(keys::Report::Public(pem)) => (pem, 0),
        Ok(keys::Report::Written { private, public, fingerprint, encrypted }) => {
            (format!("{private:?} {public:?} {fingerprint} encrypted: {encrypted}\n"), 0)
        }
        Err(error) => (format!("error[{}]: {error}\n", error.code()), 2),
    };
    let _ = std::io::stdout().write_all(text.as_bytes());
    ExitCode::from(exit)
}
