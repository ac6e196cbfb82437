//! Signatures of files that bring no certificate: by minisign and by SSH keys.

use std::path::{Path, PathBuf};

use clap::builder::NonEmptyStringValueParser;
use keelmark_formats::minisign::{Message, MinisignKey, MinisignSignature};
use keelmark_formats::ssh_signature::SshSignature;
use keelmark_formats::ssh_signers::{self, SshSigner};
use keelmark_formats::{hash, limits};
use keelmark_model::{Check, Code, Digest, Outcome, Timestamp};
use keelmark_trust::minisign::{self, File, SigningKey};
use keelmark_trust::ssh::{self, Expected, FILE_NAMESPACE};
use keelmark_trust::{SignatureError, Signer};
use keelmark_world::{entry, file};

use super::artifact::Target;
use crate::error::CliError;

const NAME: &str = "signature";

/// Who may have signed so.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Who may have signed")]
pub(crate) struct SignersArgs {
    /// A minisign key that may have signed, in a file or by itself; repeated: one of them.
    #[arg(long, value_name = "FILE|KEY")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    minisign_key: Vec<String>,

    /// SSH keys that may have signed, a line each, as `ssh-keygen` reads them.
    #[arg(long, value_name = "FILE")]
    allowed_signers: Option<PathBuf>,

    /// Which of the allowed signers must have signed [default: any].
    #[arg(long, value_name = "NAME", requires = "allowed_signers")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    signer: Option<String>,

    /// What the SSH signature must be for [default: file].
    #[arg(long, value_name = "NAME")]
    ssh_namespace: Option<String>,
}

/// The keys of those who may have signed.
#[derive(Debug)]
pub(super) struct Signers {
    minisign: Vec<SigningKey>,
    ssh: Option<Vec<SshSigner>>,
    principal: Option<String>,
    namespace: String,
}

impl SignersArgs {
    /// Whether anyone is named.
    pub(super) const fn is_stated(&self) -> bool {
        !self.minisign_key.is_empty() || self.allowed_signers.is_some()
    }

    /// Whether it is said what SSH's signatures are for, and not whose.
    pub(super) const fn names_no_signer(&self) -> bool {
        self.ssh_namespace.is_some() && self.allowed_signers.is_none()
    }

    /// Whether anything is said of signatures without bundles.
    pub(super) const fn has_terms(&self) -> bool {
        self.is_stated() || self.ssh_namespace.is_some()
    }

    pub(super) fn load(&self) -> Result<Signers, CliError> {
        let ssh = |path: &PathBuf| {
            let bytes = file::load(path, limits::DOCUMENT_BYTES as u64)?;
            let shown = path.display().to_string();
            ssh_signers::parse(&bytes).map_err(|error| CliError::in_document(shown, &error))
        };
        Ok(Signers {
            minisign: self.minisign_key.iter().map(|text| key(text)).collect::<Result<_, _>>()?,
            ssh: self.allowed_signers.as_ref().map(ssh).transpose()?,
            principal: self.signer.clone(),
            namespace: self.ssh_namespace.as_deref().unwrap_or(FILE_NAMESPACE).to_owned(),
        })
    }
}

/// A minisign key from the text itself, and only where that is none from the file of that name: a file
/// that came with a download must not take the place of the key that was typed.
fn key(text: &str) -> Result<SigningKey, CliError> {
    let path = Path::new(text);
    let typed = MinisignKey::parse(text.as_bytes());
    let (parsed, shown) = if typed.is_err() && entry::is_there(path) {
        (MinisignKey::parse(&file::load(path, limits::DOCUMENT_BYTES as u64)?), text)
    } else {
        (typed, "--minisign-key")
    };
    let parsed = parsed.map_err(|error| CliError::in_document(shown, &error))?;
    SigningKey::new(&parsed)
        .map_err(|error| CliError::new(error.code(), error.to_string()).with_path(shown))
}

impl Signers {
    /// Whether one of the minisign keys signed the artifact.
    pub(super) fn minisign(&self, target: &Target, signature: &MinisignSignature) -> Check {
        let name = target.subject.name.as_str();
        let file = || match signature.message {
            Message::Whole => target.whole().map(File::Whole),
            Message::Prehashed => target.for_minisign().map(File::Hashed),
        };
        let verified = if self.minisign.is_empty() {
            Err(SignatureError::NoKey { hint: Some(signature.id.to_string()) })
        } else {
            let file = file().ok_or(SignatureError::NeedsArtifact);
            file.and_then(|file| minisign::verify(signature, file, &self.minisign))
        };
        match verified {
            Ok(verified) => signed(name, &verified.value().digest, verified.signer())
                .with("key number", signature.id.to_string())
                .with("trusted comment", &verified.value().trusted_comment),
            Err(error) => refused(name, error.outcome(), error.code(), error.to_string())
                .with("key number", signature.id.to_string()),
        }
    }

    /// Whether one of the allowed signers signed the artifact, and may still do so `now`.
    pub(super) fn ssh(&self, target: &Target, signature: &SshSignature, now: Timestamp) -> Check {
        let name = target.subject.name.as_str();
        let Some(signers) = &self.ssh else {
            let fingerprint = hash::sha256(signature.key.blob());
            let error = SignatureError::NoKey { hint: Some(ssh::fingerprint_text(&fingerprint)) };
            return refused(name, error.outcome(), error.code(), error.to_string());
        };
        let expected =
            Expected { namespace: &self.namespace, principal: self.principal.as_deref(), at: now };
        let check = match ssh::verify(signature, &target.subject.digests, signers, &expected) {
            Ok(verified) => signed(name, verified.value(), verified.signer()),
            Err(error) => refused(name, error.outcome(), error.code(), error.to_string()),
        };
        check.with("namespace", &signature.namespace).with("algorithm", &signature.algorithm)
    }
}

fn signed(target: &str, digest: &Digest, signer: &Signer) -> Check {
    Check::pass(NAME, target, format!("over the artifact, by {signer}"))
        .with("digest", digest.to_string())
}

fn refused(target: &str, outcome: Outcome, code: &'static Code, detail: String) -> Check {
    Check { outcome, ..Check::unknown(NAME, target, code, detail) }
}
