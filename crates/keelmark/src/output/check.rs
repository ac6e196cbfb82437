//! What gates found, for people.

use std::fmt::Write as _;

use anstyle::Style;
use keelmark_model::{Change, Finding, Judgement, Outcome, Place, Report, Weight, visible};

use super::{BAD, DIM, GOOD, STRONG, UNSURE, count};

/// Findings shown; the forms for programs have all.
const SHOWN: usize = 100;

/// Findings first, so that the verdict stands where reading ends.
pub(crate) fn report(report: &Report, verbose: bool) -> String {
    let mut text = String::new();
    let all: Vec<&Finding> = report.findings().map(|(_, finding)| finding).collect();
    let shown = if verbose { all.len() } else { SHOWN };
    for finding in all.iter().take(shown) {
        self::finding(&mut text, finding);
    }
    if all.len() > shown {
        let more = all.len() - shown;
        let _ = writeln!(
            text,
            "{DIM}… and {}: --verbose shows them{DIM:#}\n",
            count(more, "more finding")
        );
    }
    for judgement in &report.judgements {
        changes(&mut text, &judgement.changes, verbose);
    }
    let width =
        report.judgements.iter().map(|it| heading(it).chars().count()).max().unwrap_or_default();
    for judgement in &report.judgements {
        self::judgement(&mut text, judgement, width);
    }
    text
}

/// The whole report without colours, for a file.
pub(crate) fn plain(report: &Report) -> String {
    anstream::adapter::strip_str(&self::report(report, true)).to_string()
}

fn finding(text: &mut String, finding: &Finding) {
    let (word, style) = match finding.weight {
        Weight::Failure => ("error", BAD),
        Weight::Undecided => ("unknown", UNSURE),
        Weight::Warning => ("warning", UNSURE),
        Weight::Note => ("note", DIM),
    };
    let _ =
        writeln!(text, "{style}{word}[{}]{style:#}: {}", finding.code, visible(&finding.message));
    if let Some(place) = &finding.place {
        let _ = writeln!(text, "  {DIM}-->{DIM:#} {}", at(place));
    }
    for (place, message) in &finding.related {
        let _ = writeln!(text, "  {DIM}-->{DIM:#} {}: {}", at(place), visible(message));
    }
    let remedy = finding.remedy.as_deref().unwrap_or(finding.code.remedy);
    let _ = writeln!(text, "  {DIM}help:{DIM:#} {}\n", visible(remedy));
}

/// What differs, a line for each package.
fn changes(text: &mut String, changes: &[Change], verbose: bool) {
    let shown = if verbose { changes.len() } else { SHOWN };
    for change in changes.iter().take(shown) {
        let Change { kind, ecosystem, package, before, after, facts, .. } = change;
        let versions = match (before, after) {
            (Some(before), Some(after)) if before != after => format!(" {before} → {after}"),
            (_, Some(version)) | (Some(version), None) => format!(" {version}"),
            (None, None) => String::new(),
        };
        let facts = facts.iter().map(|fact| format!("; {} {}", fact.name, fact.value));
        let line = format!("{ecosystem} {package}{versions}{}", facts.collect::<String>());
        let _ = writeln!(text, "{:<10}  {}", kind.name(), visible(line.trim_start()));
    }
    if changes.len() > shown {
        let more = count(changes.len() - shown, "more package");
        let _ = writeln!(text, "{DIM}… and {more}: --verbose shows them{DIM:#}");
    }
    if !changes.is_empty() {
        text.push('\n');
    }
}

fn at(place: &Place) -> String {
    let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{}{line}", visible(&place.path))
}

fn heading(judgement: &Judgement) -> String {
    let Judgement { gate, question, target, .. } = judgement;
    format!("{gate} {question}  {}", visible(target))
}

fn judgement(text: &mut String, judgement: &Judgement, width: usize) {
    let (word, style): (_, Style) = match judgement.outcome() {
        Outcome::Pass => ("pass", GOOD),
        Outcome::Fail => ("FAIL", BAD),
        Outcome::Unknown => ("unknown", UNSURE),
        Outcome::Skipped => ("skipped", DIM),
    };
    let heading = heading(judgement);
    let pad = " ".repeat(width - heading.chars().count());
    let mut parts = Vec::new();
    if !judgement.findings.is_empty() {
        parts.push(count(judgement.findings.len(), "finding"));
    }
    if !judgement.detail.is_empty() {
        parts.push(visible(&judgement.detail).into_owned());
    }
    let parts = parts.join("; ");
    let _ = writeln!(text, "{STRONG}{heading}{STRONG:#}{pad}  {style}{word:<7}{style:#}  {parts}");
    for fact in &judgement.facts {
        let _ = writeln!(text, "{DIM}  {} {}{DIM:#}", fact.name, visible(&fact.value));
    }
}
