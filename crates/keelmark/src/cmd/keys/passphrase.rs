//! Where a passphrase comes from: never the command line, which other users can see.

use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use keelmark_trust::KeyFormat;
use keelmark_world::key_file::{self, Access};
use zeroize::Zeroizing;

use super::{Environment, Error};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Source {
    /// Environment variable that holds the passphrase
    #[arg(long, value_name = "VAR", conflicts_with = "passphrase_file")]
    pub(super) passphrase_env: Option<String>,
    /// File that holds the passphrase; one newline at its end is not part of it
    #[arg(long, value_name = "FILE")]
    pub(super) passphrase_file: Option<PathBuf>,
}

pub(crate) type Passphrase = Zeroizing<Vec<u8>>;

const COSIGN_VARIABLE: &str = "COSIGN_PASSWORD";

/// The passphrase for a key in `format`: from the variable or file named, else for cosign's format
/// from `COSIGN_PASSWORD`.
pub(super) fn find(
    variable: Option<&str>,
    file: Option<&PathBuf>,
    format: KeyFormat,
    environment: Environment<'_>,
) -> Result<Option<Passphrase>, Error> {
    let from_environment =
        |name: &str| environment(name).map(|value| Zeroizing::new(value.into_vec()));
    match (variable, file) {
        (Some(name), _) => match from_environment(name).filter(|value| !value.is_empty()) {
            Some(passphrase) => Ok(Some(passphrase)),
            None => Err(Error::NoPassphrase(name.to_owned())),
        },
        (None, Some(path)) => {
            let passphrase = without_newline(key_file::load(path, Access::Private)?);
            if passphrase.is_empty() {
                return Err(Error::EmptyPassphrase(path.clone()));
            }
            Ok(Some(passphrase))
        }
        (None, None) if format == KeyFormat::Cosign => Ok(from_environment(COSIGN_VARIABLE)),
        (None, None) => Ok(None),
    }
}

/// A secret as its file holds it, without the newline editors put at its end.
pub(crate) fn without_newline(mut content: Passphrase) -> Passphrase {
    let line = content.strip_suffix(b"\n").unwrap_or(&content);
    let length = line.strip_suffix(b"\r").unwrap_or(line).len();
    content.truncate(length);
    content
}

impl Source {
    pub(super) fn find(
        &self,
        format: KeyFormat,
        environment: Environment<'_>,
    ) -> Result<Option<Passphrase>, Error> {
        find(self.passphrase_env.as_deref(), self.passphrase_file.as_ref(), format, environment)
    }
}
