//! `keelmark trust show`

use std::path::PathBuf;

use keelmark_trust::root::Instance;

use super::entries::{Entry, entries};
use crate::error::{CliError, Exit};
use crate::output::{Format, Output, json, trust};
use crate::trusted::{self, Source, Trusted};

/// Show what verification trusts, and since when
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A trusted root, or several a line, instead of those that verification uses
    #[arg(long, value_name = "FILE", conflicts_with = "instance")]
    trusted_root: Option<PathBuf>,

    /// An instance; repeated: several [default: public-good, github]
    #[arg(long, value_name = "NAME", value_parser = trusted::instance)]
    instance: Vec<Instance>,

    /// Form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// A root of trust and what it lists.
#[derive(Debug)]
pub(crate) struct Shown {
    /// Name of the instance, or of the file.
    pub(crate) name: String,
    /// Where it is from.
    pub(crate) source: Source,
    /// What it lists.
    pub(crate) entries: Vec<Entry>,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let trusted = match &args.trusted_root {
        Some(path) => Trusted::in_file(path)?,
        None => Trusted::each(&args.instance)?,
    };
    let shown: Vec<Shown> = trusted
        .into_iter()
        .map(|trusted| Shown {
            entries: entries(&trusted.domain),
            name: trusted.domain.name,
            source: trusted.source,
        })
        .collect();
    match args.format {
        Format::Text => output.text(&trust::shown(&shown)),
        Format::Json => output.bytes(&json::v1::render(&json::v1::Trust::from(shown.as_slice()))),
    }
    Ok(Exit::Holds)
}
