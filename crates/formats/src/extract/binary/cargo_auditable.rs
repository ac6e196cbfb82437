//! Which crates a program written in Rust is made of, as `cargo auditable` has the linker write it.
//!
//! Source: cargo-auditable, PARSING.md: a section `.dep-v0` with JSON, compressed as zlib does.

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use keelmark_model::bom::{Completeness, Component, ComponentKind, Evidence, State};
use keelmark_model::{DependencyKind, Ecosystem, PurlError, Relation, Scope, Source, Usage};
use object::read::{Object, ObjectSection};
use serde::Deserialize;

use super::super::{Extract, Extractor, Found, Need, Pattern};
use super::program::Program;
use crate::{ParseError, codes, json, limits};

/// ELF, PE and Mach-O files built with `cargo auditable`.
pub(crate) static CARGO_AUDITABLE: Extractor = Extractor {
    id: "cargo-auditable",
    version: 2,
    example: "usr/bin/rg",
    reads: &[Pattern::Executable],
    limit: limits::MACHINE_CODE_BYTES,
    extract: |file| read(&Program::of(file)),
};

const SECTION: &str = ".dep-v0";

#[derive(Deserialize)]
struct Document {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    source: String,
    #[serde(default)]
    kind: Kind,
    /// Places in the list.
    #[serde(default)]
    dependencies: Vec<usize>,
    #[serde(default)]
    root: bool,
}

#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// It ran during the build, and is not in the program.
    Build,
    #[default]
    Runtime,
}

pub(super) fn read(program: &Program<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let file = &program.file;
    let Some(object) = program.object() else { return Ok(extract) };
    let Some(section) = object.section_by_name(SECTION) else { return Ok(extract) };
    let compressed = section.data().map_err(|_| damaged("its section is cut off"))?;
    let document: Document = json::parse(&inflate(compressed)?)?;
    let edges: usize = document.packages.iter().map(|package| package.dependencies.len()).sum();
    if document.packages.len() > limits::PACKAGES || edges > limits::EDGES {
        let message = format!("{} crates, {edges} dependencies", document.packages.len());
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    let mut needed = document.packages.iter().flat_map(|package| &package.dependencies);
    if needed.any(|to| *to >= document.packages.len()) {
        return Err(damaged("a crate needs one that is not in it"));
    }
    for (number, package) in document.packages.iter().enumerate() {
        match found(&document, number, package, file.path) {
            Ok(mut found) => {
                if package.root {
                    found.component.digests.push(program.digest());
                }
                extract.packages.push(found);
            }
            Err(error) => {
                extract.gaps.push(file.entry_gap(None, format!("crate {}: {error}", package.name)));
            }
        }
    }
    Ok(extract)
}

fn damaged(why: impl std::fmt::Display) -> ParseError {
    let message = format!("the list of crates in {SECTION} is damaged: {why}");
    ParseError::new(&codes::DOCUMENT_SHAPE, message)
}

fn inflate(compressed: &[u8]) -> Result<Vec<u8>, ParseError> {
    let limit = limits::AUDIT_LIST_BYTES;
    let mut list = Vec::new();
    let bound = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut inflated = ZlibDecoder::new(compressed).take(bound);
    inflated.read_to_end(&mut list).map_err(damaged)?;
    if list.len() > limit {
        let message = format!("the list of crates has more than {limit} bytes");
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    Ok(list)
}

/// Within one list crates are needed by their number: several may have one name.
fn found(
    document: &Document,
    number: usize,
    package: &Package,
    path: &str,
) -> Result<Found, PurlError> {
    let needs = package.dependencies.iter().map(|to| {
        let kind = match document.packages.get(*to).map(|package| package.kind) {
            Some(Kind::Build) => DependencyKind::Build,
            _ => DependencyKind::Runtime,
        };
        Need { kind, ..Need::runtime(format!("#{to}")) }
    });
    let needs = needs.collect();
    let names = vec![format!("#{number}")];
    let found = Found::new(component(package)?, Evidence::Binary, path);
    Ok(Found { names, needs, ..found })
}

fn component(package: &Package) -> Result<Component, PurlError> {
    let purl = Ecosystem::Cargo.purl(&package.name)?.with_version(&package.version)?;
    let (kind, relation) = match package.root {
        true => (ComponentKind::Application, Relation::Root),
        false => (ComponentKind::Library, Relation::Transitive),
    };
    // What only ran during the build is in the list as in a lock, and nowhere in the target.
    let (state, usage) = match package.kind {
        Kind::Runtime => (State::Installed, Usage::Runtime),
        Kind::Build => (State::Locked, Usage::Build),
    };
    let mut component = Component::new(kind, &package.name, state);
    component.version = Some(package.version.clone());
    component.purl = Some(purl);
    component.scope = Some(Scope { relation, usage });
    component.dependencies = Completeness::Complete;
    if package.source == "crates.io" {
        component.source =
            Source::Registry("https://github.com/rust-lang/crates.io-index".to_owned());
    }
    component.properties.insert("cargo:source".to_owned(), package.source.clone());
    Ok(component)
}
