//! Every test of the workspace, and an honest last line: what ran, and what a test left out.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::Trouble;

/// Runs the tests with cargo-nextest where it is installed, then the documentation's examples,
/// else everything with `cargo test`. `args` go to the runner of the tests.
///
/// # Errors
/// When cargo cannot be started.
pub(crate) fn run(args: &[String]) -> Result<bool, Trouble> {
    let nextest = Command::new("cargo").args(["nextest", "--version"]).output();
    let mut tally = Tally::default();
    let holds = if nextest.is_ok_and(|output| output.status.success()) {
        let run = ["nextest", "run", "--workspace", "--no-fail-fast"];
        let shown = ["--success-output", "immediate"];
        let tests = stream(&[&run, &shown], args, Nextest::default(), &mut tally)?;
        let examples = ["test", "--workspace", "--doc", "--no-fail-fast"];
        stream(&[&examples], &[], Cargo, &mut tally)? && tests
    } else {
        let run = ["test", "--workspace", "--no-fail-fast"];
        let shown = ["--".to_owned(), "--show-output".to_owned()];
        stream(&[&run], &[args, &shown].concat(), Cargo, &mut tally)?
    };
    println!("\n{}", tally.summary(holds));
    Ok(holds && tally.failed == 0)
}

/// Runs cargo, shows what it says on standard output as it comes, and counts.
fn stream(
    command: &[&[&str]],
    args: &[String],
    mut runner: impl Runner,
    tally: &mut Tally,
) -> Result<bool, Trouble> {
    // Both streams of the runner go into one pipe: runners put results on either.
    let (reader, writer) = std::io::pipe()?;
    let mut child = Command::new("cargo")
        .args(command.concat())
        .args(args)
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .spawn()?;
    for line in BufReader::new(reader).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        if let Some(skipped) = line.trim().strip_prefix("skipped: ") {
            tally.skipped.push(skipped.to_owned());
        }
        if runner.read(&line, tally) {
            println!("{line}");
        }
    }
    Ok(child.wait()?.success())
}

/// How a test runner talks.
trait Runner {
    /// Counts what a line reports; tells whether the line is worth showing.
    fn read(&mut self, line: &str, tally: &mut Tally) -> bool;
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; …`, once for each binary.
struct Cargo;

impl Runner for Cargo {
    fn read(&mut self, line: &str, tally: &mut Tally) -> bool {
        if line.starts_with("test result: ") {
            tally.passed += before(line, " passed");
            tally.failed += before(line, " failed");
            tally.ignored += before(line, " ignored");
        }
        true
    }
}

/// `Summary [ 0.1s] 4 tests run: 3 passed (1 slow), 1 failed, 0 skipped`, once at the end.
#[derive(Default)]
struct Nextest {
    /// Whether what comes is the output of a test that passed.
    passed: bool,
}

impl Runner for Nextest {
    fn read(&mut self, line: &str, tally: &mut Tally) -> bool {
        let line = line.trim();
        let word = line.split_once(" [").map_or("", |(word, _)| word);
        match word {
            "Summary" => {
                tally.passed += before(line, " passed");
                tally.failed += before(line, " failed") + before(line, " timed out");
                tally.ignored += before(line, " skipped");
                self.passed = false;
            }
            "PASS" | "FAIL" | "SLOW" | "TIMEOUT" | "SIGABRT" | "SIGSEGV" | "LEAK" => {
                self.passed = word == "PASS";
                return true;
            }
            _ => {}
        }
        !self.passed || line.starts_with("skipped: ")
    }
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
    fn summary(&self, holds: bool) -> String {
        let word = if holds && self.failed == 0 { "ok" } else { "FAILED" };
        let skipped: String =
            self.skipped.iter().map(|what| format!("skipped: {what}\n")).collect();
        format!(
            "{skipped}test result: {word}. {} passed; {} failed; {} ignored; {} skipped a part",
            self.passed,
            self.failed,
            self.ignored,
            self.skipped.len()
        )
    }
}

/// The number directly before `unit` in `line`, 0 without one.
fn before(line: &str, unit: &str) -> usize {
    let Some((before, _)) = line.split_once(unit) else { return 0 };
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Cargo, Nextest, Runner, Tally};

    /// The lines shown of what the runner said, and what they add up to.
    fn read(mut runner: impl Runner, said: &str) -> (Vec<String>, String) {
        let mut tally = Tally::default();
        let shown = said.lines().filter(|line| runner.read(line, &mut tally));
        (shown.map(str::to_owned).collect(), tally.summary(true))
    }

    #[test]
    fn cargo_counts_each_binary() {
        let said = "test result: ok. 3 passed; 0 failed; 2 ignored; 0 measured\nx\n\
                    test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured\n";
        let (shown, summary) = read(Cargo, said);
        assert_eq!(shown.len(), 3);
        assert_eq!(summary, "test result: FAILED. 4 passed; 1 failed; 2 ignored; 0 skipped a part");
    }

    #[test]
    fn nextest_shows_passing_tests_in_one_line_and_counts_once() {
        let said = "        PASS [   0.005s] (1/2) a::b\n  stdout ───\n    test b ... ok\n    \
                    skipped: no data\n    test result: ok. 1 passed; 0 failed\n        \
                    FAIL [   0.005s] (2/2) a::c\n    boom\n     \
                    Summary [   0.010s] 2 tests run: 1 passed (1 slow), 1 failed, 1 skipped\n";
        let (shown, summary) = read(Nextest::default(), said);
        let shown: Vec<&str> = shown.iter().map(|line| line.trim()).collect();
        assert_eq!(shown[..2], ["PASS [   0.005s] (1/2) a::b", "skipped: no data"]);
        assert_eq!(shown[2..4], ["FAIL [   0.005s] (2/2) a::c", "boom"]);
        assert_eq!(summary, "test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 skipped a part");
    }
}
