//! What is said of two elements.

use keelmark_model::bom::{Completeness, ComponentId, LicenseClaim};
use keelmark_model::{DependencyKind, Ecosystem};

use super::super::super::document::all_of;
use super::super::draft::Draft;
use super::wire::Element;
use super::{Index, package};
use crate::ParseError;
use crate::license::License;

/// Takes `element` if it is a relationship between what is known.
pub(super) fn take(
    element: &Element<'_>,
    index: &Index<'_>,
    draft: &mut Draft,
) -> Result<(), ParseError> {
    if !matches!(element.class(), "Relationship" | "LifecycleScopedRelationship") {
        return Ok(());
    }
    let from = element.from.as_ref().and_then(|link| link.iri());
    let kind = element.relationship_type.as_deref().unwrap_or_default();
    let Some(from) = from.and_then(|iri| draft.find(iri)) else {
        if kind != "describes" {
            draft.losses.add("Relationship of what is no package");
        }
        return Ok(());
    };
    match kind {
        "dependsOn" | "hasDynamicLink" | "hasStaticLink" | "hasPrerequisite" => {
            if element.scope.as_deref().is_none_or(|scope| scope == "runtime") {
                complete(element, from, draft);
            }
            let kind = match element.scope.as_deref() {
                Some("build") => DependencyKind::Build,
                Some(scope @ ("development" | "test")) => {
                    DependencyKind::Group(if scope == "test" { "test" } else { "dev" }.to_owned())
                }
                _ => DependencyKind::Runtime,
            };
            needs(element, from, &kind, draft)
        }
        "hasOptionalDependency" | "hasOptionalComponent" => {
            needs(element, from, &DependencyKind::Optional, draft)
        }
        "hasProvidedDependency" => needs(element, from, &DependencyKind::Peer, draft),
        "contains" => {
            contents(element, from, draft);
            Ok(())
        }
        "hasDistributionArtifact" => {
            files(element, from, index, draft);
            Ok(())
        }
        "hasDeclaredLicense" | "hasConcludedLicense" => {
            licenses(element, from, kind == "hasDeclaredLicense", index, draft);
            Ok(())
        }
        other => {
            draft.losses.add(&format!("Relationship {}", other.get(..32).unwrap_or(other)));
            Ok(())
        }
    }
}

fn complete(element: &Element<'_>, from: ComponentId, draft: &mut Draft) {
    let Some(component) = draft.component(from) else { return };
    component.dependencies = match element.completeness.as_deref() {
        Some("complete") => Completeness::Complete,
        Some("incomplete") => Completeness::Incomplete,
        _ => Completeness::Unknown,
    };
}

/// A need that is always one may be noted with its conditions beside; others are what they are.
fn needs(
    element: &Element<'_>,
    from: ComponentId,
    kind: &DependencyKind,
    draft: &mut Draft,
) -> Result<(), ParseError> {
    for iri in element.to.iter().filter_map(|link| link.iri()) {
        if iri.ends_with("NoAssertionElement") {
            draft.mark_unknown(from, "dependencies");
        }
        let Some(to) = draft.find(iri) else {
            // That there is nothing, or nothing known, is an element of SPDX's own.
            if !iri.starts_with("https://spdx.org/rdf/") {
                draft.losses.add("Relationship to what is no package");
            }
            continue;
        };
        let noted = draft.is_noted(from, iri);
        match noted {
            true => draft.connect(from, to, None)?,
            false => draft.connect(from, to, Some((kind.clone(), Vec::new(), None)))?,
        }
    }
    Ok(())
}

fn contents(element: &Element<'_>, outer: ComponentId, draft: &mut Draft) {
    for iri in element.to.iter().filter_map(|link| link.iri()) {
        match draft.find(iri) {
            Some(inner) => draft.place(inner, outer),
            None => draft.losses.add("Relationship contains of what is no package"),
        }
    }
}

fn files(element: &Element<'_>, from: ComponentId, index: &Index<'_>, draft: &mut Draft) {
    for link in &element.to {
        let Some(file) = link.iri().and_then(|iri| index.get(iri)) else { continue };
        let file = package::file(file, &mut draft.losses);
        if let Some(component) = draft.component(from) {
            component.files.push(file);
            component.files.sort();
        }
    }
}

fn licenses(
    element: &Element<'_>,
    from: ComponentId,
    is_declared: bool,
    index: &Index<'_>,
    draft: &mut Draft,
) {
    for link in &element.to {
        let Some(license) = link.iri().and_then(|iri| index.get(iri)) else { continue };
        let text = license.license_expression.as_deref().or(license.name.as_deref());
        let Some(parsed) = text.and_then(|text| License::parse(Ecosystem::Python, text)) else {
            continue;
        };
        let Some(component) = draft.component(from) else { return };
        let licensing = &mut component.licensing;
        match LicenseClaim::from(parsed) {
            claim if is_declared => licensing.declared.push(claim),
            LicenseClaim::Expression(text) => {
                let known = licensing.concluded.take();
                licensing.concluded =
                    all_of(known.iter().map(String::as_str).chain([text.as_str()]));
            }
            LicenseClaim::Name(_) => draft.losses.add("hasConcludedLicense of no expression"),
        }
    }
}
