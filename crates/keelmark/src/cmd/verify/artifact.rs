//! What is to be proven something of: files, or digests alone.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use keelmark_formats::{hash, limits};
use keelmark_model::{Digest, DigestAlgorithm, Subject};
use keelmark_world::subjects::{self, Algorithms, SubjectFile};
use keelmark_world::{WorldError, codes as world_codes, entry, file};

use crate::error::CliError;

/// An artifact with its digests.
pub(super) struct Target {
    pub(super) subject: Subject,
    /// Where it is; nothing where only a digest was given.
    pub(super) path: Option<PathBuf>,
    /// Read only when a proof needs it, and once for all of them.
    whole: OnceLock<Option<(Subject, Vec<u8>)>>,
}

impl Target {
    /// Reads `sha256:…` or hashes the file. What reads as a digest is one, though there be a file of
    /// that name: whoever put it there must not say what the digest asked for stands for.
    pub(super) fn load(typed: &Path) -> Result<Self, CliError> {
        if let Some(digest) = digest(typed) {
            let name = digest.to_string();
            let subject = Subject { name, size: None, digests: vec![digest] };
            return Ok(Self { subject, path: None, whole: OnceLock::new() });
        }
        let mut subjects = hash_files(std::slice::from_ref(&typed.to_path_buf()))?;
        match subjects.pop() {
            Some(subject) => {
                Ok(Self { subject, path: Some(typed.to_path_buf()), whole: OnceLock::new() })
            }
            None => Err(missing(typed)),
        }
    }

    /// The same artifact, of which nothing is held but its digests.
    pub(super) fn unread(&self) -> Self {
        Self { subject: self.subject.clone(), path: self.path.clone(), whole: OnceLock::new() }
    }

    /// The file whole, and its digest by SHA-384 added: what a few signatures need besides. Nothing
    /// where it cannot be had, which leaves open what needs it: another proof may not.
    pub(super) fn whole(&self) -> Option<(&Subject, &[u8])> {
        let whole = self.whole.get_or_init(|| {
            let bytes = file::load(self.path.as_ref()?, limits::DOCUMENT_BYTES as u64).ok()?;
            let mut subject = self.subject.clone();
            // Read a second time, it must be the same file.
            let same = subject.digest(DigestAlgorithm::Sha256) == Some(&hash::sha256(&bytes));
            subject.digests.extend(hash::sha2_of(DigestAlgorithm::Sha384, &[&bytes]));
            subject.digests.sort_by_key(Digest::algorithm);
            same.then_some((subject, bytes))
        });
        whole.as_ref().map(|(subject, bytes)| (subject, bytes.as_slice()))
    }
}

fn digest(typed: &Path) -> Option<Digest> {
    let (algorithm, hex) = typed.to_str()?.split_once(':')?;
    let algorithm = DigestAlgorithm::from_name(algorithm)?;
    Digest::from_hex(algorithm, hex).ok().filter(|_| algorithm >= DigestAlgorithm::Sha256)
}

/// Hashes files, each under its own name.
pub(crate) fn hash_files(paths: &[PathBuf]) -> Result<Vec<Subject>, CliError> {
    let files: Vec<_> = paths.iter().map(|path| subject_file(path)).collect::<Result<_, _>>()?;
    Ok(subjects::hash(&files, Algorithms::Both)?)
}

fn subject_file(path: &Path) -> Result<SubjectFile, CliError> {
    let name = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    match name {
        Some(name) if entry::is_there(path) => Ok(SubjectFile { name, path: path.to_owned() }),
        _ => Err(missing(path)),
    }
}

fn missing(path: &Path) -> CliError {
    WorldError::about(&world_codes::SUBJECT_MISSING, path, "there is no such file").into()
}
