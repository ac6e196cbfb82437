//! SPDX 2.3 as tags and values: a tag, a colon and a value on each line; values of several lines stand
//! between `<text>` and `</text>`.

use super::super::super::identity::{self, NIL};
use super::super::super::origin::one_line;
use super::super::super::spdx::DOCUMENT_ID;
use super::super::notes;
use super::super::outline::Outline;
use super::NO_TEXT;
use super::fields::{Document, Package, algorithm};
use crate::license;

pub(in crate::sbom::document) fn render(outline: Outline<'_>) -> Vec<u8> {
    let document = Document::new(outline);
    let mut out = Lines { text: String::with_capacity(outline.size()) };
    let uuid = header(&mut out, &document);
    annotations(&mut out, &document);
    for (id, _) in outline.listed() {
        package(&mut out, &document.package(id));
    }
    out.text.push('\n');
    document.relationships(|relationship| {
        let text = format!("{} {} {}", relationship.from, relationship.kind, relationship.to);
        out.line("Relationship", &text);
        out.text("RelationshipComment", relationship.comment.as_deref());
    });
    for reference in document.license_references() {
        out.section("LicenseID", &reference);
        out.text("ExtractedText", Some(NO_TEXT));
    }
    let mut bytes = out.text.into_bytes();
    identity::stamp(&mut bytes, uuid);
    bytes
}

/// Writes what stands first, and gives the offset of the UUID.
fn header(out: &mut Lines, document: &Document<'_>) -> usize {
    out.line("SPDXVersion", "SPDX-2.3");
    out.line("DataLicense", "CC0-1.0");
    out.line("SPDXID", DOCUMENT_ID);
    out.line("DocumentName", &document.outline.name());
    out.line("DocumentNamespace", &format!("{}{NIL}", document.namespace()));
    let uuid = out.text.len() - NIL.len() - "\n".len();
    out.text("DocumentComment", document.comment().as_deref());
    out.line("LicenseListVersion", license::list_version());
    for creator in document.creators() {
        out.line("Creator", &creator);
    }
    out.line("Created", &document.created());
    out.text("CreatorComment", Some(&document.creation_comment()));
    uuid
}

fn annotations(out: &mut Lines, document: &Document<'_>) {
    for gap in &document.outline.bom.gaps {
        out.section("Annotator", &document.annotator());
        out.line("AnnotationDate", &document.created());
        out.text("AnnotationComment", Some(&format!("gap: {}", notes::gap(gap))));
        out.line("AnnotationType", "OTHER");
        out.line("SPDXREF", DOCUMENT_ID);
    }
}

fn package(out: &mut Lines, package: &Package<'_>) {
    out.section("PackageName", package.name);
    out.line("SPDXID", package.id);
    out.optional("PackageVersion", package.version);
    out.optional("PackageFileName", package.file_name);
    out.line("PackageSupplier", &package.supplier);
    out.line("PackageOriginator", &package.originator);
    out.line("PackageDownloadLocation", &package.download_location);
    out.line("FilesAnalyzed", "false");
    for digest in &package.checksums {
        out.line("PackageChecksum", &format!("{}: {}", algorithm(digest), digest.hex()));
    }
    out.optional("PackageHomePage", package.homepage.as_deref());
    out.text("PackageSourceInfo", package.source_info.as_deref());
    out.line("PackageLicenseConcluded", package.license_concluded);
    out.line("PackageLicenseDeclared", &package.license_declared);
    out.text("PackageLicenseComments", package.license_comments.as_deref());
    match package.copyright {
        super::NO_ASSERTION => out.line("PackageCopyrightText", super::NO_ASSERTION),
        text => out.text("PackageCopyrightText", Some(text)),
    }
    out.text("PackageSummary", package.summary);
    out.text("PackageComment", Some(&package.comment));
    for (category, kind, locator) in &package.references {
        out.line("ExternalRef", &format!("{category} {kind} {locator}"));
    }
    out.line("PrimaryPackagePurpose", package.purpose);
}

/// A document of lines.
struct Lines {
    text: String,
}

impl Lines {
    /// A tag that begins something, after an empty line.
    fn section(&mut self, tag: &str, value: &str) {
        self.text.push('\n');
        self.line(tag, value);
    }

    /// A value that stands on its line.
    fn line(&mut self, tag: &str, value: &str) {
        self.text.push_str(tag);
        self.text.push_str(": ");
        self.text.push_str(&one_line(value));
        self.text.push('\n');
    }

    fn optional(&mut self, tag: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.line(tag, value);
        }
    }

    /// A value that may have several lines. It cannot have the mark of its own end.
    fn text(&mut self, tag: &str, value: Option<&str>) {
        let Some(value) = value else { return };
        let value = value.replace("</text>", "</ text>");
        self.text.push_str(&format!("{tag}: <text>{value}</text>\n"));
    }
}
