//! What gates go by, under fuzzing: versions, requirements, markers, advisories.

use keelmark_formats::manifest::python;
use keelmark_formats::marker::{Marker, Markers};
use keelmark_formats::version::{Scheme, Version, cargo_requirement, npm_range};
use keelmark_formats::{ParseError, advisory, npm, poetry};

/// A requirement and a version, with a line break between.
pub(super) fn requirement(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let (text, version) = text.split_once('\n').unwrap_or((text, ""));
    let version = version.trim_end();
    if let Ok(range) = npm_range::Range::parse(text) {
        drop(range.allows(version));
    }
    if let Ok(requirement) = cargo_requirement::Requirement::parse(text) {
        drop(requirement.allows(version));
    }
    drop(npm::Specifier::parse(text));
    if let Ok(constraint) = poetry::Constraint::parse(text) {
        drop(constraint.allows(version));
    }
    if let Ok(overlaps) = npm_range::overlap(text, version) {
        assert_eq!(npm_range::overlap(version, text), Ok(overlaps));
    }
    if let Ok(range) = cargo_requirement::Range::parse(text) {
        assert!(cargo_requirement::outside(vec![range]).len() <= 2);
    }
}

/// A version is itself, its key is in proportion to it, and begins no other's; an error is within it.
pub(super) fn versions(scheme: &'static Scheme, bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let mut read: Vec<Version> = Vec::new();
    for text in text.split(['\n', ' ']).take(8) {
        match Version::parse(scheme, text) {
            Ok(version) => {
                assert_eq!(version.to_string(), text);
                assert!(version.sort_key().len() <= 10 * text.len() + 64, "{version:?}");
                read.push(version);
            }
            Err(error) => assert!(error.at <= text.len(), "{error}"),
        }
    }
    for (a, b) in read.iter().zip(read.iter().skip(1)) {
        assert!(a == b || !b.sort_key().starts_with(a.sort_key()), "{a:?} {b:?}");
    }
}

/// What is no database is refused, at the latest when all of it is read; what is one can be looked up in.
pub(super) fn database(bytes: &[u8]) {
    let Ok(database) = advisory::database::Database::open(Box::new(bytes.to_vec())) else { return };
    drop(database.verify());
    for ecosystem in database.about().ecosystems.keys() {
        let mut packages = database.packages();
        let Ok(entries) = packages.entries(ecosystem, "demo") else { continue };
        for entry in entries {
            let _ = entry.is_affected("1.0", None);
            drop(database.advisory(entry.advisory));
        }
    }
    drop(database.flaw("CVE-1"));
}

/// Whatever cannot be read of an advisory is told, and leaves every version affected.
pub(super) fn advisory_read(read: Result<advisory::Read, ParseError>) {
    let Ok(advisory::Read { advisory, findings }) = read else { return };
    let conservative = advisory.affected.iter().any(|it| it.is_conservative);
    assert!(!conservative || !findings.is_empty());
    for affected in advisory.affected.iter().filter(|it| it.is_conservative) {
        assert_eq!(affected.intervals.len(), 1, "{affected:?}");
    }
}

pub(super) fn marker(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut markers = Markers::default();
    let Ok(marker) = markers.parse(text) else { return };
    if let Ok(not) = markers.not(marker) {
        assert_eq!(markers.and(marker, not).ok(), Some(Marker::NEVER));
    }
}

/// A module's text, and after a NUL the pattern a hatch project would search it with.
pub(super) fn python_version(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes) {
        let (module, pattern) = text.split_once('\0').unwrap_or((text, ""));
        drop(python::version::from_module(module, &["__version__".to_owned()]));
        drop(python::version::from_pattern(module, pattern));
    }
}
