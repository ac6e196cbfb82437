//! JUnit XML: a suite for each judgement, a test case for each finding.
//!
//! Source: the schema of the Jenkins xUnit plugin (`junit-10.xsd`), which CI systems go by: `testsuites`,
//! `testsuite` with its counts, `testcase` with `failure`, `error` or `skipped`.

use std::fmt::Write as _;

use keelmark_model::{Finding, Judgement, Report, Weight, visible};

pub(super) fn render(report: &Report) -> Vec<u8> {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text.push_str("<testsuites name=\"keelmark\">\n");
    for judgement in &report.judgements {
        suite(&mut text, judgement);
    }
    text.push_str("</testsuites>\n");
    text.into_bytes()
}

fn suite(text: &mut String, judgement: &Judgement) {
    let Judgement { gate, question, target, detail, findings, skipped, .. } = judgement;
    let suite = escaped(&format!("{gate} {question} {target}"));
    let _ = writeln!(
        text,
        "  <testsuite name=\"{suite}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">",
        findings.len().max(1),
        judgement.count(Weight::Failure),
        judgement.count(Weight::Undecided),
        u8::from(*skipped),
    );
    // A suite without a case would not be shown at all, as if nothing had been looked at.
    if findings.is_empty() {
        let name = escaped(target);
        let _ = write!(text, "    <testcase name=\"{name}\" classname=\"{gate}.{question}\"");
        if *skipped {
            let _ = writeln!(text, "><skipped message=\"{}\"/></testcase>", escaped(detail));
        } else {
            text.push_str("/>\n");
        }
    }
    for finding in findings {
        case(text, judgement, finding);
    }
    text.push_str("  </testsuite>\n");
}

fn case(text: &mut String, judgement: &Judgement, finding: &Finding) {
    let place = match &finding.place {
        Some(place) => match place.line {
            Some(line) => format!("{}:{line}", place.path),
            None => place.path.clone(),
        },
        None => judgement.target.clone(),
    };
    let code = finding.code.id;
    let about = finding.package.as_deref().map(|it| format!(" {it}")).unwrap_or_default();
    let name = escaped(&format!("{code}{about} ({place})"));
    let _ = write!(
        text,
        "    <testcase name=\"{name}\" classname=\"{}.{}\">",
        judgement.gate, judgement.question
    );
    let message = escaped(&finding.message);
    let remedy = escaped(finding.remedy.as_deref().unwrap_or(finding.code.remedy));
    let element = match finding.weight {
        Weight::Failure => "failure",
        Weight::Undecided => "error",
        Weight::Note | Weight::Warning => "system-out",
    };
    let _ = match finding.weight {
        Weight::Failure | Weight::Undecided => {
            writeln!(
                text,
                "<{element} message=\"{message}\" type=\"{code}\">{remedy}</{element}></testcase>"
            )
        }
        Weight::Note | Weight::Warning => {
            writeln!(text, "<{element}>{message}. {remedy}</{element}></testcase>")
        }
    };
}

/// Text for an attribute or an element. Control characters, which XML cannot hold, are visible instead.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // Not characters of XML 1.0 (section 2.2), and not control characters either.
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}
