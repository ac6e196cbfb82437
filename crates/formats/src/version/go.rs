//! Versions of Go modules and of Go itself.
//!
//! Source: Go Modules Reference, "Versions" and "Pseudo-versions": semantic versions after a `v`, in which a
//! pseudo-version is a pre-release and `+incompatible` has no part in the order. Go's own versions are
//! `go1.21rc2`; the vulnerability database writes that `1.21.0-rc.2`, and so it is ordered here.

use super::key::Key;
use super::scan::{Fault, Scan};
use super::{Scheme, semver};

/// Versions of Go.
pub static SCHEME: Scheme =
    Scheme { id: "go", name: "Go", ecosystems: &["Go"], purl_types: &["golang"], key };

fn key(text: &str, key: &mut Key) -> Result<(), Fault> {
    let mut scan = Scan::new(text);
    if !scan.eat_word("go") {
        scan.eat(b"v");
    }
    let mut numbers = Scan::clone(&scan);
    let mut release = vec![numbers.number()?];
    numbers.dotted(&mut release);
    let word = ["beta", "rc"].into_iter().find(|word| numbers.eat_word(word));
    if let Some(word) = word {
        semver::write_numbers(&mut release, key);
        semver::write_prerelease(word, numbers.number()?, key);
        return numbers.finish();
    }
    semver::release(&mut scan, key)?;
    semver::build(&mut scan)?;
    scan.finish()
}
