//! A bill as CycloneDX.

mod component;
mod pieces;

pub(in crate::sbom) use component::{SCOPE, SCOPES};

use std::collections::BTreeSet;

use keelmark_model::bom::{Completeness, ComponentId, Context, Supplier};

use super::super::identity::{self, NIL};
use super::super::writer::Writer;
use super::CycloneDxVersion;
use super::notes;
use super::outline::{self, Outline};
use crate::time::rfc3339;
use pieces::{email, organization, property};

/// A document while it is written.
#[derive(Clone, Copy)]
struct Document<'a> {
    outline: Outline<'a>,
    version: CycloneDxVersion,
    /// The `bom-ref` of each component: its purl, numbered where another has the same.
    refs: &'a [String],
}

pub(super) fn render(outline: Outline<'_>, version: CycloneDxVersion) -> Vec<u8> {
    let refs = references(outline);
    let document = Document { outline, version, refs: &refs };
    let mut w = Writer::with_capacity(outline.size());
    let mut serial = 0;
    w.object(|w| {
        w.field("bomFormat", "CycloneDX");
        w.field("specVersion", version.name());
        w.key("serialNumber");
        serial = w.len() + "\"urn:uuid:".len();
        w.string(&format!("urn:uuid:{NIL}"));
        w.key("version").literal("1");
        w.key("metadata").object(|w| document.metadata(w));
        w.key("components").array(|w| {
            for (id, _) in outline.others() {
                w.object(|w| document.component(w, id));
            }
        });
        w.key("dependencies").array(|w| document.dependencies(w));
        w.key("compositions").array(|w| document.compositions(w));
    });
    let mut bytes = w.finish();
    identity::stamp(&mut bytes, serial);
    bytes
}

fn references(outline: Outline<'_>) -> Vec<String> {
    let names = outline.bom.components.iter().map(|component| match &component.purl {
        Some(purl) => purl.to_string(),
        // The schema takes no empty reference.
        None if component.name.is_empty() => outline::UNNAMED.to_owned(),
        None => match &component.version {
            Some(version) => format!("{}@{version}", component.name),
            None => component.name.clone(),
        },
    });
    identity::unique(names.collect(), '#')
}

impl Document<'_> {
    fn reference(&self, id: ComponentId) -> &str {
        self.refs.get(id.0 as usize).map_or("", String::as_str)
    }

    fn metadata(&self, w: &mut Writer) {
        let bom = self.outline.bom;
        w.optional("timestamp", self.outline.created().map(rfc3339).as_deref());
        if let Some(context) = bom.context {
            w.key("lifecycles").row(|w| w.object(|w| w.field("phase", phase(context))));
        }
        w.key("tools").object(|w| {
            w.key("components").row(|w| {
                for tool in self.outline.tools() {
                    w.object(|w| {
                        w.field("type", "application");
                        w.optional("publisher", tool.vendor.as_deref());
                        w.field("name", &tool.name);
                        w.optional("version", tool.version.as_deref());
                    });
                }
            });
        });
        if !bom.authors.is_empty() {
            w.key("authors").row(|w| bom.authors.iter().for_each(|author| contact(w, author)));
        }
        if let Some(subject) = self.outline.subject() {
            w.key("component").object(|w| self.component(w, subject));
        }
        if let Some(supplier) = &self.outline.root().supplier {
            w.key("supplier").leaf(|w| organization(w, supplier));
        }
        let unknown = self.outline.unknown();
        if !unknown.is_empty() || !bom.gaps.is_empty() {
            w.key("properties").array(|w| {
                if !unknown.is_empty() {
                    property(w, "keelmark:unknown", &unknown.join(","));
                }
                for gap in &bom.gaps {
                    property(w, "keelmark:gap", &notes::gap(gap));
                }
            });
        }
    }

    /// An entry for everything whose dependencies are all known, even if there are none, and for what
    /// has any: an empty entry for another would claim that it needs nothing.
    fn dependencies(&self, w: &mut Writer) {
        let outline = self.outline;
        let known = outline.listed().filter(|(id, component)| {
            let complete = component.dependencies == Completeness::Complete;
            complete || outline.needs(*id).next().is_some()
        });
        let mut ids: Vec<ComponentId> = known.map(|(id, _)| id).collect();
        ids.sort_unstable_by_key(|id| self.reference(*id));
        for id in ids {
            let needed = outline.needs(id).flatten().map(|edge| self.reference(edge.to));
            let needed: BTreeSet<&str> = needed.collect();
            w.object(|w| {
                w.field("ref", self.reference(id));
                w.key("dependsOn").array(|w| needed.iter().for_each(|needed| w.string(needed)));
            });
        }
    }

    /// How much of the dependencies of each component is known, and whether the list of components is
    /// known to lack something.
    fn compositions(&self, w: &mut Writer) {
        let bom = self.outline.bom;
        let whole = match bom.component(bom.root).dependencies {
            Completeness::Complete if bom.gaps.is_empty() => Completeness::Complete,
            Completeness::Unknown if bom.gaps.is_empty() => Completeness::Unknown,
            _ => Completeness::Incomplete,
        };
        for (state, aggregate) in [
            (Completeness::Complete, "complete"),
            (Completeness::Incomplete, "incomplete"),
            (Completeness::Unknown, "unknown"),
        ] {
            let listed = self.outline.listed();
            let of_state = listed.filter(|(_, component)| component.dependencies == state);
            let mut refs: Vec<&str> = of_state.map(|(id, _)| self.reference(id)).collect();
            refs.sort_unstable();
            let assembly = whole == state && state != Completeness::Complete;
            // Without a subject the gaps say alone that something is missing.
            let assembly = assembly && self.outline.subject().is_some();
            if refs.is_empty() && !assembly {
                continue;
            }
            w.object(|w| {
                w.field("aggregate", aggregate);
                if let Some(subject) = self.outline.subject().filter(|_| assembly) {
                    w.key("assemblies").row(|w| w.string(self.reference(subject)));
                }
                if !refs.is_empty() {
                    w.key("dependencies").array(|w| refs.iter().for_each(|id| w.string(id)));
                }
            });
        }
    }
}

/// The phase of the life cycle in which what the bill says could be known.
const fn phase(context: Context) -> &'static str {
    match context {
        Context::Source => "pre-build",
        Context::Build => "post-build",
        Context::Installed => "operations",
    }
}

fn contact(w: &mut Writer, person: &Supplier) {
    w.object(|w| {
        w.field("name", &person.name);
        w.optional("email", email(person));
    });
}
