//! Versions of Maven artifacts.
//!
//! Source: Maven's POM Reference, "Version Order Specification": tokens that are each compared with their
//! prefix, a dot or a hyphen, after those that mean nothing were trimmed from the ends before hyphens. A
//! qualifier after a dot is as one after a hyphen, as of Maven 3.9.

use super::Scheme;
use super::key::Key;
use super::scan::{Fault, Scan, is_zero};

/// Versions of Maven.
pub static SCHEME: Scheme =
    Scheme { id: "maven", name: "Maven", ecosystems: &["Maven"], purl_types: &["maven"], key };

// How a version goes on. Qualifiers that are known and come before the release are 1 to 5.
const END: u8 = 6;
const RELEASE: u8 = 7;
const SERVICE_PACK: u8 = 8;
const QUALIFIER: u8 = 9;
const NUMBER_AFTER_HYPHEN: u8 = 10;
const NUMBER_AFTER_DOT: u8 = 11;

/// Qualifiers that have their own place.
const QUALIFIERS: &[(&[u8], u8)] = &[
    (b"alpha", 1),
    (b"beta", 2),
    (b"milestone", 3),
    (b"rc", 4),
    (b"cr", 4),
    (b"snapshot", 5),
    (b"ga", RELEASE),
    (b"final", RELEASE),
    (b"release", RELEASE),
    (b"sp", SERVICE_PACK),
];

/// What they are shortened to when a number follows directly.
const SHORT_QUALIFIERS: &[(&[u8], u8)] = &[(b"a", 1), (b"b", 2), (b"m", 3)];

/// A part of a version with what stands before it.
struct Token<'a> {
    after_hyphen: bool,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Number(&'a [u8]),
    /// A qualifier that has its own place.
    Known(u8),
    Other(&'a [u8]),
}

impl Token<'_> {
    /// Whether it means nothing where no other follows.
    fn is_null(&self) -> bool {
        match self.kind {
            Kind::Number(digits) => is_zero(digits),
            Kind::Known(tag) => tag == RELEASE,
            Kind::Other(_) => false,
        }
    }
}

fn key(text: &str, key: &mut Key) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::new(0, "there is nothing"));
    }
    let lower = text.to_lowercase();
    let mut trimming = true;
    let mut kept = Vec::new();
    for (place, token) in tokens(&lower).into_iter().enumerate().rev() {
        if place == 0 || !(trimming && token.is_null()) {
            trimming = token.after_hyphen;
            kept.push(token);
        }
    }
    for Token { after_hyphen, kind } in kept.into_iter().rev() {
        match kind {
            Kind::Number(digits) => {
                key.tag(if after_hyphen { NUMBER_AFTER_HYPHEN } else { NUMBER_AFTER_DOT });
                key.number(digits);
            }
            Kind::Known(tag) => key.tag(tag),
            Kind::Other(text) => {
                key.tag(QUALIFIER);
                key.text(text);
            }
        }
    }
    key.tag(END);
    Ok(())
}

/// The parts between dots, hyphens and changes between digits and letters, which count as hyphens; one
/// that is missing is zero.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut scan = Scan::new(text);
    let mut tokens = Vec::new();
    let mut after_hyphen = false;
    loop {
        let digits = scan.digits();
        let is_word = |byte: &u8| !byte.is_ascii_digit() && !b".-".contains(byte);
        let word = if digits.is_empty() { scan.take(is_word) } else { &[] };
        let joined = scan.peek().is_some_and(|byte| !b".-".contains(&byte));
        let kind = if word.is_empty() { Kind::Number(digits) } else { qualifier(word, joined) };
        let hyphen = after_hyphen || !matches!(kind, Kind::Number(_));
        tokens.push(Token { after_hyphen: hyphen, kind });
        match scan.eat(b".-") {
            Some(separator) => after_hyphen = separator == b'-',
            None if scan.is_done() => return tokens,
            None => after_hyphen = true,
        }
    }
}

/// A word; `joined` when a number follows it directly.
fn qualifier(word: &[u8], joined: bool) -> Kind<'_> {
    let short = if joined { SHORT_QUALIFIERS } else { &[] };
    let known = short.iter().chain(QUALIFIERS).find(|(known, _)| *known == word);
    known.map_or(Kind::Other(word), |(_, tag)| Kind::Known(*tag))
}
