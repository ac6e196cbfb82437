//! Packages: the things an inventory lists.

use crate::{Digest, Purl, PurlError};

/// The family of registries and tools a package belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ecosystem {
    /// crates.io and Cargo.
    Cargo,
    /// npmjs.com and its clients.
    Npm,
    /// PyPI and its clients.
    Python,
}

impl Ecosystem {
    /// The package URL type of the ecosystem.
    pub const fn purl_type(self) -> &'static str {
        match self {
            Self::Cargo => "cargo",
            Self::Npm => "npm",
            Self::Python => "pypi",
        }
    }

    /// The package URL of the package called `name`, for npm with its scope.
    ///
    /// # Errors
    /// [`PurlError`] when no package can have that name.
    pub fn purl(self, name: &str) -> Result<Purl, PurlError> {
        let (namespace, name) = match name.rsplit_once('/') {
            Some((scope, name)) if self == Self::Npm => (scope, name),
            _ => ("", name),
        };
        Purl::new(self.purl_type(), namespace, name)
    }

    /// The name people use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cargo => "rust",
            Self::Npm => "npm",
            Self::Python => "python",
        }
    }
}

/// Where a package comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A registry or index, by its address.
    Registry(String),
    /// A git repository; `commit` is the full identifier the lock pins, if it does.
    Git {
        /// Repository address without reference or credentials.
        url: String,
        /// Pinned commit.
        commit: Option<String>,
        /// Folder of the package within the repository.
        subdirectory: Option<String>,
    },
    /// One file at an address.
    Url(String),
    /// A folder or file of this project, relative to its root.
    Path(String),
    /// The lock does not say.
    Unknown,
}

/// What kind of file a lock pins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LockedFileKind {
    /// The source archive (sdist, .crate) or the only archive (npm tarball).
    Source,
    /// A built distribution for some platforms (wheel).
    Built,
}

/// One file by which a package may be installed, as the lock pins it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedFile {
    /// Kind of file.
    pub kind: LockedFileKind,
    /// File name.
    pub name: String,
    /// Address the lock gives.
    pub url: Option<String>,
    /// Size in bytes the lock gives.
    pub size: Option<u64>,
    /// Digests the lock gives.
    pub digests: Vec<Digest>,
}

/// One package at one version from one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Name as the ecosystem normalises it (npm: with its scope).
    pub name: String,
    /// Exact version; `None` when only declared or dynamic.
    pub version: Option<String>,
    /// The requirement as declared, where no version is locked: `>=2,<3`.
    pub requirement: Option<String>,
    /// Canonical package URL.
    pub purl: Purl,
    /// Where it comes from.
    pub source: Source,
    /// Files the lock pins, sorted by kind and name.
    pub files: Vec<LockedFile>,
    /// Licence as declared by lock or manifest; an SPDX expression where it parses as one.
    pub license: Option<String>,
    /// Places in the lock or tree the package stands at (npm: `node_modules/a/node_modules/b`).
    pub paths: Vec<String>,
    /// Whether the lock says that installing it runs a program it brings along (npm: `hasInstallScript`).
    pub install_script: bool,
    /// Line in the lockfile or manifest, from 1.
    pub line: Option<u32>,
}
