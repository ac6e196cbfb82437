//! `keelmark sbom score`

use std::path::PathBuf;

use keelmark_formats::sbom::validate;

use super::document;
use crate::error::{CliError, Exit};
use crate::output::{Format, Output, json, sbom_documents};

/// Tell how much of what CISA asks for a bill of materials has, from 0 to 100
///
/// Each data field of the minimum elements of 2026 counts as much as another; one of components counts
/// by how many of them have it. What a document cannot tell, its signature, does not count.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A document of any tool, in CycloneDX or SPDX
    #[arg(value_name = "DOCUMENT")]
    input: PathBuf,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let (score, requirements) = validate::score(&document::read(&args.input)?);
    match args.format {
        Format::Text => output.text(&sbom_documents::score(score, &requirements)),
        Format::Json => {
            output
                .bytes(&json::v1::render(&json::sbom_documents::Score::new(score, &requirements)));
        }
    }
    Ok(Exit::Holds)
}
