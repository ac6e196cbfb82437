//! Chores of the repository: `cargo xtask CHORE`.
//!
//! Exit codes are those of keelmark: 0 holds, 1 does not hold, 2 usage or trouble on the way.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore talks to the person who runs it"
)]

mod conformance;
mod docs;
mod fuzz;
mod source;
mod test;
mod tidy;
mod tree;

use std::process::ExitCode;

/// Why a chore could not be done.
type Trouble = Box<dyn std::error::Error>;

const USAGE: &str = "\
cargo xtask CHORE

  tidy                      hold the house rules that no lint knows
  test [ARGS…]              run every test; ARGS go to the test runner
  docs [--check]            write (or compare) the documents made from the binary
  fuzz [--seconds N] [--jobs N] [TARGET…]
                            feed every parser mutated input (60 s each, two at a time)
  conformance FOLDER        run the cases of sigstore-conformance in FOLDER
  conformance verify-bundle ARGS…
                            answer one call of that suite";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (chore, args) = args.split_first().map_or(("", &[][..]), |(c, rest)| (c.as_str(), rest));
    match run(chore, args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            eprintln!("xtask {chore}: {trouble}");
            ExitCode::from(2)
        }
    }
}

/// Does the chore from the repository's root; tells whether what it looked at holds.
fn run(chore: &str, args: &[String]) -> Result<bool, Trouble> {
    std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))?;
    match chore {
        "tidy" => tidy::run(args),
        "test" => test::run(args),
        "conformance" => conformance::run(args),
        "docs" => docs::run(args),
        "fuzz" => fuzz::run(args),
        _ => Err(USAGE.into()),
    }
}
