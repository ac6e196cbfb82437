//! SPDX 2.3 as JSON.

use keelmark_model::Digest;

use super::super::super::identity::{self, NIL};
use super::super::super::spdx::DOCUMENT_ID;
use super::super::super::writer::Writer;
use super::super::notes;
use super::super::outline::Outline;
use super::NO_TEXT;
use super::fields::{Document, Package, algorithm};
use crate::license;

pub(in crate::sbom::document) fn render(outline: Outline<'_>) -> Vec<u8> {
    let document = Document::new(outline);
    let mut w = Writer::with_capacity(outline.size());
    let mut uuid = 0;
    w.object(|w| {
        w.field("spdxVersion", "SPDX-2.3");
        w.field("dataLicense", "CC0-1.0");
        w.field("SPDXID", DOCUMENT_ID);
        w.field("name", &outline.name());
        w.key("documentNamespace");
        let namespace = document.namespace();
        uuid = w.len() + "\"".len() + namespace.len();
        w.string(&format!("{namespace}{NIL}"));
        w.key("creationInfo").object(|w| creation(w, &document));
        w.optional("comment", document.comment().as_deref());
        annotations(w, &document);
        w.key("documentDescribes").row(|w| {
            outline.described().into_iter().for_each(|id| w.string(document.id(id)));
        });
        w.key("packages").array(|w| {
            for (id, _) in outline.listed() {
                w.object(|w| package(w, &document.package(id)));
            }
        });
        w.key("relationships").array(|w| relationships(w, &document));
        extracted_licenses(w, &document);
    });
    let mut bytes = w.finish();
    identity::stamp(&mut bytes, uuid);
    bytes
}

fn creation(w: &mut Writer, document: &Document<'_>) {
    w.field("created", &document.created());
    w.key("creators").array(|w| {
        document.creators().iter().for_each(|creator| w.string(creator));
    });
    w.field("licenseListVersion", license::list_version());
    w.field("comment", &document.creation_comment());
}

fn annotations(w: &mut Writer, document: &Document<'_>) {
    let gaps = &document.outline.bom.gaps;
    if gaps.is_empty() {
        return;
    }
    let (annotator, date) = (document.annotator(), document.created());
    w.key("annotations").array(|w| {
        for gap in gaps {
            w.object(|w| {
                w.field("annotationDate", &date);
                w.field("annotationType", "OTHER");
                w.field("annotator", &annotator);
                w.field("comment", &format!("gap: {}", notes::gap(gap)));
            });
        }
    });
}

fn package(w: &mut Writer, package: &Package<'_>) {
    w.field("SPDXID", package.id);
    w.field("name", package.name);
    w.optional("versionInfo", package.version);
    w.optional("packageFileName", package.file_name);
    w.field("supplier", &package.supplier);
    w.field("originator", &package.originator);
    w.field("downloadLocation", &package.download_location);
    w.key("filesAnalyzed").literal("false");
    w.optional("homepage", package.homepage.as_deref());
    checksums(w, &package.checksums);
    w.optional("sourceInfo", package.source_info.as_deref());
    w.field("licenseConcluded", package.license_concluded);
    w.field("licenseDeclared", &package.license_declared);
    w.optional("licenseComments", package.license_comments.as_deref());
    w.field("copyrightText", package.copyright);
    w.optional("summary", package.summary);
    w.field("comment", &package.comment);
    if !package.references.is_empty() {
        w.key("externalRefs").array(|w| {
            for (category, kind, locator) in &package.references {
                w.leaf(|w| {
                    w.field("referenceCategory", category);
                    w.field("referenceType", kind);
                    w.field("referenceLocator", locator);
                });
            }
        });
    }
    w.field("primaryPackagePurpose", package.purpose);
}

fn checksums(w: &mut Writer, digests: &[&Digest]) {
    if digests.is_empty() {
        return;
    }
    w.key("checksums").array(|w| {
        for digest in digests {
            w.leaf(|w| {
                w.field("algorithm", algorithm(digest));
                w.key("checksumValue").hex(digest);
            });
        }
    });
}

fn relationships(w: &mut Writer, document: &Document<'_>) {
    document.relationships(|relationship| {
        w.leaf(|w| {
            w.field("spdxElementId", relationship.from);
            w.field("relationshipType", relationship.kind);
            w.field("relatedSpdxElement", relationship.to);
            w.optional("comment", relationship.comment.as_deref());
        });
    });
}

fn extracted_licenses(w: &mut Writer, document: &Document<'_>) {
    let references = document.license_references();
    if references.is_empty() {
        return;
    }
    w.key("hasExtractedLicensingInfos").array(|w| {
        for reference in &references {
            w.object(|w| {
                w.field("licenseId", reference);
                w.field("extractedText", NO_TEXT);
            });
        }
    });
}
