//! Where the proofs of an artifact lie, and what is in them.

use std::path::{Path, PathBuf};

use keelmark_formats::bundle::Bundle;
use keelmark_formats::{cosign, limits, proof};
use keelmark_model::{Digest, DigestAlgorithm, Subject};
use keelmark_world::file;

use crate::error::CliError;

/// A bundle and where it was found.
#[derive(Debug, Clone)]
pub(super) struct Proof {
    /// The file, with the line where it has several.
    pub(super) source: String,
    pub(super) bundle: Bundle,
}

/// What is added to an artifact's name by those who publish bundles for it: Sigstore's clients, gh,
/// PyPI, SLSA's generators, cosign.
pub(super) const BUNDLE_SUFFIXES: [&str; 12] = [
    ".sigstore.json",
    ".sigstore",
    ".sigstore.jsonl",
    ".bundle.json",
    ".bundle",
    ".intoto.jsonl",
    ".intoto.json",
    ".jsonl",
    ".publish.attestation",
    ".slsa.attestation",
    ".provenance",
    ".attestation",
];

/// What is added to an artifact's name for a bare signature, and for who made it.
pub(super) const SIGNATURE_SUFFIX: &str = ".sig";
pub(super) const SIGNER_SUFFIXES: [&str; 4] = [".crt", ".pem", ".cert", ".pub.pem"];
/// cosign's log entry for such a pair.
pub(super) const ENTRY_SUFFIX: &str = ".rekor.json";

/// Every bundle in the file `path`.
pub(super) fn load(path: &Path) -> Result<Vec<Proof>, CliError> {
    let shown = path.display().to_string();
    let bytes = file::load(path, limits::DOCUMENT_BYTES as u64)?;
    let proofs = proof::parse(&bytes).map_err(|error| CliError::in_document(&shown, &error))?;
    let several = proofs.len() > 1;
    let source = |line| if several { format!("{shown}:{line}") } else { shown.clone() };
    let located = proofs.into_iter();
    Ok(located.map(|one| Proof { source: source(one.line), bundle: one.bundle }).collect())
}

/// The bundle that a bare signature makes with its signer's certificate or key, and its log entry.
pub(super) fn load_pair(
    signature: &Path,
    signer: Option<&Path>,
    entry: Option<&Path>,
) -> Result<Proof, CliError> {
    let source = signature.display().to_string();
    let load = |path: &Path| file::load(path, limits::DOCUMENT_BYTES as u64);
    let bytes = load(signature)?;
    let signer = signer.map(load).transpose()?;
    let entry = entry.map(load).transpose()?;
    let files = cosign::Files {
        signature: &bytes,
        signer: signer.as_deref(),
        entry: entry.as_deref(),
        timestamp: None,
    };
    let bundle = files.bundle().map_err(|error| CliError::in_document(&source, &error))?;
    Ok(Proof { source, bundle })
}

/// The proofs that lie beside an artifact, by their names.
pub(super) fn beside(path: &Path, subject: &Subject) -> Result<Vec<Proof>, CliError> {
    let mut found = Vec::new();
    let named = BUNDLE_SUFFIXES.iter().map(|suffix| with_suffix(path, suffix));
    for candidate in named.chain(by_digest(path, subject)).filter(|path| path.is_file()) {
        found.extend(load(&candidate)?);
    }
    let signature = with_suffix(path, SIGNATURE_SUFFIX);
    if signature.is_file() {
        let there = |suffix: &str| Some(with_suffix(path, suffix)).filter(|path| path.is_file());
        let signer = SIGNER_SUFFIXES.into_iter().find_map(there);
        let entry = there(ENTRY_SUFFIX);
        found.push(load_pair(&signature, signer.as_deref(), entry.as_deref())?);
    }
    Ok(found)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The files `gh attestation download` writes: `sha256:….jsonl`, and `sha256-….jsonl` where a name
/// may not have a colon.
fn by_digest<'a>(path: &'a Path, subject: &'a Subject) -> impl Iterator<Item = PathBuf> + 'a {
    let strong = |digest: &&Digest| digest.algorithm() >= DigestAlgorithm::Sha256;
    subject.digests.iter().filter(strong).flat_map(|digest| {
        let (name, hex) = (digest.algorithm().name(), digest.hex());
        [':', '-'].map(|between| path.with_file_name(format!("{name}{between}{hex}.jsonl")))
    })
}
