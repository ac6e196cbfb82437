//! What a file says of packages: one extractor for each kind of file, listed in [`ALL`].
//!
//! An extractor sees one file at a time, in no particular order, since files come out of archives and
//! image layers as they happen to lie there. What one file says of a package that another file names
//! (the licence text beside it, the list of its files) is a [`Claim`] on the package's home.
//! [`assemble()`] puts it all together.

mod assemble;
mod binary;
mod declared;
mod distribution;
mod dotnet;
mod gaps;
mod go;
mod header_block;
mod included;
mod inside;
mod java;
mod javascript;
mod json_lines;
pub mod kept;
mod license_text;
mod lock;
mod other;
mod php;
mod pinned;
mod python;
mod ruby;
mod rust;
mod sbom;
mod select;
mod xml;
pub(crate) mod yaml;

use keelmark_model::bom::{Component, Evidence, Gap, LicenseClaim};
use keelmark_model::{DependencyKind, Digest, LockedFile, Source};

pub use assemble::{Scanned, assemble, is_fixture};
pub(crate) use assemble::{agree, fill};
pub use distribution::rpm::rpm_header::rpm_built;
pub use gaps::Gaps;
pub use included::{Included, unread};
pub use java::archive;
pub(crate) use python::requirements::logical as requirement_lines;
pub use select::{Pattern, Selector};

use crate::{ParseError, codes, limits};

/// The property of a component of which it is said that installing it runs a program it brings along.
pub const INSTALL_SCRIPT: &str = "install-script";

/// A kind of file that says something of packages.
#[derive(Debug)]
pub struct Extractor {
    /// Identifier: the name of its module, with `-` for `_`.
    pub id: &'static str,
    /// Raised with every change of what it gives for the same bytes, so that results kept from
    /// before are not taken for its own.
    pub version: u32,
    /// Where such a file may lie, for documents and tests: one that `reads` wants.
    pub example: &'static str,
    /// The files it wants.
    pub reads: &'static [Pattern],
    /// Largest file it takes, in bytes; a larger one is a gap.
    pub limit: usize,
    /// Bytes to packages. A file that only looks like one of its kind gives an empty answer; one of
    /// its kind that cannot be read is an error, which becomes a gap.
    pub extract: fn(&File<'_>) -> Result<Extract, ParseError>,
}

/// Every extractor, by identifier.
pub static ALL: &[&Extractor] = &[
    &distribution::apk_installed::APK_INSTALLED,
    &binary::cargo_auditable::CARGO_AUDITABLE,
    &lock::CARGO,
    &rust::cargo_manifest::CARGO_MANIFEST,
    &rust::cargo_vcs_info::CARGO_VCS_INFO,
    &php::composer_installed::COMPOSER_INSTALLED,
    &php::composer_lock::COMPOSER_LOCK,
    &php::composer_manifest::COMPOSER_MANIFEST,
    &python::requirements::CONSTRAINTS,
    &python::conda_environment::CONDA_ENVIRONMENT,
    &python::conda::CONDA,
    &distribution::deb_control::DEB_CONTROL,
    &other::dockerfile::DOCKERFILE,
    &dotnet::deps_json::DOTNET_DEPS,
    &distribution::dpkg_copyright::DPKG_COPYRIGHT,
    &distribution::dpkg_files::DPKG_FILES,
    &distribution::dpkg_status::DPKG_STATUS,
    &ruby::gem_metadata::GEM_METADATA,
    &ruby::gemfile_lock::GEMFILE_LOCK,
    &ruby::gemspec::GEMSPEC,
    &other::github_workflow::GITHUB_WORKFLOW,
    &other::gitmodules::GITMODULES,
    &binary::go_build_info::GO_BUILD_INFO,
    &go::go_mod::GO_MOD,
    &go::go_sum::GO_SUM,
    &go::go_vendor_modules::GO_VENDOR_MODULES,
    &go::go_work::GO_WORK,
    &java::gradle_lock::GRADLE_LOCK,
    &java::manifest::JAVA_MANIFEST,
    &license_text::LICENSE_TEXT,
    &binary::machine_code::MACHINE_CODE,
    &java::pom::MAVEN_POM,
    &java::pom_properties::MAVEN_POM_PROPERTIES,
    &javascript::hidden_lock::HIDDEN_LOCK,
    &lock::NPM,
    &javascript::package_json::PACKAGE_JSON,
    &dotnet::deps_json::NUGET_ASSETS,
    &dotnet::packages_config::NUGET_PACKAGES_CONFIG,
    &dotnet::packages_lock::NUGET_PACKAGES_LOCK,
    &distribution::os_release::OS_RELEASE,
    &distribution::package_info::PACKAGE_INFO,
    &python::pdm_lock::PDM_LOCK,
    &python::pipfile::PIPFILE,
    &python::pipfile_lock::PIPFILE_LOCK,
    &javascript::pnpm_lock::PNPM_LOCK,
    &python::poetry_lock::POETRY_LOCK,
    &python::pylock::PYLOCK,
    &python::installation::DIRECT_URL,
    &python::dist_info::DIST_INFO,
    &python::egg_info::EGG_INFO,
    &python::egg_info::EGG_REQUIRES,
    &python::egg_link::EGG_LINK,
    &python::record::INSTALLED_FILES,
    &python::installation::INSTALLER,
    &python::manifest::PYPROJECT,
    &python::record::RECORD,
    &python::manifest::SETUP_CFG,
    &python::requirements::REQUIREMENTS,
    &distribution::rpm::rpm_database::RPM_DATABASE,
    &distribution::rpm::rpm_header::RPM_HEADER,
    &sbom::SBOM,
    &other::unread::UNREAD,
    &lock::UV,
    &python::vendored::VENDORED,
    &javascript::yarn_lock::YARN_LOCK,
];

/// Those that read what stands in one file of a package that was installed or unpacked, and tells most of it.
pub static RECORDS: &[&Extractor] = &[
    &rust::cargo_manifest::CARGO_MANIFEST,
    &javascript::hidden_lock::HIDDEN_LOCK,
    &javascript::package_json::PACKAGE_JSON,
    &python::dist_info::DIST_INFO,
];

/// One file of a target.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Where it lies in the target, segments joined by `/`, without `.`, `..` or a first `/`.
    /// Paths within an archive follow a `!/`.
    pub path: &'a str,
    /// All of it.
    pub bytes: &'a [u8],
}

impl<'a> File<'a> {
    /// The last segment of the path.
    pub fn name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// The folder it lies in, without a final `/`; empty at the top.
    pub fn folder(&self) -> &'a str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// That an entry of it could not be read, and why.
    fn entry_gap(&self, line: Option<u32>, message: impl Into<String>) -> Gap {
        let (path, message) = (self.path.to_owned(), message.into());
        Gap { code: &codes::EXTRACT_ENTRY, path, message, line }
    }
}

/// What one file says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extract {
    /// Packages it names.
    pub packages: Vec<Found>,
    /// What it says of packages that other files name.
    pub claims: Vec<Claim>,
    /// Parts of it that could not be read.
    pub gaps: Gaps,
}

impl Extract {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        let Self { packages, claims, gaps } = self;
        packages.is_empty() && claims.is_empty() && gaps.is_empty()
    }

    /// Whether no further package of the file is kept, since there are too many: a gap at `line`. Who
    /// asks stops there.
    fn is_full(&mut self, file: &File<'_>, line: Option<u32>) -> bool {
        let is_full = self.packages.len() >= limits::PACKAGES;
        if is_full {
            let message = format!("more than {} packages", limits::PACKAGES);
            self.gaps.push(file.entry_gap(line, message));
        }
        is_full
    }

    /// Of a file about one package that cannot be told.
    fn gap(file: &File<'_>, line: Option<u32>, message: impl Into<String>) -> Self {
        Self { gaps: vec![file.entry_gap(line, message)].into(), ..Self::default() }
    }
}

/// A package that a file names.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What is known of it. `state` is what the file alone would make it: [`assemble()`] weakens it
    /// by where the file lies. `found` and `within` are left empty.
    pub component: Component,
    /// By what it was recognised.
    pub evidence: Evidence,
    /// Line in the file, from 1.
    pub line: Option<u32>,
    /// What claims on it name: the folder or record that is this one installation of it, such as
    /// `venv/lib/python3.12/site-packages/rich-13.9.4.dist-info`. Unique to it; empty for none.
    pub home: String,
    /// Among which others its needs are looked up, such as a `site-packages` folder, a lockfile's
    /// path or, for distributions of Linux, the root file system (empty).
    pub environment: String,
    /// Names by which others of the environment may need it: its own, and what it provides.
    pub names: Vec<String>,
    /// What it needs.
    pub needs: Vec<Need>,
    /// Whether it is the project that the file is about, rather than something that project uses.
    pub is_project: bool,
    /// Why that project has it, where the file says so and names no project.
    pub wanted: Option<Wanted>,
}

impl Found {
    /// A package that goes by its own name in `environment`.
    pub fn new(component: Component, evidence: Evidence, environment: impl Into<String>) -> Self {
        let names = vec![component.name.clone()];
        Self {
            component,
            evidence,
            line: None,
            home: String::new(),
            environment: environment.into(),
            names,
            needs: Vec::new(),
            is_project: false,
            wanted: None,
        }
    }
}

/// Why the project that a file is about has a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// For what.
    pub kind: DependencyKind,
    /// Whether the project asks for it by name; else it may be there for what another needs.
    pub is_direct: bool,
}

impl Wanted {
    /// What the project asks for to run.
    const fn direct() -> Self {
        Self { kind: DependencyKind::Runtime, is_direct: true }
    }
}

/// Something a package needs, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Why.
    pub kind: DependencyKind,
    /// Names of which any one will do, the preferred first: `a | b` of Debian.
    pub any_of: Vec<String>,
    /// Extras asked of it, sorted.
    pub extras: Vec<String>,
    /// Marker, or version requirement in parentheses, as written.
    pub marker: Option<String>,
    /// Versions asked for, as written, where they are not the marker and anybody may want to know.
    pub requirement: Option<String>,
    /// Whether a package without it is as it should be (an optional or conditional need).
    pub is_optional: bool,
}

impl Need {
    /// A need at run time of what is called `name`.
    pub fn runtime(name: impl Into<String>) -> Self {
        Self {
            kind: DependencyKind::Runtime,
            any_of: vec![name.into()],
            extras: Vec::new(),
            marker: None,
            requirement: None,
            is_optional: false,
        }
    }
}

/// What a file says of the package at a home.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// [`Found::home`] of the package. Homes that go on after it with a `:` are meant, too: the same
    /// package for several architectures. For [`Says::Distribution`], the root file system.
    pub home: String,
    /// What it says.
    pub says: Says,
}

/// What can be claimed of a package.
#[derive(Debug, Clone, PartialEq)]
pub enum Says {
    /// These files are of it.
    Owns(Vec<OwnedFile>),
    /// A licence text of it, at this path, and what the text is as an SPDX expression, if known.
    License(String, Option<String>),
    /// It may be used under these terms, among others.
    Declares(LicenseClaim),
    /// The root file system is of this distribution, and so are the packages its package manager
    /// installed.
    Distribution(Distribution),
    /// It is one file, and this is a digest of it.
    Digest(Digest),
    /// Where it came from.
    From(Source),
    /// A further fact by name.
    Property(String, String),
    /// All that it needs.
    Needs(Vec<Need>),
    /// What its installer noted of where it got it.
    Installed(Installation),
    /// It has modules of Go that are worked on together.
    Workspace {
        /// Their files go.mod.
        modules: Vec<String>,
        /// What is built in the place of modules, each named by path and version, or none for any.
        replaced: Vec<Found>,
    },
    /// It is installed by a link to this folder of the machine where that was done, without a first `/`.
    LiesIn(String),
    /// The file, which is its home, takes over another one of the target.
    Includes(Inclusion),
    /// The file, which is its home, bounds the versions of what others ask for who take it over.
    Constrains {
        /// Name of the package.
        name: String,
        /// The versions it leaves, as written.
        requirement: String,
        /// Line in the file, from 1.
        line: Option<u32>,
    },
    /// The lock, which is its home, is of a project in this folder below its own, which needs this.
    Project {
        /// Relative to the lock's folder; `.` for that itself.
        folder: String,
        /// By the names that packages of the lock have there.
        needs: Vec<Need>,
    },
    /// It leaves these fields to the root of the workspace that it is a member of.
    TakesOver(Vec<String>),
    /// It is the root of a workspace, of which members may take over what is stated here.
    Offers(Box<Component>),
}

/// A file that another takes over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// Where it lies in the target.
    pub path: String,
    /// Line that says so, from 1.
    pub line: Option<u32>,
    /// Whether it only bounds versions, and asks for nothing.
    pub is_constraint: bool,
}

/// What an installer noted of a package that it put somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// The version it put there. Of a package that has another by now, the rest of it does not hold.
    pub version: Option<String>,
    /// Where it got the package.
    pub source: Source,
    /// The archives that the package was in.
    pub files: Vec<LockedFile>,
}

/// A distribution of Linux at one release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// Its name for programs, in lower case: `debian`.
    pub id: String,
    /// The release: `12`; its code name where it has no number.
    pub version: Option<String>,
}

/// A file that a package brings along.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnedFile {
    /// Where it lies in the target. One that ends in `/`, or is empty, is a folder of which everything
    /// is meant.
    pub path: String,
    /// What the package's record says its digest is.
    pub digest: Option<Digest>,
}
