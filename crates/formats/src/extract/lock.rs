//! Lockfiles that resolve a whole project: what [`crate::lock`] reads of them, as packages.

use keelmark_model::bom::{Completeness, Component, ComponentKind, Evidence, State};
use keelmark_model::{Digest, Ecosystem, Edge, Inventory, LockedFile, Package, PackageId, Scope};

use super::javascript::npm_v1;
use super::{Extract, Extractor, File, Found, INSTALL_SCRIPT, Need, Pattern};
use crate::license::License;
use crate::lock::{self, Lockfile, Resolution};
use crate::{ParseError, limits};

/// `Cargo.lock`.
pub(super) static CARGO: Extractor = Extractor {
    id: "cargo-lock",
    version: 1,
    example: "Cargo.lock",
    reads: &[Pattern::Name("Cargo.lock")],
    limit: limits::DOCUMENT_BYTES,
    extract: |file| extract(&lock::cargo::LOCKFILE, file),
};

/// `package-lock.json` and `npm-shrinkwrap.json`.
pub(super) static NPM: Extractor = Extractor {
    id: "npm-lock",
    version: 2,
    example: "package-lock.json",
    reads: &[Pattern::Name("package-lock.json"), Pattern::Name("npm-shrinkwrap.json")],
    limit: limits::DOCUMENT_BYTES,
    extract: npm,
};

/// `uv.lock`.
pub(super) static UV: Extractor = Extractor {
    id: "uv-lock",
    version: 1,
    example: "uv.lock",
    reads: &[Pattern::Name("uv.lock")],
    limit: limits::DOCUMENT_BYTES,
    extract: |file| extract(&lock::uv::LOCKFILE, file),
};

fn npm(file: &File<'_>) -> Result<Extract, ParseError> {
    match npm_v1::read(file) {
        Some(extract) => Ok(extract),
        None => extract(&lock::npm::LOCKFILE, file),
    }
}

fn extract(lockfile: &Lockfile, file: &File<'_>) -> Result<Extract, ParseError> {
    let lock = Resolved::of((lockfile.resolve)(file.bytes)?)?;
    let packages = (0..).map(PackageId).zip(&lock.packages).zip(&lock.scopes);
    let packages = packages.map(|((id, package), scope)| lock.found(id, package, scope, file.path));
    Ok(Extract { packages: packages.collect(), ..Extract::default() })
}

/// A lock with how near to its root each package is, if it has one: of a workspace without a root
/// every member is as near as any other.
struct Resolved {
    ecosystem: Ecosystem,
    packages: Vec<Package>,
    scopes: Vec<Option<Scope>>,
    /// Projects, sorted.
    own: Vec<PackageId>,
    /// Sorted.
    edges: Vec<Edge>,
}

impl Resolved {
    fn of(resolution: Resolution) -> Result<Self, ParseError> {
        let ecosystem = resolution.ecosystem;
        if resolution.told.is_some() {
            let inventory = resolution.rooted(None)?;
            lock::check_uses(&inventory)?;
            let scopes = inventory.scopes().into_iter().map(Some).collect();
            let Inventory { packages, root, members: mut own, edges, .. } = inventory;
            own.push(root);
            own.sort();
            return Ok(Self { ecosystem, packages, scopes, own, edges });
        }
        let Resolution { packages, mut edges, mut own, .. } = resolution;
        edges.sort();
        own.sort();
        let scopes = vec![None; packages.len()];
        Ok(Self { ecosystem, packages, scopes, own, edges })
    }

    /// Within one lock packages are needed by their number: several may have one name.
    fn found(&self, id: PackageId, package: &Package, scope: &Option<Scope>, lock: &str) -> Found {
        let is_project = self.own.binary_search(&id).is_ok();
        let mut component = component(self.ecosystem, package, is_project);
        component.scope.clone_from(scope);
        Found {
            component,
            evidence: Evidence::Lockfile,
            line: package.line,
            home: String::new(),
            environment: lock.to_owned(),
            names: vec![number(id)],
            needs: self.needs(id),
            is_project,
            wanted: None,
        }
    }

    fn needs(&self, from: PackageId) -> Vec<Need> {
        let start = self.edges.partition_point(|edge| edge.from < from);
        let edges = self.edges[start..].iter().take_while(|edge| edge.from == from);
        let need = |edge: &Edge| Need {
            kind: edge.kind.clone(),
            any_of: vec![number(edge.to)],
            extras: edge.extras.clone(),
            marker: edge.marker.clone(),
            requirement: None,
            is_optional: false,
        };
        edges.map(need).collect()
    }
}

fn number(id: PackageId) -> String {
    format!("#{}", id.0)
}

fn component(ecosystem: Ecosystem, package: &Package, is_project: bool) -> Component {
    let kind = if is_project { ComponentKind::Application } else { ComponentKind::Library };
    let mut component = Component::new(kind, &package.name, State::Locked);
    component.version.clone_from(&package.version);
    component.purl = Some(package.purl.clone());
    component.files.clone_from(&package.files);
    component.digests = only_digests(&package.files);
    component.source = package.source.clone();
    let license = package.license.as_deref().and_then(|text| License::parse(ecosystem, text));
    component.licensing.declared = license.map(Into::into).into_iter().collect();
    component.dependencies = Completeness::Complete;
    for (number, path) in package.paths.iter().enumerate() {
        let key = if number == 0 { "path".to_owned() } else { format!("path:{}", number + 1) };
        component.properties.insert(key, path.clone());
    }
    if package.install_script {
        component.properties.insert(INSTALL_SCRIPT.to_owned(), "true".to_owned());
    }
    component
}

/// A package that comes as one file has that file's digests; of several, none are its own.
pub(super) fn only_digests(files: &[LockedFile]) -> Vec<Digest> {
    match files {
        [file] => file.digests.clone(),
        _ => Vec::new(),
    }
}
