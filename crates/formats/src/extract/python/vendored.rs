//! `pip/_vendor/vendor.txt`: the packages that pip carries within itself, each with its version.
//!
//! Source: pip's documentation, "Vendoring Policy". A line is a requirement with `==`; an indented one was
//! brought along by the one before it.

use keelmark_model::Ecosystem;
use keelmark_model::bom::{Component, ComponentKind, Evidence, State};

use crate::extract::{Extract, Extractor, File, Found, Pattern};
use crate::manifest::python::normalized;
use crate::{ParseError, limits, toml};

pub(crate) static VENDORED: Extractor = Extractor {
    id: "vendored",
    version: 1,
    example: "lib/python3.12/site-packages/pip/_vendor/vendor.txt",
    reads: &[Pattern::Path("pip/_vendor/vendor.txt")],
    limit: limits::METADATA_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    if file.bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(extract);
    }
    for (number, line) in (1..).zip(toml::text(file.bytes)?.lines()) {
        let entry = line.split('#').next().unwrap_or_default().trim();
        if entry.is_empty() {
            continue;
        }
        if extract.is_full(file, Some(number)) {
            break;
        }
        match found(entry, file) {
            Some(found) => extract.packages.push(Found { line: Some(number), ..found }),
            None => extract.gaps.push(file.entry_gap(Some(number), "a package without a version")),
        }
    }
    Ok(extract)
}

fn found(entry: &str, file: &File<'_>) -> Option<Found> {
    let (name, version) = entry.split_once("==")?;
    let name = normalized(name.trim())?;
    let version = version.split(';').next().unwrap_or_default().trim();
    let mut component = Component::new(ComponentKind::Library, &name, State::Bundled);
    component.purl = Some(Ecosystem::Python.purl(&name).ok()?.with_version(version).ok()?);
    component.version = Some(version.to_owned());
    Some(Found::new(component, Evidence::Manifest, file.path))
}
