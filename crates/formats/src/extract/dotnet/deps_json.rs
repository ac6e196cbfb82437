//! `NAME.deps.json` and `project.assets.json`: what an application was built with, and what NuGet
//! restored to build it.
//!
//! Source: .NET SDK documentation, "Runtime configuration files"; `LockFileFormat` of NuGet. Both have
//! `targets`, of packages as `NAME/VERSION` with what each needs, and `libraries`, with what each is.

use std::collections::BTreeMap;

use keelmark_model::bom::{Completeness, ComponentKind, Evidence, State};
use serde::Deserialize;

use super::{component, key, text};
use crate::extract::{Extract, Extractor, File, Found, Need, Pattern, json_lines};
use crate::{ParseError, json, limits};

pub(crate) static DOTNET_DEPS: Extractor = Extractor {
    id: "dotnet-deps",
    version: 4,
    example: "app/Service.deps.json",
    reads: &[Pattern::Extension("deps.json")],
    limit: limits::DOCUMENT_BYTES,
    extract: |file| extract(file, State::Installed, Evidence::Manifest),
};

pub(crate) static NUGET_ASSETS: Extractor = Extractor {
    id: "nuget-assets",
    version: 4,
    example: "obj/project.assets.json",
    reads: &[Pattern::Name("project.assets.json")],
    limit: limits::DOCUMENT_BYTES,
    extract: |file| extract(file, State::Locked, Evidence::Lockfile),
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    runtime_target: Option<RuntimeTarget>,
    #[serde(default)]
    targets: BTreeMap<String, BTreeMap<String, Entry>>,
    #[serde(default)]
    libraries: BTreeMap<String, Library>,
}

#[derive(Deserialize)]
struct RuntimeTarget {
    name: String,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    dependencies: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Library {
    #[serde(rename = "type")]
    ty: String,
    sha512: Option<String>,
}

fn extract(file: &File<'_>, state: State, evidence: Evidence) -> Result<Extract, ParseError> {
    let document: Document = json::parse(text(file.bytes))?;
    let mut extract = Extract::default();
    let lines = json_lines::lines(text(file.bytes), 3);
    let chosen = document.runtime_target.as_ref().map(|target| target.name.as_str());
    let is_chosen = |name: &str| chosen.is_none_or(|chosen| chosen == name);
    for (target, entries) in document.targets.iter().filter(|(name, _)| is_chosen(name)) {
        let environment = format!("{}#{target}", file.path);
        for (id, entry) in entries {
            let line = lines.of(&["targets", target, id]);
            if extract.is_full(file, line) {
                return Ok(extract);
            }
            let library = document.libraries.get(id);
            match found(id, entry, library, state, &environment) {
                Ok(mut found) => {
                    found.evidence = evidence;
                    found.line = line;
                    extract.packages.push(found);
                }
                Err(message) => extract.gaps.push(file.entry_gap(line, message)),
            }
        }
    }
    Ok(extract)
}

fn found(
    id: &str,
    entry: &Entry,
    library: Option<&Library>,
    state: State,
    environment: &str,
) -> Result<Found, String> {
    let (name, version) = id.split_once('/').unwrap_or((id, ""));
    // How a framework that lies within the application is listed; the package is called by the rest.
    let called = match library.map(|library| library.ty.as_str()) {
        Some("runtimepack") => name.strip_prefix("runtimepack.").unwrap_or(name),
        _ => name,
    };
    let component = component(called, version, state);
    let mut component = component.map_err(|error| format!("`{id}`: {error}"))?;
    match library.map(|library| library.ty.as_str()) {
        Some("package" | "runtimepack") | None => {}
        Some("project") => {
            component.kind = ComponentKind::Application;
            component.purl = None;
        }
        Some(_) => component.purl = None,
    }
    component.dependencies = Completeness::Complete;
    if let Some(hash) =
        library.and_then(|library| library.sha512.as_ref()).filter(|hash| !hash.is_empty())
    {
        component.properties.insert("nuget:content-hash".to_owned(), hash.clone());
    }
    let mut found = Found::new(component, Evidence::Manifest, environment);
    found.names = vec![key(name)];
    // What the shared framework brings is not listed here.
    let need = |(name, version): (&String, &String)| Need {
        marker: Some(format!("({version})")),
        is_optional: true,
        ..Need::runtime(key(name))
    };
    found.needs = entry.dependencies.iter().map(need).collect();
    Ok(found)
}
