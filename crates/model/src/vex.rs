//! What somebody says of whether a product is affected by a flaw: the Vulnerability Exploitability eXchange.

use std::sync::Arc;

use crate::{Purl, Timestamp};

/// One statement: how one flaw stands in some products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Every identifier of the flaw that it gives.
    pub names: Vec<String>,
    /// What it is about.
    pub products: Vec<Arc<Product>>,
    /// How the flaw stands there.
    pub status: Status,
    /// Why, in the words of whoever says it; of what is not affected never empty.
    pub reason: String,
    /// When it was said.
    pub at: Option<Timestamp>,
}

/// What a statement is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Product {
    /// Identifiers that are no package URLs.
    pub names: Vec<String>,
    /// Package URLs, each of which names it.
    pub purls: Vec<Purl>,
    /// The packages in it that are meant; empty where the product as a whole is.
    pub parts: Vec<Purl>,
}

/// How a flaw stands in a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Somebody is to find out.
    UnderInvestigation,
    /// The product has it, and something is to be done.
    Affected,
    /// The product has a remedy.
    Fixed,
    /// Nothing is to be done, and the statement says why.
    NotAffected,
}

impl Status {
    /// The word for it, as OpenVEX writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnderInvestigation => "under_investigation",
            Self::Affected => "affected",
            Self::Fixed => "fixed",
            Self::NotAffected => "not_affected",
        }
    }

    /// Whether nothing is left to be done about the flaw.
    pub const fn settles(self) -> bool {
        matches!(self, Self::Fixed | Self::NotAffected)
    }
}

/// Whether a package URL of a statement means the package `purl`: a version and qualifiers that it has must be
/// the package's; those it does not have do not matter.
pub fn means(said: &Purl, purl: &Purl) -> bool {
    let has = |(key, value): (&String, &String)| purl.qualifiers().get(key) == Some(value);
    let is_version = said.version().is_none() || said.version() == purl.version();
    (said.ty(), said.namespace(), said.name()) == (purl.ty(), purl.namespace(), purl.name())
        && is_version
        && said.qualifiers().iter().all(has)
}

#[cfg(test)]
mod tests {
    use super::means;

    #[test]
    fn a_version_and_qualifiers_count_where_they_are_given() {
        let package = "pkg:deb/debian/openssl@3.0.1-1?arch=amd64&distro=debian-12";
        for (said, expected) in [
            ("pkg:deb/debian/openssl", true),
            ("pkg:deb/debian/openssl@3.0.1-1", true),
            ("pkg:deb/debian/openssl@3.0.1-1?distro=debian-12", true),
            ("pkg:deb/debian/openssl?distro=debian-13", false),
            ("pkg:deb/debian/openssl?epoch=1", false),
            ("pkg:deb/debian/openssl@3.0.1", false),
            ("pkg:deb/ubuntu/openssl", false),
            ("pkg:deb/debian/openssl-dev", false),
            ("pkg:rpm/debian/openssl", false),
        ] {
            let found = means(&said.parse().unwrap(), &package.parse().unwrap());
            assert_eq!(found, expected, "{said}");
        }
    }
}
