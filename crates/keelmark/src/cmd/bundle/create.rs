//! `keelmark bundle create`. The options are those of cosign's command of that name.

use std::path::{Path, PathBuf};

use keelmark_formats::bundle::{Bundle, Content, VerificationMaterial};
use keelmark_formats::cosign::{self, Part, PartError};
use keelmark_formats::limits;
use keelmark_model::{Digest, DigestAlgorithm};
use keelmark_world::{entry, file};

use crate::cmd::verify::hash_files;
use crate::codes;
use crate::error::CliError;

/// Write a Sigstore bundle of a signature and what lies beside it, or of cosign's older bundle
///
/// Nothing is verified by it: what is wrong with the signature is wrong with the bundle.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The signature: in base64 or raw, or the envelope of an attestation
    #[arg(long, value_name = "FILE", required_unless_present = "bundle", alias = "attestation")]
    signature: Option<PathBuf>,

    /// The signer's certificate, in PEM
    #[arg(long, value_name = "FILE", conflicts_with_all = ["key", "bundle"])]
    certificate: Option<PathBuf>,

    /// The signer's public key, in PEM, where there is no certificate
    #[arg(long, value_name = "FILE", conflicts_with = "bundle")]
    key: Option<PathBuf>,

    /// The log entry, as cosign writes it beside the signature of an image
    #[arg(long, value_name = "FILE", conflicts_with = "bundle")]
    log_entry: Option<PathBuf>,

    /// What a timestamping authority answered about the signature
    #[arg(long, value_name = "FILE", conflicts_with = "bundle")]
    rfc3161_timestamp: Option<PathBuf>,

    /// A bundle as cosign wrote it before Sigstore's
    #[arg(long, value_name = "FILE", conflicts_with = "signature")]
    bundle: Option<PathBuf>,

    /// The file that was signed, whose digest then stands in the bundle
    #[arg(long, value_name = "FILE")]
    artifact: Option<PathBuf>,

    /// The bundle to write
    #[arg(long, short, value_name = "FILE", alias = "output")]
    out: PathBuf,
}

/// What was written, and what is not in it.
#[derive(Debug)]
pub(crate) struct Created {
    /// The bundle's file.
    pub(crate) path: String,
    /// Its media type.
    pub(crate) media_type: &'static str,
    /// The parts that a bundle can have and this one lacks, and what that means.
    pub(crate) lacks: Vec<&'static str>,
}

pub(super) fn run(args: &Args) -> Result<Created, CliError> {
    let inputs = [&args.bundle, &args.signature, &args.certificate, &args.key, &args.log_entry];
    let inputs = inputs.into_iter().chain([&args.rfc3161_timestamp, &args.artifact]).flatten();
    for input in inputs {
        if entry::is_same(input, &args.out) {
            let message = "it would be written over what it is made of: name another file";
            let error = CliError::new(&codes::BUNDLE_OUTPUT, message);
            return Err(error.with_path(args.out.display().to_string()));
        }
    }
    let bundle = cosign::renewed(read(args)?, digest(args.artifact.as_deref())?);
    file::replace(&args.out, &bundle.render())?;
    Ok(Created {
        path: args.out.display().to_string(),
        media_type: bundle.media_type.as_str(),
        lacks: lacks(&bundle),
    })
}

fn read(args: &Args) -> Result<Bundle, CliError> {
    let load = |path: &PathBuf| file::load(path, limits::PROOF_BYTES as u64);
    let in_file = |path: &Path| {
        let path = path.display().to_string();
        move |error| CliError::in_document(path, &error)
    };
    if let Some(path) = &args.bundle {
        return cosign::parse_bundle(&load(path)?).map_err(in_file(path));
    }
    let path = args.signature.clone().unwrap_or_default();
    let signature = load(&path)?;
    let named = args.certificate.as_ref().or(args.key.as_ref());
    let signer = named.map(load).transpose()?;
    let entry = args.log_entry.as_ref().map(load).transpose()?;
    let timestamp = args.rfc3161_timestamp.as_ref().map(load).transpose()?;
    let files = cosign::Files {
        signature: &signature,
        signer: signer.as_deref(),
        entry: entry.as_deref(),
        timestamp: timestamp.as_deref(),
    };
    files.bundle().map_err(|PartError { part, error }| {
        let at = match part {
            Part::Signature => None,
            Part::Signer => named,
            Part::Entry => args.log_entry.as_ref(),
            Part::Timestamp => args.rfc3161_timestamp.as_ref(),
        };
        in_file(at.unwrap_or(&path))(error)
    })
}

fn digest(artifact: Option<&Path>) -> Result<Option<Digest>, CliError> {
    let Some(path) = artifact else { return Ok(None) };
    let subjects = hash_files(&[path.to_owned()])?;
    let sha256 = subjects.first().and_then(|subject| subject.digest(DigestAlgorithm::Sha256));
    Ok(sha256.copied())
}

fn lacks(bundle: &Bundle) -> Vec<&'static str> {
    let by_key = matches!(bundle.material, VerificationMaterial::PublicKey { .. });
    let unproven = bundle.log_entries.iter().any(|entry| entry.proof.is_none());
    let timeless = bundle.log_entries.is_empty() && bundle.timestamps.is_empty();
    let without_digest = matches!(bundle.content, Content::Message { digest: None, .. });
    [
        (by_key, "no certificate: whoever verifies it needs the key (`--key`)"),
        (
            bundle.log_entries.is_empty() && !by_key,
            "no log entry: it verifies only where none is demanded",
        ),
        (
            unproven,
            "no proof of inclusion: it verifies only with `--require-inclusion-proof false`",
        ),
        (
            timeless && !by_key,
            "no time of signing: a certificate is good for minutes, so it cannot verify",
        ),
        (without_digest, "no digest of what was signed (`--artifact`)"),
    ]
    .into_iter()
    .filter_map(|(is_lacking, what)| is_lacking.then_some(what))
    .collect()
}
