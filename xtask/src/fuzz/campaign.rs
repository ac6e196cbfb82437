//! Running the targets, a few at a time, until the time is over or one crashes.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::seeds;
use crate::Trouble;

/// Longest input tried, in bytes: longer ones cost time and show little more.
const INPUT_BYTES: u32 = 64 << 10;

/// Longest one input may take, in seconds, before it counts as a hang.
const INPUT_SECONDS: u32 = 20;

/// Most memory one target may hold, in MiB; the sanitizer alone takes a part of it.
const MEMORY_MIB: u32 = 2048;

/// Where keelmark-fuzz keeps the inputs that crash a target.
const ARTIFACTS: &str = "fuzz/artifacts";

/// A target under way.
struct Running {
    target: String,
    seeds: usize,
    log: PathBuf,
    child: Child,
}

/// A target that came to its end.
struct Finished {
    target: String,
    seeds: usize,
    holds: bool,
    log: String,
}

/// Runs every target for `time`; at the first crash the others are stopped.
pub(super) fn run(
    binary: &Path,
    targets: &[String],
    time: Duration,
    jobs: usize,
    seed: u64,
) -> Result<bool, Trouble> {
    let mut waiting = targets.iter();
    let mut running: Vec<Running> = Vec::new();
    let mut finished: Vec<Finished> = Vec::new();
    while finished.iter().all(|finished| finished.holds) {
        while running.len() < jobs
            && let Some(target) = waiting.next()
        {
            println!("fuzz {target}: {} s", time.as_secs());
            running.push(start(binary, target, time, seed)?);
        }
        if running.is_empty() {
            break;
        }
        finished.extend(ended(&mut running)?);
        std::thread::sleep(Duration::from_millis(100));
    }
    for mut stopped in running {
        stopped.child.kill()?;
        stopped.child.wait()?;
        println!("fuzz {}: stopped", stopped.target);
    }
    for crashed in finished.iter().filter(|finished| !finished.holds) {
        print!("{}", crash(crashed));
    }
    finished.sort_by(|a, b| a.target.cmp(&b.target));
    print!("{}", table(&finished));
    let holds = finished.len() == targets.len() && finished.iter().all(|finished| finished.holds);
    Ok(holds)
}

fn start(binary: &Path, target: &str, time: Duration, seed: u64) -> Result<Running, Trouble> {
    let corpus = Path::new("fuzz/corpus").join(target);
    let artifacts = Path::new(ARTIFACTS).join(target);
    let log = artifacts.join("log");
    fs::create_dir_all(&artifacts)?;
    let seeds = seeds::plant(target, &corpus)?;
    let child = Command::new(binary)
        .arg(&corpus)
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .arg(format!("-max_total_time={}", time.as_secs()))
        .arg(format!("-seed={seed}"))
        .arg(format!("-max_len={INPUT_BYTES}"))
        .arg(format!("-timeout={INPUT_SECONDS}"))
        .arg(format!("-rss_limit_mb={MEMORY_MIB}"))
        .args(["-use_value_profile=1", "-print_final_stats=1"])
        .env("KEELMARK_FUZZ_TARGET", target)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(&log)?)
        .spawn()?;
    Ok(Running { target: target.to_owned(), seeds, log, child })
}

/// Takes out of `running` those that came to their end.
fn ended(running: &mut Vec<Running>) -> Result<Vec<Finished>, Trouble> {
    let mut finished = Vec::new();
    let mut at = 0;
    while at < running.len() {
        let Some(status) = running[at].child.try_wait()? else {
            at += 1;
            continue;
        };
        let Running { target, seeds, log, .. } = running.remove(at);
        let log = String::from_utf8_lossy(&fs::read(log)?).into_owned();
        finished.push(Finished { target, seeds, holds: status.success(), log });
    }
    Ok(finished)
}

/// What a person needs of a crash: the end of the log, the input, and how to run it again.
fn crash(crashed: &Finished) -> String {
    let target = &crashed.target;
    let lines: Vec<&str> = crashed.log.lines().collect();
    let said =
        lines.iter().position(|line| line.contains("panicked at") || line.contains("ERROR:"));
    let start = said.unwrap_or(lines.len().saturating_sub(20));
    let shown = lines[start..].iter().take(8).map(|line| format!("    {line}\n"));
    let input = lines.iter().find_map(|line| line.split_once("Test unit written to "));
    let input = input.map_or("none was written", |(_, path)| path);
    format!(
        "\nfuzz {target}: CRASHED\n{}  input: {input}\n  again: KEELMARK_FUZZ_TARGET={target} \
         fuzz/target/*/release/keelmark-fuzz {input}\n    log: {ARTIFACTS}/{target}/log\n",
        shown.collect::<String>()
    )
}

/// One line for each target, in columns.
fn table(finished: &[Finished]) -> String {
    let header = ["target", "seeds", "inputs", "per second", "edges", "corpus", "result"];
    let mut rows = vec![header.map(str::to_owned)];
    for Finished { target, seeds, holds, log } in finished {
        rows.push([
            target.clone(),
            seeds.to_string(),
            statistic(log, "stat::number_of_executed_units:"),
            statistic(log, "stat::average_exec_per_sec:"),
            statistic(log, " cov: "),
            statistic(log, " corp: "),
            (if *holds { "ok" } else { "CRASHED" }).to_owned(),
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: [usize; 7] = std::array::from_fn(width);
    let mut text = String::from("\n");
    for row in &rows {
        text += &format!("{:<1$}", row[0], widths[0]);
        for column in 1..6 {
            text += &format!("  {:>1$}", row[column], widths[column]);
        }
        text += &format!("  {}\n", row[6]);
    }
    text
}

/// The number after the last `label` in libFuzzer's log.
fn statistic(log: &str, label: &str) -> String {
    let after = log.rsplit_once(label).map_or("", |(_, after)| after.trim_start());
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    if digits.is_empty() { "?".to_owned() } else { digits }
}

#[cfg(test)]
mod tests {
    use super::{Finished, crash, table};

    const LOG: &str = "#9 NEW cov: 7 ft: 8 corp: 2/3b\n#10 DONE cov: 12 ft: 9 corp: 3/4b\n\
                       stat::number_of_executed_units: 4096\nstat::average_exec_per_sec: 68\n";

    #[test]
    fn results_stand_in_columns() {
        let finished = |target: &str, holds, log: &str| Finished {
            target: target.to_owned(),
            seeds: 1,
            holds,
            log: log.to_owned(),
        };
        assert_eq!(
            table(&[finished("json", true, LOG), finished("lock/cargo", false, "")]),
            "\ntarget      seeds  inputs  per second  edges  corpus  result\n\
             json            1    4096          68     12       3  ok\n\
             lock/cargo      1       ?           ?      ?       ?  CRASHED\n"
        );
        let log =
            "thread panicked at x.rs:1\nboom\nTest unit written to fuzz/artifacts/json/crash-1\n";
        assert!(
            crash(&finished("json", false, log)).contains("input: fuzz/artifacts/json/crash-1\n")
        );
    }
}
