//! What is to be proven something of: files, or digests alone.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use keelmark_formats::{hash, limits};
use keelmark_model::{Digest, DigestAlgorithm, Subject, visible};
use keelmark_world::subjects::{self, Algorithms, SubjectFile};
use keelmark_world::{WorldError, codes as world_codes, entry, file};

use crate::codes;
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
    /// Reads `sha256:…` or hashes the file. What looks like a digest is one or refused, though there
    /// be a file of that name: whoever put it there must not say what the digest asked for stands for.
    pub(super) fn load(typed: &Path) -> Result<Self, CliError> {
        if let Some(digest) = digest(typed)? {
            return Ok(Self { subject: of_digest(digest), path: None, whole: OnceLock::new() });
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

/// Whether a target is a folder; what looks like a digest is none, whatever lies there.
pub(super) fn is_folder(typed: &Path) -> bool {
    matches!(digest(typed), Ok(None)) && entry::is_folder(typed)
}

/// The digest a text stands for; nothing where it is the name of a file.
fn digest(typed: &Path) -> Result<Option<Digest>, CliError> {
    let Some(text) = typed.to_str() else { return Ok(None) };
    let refused = |instead: &str| {
        let message = format!("`{}` is no digest that can be used: {instead}", visible(text));
        Err(CliError::new(&codes::VERIFY_DIGEST, message))
    };
    let Some((algorithm, hex)) = text.split_once(':') else {
        let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let strong = DigestAlgorithm::ALL.into_iter().filter(|one| *one >= DigestAlgorithm::Sha256);
        let mut strong = strong.filter(|one| is_hex && text.len() == 2 * one.length());
        return match strong.next() {
            Some(one) => refused(&format!("write `{}:` before it", one.name())),
            None => Ok(None),
        };
    };
    let Some(algorithm) = DigestAlgorithm::from_name(&algorithm.to_ascii_lowercase()) else {
        return Ok(None);
    };
    if algorithm < DigestAlgorithm::Sha256 {
        return refused("other files can be made that have it; write `sha256:` and that one");
    }
    match Digest::from_hex(algorithm, &hex.to_ascii_lowercase()) {
        Ok(digest) => Ok(Some(digest)),
        Err(error) => refused(&error.to_string()),
    }
}

fn of_digest(digest: Digest) -> Subject {
    Subject { name: digest.to_string(), size: None, digests: vec![digest] }
}

/// What stands for each target: the digest it is, else those of the file.
pub(super) fn subjects(targets: &[PathBuf]) -> Result<Vec<Subject>, CliError> {
    let (mut subjects, mut files) = (Vec::new(), Vec::new());
    for target in targets {
        match digest(target)? {
            Some(digest) => subjects.push(of_digest(digest)),
            None => files.push(target.clone()),
        }
    }
    subjects.extend(hash_files(&files)?);
    Ok(subjects)
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
