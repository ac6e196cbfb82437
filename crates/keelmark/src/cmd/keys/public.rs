//! `keelmark keys public`

use std::path::{Path, PathBuf};

use keelmark_trust::{KeyError, KeyFormat, PrivateKey};
use keelmark_world::key_file::{self, Access};

use super::passphrase::{self, Passphrase};
use super::{Environment, Error, Report, about};

/// Print the public half of a private key
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The private key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    #[command(flatten)]
    passphrase: passphrase::Source,
}

pub(super) fn run(args: &Args, environment: Environment<'_>) -> Result<Report, Error> {
    let (key, _) = load(&args.key, &args.passphrase, environment)?;
    Ok(Report::Public(key.public().render()))
}

/// Reads a private key, and the passphrase found for it.
pub(crate) fn load(
    path: &Path,
    passphrase: &passphrase::Source,
    environment: Environment<'_>,
) -> Result<(PrivateKey, Option<Passphrase>), Error> {
    let text = key_file::load(path, Access::Private)?;
    let format = KeyFormat::of(&text).map_err(about(path))?;
    let found = passphrase.find(format, environment)?;
    let bytes = found.as_ref().map(|passphrase| passphrase.as_slice());
    match PrivateKey::parse(&text, bytes) {
        Ok(key) => Ok((key, found)),
        Err(KeyError::PassphraseMissing(_)) if format == KeyFormat::Cosign => Err(about(path)(
            KeyError::PassphraseMissing("the key file is encrypted and COSIGN_PASSWORD is not set"),
        )),
        Err(error) => Err(about(path)(error)),
    }
}
