//! Semantic versions: crates.io, npm, Hex and most that have no order of their own.
//!
//! Source: Semantic Versioning 2.0.0, sections 2, 9, 10 and 11; node-semver for the `v` or `=` before a version.
//!
//! More than the specification allows is read where the meaning is not in doubt, because advisories and old
//! releases write so: fewer than three numbers (the others are zero), more than three (they go on deciding),
//! and zeros before a number.

use super::Scheme;
use super::key::Key;
use super::scan::{Fault, Scan, trim_zeros};

/// Semantic versions.
pub static SCHEME: Scheme = Scheme {
    id: "semver",
    name: "semantic",
    ecosystems: &["Bitnami", "crates.io", "GitHub Actions", "Hex", "Julia", "npm", "SwiftURL"],
    purl_types: &["bitnami", "cargo", "github", "hex", "julia", "npm", "swift"],
    key,
};

// What follows the first three numbers.
const PRERELEASE: u8 = 1;
const RELEASE: u8 = 2;
const FURTHER_NUMBER: u8 = 3;

// Identifiers of a pre-release: the end of them is before any other.
const END: u8 = 0;
const NUMERIC: u8 = 1;
const ALPHANUMERIC: u8 = 2;

fn key(text: &str, key: &mut Key) -> Result<(), Fault> {
    let mut scan = Scan::new(text);
    scan.eat(b"vV=");
    release(&mut scan, key)?;
    build(&mut scan)?;
    scan.finish()
}

/// The numbers and the pre-release.
pub(super) fn release(scan: &mut Scan<'_>, key: &mut Key) -> Result<(), Fault> {
    let mut numbers = vec![scan.number()?];
    scan.dotted(&mut numbers);
    write_numbers(&mut numbers, key);
    if scan.eat(b"-").is_none() {
        key.tag(RELEASE);
        return Ok(());
    }
    key.tag(PRERELEASE);
    identifiers(scan, key, false)
}

/// Numbers, of which there are at least three.
pub(super) fn write_numbers(numbers: &mut Vec<&[u8]>, key: &mut Key) {
    trim_zeros(numbers);
    for place in 0..numbers.len().max(3) {
        if place >= 3 {
            key.tag(FURTHER_NUMBER);
        }
        key.number(numbers.get(place).copied().unwrap_or_default());
    }
}

/// A pre-release `-WORD.NUMBER`, as its first identifier is a word of letters.
pub(super) fn write_prerelease(word: &str, number: &[u8], key: &mut Key) {
    key.tag(PRERELEASE);
    key.tag(ALPHANUMERIC);
    key.text(word.as_bytes());
    key.tag(NUMERIC);
    key.number(number);
    key.tag(END);
}

/// Identifiers between dots. With `fold`, upper case is lower case.
pub(super) fn identifiers(scan: &mut Scan<'_>, key: &mut Key, fold: bool) -> Result<(), Fault> {
    loop {
        let identifier = identifier(scan)?;
        if identifier.iter().all(u8::is_ascii_digit) {
            key.tag(NUMERIC);
            key.number(identifier);
        } else {
            key.tag(ALPHANUMERIC);
            if fold { key.text(&identifier.to_ascii_lowercase()) } else { key.text(identifier) }
        }
        if scan.eat(b".").is_none() {
            key.tag(END);
            return Ok(());
        }
    }
}

/// Metadata of a build, which has no part in the order.
pub(super) fn build(scan: &mut Scan<'_>) -> Result<(), Fault> {
    if scan.eat(b"+").is_none() {
        return Ok(());
    }
    identifier(scan)?;
    while scan.eat(b".").is_some() {
        identifier(scan)?;
    }
    Ok(())
}

fn identifier<'a>(scan: &mut Scan<'a>) -> Result<&'a [u8], Fault> {
    let identifier = scan.take(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    if identifier.is_empty() { Err(scan.fault("an identifier is missing")) } else { Ok(identifier) }
}
