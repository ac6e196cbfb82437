//! Where a report goes, and in which forms.

use std::path::PathBuf;
use std::str::FromStr;

use keelmark_formats::report::{self, ReportFormat};
use keelmark_model::{Finding, Judgement, Report, Weight};
use keelmark_world::file;

use crate::error::{CliError, Exit};
use crate::output::{Output, check, json};

/// Options of every gate.
#[derive(Debug, clap::Args)]
pub(super) struct Reporting {
    /// Form of the answer: text, json, sarif, junit, markdown or github
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Form,

    /// A report to write as well, in any of these forms; repeated: several
    ///
    /// All are written whether the gate holds or not.
    #[arg(long, short, value_name = "FORMAT=FILE")]
    output: Vec<Wanted>,
}

/// A form of a report.
#[derive(Debug, Clone, Copy)]
enum Form {
    Text,
    Json,
    Other(ReportFormat),
}

impl FromStr for Form {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "text" => Self::Text,
            "json" => Self::Json,
            "sarif" => Self::Other(ReportFormat::Sarif),
            "junit" => Self::Other(ReportFormat::Junit),
            "markdown" | "md" => Self::Other(ReportFormat::Markdown),
            "github" => Self::Other(ReportFormat::Annotations),
            _ => return Err("it is none of text, json, sarif, junit, markdown, github".to_owned()),
        })
    }
}

/// A report that is asked for.
#[derive(Debug, Clone)]
struct Wanted {
    form: Form,
    file: PathBuf,
}

impl FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            None | Some((_, "")) => Err("a report needs a file: FORMAT=FILE".to_owned()),
            Some((form, file)) => Ok(Self { form: form.parse()?, file: file.into() }),
        }
    }
}

impl Reporting {
    /// Writes every report asked for, shows the answer, and says how the command ends.
    pub(super) fn finish(&self, report: &Report, output: &Output) -> Result<Exit, CliError> {
        self.write(report)?;
        match self.format {
            Form::Text => output.text(&check::report(report, output.verbose)),
            form => output.bytes(&render(form, report)),
        }
        Ok(report.outcome().into())
    }

    fn write(&self, report: &Report) -> Result<(), CliError> {
        for wanted in &self.output {
            file::replace(&wanted.file, &render(wanted.form, report))?;
        }
        Ok(())
    }

    /// Writes every report asked for of a gate that could not be asked, since one of an earlier run would be taken
    /// for this one's.
    pub(super) fn refused(
        &self,
        (gate, question): (&'static str, &'static str),
        target: &str,
        error: CliError,
    ) -> CliError {
        let mut judgement = Judgement::new(gate, question, target);
        judgement.findings.push(unasked(&error));
        judgement.detail = "it could not be asked".to_owned();
        // That a report cannot be written either is the lesser news.
        let _ = self.write(&Report { judgements: vec![judgement] });
        error
    }
}

/// Why a gate could not be asked, as a finding.
pub(super) fn unasked(error: &CliError) -> Finding {
    let CliError { code, message, path, at, .. } = error;
    let finding = Finding::new(code, Weight::Undecided, message.as_str()).known_by([code.id]);
    match path {
        Some(path) => finding.at(path.as_str(), at.map(|at| at.line)),
        None => finding,
    }
}

fn render(form: Form, report: &Report) -> Vec<u8> {
    match form {
        Form::Text => check::plain(report).into_bytes(),
        Form::Json => json::v1::render(&json::check::Answer::from(report)),
        Form::Other(format) => report::render(format, report, env!("CARGO_PKG_VERSION")),
    }
}
