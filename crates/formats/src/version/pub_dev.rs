//! Versions of Dart packages: semantic versions of which the metadata of the build decides last.
//!
//! Source: `pub_semver`, "Build identifiers are ordered": a version with a build is after the one without.

use super::key::Key;
use super::scan::{Fault, Scan};
use super::{Scheme, semver};

/// Versions of pub.dev.
pub static SCHEME: Scheme =
    Scheme { id: "pub_dev", name: "pub.dev", ecosystems: &["Pub"], purl_types: &["pub"], key };

const NO_BUILD: u8 = 0;
const BUILD: u8 = 1;

fn key(text: &str, key: &mut Key) -> Result<(), Fault> {
    let mut scan = Scan::new(text);
    scan.eat(b"vV");
    semver::release(&mut scan, key)?;
    if scan.eat(b"+").is_none() {
        key.tag(NO_BUILD);
        return scan.finish();
    }
    key.tag(BUILD);
    semver::identifiers(&mut scan, key, false)?;
    scan.finish()
}
