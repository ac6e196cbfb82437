//! `keelmark sbom diff`

use std::path::PathBuf;

use clap::ValueEnum;
use keelmark_formats::sbom::diff::diff;

use super::document;
use crate::error::{CliError, Exit};
use crate::output::{Output, json, sbom_documents};

/// Tell what differs between two bills of materials
///
/// Compared are packages, versions, sources, digests, licences and dependencies. Who wrote the documents,
/// when, in which format and in which order makes no difference; a digest or licence that only one of them
/// has does.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The earlier document
    #[arg(value_name = "BEFORE")]
    before: PathBuf,
    /// The later document
    #[arg(value_name = "AFTER")]
    after: PathBuf,
    /// Exit with 1 when they differ
    #[arg(long)]
    exit_code: bool,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    Text,
    Json,
    Markdown,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let (before, after) = (document::read(&args.before)?, document::read(&args.after)?);
    let difference = diff(&before.bom, &after.bom);
    match args.format {
        Form::Text => output.text(&sbom_documents::difference(&difference)),
        Form::Markdown => output.bytes(sbom_documents::markdown(&difference).as_bytes()),
        Form::Json => {
            output.bytes(&json::v1::render(&json::sbom_documents::Diff::from(&difference)));
        }
    }
    let holds = difference.is_empty() || !args.exit_code;
    Ok(if holds { Exit::Holds } else { Exit::DoesNotHold })
}
