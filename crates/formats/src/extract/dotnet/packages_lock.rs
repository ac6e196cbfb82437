//! `packages.lock.json`: the packages NuGet resolved, for each framework a project is built for.
//!
//! Source: NuGet documentation, "Locking dependencies". `contentHash` is over a package without its
//! signature, so that it is no digest of the file one downloads.
//!
//! A framework for one platform, `net8.0/linux-x64`, lists what is there instead of, or beside, what the
//! framework has.

use std::collections::{BTreeMap, BTreeSet};

use keelmark_model::bom::{Completeness, ComponentKind, Evidence, State};
use keelmark_model::{Relation, Scope, Usage};
use serde::Deserialize;

use super::{component, key, text};
use crate::extract::{Extract, Extractor, File, Found, Need, Pattern, Wanted, json_lines};
use crate::{ParseError, json, limits};

pub(crate) static NUGET_PACKAGES_LOCK: Extractor = Extractor {
    id: "nuget-packages-lock",
    version: 3,
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
    let lines = json_lines::lines(text(file.bytes), 3);
    for (framework, packages) in &lock.dependencies {
        let place = Place::of(framework, &lock, file);
        for (name, entry) in packages {
            let line = lines.of(&["dependencies", framework, name]);
            if extract.is_full(file, line) {
                return Ok(extract);
            }
            match place.found(name, entry) {
                Ok(found) => extract.packages.push(Found { line, ..found }),
                Err(message) => extract.gaps.push(file.entry_gap(line, message)),
            }
        }
    }
    Ok(extract)
}

/// A framework that packages are resolved for.
struct Place<'a> {
    /// That of the framework for all platforms.
    environment: String,
    /// The platform, if it is for one.
    platform: &'a str,
    /// What is listed for its platforms, by platform and name; of the framework for all of them.
    platforms: Vec<(&'a str, BTreeSet<String>)>,
}

impl<'a> Place<'a> {
    fn of(framework: &'a str, lock: &'a Lock, file: &File<'_>) -> Self {
        let (base, platform) = framework.split_once('/').unwrap_or((framework, ""));
        let listed = lock.dependencies.iter().filter_map(|(other, packages)| {
            let platform = other.strip_prefix(framework)?.strip_prefix('/')?;
            Some((platform, packages.keys().map(|name| key(name)).collect()))
        });
        let environment = format!("{}#{base}", file.path);
        Self { environment, platform, platforms: listed.collect() }
    }

    /// By what others on `platform` need a package.
    fn name(name: &str, platform: &str) -> String {
        if platform.is_empty() { key(name) } else { format!("{} {platform}", key(name)) }
    }

    fn needs(&self, name: &str, range: &str) -> impl Iterator<Item = Need> {
        let bare = || key(name);
        let own = match self.platform {
            "" => vec![bare()],
            platform => vec![Self::name(name, platform), bare()],
        };
        let others = self.platforms.iter().filter(move |(_, names)| names.contains(&bare()));
        let others = others.map(|(platform, _)| vec![Self::name(name, platform)]);
        let marker = format!("({range})");
        let others = others.collect::<Vec<_>>().into_iter().map(|any_of| (any_of, true));
        std::iter::once((own, false)).chain(others).map(move |(any_of, is_optional)| Need {
            any_of,
            marker: Some(marker.clone()),
            is_optional,
            ..Need::runtime("")
        })
    }

    fn found(&self, name: &str, entry: &Entry) -> Result<Found, String> {
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
        let relation = match entry.ty.as_str() {
            "Transitive" | "CentralTransitive" => Some(Relation::Transitive),
            "Direct" => Some(Relation::Direct),
            _ => None,
        };
        component.scope = relation.map(|relation| Scope { relation, usage: Usage::Runtime });
        let mut found = Found::new(component, Evidence::Lockfile, &self.environment);
        found.wanted = (entry.ty == "Direct").then(Wanted::direct);
        found.names = vec![Self::name(name, self.platform)];
        found.needs =
            entry.dependencies.iter().flat_map(|(name, range)| self.needs(name, range)).collect();
        Ok(found)
    }
}
