//! Versions of NuGet: semantic versions with a fourth number, and pre-releases of which the case does not
//! count.
//!
//! Source: NuGet documentation, "Package versioning", sections "Version basics" and "Normalized version numbers".

use super::key::Key;
use super::scan::{Fault, Scan};
use super::{Scheme, semver};

/// Versions of NuGet.
pub static SCHEME: Scheme =
    Scheme { id: "nuget", name: "NuGet", ecosystems: &["NuGet"], purl_types: &["nuget"], key };

// The end of a pre-release's version is after the pre-release.
const PRERELEASE: u8 = 0;
const RELEASE: u8 = 1;

fn key(text: &str, key: &mut Key) -> Result<(), Fault> {
    let mut scan = Scan::new(text);
    let mut numbers = vec![scan.number()?];
    scan.dotted(&mut numbers);
    if numbers.len() > 4 {
        return Err(Fault::new(0, "more than four numbers"));
    }
    for place in 0..4 {
        key.number(numbers.get(place).copied().unwrap_or_default());
    }
    if scan.eat(b"-").is_some() {
        key.tag(PRERELEASE);
        semver::identifiers(&mut scan, key, true)?;
    } else {
        key.tag(RELEASE);
    }
    semver::build(&mut scan)?;
    scan.finish()
}
