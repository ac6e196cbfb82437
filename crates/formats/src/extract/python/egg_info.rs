//! Metadata as setuptools laid it out before wheels: `PKG-INFO` in a folder `*.egg-info` or in
//! `EGG-INFO` of an egg, a file `*.egg-info`, and `requires.txt` beside it. A source distribution has
//! a `PKG-INFO` too.
//!
//! Source: setuptools' documentation, "The Internal Structure of Python Eggs"; "Source distribution
//! format" in the Python Packaging User Guide.

use keelmark_model::bom::State;

use super::super::header_block;
use super::super::{Claim, Extract, Extractor, File, Need, Pattern, Says};
use super::metadata::{self, Place};
use super::parent;
use crate::manifest::python::requirement;
use crate::{ParseError, limits};

/// `PKG-INFO`, or a file `*.egg-info` with the same content.
pub(crate) static EGG_INFO: Extractor = Extractor {
    id: "python-egg-info",
    version: 1,
    example: "lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO",
    reads: &[Pattern::Name("PKG-INFO"), Pattern::Extension("egg-info")],
    limit: limits::METADATA_BYTES,
    extract: package,
};

/// `requires.txt`: what an egg needs, in sections by extra and marker.
pub(crate) static EGG_REQUIRES: Extractor = Extractor {
    id: "python-egg-requires",
    version: 1,
    example: "lib/python3/dist-packages/six-1.16.0.egg-info/requires.txt",
    reads: &[Pattern::Name("requires.txt")],
    limit: limits::METADATA_BYTES,
    extract: requires,
};

fn package(file: &File<'_>) -> Result<Extract, ParseError> {
    let home = if file.name() == "PKG-INFO" { file.folder() } else { file.path };
    let Some((environment, is_egg)) = environment(home) else {
        // The top of a source distribution.
        let place = Place { home, environment: home, state: State::Declared, is_project: true };
        return Ok(metadata::read(file, &place));
    };
    let (_, folder) = parent(environment);
    let is_installed = is_egg || matches!(folder, "site-packages" | "dist-packages");
    let state = if is_installed { State::Installed } else { State::Declared };
    let place = Place { home, environment, state, is_project: !is_installed };
    Ok(metadata::read(file, &place))
}

/// The folder that packages beside the one at `home` lie in, and whether it is an egg.
fn environment(home: &str) -> Option<(&str, bool)> {
    let (folder, name) = parent(home);
    if name == "EGG-INFO" {
        return Some((parent(folder).0, true));
    }
    name.ends_with(".egg-info").then_some((folder, false))
}

fn requires(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let home = file.folder();
    if environment(home).is_none() {
        return Ok(extract);
    }
    let text = header_block::text(file.bytes);
    let mut needs: Vec<Need> = Vec::new();
    let mut condition = String::new();
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(section) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            condition = marker(section);
            continue;
        }
        if needs.len() == limits::NEEDS {
            let message = format!("more than {} requirements", limits::NEEDS);
            extract.gaps.push(file.entry_gap(Some(number), message));
            break;
        }
        match requirement::written(&format!("{line}{condition}")) {
            Ok(requirement) => needs.push(metadata::need(requirement)),
            Err(message) => extract.gaps.push(file.entry_gap(Some(number), message)),
        }
    }
    extract.claims.push(Claim { home: home.to_owned(), says: Says::Needs(needs) });
    Ok(extract)
}

/// The marker that a section `extra`, `extra:marker` or `:marker` stands for.
fn marker(section: &str) -> String {
    let (extra, marker) = section.split_once(':').unwrap_or((section, ""));
    match (extra.trim(), marker.trim()) {
        ("", "") => String::new(),
        ("", marker) => format!(" ; {marker}"),
        (extra, "") => format!(" ; extra == \"{extra}\""),
        (extra, marker) => format!(" ; ({marker}) and extra == \"{extra}\""),
    }
}
