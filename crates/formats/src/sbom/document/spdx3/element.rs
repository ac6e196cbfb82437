//! Packages and the files by which they may be had.

use keelmark_model::bom::{Component, ComponentId, ComponentKind};
use keelmark_model::{Digest, LockedFile};

use super::super::super::origin;
use super::super::super::writer::Writer;
use super::super::notes::{self, prefixed};
use super::super::outline;
use super::Document;

impl Document<'_> {
    pub(super) fn package(&self, w: &mut Writer, id: ComponentId, component: &Component) {
        self.element(w, "software_Package", self.id(id), |w| {
            w.field("name", &component.name);
            w.optional("description", outline::description(component));
            w.optional("software_packageVersion", component.version.as_deref());
            if let Some(purl) = &component.purl {
                w.field("software_packageUrl", &purl.to_string());
            }
            w.field("software_primaryPurpose", purpose(component.kind));
            let (location, _) = origin::download(&component.source, &component.files);
            w.optional("software_downloadLocation", location.as_deref());
            let homepage = component.homepage.as_deref().and_then(origin::public);
            w.optional("software_homePage", homepage.as_deref());
            w.optional("software_copyrightText", component.licensing.copyright.as_deref());
            w.optional("software_sourceInfo", origin::source_id(&component.source).as_deref());
            if let Some(supplier) = &component.supplier {
                w.key("suppliedBy");
                self.iri(w, self.parties.name(false, supplier));
            }
            if !component.authors.is_empty() {
                w.key("originatedBy").row(|w| {
                    for author in &component.authors {
                        self.iri(w, self.parties.name(true, author));
                    }
                });
            }
            hashes(w, &component.digests);
            identifiers(w, component);
            if let Some(repository) = outline::stated(component.repository.as_ref()) {
                references(w, "vcs", repository);
            }
            self.notes(w, id, component);
        });
        for (number, file) in (1..).zip(&component.files) {
            self.file(w, &file_name(self.id(id), number), file);
        }
    }

    fn file(&self, w: &mut Writer, name: &str, file: &LockedFile) {
        self.element(w, "software_File", name, |w| {
            w.field("name", &file.name);
            hashes(w, &file.digests);
            if let Some(url) = outline::stated(file.url.as_ref()) {
                references(w, "binaryArtifact", url);
            }
        });
    }

    fn notes(&self, w: &mut Writer, id: ComponentId, component: &Component) {
        // Most that fits in no field of SPDX 2.3 has its field here.
        let further = notes::further(component);
        let found = further.iter().filter(|(name, _)| matches!(&**name, "cpe" | "found"));
        let notes = notes::of(self.outline, id, &self.ids);
        w.key("extension").array(|w| {
            w.object(|w| {
                w.field("type", "extension_CdxPropertiesExtension");
                w.key("extension_cdxProperty").array(|w| {
                    for (name, value) in notes.iter().chain(found) {
                        w.leaf(|w| {
                            w.field("type", "extension_CdxPropertyEntry");
                            w.field("extension_cdxPropName", &prefixed(name));
                            w.field("extension_cdxPropValue", value);
                        });
                    }
                });
            });
        });
    }
}

/// The name of the file of that number, from 1, of the package called `package`.
pub(super) fn file_name(package: &str, number: usize) -> String {
    format!("{package}-File-{number}")
}

fn hashes(w: &mut Writer, digests: &[Digest]) {
    if digests.is_empty() {
        return;
    }
    w.key("verifiedUsing").array(|w| {
        for digest in digests {
            w.leaf(|w| {
                w.field("type", "Hash");
                w.field("algorithm", digest.algorithm().name());
                w.key("hashValue").hex(digest);
            });
        }
    });
}

fn identifiers(w: &mut Writer, component: &Component) {
    let purl = component.purl.iter().map(|purl| ("packageUrl", purl.to_string()));
    let cpes = component.cpes.iter().filter(|cpe| outline::is_cpe(cpe));
    let cpes = cpes.map(|cpe| ("cpe23", cpe.clone()));
    let all: Vec<_> = purl.chain(cpes).collect();
    if all.is_empty() {
        return;
    }
    w.key("externalIdentifier").array(|w| {
        for (kind, identifier) in all {
            w.leaf(|w| {
                w.field("type", "ExternalIdentifier");
                w.field("externalIdentifierType", kind);
                w.field("identifier", &identifier);
            });
        }
    });
}

fn references(w: &mut Writer, kind: &'static str, url: &str) {
    w.key("externalRef").array(|w| {
        w.leaf(|w| {
            w.field("type", "ExternalRef");
            w.field("externalRefType", kind);
            w.key("locator").row(|w| w.string(&origin::address(url)));
        });
    });
}

const fn purpose(kind: ComponentKind) -> &'static str {
    match kind {
        ComponentKind::Application => "application",
        ComponentKind::Container => "container",
        ComponentKind::File => "file",
        ComponentKind::Library => "library",
        ComponentKind::OperatingSystem => "operatingSystem",
    }
}
