//! What gates found, in the forms other tools read. Every form tells the same findings.

mod annotations;
mod fingerprint;
mod junit;
mod markdown;
mod sarif;
#[cfg(test)]
mod tests;

use keelmark_model::{Outcome, Report};

pub use fingerprint::{Fingerprinted, fingerprinted};

/// A form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// Commands by which a workflow of GitHub marks lines of a change.
    Annotations,
    /// JUnit XML, as test reports of CI systems read it.
    Junit,
    /// GitHub-flavoured Markdown, for a comment or a job summary.
    Markdown,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
}

/// The report in a form, for which `version` is that of keelmark.
pub fn render(format: ReportFormat, report: &Report, version: &str) -> Vec<u8> {
    match format {
        ReportFormat::Annotations => annotations::render(report),
        ReportFormat::Junit => junit::render(report),
        ReportFormat::Markdown => markdown::render(report),
        ReportFormat::Sarif => sarif::render(report, version),
    }
}

/// The word for an outcome.
const fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::Unknown => "unknown",
        Outcome::Skipped => "skipped",
    }
}
