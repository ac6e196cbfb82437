//! `package-lock.json` and `npm-shrinkwrap.json`, versions 2 and 3.
//!
//! Source: npm's documentation of package-lock.json (`packages`), and Node.js's "Loading from
//! `node_modules` folders" for what a dependency's name resolves to.

mod tree;
mod written;

use std::collections::{HashMap, HashSet};

use keelmark_model::{DependencyKind, Ecosystem, Edge, Inventory, Package, PackageId, Source};

pub use self::tree::{Modules, Tree, find};
use self::written::{Entry, Lock, MODULES};
use super::{Lockfile, Resolution, bound_edges, bound_packages, id};
use crate::ParseError;
use crate::npm::Recorded;
use crate::text::Lines;

/// The format.
pub static LOCKFILE: Lockfile = Lockfile {
    id: "npm",
    files: &["package-lock.json", "npm-shrinkwrap.json"],
    ecosystem: Ecosystem::Npm,
    parse,
    resolve,
};

fn parse(bytes: &[u8], root: Option<&str>) -> Result<Inventory, ParseError> {
    resolve(bytes)?.rooted(root)
}

fn resolve(bytes: &[u8]) -> Result<Resolution, ParseError> {
    let lock = Lock::read(bytes)?;
    bound_packages(lock.entries.len())?;
    resolved(&lock)
}

/// What a lock resolves, and each of its entries as written.
///
/// # Errors
/// `document.*` and `lock.*` codes; what is wrong with the graph or a digest is an error of the resolution
/// alone.
pub(crate) fn recorded(bytes: &[u8]) -> Result<Recorded, ParseError> {
    let lock = Lock::read(bytes)?;
    bound_packages(lock.entries.len())?;
    let lines = Lines::of(bytes);
    let entries = lock.entries.iter().map(|entry| entry.recorded(bytes, &lines)).collect();
    Ok(Recorded { entries, resolution: resolved(&lock) })
}

fn resolved(lock: &Lock<'_>) -> Result<Resolution, ParseError> {
    let tree = Tree::of(lock.paths());
    let (own, told) = own(lock);
    let merged = Merged::of(lock)?;
    Ok(Resolution {
        ecosystem: Ecosystem::Npm,
        own: own.into_iter().map(|place| merged.ids[place]).collect(),
        told: told.map(|place| merged.ids[place]),
        edges: edges(lock, &tree, &merged.ids)?,
        packages: merged.packages,
        broken: lock.entries.iter().filter_map(Entry::nothing).collect(),
        unchecked: Vec::new(),
    })
}

/// The packages in `node_modules` folders, one for each path, in the order written, or what is wrong
/// with one.
///
/// # Errors
/// `document.*` and `lock.*` codes.
pub(crate) fn modules(bytes: &[u8]) -> Result<Vec<Result<Package, ParseError>>, ParseError> {
    let lock = Lock::read(bytes)?;
    bound_packages(lock.entries.len())?;
    let is_module = |entry: &&Entry| !entry.written.link && entry.path.contains(MODULES);
    let modules = lock.entries.iter().filter(is_module);
    Ok(modules.map(|entry| entry.package(lock.text)).collect())
}

/// Places of the members of the workspace, and that of the package at its top.
fn own(lock: &Lock) -> (Vec<usize>, Option<usize>) {
    let top = lock.entries.iter().position(|entry| entry.path.is_empty());
    let workspace = top.is_some_and(|top| lock.entries[top].written.workspaces.is_some());
    let is_own = |entry: &Entry| entry.path.is_empty() || workspace && entry.is_local();
    let own = (0..lock.entries.len()).filter(|place| is_own(&lock.entries[*place]));
    (own.collect(), top)
}

/// Packages, each once, and which of them every entry is.
struct Merged {
    packages: Vec<Package>,
    /// By place of the entry; that of a link means nothing.
    ids: Vec<PackageId>,
}

impl Merged {
    /// Entries of one name, version and source are one package at several paths.
    fn of(lock: &Lock) -> Result<Self, ParseError> {
        let mut packages: Vec<Package> = Vec::with_capacity(lock.entries.len());
        let mut ids = Vec::with_capacity(lock.entries.len());
        let mut known: HashMap<(String, Option<String>, Source), usize> = HashMap::new();
        for entry in &lock.entries {
            if entry.written.link {
                ids.push(PackageId(0));
                continue;
            }
            let package = entry.package(lock.text)?;
            let key = (package.name.clone(), package.version.clone(), package.source.clone());
            let place = *known.entry(key).or_insert(packages.len());
            ids.push(id(place));
            match packages.get_mut(place) {
                Some(same) => merge(same, package),
                None => packages.push(package),
            }
        }
        for package in &mut packages {
            package.paths.sort();
            package.files.sort();
            package.files.dedup();
        }
        Ok(Self { packages, ids })
    }
}

fn merge(package: &mut Package, same: Package) {
    package.paths.extend(same.paths);
    package.license = package.license.take().or(same.license);
    package.files.extend(same.files);
}

fn edges(lock: &Lock, tree: &Tree, ids: &[PackageId]) -> Result<Vec<Edge>, ParseError> {
    let mut edges = Vec::new();
    for (place, entry) in lock.entries.iter().enumerate().filter(|(_, entry)| !entry.written.link) {
        let folders = tree.folders(&entry.path);
        for (kind, name) in entry.dependencies() {
            let Some(target) = lock.resolve(tree, &folders, name) else {
                if entry.may_lack(&kind) {
                    continue;
                }
                let at = entry.position(lock.text, name);
                return Err(super::no_edge(entry.name(), name, false, at));
            };
            edges.push(Edge {
                from: ids[place],
                to: ids[target],
                kind,
                extras: Vec::new(),
                marker: None,
            });
        }
        bound_edges(edges.len())?;
    }
    edges.extend(workspaces(lock, tree, ids));
    Ok(edges)
}

/// Edges from the top of a workspace to members it does not name as dependencies: npm links and
/// lists them as if it did.
fn workspaces(lock: &Lock, tree: &Tree, ids: &[PackageId]) -> Vec<Edge> {
    let tops = lock.entries.iter().zip(ids).filter(|(entry, _)| entry.written.workspaces.is_some());
    let Some((top, from)) = tops.into_iter().find(|(entry, _)| entry.path.is_empty()) else {
        return Vec::new();
    };
    let named: HashSet<&str> = top.dependencies().map(|(_, name)| name).collect();
    let folders = tree.folders("");
    let links = lock.entries.iter().filter(|entry| entry.written.link);
    links
        .filter_map(|link| link.path.strip_prefix("node_modules/"))
        .filter(|name| !named.contains(name))
        .filter_map(|name| lock.resolve(tree, &folders, name))
        .filter(|target| lock.entries[*target].is_local())
        .map(|target| Edge {
            from: *from,
            to: ids[target],
            kind: DependencyKind::Runtime,
            extras: Vec::new(),
            marker: None,
        })
        .collect()
}

/// The name under which a package stands at `path`, if it stands in a `node_modules` folder.
pub(super) fn name_at(path: &str) -> Option<&str> {
    path.rsplit_once(MODULES).map(|(_, name)| name)
}

/// The name of the group of dependencies npm has for development.
const DEV: &str = "dev";

impl Entry<'_> {
    /// Names this entry depends on; `optionalDependencies` override `dependencies`, and
    /// `devDependencies` count only in packages of the project.
    fn dependencies(&self) -> impl Iterator<Item = (DependencyKind, &str)> {
        let written = &self.written;
        let runtime = written
            .dependencies
            .keys()
            .filter(|name| !written.optional_dependencies.contains_key(*name))
            .map(|name| (DependencyKind::Runtime, name.as_str()));
        let optional = written.optional_dependencies.keys();
        let peer = written.peer_dependencies.keys();
        let dev = written.dev_dependencies.keys().filter(|_| self.is_local());
        runtime
            .chain(optional.map(|name| (DependencyKind::Optional, name.as_str())))
            .chain(peer.map(|name| (DependencyKind::Peer, name.as_str())))
            .chain(dev.map(|name| (DependencyKind::Group(DEV.to_owned()), name.as_str())))
    }

    /// Whether npm may leave out a dependency of this entry: optional and peer dependencies, and
    /// any of a package that is itself optional, bundled in another or outside of the project.
    fn may_lack(&self, kind: &DependencyKind) -> bool {
        let written = &self.written;
        matches!(kind, DependencyKind::Optional | DependencyKind::Peer)
            || written.optional
            || written.dev_optional
            || written.in_bundle
            || self.path.as_str().starts_with("..")
    }
}
