//! Lockfiles that resolve a whole project: what [`crate::lock`] reads of them, as packages.

use keelmark_model::bom::{Completeness, Component, ComponentKind, Evidence, LicenseClaim, State};
use keelmark_model::{
    Digest, Ecosystem, Edge, Inventory, LockedFile, Package, PackageId, Relation, Scope,
};

use super::{Extract, Extractor, File, Found, Need, Pattern};
use crate::license::License;
use crate::lock::{self, Lockfile};
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
    version: 1,
    example: "package-lock.json",
    reads: &[Pattern::Name("package-lock.json"), Pattern::Name("npm-shrinkwrap.json")],
    limit: limits::DOCUMENT_BYTES,
    extract: |file| extract(&lock::npm::LOCKFILE, file),
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

fn extract(lockfile: &Lockfile, file: &File<'_>) -> Result<Extract, ParseError> {
    let inventory = (lockfile.parse)(file.bytes, None)?;
    lock::check_uses(&inventory)?;
    let scopes = inventory.scopes();
    let packages = (0..).map(PackageId).zip(&inventory.packages).zip(&scopes);
    let packages =
        packages.map(|((id, package), scope)| found(&inventory, id, package, scope, file.path));
    Ok(Extract { packages: packages.collect(), ..Extract::default() })
}

/// Within one lock packages are needed by their number: several may have one name.
fn found(
    inventory: &Inventory,
    id: PackageId,
    package: &Package,
    scope: &Scope,
    lock: &str,
) -> Found {
    let is_project = matches!(scope.relation, Relation::Root | Relation::Member);
    Found {
        component: component(inventory.ecosystem, package, scope, is_project),
        evidence: Evidence::Lockfile,
        line: package.line,
        home: String::new(),
        environment: lock.to_owned(),
        names: vec![number(id)],
        needs: needs(inventory, id),
        is_project,
    }
}

fn number(id: PackageId) -> String {
    format!("#{}", id.0)
}

fn needs(inventory: &Inventory, from: PackageId) -> Vec<Need> {
    let start = inventory.edges.partition_point(|edge| edge.from < from);
    let edges = inventory.edges[start..].iter().take_while(|edge| edge.from == from);
    let need = |edge: &Edge| Need {
        kind: edge.kind.clone(),
        any_of: vec![number(edge.to)],
        extras: edge.extras.clone(),
        marker: edge.marker.clone(),
        is_optional: false,
    };
    edges.map(need).collect()
}

fn component(
    ecosystem: Ecosystem,
    package: &Package,
    scope: &Scope,
    is_project: bool,
) -> Component {
    let kind = if is_project { ComponentKind::Application } else { ComponentKind::Library };
    let mut component = Component::new(kind, &package.name, State::Locked);
    component.version.clone_from(&package.version);
    component.purl = Some(package.purl.clone());
    component.scope = Some(scope.clone());
    component.files.clone_from(&package.files);
    component.digests = only_digests(&package.files);
    component.source = package.source.clone();
    let license = package.license.as_deref().and_then(|text| License::parse(ecosystem, text));
    component.licensing.declared = license.map(LicenseClaim::from).into_iter().collect();
    component.dependencies = Completeness::Complete;
    for (number, path) in package.paths.iter().enumerate() {
        let key = if number == 0 { "path".to_owned() } else { format!("path:{}", number + 1) };
        component.properties.insert(key, path.clone());
    }
    component
}

/// A package that comes as one file has that file's digests; of several, none are its own.
fn only_digests(files: &[LockedFile]) -> Vec<Digest> {
    match files {
        [file] => file.digests.clone(),
        _ => Vec::new(),
    }
}
