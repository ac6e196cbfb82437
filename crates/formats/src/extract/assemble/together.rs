//! Modules of Go that are worked on together.
//!
//! Source: "Go Modules Reference", workspaces: the build takes one of them from its folder, whatever version
//! another asks for, and replacements of the workspace go before those of a module. So it does with what go.mod
//! replaces by a folder ("replace directive").

use std::collections::HashMap;

use keelmark_model::Purl;
use keelmark_model::bom::Evidence;

use super::super::go::REPLACED_BY;
use super::super::inside::inside;
use super::super::{Claim, Found, Says};
use super::Entry;

/// Gives what modules ask for the version that their workspace builds.
pub(super) fn settle(entries: &mut [Entry], claims: &[Claim]) {
    workspaces(entries, claims);
    folders(entries);
}

/// Takes a module that is replaced by a folder of the target for the one that lies there.
fn folders(entries: &mut [Entry]) {
    let projects = entries.iter().filter(|entry| entry.found.is_project && entry.ty() == "golang");
    let project = |entry: &Entry| {
        let component = &entry.found.component;
        (entry.folder().to_owned(), (component.name.clone(), component.purl.clone()))
    };
    let projects: HashMap<String, (String, Option<Purl>)> = projects.map(project).collect();
    for entry in entries.iter_mut().filter(|entry| is_asked(entry)) {
        let folder = entry.found.component.properties.get(REPLACED_BY);
        let folder = folder.and_then(|folder| inside(entry.folder(), folder));
        let Some((name, purl)) = folder.and_then(|folder| projects.get(&folder)) else { continue };
        let component = &mut entry.found.component;
        component.name.clone_from(name);
        component.purl.clone_from(purl);
        component.version = None;
        component.scope = None;
    }
}

fn workspaces(entries: &mut [Entry], claims: &[Claim]) {
    let together = claims.iter().filter_map(|claim| match &claim.says {
        Says::Workspace { modules, replaced } => Some((claim.home.as_str(), modules, replaced)),
        _ => None,
    });
    let together = together.flat_map(|(within, modules, replaced)| {
        modules.iter().map(move |module| (module.as_str(), (within, replaced.as_slice())))
    });
    let together: HashMap<&str, (&str, &[Found])> = together.collect();
    if together.is_empty() {
        return;
    }
    // The package URLs of modules, by workspace and path.
    let replaced = together.values().map(|(within, replaced)| (*within, *replaced));
    let replaced = Replaced::of(replaced);
    let mut modules: HashMap<(&str, String), Option<Purl>> = HashMap::new();
    for entry in entries.iter().filter(|entry| entry.found.is_project && entry.ty() == "golang") {
        if let Some((within, _)) = together.get(entry.path.as_str()) {
            let component = &entry.found.component;
            modules.insert((within, component.name.clone()), component.purl.clone());
        }
    }
    for entry in entries.iter_mut().filter(|entry| is_asked(entry)) {
        let Some((within, _)) = together.get(entry.path.as_str()) else { continue };
        let name = entry.found.component.name.clone();
        if let Some(purl) = modules.get(&(*within, name.clone())) {
            let component = &mut entry.found.component;
            component.purl.clone_from(purl);
            component.version = None;
            component.scope = None;
        } else {
            replace(&mut entry.found, within, &replaced);
        }
    }
}

/// Whether an entry is a module that another asks for.
fn is_asked(entry: &Entry) -> bool {
    let found = &entry.found;
    !found.is_project && found.evidence == Evidence::Lockfile && entry.ty() == "golang"
}

/// What is built in the place of modules, by workspace, path and version.
struct Replaced<'a>(HashMap<(&'a str, &'a str, &'a str), &'a Found>);

impl<'a> Replaced<'a> {
    fn of(all: impl Iterator<Item = (&'a str, &'a [Found])>) -> Self {
        let all: HashMap<&str, &[Found]> = all.collect();
        let each = all.into_iter().flat_map(|(within, replaced)| {
            replaced.iter().filter_map(move |found| {
                let [path, version] = found.names.as_slice() else { return None };
                Some(((within, path.as_str(), version.as_str()), found))
            })
        });
        Self(each.collect())
    }
}

/// One for this version goes before one for any.
fn replace(found: &mut Found, within: &str, replaced: &Replaced<'_>) {
    let version = found.component.version.clone().unwrap_or_default();
    let name = found.component.name.clone();
    let of = |version: &str| replaced.0.get(&(within, name.as_str(), version)).copied();
    let Some(by) = of(&version).or_else(|| of("")) else { return };
    let component = &mut found.component;
    let is_folder = by.component.name == name && by.component.version.is_none();
    for (key, value) in &by.component.properties {
        let value = match key.as_str() {
            "go:replaces" => format!("{name}@{version}"),
            _ => value.clone(),
        };
        component.properties.insert(key.clone(), value);
    }
    if !is_folder {
        component.name.clone_from(&by.component.name);
        component.version.clone_from(&by.component.version);
        component.purl.clone_from(&by.component.purl);
    }
}
