//! Versions of Python packages.
//!
//! Source: PEP 440, "Version specifiers" in the Python Packaging User Guide, and its appendix with the pattern
//! of what is read: any case, other spellings, a `v` before it, white space around it.

use super::Scheme;
use super::key::Key;
use super::scan::{Fault, Scan, trim_zeros};

/// Versions of PyPI, those of PEP 440 alone: see [`super::pypi_legacy`] for what was published before it.
pub static SCHEME: Scheme = Scheme {
    id: "pypi",
    name: "Python",
    ecosystems: &["PyPI"],
    purl_types: &["pypi"],
    key: version,
};

// After the last number of the release, for which 0 stands: a development release of it is first, then
// pre-releases, then the release itself and what follows it.
const DEVELOPMENT: u8 = 1;
const FINAL: u8 = 5;

/// Spellings of pre-releases, of two with the same beginning the longer first.
const PRERELEASES: &[(&str, u8)] = &[
    ("alpha", 2),
    ("a", 2),
    ("beta", 3),
    ("b", 3),
    ("preview", 4),
    ("pre", 4),
    ("c", 4),
    ("rc", 4),
];

// Whether there is a post-release, a development release, a local version.
const NO_POST: u8 = 0;
const POST: u8 = 1;
const DEV: u8 = 0;
const NO_DEV: u8 = 1;
const LOCAL_TEXT: u8 = 1;
const LOCAL_NUMBER: u8 = 2;

/// Writes the key of a version, or tells where it is none.
pub(super) fn version(text: &str, key: &mut Key) -> Result<(), Fault> {
    let mut scan = Scan::new(text);
    scan.take(u8::is_ascii_whitespace);
    scan.eat(b"vV");
    release(&mut scan, key)?;
    let pre = prerelease(&mut scan);
    let post = postrelease(&mut scan);
    let dev = numbered(&mut scan, &["dev"]);
    match pre {
        Some((tag, number)) => {
            key.tag(tag);
            key.number(number);
        }
        None if post.is_none() && dev.is_some() => key.tag(DEVELOPMENT),
        None => key.tag(FINAL),
    }
    optional(post, [NO_POST, POST], key);
    optional(dev, [NO_DEV, DEV], key);
    local(&mut scan, key)?;
    scan.take(u8::is_ascii_whitespace);
    scan.finish()
}

/// The epoch and the numbers of the release, without zeros at their end.
fn release(scan: &mut Scan<'_>, key: &mut Key) -> Result<(), Fault> {
    let first = scan.number()?;
    let has_epoch = scan.eat(b"!").is_some();
    key.number(if has_epoch { first } else { b"0" });
    let mut numbers = vec![if has_epoch { scan.number()? } else { first }];
    scan.dotted(&mut numbers);
    trim_zeros(&mut numbers);
    for number in numbers {
        key.number(number);
    }
    key.tag(0);
    Ok(())
}

fn prerelease<'a>(scan: &mut Scan<'a>) -> Option<(u8, &'a [u8])> {
    PRERELEASES.iter().find_map(|(word, tag)| Some((*tag, numbered(scan, &[word])?)))
}

/// `-N`, or a word and a number.
fn postrelease<'a>(scan: &mut Scan<'a>) -> Option<&'a [u8]> {
    let mut implicit = scan.clone();
    if implicit.eat(b"-").is_some() && implicit.peek().is_some_and(|byte| byte.is_ascii_digit()) {
        let number = implicit.digits();
        *scan = implicit;
        return Some(number);
    }
    numbered(scan, &["post", "rev", "r"])
}

/// The number after one of `words`, with at most one separator before the word and one after it; without
/// a number it is zero.
fn numbered<'a>(scan: &mut Scan<'a>, words: &[&str]) -> Option<&'a [u8]> {
    let mut ahead = scan.clone();
    ahead.eat(b"-_.");
    if !words.iter().any(|word| ahead.eat_word(word)) {
        return None;
    }
    ahead.eat(b"-_.");
    let number = ahead.digits();
    *scan = ahead;
    Some(number)
}

fn optional(number: Option<&[u8]>, [absent, present]: [u8; 2], key: &mut Key) {
    let Some(number) = number else { return key.tag(absent) };
    key.tag(present);
    key.number(number);
}

/// Segments of the local version, numbers being after texts, and the end, which is before all.
fn local(scan: &mut Scan<'_>, key: &mut Key) -> Result<(), Fault> {
    let mut more = scan.eat(b"+").is_some();
    while more {
        let segment = scan.take(u8::is_ascii_alphanumeric);
        if segment.is_empty() {
            return Err(scan.fault("a segment of the local version is missing"));
        }
        if segment.iter().all(u8::is_ascii_digit) {
            key.tag(LOCAL_NUMBER);
            key.number(segment);
        } else {
            key.tag(LOCAL_TEXT);
            key.text(&segment.to_ascii_lowercase());
        }
        more = scan.eat(b"-_.").is_some();
    }
    key.tag(0);
    Ok(())
}
