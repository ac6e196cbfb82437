//! What is to be proven something of: files, or digests alone.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use keelmark_formats::hash::Sha2;
use keelmark_formats::npm_registry::{PackageVersion, tarball};
use keelmark_formats::{ParseError, hash, limits};
use keelmark_model::{Check, Digest, DigestAlgorithm, Subject, visible};
use keelmark_trust::minisign::{self, Hashed};
use keelmark_world::subjects::{self, Algorithms, SubjectFile};
use keelmark_world::{WorldError, codes as world_codes, entry, file};

use crate::codes;
use crate::error::CliError;

/// An artifact with its digests.
pub(super) struct Target {
    /// Under the name of the file, without its folder.
    pub(super) subject: Subject,
    /// Where it is, as typed; nothing where only a digest was given.
    pub(super) path: Option<PathBuf>,
    again: Again,
}

/// What a few proofs need of an artifact besides its usual digests. It is read again only where one does,
/// and once for all of them; nothing where it cannot be had, which leaves open what needs it.
#[derive(Default)]
struct Again {
    whole: OnceLock<Option<Vec<u8>>>,
    with_sha384: Arc<OnceLock<Option<Subject>>>,
    for_minisign: OnceLock<Option<Hashed>>,
    package: OnceLock<Option<Result<PackageVersion, ParseError>>>,
}

impl Target {
    /// Reads `sha256:…` or hashes the file. What looks like a digest is one or refused, though there
    /// be a file of that name: whoever put it there must not say what the digest asked for stands for.
    pub(super) fn load(typed: &Path) -> Result<Self, CliError> {
        if let Some(digest) = digest(typed)? {
            return Ok(Self { subject: of_digest(digest), path: None, again: Again::default() });
        }
        let mut subjects = hash_files(std::slice::from_ref(&typed.to_path_buf()))?;
        match subjects.pop() {
            Some(subject) => {
                Ok(Self { subject, path: Some(typed.to_path_buf()), again: Again::default() })
            }
            None => Err(missing(typed)),
        }
    }

    /// The same artifact, of which nothing is held but its digests.
    pub(super) fn unread(&self) -> Self {
        let again = Again { with_sha384: Arc::clone(&self.again.with_sha384), ..Again::default() };
        Self { subject: self.subject.clone(), path: self.path.clone(), again }
    }

    /// Checks of it under what was typed: files of several folders may have the same name.
    pub(super) fn told(&self, checks: Vec<Check>) -> Vec<Check> {
        let Some(path) = &self.path else { return checks };
        let target = path.display().to_string();
        checks.into_iter().map(|check| Check { target: target.clone(), ..check }).collect()
    }

    /// All of the file, where it has no more than [`limits::DOCUMENT_BYTES`].
    pub(super) fn whole(&self) -> Option<&[u8]> {
        let whole = self.again.whole.get_or_init(|| {
            let bytes = file::load(self.path.as_ref()?, limits::DOCUMENT_BYTES as u64).ok()?;
            self.is(&hash::sha256(&bytes)).then_some(bytes)
        });
        whole.as_deref()
    }

    /// The file with its digest by SHA-384 among the others.
    pub(super) fn with_sha384(&self) -> Option<&Subject> {
        let subject = self.again.with_sha384.get_or_init(|| {
            let mut hasher = Sha2::new(DigestAlgorithm::Sha384)?;
            self.read_again(&mut |part| hasher.update(part))?;
            let mut subject = self.subject.clone();
            subject.digests.extend(hasher.finish());
            subject.digests.sort_by_key(Digest::algorithm);
            Some(subject)
        });
        subject.as_ref()
    }

    /// The digests that minisign signs.
    pub(super) fn for_minisign(&self) -> Option<&Hashed> {
        let hashed = self.again.for_minisign.get_or_init(|| {
            let mut hasher = minisign::Hasher::default();
            let sha256 = self.read_again(&mut |part| hasher.update(part))?;
            Some(hasher.finish(sha256))
        });
        hashed.as_ref()
    }

    /// What the file says that it is, if a package of npm.
    pub(super) fn package(&self) -> Option<&Result<PackageVersion, ParseError>> {
        let package = self.again.package.get_or_init(|| {
            let mut reader = tarball::Reader::default();
            self.read_again(&mut |part| reader.take(part))?;
            Some(reader.package())
        });
        package.as_ref()
    }

    /// Hands the file to `take` part by part, whatever its size, and gives its SHA-256.
    fn read_again(&self, take: &mut dyn FnMut(&[u8])) -> Option<Digest> {
        let mut sha256 = Sha2::new(DigestAlgorithm::Sha256)?;
        let both = &mut |part: &[u8]| {
            sha256.update(part);
            take(part);
        };
        file::for_each_part(self.path.as_ref()?, both).ok()?;
        sha256.finish().filter(|found| self.is(found))
    }

    /// Whether what was read a second time is the same file.
    fn is(&self, sha256: &Digest) -> bool {
        self.subject.digest(DigestAlgorithm::Sha256) == Some(sha256)
    }
}

/// Whether a target is a folder; what looks like a digest is none, whatever lies there.
pub(super) fn is_folder(typed: &Path) -> bool {
    matches!(digest(typed), Ok(None)) && entry::is_folder(typed)
}

/// Whether a target is a digest by itself.
pub(super) fn is_digest(typed: &Path) -> bool {
    matches!(digest(typed), Ok(Some(_)))
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
            None if is_like_digest(text) => refused(OTHER_FORM),
            None => Ok(None),
        };
    };
    let Some(algorithm) = DigestAlgorithm::from_name(&algorithm.to_ascii_lowercase()) else {
        return if is_like_digest(text) { refused(OTHER_FORM) } else { Ok(None) };
    };
    if algorithm < DigestAlgorithm::Sha256 {
        return refused("other files can be made that have it; write `sha256:` and that one");
    }
    match Digest::from_hex(algorithm, &hex.to_ascii_lowercase()) {
        Ok(digest) => Ok(Some(digest)),
        Err(error) => refused(&error.to_string()),
    }
}

const OTHER_FORM: &str = "write `sha256:`, `sha384:` or `sha512:` and the digits, or `./` before the name \
                          of a file";

/// Whether a text is a digest in a form that others write: a word and as many hexadecimal digits as one has
/// (`sha256-…`, `sha-256:…`, `blake2b=…`, `0x…`), a line of a list of checksums, or a word and base64, as npm
/// and the Web have it.
fn is_like_digest(text: &str) -> bool {
    let is_hex = |digits: &str| {
        let most = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        most && digits.len() >= 2 * DigestAlgorithm::Sha256.length()
    };
    let is_word = |word: &str| !word.contains('/');
    let parted = text.rsplit_once(|c: char| !c.is_ascii_alphanumeric());
    let is_base64 = |digits: &str| digits.len() >= 43 && digits.bytes().all(is_of_base64);
    let in_base64 = text.split_once('-').is_some_and(|(word, digits)| {
        let is_known = DigestAlgorithm::from_name(&word.to_ascii_lowercase()).is_some();
        is_known && is_base64(digits.trim_end_matches('='))
    });
    parted.is_some_and(|(word, digits)| is_word(word) && is_hex(digits))
        || text.strip_prefix("0x").is_some_and(is_hex)
        || text.split_once(' ').is_some_and(|(digits, _)| is_hex(digits))
        || in_base64
}

const fn is_of_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
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
    // sigstore's command line has a word for who must have signed.
    let is_word = ["identity", "github"].iter().any(|word| path == Path::new(word));
    let message = if is_word {
        "there is no such file; if you mean sigstore's word, leave it out: who must have signed, options say"
    } else {
        "there is no such file"
    };
    let error = WorldError::about(&world_codes::SUBJECT_MISSING, path, message);
    // Under its plain code: that with the path is for those who attest.
    CliError { about: None, ..error.into() }
}
