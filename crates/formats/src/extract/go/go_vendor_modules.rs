//! `vendor/modules.txt`: the modules whose packages lie in the folder, copied there by `go mod vendor`.
//!
//! Source: "Go Modules Reference", Vendoring: `# module version [=> replacement]`, then a line for each
//! package copied. Modules of which no package is needed are named, too.

use keelmark_model::PurlError;
use keelmark_model::bom::{Evidence, State};

use super::super::{Extract, Extractor, File, Found, Pattern};
use super::{component, replaced};
use crate::go::Replacement;
use crate::{ParseError, codes, limits};

/// `vendor/modules.txt`.
pub(crate) static GO_VENDOR_MODULES: Extractor = Extractor {
    id: "go-vendor-modules",
    version: 1,
    example: "vendor/modules.txt",
    reads: &[Pattern::Path("vendor/modules.txt")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let text = String::from_utf8_lossy(file.bytes);
    let mut module: Option<(&str, u32)> = None;
    for (line, number) in text.lines().zip(1..) {
        if let Some(heading) = line.strip_prefix("# ") {
            module = Some((heading, number));
        } else if !line.starts_with('#')
            && !line.is_empty()
            && let Some((heading, number)) = module.take()
        {
            match found(heading, number, file) {
                Ok(found) => extract.packages.extend(found),
                Err(error) => extract.gaps.push(file.entry_gap(Some(number), error.to_string())),
            }
        }
    }
    if extract.packages.len() > limits::PACKAGES {
        let message = format!("more than {} modules", limits::PACKAGES);
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    Ok(extract)
}

/// The module that `heading` names; `None` where it only says that all versions of one are replaced.
fn found(heading: &str, line: u32, file: &File<'_>) -> Result<Option<Found>, PurlError> {
    let words: Vec<&str> = heading.split_ascii_whitespace().collect();
    let component = match words.as_slice() {
        [path, version] => component(path, version, State::Locked)?,
        [path, version, "=>", by @ ..] => match Replacement::of(by) {
            Some(replacement) => replaced(replacement, path, version)?,
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let found = Found::new(component, Evidence::Lockfile, file.path);
    Ok(Some(Found { line: Some(line), ..found }))
}
