//! An inventory, a project and its artifacts as a bill, as `keelmark attest` writes it.

use keelmark_model::bom::{
    Bom, Completeness, Component, ComponentId, ComponentKind, Context, Dependency, Evidence,
    LicenseClaim, Occurrence, State,
};
use keelmark_model::{
    Basis, Edge, LockedFile, LockedFileKind, Package, PackageId, Project, Relation, Scope, Subject,
    Usage,
};

use super::{SbomInput, origin};
use crate::extract;
use crate::license::License;

/// The bill of what `input` says.
pub(super) fn bom(input: &SbomInput<'_>) -> Bom {
    static UNKNOWN: Scope = Scope { relation: Relation::Unreachable, usage: Usage::Unused };
    let inventory = input.inventory;
    debug_assert_eq!(input.scopes.len(), inventory.packages.len());
    let scopes = input.scopes.iter().chain(std::iter::repeat(&UNKNOWN));
    let packages = (0..).map(PackageId).zip(&inventory.packages).zip(scopes);
    let components = packages.map(|((id, package), scope)| match id == inventory.root {
        true => root(input, package, scope),
        false => component(input, package, scope),
    });
    let bom = Bom {
        created: Some(input.created),
        authors: origin::supplier_of_project(input.project).into_iter().collect(),
        tools: Vec::new(),
        context: Some(Context::Source),
        root: ComponentId(inventory.root.0),
        components: components.collect(),
        dependencies: inventory.edges.iter().map(dependency).collect(),
        gaps: Vec::new(),
    };
    bom.sorted()
}

fn dependency(edge: &Edge) -> Dependency {
    Dependency {
        from: ComponentId(edge.from.0),
        to: ComponentId(edge.to.0),
        kind: edge.kind.clone(),
        extras: edge.extras.clone(),
        marker: edge.marker.clone(),
    }
}

/// A lock states what every package needs; a manifest states it of the root alone, and what the others
/// need nobody could say.
fn root(input: &SbomInput<'_>, package: &Package, scope: &Scope) -> Component {
    let Project { version, license, description, repository, .. } = input.project;
    let mut root = component(input, package, scope);
    root.kind = ComponentKind::Application;
    root.source = keelmark_model::Source::Unknown;
    root.supplier = origin::supplier_of_project(input.project);
    root.description.clone_from(description);
    root.repository.clone_from(repository);
    // A version that the lock leaves out, because it is dynamic, comes from the manifest.
    root.version = package.version.clone().or_else(|| version.clone());
    if let (Some(version), Some(purl)) = (&root.version, &root.purl)
        && purl.version().is_none()
        && let Ok(versioned) = purl.clone().with_version(version)
    {
        root.purl = Some(versioned);
    }
    let text = package.license.as_deref().or(license.as_deref());
    root.licensing.declared = declared(input, text);
    root.files = input.subjects.iter().map(file).collect();
    root.digests = match input.subjects {
        [only] => only.digests.clone(),
        _ => Vec::new(),
    };
    root.dependencies = match input.inventory.basis {
        Basis::Locked => Completeness::Complete,
        Basis::Declared => Completeness::Incomplete,
        Basis::Unread => Completeness::Unknown,
    };
    let basis = match input.inventory.basis {
        Basis::Locked => "locked",
        Basis::Declared => "declared",
        Basis::Unread => "unread",
    };
    root.properties.insert("basis".to_owned(), basis.to_owned());
    if let Some((name, digest)) = input.lockfile {
        root.properties.insert("lockfile".to_owned(), name.to_owned());
        root.properties.insert("lockfile:sha256".to_owned(), digest.hex());
    }
    root
}

fn file(subject: &Subject) -> LockedFile {
    LockedFile {
        kind: LockedFileKind::Built,
        name: subject.name.clone(),
        url: None,
        size: subject.size,
        digests: subject.digests.clone(),
    }
}

fn component(input: &SbomInput<'_>, package: &Package, scope: &Scope) -> Component {
    let is_locked = input.inventory.basis == Basis::Locked;
    let state = if is_locked { State::Locked } else { State::Declared };
    let mut component = Component::new(ComponentKind::Library, &package.name, state);
    component.version.clone_from(&package.version);
    component.purl = Some(package.purl.clone());
    component.scope = Some(scope.clone());
    component.files.clone_from(&package.files);
    if let [only] = package.files.as_slice() {
        component.digests.clone_from(&only.digests);
    }
    component.source = package.source.clone();
    let is_member = scope.relation == Relation::Member;
    component.supplier = origin::supplier(&package.source, is_member, input.project);
    component.licensing.declared = declared(input, package.license.as_deref());
    component.dependencies = if is_locked { Completeness::Complete } else { Completeness::Unknown };
    if let Some(requirement) = &package.requirement {
        component.properties.insert("requirement".to_owned(), requirement.clone());
    }
    for path in &package.paths {
        component.add_property("path", path);
    }
    component.found = occurrence(input, package.line, is_locked).into_iter().collect();
    component
}

fn occurrence(input: &SbomInput<'_>, line: Option<u32>, is_locked: bool) -> Option<Occurrence> {
    let (path, _) = input.lockfile?;
    let known = extract::ALL.iter().find(|extractor| extractor.example == path);
    Some(Occurrence {
        path: path.to_owned(),
        line,
        layer: None,
        evidence: if is_locked { Evidence::Lockfile } else { Evidence::Manifest },
        extractor: known.map_or("manifest", |extractor| extractor.id),
    })
}

fn declared(input: &SbomInput<'_>, text: Option<&str>) -> Vec<LicenseClaim> {
    let license = text.and_then(|text| License::parse(input.inventory.ecosystem, text));
    license.map(LicenseClaim::from).into_iter().collect()
}
