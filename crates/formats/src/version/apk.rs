//! Versions of apk packages: `NUMBER{.NUMBER}[LETTER]{_SUFFIX[NUMBER]}[~HASH][-rNUMBER]`.
//!
//! Source: apk-package(5), "pkgver", and the order apk-tools 3 has. apk compares what is not of that form, too, up to
//! where it ceases to be; `edge` of Alpine and older releases differ there, and this is the order that OSV's tests
//! have: a number that is missing is before any, and a version that goes on with anything else is before the one
//! that ends.

use super::Scheme;
use super::key::Key;
use super::scan::{Fault, Scan};

/// Versions of Alpine and what is made with apk.
pub static SCHEME: Scheme = Scheme {
    id: "apk",
    name: "apk",
    ecosystems: &[
        "Alpaquita",
        "Alpine",
        "BellSoft Hardened Containers",
        "Chainguard",
        "MinimOS",
        "Wolfi",
    ],
    purl_types: &["alpine", "apk"],
    key,
};

// How a version goes on. Suffixes that come before the release are 1 to 4.
const INVALID: u8 = 5;
const NO_NUMBER: u8 = 6;
const END: u8 = 7;
const REVISION: u8 = 8;
const HASH: u8 = 9;
const SUFFIX_NUMBER: u8 = 10;
const LETTER: u8 = 20;
const LETTER_NUMBER: u8 = 21;
const LEADING_ZERO: u8 = 22;
const NUMBER: u8 = 23;

/// Suffixes in their order.
const SUFFIXES: &[(&[u8], u8)] = &[
    (b"alpha", 1),
    (b"beta", 2),
    (b"pre", 3),
    (b"rc", 4),
    (b"cvs", 11),
    (b"svn", 12),
    (b"git", 13),
    (b"hg", 14),
    (b"p", 15),
];

fn key(text: &str, key: &mut Key) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::new(0, "there is nothing"));
    }
    let mut scan = Scan::new(text);
    numbers(&mut scan, key);
    letter(&mut scan, key);
    let valid = suffixes(&mut scan, key) && hash(&mut scan, key) && revision(&mut scan, key);
    key.tag(if valid && scan.is_done() { END } else { INVALID });
    Ok(())
}

/// The numbers. All but the first are compared as texts when they begin with a zero.
fn numbers(scan: &mut Scan<'_>, key: &mut Key) {
    let mut is_first = true;
    loop {
        let digits = scan.digits();
        match digits {
            [] => key.tag(NO_NUMBER),
            [b'0', ..] if !is_first => {
                key.tag(LEADING_ZERO);
                key.text(digits);
            }
            _ => {
                key.tag(NUMBER);
                key.number(digits);
            }
        }
        is_first = false;
        if scan.eat(b".").is_none() {
            return;
        }
    }
}

/// A letter, and the number that was allowed after it.
fn letter(scan: &mut Scan<'_>, key: &mut Key) {
    if !scan.peek().is_some_and(|byte| byte.is_ascii_lowercase()) {
        return;
    }
    for letter in scan.one() {
        key.tag(LETTER);
        key.tag(*letter);
    }
    if scan.peek().is_some_and(|byte| byte.is_ascii_digit()) {
        key.tag(LETTER_NUMBER);
        key.number(scan.digits());
    }
}

/// Suffixes; false when one is not known.
fn suffixes(scan: &mut Scan<'_>, key: &mut Key) -> bool {
    while scan.eat(b"_").is_some() {
        let word = scan.take(u8::is_ascii_lowercase);
        let Some((_, tag)) = SUFFIXES.iter().find(|(suffix, _)| *suffix == word) else {
            return false;
        };
        key.tag(*tag);
        if scan.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            key.tag(SUFFIX_NUMBER);
            key.number(scan.digits());
        }
    }
    true
}

/// The hash of a commit; false when it is empty.
fn hash(scan: &mut Scan<'_>, key: &mut Key) -> bool {
    if scan.eat(b"~").is_none() {
        return true;
    }
    let hash = scan.take(u8::is_ascii_hexdigit);
    key.tag(HASH);
    key.text(hash);
    !hash.is_empty()
}

/// The revision, which is zero without a number; false when it is none.
fn revision(scan: &mut Scan<'_>, key: &mut Key) -> bool {
    let mut ahead = scan.clone();
    if ahead.eat(b"-").is_none() {
        return true;
    }
    if ahead.eat(b"r").is_none() || ahead.peek().is_some_and(|byte| byte.is_ascii_lowercase()) {
        return false;
    }
    key.tag(REVISION);
    key.number(ahead.digits());
    *scan = ahead;
    true
}
