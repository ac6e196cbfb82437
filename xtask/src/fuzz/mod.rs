//! Fuzzing without a tool to install: builds `fuzz/` with the flags libFuzzer wants, on the pinned
//! compiler, seeds every target from the test data, and runs them.

mod campaign;
mod seeds;

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::Trouble;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Options {
    /// Time for each target.
    seconds: u64,
    /// Targets at a time.
    jobs: usize,
    /// Where the random choices start. The same by default, so that a run fails for what changed and
    /// not for its luck; another one looks elsewhere.
    seed: u64,
    /// Targets by name; none means all.
    targets: Vec<String>,
}

/// Builds the fuzzing binary and runs the targets; holds when nothing crashed.
///
/// # Errors
/// When the binary cannot be built or started, or a target is not known.
pub(crate) fn run(args: &[String]) -> Result<bool, Trouble> {
    let options = Options::parse(args)?;
    let binary = build()?;
    let known = names(&binary)?;
    if let Some(unknown) = options.targets.iter().find(|target| !known.contains(target)) {
        return Err(format!("no target `{unknown}`; there are: {}", known.join(" ")).into());
    }
    let targets = if options.targets.is_empty() { known } else { options.targets };
    let time = Duration::from_secs(options.seconds);
    campaign::run(&binary, &targets, time, options.jobs, options.seed)
}

impl Options {
    fn parse(args: &[String]) -> Result<Self, Trouble> {
        let mut options = Self { seconds: 60, jobs: 2, seed: 1, targets: Vec::new() };
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let mut number = || match args.next().map(|value| value.parse()) {
                Some(Ok(value)) if value > 0 => Ok(value),
                _ => Err(format!("{arg} takes a number above 0")),
            };
            match arg.as_str() {
                "--seconds" => options.seconds = number()?,
                "--seed" => options.seed = number()?,
                "--jobs" => options.jobs = usize::try_from(number()?)?,
                flag if flag.starts_with('-') => return Err(format!("unknown {flag}").into()),
                target => options.targets.push(target.to_owned()),
            }
        }
        Ok(options)
    }
}

/// What LLVM must add for libFuzzer to see which edges were taken and which values compared, the
/// address sanitizer, and the checks a release build leaves out. The same as cargo-fuzz asks for.
const RUSTFLAGS: &[&str] = &[
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cllvm-args=-simplifycfg-branch-fold-threshold=0",
    "-Zsanitizer=address",
    "-Cdebug-assertions",
    "-Coverflow-checks",
    "-Ccodegen-units=1",
];

/// Builds the fuzzing binary and tells where it is.
fn build() -> Result<PathBuf, Trouble> {
    // With an explicit target the flags reach neither build scripts nor procedural macros.
    let host = host()?;
    // CI builds what is committed; here a crate's new dependency may enter fuzz/Cargo.lock.
    let locked = std::env::var_os("CI").map(|_| "--locked");
    let status = Command::new("cargo")
        .args(["build", "--release", "--manifest-path", "fuzz/Cargo.toml"])
        .args(locked)
        .args(["--target-dir", "fuzz/target", "--target", &host])
        // The sanitizer is an unstable flag; this lets the pinned stable compiler take it.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", RUSTFLAGS.join("\x1f"))
        .status()?;
    if !status.success() {
        return Err("the fuzzing binary does not build".into());
    }
    Ok(PathBuf::from(format!("fuzz/target/{host}/release/keelmark-fuzz")))
}

fn host() -> Result<String, Trouble> {
    let version = Command::new("rustc").arg("-vV").output()?;
    let version = String::from_utf8(version.stdout)?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.ok_or("rustc -vV names no host")?.to_owned())
}

/// The targets the binary has, as it lists them.
fn names(binary: &PathBuf) -> Result<Vec<String>, Trouble> {
    let output = Command::new(binary).env("KEELMARK_FUZZ_TARGET", "list").output()?;
    if !output.status.success() {
        return Err(format!("{}: {}", binary.display(), output.status).into());
    }
    let names: Vec<String> = String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect();
    if names.is_empty() { Err("the fuzzing binary has no targets".into()) } else { Ok(names) }
}

#[cfg(test)]
mod tests {
    use super::Options;

    fn parse(args: &[&str]) -> Result<Options, String> {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        Options::parse(&args).map_err(|trouble| trouble.to_string())
    }

    #[test]
    fn arguments_are_read() {
        let targets = vec!["json".to_owned()];
        assert_eq!(
            parse(&["--seconds", "5", "json"]),
            Ok(Options { seconds: 5, jobs: 2, seed: 1, targets })
        );
        assert_eq!(parse(&["--jobs", "0"]), Err("--jobs takes a number above 0".to_owned()));
        assert_eq!(parse(&["--seconds"]), Err("--seconds takes a number above 0".to_owned()));
        assert_eq!(parse(&["-x"]), Err("unknown -x".to_owned()));
    }
}
