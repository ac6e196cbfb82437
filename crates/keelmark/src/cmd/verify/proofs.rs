//! Where the proofs of an artifact lie, and what is in them.

use std::path::{Path, PathBuf};

use keelmark_formats::bundle::Bundle;
use keelmark_formats::cosign::{self, Part, PartError};
use keelmark_formats::minisign::MinisignSignature;
use keelmark_formats::ssh_signature::SshSignature;
use keelmark_formats::{limits, proof};
use keelmark_model::{Digest, DigestAlgorithm, Subject};
use keelmark_world::{entry, file};

use crate::error::CliError;

/// A proof and where it was found.
#[derive(Debug, Clone)]
pub(super) struct Proof {
    /// The file, with the line where it has several.
    pub(super) source: String,
    pub(super) form: Form,
}

/// What a proof can be.
#[derive(Debug, Clone)]
pub(super) enum Form {
    Bundle(Box<proof::Proof>),
    Minisign(Box<MinisignSignature>),
    Ssh(Box<SshSignature>),
}

/// What is added to an artifact's name by those who publish bundles for it: Sigstore's clients, gh,
/// npm, PyPI, SLSA's generators, cosign.
pub(super) const BUNDLE_SUFFIXES: [&str; 13] = [
    ".sigstore.json",
    ".sigstore",
    ".sigstore.jsonl",
    ".bundle.json",
    ".bundle",
    ".intoto.jsonl",
    ".intoto.json",
    ".jsonl",
    ".attestations.json",
    ".publish.attestation",
    ".slsa.attestation",
    ".provenance",
    ".attestation",
];

/// What is added to an artifact's name for a bare signature, and for who made it. Which kind of
/// signature it is, its content tells.
pub(super) const SIGNATURE_SUFFIXES: [&str; 3] = [".sig", ".sshsig", ".minisig"];
pub(super) const SIGNER_SUFFIXES: [&str; 4] = [".crt", ".pem", ".cert", ".pub.pem"];
/// cosign's log entry for such a pair.
pub(super) const ENTRY_SUFFIX: &str = ".rekor.json";

/// Every bundle in the file `path`.
pub(super) fn load(path: &Path) -> Result<Vec<Proof>, CliError> {
    read(path, &file::load(path, limits::PROOF_BYTES as u64)?)
}

/// Every bundle in the file or pipe that was typed, or with `-` on standard input.
pub(super) fn load_typed(path: &Path) -> Result<Vec<Proof>, CliError> {
    read(path, &file::load_typed(path, limits::PROOF_BYTES as u64)?)
}

fn read(path: &Path, bytes: &[u8]) -> Result<Vec<Proof>, CliError> {
    let shown = path.display().to_string();
    let proofs = proof::parse(bytes).map_err(|error| CliError::in_document(&shown, &error))?;
    let several = proofs.len() > 1;
    let source = |line| if several { format!("{shown}:{line}") } else { shown.clone() };
    Ok(proofs.into_iter().map(|one| Proof::of(source(one.line), one)).collect())
}

/// What lies beside a bare signature.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Beside<'p> {
    /// The signer's certificate or public key.
    pub(super) signer: Option<&'p Path>,
    /// cosign's log entry.
    pub(super) entry: Option<&'p Path>,
    /// What a timestamping authority answered.
    pub(super) timestamp: Option<&'p Path>,
}

/// The proof in the file of a bare signature. One that is neither SSH's nor minisign's makes a bundle
/// with what lies beside it.
pub(super) fn load_signature(signature: &Path, beside: Beside<'_>) -> Result<Proof, CliError> {
    let source = signature.display().to_string();
    let in_file = |error| CliError::in_document(signature.display().to_string(), &error);
    let load = |path: &Path| file::load(path, limits::PROOF_BYTES as u64);
    let bytes = load(signature)?;
    let text = bytes.trim_ascii_start();
    if text.starts_with(b"-----BEGIN SSH SIGNATURE") {
        let form = Form::Ssh(Box::new(SshSignature::parse(&bytes).map_err(in_file)?));
        return Ok(Proof { source, form });
    }
    if text.starts_with(b"untrusted comment:") {
        let form = Form::Minisign(Box::new(MinisignSignature::parse(&bytes).map_err(in_file)?));
        return Ok(Proof { source, form });
    }
    let signer = beside.signer.map(load).transpose()?;
    let entry = beside.entry.map(load).transpose()?;
    let timestamp = beside.timestamp.map(load).transpose()?;
    let files = cosign::Files {
        signature: &bytes,
        signer: signer.as_deref(),
        entry: entry.as_deref(),
        timestamp: timestamp.as_deref(),
    };
    let bundle = files.bundle().map_err(|PartError { part, error }| {
        let path = beside.path(part).unwrap_or(signature);
        CliError::in_document(path.display().to_string(), &error)
    })?;
    Ok(Proof::of(source, bundle.into()))
}

impl<'p> Beside<'p> {
    /// The file of a part that is not the signature itself.
    const fn path(&self, part: Part) -> Option<&'p Path> {
        match part {
            Part::Signature => None,
            Part::Signer => self.signer,
            Part::Entry => self.entry,
            Part::Timestamp => self.timestamp,
        }
    }
}

impl Proof {
    fn of(source: String, proof: proof::Proof) -> Self {
        Self { source, form: Form::Bundle(Box::new(proof)) }
    }

    /// The bundle, in a proof that is one.
    pub(super) fn bundle(&self) -> Option<&Bundle> {
        match &self.form {
            Form::Bundle(proof) => Some(&proof.bundle),
            Form::Minisign(_) | Form::Ssh(_) => None,
        }
    }
}

/// The proofs that lie beside an artifact, by their names, and why others cannot be read.
pub(super) fn beside(path: &Path, subject: &Subject) -> (Vec<Proof>, Vec<CliError>) {
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    let named = BUNDLE_SUFFIXES.iter().map(|suffix| with_suffix(path, suffix));
    for candidate in named.chain(by_digest(path, subject)).filter(|path| entry::is_file(path)) {
        match load(&candidate) {
            Ok(proofs) => found.extend(proofs),
            Err(error) => unread.push(error),
        }
    }
    let there = |suffix: &str| Some(with_suffix(path, suffix)).filter(|path| entry::is_file(path));
    for signature in SIGNATURE_SUFFIXES.into_iter().filter_map(there) {
        let signer = SIGNER_SUFFIXES.into_iter().find_map(there);
        let entry = there(ENTRY_SUFFIX);
        let (signer, entry) = (signer.as_deref(), entry.as_deref());
        match load_signature(&signature, Beside { signer, entry, timestamp: None }) {
            Ok(proof) => found.push(proof),
            Err(error) => unread.push(error),
        }
    }
    (found, unread)
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
