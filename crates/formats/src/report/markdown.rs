//! GitHub-flavoured Markdown: a table of judgements, then the findings of each.
//!
//! Source: "GitHub Flavored Markdown Spec", sections 4.10 (tables), 6.3 (code spans). What others wrote
//! stands in code spans only, where nothing is a link, an image, a mention or markup.

use std::fmt::Write as _;

use keelmark_model::{Change, ChangeKind, Finding, Judgement, Outcome, Report, Weight, visible};

use super::word;

/// Length in bytes at which no more findings or changes are added: GitHub refuses comments above 65,536
/// characters, and one finding has some hundred.
const ENOUGH: usize = 56 << 10;

/// Length in bytes of all findings at most, where changes are to be shown as well.
const FINDINGS: usize = 40 << 10;

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
    let has_changes = report.judgements.iter().any(|it| !it.changes.is_empty());
    findings(&mut text, report, if has_changes { FINDINGS } else { ENOUGH });
    for judgement in report.judgements.iter().filter(|it| !it.changes.is_empty()) {
        changes(&mut text, judgement);
    }
    text.into_bytes()
}

fn findings(text: &mut String, report: &Report, enough: usize) {
    let mut shown = 0;
    for judgement in report.judgements.iter().filter(|it| !it.findings.is_empty()) {
        let Judgement { gate, question, target, findings, .. } = judgement;
        if text.len() > enough {
            break;
        }
        let _ = write!(text, "\n#### {gate} {question}: {}\n\n", code(target));
        for finding in findings {
            if text.len() > enough {
                break;
            }
            self::finding(text, finding);
            shown += 1;
        }
    }
    let all = report.findings().count();
    if all > shown {
        let _ = write!(text, "\nShown are {shown} of {all} findings.\n");
    }
}

/// What differs, folded away: most of a change is no news.
fn changes(text: &mut String, judgement: &Judgement) {
    let Judgement { changes, detail, .. } = judgement;
    let _ = write!(text, "\n<details>\n<summary>{}</summary>\n\n", plain(detail));
    text.push_str("| | package | before | after | |\n|---|---|---|---|---|\n");
    let mut shown = 0;
    for change in changes {
        if text.len() > ENOUGH {
            break;
        }
        self::change(text, change);
        shown += 1;
    }
    if changes.len() > shown {
        let _ = write!(text, "\nShown are {shown} of {} packages.\n", changes.len());
    }
    text.push_str("\n</details>\n");
}

fn change(text: &mut String, change: &Change) {
    let Change { kind, ecosystem, package, before, after, place: _, facts } = change;
    let mark = match kind {
        ChangeKind::Added => "➕",
        ChangeKind::Removed => "➖",
        ChangeKind::Upgraded => "⬆️",
        ChangeKind::Downgraded => "⬇️",
        ChangeKind::Changed => "✏️",
    };
    let version = |version: &Option<String>| version.as_deref().map(code).unwrap_or_default();
    let facts: Vec<String> =
        facts.iter().map(|fact| format!("{} {}", fact.name, code(&fact.value))).collect();
    let _ = writeln!(
        text,
        "| {mark} {} | {} {} | {} | {} | {} |",
        kind.name(),
        plain(ecosystem),
        code(package),
        version(before),
        version(after),
        facts.join("; "),
    );
}

/// Text of our own or of letters and figures only, as it is; what could be markup is left out.
fn plain(text: &str) -> String {
    text.chars().filter(|it| it.is_ascii_alphanumeric() || " ,.-".contains(*it)).collect()
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
