//! Lockfiles: one file each, listed in [`ALL`].

pub mod cargo;
pub mod npm;
pub mod uv;

mod current;
pub(crate) mod extracted;
mod file_name;
pub mod index;
mod integrity;
pub(crate) mod sections;
pub(crate) mod source;

use std::collections::{HashMap, HashSet};

use keelmark_model::{
    Basis, DependencyKind, Ecosystem, Edge, Inventory, Package, PackageId, Position, Source,
};

pub use cargo::refine;
pub use current::check_current;
pub use file_name::file_name_fits;
pub(crate) use integrity::integrity;

use crate::{ParseError, codes, limits};

/// A lockfile format.
#[derive(Debug)]
pub struct Lockfile {
    /// Identifier: the name of its module.
    pub id: &'static str,
    /// File names it goes by.
    pub files: &'static [&'static str],
    /// Family of registries and tools.
    pub ecosystem: Ecosystem,
    /// Bytes to inventory. `root` names the package the release is made of, as its manifest does;
    /// a format that marks its root itself uses it only to choose among workspace members.
    pub parse: fn(bytes: &[u8], root: Option<&str>) -> Result<Inventory, ParseError>,
    /// Bytes to all that the lock resolves, for whichever of its projects.
    pub resolve: fn(bytes: &[u8]) -> Result<Resolution, ParseError>,
}

/// What a lock says, before one of its projects is chosen as the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// Family of registries and tools.
    pub ecosystem: Ecosystem,
    /// Packages in the order written.
    pub packages: Vec<Package>,
    /// Dependencies between them, by place.
    pub edges: Vec<Edge>,
    /// Places of the packages that are of the project or workspace itself.
    pub own: Vec<PackageId>,
    /// The one of `own` that the lock itself tells to be the root.
    pub told: Option<PackageId>,
    /// Entries that could not be read, and needs that none answers: a line, and what is wrong there.
    pub broken: Vec<(Option<u32>, String)>,
    /// Packages of which the tool keeps no digest whatever it is told: a line, and which.
    pub unchecked: Vec<(Option<u32>, String)>,
}

impl Resolution {
    /// The same with the project that the lock is of, where the lock does not have it: one that needs the
    /// packages that stand at `asked`, by [`Package::paths`].
    ///
    /// # Errors
    /// `document.size` for more dependencies than keelmark holds.
    pub fn with_project(mut self, asked: &HashSet<String>) -> Result<Self, ParseError> {
        let project = id(self.packages.len());
        let is_asked = |package: &Package| package.paths.iter().any(|path| asked.contains(path));
        let needed = (0..).map(PackageId).zip(&self.packages).filter(|(_, it)| is_asked(it));
        self.edges.extend(needed.map(|(to, _)| Edge {
            from: project,
            to,
            kind: DependencyKind::Runtime,
            extras: Vec::new(),
            marker: None,
        }));
        bound_edges(self.edges.len())?;
        self.packages.push(Package {
            name: PROJECT.to_owned(),
            version: None,
            requirement: None,
            purl: self
                .ecosystem
                .purl(PROJECT)
                .map_err(|error| ParseError::new(&codes::DOCUMENT_SHAPE, error.to_string()))?,
            source: Source::Path(".".to_owned()),
            files: Vec::new(),
            license: None,
            paths: Vec::new(),
            install_script: false,
            line: None,
        });
        self.own.push(project);
        Ok(self)
    }

    /// The inventory of the project called `wanted`, or of the one that the lock tells.
    ///
    /// # Errors
    /// `lock.root` when there is none of that name, or none is told.
    pub fn rooted(self, wanted: Option<&str>) -> Result<Inventory, ParseError> {
        let name = |id: &PackageId| self.packages.get(id.0 as usize).map_or("", |it| &*it.name);
        let root = match wanted {
            Some(wanted) => self.own.iter().copied().find(|id| name(id) == wanted),
            None => self.told,
        };
        let Some(root) = root else {
            let names = self.own.iter().map(name).collect::<Vec<_>>();
            return Err(no_root(wanted, &names));
        };
        let inventory = Inventory {
            ecosystem: self.ecosystem,
            basis: Basis::Locked,
            root,
            members: self.own.into_iter().filter(|id| *id != root).collect(),
            packages: self.packages,
            edges: self.edges,
        };
        Ok(inventory.sorted())
    }
}

/// What a project is called in a lock that does not name it.
const PROJECT: &str = "project";

/// Every lockfile format, by identifier.
pub static ALL: &[&Lockfile] = &[&cargo::LOCKFILE, &npm::LOCKFILE, &uv::LOCKFILE];

/// Lockfiles of other tools, which are not read, and whose projects they are of.
pub static UNREAD: &[(&str, Ecosystem)] = &[
    ("poetry.lock", Ecosystem::Python),
    ("pdm.lock", Ecosystem::Python),
    ("Pipfile.lock", Ecosystem::Python),
    ("pnpm-lock.yaml", Ecosystem::Npm),
    ("yarn.lock", Ecosystem::Npm),
];

/// Fails when a lockfile names more packages than keelmark holds.
fn bound_packages(count: usize) -> Result<(), ParseError> {
    bound(count, limits::PACKAGES, "packages")
}

/// Fails when one part of a lockfile has more packages than keelmark looks for.
fn bound_part(count: usize) -> Result<(), ParseError> {
    bound(count, limits::PART_PACKAGES, "packages that do not begin with `[[package]]` on a line")
}

/// Fails when a lockfile implies more dependencies than keelmark holds.
fn bound_edges(count: usize) -> Result<(), ParseError> {
    bound(count, limits::EDGES, "dependencies")
}

/// Places of packages by name, before they are sorted.
fn by_name<'a>(
    names: impl Iterator<Item = &'a str>,
) -> Result<HashMap<&'a str, Vec<usize>>, ParseError> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, name) in names.enumerate() {
        let namesakes = places.entry(name).or_default();
        namesakes.push(place);
        bound(namesakes.len(), limits::NAMESAKES, "packages of one name")?;
    }
    Ok(places)
}

/// Fails when telling when each package is in use would take more than keelmark spends on it.
///
/// # Errors
/// `document.size`.
pub fn check_uses(inventory: &Inventory) -> Result<(), ParseError> {
    let own = inventory.edges.iter().filter(|edge| edge.from == inventory.root);
    let reasons: std::collections::BTreeSet<_> = own.map(|edge| &edge.kind).collect();
    bound(reasons.len().saturating_mul(inventory.packages.len()), limits::USES, "uses of packages")
}

fn bound(count: usize, limit: usize, what: &str) -> Result<(), ParseError> {
    if count <= limit {
        return Ok(());
    }
    Err(ParseError::new(&codes::DOCUMENT_SIZE, format!("more than {limit} {what}")))
}

/// The identifier of the package at `place`, before packages are sorted.
fn id(place: usize) -> PackageId {
    PackageId(u32::try_from(place).unwrap_or(u32::MAX))
}

/// No package is the one wanted, or none was and several could be.
fn no_root(wanted: Option<&str>, names: &[&str]) -> ParseError {
    let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    let message = match wanted {
        Some(wanted) => format!("the project's packages in the lock are {names}; not `{wanted}`"),
        None => format!("the project's packages in the lock are {names}; none is the root"),
    };
    ParseError::new(&codes::LOCK_ROOT, message)
}

/// A dependency that none or several packages of its name fit.
fn no_edge(package: &str, dependency: &str, named: bool, at: Position) -> ParseError {
    let why = if named { "does not fit exactly one entry" } else { "is not in the lock" };
    let message = format!("package `{package}` depends on `{dependency}`, which {why}");
    ParseError { code: &codes::LOCK_EDGE, message, at: Some(at) }
}
