//! `packages.lock.json`: the packages NuGet resolved, for each framework a project is built for.
//!
//! Source: NuGet documentation, "Locking dependencies". `contentHash` is over a package without its
//! signature, so that it is no digest of the file one downloads.
//!
//! A framework for one platform, `net8.0/linux-x64`, lists what is there instead of, or beside, what the
//! framework has.

use std::collections::{BTreeMap, HashMap};

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
    let mut left = limits::PLATFORM_NEEDS;
    for (framework, packages) in &lock.dependencies {
        let mut place = Place::of(framework, &lock, file, left);
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
        left = place.left;
    }
    Ok(extract)
}

/// A framework that packages are resolved for.
struct Place<'a> {
    /// That of the framework for all platforms.
    environment: String,
    /// The platform, if it is for one.
    platform: &'a str,
    /// The platforms that a package is listed for, by its name; of the framework for all of them.
    platforms: HashMap<String, Vec<&'a str>>,
    /// How many needs more may be told for platforms.
    left: usize,
}

impl<'a> Place<'a> {
    fn of(framework: &'a str, lock: &'a Lock, file: &File<'_>, left: usize) -> Self {
        let (base, platform) = framework.split_once('/').unwrap_or((framework, ""));
        let mut platforms: HashMap<String, Vec<&str>> = HashMap::new();
        let prefix = format!("{framework}/");
        for (other, packages) in lock.dependencies.range(prefix.clone()..) {
            let Some(rest) = other.strip_prefix(&prefix) else { break };
            for name in packages.keys() {
                platforms.entry(key(name)).or_default().push(rest);
            }
        }
        let environment = format!("{}#{base}", file.path);
        Self { environment, platform, platforms, left }
    }

    /// By what others on `platform` need a package.
    fn name(name: &str, platform: &str) -> String {
        if platform.is_empty() { key(name) } else { format!("{} {platform}", key(name)) }
    }

    /// Of a framework for all platforms, with what takes the place of a package on any of them.
    fn needs(&mut self, name: &str, range: &str) -> Vec<Need> {
        let own = match self.platform {
            "" => vec![key(name)],
            platform => vec![Self::name(name, platform), key(name)],
        };
        let need = |any_of, is_optional| Need {
            any_of,
            marker: Some(format!("({range})")),
            is_optional,
            ..Need::runtime("")
        };
        let others = self.platforms.get(&key(name)).into_iter().flatten().take(self.left);
        let others = others.map(|platform| need(vec![Self::name(name, platform)], true));
        let needs: Vec<Need> = std::iter::once(need(own, false)).chain(others).collect();
        self.left -= needs.len() - 1;
        needs
    }

    fn found(&mut self, name: &str, entry: &Entry) -> Result<Found, String> {
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
