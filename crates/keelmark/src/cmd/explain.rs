//! `keelmark explain CODE`.

use clap::ValueEnum;
use keelmark_model::Code;

use crate::codes;
use crate::error::{CliError, Exit};
use crate::output::{Output, explanation};

/// Arguments.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The code, as a message shows it.
    #[arg(required_unless_present = "all")]
    code: Option<String>,

    /// Explain every code there is.
    #[arg(long, conflicts_with = "code")]
    all: bool,

    /// Form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading.
    Text,
    /// For a document.
    Md,
    /// For programs.
    Json,
}

pub(crate) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let codes = match &args.code {
        Some(text) => vec![find(text)?],
        None => codes::all(),
    };
    let text = match args.format {
        Format::Text => explanation::text(&codes),
        Format::Md => explanation::markdown(&codes),
        Format::Json => explanation::json(&codes),
    };
    output.bytes(text.as_bytes());
    Ok(Exit::Holds)
}

/// The code shown as `text`; what follows a code and a dot says what it is about, as in
/// `subject.missing.dist/a.whl`.
fn find(text: &str) -> Result<&'static Code, CliError> {
    let all = codes::all();
    let exact = all.iter().find(|code| code.id == text);
    let about = || {
        let begins =
            |code: &&&Code| text.strip_prefix(code.id).is_some_and(|rest| rest.starts_with('.'));
        all.iter().filter(begins).max_by_key(|code| code.id.len())
    };
    exact.or_else(about).copied().ok_or_else(|| {
        CliError::new(&codes::EXPLAIN_UNKNOWN, format!("no code is called `{text}`"))
    })
}
