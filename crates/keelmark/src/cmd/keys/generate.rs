//! `keelmark keys generate`

use std::path::{Path, PathBuf};

use keelmark_trust::{KeyFormat, PrivateKey, SystemRandom};
use keelmark_world::entry;
use keelmark_world::key_file::{self, KeyFileError};

use super::{Algorithm, Environment, Error, Format, Report, about, passphrase};

/// Make a key pair
///
/// Writes the private key with mode 0600 and the public key beside it. A passphrase encrypts the
/// private key; the format `cosign` always needs one (COSIGN_PASSWORD is read).
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Write NAME.key and NAME.pub
    #[arg(long, value_name = "NAME", default_value = "keelmark", conflicts_with = "key")]
    output_key_prefix: PathBuf,
    /// Write the private key to FILE, the public key to FILE with the extension `.pub`
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// What the key signs with
    #[arg(long, value_enum, default_value = "ecdsa-p256")]
    algorithm: Algorithm,
    /// How the private key is written
    #[arg(long, value_enum, default_value = "pkcs8")]
    format: Format,
    #[command(flatten)]
    passphrase: passphrase::Source,
}

pub(super) fn run(args: &Args, environment: Environment<'_>) -> Result<Report, Error> {
    let format = KeyFormat::from(args.format);
    let (private, public) = args.key.as_ref().map_or_else(
        || (suffixed(&args.output_key_prefix, ".key"), suffixed(&args.output_key_prefix, ".pub")),
        |key| (key.clone(), key.with_extension("pub")),
    );
    for path in [&private, &public] {
        if entry::is_taken(path) || private == public {
            return Err(KeyFileError::Exists(path.clone()).into());
        }
    }
    let passphrase = args.passphrase.find(format, environment)?;
    let random = SystemRandom::new();
    let key = PrivateKey::generate(args.algorithm.into(), &random).map_err(about(&private))?;
    let pem = key
        .render(format, passphrase.as_ref().map(|passphrase| passphrase.as_slice()), &random)
        .map_err(about(&private))?;
    key_file::write_pair(&private, pem.as_bytes(), &public, key.public().render().as_bytes())?;
    Ok(Report::Written {
        private,
        public: Some(public),
        fingerprint: key.public().fingerprint(),
        encrypted: passphrase.is_some(),
    })
}

fn suffixed(prefix: &Path, suffix: &str) -> PathBuf {
    let mut name = prefix.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
