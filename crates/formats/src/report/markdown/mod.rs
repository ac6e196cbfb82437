//! GitHub-flavoured Markdown: a table of judgements, then the findings of each by what is to be done.
//!
//! Source: "GitHub Flavored Markdown Spec", sections 4.10 (tables), 6.3 (code spans). What others wrote
//! stands as prose only where nothing in it can be a link, an image, a mention or markup.

mod text;

use std::fmt::Write as _;

use keelmark_model::{Change, ChangeKind, Code, Finding, Judgement, Outcome, Report, Weight};

use self::text::{cell, code, plain, prose};
use super::word;

/// Length in bytes at which no more findings or changes are added: GitHub refuses comments above 65,536
/// characters, and one finding has some hundred.
const ENOUGH: usize = 56 << 10;

/// Length in bytes of all findings at most, where changes are to be shown as well.
const FINDINGS: usize = 40 << 10;

/// How many findings of one kind are shown before the rest is folded away.
const UNFOLDED: usize = 10;

pub(super) fn render(report: &Report) -> Vec<u8> {
    let outcome = report.outcome();
    let mut text = format!("### {} keelmark: {}\n\n", mark(outcome), word(outcome));
    text.push_str("| gate | looked at | outcome | |\n|---|---|---|---|\n");
    for judgement in &report.judgements {
        let Judgement { gate, question, target, detail, .. } = judgement;
        let outcome = judgement.outcome();
        let _ = writeln!(
            text,
            "| {gate} {question} | {} | {} {} | {} |",
            cell(&code(target)),
            mark(outcome),
            word(outcome),
            if detail.is_empty() { String::new() } else { cell(&prose(detail)) },
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
        let _ = write!(text, "\n#### {gate} {question}: {}\n", code(target));
        for kind in kinds(findings) {
            if text.len() > enough {
                break;
            }
            shown += self::kind(text, &kind, enough);
        }
    }
    let all = report.findings().count();
    if all > shown {
        let _ = write!(text, "\nShown are {shown} of {all} findings.\n");
    }
}

/// Findings of one code and weight.
struct Kind<'a> {
    code: &'static Code,
    weight: Weight,
    /// What to do about each of them, where that is the same.
    remedy: Option<&'a str>,
    findings: Vec<&'a Finding>,
}

/// The heaviest first, otherwise in the order in which they were found.
fn kinds(findings: &[Finding]) -> Vec<Kind<'_>> {
    let mut kinds: Vec<Kind<'_>> = Vec::new();
    for finding in findings {
        let Finding { code, weight, .. } = finding;
        let known = kinds.iter_mut().find(|it| (it.code.id, it.weight) == (code.id, *weight));
        if let Some(kind) = known {
            kind.remedy = kind.remedy.filter(|it| *it == remedy(finding));
            kind.findings.push(finding);
        } else {
            let remedy = Some(remedy(finding));
            kinds.push(Kind { code, weight: *weight, remedy, findings: vec![finding] });
        }
    }
    kinds.sort_by_key(|it| std::cmp::Reverse(it.weight));
    kinds
}

fn remedy(finding: &Finding) -> &str {
    finding.remedy.as_deref().unwrap_or(finding.code.remedy)
}

/// Gives how many of them there was room for.
fn kind(text: &mut String, kind: &Kind<'_>, enough: usize) -> usize {
    let Kind { code: Code { id, title, .. }, weight, remedy, findings } = kind;
    let weight = match weight {
        Weight::Failure => "❌",
        Weight::Undecided => "❔",
        Weight::Warning => "⚠️",
        Weight::Note => "ℹ️",
    };
    let _ = write!(text, "\n{weight} {}, {}", prose(title), code(id));
    if let Some(remedy) = remedy {
        let _ = write!(text, ": {}", prose(remedy));
    }
    text.push_str("\n\n");
    let mut shown = 0;
    for finding in findings {
        if text.len() > enough {
            break;
        }
        if shown == UNFOLDED {
            let more = findings.len() - shown;
            let _ = write!(text, "\n<details>\n<summary>{more} more</summary>\n\n");
        }
        self::finding(text, finding, remedy.is_none());
        shown += 1;
    }
    if shown > UNFOLDED {
        text.push_str("\n</details>\n");
    }
    shown
}

fn finding(text: &mut String, finding: &Finding, has_remedy: bool) {
    text.push_str("- ");
    if let Some(place) = &finding.place {
        let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
        let _ = write!(text, "{} ", code(&format!("{}{line}", place.path)));
    }
    text.push_str(&prose(&finding.message));
    if has_remedy {
        let _ = write!(text, ". {}", prose(remedy(finding)));
    }
    text.push('\n');
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
    let version = |version: &Option<String>| {
        version.as_deref().map(|version| cell(&code(version))).unwrap_or_default()
    };
    let facts: Vec<String> =
        facts.iter().map(|fact| format!("{} {}", fact.name, code(&fact.value))).collect();
    let _ = writeln!(
        text,
        "| {mark} {} | {} {} | {} | {} | {} |",
        kind.name(),
        plain(ecosystem),
        cell(&code(package)),
        version(before),
        version(after),
        cell(&facts.join("; ")),
    );
}

const fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "✅",
        Outcome::Fail => "❌",
        Outcome::Unknown => "❔",
        Outcome::Skipped => "⏭️",
    }
}
