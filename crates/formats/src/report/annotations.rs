//! Workflow commands of GitHub Actions that mark lines.
//!
//! Source: GitHub, "Workflow commands for GitHub Actions", sections "Setting a notice / warning / error
//! message": `::error file={name},line={line},title={title}::{message}`; in data `%`, CR and LF are
//! percent-encoded, in properties `:` and `,` as well.

use std::fmt::Write as _;

use keelmark_model::{Report, Weight, visible};

pub(super) fn render(report: &Report) -> Vec<u8> {
    let mut text = String::new();
    for (judgement, finding) in report.findings() {
        let command = match finding.weight {
            Weight::Note => "notice",
            Weight::Warning => "warning",
            Weight::Undecided | Weight::Failure => "error",
        };
        let path = finding.place.as_ref().map_or(&judgement.target, |place| &place.path);
        let _ = write!(text, "::{command} file={}", property(path));
        if let Some(line) = finding.place.as_ref().and_then(|place| place.line) {
            let _ = write!(text, ",line={line}");
        }
        let remedy = finding.remedy.as_deref().unwrap_or(finding.code.remedy);
        let message = format!("{}. {remedy}", finding.message);
        let _ = writeln!(text, ",title={}::{}", property(finding.code.id), data(&message));
    }
    text.into_bytes()
}

fn data(text: &str) -> String {
    visible(text).replace('%', "%25")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
