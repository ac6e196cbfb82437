//! Every file is pinned by a digest that holds, and is of the package it stands under.

use std::collections::HashMap;

use keelmark_model::{Digest, DigestAlgorithm, Ecosystem, Finding, LockedFile, Package, Source};

use super::{Examined, Rule};
use crate::codes::{LOCK_ENTRY, LOCK_FILE_NAME, LOCK_HASH_MISSING, LOCK_HASH_WEAK, LOCK_NO_FILE};

pub(super) static RULE: Rule = Rule { check };

fn check(examined: &Examined<'_>) -> Vec<Finding> {
    examined.foreign().flat_map(|(_, package)| of_package(examined, package)).collect()
}

fn of_package(examined: &Examined<'_>, package: &Package) -> Vec<Finding> {
    let remote = matches!(package.source, Source::Registry(_) | Source::Url(_));
    if package.files.is_empty() && remote {
        let message = format!("`{}` has no file in the lock", package.name);
        return vec![examined.about(package, &LOCK_NO_FILE, message)];
    }
    let files = package.files.iter();
    files
        .flat_map(|file| [pinned(examined, package, file), named(examined, package, file)])
        .flatten()
        .chain(twice(examined, package))
        .collect()
}

/// A name with two files, of which installers take one, and a file under two names: neither is in a lock that a
/// tool wrote of a registry.
fn twice(examined: &Examined<'_>, package: &Package) -> Vec<Finding> {
    let mut names: HashMap<&str, &[Digest]> = HashMap::new();
    let mut digests: HashMap<Digest, &str> = HashMap::new();
    let mut found = Vec::new();
    for file in package.files.iter().filter(|it| !it.name.is_empty()) {
        let LockedFile { name, digests: own, .. } = file;
        let finding =
            |message| examined.about(package, &LOCK_ENTRY, message).known_by([name.as_str()]);
        match names.insert(name, own) {
            Some(known) if known != own => {
                found.push(finding(format!("`{name}` stands there twice, with different digests")));
            }
            Some(_) => {}
            None => {
                let other = own.iter().find_map(|digest| digests.insert(*digest, name));
                found.extend(other.map(|other| {
                    finding(format!("`{name}` has the digest of `{other}`, which is another file"))
                }));
            }
        }
    }
    found
}

fn pinned(examined: &Examined<'_>, package: &Package, file: &LockedFile) -> Option<Finding> {
    let strong = |algorithm| !matches!(algorithm, DigestAlgorithm::Md5 | DigestAlgorithm::Sha1);
    if file.digests.iter().any(|digest| strong(digest.algorithm())) {
        return None;
    }
    let what = called(package, file);
    let finding = match file.digests.first() {
        None => examined.about(package, &LOCK_HASH_MISSING, format!("{what} has no digest")),
        Some(weak) => {
            let message = format!("{what} has only a digest of {}", weak.algorithm().name());
            examined.about(package, &LOCK_HASH_WEAK, message)
        }
    };
    Some(finding.known_by([&file.name]))
}

/// The file as a message names it; Cargo's locks do not name their files.
fn called(package: &Package, file: &LockedFile) -> String {
    let name = if file.name.is_empty() { &package.name } else { &file.name };
    format!("`{name}`")
}

/// Whether the file's name says the package and version it stands under, where its ecosystem has a rule
/// for that and the file comes from a registry.
fn named(examined: &Examined<'_>, package: &Package, file: &LockedFile) -> Option<Finding> {
    if file.name.is_empty() {
        return None;
    }
    let ecosystem = examined.locked.resolution.ecosystem;
    let is_named = match &package.source {
        Source::Registry(_) => true,
        // A registry of npm serves the files of a package below its name: this one may be another's.
        Source::Url(_) => ecosystem == Ecosystem::Npm,
        _ => false,
    };
    if !is_named || keelmark_formats::lock::file_name_fits(ecosystem, package, file) {
        return None;
    }
    let version = package.version.as_deref().unwrap_or_default();
    let message = format!("`{}` stands under {} {version}", file.name, package.name);
    Some(examined.about(package, &LOCK_FILE_NAME, message).known_by([&file.name]))
}
