//! Versions of R packages: numbers between dots or hyphens, which mean the same.
//!
//! Source: R's `package_version` and "Writing R Extensions", section 1.1.1, field Version.

use super::key::Key;
use super::scan::Fault;
use super::{Scheme, hackage};

/// Versions of CRAN and Bioconductor.
pub static SCHEME: Scheme = Scheme {
    id: "cran",
    name: "CRAN",
    ecosystems: &["Bioconductor", "CRAN"],
    purl_types: &["bioconductor", "cran"],
    key,
};

fn key(text: &str, key: &mut Key) -> Result<(), Fault> {
    hackage::numbers(text, b".-", key)
}
