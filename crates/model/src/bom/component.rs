//! One component, with everything known of it and how it came to be known.

use std::collections::BTreeMap;

use super::{Completeness, ComponentId};
use crate::{Digest, LockedFile, Purl, Scope, Source};

/// What sort of thing a component is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComponentKind {
    /// A program or a project as such.
    Application,
    /// An image.
    Container,
    /// One file that no package claims.
    File,
    /// A package that others build on by calling it.
    Library,
    /// An operating system or distribution.
    OperatingSystem,
}

/// How a component is in the target, the strongest claim first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It lies there, ready to run, as its installer left it.
    Installed,
    /// A lockfile of the target pins it.
    Locked,
    /// A manifest of the target asks for it; no version is fixed.
    Declared,
    /// It lies, or is pinned, inside another component, which brought it along.
    Bundled,
    /// It belongs to test data, examples or documentation.
    Fixture,
}

impl State {
    /// Every state, the strongest first.
    pub const ALL: [Self; 5] =
        [Self::Installed, Self::Locked, Self::Declared, Self::Bundled, Self::Fixture];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Locked => "locked",
            Self::Declared => "declared",
            Self::Bundled => "bundled",
            Self::Fixture => "fixture",
        }
    }

    /// Whether gates and documents take it unless told otherwise.
    pub const fn is_usual(self) -> bool {
        matches!(self, Self::Installed | Self::Locked)
    }
}

/// By what a component was recognised; how far it can be relied on follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// The package database or the installer's own record.
    Database,
    /// A lockfile.
    Lockfile,
    /// The package's manifest: METADATA, package.json, pom.properties.
    Manifest,
    /// What a compiler wrote into a binary.
    Binary,
    /// A bill of materials, made by somebody else.
    Sbom,
    /// A file's name.
    FileName,
}

impl Evidence {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Lockfile => "lockfile",
            Self::Manifest => "manifest",
            Self::Binary => "binary",
            Self::Sbom => "sbom",
            Self::FileName => "file-name",
        }
    }

    /// How sure it makes, from 0 to 100, for documents that want a number.
    pub const fn confidence(self) -> u8 {
        match self {
            Self::Database | Self::Lockfile | Self::Binary => 100,
            Self::Manifest => 90,
            Self::Sbom => 70,
            Self::FileName => 40,
        }
    }
}

/// A place where a component was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Occurrence {
    /// File within the target, segments joined by `/`; what lies in an archive follows a `!/`:
    /// `lib/app.war!/WEB-INF/lib/a.jar`. Never a path of the machine.
    pub path: String,
    /// Line in the file, from 1.
    pub line: Option<u32>,
    /// The image's layer, by the digest of its uncompressed archive (`diff_id`).
    pub layer: Option<Digest>,
    /// What it was recognised by.
    pub evidence: Evidence,
    /// The extractor that found it.
    pub extractor: &'static str,
}

/// A licence as somebody states it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LicenseClaim {
    /// An SPDX licence expression.
    Expression(String),
    /// Anything else, on one line.
    Name(String),
}

/// Under which terms a component may be used.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Licensing {
    /// What the package itself says; several claims hold together.
    pub declared: Vec<LicenseClaim>,
    /// What its licence texts are, as an SPDX expression.
    pub concluded: Option<String>,
    /// Files with licence texts, as [`Occurrence::path`] writes them, sorted.
    pub files: Vec<String>,
    /// Copyright statements.
    pub copyright: Option<String>,
}

/// A person or organisation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Supplier {
    /// Name.
    pub name: String,
    /// Address of its site.
    pub url: Option<String>,
    /// Address to write to.
    pub email: Option<String>,
}

/// One component at one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// What sort of thing.
    pub kind: ComponentKind,
    /// Name as its ecosystem normalises it (npm: with its scope; Maven: `group/name`).
    pub name: String,
    /// Exact version; `None` where none is fixed or known.
    pub version: Option<String>,
    /// Canonical package URL, for what an ecosystem has a name for.
    pub purl: Option<Purl>,
    /// CPE 2.3 names it may be known by, sorted: guesses, not facts.
    pub cpes: Vec<String>,
    /// In which way it is in the target.
    pub state: State,
    /// How near to the root and when it is in use, where a lock or manifest tells.
    pub scope: Option<Scope>,
    /// Digests of the component as one file, sorted.
    pub digests: Vec<Digest>,
    /// Files by which it may be installed, as a lock pins them.
    pub files: Vec<LockedFile>,
    /// Where it comes from.
    pub source: Source,
    /// Who supplies it.
    pub supplier: Option<Supplier>,
    /// Who wrote it, as the package says.
    pub authors: Vec<Supplier>,
    /// Under which terms.
    pub licensing: Licensing,
    /// One-line description.
    pub description: Option<String>,
    /// Home page.
    pub homepage: Option<String>,
    /// Repository of its source.
    pub repository: Option<String>,
    /// Whether all its dependencies are known.
    pub dependencies: Completeness,
    /// The component that brought it along, for [`State::Bundled`].
    pub within: Option<ComponentId>,
    /// Places it was found at, sorted.
    pub found: Vec<Occurrence>,
    /// Further facts by name, such as `deb:source`; shown with the prefix `keelmark:`.
    pub properties: BTreeMap<String, String>,
}

impl Component {
    /// A component of which nothing is known but what it is called.
    pub fn new(kind: ComponentKind, name: impl Into<String>, state: State) -> Self {
        Self {
            kind,
            name: name.into(),
            version: None,
            purl: None,
            cpes: Vec::new(),
            state,
            scope: None,
            digests: Vec::new(),
            files: Vec::new(),
            source: Source::Unknown,
            supplier: None,
            authors: Vec::new(),
            licensing: Licensing::default(),
            description: None,
            homepage: None,
            repository: None,
            dependencies: Completeness::Unknown,
            within: None,
            found: Vec::new(),
            properties: BTreeMap::new(),
        }
    }

    /// Adds a fact, numbered where others of that name stand already: `name`, `name:2` …
    pub fn add_property(&mut self, name: &str, value: &str) {
        let mut key = name.to_owned();
        let mut number = 1;
        while let Some(known) = self.properties.get(&key) {
            if known == value {
                return;
            }
            number += 1;
            key = format!("{name}:{number}");
        }
        self.properties.insert(key, value.to_owned());
    }

    /// What components are ordered by: kind of package, name, version, then where it is found.
    pub fn key(&self) -> impl Ord + '_ {
        let ty = self.purl.as_ref().map(Purl::ty);
        (ty, &self.name, &self.version, &self.purl, self.state, &self.source, &self.found)
    }
}
