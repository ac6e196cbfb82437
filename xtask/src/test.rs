//! Every test of the workspace, and an honest last line: what ran, and what a test left out.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::Trouble;

/// Runs the tests with cargo-nextest where it is installed, then the documentation's examples,
/// else everything with `cargo test`.
///
/// # Errors
/// When cargo cannot be started.
pub(crate) fn run(args: &[String]) -> Result<bool, Trouble> {
    let nextest = Command::new("cargo").args(["nextest", "--version"]).output();
    let mut tally = Tally::default();
    let holds = if nextest.is_ok_and(|output| output.status.success()) {
        let shown =
            ["nextest", "run", "--workspace", "--no-fail-fast", "--success-output", "final"];
        stream(&shown, args, &mut tally)?
            & stream(&["test", "--workspace", "--doc", "--no-fail-fast"], &[], &mut tally)?
    } else {
        let runner = ["test", "--workspace", "--no-fail-fast"];
        let shown: Vec<String> =
            args.iter().cloned().chain(["--".into(), "--show-output".into()]).collect();
        stream(&runner, &shown, &mut tally)?
    };
    println!("\n{}", tally.summary(holds));
    Ok(holds && tally.failed == 0)
}

/// Runs cargo, shows everything it says on standard output as it comes, and counts.
fn stream(command: &[&str], args: &[String], tally: &mut Tally) -> Result<bool, Trouble> {
    // Both streams of the runner go into one pipe: runners put results on either.
    let (reader, writer) = std::io::pipe()?;
    let mut child = Command::new("cargo")
        .args(command)
        .args(args)
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .spawn()?;
    for line in BufReader::new(reader).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        println!("{line}");
        tally.read(&line);
    }
    Ok(child.wait()?.success())
}

/// What the runners' own closing lines and the tests' `skipped:` lines add up to.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    ignored: usize,
    skipped: Vec<String>,
}

impl Tally {
    fn read(&mut self, line: &str) {
        let line = line.trim();
        if line.starts_with("skipped: ") {
            self.skipped.push(line.to_owned());
        } else if line.starts_with("test result: ") {
            // cargo test: `test result: ok. 3 passed; 0 failed; 1 ignored; …`
            self.passed += before(line, " passed");
            self.failed += before(line, " failed");
            self.ignored += before(line, " ignored");
        } else if line.starts_with("Summary [") {
            // nextest: `Summary [ 0.1s] 4 tests run: 3 passed, 1 failed, 0 skipped`
            self.passed += before(line, " passed");
            self.failed += before(line, " failed") + before(line, " timed out");
            self.ignored += before(line, " skipped");
        }
    }

    fn summary(&self, holds: bool) -> String {
        let word = if holds && self.failed == 0 { "ok" } else { "FAILED" };
        let mut text = self.skipped.iter().map(|line| format!("{line}\n")).collect::<String>();
        text += &format!(
            "test result: {word}. {} passed; {} failed; {} ignored; {} left something out",
            self.passed,
            self.failed,
            self.ignored,
            self.skipped.len()
        );
        text
    }
}

/// The number directly before `unit` in `line`, 0 without one.
fn before(line: &str, unit: &str) -> usize {
    let Some((before, _)) = line.split_once(unit) else { return 0 };
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn closing_lines_add_up() {
        let mut tally = Tally::default();
        for line in [
            "     Summary [   0.010s] 6 tests run: 4 passed (1 slow), 2 failed, 1 skipped",
            "test result: ok. 3 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out",
            "    skipped: data/openmed is not here",
        ] {
            tally.read(line);
        }
        assert_eq!(
            tally.summary(false),
            "skipped: data/openmed is not here\n\
             test result: FAILED. 7 passed; 2 failed; 3 ignored; 1 left something out"
        );
    }
}
