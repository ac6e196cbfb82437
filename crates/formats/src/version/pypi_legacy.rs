//! Versions of Python packages as they were compared before PEP 440 was enforced: any text.
//!
//! Source: `packaging` up to 21.3, `LegacyVersion`, which is setuptools' old rule. PyPI has taken no such
//! version since 2014 and pip installs none, so nothing compares by this rule unless it asks for it by name.
//! Versions of PEP 440 are as [`super::pypi`] orders them, and after all others.

use super::key::Key;
use super::scan::{Fault, Scan};
use super::{Scheme, pypi};

/// Versions of Python packages, of PEP 440 or not.
pub static SCHEME: Scheme =
    Scheme { id: "pypi_legacy", name: "legacy Python", ecosystems: &[], purl_types: &[], key };

const LEGACY: u8 = 0;
const CURRENT: u8 = 1;

// After a part, and after the last.
const PART: u8 = 1;
const END: u8 = 0;

/// A number is compared as text of at least so many digits.
const DIGITS: usize = 8;

fn key(text: &str, key: &mut Key) -> Result<(), Fault> {
    let mut current = Key::default();
    current.tag(CURRENT);
    if pypi::version(text, &mut current).is_ok() {
        *key = current;
        return Ok(());
    }
    if let Some(at) = text.find('\u{1}') {
        return Err(Fault::new(at, "a control character"));
    }
    key.tag(LEGACY);
    for part in parts(&text.to_lowercase()) {
        key.text(&[part.as_bytes(), &[PART]].concat());
    }
    key.tag(END);
    Ok(())
}

/// Numbers filled up with zeros, words after a star, and what a hyphen or the end stands for; without
/// what has no meaning before a word that is earlier than `final`.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut scan = Scan::new(text);
    while !scan.is_done() {
        let part = next(&mut scan);
        if part.is_empty() || part == b"." {
            continue;
        }
        let part = String::from_utf8_lossy(part);
        if part.starts_with(|c: char| c.is_ascii_digit()) {
            parts.push(format!("{part:0>DIGITS$}"));
            continue;
        }
        let word = match &*part {
            "pre" | "preview" | "rc" => "c",
            "-" => "final-",
            "dev" => "@",
            other => other,
        };
        push_word(&mut parts, format!("*{word}"));
    }
    push_word(&mut parts, "*final".to_owned());
    parts
}

fn push_word(parts: &mut Vec<String>, word: String) {
    if *word < *"*final" {
        while parts.last().is_some_and(|last| last == "*final-") {
            parts.pop();
        }
    }
    while parts.last().is_some_and(|last| last == "00000000") {
        parts.pop();
    }
    parts.push(word);
}

/// Digits, letters, a dot, a hyphen, or what is none of them.
fn next<'a>(scan: &mut Scan<'a>) -> &'a [u8] {
    match scan.peek() {
        Some(b'0'..=b'9') => scan.digits(),
        Some(b'a'..=b'z') => scan.take(u8::is_ascii_lowercase),
        Some(b'.' | b'-') => scan.one(),
        _ => scan.take(|byte| !matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'.' | b'-')),
    }
}
