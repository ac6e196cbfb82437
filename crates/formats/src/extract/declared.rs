//! What a manifest asks for without saying which version it gets.

use std::collections::HashMap;

use keelmark_model::bom::{
    Completeness, Component, ComponentKind, Evidence, LicenseClaim, State, Supplier,
};
use keelmark_model::{DependencyKind, Project, Purl};

use super::{Extract, File, Found, Need, Wanted};
use crate::license::License;
use crate::limits;
use crate::lock::source::without_machine;

/// One thing that a manifest asks for.
pub(super) struct Declaration {
    /// Name of the package.
    pub(super) name: String,
    /// The name that the needs of the project use for it.
    pub(super) key: String,
    /// Package URL without a version.
    pub(super) purl: Purl,
    /// What is asked of it, as written.
    pub(super) requirement: String,
    /// Line in the manifest, from 1.
    pub(super) line: Option<u32>,
}

/// What `described`, the project of the manifest `file`, says of itself, and what it asks for. `home` is
/// where claims about it are made; empty, if nothing makes any.
pub(super) fn manifest(file: &File<'_>, described: &Project, home: &str) -> Extract {
    let mut extract = Extract::default();
    let mut found = Found::new(component(described), Evidence::Manifest, file.path);
    found.is_project = true;
    home.clone_into(&mut found.home);
    let mut declarations = Vec::with_capacity(described.declared.len());
    let mut asked: HashMap<&str, &str> = HashMap::new();
    for one in &described.declared {
        // A crate may need two versions of another, each under a name of its own.
        let key = match *asked.entry(&one.name).or_insert(&one.requirement) == one.requirement {
            true => one.name.clone(),
            false => format!("{} {}", one.name, one.requirement),
        };
        found.needs.push(Need {
            kind: one.kind.clone(),
            marker: one.marker.clone(),
            ..Need::runtime(&key)
        });
        match described.ecosystem.purl(&one.name) {
            Ok(purl) => declarations.push(Declaration {
                name: one.name.clone(),
                key,
                purl,
                requirement: one.url.clone().unwrap_or_else(|| one.requirement.clone()),
                line: one.line,
            }),
            Err(error) => {
                extract.gaps.push(file.entry_gap(one.line, format!("`{}`: {error}", one.name)));
            }
        }
    }
    project(file, found, declarations, &mut extract);
    extract
}

fn component(project: &Project) -> Component {
    let mut component = Component::new(ComponentKind::Application, &project.name, State::Declared);
    let version = project.version.as_deref().unwrap_or_default();
    component.version.clone_from(&project.version);
    let purl = project.ecosystem.purl(&project.name);
    component.purl = purl.and_then(|purl| purl.with_version(version)).ok();
    let license = project.license.as_deref();
    let license = license.and_then(|text| License::parse(project.ecosystem, text));
    component.licensing.declared = license.map(LicenseClaim::from).into_iter().collect();
    component.description.clone_from(&project.description);
    component.repository.clone_from(&project.repository);
    let supplier = project.supplier.clone();
    component.supplier = supplier.map(|name| Supplier { name, url: None, email: None });
    component
}

/// Adds the project that the manifest `file` is about, and what it asks for.
///
/// Nothing the project needs is missing merely because it is not there: it was declared.
pub(super) fn project(
    file: &File<'_>,
    mut project: Found,
    declarations: Vec<Declaration>,
    extract: &mut Extract,
) {
    file.path.clone_into(&mut project.environment);
    // Others do not need the project by the name it gives itself, but a namesake of it.
    project.names.clear();
    project.needs.iter_mut().for_each(|need| need.is_optional = true);
    project.component.dependencies = Completeness::Complete;
    extract.packages.push(project);
    for (count, declaration) in declarations.into_iter().enumerate() {
        if count == limits::NEEDS {
            let message = format!("more than {} dependencies", limits::NEEDS);
            extract.gaps.push(file.entry_gap(None, message));
            return;
        }
        extract.packages.push(wish(file, declaration));
    }
}

/// Adds what a project without a name asks for: its `needs`, each declared.
pub(super) fn unnamed(
    file: &File<'_>,
    needs: &[Need],
    declarations: Vec<Declaration>,
    extract: &mut Extract,
) {
    let mut kinds: HashMap<&str, &DependencyKind> = HashMap::new();
    for need in needs {
        for name in &need.any_of {
            let known = kinds.entry(name).or_insert(&need.kind);
            *known = (*known).min(&need.kind);
        }
    }
    for declaration in declarations.into_iter().take(limits::NEEDS) {
        let kind = kinds.get(declaration.key.as_str()).map(|kind| (*kind).clone());
        let mut wish = wish(file, declaration);
        wish.wanted = kind.map(|kind| Wanted { kind, is_direct: true });
        extract.packages.push(wish);
    }
}

/// Something that `file` asks for.
pub(super) fn wish(file: &File<'_>, declaration: Declaration) -> Found {
    let Declaration { name, key, purl, requirement, line } = declaration;
    let mut component = Component::new(ComponentKind::Library, name, State::Declared);
    component.purl = Some(purl);
    let requirement = without_machine(&requirement).unwrap_or(requirement);
    if !requirement.is_empty() {
        component.properties.insert("requirement".to_owned(), requirement);
    }
    Found { names: vec![key], line, ..Found::new(component, Evidence::Manifest, file.path) }
}
