//! GitHub-flavoured Markdown: a table of judgements, then the findings of each.
//!
//! Source: "GitHub Flavored Markdown Spec", sections 4.10 (tables), 6.3 (code spans). What others wrote
//! stands in code spans only, where nothing is a link, an image, a mention or markup.

use std::fmt::Write as _;

use keelmark_model::{Finding, Judgement, Outcome, Report, Weight, visible};

use super::word;

/// GitHub refuses comments above 65,536 characters.
const FINDINGS: usize = 200;

pub(super) fn render(report: &Report) -> Vec<u8> {
    let mut text = format!("### keelmark: {}\n\n", word(report.outcome()));
    text.push_str("| gate | looked at | outcome | |\n|---|---|---|---|\n");
    for judgement in &report.judgements {
        let Judgement { gate, question, target, detail, .. } = judgement;
        let outcome = judgement.outcome();
        let _ = writeln!(
            text,
            "| {gate} {question} | {} | {} {} | {} |",
            code(target),
            mark(outcome),
            word(outcome),
            if detail.is_empty() { String::new() } else { code(detail) },
        );
    }
    let mut left = FINDINGS;
    for judgement in report.judgements.iter().filter(|it| !it.findings.is_empty()) {
        let Judgement { gate, question, target, findings, .. } = judgement;
        let _ = write!(text, "\n#### {gate} {question}: {}\n\n", code(target));
        for finding in findings.iter().take(left) {
            self::finding(&mut text, finding);
        }
        left = left.saturating_sub(findings.len());
    }
    let all = report.findings().count();
    if all > FINDINGS {
        let _ = write!(text, "\nShown are {FINDINGS} of {all} findings.\n");
    }
    text.into_bytes()
}

fn finding(text: &mut String, finding: &Finding) {
    let weight = match finding.weight {
        Weight::Failure => "❌",
        Weight::Undecided => "❔",
        Weight::Warning => "⚠️",
        Weight::Note => "ℹ️",
    };
    let _ = write!(text, "- {weight} `{}`", finding.code.id);
    if let Some(place) = &finding.place {
        let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
        let _ = write!(text, " {}", code(&format!("{}{line}", place.path)));
    }
    let remedy = finding.remedy.as_deref().unwrap_or(finding.code.remedy);
    let _ = writeln!(text, ": {}\n  {}", code(&finding.message), code(remedy));
}

const fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "✅",
        Outcome::Fail => "❌",
        Outcome::Unknown => "❔",
        Outcome::Skipped => "⏭️",
    }
}

/// Text as a code span within a table: fenced by more backticks than it holds in a row.
fn code(text: &str) -> String {
    let text = visible(text).replace('|', "\\|");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}
