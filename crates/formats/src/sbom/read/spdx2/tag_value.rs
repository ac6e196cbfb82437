//! SPDX 2 as tags and values.
//!
//! Source: SPDX 2.3, 4.4: a tag, a colon and a value on each line; a value of several lines stands
//! between `<text>` and `</text>`; lines that begin with `#` say nothing.

use std::borrow::Cow;

use super::super::super::wire::Text;
use super::super::{too_many, unknown};
use super::wire::{
    Annotation, Checksum, Document, ExternalRef, ExtractedLicense, File, Package, Relationship,
};
use crate::{ParseError, codes, limits};

/// Reads the whole of `bytes`.
pub(super) fn parse(bytes: &[u8]) -> Result<Document<'_>, ParseError> {
    if bytes.len() > limits::DOCUMENT_BYTES {
        let message = format!("{} bytes; the limit is {}", bytes.len(), limits::DOCUMENT_BYTES);
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        ParseError::at(&codes::DOCUMENT_ENCODING, "not UTF-8", bytes, error.valid_up_to())
    })?;
    let mut lines = Pairs { text, at: 0 };
    let mut document = Document::default();
    let mut about = About::Document;
    while let Some((tag, value)) = lines.next()? {
        about = take(&mut document, about, tag, value)?;
    }
    if document.spdx_version.is_none() {
        return Err(unknown());
    }
    Ok(document)
}

/// What the tags that follow are about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Document,
    Package,
    File,
    Relationship,
    Annotation,
    /// A snippet or a licence.
    Other,
}

fn take<'a>(
    document: &mut Document<'a>,
    about: About,
    tag: &'a str,
    value: Text<'a>,
) -> Result<About, ParseError> {
    let begins = match tag {
        "PackageName" => {
            bounded(document.packages.len(), limits::PACKAGES, "components")?;
            document.packages.push(Package { name: Some(value), ..Package::default() });
            return Ok(About::Package);
        }
        "FileName" => {
            bounded(document.files.len(), limits::EDGES, "files")?;
            document.files.push(File { file_name: Some(value), ..File::default() });
            return Ok(About::File);
        }
        "Relationship" => {
            bounded(document.relationships.len(), limits::EDGES, "dependencies")?;
            document.relationships.push(relationship(&value));
            return Ok(About::Relationship);
        }
        "Annotator" => {
            bounded(document.annotations.len(), limits::EDGES, "annotations")?;
            document.annotations.push(Annotation::default());
            return Ok(About::Annotation);
        }
        "LicenseID" => {
            bounded(document.has_extracted_licensing_infos.len(), limits::EDGES, "licences")?;
            document.has_extracted_licensing_infos.push(ExtractedLicense::default());
            return Ok(About::Other);
        }
        "SnippetSPDXID" => return Ok(About::Other),
        _ => about,
    };
    match (begins, tag) {
        (_, "RelationshipComment") => {
            if let Some(last) = document.relationships.last_mut() {
                last.comment = Some(value);
            }
        }
        (_, "AnnotationComment") => {
            if let Some(last) = document.annotations.last_mut() {
                last.comment = Some(value);
            }
        }
        (_, "ExtractedText") => {
            if let Some(last) = document.has_extracted_licensing_infos.last_mut() {
                last.extracted_text = Some(value);
            }
        }
        (About::Document, _) => of_document(document, tag, value),
        (About::File, "SPDXID") => {
            if let Some(file) = document.files.last_mut() {
                file.spdx_id = Some(value);
            }
        }
        (About::File | About::Annotation | About::Other, _) => {}
        (About::Package | About::Relationship, _) => {
            if let Some(package) = document.packages.last_mut() {
                of_package(package, tag, value);
            }
        }
    }
    Ok(begins)
}

fn bounded(count: usize, most: usize, what: &str) -> Result<(), ParseError> {
    if count < most { Ok(()) } else { Err(too_many(what)) }
}

fn of_document<'a>(document: &mut Document<'a>, tag: &'a str, value: Text<'a>) {
    let info = &mut document.creation_info;
    match tag {
        "SPDXVersion" => document.spdx_version = Some(value),
        "DocumentName" => document.name = Some(value),
        "DocumentComment" => document.comment = Some(value),
        "Creator" => info.creators.push(value),
        "Created" => info.created = Some(value),
        "CreatorComment" => info.comment = Some(value),
        "DocumentNamespace" => document.document_namespace = Some(value),
        "DataLicense" | "LicenseListVersion" | "SPDXID" => {}
        _ => document.rest.count(tag),
    }
}

fn of_package<'a>(package: &mut Package<'a>, tag: &'a str, value: Text<'a>) {
    let field = match tag {
        "SPDXID" => &mut package.spdx_id,
        "PackageVersion" => &mut package.version_info,
        "PackageFileName" => &mut package.package_file_name,
        "PackageSupplier" => &mut package.supplier,
        "PackageOriginator" => &mut package.originator,
        "PackageDownloadLocation" => &mut package.download_location,
        "PackageHomePage" => &mut package.homepage,
        "PackageSourceInfo" => &mut package.source_info,
        "PackageLicenseConcluded" => &mut package.license_concluded,
        "PackageLicenseDeclared" => &mut package.license_declared,
        "PackageLicenseComments" => &mut package.license_comments,
        "PackageCopyrightText" => &mut package.copyright_text,
        "PackageSummary" => &mut package.summary,
        "PackageDescription" => &mut package.description,
        "PackageComment" => &mut package.comment,
        "PrimaryPackagePurpose" => &mut package.primary_package_purpose,
        "PackageChecksum" => {
            package.checksums.extend(checksum(&value));
            return;
        }
        "ExternalRef" => {
            package.external_refs.extend(external_reference(&value));
            return;
        }
        "FilesAnalyzed" => return,
        _ => return package.rest.count(tag),
    };
    *field = Some(value);
}

fn owned<'a>(text: &str) -> Option<Text<'a>> {
    Some(Text(Cow::Owned(text.to_owned())))
}

/// `SHA256: …`.
fn checksum<'a>(text: &str) -> Option<Checksum<'a>> {
    let (algorithm, value) = text.split_once(':')?;
    Some(Checksum { algorithm: owned(algorithm.trim()), checksum_value: owned(value.trim()) })
}

/// `CATEGORY type locator`.
fn external_reference<'a>(text: &str) -> Option<ExternalRef<'a>> {
    let mut words = text.split_ascii_whitespace().skip(1);
    Some(ExternalRef {
        reference_type: owned(words.next()?),
        reference_locator: owned(words.next()?),
    })
}

/// `first TYPE second`.
fn relationship<'a>(text: &str) -> Relationship<'a> {
    let mut words = text.split_ascii_whitespace();
    let mut next = || words.next().and_then(owned);
    Relationship {
        spdx_element_id: next(),
        relationship_type: next(),
        related_spdx_element: next(),
        comment: None,
    }
}

/// Tags with their values, one after the other.
struct Pairs<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Pairs<'a> {
    fn next(&mut self) -> Result<Option<(&'a str, Text<'a>)>, ParseError> {
        while let Some(rest) = self.text.get(self.at..).filter(|rest| !rest.is_empty()) {
            let line = rest.split('\n').next().unwrap_or(rest);
            let start = self.at;
            self.at += line.len() + usize::from(rest.len() > line.len());
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            let Some((tag, value)) = trimmed.split_once(':') else {
                return Err(self.error(start, "a line has no tag"));
            };
            let value = value.trim_start();
            if !value.starts_with("<text>") {
                return Ok(Some((tag, Text(Cow::Borrowed(value)))));
            }
            let begin = start + line.find("<text>").unwrap_or(0) + "<text>".len();
            let tail = self.text.get(begin..).unwrap_or_default();
            let Some(length) = tail.find("</text>") else {
                return Err(self.error(start, "a `<text>` has no end"));
            };
            let value = tail.get(..length).unwrap_or_default();
            let after = begin + length;
            let line_end = self.text.get(after..).and_then(|rest| rest.find('\n'));
            self.at = line_end.map_or(self.text.len(), |end| after + end + 1);
            return Ok(Some((tag, Text(Cow::Borrowed(value.trim())))));
        }
        Ok(None)
    }

    fn error(&self, at: usize, message: &str) -> ParseError {
        ParseError::at(&codes::DOCUMENT_SYNTAX, message, self.text.as_bytes(), at)
    }
}
