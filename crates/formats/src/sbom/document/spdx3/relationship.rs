//! What is said of two elements.

use std::collections::{BTreeMap, BTreeSet};

use keelmark_model::DependencyKind;
use keelmark_model::bom::{Completeness, Component, ComponentId};

use super::super::super::writer::Writer;
use super::element::file_name;
use super::{Document, License, declared};

/// Nothing, and nobody knows what: individuals of SPDX's own.
const NONE: &str = "https://spdx.org/rdf/3.0.1/terms/Core/NoneElement";
const NO_ASSERTION: &str = "https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement";

/// What a need is called, and in which part of the life cycle it is one.
type Kind = (&'static str, Option<&'static str>);

const RUNTIME: Kind = ("dependsOn", Some("runtime"));

/// Numbers relationships while they are written.
struct Relationships<'a, 'w> {
    document: &'a Document<'a>,
    w: &'w mut Writer,
    count: usize,
}

impl Document<'_> {
    pub(super) fn relationships(&self, w: &mut Writer) {
        let mut relationships = Relationships { document: self, w, count: 0 };
        for (id, component) in self.outline.listed() {
            relationships.needs(id, component);
            relationships.contents(id, component);
            relationships.licenses(id, component);
        }
    }
}

impl Relationships<'_, '_> {
    /// What a component needs, by kind; that nothing is needed, or nothing known, is said as well.
    fn needs(&mut self, id: ComponentId, component: &Component) {
        let mut needs: BTreeMap<Kind, BTreeSet<ComponentId>> =
            BTreeMap::from([(RUNTIME, BTreeSet::new())]);
        for edge in self.document.outline.needs(id).flatten() {
            needs.entry(kind(&edge.kind)).or_default().insert(edge.to);
        }
        let completeness = match component.dependencies {
            Completeness::Complete => "complete",
            Completeness::Incomplete => "incomplete",
            Completeness::Unknown => "noAssertion",
        };
        for ((name, scope), to) in needs {
            let nothing = match component.dependencies {
                Completeness::Complete => NONE,
                _ => NO_ASSERTION,
            };
            let document = self.document;
            self.relationship(id, name, scope, |w| {
                w.field("completeness", completeness);
                w.key("to").row(|w| match to.is_empty() {
                    true => w.string(nothing),
                    false => to.iter().for_each(|to| document.iri(w, document.id(*to))),
                });
            });
        }
    }

    fn contents(&mut self, id: ComponentId, component: &Component) {
        let document = self.document;
        if let Some(within) = document.outline.outer(component) {
            self.relationship(within, "contains", None, |w| {
                w.key("to").row(|w| document.iri(w, document.id(id)));
            });
        }
        if !component.files.is_empty() {
            self.relationship(id, "hasDistributionArtifact", None, |w| {
                w.key("to").row(|w| {
                    for number in 1..=component.files.len() {
                        document.iri(w, &file_name(document.id(id), number));
                    }
                });
            });
        }
    }

    fn licenses(&mut self, id: ComponentId, component: &Component) {
        let document = self.document;
        let licensing = &component.licensing;
        let concluded = licensing.concluded.clone().map(License::Expression);
        for (name, licenses) in [
            ("hasDeclaredLicense", declared(&licensing.declared)),
            ("hasConcludedLicense", concluded.into_iter().collect()),
        ] {
            for license in licenses.iter().filter_map(|one| document.licenses.get(one)) {
                self.relationship(id, name, None, |w| {
                    w.key("to").row(|w| document.iri(w, license));
                });
            }
        }
    }

    fn relationship(
        &mut self,
        from: ComponentId,
        name: &'static str,
        scope: Option<&'static str>,
        fields: impl FnOnce(&mut Writer),
    ) {
        self.count += 1;
        let (document, id) = (self.document, format!("SPDXRef-Relationship-{}", self.count));
        let class = match scope {
            Some(_) => "LifecycleScopedRelationship",
            None => "Relationship",
        };
        document.element(self.w, class, &id, |w| {
            w.key("from");
            document.iri(w, document.id(from));
            w.field("relationshipType", name);
            w.optional("scope", scope);
            fields(w);
        });
    }
}

const fn kind(kind: &DependencyKind) -> Kind {
    match kind {
        DependencyKind::Runtime => RUNTIME,
        DependencyKind::Extra(_) | DependencyKind::Optional => ("hasOptionalDependency", None),
        DependencyKind::Peer => ("hasProvidedDependency", None),
        DependencyKind::Build => ("dependsOn", Some("build")),
        DependencyKind::Group(_) => ("dependsOn", Some("development")),
    }
}
