//! `keelmark sbom why`

use std::path::PathBuf;

use keelmark_formats::sbom::graph;
use keelmark_model::bom::{Bom, Component, ComponentId};

use super::document;
use crate::error::{CliError, Exit};
use crate::output::{Output, sbom_documents};

/// Tell why a package is in a bill of materials: what leads to it, and where it was found
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A document of any tool, in CycloneDX or SPDX
    #[arg(value_name = "DOCUMENT")]
    input: PathBuf,
    /// Name or package URL; without a version, every version
    #[arg(value_name = "PACKAGE")]
    package: String,
}

/// Exits with 1 when nothing is called so.
pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let bom = document::read(&args.input)?.bom;
    let found: Vec<ComponentId> = matching(&bom, &args.package);
    let ways = found.iter().map(|id| (*id, graph::why(&bom, *id)));
    let ways: Vec<_> = ways.collect();
    output.text(&sbom_documents::why(&bom, &args.package, &ways));
    Ok(if found.is_empty() { Exit::DoesNotHold } else { Exit::Holds })
}

fn matching(bom: &Bom, wanted: &str) -> Vec<ComponentId> {
    let is_it = |component: &Component| {
        let purl = component.purl.as_ref().map(ToString::to_string).unwrap_or_default();
        let rest = purl.strip_prefix(wanted).filter(|_| wanted.starts_with("pkg:"));
        component.name == wanted
            || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['@', '?', '#']))
    };
    bom.iter().filter(|(_, component)| is_it(component)).map(|(id, _)| id).collect()
}
