//! `keelmark sbom convert`

use std::path::PathBuf;

use super::document::{self, Wanted};
use crate::error::{CliError, Exit};
use crate::output::{Output, sbom_documents};

/// Write a bill of materials in another format, and say what is lost
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A document of any tool, in CycloneDX or SPDX
    #[arg(value_name = "DOCUMENT")]
    input: PathBuf,
    /// A document to write, to standard output if no file is named; repeated: several
    ///
    /// Formats: `cyclonedx-json` (1.6; `@1.5`, `@1.7`), `spdx-json` (2.3; `@3.0.1`), `spdx-tag-value`.
    #[arg(long, short, value_name = "FORMAT[=FILE]", required = true)]
    output: Vec<Wanted>,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let reading = document::read(&args.input)?;
    let files = document::write(&reading.bom, &args.output, output)?;
    document::warn(&args.input, &reading.losses, output);
    output.text(&sbom_documents::written(&files));
    Ok(Exit::Holds)
}
