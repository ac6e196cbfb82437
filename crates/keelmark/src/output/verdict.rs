//! A verdict for people: one line for each check, then the answer.

use std::fmt::Write as _;

use anstyle::Style;
use keelmark_model::{Check, Fact, Outcome, Verdict, visible};

use super::{BAD, DIM, GOOD, STRONG, UNSURE, count};

/// The checks, aligned. Passed and skipped ones are left out unless `all`. `what` is what the answer will
/// name, which need not be told on every line besides.
pub(crate) fn checks(verdict: &Verdict, what: &str, all: bool) -> String {
    let shown: Vec<_> = verdict.checks.iter().filter(|check| all || is_wrong(check)).collect();
    let width = |of: fn(&Check) -> usize| shown.iter().map(|check| of(check)).max().unwrap_or(0);
    let name_width = width(|check| check.name.len());
    let tells_target = has_target_besides(verdict, what);
    let target_width = width(|check| visible(&check.target).chars().count()).min(48);
    let mut text = String::new();
    for check in shown {
        let (mark, style) = mark(check.outcome);
        let _ = write!(text, "{style}{mark}{style:#} {:name_width$}  ", check.name);
        if tells_target {
            let _ = write!(text, "{:target_width$}  ", visible(&check.target));
        }
        let _ = write!(text, "{}", visible(&check.detail));
        if let Some(code) = check.code {
            let _ = write!(text, "  {DIM}[{code}]{DIM:#}");
        }
        let kept = text.trim_end().len();
        text.truncate(kept);
        text.push('\n');
    }
    text
}

/// Every check with the evidence it rests on, and for one that did not pass the cause and what to do.
/// `what` is as for [`checks`].
pub(crate) fn explained(verdict: &Verdict, what: &str) -> String {
    let width = |names: &mut dyn Iterator<Item = &str>| {
        names.map(|name| name.chars().count()).max().unwrap_or(0)
    };
    let tells_target = has_target_besides(verdict, what);
    let check_width = width(&mut verdict.checks.iter().map(|check| check.name));
    let mut text = String::new();
    for check in &verdict.checks {
        let (mark, style) = mark(check.outcome);
        let _ =
            write!(text, "{style}{mark}{style:#} {STRONG}{:check_width$}{STRONG:#}  ", check.name);
        if tells_target && !check.target.is_empty() {
            let _ = write!(text, "{}: ", visible(&check.target));
        }
        let _ = write!(text, "{}", visible(&check.detail));
        if let Some(code) = check.code {
            let _ = write!(text, "  {DIM}[{code}]{DIM:#}");
        }
        text.push('\n');
        let fact_width = width(&mut check.facts.iter().map(|fact| fact.name)).max("remedy".len());
        for Fact { name, value } in &check.facts {
            let _ = writeln!(text, "    {DIM}{name:fact_width$}{DIM:#}  {}", visible(value));
        }
        if let Some(code) = check.code {
            let _ = writeln!(text, "    {DIM}{:fact_width$}{DIM:#}  {}", "cause", code.cause);
            let _ = writeln!(text, "    {DIM}{:fact_width$}{DIM:#}  {}", "remedy", code.remedy);
        }
    }
    text
}

/// The answer: `verified: …`, `NOT verified: …` or `not decided: …`.
pub(crate) fn answer(verdict: &Verdict, what: &str) -> String {
    let number = |outcome| verdict.checks.iter().filter(|check| check.outcome == outcome).count();
    let (passed, skipped) = (number(Outcome::Pass), number(Outcome::Skipped));
    let what = visible(what);
    let skipped = if skipped == 0 { String::new() } else { format!(", {skipped} skipped") };
    match verdict.outcome() {
        Outcome::Pass if vouched_for_by_nobody(verdict) => {
            format!(
                "{UNSURE}consistent, not verified{UNSURE:#} {STRONG}{what}{STRONG:#}: {} passed{skipped}\n",
                count(passed, "check")
            )
        }
        Outcome::Pass => {
            format!(
                "{GOOD}verified{GOOD:#} {STRONG}{what}{STRONG:#}: {} passed{skipped}\n",
                count(passed, "check")
            )
        }
        Outcome::Fail => {
            let failed = number(Outcome::Fail);
            format!(
                "{BAD}NOT verified{BAD:#} {STRONG}{what}{STRONG:#}: {} failed, {passed} passed{skipped}\n{}",
                count(failed, "check"),
                first_remedy(verdict, Outcome::Fail)
            )
        }
        Outcome::Unknown | Outcome::Skipped => {
            let open = number(Outcome::Unknown);
            format!(
                "{UNSURE}not decided{UNSURE:#} {STRONG}{what}{STRONG:#}: {} open, {passed} passed{skipped}\n{}",
                count(open, "check"),
                first_remedy(verdict, Outcome::Unknown)
            )
        }
    }
}

/// Whether a check is about something else than `what`.
fn has_target_besides(verdict: &Verdict, what: &str) -> bool {
    verdict.checks.iter().any(|check| !check.target.is_empty() && check.target != what)
}

/// Whether it was asked that nobody need vouch, and nobody does.
fn vouched_for_by_nobody(verdict: &Verdict) -> bool {
    let skipped = |check: &Check| check.outcome == Outcome::Skipped;
    verdict.checks.iter().any(|check| check.name == "authenticity" && skipped(check))
}

fn is_wrong(check: &Check) -> bool {
    matches!(check.outcome, Outcome::Fail | Outcome::Unknown)
}

const fn mark(outcome: Outcome) -> (char, Style) {
    match outcome {
        Outcome::Pass => ('✓', GOOD),
        Outcome::Fail => ('✗', BAD),
        Outcome::Unknown => ('?', UNSURE),
        Outcome::Skipped => ('-', DIM),
    }
}

/// What to do about the first check that ended so: the rest often follows from it.
fn first_remedy(verdict: &Verdict, outcome: Outcome) -> String {
    let first = verdict.checks.iter().find(|check| check.outcome == outcome);
    match first.and_then(|check| check.code) {
        Some(code) => format!("  {DIM}help:{DIM:#} {} (keelmark explain {code})\n", code.remedy),
        None => String::new(),
    }
}
