//! Versions of PHP packages.
//!
//! Source: PHP manual, `version_compare`, which is what the advisories of Packagist are compared with. It keeps
//! `1.0` apart from `1.0.0`; Composer takes those for the same.

use super::Scheme;
use super::key::Key;
use super::scan::{Fault, Scan};

/// Versions of Packagist.
pub static SCHEME: Scheme = Scheme {
    id: "packagist",
    name: "Packagist",
    ecosystems: &["Packagist"],
    purl_types: &["composer"],
    key,
};

// How a version goes on. Words that say nothing of stability are before those that do, and all alike.
const OTHER_WORD: u8 = 1;
const END: u8 = 6;
const NUMBER: u8 = 7;

/// Words of stability by their beginnings, the first that fits deciding.
const WORDS: &[(&[u8], u8)] =
    &[(b"dev", 2), (b"a", 3), (b"b", 4), (b"RC", 5), (b"rc", 5), (b"p", 8)];

fn key(text: &str, key: &mut Key) -> Result<(), Fault> {
    // In `version_compare`, `#` is equal to every number, so that no order has it; Composer allows none.
    if let Some(at) = text.find('#') {
        return Err(Fault::new(at, "a character that no version has"));
    }
    let mut scan = Scan::new(text);
    scan.eat(b"vV");
    if scan.is_done() {
        return Err(scan.fault("there is nothing"));
    }
    loop {
        scan.take(|byte| !byte.is_ascii_alphanumeric());
        match scan.peek() {
            None => {
                key.tag(END);
                return Ok(());
            }
            Some(b'0'..=b'9') => {
                key.tag(NUMBER);
                key.number(scan.digits());
            }
            Some(_) => {
                let word = scan.take(u8::is_ascii_alphabetic);
                let known = WORDS.iter().find(|(beginning, _)| word.starts_with(beginning));
                key.tag(known.map_or(OTHER_WORD, |(_, tag)| *tag));
            }
        }
    }
}
