//! `keelmark keys`: make, show and convert signing keys.

mod convert;
mod generate;
pub(crate) mod passphrase;
pub(crate) mod public;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use keelmark_model::{Code, Digest};
use keelmark_trust::{KeyAlgorithm, KeyError, KeyFormat};
use keelmark_world::key_file::KeyFileError;

/// Make, show and convert signing keys
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Generate(generate::Args),
    Public(public::Args),
    Convert(convert::Args),
}

/// What was done, for the reader.
#[derive(Debug)]
pub(crate) enum Report {
    /// A key pair was written.
    Written {
        /// The private key's file.
        private: PathBuf,
        /// The public key's file, where one was written.
        public: Option<PathBuf>,
        /// SHA-256 of the public key.
        fingerprint: Digest,
        /// Whether a passphrase protects it.
        encrypted: bool,
    },
    /// A public key, in PEM, for standard output.
    Public(String),
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] KeyFileError),
    /// A key could not be read or made.
    #[error("{}: {source}", path.display())]
    Key {
        /// The key's file.
        path: PathBuf,
        /// Why.
        source: KeyError,
    },
    /// The environment variable that should hold a passphrase is not there.
    #[error("environment variable `{0}` is not set, or empty")]
    NoPassphrase(String),
    /// The file that should hold a passphrase is empty.
    #[error("{}: holds no passphrase", .0.display())]
    EmptyPassphrase(PathBuf),
}

impl Error {
    /// The stable code.
    pub(crate) const fn code(&self) -> &'static Code {
        match self {
            Self::File(error) => error.code(),
            Self::Key { source, .. } => source.code(),
            Self::NoPassphrase(_) | Self::EmptyPassphrase(_) => {
                &keelmark_trust::codes::KEY_PASSPHRASE_MISSING
            }
        }
    }
}

/// Looks an environment variable up.
pub(crate) type Environment<'e> = &'e dyn Fn(&str) -> Option<OsString>;

/// Does what the command line asks.
///
/// # Errors
/// Any [`Error`]; nothing is left half-written.
pub(crate) fn run(args: &Args, environment: Environment<'_>) -> Result<Report, Error> {
    match &args.verb {
        Verb::Generate(args) => generate::run(args, environment),
        Verb::Public(args) => public::run(args, environment),
        Verb::Convert(args) => convert::run(args, environment),
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Algorithm {
    EcdsaP256,
    Ed25519,
}

impl From<Algorithm> for KeyAlgorithm {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::EcdsaP256 => Self::EcdsaP256,
            Algorithm::Ed25519 => Self::Ed25519,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Pkcs8,
    Cosign,
}

impl From<Format> for KeyFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Pkcs8 => Self::Pkcs8,
            Format::Cosign => Self::Cosign,
        }
    }
}

/// Names the file a key error is about.
fn about(path: &std::path::Path) -> impl Fn(KeyError) -> Error + '_ {
    |source| Error::Key { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests;
