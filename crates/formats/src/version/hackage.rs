//! Versions of Haskell packages: numbers between dots, of which the longer list is the later.
//!
//! Source: Haskell Package Versioning Policy, "Version numbers": lists compared from their beginnings.

use super::Scheme;
use super::key::Key;
use super::scan::{Fault, Scan};

/// Versions of Hackage.
pub static SCHEME: Scheme = Scheme {
    id: "hackage",
    name: "Hackage",
    ecosystems: &["GHC", "Hackage"],
    purl_types: &["hackage"],
    key,
};

fn key(text: &str, key: &mut Key) -> Result<(), Fault> {
    numbers(text, b".", key)
}

/// Numbers between separators, and the end, which is before any number.
pub(super) fn numbers(text: &str, separators: &[u8], key: &mut Key) -> Result<(), Fault> {
    let mut scan = Scan::new(text);
    loop {
        key.number(scan.number()?);
        if scan.eat(separators).is_none() {
            key.tag(0);
            return scan.finish();
        }
    }
}
