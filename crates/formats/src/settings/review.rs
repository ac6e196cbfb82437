//! What a project wants to know of a change: `[review]` of keelmark.toml.
//!
//! ```toml
//! [review]
//! private = ["acme-*", "@acme/*"]      # names that no public registry may serve
//! known = ["internal-tool"]            # names that a new one is compared with, besides those there
//! deny = ["moved", "install-script"]   # what stops a change that is only warned of otherwise
//! ```

use std::collections::BTreeSet;

use serde::Deserialize;

/// What a project wants to know of a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// Names of packages that are its own and on no public registry.
    pub private: Vec<Pattern>,
    /// Names that a new one is compared with, besides those that are there.
    pub known: BTreeSet<String>,
    /// What stops a change that is only warned of otherwise.
    pub deny: BTreeSet<Suspicion>,
}

/// Something about a change that is warned of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Suspicion {
    /// An earlier version took the place of a later one.
    Downgraded,
    /// A version that was there has a further file.
    FileAdded,
    /// Installing a package runs a program it brings along.
    InstallScript,
    /// A package is under another licence than before.
    LicenseChanged,
    /// A package comes from somewhere else than before.
    Moved,
    /// The file with the project's choices is another.
    PolicyChanged,
    /// A private name is taken from a public registry.
    PrivateName,
    /// A new name can be taken for another.
    SimilarName,
}

impl Suspicion {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::Downgraded,
        Self::FileAdded,
        Self::InstallScript,
        Self::LicenseChanged,
        Self::Moved,
        Self::PolicyChanged,
        Self::PrivateName,
        Self::SimilarName,
    ];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Downgraded => "downgraded",
            Self::FileAdded => "file-added",
            Self::InstallScript => "install-script",
            Self::LicenseChanged => "license-changed",
            Self::Moved => "moved",
            Self::PolicyChanged => "policy-changed",
            Self::PrivateName => "private-name",
            Self::SimilarName => "similar-name",
        }
    }
}

/// A name in which `*` stands for anything, also for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Pattern(String);

impl Pattern {
    /// A pattern as written.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it means `name`. Takes time in proportion to the lengths of both together, since the earliest
    /// place of each part is as good as any other.
    pub fn means(&self, name: &str) -> bool {
        let Some((first, rest)) = self.0.split_once('*') else { return self.0 == name };
        let Some(mut left) = name.strip_prefix(first) else { return false };
        let mut parts: Vec<&str> = rest.split('*').collect();
        let last = parts.pop().unwrap_or_default();
        for part in parts {
            let Some(at) = left.find(part) else { return false };
            left = left.get(at + part.len()..).unwrap_or_default();
        }
        left.ends_with(last)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    #[serde(default)]
    private: Vec<Pattern>,
    #[serde(default)]
    known: BTreeSet<String>,
    #[serde(default)]
    deny: BTreeSet<Suspicion>,
}

impl From<Written> for Review {
    fn from(Written { private, known, deny }: Written) -> Self {
        Self { private, known, deny }
    }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, Suspicion};

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, name, means) in [
            ("acme", "acme", true),
            ("acme", "acme-x", false),
            ("acme-*", "acme-x", true),
            ("acme-*", "acme", false),
            ("@acme/*", "@acme/x", true),
            ("*-acme-*", "a-acme-", true),
            ("a*a", "a", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("*", "", true),
        ] {
            assert_eq!(Pattern::new(pattern).means(name), means, "{pattern} {name}");
        }
    }

    #[test]
    fn words_are_those_of_the_file() {
        for one in Suspicion::ALL {
            let read: Suspicion = serde_json::from_value(one.name().into()).unwrap();
            assert_eq!(read, one);
        }
    }
}
