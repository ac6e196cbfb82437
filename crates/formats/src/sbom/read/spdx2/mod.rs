//! SPDX 2.2 and 2.3 documents as bills.

mod package;
mod relationship;
mod tag_value;
mod wire;

use std::collections::HashMap;

use keelmark_model::bom::Context;

use super::super::document::NO_TEXT;
use super::draft::{self, Draft};
use super::{Reading, party};
use crate::time::parse_rfc3339;
use crate::{ParseError, codes, json};

/// Reads a document that was checked to be strict JSON.
pub(super) fn read_json(text: &str) -> Result<Reading, ParseError> {
    read(&json::read(text)?)
}

/// Reads a document of tags and values.
pub(super) fn read_tag_value(bytes: &[u8]) -> Result<Reading, ParseError> {
    read(&tag_value::parse(bytes)?)
}

fn read(document: &wire::Document<'_>) -> Result<Reading, ParseError> {
    let version = document.spdx_version.as_deref().unwrap_or_default();
    if !version.starts_with("SPDX-2.") {
        let message = format!("`{version}` is no version of SPDX that begins with 2");
        return Err(ParseError::new(&codes::SBOM_FORMAT, message));
    }
    let mut draft = Draft::default();
    creation(document, &mut draft);
    let is_own = draft.tools.iter().any(|tool| tool.name == "keelmark");
    draft.is_own = is_own;
    for package in &document.packages {
        let id = package.spdx_id.as_deref();
        let (component, notes) = package::made(package, is_own, &mut draft.losses);
        draft.add(id, component, notes)?;
    }
    for id in &document.document_describes {
        if let Some(id) = draft.find(id) {
            draft.describe(id);
        }
    }
    let files = document.files.iter();
    let files: HashMap<&str, &str> = files
        .filter_map(|file| Some((file.spdx_id.as_deref()?, file.file_name.as_deref()?)))
        .collect();
    relationship::connect(&document.relationships, &files, &mut draft)?;
    name_root(document, &mut draft);
    let identity = document.document_namespace.as_deref().map(str::to_owned);
    Ok(draft.finish(version.to_owned(), identity))
}

fn creation(document: &wire::Document<'_>, draft: &mut Draft) {
    draft.losses.rest("", &document.rest);
    draft.losses.rest("creationInfo", &document.creation_info.rest);
    draft.losses.add_many("files[]", document.files.len());
    let texts = document.has_extracted_licensing_infos.iter();
    let texts =
        texts.filter(|one| one.extracted_text.as_deref().is_some_and(|text| text != NO_TEXT));
    draft.losses.add_many("hasExtractedLicensingInfos[].extractedText", texts.count());
    let info = &document.creation_info;
    draft.set_created(info.created.as_deref().and_then(parse_rfc3339));
    for creator in &info.creators {
        match (party::tool(creator), party::parse(creator)) {
            (Some(tool), _) => draft.tools.push(tool),
            (None, Some(author)) => draft.authors.push(author),
            (None, None) => draft.losses.add("creationInfo.creators[]"),
        }
    }
    match info.comment.as_deref() {
        Some(comment) if comment.starts_with("Generation context: ") => {
            draft.context = context(comment);
            let unknown = comment.split_once(" Unknown: ").map_or("", |(_, words)| words);
            let unknown = unknown.trim_end_matches('.').split(',').filter(|word| !word.is_empty());
            draft.mark_document_unknown(unknown);
        }
        Some(_) => draft.losses.add("creationInfo.comment"),
        None => {}
    }
    for annotation in &document.annotations {
        match annotation.comment.as_deref().and_then(|text| text.strip_prefix("gap: ")) {
            Some(gap) => draft.gaps.push(draft::gap(gap)),
            None => draft.losses.add("annotations[]"),
        }
    }
    // keelmark's own follows from what else is there.
    let is_own = draft.tools.iter().any(|tool| tool.name == "keelmark");
    if document.comment.is_some() && !is_own {
        draft.losses.add("comment");
    }
}

fn context(comment: &str) -> Option<Context> {
    let (_, when) = comment.split_once(": ")?;
    Some(match when.split(',').next()? {
        "before build" => Context::Source,
        "after build" => Context::Build,
        "after installation" => Context::Installed,
        _ => return None,
    })
}

/// A root that nothing is said of, as tools write for a folder, goes by the document's name.
fn name_root(document: &wire::Document<'_>, draft: &mut Draft) {
    let Some(root) = draft.root().and_then(|root| draft.component(root)) else { return };
    if root.name.is_empty() {
        root.name = document.name.as_deref().unwrap_or_default().to_owned();
    }
}
