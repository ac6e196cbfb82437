//! `keelmark trust export`

use std::path::PathBuf;

use clap::ValueEnum;
use keelmark_formats::json;
use keelmark_trust::root::Instance;
use keelmark_world::file;

use crate::codes;
use crate::error::{CliError, Exit};
use crate::output::Output;
use crate::trusted::{self, Trusted};

/// Write the roots of trust that verification uses, for other machines and other tools
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// An instance; repeated: several [default: public-good, github]
    #[arg(long, value_name = "NAME", value_parser = trusted::instance)]
    instance: Vec<Instance>,

    /// File to write [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Form of the file [default: trusted-root for one instance, else lines]
    #[arg(long, value_enum)]
    form: Option<Form>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// `trusted_root.json` of one instance, byte for byte as published.
    TrustedRoot,
    /// One root on each line, which `gh attestation verify --custom-trusted-root` reads.
    Lines,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let trusted = Trusted::each(&args.instance)?;
    let bytes = match (trusted.as_slice(), args.form) {
        ([one], None | Some(Form::TrustedRoot)) => one.bytes.to_vec(),
        (_, Some(Form::TrustedRoot)) => {
            let message = format!("{} instances were asked for", trusted.len());
            return Err(CliError::new(&codes::TRUST_FORM, message));
        }
        (several, None | Some(Form::Lines)) => {
            several.iter().flat_map(|one| json::on_one_line(&one.bytes)).collect()
        }
    };
    match &args.output {
        Some(path) => file::replace(path, &bytes)?,
        None => output.bytes(&bytes),
    }
    Ok(Exit::Holds)
}
