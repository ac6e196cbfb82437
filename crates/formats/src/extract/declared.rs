//! What a manifest asks for without saying which version it gets.

use keelmark_model::Purl;
use keelmark_model::bom::{Completeness, Component, ComponentKind, Evidence, State};

use super::{Extract, File, Found};
use crate::limits;

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

/// Something that `file` asks for.
pub(super) fn wish(file: &File<'_>, declaration: Declaration) -> Found {
    let Declaration { name, key, purl, requirement } = declaration;
    let mut component = Component::new(ComponentKind::Library, name, State::Declared);
    component.purl = Some(purl);
    if !requirement.is_empty() {
        component.properties.insert("requirement".to_owned(), requirement);
    }
    Found { names: vec![key], ..Found::new(component, Evidence::Manifest, file.path) }
}
