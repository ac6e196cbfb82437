//! `keelmark sbom tree`

use std::path::PathBuf;

use keelmark_formats::sbom::graph;

use super::document;
use crate::error::{CliError, Exit};
use crate::output::{Output, sbom_documents};

/// Show what needs what
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A document of any tool, in CycloneDX or SPDX
    #[arg(value_name = "DOCUMENT")]
    input: PathBuf,
    /// How deep to go
    #[arg(long, value_name = "N", default_value_t = 64)]
    depth: usize,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let bom = document::read(&args.input)?.bom;
    let (branches, apart) = (graph::tree(&bom, args.depth), graph::apart(&bom, args.depth));
    output.text(&sbom_documents::tree(&bom, &branches, &apart));
    Ok(Exit::Holds)
}
