//! The policy of those who name none.

use keelmark_formats::license::policy::{Lists, Policy, Ruling};
use keelmark_formats::license::{self, terms::Term};

/// Licences that ask for no more than those of the Open Source Initiative that are permissive, and that it
/// has not been asked about.
const PERMISSIVE: [&str; 8] = [
    "BSD-3-Clause-Clear",
    "CC-BY-3.0",
    "CDLA-Permissive-2.0",
    "HPND",
    "MIT-CMU",
    "PSF-2.0",
    "TCL",
    "bzip2-1.0.6",
];

/// What its copyleft covers is its own files, whatever uses them.
const FILE_COPYLEFT: [&str; 1] = ["MPL-2.0"];

/// What most projects could live with: whatever is free and asks for little may be used, of what asks that
/// others be licensed alike a person has to judge, and anything else is denied.
pub fn usual() -> Policy {
    let mut lists = Lists::default();
    for listed in license::listed().filter(|listed| listed.is_free) {
        let ruling = if listed.is_copyleft { Ruling::Review } else { Ruling::Allow };
        if let Some(term) = Term::parse(listed.id) {
            lists.put(term, ruling);
        }
    }
    for term in PERMISSIVE.iter().chain(&FILE_COPYLEFT).filter_map(|id| Term::parse(id)) {
        lists.put(term, Ruling::Allow);
    }
    Policy {
        lists,
        development: Lists::default(),
        unlisted: Ruling::Deny,
        unknown: Ruling::Deny,
        clarified: Vec::new(),
        exceptions: Vec::new(),
    }
}
