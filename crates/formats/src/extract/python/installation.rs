//! What an installer notes beside the metadata: `INSTALLER`, `REQUESTED` and `direct_url.json`.
//!
//! Source: "Recording installed projects" and "Recording the Direct URL Origin of installed
//! distributions" in the Python Packaging User Guide.

use keelmark_model::Source;
use serde_json::Value;

use super::super::header_block;
use super::super::{Claim, Extract, Extractor, File, Pattern, Says};
use crate::lock::source::without_credentials;
use crate::{ParseError, json, limits};

/// `INSTALLER`: the name of the tool; and `REQUESTED`, which is there or not.
pub(crate) static INSTALLER: Extractor = Extractor {
    id: "python-installer",
    version: 1,
    example: "lib/python3.12/site-packages/rich-13.9.4.dist-info/INSTALLER",
    reads: &[Pattern::Name("INSTALLER"), Pattern::Name("REQUESTED")],
    limit: limits::NOTE_BYTES,
    extract: |file| Ok(installer(file)),
};

/// `direct_url.json`: where it came from, when that is no index.
pub(crate) static DIRECT_URL: Extractor = Extractor {
    id: "python-direct-url",
    version: 1,
    example: "lib/python3.12/site-packages/rich-13.9.4.dist-info/direct_url.json",
    reads: &[Pattern::Name("direct_url.json")],
    limit: limits::NOTE_BYTES,
    extract: direct_url,
};

fn installer(file: &File<'_>) -> Extract {
    let mut extract = Extract::default();
    if !file.folder().ends_with(".dist-info") {
        return extract;
    }
    let text = header_block::text(file.bytes);
    let name: String = text.trim().chars().filter(|c| !c.is_control()).collect();
    let property = match file.name() {
        "REQUESTED" => Some(("requested", "true".to_owned())),
        _ if name.is_empty() => None,
        _ => Some(("installer", name)),
    };
    extract.claims.extend(property.map(|(name, value)| claim(file, property_of(name, value))));
    extract
}

fn direct_url(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    if !file.folder().ends_with(".dist-info") {
        return Ok(extract);
    }
    let value: Value = json::lenient(file.bytes)?;
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
    let url = text("/url").map(without_credentials).unwrap_or_default();
    // A folder or file of the machine it was installed on says nothing elsewhere.
    if !url.is_empty() && !url.starts_with("file:") {
        let subdirectory = text("/subdirectory").map(str::to_owned);
        let source = match text("/vcs_info/vcs") {
            Some("git") => {
                let commit = text("/vcs_info/commit_id").map(str::to_owned);
                Source::Git { url, commit, subdirectory }
            }
            Some(vcs) => Source::Url(format!("{vcs}+{url}")),
            None => Source::Url(url),
        };
        extract.claims.push(claim(file, Says::From(source)));
    }
    if value.pointer("/dir_info/editable").and_then(Value::as_bool) == Some(true) {
        extract.claims.push(claim(file, property_of("editable", "true".to_owned())));
    }
    Ok(extract)
}

fn claim(file: &File<'_>, says: Says) -> Claim {
    Claim { home: file.folder().to_owned(), says }
}

fn property_of(name: &str, value: String) -> Says {
    Says::Property(name.to_owned(), value)
}
