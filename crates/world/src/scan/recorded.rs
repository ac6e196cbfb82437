//! Files compared with what is on record of them: `RECORD` of Python's packages and wheels.
//!
//! Source: "Recording installed projects" and "Binary distribution format" in the Python Packaging User
//! Guide. The former need not name all that lies beside a package; the latter names every file of a wheel
//! but itself and its signatures.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use keelmark_formats::ParseError;
use keelmark_formats::archive::{Kind, failure, zip};
use keelmark_formats::codes::EXTRACT_ALTERED;
use keelmark_formats::extract::{Claim, OwnedFile, Says, Scanned};
use keelmark_formats::hash::Sha2;
use keelmark_model::bom::Gap;
use keelmark_model::{Digest, DigestAlgorithm};
use rayon::prelude::*;
use rustix::fs::OFlags;

use super::collect::gap_at;
use crate::{codes, file};

/// Identifier of the extractor that reads records.
const RECORD: &str = "python-record";

/// What distributions call themselves where they installed a package.
const DISTRIBUTIONS: [&str; 5] = ["apk", "conda", "debian", "dnf", "rpm"];

/// Read at a time where a file is hashed.
const BUFFER_BYTES: usize = 1 << 16;

/// What records say the digests of files are, by path in the target. A file may be on several.
type Records = BTreeMap<String, Vec<Digest>>;

fn records<'a>(owned: impl Iterator<Item = &'a OwnedFile>) -> Records {
    let mut records = Records::new();
    for one in owned {
        if let Some(digest) = one.digest.filter(is_strong) {
            records.entry(one.path.clone()).or_default().push(digest);
        }
    }
    records
}

/// Whether it is by an algorithm that such records must use: the others prove nothing.
fn is_strong(digest: &Digest) -> bool {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    matches!(digest.algorithm(), Sha256 | Sha384 | Sha512)
}

/// What records say of which `is_meant` the folder of their package and the folder around that.
fn owned(
    files: &[Scanned],
    is_meant: impl Fn(&str, &str) -> bool,
) -> impl Iterator<Item = &OwnedFile> {
    let records = files.iter().filter(|file| file.extractor == RECORD);
    let claims = records.flat_map(|file| &file.extract.claims);
    let claims = claims.filter(move |claim| {
        let around = claim.home.rsplit_once('/').map_or("", |(folder, _)| folder);
        is_meant(&claim.home, around)
    });
    claims.flat_map(|claim| match &claim.says {
        Says::Owns(owned) => owned.as_slice(),
        _ => &[],
    })
}

/// Packages that one of Python's installers put there, which says so. Distributions change what they
/// install, and keep records of their own.
fn by_installers(files: &[Scanned]) -> HashSet<&str> {
    let claims = files.iter().flat_map(|file| &file.extract.claims);
    let is_told = |claim: &&Claim| match &claim.says {
        Says::Property(name, value) => name == "installer" && !DISTRIBUTIONS.contains(&&**value),
        _ => false,
    };
    claims.filter(is_told).map(|claim| claim.home.as_str()).collect()
}

/// What became of those files of the folder at `root` that are on record in `files`. Paths begin with `top`,
/// if that is not empty; those that `is_passed_over` are not looked at.
pub(super) fn installed(
    root: &Path,
    top: &str,
    files: &[Scanned],
    is_passed_over: impl Fn(&str) -> bool + Sync,
) -> Vec<Gap> {
    let Ok(root) = root.canonicalize() else { return Vec::new() };
    let installed = by_installers(files);
    // What a package brings along has lost files on the way.
    let is_meant = |home: &str, around: &str| is_place(around) && installed.contains(home);
    let unproven = owned(files, is_meant).filter(|one| is_unproven(one) && !is_compiled(&one.path));
    let mut gaps: Vec<Gap> = unproven
        .filter(|one| !is_passed_over(&one.path))
        .map(|one| gap_at(&one.path, &EXTRACT_ALTERED, UNPROVEN))
        .collect();
    gaps.extend(without_record(files, &installed));
    let records: Vec<_> = records(owned(files, is_meant)).into_iter().collect();
    let gap = |(path, digests): &(String, Vec<Digest>)| {
        if is_passed_over(path) {
            return None;
        }
        let below = match top {
            "" => path.as_str(),
            top => path.strip_prefix(top)?.strip_prefix('/')?,
        };
        changed(path, &root.join(below), digests)
    };
    gaps.par_extend(records.par_iter().filter_map(gap));
    gaps
}

/// Whether packages in the folder `around` them are installed there.
fn is_place(around: &str) -> bool {
    let name = around.rsplit('/').next().unwrap_or_default();
    matches!(name, "" | "site-packages" | "dist-packages")
}

/// Why a file that is named without a digest is a gap.
const UNPROVEN: &str = "is on record without a digest by SHA-256 or better";

/// Whether a record says nothing of the content of a file that it must say that of.
fn is_unproven(one: &OwnedFile) -> bool {
    !one.digest.is_some_and(|digest| is_strong(&digest)) && !is_record(&one.path)
}

/// What installers compile after the record was made.
fn is_compiled(path: &str) -> bool {
    path.ends_with(".pyc")
}

/// Packages of installers that keep records, without one.
fn without_record(files: &[Scanned], installed: &HashSet<&str>) -> Vec<Gap> {
    let of_record = |file: &&Scanned| file.extractor == RECORD;
    let claims = files.iter().filter(of_record).flat_map(|file| &file.extract.claims);
    let known: HashSet<&str> = claims.map(|claim| claim.home.as_str()).collect();
    let is_missing = |home: &&str| {
        let around = home.rsplit_once('/').map_or("", |(folder, _)| folder);
        is_place(around) && !known.contains(home)
    };
    let mut missing: Vec<&str> = installed.iter().copied().filter(is_missing).collect();
    missing.sort_unstable();
    let gap = |home: &str| gap_at(home, &EXTRACT_ALTERED, "has no record of its files");
    missing.into_iter().map(gap).collect()
}

fn changed(path: &str, real: &Path, digests: &[Digest]) -> Option<Gap> {
    let Ok(real) = real.canonicalize() else {
        return Some(gap_at(path, &EXTRACT_ALTERED, "is on record, and not there"));
    };
    match file::open(&real, OFlags::NOFOLLOW) {
        Err(error) => Some(gap_at(path, &codes::SCAN_ACCESS, error.reason())),
        Ok((opened, _)) => match is_one_of(digests, opened) {
            Ok(true) => None,
            Ok(false) => Some(gap_at(path, &EXTRACT_ALTERED, "has not the digest on record")),
            Err(error) => Some(gap_at(path, &codes::SCAN_ACCESS, error.message)),
        },
    }
}

/// What is in the wheel `archive` other than its record in `files` says.
///
/// # Errors
/// `archive.*`.
pub(super) fn wheel(archive: File, files: &[Scanned]) -> Result<Vec<Gap>, ParseError> {
    let own = || owned(files, |_, around| around.is_empty());
    let mut records = records(own());
    let mut named: Vec<&str> = own().map(|one| one.path.as_str()).collect();
    named.sort_unstable();
    // Of what has no record nothing is compared, and need not be listed again.
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let mut archive = zip::Archive::open(BufReader::new(archive))?;
    let listing = archive.list(|member| member.kind == Kind::File)?;
    let mut gaps = Vec::new();
    for entry in &listing.entries {
        let path = entry.member.path.as_str();
        let message = match records.remove(path) {
            Some(digests) if !is_one_of(&digests, archive.open_entry(entry)?)? => {
                "has not the digest on record"
            }
            None if is_record(path) => continue,
            None if named.binary_search(&path).is_err() => "is in the wheel, and not on its record",
            None => UNPROVEN,
            Some(_) => continue,
        };
        gaps.push(gap_at(path, &EXTRACT_ALTERED, message));
    }
    let there: HashSet<&str> =
        listing.entries.iter().map(|entry| entry.member.path.as_str()).collect();
    named.dedup();
    let missing = named.into_iter().filter(|path| !there.contains(path));
    gaps.extend(missing.map(|path| gap_at(path, &EXTRACT_ALTERED, "is on record, and not there")));
    Ok(gaps)
}

/// A record, or its signature: what no record names with a digest.
fn is_record(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    folder.ends_with(".dist-info") && matches!(name, "RECORD" | "RECORD.jws" | "RECORD.p7s")
}

/// Whether what is in `content` has one of `digests`. Digests by what is not computed here hold.
fn is_one_of(digests: &[Digest], mut content: impl Read) -> Result<bool, ParseError> {
    let mut algorithms: Vec<DigestAlgorithm> = digests.iter().map(Digest::algorithm).collect();
    algorithms.dedup();
    let hashes: Option<Vec<Sha2>> = algorithms.into_iter().map(Sha2::new).collect();
    let Some(mut hashes) = hashes else { return Ok(true) };
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let read = content.read(&mut buffer).map_err(failure)?;
        let part = buffer.get(..read).unwrap_or_default();
        if part.is_empty() {
            break;
        }
        hashes.iter_mut().for_each(|hash| hash.update(part));
    }
    Ok(hashes.into_iter().filter_map(Sha2::finish).any(|digest| digests.contains(&digest)))
}
