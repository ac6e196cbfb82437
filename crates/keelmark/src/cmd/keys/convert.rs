//! `keelmark keys convert`

use std::path::PathBuf;

use keelmark_trust::{KeyFormat, SystemRandom};
use keelmark_world::key_file::{self, Access};

use super::{Environment, Error, Format, Report, about, passphrase, public};

/// Write a private key in another format or under another passphrase
///
/// Without a new passphrase the old one is kept.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The private key to read
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The new file
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
    /// How to write it
    #[arg(long, value_enum, default_value = "pkcs8")]
    format: Format,
    #[command(flatten)]
    passphrase: passphrase::Source,
    /// Environment variable that holds the new passphrase
    #[arg(long, value_name = "VAR", conflicts_with_all = ["new_passphrase_file", "no_passphrase"])]
    new_passphrase_env: Option<String>,
    /// File that holds the new passphrase
    #[arg(long, value_name = "FILE", conflicts_with = "no_passphrase")]
    new_passphrase_file: Option<PathBuf>,
    /// Write the key unprotected
    #[arg(long)]
    no_passphrase: bool,
}

pub(super) fn run(args: &Args, environment: Environment<'_>) -> Result<Report, Error> {
    let (key, old) = public::load(&args.key, &args.passphrase, environment)?;
    let format = KeyFormat::from(args.format);
    let (variable, file) = (args.new_passphrase_env.as_deref(), args.new_passphrase_file.as_ref());
    let new = if args.no_passphrase {
        None
    } else if variable.is_some() || file.is_some() {
        passphrase::find(variable, file, format, environment)?
    } else {
        old.map_or_else(|| passphrase::find(None, None, format, environment), |old| Ok(Some(old)))?
    };
    let pem = key
        .render(format, new.as_ref().map(|passphrase| passphrase.as_slice()), &SystemRandom::new())
        .map_err(about(&args.output))?;
    key_file::write_new(&args.output, pem.as_bytes(), Access::Private)?;
    Ok(Report::Written {
        private: args.output.clone(),
        public: None,
        fingerprint: key.public().fingerprint(),
        encrypted: new.is_some(),
    })
}
