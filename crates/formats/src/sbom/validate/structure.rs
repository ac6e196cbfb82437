//! Whether a document is what its format says it should be.

use super::super::read::Reading;
use super::super::{cyclonedx, spdx};
use super::schema::{Breach, Schema};
use super::{Requirement, meaning, spdx3};
use crate::{ParseError, codes, json};

/// What the schema of its format and version says of the document `bytes`; nothing of what is no JSON,
/// or has no schema here.
///
/// # Errors
/// `document.*` codes, for JSON that is not strict.
pub(super) fn schema(bytes: &[u8]) -> Result<Vec<Requirement>, ParseError> {
    if !is_json(bytes) {
        return Ok(Vec::new());
    }
    let document: serde_json::Value = json::parse(bytes)?;
    let (found, name) = match Schema::of(&document) {
        Some(schema) => match schema.breaches(&document) {
            Ok(found) => (found, schema.name()),
            Err(error) => return Ok(vec![unreadable(&error)]),
        },
        None if spdx3::is_of_version(&document) => (spdx3::breaches(&document), spdx3::NAME),
        None => return Ok(Vec::new()),
    };
    if !found.is_empty() {
        return Ok(found
            .into_iter()
            .map(|breach| told("schema", &breach, &codes::SBOM_SCHEMA))
            .collect());
    }
    let mut requirements =
        vec![Requirement::of_document("schema", true, format!("it keeps to {name}"))];
    let found = meaning::breaches(&document).into_iter();
    requirements.extend(found.map(|breach| told("structure", &breach, &codes::SBOM_VALUE)));
    Ok(requirements)
}

fn told(name: &'static str, breach: &Breach, code: &keelmark_model::Code) -> Requirement {
    let Breach { at, message } = breach;
    let at = if at.is_empty() { String::new() } else { format!("{at}: ") };
    Requirement::of_document(name, false, format!("{at}{message} [{code}]"))
}

fn is_json(bytes: &[u8]) -> bool {
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// That the document cannot be understood.
pub(super) fn unreadable(error: &ParseError) -> Requirement {
    Requirement::of_document("structure", false, format!("{} [{}]", error.message, error.code))
}

/// What the specification of the document read asks for and a schema cannot tell.
/// `as_received`: whether `bytes` are those of the document, so that a place in them is one in it.
pub(super) fn requirements(bytes: &[u8], reading: &Reading, as_received: bool) -> Vec<Requirement> {
    let facts = match &reading.format {
        format if format.starts_with("CycloneDX") => Some(cyclonedx::parse(bytes)),
        format if format.starts_with("SPDX-2") && is_json(bytes) => Some(spdx::parse(bytes)),
        _ => None,
    };
    let has_schema = as_received && facts.is_some();
    // Its references are looked at with its classes.
    let has_model = as_received && reading.format == "SPDX-3.0.1";
    let mut defects = match facts.transpose() {
        Ok(facts) => facts.map(|facts| facts.defects).unwrap_or_default(),
        Err(error) => return vec![unreadable(&error)],
    };
    // CycloneDX lets a document be about nothing in particular; whoever verifies one does not.
    let needs_root = !reading.format.starts_with("CycloneDX");
    defects.retain(|defect| needs_root || defect.code.id != codes::SBOM_ROOT.id);
    if !defects.is_empty() {
        let found = defects.into_iter().map(|defect| {
            let at = defect.at.filter(|_| as_received);
            let at = at.map_or(String::new(), |at| format!("line {}: ", at.line));
            let message = format!("{at}{} [{}]", defect.message, defect.code);
            Requirement::of_document("structure", false, message)
        });
        return found.collect();
    }
    let has_name = !reading.bom.component(reading.bom.root).name.is_empty();
    let named = reading.says_subject && (needs_root || has_name);
    let mut message = match has_schema {
        true => format!("{}; identifiers and references hold", reading.format),
        false if has_model => format!("{}; it can be read", reading.format),
        false => format!("{}, read without a schema", reading.format),
    };
    if !named {
        message.push_str("; the document does not say what it is about");
    }
    vec![Requirement::of_document("structure", named || !needs_root, message)]
}
