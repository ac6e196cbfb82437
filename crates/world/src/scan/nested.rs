//! Archives that are programs or parts of one: what is in them runs as it lies there.

use std::io::{self, Read, Seek, SeekFrom};

use keelmark_formats::ParseError;
use keelmark_formats::archive::{failure, zip};
use keelmark_formats::extract;
use keelmark_formats::hash::Sha2;
use keelmark_model::DigestAlgorithm;

use super::collect::{Collector, Wanted, gap_at, of_error};
use super::spool::Spool;
use crate::{codes, limits};

/// Ends of names of Java's archives, which are zip archives. Python's wheels are not among them: one
/// that lies about is not installed. An egg is, in the right folder.
const ARCHIVES: [&str; 7] = ["jar", "war", "ear", "rar", "hpi", "jpi", "jmod"];

/// Whether the file at `path` is looked into.
pub(super) fn is_archive(path: &str) -> bool {
    is_of_java(path) || is_egg(path)
}

fn is_of_java(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(_, end)| ARCHIVES.contains(&end))
}

/// Whether it is an egg that is installed, which is where Python looks for packages.
fn is_egg(path: &str) -> bool {
    let folder = path.strip_suffix(".egg").and_then(|path| path.rsplit_once('/'));
    folder.is_some_and(|(folder, _)| {
        matches!(folder.rsplit('/').next(), Some("site-packages" | "dist-packages"))
    })
}

/// Looks into the archive at `path`, after those who want it as a file have had it.
///
/// # Errors
/// What reading `content` gave. What is wrong with the archive itself is a gap.
pub(super) fn open(
    collector: &mut Collector<'_>,
    path: &str,
    size: u64,
    wanted: &Wanted,
    content: &mut dyn Read,
) -> Result<(), ParseError> {
    if let Some(message) = refusal(collector, path, size) {
        collector.gap(gap_at(path, &codes::SCAN_NESTING, message));
        return Ok(());
    }
    let mut content = Hashed { content, sha2: Sha2::new(DigestAlgorithm::Sha256) };
    let mut spool =
        Spool::of(&mut (&mut content).take(limits::NESTED_ARCHIVE_BYTES)).map_err(failure)?;
    let digest = content.sha2.and_then(Sha2::finish);
    if !wanted.extractors.is_empty() {
        collector.extract(path, size, &wanted.extractors, wanted.limit(), &mut spool)?;
        spool.seek(SeekFrom::Start(0)).map_err(failure)?;
    }
    let head = head(&mut spool)?;
    // A module of the JDK has four bytes before the archive.
    let is_zip =
        head.starts_with(&zip::MAGIC) || head.starts_with(b"PK\x05\x06") || head.starts_with(b"JM");
    if !is_zip && !head.starts_with(b"#!") {
        let message = "has the name of an archive and is none";
        collector.gap(gap_at(path, &keelmark_formats::codes::ARCHIVE_DAMAGED, message));
        return Ok(());
    }
    let before = collector.collected.files.len();
    if let Err(error) = members(collector, spool, &format!("{path}!/")) {
        collector.gap(of_error(path, error));
    }
    // Whoever reads what the archive says of itself is told which file it is, too.
    let manifest = format!("{path}!/META-INF/MANIFEST.MF");
    if is_of_java(path) && !collector.shared.wanted(&manifest, false).extractors.is_empty() {
        let layer = collector.layer;
        let inside = collector.collected.files.get(before..).unwrap_or_default();
        let told = extract::archive(path, layer, digest, inside);
        collector.collected.files.push(told);
    }
    Ok(())
}

/// What is read, hashed on the way.
struct Hashed<'a> {
    content: &'a mut dyn Read,
    sha2: Option<Sha2>,
}

impl Read for Hashed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.content.read(buffer)?;
        if let (Some(sha2), Some(part)) = (&mut self.sha2, buffer.get(..count)) {
            sha2.update(part);
        }
        Ok(count)
    }
}

/// Why an archive is not looked into, if it is not.
fn refusal(collector: &mut Collector<'_>, path: &str, size: u64) -> Option<String> {
    if path.matches("!/").count() >= limits::NESTED_DEPTH {
        return Some(format!("lies in more than {} archives", limits::NESTED_DEPTH));
    }
    if size > limits::NESTED_ARCHIVE_BYTES {
        let most = limits::NESTED_ARCHIVE_BYTES;
        return Some(format!("has {size} bytes; archives within others are read up to {most}"));
    }
    let allowed = collector.allow_nested(1, size);
    (!allowed).then(|| "is one of too many, or too large, archives within others".to_owned())
}

fn head(spool: &mut Spool) -> Result<Vec<u8>, ParseError> {
    let mut head = Vec::new();
    spool.take(4).read_to_end(&mut head).map_err(failure)?;
    spool.seek(SeekFrom::Start(0)).map_err(failure)?;
    Ok(head)
}

/// Goes through a zip archive, whose members' paths are put behind `prefix`.
///
/// # Errors
/// When its directory cannot be read or is that of a bomb.
pub(super) fn members<R: Read + Seek>(
    collector: &mut Collector<'_>,
    archive: R,
    prefix: &str,
) -> Result<(), ParseError> {
    let mut archive = zip::Archive::open(archive)?;
    let shared = collector.shared;
    let wanted = |member: &keelmark_formats::archive::Member| {
        shared.wanted(&format!("{prefix}{}", member.path), member.executable)
    };
    let mut newest = None;
    let listing = archive.list(|member| {
        newest = newest.max(member.modified);
        !wanted(member).is_empty()
    })?;
    for mut gap in listing.gaps {
        gap.path.insert_str(0, prefix);
        collector.gap(gap);
    }
    // Of a program that is the target, what is in it counts, and not what that holds in turn.
    if prefix.matches("!/").count() <= 1 {
        collector.newest = collector.newest.max(newest);
    }
    for entry in &listing.entries {
        let path = format!("{prefix}{}", entry.member.path);
        let size = entry.member.size;
        let wanted = wanted(&entry.member);
        let is_read = !prefix.is_empty() && !wanted.nested && size <= wanted.limit() as u64;
        if is_read && !collector.allow_nested(0, size) {
            let message = "was not read: archives within others hold too many bytes";
            collector.gap(gap_at(&path, &codes::SCAN_NESTING, message));
            continue;
        }
        let read = archive
            .open_entry(entry)
            .and_then(|mut content| collector.file(&path, size, &wanted, &mut content));
        if let Err(error) = read {
            collector.gap(of_error(&path, error));
        }
    }
    Ok(())
}
