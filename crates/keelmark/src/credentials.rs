//! Keys and secrets, as the command line names them.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

use keelmark_trust::evidence::verify::TrustedKey;
use keelmark_trust::hmac::Secret;
use keelmark_trust::{KeyAlgorithm, KeyFormat, PrivateKey, PublicKey, SystemRandom};
use keelmark_world::entry;
use keelmark_world::key_file::{self, Access};
use zeroize::Zeroizing;

use crate::cmd::keys::{self, passphrase};
use crate::error::CliError;
use crate::output::Output;
use crate::{codes, environment};

/// Where an HMAC secret is.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct SecretArgs {
    /// Environment variable with the HMAC secret
    #[arg(long, value_name = "VAR", group = "hmac")]
    hmac_key_env: Option<String>,

    /// File with the HMAC secret (`-`: standard input); one newline at its end is not part of it
    #[arg(long, value_name = "FILE", group = "hmac")]
    hmac_key_file: Option<PathBuf>,

    /// The HMAC secret itself; other users of the machine can see it, so prefer the others
    #[arg(long, value_name = "SECRET", group = "hmac", alias = "signing-key")]
    hmac_key: Option<String>,

    /// Identifier of the HMAC secret [default when signing: local-hmac]
    #[arg(long, value_name = "ID", alias = "signing-key-id", requires = "hmac")]
    hmac_key_id: Option<String>,
}

impl SecretArgs {
    /// Whether a secret was given.
    pub(crate) fn is_stated(&self) -> bool {
        self.hmac_key_env.is_some() || self.hmac_key_file.is_some() || self.hmac_key.is_some()
    }

    /// The identifier to sign under.
    pub(crate) fn key_id(&self) -> &str {
        self.hmac_key_id.as_deref().unwrap_or("local-hmac")
    }

    /// The identifier that must be found.
    pub(crate) fn demanded_key_id(&self) -> Option<&str> {
        self.hmac_key_id.as_deref()
    }

    /// The secret, when one was asked for.
    pub(crate) fn load(&self, output: &Output) -> Result<Option<Secret>, CliError> {
        let (bytes, whence) = if let Some(name) = &self.hmac_key_env {
            let value = environment(name).map(OsString::into_vec).unwrap_or_default();
            (Zeroizing::new(value), format!("environment variable {name}"))
        } else if let Some(path) = &self.hmac_key_file {
            let standard_input = Path::new("/dev/stdin");
            let path = if path == Path::new("-") { standard_input } else { path };
            let content = key_file::load(path, Access::Private)?;
            (passphrase::without_newline(content), path.display().to_string())
        } else if let Some(secret) = &self.hmac_key {
            output.warning(&codes::SIGNATURE_ARGV, codes::SIGNATURE_ARGV.title);
            (Zeroizing::new(secret.clone().into_bytes()), "the command line".to_owned())
        } else {
            return Ok(None);
        };
        Secret::new(bytes)
            .map(Some)
            .map_err(|error| CliError::new(error.code(), format!("no secret in {whence}")))
    }
}

/// A private key and where it is from.
pub(crate) struct SigningKey {
    pub(crate) key: PrivateKey,
    pub(crate) path: String,
    /// Whether there was none and it was made for this.
    pub(crate) made_now: bool,
}

/// The key at `path`, else the user's own, made when there is none.
pub(crate) fn signing_key(
    path: Option<&Path>,
    passphrase: &passphrase::Source,
) -> Result<SigningKey, CliError> {
    let (path, made_now) = match path {
        Some(path) => (path.to_path_buf(), false),
        None => {
            let path = own_key().ok_or_else(|| {
                CliError::new(&codes::KEY_HOME, "neither XDG_DATA_HOME nor HOME is set")
            })?;
            let made_now = !entry::is_there(&path) && make_own_key(&path)?;
            (path, made_now)
        }
    };
    let (key, _) = keys::public::load(&path, passphrase, &environment)?;
    Ok(SigningKey { key, path: path.display().to_string(), made_now })
}

/// Where the user's own key is kept.
fn own_key() -> Option<PathBuf> {
    // A relative folder would be another one, and perhaps a published one, in each place.
    let absolute =
        |name: &str| environment(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let folder =
        absolute("XDG_DATA_HOME").or_else(|| Some(absolute("HOME")?.join(".local/share")))?;
    Some(folder.join("keelmark/keys/default.key"))
}

/// Makes the user's own key pair; whether this run made it, as another may have meanwhile.
fn make_own_key(path: &Path) -> Result<bool, CliError> {
    let random = SystemRandom::new();
    let about = |error: keelmark_trust::KeyError| {
        CliError::new(error.code(), error.to_string()).with_path(path.display().to_string())
    };
    let key = PrivateKey::generate(KeyAlgorithm::EcdsaP256, &random).map_err(about)?;
    let private = key.render(KeyFormat::Pkcs8, None, &random).map_err(about)?;
    key_file::create_folder(path)?;
    let public = path.with_extension("pub");
    match key_file::write_pair(path, private.as_bytes(), &public, key.public().render().as_bytes())
    {
        Ok(()) => Ok(true),
        Err(key_file::KeyFileError::Exists(_)) if entry::is_there(path) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The public keys at `paths`, else the user's own where there is one.
pub(crate) fn trusted_keys(paths: &[PathBuf]) -> Result<Vec<TrustedKey>, CliError> {
    if !paths.is_empty() {
        return paths
            .iter()
            .map(|path| trusted_key(path, format!("the key {}", path.display())))
            .collect();
    }
    let own = own_key().map(|path| path.with_extension("pub")).filter(|path| entry::is_there(path));
    own.map(|path| trusted_key(&path, "your own key".to_owned())).into_iter().collect()
}

fn trusted_key(path: &Path, label: String) -> Result<TrustedKey, CliError> {
    let text = key_file::load(path, Access::Public)?;
    let key = PublicKey::parse(&text).map_err(|error| {
        CliError::new(error.code(), error.to_string()).with_path(path.display().to_string())
    })?;
    Ok(TrustedKey { key, label })
}
