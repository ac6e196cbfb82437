//! A bill as SPDX 3.0.1 in JSON-LD.
//!
//! Source: SPDX 3.0.1, profiles Core, Software, SimpleLicensing and Extension, and its JSON-LD
//! serialization: one `@graph` of elements that name each other by IRI.

mod element;
mod parties;
mod relationship;

use std::cell::RefCell;
use std::collections::BTreeMap;

use keelmark_model::bom::{Bom, ComponentId, Context, LicenseClaim};

use super::super::identity::{self, NIL};
use super::super::writer::Writer;
use super::licenses;
use super::notes;
use super::outline::Outline;
use super::spdx2;
use crate::time::rfc3339;
use parties::Parties;

const CONTEXT: &str = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld";
const CREATION: &str = "_:creationinfo";

/// Names within the document of what is there once.
const DOCUMENT: &str = "SPDXRef-DOCUMENT";
const SBOM: &str = "SPDXRef-Sbom";

/// A document while it is written.
struct Document<'a> {
    outline: Outline<'a>,
    /// What every IRI begins with, up to the UUID.
    base: String,
    /// Where the UUID stands.
    places: RefCell<Vec<usize>>,
    /// The name of each component.
    ids: Vec<String>,
    parties: Parties<'a>,
    /// The name of each licence text.
    licenses: BTreeMap<License, String>,
}

/// A licence as an element.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum License {
    Expression(String),
    Text(String),
}

pub(super) fn render(outline: Outline<'_>) -> Vec<u8> {
    let document = Document {
        outline,
        base: spdx2::namespace(&outline.name()),
        places: RefCell::default(),
        ids: spdx2::identifiers(outline),
        parties: Parties::of(outline),
        licenses: all_licenses(outline.bom),
    };
    let mut w = Writer::with_capacity(2 * outline.size());
    w.object(|w| {
        w.field("@context", CONTEXT);
        w.key("@graph").array(|w| document.graph(w));
    });
    let mut bytes = w.finish();
    identity::stamp_all(&mut bytes, &document.places.into_inner());
    bytes
}

/// Every licence once, with its name.
fn all_licenses(bom: &Bom) -> BTreeMap<License, String> {
    let mut all: BTreeMap<License, String> = BTreeMap::new();
    for component in &bom.components {
        let licensing = &component.licensing;
        let declared = declared(&licensing.declared);
        let concluded = licensing.concluded.clone().map(License::Expression);
        for license in declared.into_iter().chain(concluded) {
            all.entry(license).or_default();
        }
    }
    let names = all.keys().map(|license| match license {
        License::Expression(text) => identity::spdx_id(&format!("License-{text}")),
        License::Text(text) => identity::spdx_id(&format!("License-named-{text}")),
    });
    let names = identity::unique(names.collect(), '-');
    all.into_keys().zip(names).collect()
}

/// What is declared: one expression, or else each claim by itself.
fn declared(claims: &[LicenseClaim]) -> Vec<License> {
    if let Some(all) = licenses::declared_expression(claims) {
        return vec![License::Expression(all)];
    }
    let licenses = claims.iter().map(|claim| match claim {
        LicenseClaim::Expression(text) => License::Expression(text.clone()),
        LicenseClaim::Name(text) => License::Text(text.clone()),
    });
    licenses.collect()
}

impl Document<'_> {
    fn id(&self, id: ComponentId) -> &str {
        self.ids.get(id.0 as usize).map_or("", String::as_str)
    }

    /// Writes the IRI of what is called `name`, which needs no escape.
    fn iri(&self, w: &mut Writer, name: &str) {
        w.string(&format!("{}{NIL}#{name}", self.base));
        self.places.borrow_mut().push(w.len() - "\"".len() - name.len() - "#".len() - NIL.len());
    }

    fn graph(&self, w: &mut Writer) {
        self.creation(w);
        self.document(w);
        self.sbom(w);
        self.party_elements(w);
        self.license_elements(w);
        for (id, component) in self.outline.listed() {
            self.package(w, id, component);
        }
        self.relationships(w);
        for (number, gap) in (1..).zip(&self.outline.bom.gaps) {
            self.element(w, "Annotation", &format!("SPDXRef-Annotation-{number}"), |w| {
                w.field("annotationType", "other");
                w.key("subject");
                self.iri(w, DOCUMENT);
                w.field("statement", &format!("gap: {}", notes::gap(gap)));
            });
        }
    }

    /// An element of `class` called `name`.
    fn element(
        &self,
        w: &mut Writer,
        class: &'static str,
        name: &str,
        fields: impl FnOnce(&mut Writer),
    ) {
        w.object(|w| {
            w.field("type", class);
            w.key("spdxId");
            self.iri(w, name);
            w.field("creationInfo", CREATION);
            fields(w);
        });
    }

    fn creation(&self, w: &mut Writer) {
        w.object(|w| {
            w.field("type", "CreationInfo");
            w.field("@id", CREATION);
            w.field("specVersion", "3.0.1");
            let unknown = self.outline.unknown();
            if !unknown.is_empty() {
                w.field("comment", &format!("Unknown: {}.", unknown.join(", ")));
            }
            w.field("created", &rfc3339(self.outline.options.created));
            w.key("createdBy").row(|w| {
                self.parties.creators().iter().for_each(|name| self.iri(w, name));
            });
            w.key("createdUsing").row(|w| {
                self.parties.tools.iter().for_each(|(name, _)| self.iri(w, name));
            });
        });
    }

    fn document(&self, w: &mut Writer) {
        self.element(w, "SpdxDocument", DOCUMENT, |w| {
            w.field("name", &self.outline.name());
            w.key("profileConformance").row(|w| {
                ["core", "software", "simpleLicensing", "extension"]
                    .iter()
                    .for_each(|profile| w.string(profile));
            });
            w.key("rootElement").row(|w| self.iri(w, SBOM));
        });
    }

    fn sbom(&self, w: &mut Writer) {
        let bom = self.outline.bom;
        self.element(w, "software_Sbom", SBOM, |w| {
            if let Some(context) = bom.context {
                w.key("software_sbomType").row(|w| {
                    w.string(match context {
                        Context::Source => "source",
                        Context::Build => "analyzed",
                        Context::Installed => "deployed",
                    });
                });
            }
            w.key("rootElement").row(|w| {
                self.outline.described().into_iter().for_each(|id| self.iri(w, self.id(id)));
            });
            w.key("element").array(|w| {
                self.outline.listed().for_each(|(id, _)| self.iri(w, self.id(id)));
            });
        });
    }

    fn license_elements(&self, w: &mut Writer) {
        for (license, name) in &self.licenses {
            match license {
                License::Expression(text) => {
                    self.element(w, "simplelicensing_LicenseExpression", name, |w| {
                        w.field("simplelicensing_licenseExpression", text);
                    });
                }
                License::Text(text) => {
                    self.element(w, "simplelicensing_SimpleLicensingText", name, |w| {
                        w.field("name", text);
                        w.field("simplelicensing_licenseText", text);
                    });
                }
            }
        }
    }
}
