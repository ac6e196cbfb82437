//! `packages.lock.json`: the packages NuGet resolved, for each framework a project is built for.
//!
//! Source: NuGet documentation, "Locking dependencies". `contentHash` is over a package without its
//! signature, so that it is no digest of the file one downloads.

use std::collections::BTreeMap;

use keelmark_model::bom::{Completeness, ComponentKind, Evidence, State};
use serde::Deserialize;

use super::{component, key, text};
use crate::extract::{Extract, Extractor, File, Found, Need, Pattern};
use crate::{ParseError, json, limits};

pub(crate) static NUGET_PACKAGES_LOCK: Extractor = Extractor {
    id: "nuget-packages-lock",
    version: 2,
    example: "packages.lock.json",
    reads: &[Pattern::Name("packages.lock.json")],
    limit: limits::DOCUMENT_BYTES,
    extract,
};

#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    dependencies: BTreeMap<String, BTreeMap<String, Entry>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(rename = "type")]
    ty: String,
    resolved: Option<String>,
    content_hash: Option<String>,
    #[serde(default)]
    dependencies: BTreeMap<String, String>,
}

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let lock: Lock = json::parse(text(file.bytes))?;
    let mut extract = Extract::default();
    for (framework, packages) in &lock.dependencies {
        let environment = format!("{}#{framework}", file.path);
        for (name, entry) in packages {
            if extract.is_full(file, None) {
                return Ok(extract);
            }
            match found(name, entry, &environment) {
                Ok(found) => extract.packages.push(found),
                Err(message) => extract.gaps.push(file.entry_gap(None, message)),
            }
        }
    }
    Ok(extract)
}

fn found(name: &str, entry: &Entry, environment: &str) -> Result<Found, String> {
    let version = entry.resolved.as_deref().unwrap_or_default();
    let component = component(name, version, State::Locked);
    let mut component = component.map_err(|error| format!("`{name}`: {error}"))?;
    if entry.ty == "Project" {
        // A project of the same solution is in no registry.
        component.kind = ComponentKind::Application;
        component.purl = None;
    }
    component.dependencies = Completeness::Complete;
    if let Some(hash) = &entry.content_hash {
        component.properties.insert("nuget:content-hash".to_owned(), hash.clone());
    }
    let mut found = Found::new(component, Evidence::Lockfile, environment);
    found.names = vec![key(name)];
    let need = |(name, range): (&String, &String)| Need {
        marker: Some(format!("({range})")),
        ..Need::runtime(key(name))
    };
    found.needs = entry.dependencies.iter().map(need).collect();
    Ok(found)
}
