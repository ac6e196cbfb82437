//! What a database is made of: files, folders and archives of published advisories.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use keelmark_formats::advisory::database::{Contents, Prepared, Source};
use keelmark_formats::advisory::document::{self, Document};
use keelmark_formats::advisory::{Finding, Read as ReadAdvisory};
use keelmark_formats::archive::{compression, zip};
use keelmark_formats::codes::ADVISORY_PACKAGE;
use keelmark_formats::{ParseError, hash};
use keelmark_model::Timestamp;
use rayon::prelude::*;
use rustix::fs::OFlags;

use crate::{WorldError, codes, file, git, limits};

/// What was read, and what could not be.
#[derive(Debug, Default)]
pub struct Imported {
    /// What a database is made of.
    pub contents: Contents,
    /// What of advisories could not be read, each with its file.
    pub findings: Vec<(String, Finding)>,
    /// Files that could not be read at all.
    pub unread: Vec<(String, ParseError)>,
}

/// Reads everything in `paths`: files, folders (a clone of a repository is one) and zip archives.
///
/// # Errors
/// `file.*` and `folder.*` for what is not there or cannot be listed; `archive.*` for an archive that cannot be
/// read to its end; `db.empty` for a path in which there is nothing. A file that is no advisory is no error but
/// [`Imported::unread`].
pub fn import(paths: &[PathBuf]) -> Result<Imported, WorldError> {
    let mut imported = Imported::default();
    for path in paths {
        let files = match path.is_dir() {
            true => folder(path)?,
            false => single(path)?,
        };
        // Of a clone alone: a copy that lies in somebody's repository is older than its last commit. Where git
        // cannot be asked, the advisories themselves tell.
        let is_clone = path.join(".git").symlink_metadata().is_ok();
        let committed = is_clone.then(|| git::last_commit_at(path).ok()).flatten().flatten();
        imported.add(path, files, committed)?;
    }
    Ok(imported)
}

/// What one file says, with its path and digest.
struct FileRead {
    path: String,
    digest: String,
    content: Result<Content, ParseError>,
}

enum Content {
    Advisory(Prepared, Vec<Finding>),
    List(Document),
}

impl FileRead {
    fn of(path: String, bytes: &[u8]) -> Self {
        let content = document::read(&path, bytes).map(|document| match document {
            Document::Advisory(read) => {
                let prepared = Prepared::of(&read);
                let ReadAdvisory { findings, .. } = *read;
                Content::Advisory(prepared, findings)
            }
            list => Content::List(list),
        });
        Self { path, digest: hash::sha256(bytes).hex(), content }
    }
}

impl Imported {
    /// Adds what was read of one source.
    fn add(
        &mut self,
        path: &Path,
        mut files: Vec<FileRead>,
        committed: Option<Timestamp>,
    ) -> Result<(), WorldError> {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut source = Source {
            name: name(path),
            sha256: digest(&files),
            advisories: 0,
            exploited: 0,
            likelihoods: 0,
            unread: 0,
            newest: committed.map(|time| time.0),
        };
        for FileRead { path, content, .. } in files {
            match content {
                Ok(Content::Advisory(prepared, findings)) => {
                    source.advisories += 1;
                    // What can be matched with nothing is as good as unread.
                    let is_nameless = findings.iter().any(|it| it.code == &ADVISORY_PACKAGE);
                    source.unread += u64::from(is_nameless);
                    source.newest = source.newest.max(prepared.modified().map(|time| time.0));
                    self.contents.advisories.push(prepared);
                    self.findings.extend(findings.into_iter().map(|it| (path.clone(), it)));
                }
                Ok(Content::List(Document::Exploited(list))) => {
                    source.exploited += list.len() as u64;
                    self.contents.exploited.extend(list);
                }
                Ok(Content::List(Document::Likelihoods(list))) => {
                    source.likelihoods += list.len() as u64;
                    self.contents.likelihoods.extend(list);
                }
                Ok(Content::List(Document::Advisory(_))) => {}
                Err(error) => {
                    source.unread += 1;
                    self.unread.push((path, error));
                }
            }
        }
        if source.advisories + source.exploited + source.likelihoods == 0 {
            let message = "holds no advisory and no list of flaws";
            return Err(WorldError::about(&codes::DB_EMPTY, path, message));
        }
        self.contents.sources.push(source);
        Ok(())
    }
}

/// The last part of a path: what stands before it is of this machine.
fn name(path: &Path) -> String {
    let real = path.canonicalize();
    let real = real.as_deref().unwrap_or(path);
    real.file_name().map_or_else(|| "/".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The digest of a file, or of the list of several.
fn digest(files: &[FileRead]) -> String {
    if let [one] = files {
        return one.digest.clone();
    }
    let lines: Vec<String> =
        files.iter().map(|file| format!("{}  {}\n", file.digest, file.path)).collect();
    let lines: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
    hash::sha256_of(&lines).hex()
}

fn folder(root: &Path) -> Result<Vec<FileRead>, WorldError> {
    let mut paths = Vec::new();
    let mut open = vec![String::new()];
    let refused = |path: &Path, error| Err(WorldError::system(&codes::FOLDER_ACCESS, path, error));
    while let Some(folder) = open.pop() {
        let path = root.join(&folder);
        let entries = match path.read_dir() {
            Ok(entries) => entries,
            Err(error) => return refused(&path, error),
        };
        for entry in entries {
            let (entry, kind) = match entry.and_then(|it| it.file_type().map(|kind| (it, kind))) {
                Ok(found) => found,
                Err(error) => return refused(&path, error),
            };
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
            let name = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            if kind.is_dir() {
                open.push(name);
            } else if kind.is_file() && document::is_expected(&name) {
                paths.push(name);
            }
            if paths.len() + open.len() > limits::ADVISORY_FILES {
                let message = format!("has more than {} files", limits::ADVISORY_FILES);
                return Err(WorldError::about(&codes::FOLDER_COUNT, root, message));
            }
        }
    }
    let read = |path: String| {
        let bytes = file::load(&root.join(&path), limits::ADVISORY_FILE_BYTES)?;
        Ok(FileRead::of(plain_name(&path), &plain(&root.join(&path), bytes)?))
    };
    paths.into_par_iter().map(read).collect()
}

/// A file that was named: an archive, or one document.
fn single(path: &Path) -> Result<Vec<FileRead>, WorldError> {
    let (opened, _) = file::open(path, OFlags::empty())?;
    let mut head = [0; 4];
    let is_zip = (&opened).read_exact(&mut head).is_ok() && head == zip::MAGIC;
    if is_zip {
        let (opened, _) = file::open(path, OFlags::empty())?;
        return archive(opened).map_err(|error| WorldError::document(path, error));
    }
    let bytes = plain(path, file::load(path, limits::ADVISORY_FILE_BYTES)?)?;
    Ok(vec![FileRead::of(plain_name(&name(path)), &bytes)])
}

fn plain_name(name: &str) -> String {
    name.strip_suffix(".gz").unwrap_or(name).to_owned()
}

/// Bytes without the compression that lists are published in.
fn plain(path: &Path, bytes: Vec<u8>) -> Result<Vec<u8>, WorldError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let failed = |error| WorldError::document(path, error);
    let limit = limits::ADVISORY_FILE_BYTES;
    let mut reader = compression::decompress(bytes.as_slice()).map_err(failed)?.take(limit + 1);
    let mut plain = Vec::new();
    reader
        .read_to_end(&mut plain)
        .map_err(|error| WorldError::system(&codes::FILE_ACCESS, path, error))?;
    if plain.len() as u64 > limit {
        let message = format!("has more than {limit} bytes");
        return Err(WorldError::about(&codes::FILE_SIZE, path, message));
    }
    Ok(plain)
}

/// The members of an archive: unpacked one after another, read on all cores.
fn archive(file: File) -> Result<Vec<FileRead>, ParseError> {
    let mut archive = zip::Archive::open(BufReader::with_capacity(1 << 16, file))?;
    let listing = archive.list(|member| document::is_expected(&member.path))?;
    let mut read: Vec<FileRead> = listing
        .gaps
        .into_iter()
        .map(|gap| FileRead {
            path: gap.path,
            digest: String::new(),
            content: Err(ParseError::new(gap.code, gap.message)),
        })
        .collect();
    let mut batch: Vec<(String, Vec<u8>)> = Vec::new();
    let mut held = 0;
    for entry in &listing.entries {
        let mut bytes = Vec::new();
        let mut content = archive.open_entry(entry)?.take(limits::ADVISORY_FILE_BYTES);
        content.read_to_end(&mut bytes).map_err(keelmark_formats::archive::failure)?;
        held += bytes.len();
        batch.push((entry.member.path.clone(), bytes));
        if held > limits::ADVISORY_BATCH_BYTES {
            held = 0;
            read.par_extend(batch.par_drain(..).map(|(path, bytes)| FileRead::of(path, &bytes)));
        }
    }
    read.par_extend(batch.par_drain(..).map(|(path, bytes)| FileRead::of(path, &bytes)));
    Ok(read)
}
