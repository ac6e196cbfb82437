//! Versions of Debian packages: `[EPOCH:]UPSTREAM[-REVISION]`.
//!
//! Source: Debian Policy Manual, section 5.6.12, and deb-version(7). A version that does not begin with a digit
//! is compared, as dpkg does with a warning.

use super::Scheme;
use super::key::Key;
use super::scan::{Fault, Scan};

/// Versions of Debian and what is derived of it.
pub static SCHEME: Scheme = Scheme {
    id: "debian",
    name: "Debian",
    ecosystems: &["Debian", "Echo", "Ubuntu"],
    purl_types: &["deb"],
    key,
};

// Characters that are no digits: a tilde is before the end of them, letters are before all others.
const TILDE: u8 = 1;
const END: u8 = 2;
/// Added to characters that are neither: above those of letters, which stay as they are.
const OTHER: u8 = 0x80;

fn key(text: &str, key: &mut Key) -> Result<(), Fault> {
    let trimmed = text.trim_matches(|c: char| c.is_ascii_whitespace());
    let before = text.len() - text.trim_start_matches(|c: char| c.is_ascii_whitespace()).len();
    let (epoch, rest) = trimmed.split_once(':').unwrap_or(("0", trimmed));
    let at = before + trimmed.len() - rest.len();
    let mut scan = Scan::new(epoch);
    let epoch = scan.number().map_err(|_| Fault::new(before, "the epoch is not a number"))?;
    scan.finish().map_err(|_| Fault::new(before, "the epoch is not a number"))?;
    let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, "0"));
    if upstream.is_empty() || revision.is_empty() {
        return Err(Fault::new(at, "the version or the revision is empty"));
    }
    let strange = |byte: u8| !byte.is_ascii_alphanumeric() && !b".-+~:".contains(&byte);
    if let Some(place) = rest.bytes().position(strange) {
        return Err(Fault::new(at + place, "a character that no version has"));
    }
    if let Some(place) = revision.find(':') {
        let place = at + rest.len() - revision.len() + place;
        return Err(Fault::new(place, "a colon in the revision"));
    }
    key.number(epoch);
    part(upstream, key);
    part(revision, key);
    Ok(())
}

/// Characters that are no digits and a number, by turns, a number that is missing being zero.
fn part(text: &str, key: &mut Key) {
    let mut scan = Scan::new(text);
    while !scan.is_done() {
        for byte in scan.take(|byte| !byte.is_ascii_digit()) {
            key.tag(match byte {
                b'~' => TILDE,
                letter if letter.is_ascii_alphabetic() => *letter,
                other => OTHER | other,
            });
        }
        key.tag(END);
        key.number(scan.digits());
    }
    key.tag(END);
}
