//! Versions of RPM packages: `[EPOCH:]VERSION[-RELEASE]`.
//!
//! Source: rpm-version(7) and RPM's `rpmvercmp`, `rpmVersionCompare`. A version without a release is before
//! those with one: an advisory names both, and then nothing is equal by accident.

use super::Scheme;
use super::key::Key;
use super::scan::{Fault, Scan};

/// Versions of RPM.
pub static SCHEME: Scheme = Scheme {
    id: "rpm",
    name: "RPM",
    ecosystems: &[
        "AlmaLinux",
        "Azure Linux",
        "CleanStart",
        "Mageia",
        "openEuler",
        "openSUSE",
        "Photon OS",
        "Red Hat",
        "Rocky Linux",
        "SUSE",
    ],
    purl_types: &["rpm"],
    key,
};

// How a version goes on.
const TILDE: u8 = 1;
const END: u8 = 2;
const CARET: u8 = 3;
const LETTERS: u8 = 4;
const NUMBER: u8 = 5;

const NO_RELEASE: u8 = 0;
const RELEASE: u8 = 1;

fn key(text: &str, key: &mut Key) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::new(0, "there is nothing"));
    }
    // What stands before a colon and is no number is of the version.
    let numeric = |epoch: &str| epoch.bytes().all(|byte| byte.is_ascii_digit());
    let (epoch, rest) = text.split_once(':').filter(|(it, _)| numeric(it)).unwrap_or(("0", text));
    key.number(epoch.as_bytes());
    let Some((version, release)) = rest.rsplit_once('-') else {
        part(rest, key);
        key.tag(NO_RELEASE);
        return Ok(());
    };
    part(version, key);
    key.tag(RELEASE);
    part(release, key);
    Ok(())
}

/// Runs of letters and of digits; everything else only parts them, but for tilde and caret.
fn part(text: &str, key: &mut Key) {
    let mut scan = Scan::new(text);
    loop {
        scan.take(|byte| !byte.is_ascii_alphanumeric() && !b"~^".contains(byte));
        match scan.peek() {
            None => return key.tag(END),
            Some(b'~' | b'^') => {
                key.tag(if scan.eat(b"~^") == Some(b'~') { TILDE } else { CARET });
            }
            Some(b'0'..=b'9') => {
                key.tag(NUMBER);
                key.number(scan.digits());
            }
            Some(_) => {
                key.tag(LETTERS);
                key.text(scan.take(u8::is_ascii_alphabetic));
            }
        }
    }
}
