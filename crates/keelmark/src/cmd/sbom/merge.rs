//! `keelmark sbom merge`

use std::path::PathBuf;

use keelmark_formats::sbom::merge::{Conflict, merge};

use super::document::{self, Wanted};
use crate::codes;
use crate::error::{CliError, Exit};
use crate::output::{Output, sbom_documents};

/// Write several bills of materials as one, each component once
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Documents of any tool, in CycloneDX or SPDX
    #[arg(value_name = "DOCUMENT", required = true, num_args = 2..)]
    inputs: Vec<PathBuf>,
    /// A document to write, to standard output if no file is named; repeated: several
    ///
    /// Formats: `cyclonedx-json` (1.6; `@1.5`, `@1.7`), `spdx-json` (2.3; `@3.0.1`), `spdx-tag-value`.
    #[arg(long, short, value_name = "FORMAT[=FILE]", required = true)]
    output: Vec<Wanted>,
    /// Name of what all of them are part of, where they are about different things
    #[arg(long, value_name = "NAME", default_value = "merged")]
    name: String,
    /// Keep both where documents give one package different digests or licences
    #[arg(long)]
    allow_conflicts: bool,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let mut bills = Vec::with_capacity(args.inputs.len());
    for path in &args.inputs {
        let reading = document::read(path)?;
        document::warn(path, &reading.losses, output);
        bills.push(reading.bom);
    }
    let merged = merge(&bills, &args.name, args.allow_conflicts).map_err(|all| conflict(&all))?;
    let files = document::write(&merged, &args.output, output)?;
    output.text(&sbom_documents::written(&files));
    Ok(Exit::Holds)
}

fn conflict(conflicts: &[Conflict]) -> CliError {
    const SHOWN: usize = 5;
    let shown = conflicts.iter().take(SHOWN).map(|Conflict { package, one, other }| {
        format!("{package} is {} and {}", one.join(" AND "), other.join(" AND "))
    });
    let mut message = shown.collect::<Vec<_>>().join("; ");
    if conflicts.len() > SHOWN {
        message.push_str(&format!("; and {} packages more", conflicts.len() - SHOWN));
    }
    CliError { exit: Exit::DoesNotHold, ..CliError::new(&codes::SBOM_CONFLICT, message) }
}
