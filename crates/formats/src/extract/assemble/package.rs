//! A package as a file: it is the target itself, and what it needs is not in it.

use std::collections::HashSet;

use keelmark_model::bom::{Completeness, Component, ComponentKind, Context, State};
use keelmark_model::{Ecosystem, Purl, PurlError};

use super::super::{Found, Need};
use super::{Entry, needs};

/// Of which type packages are that are called so; of others their content tells.
const ENDS: [(&str, &str); 7] = [
    (".whl", "pypi"),
    (".egg", "pypi"),
    (".crate", "cargo"),
    (".tgz", "npm"),
    (".gem", "gem"),
    (".deb", "deb"),
    (".rpm", "rpm"),
];

/// The entries that are the target itself: the one project at its top, by its manifest and its lock. None,
/// where several projects lie there.
pub(super) fn own(target: &Component, context: Context, entries: &[Entry]) -> Vec<usize> {
    let is_package = context == Context::Build;
    let is_own = |entry: &Entry| {
        let is_told = is_target(entry) || (is_package && is_archive(entry, &target.name));
        is_told && entry.host.is_none()
    };
    let mut top: Vec<usize> = (0..entries.len()).filter(|at| is_own(&entries[*at])).collect();
    if is_package && let Some(ty) = ty(&target.name, &top, entries) {
        top.retain(|at| entries[*at].ty() == ty);
    }
    let is_one = top.windows(2).all(|pair| is_same(&entries[pair[0]], &entries[pair[1]]));
    let Some(first) = top.first().filter(|_| is_one) else { return Vec::new() };
    if is_package {
        // A source distribution has its metadata twice, and bundles repeat a manifest.
        let again = |entry: &Entry| entry.found.is_project && is_identical(entry, &entries[*first]);
        let again: Vec<usize> = (0..entries.len()).filter(|at| again(&entries[*at])).collect();
        top.extend(again);
        top.sort_unstable();
        top.dedup();
    }
    top
}

/// Whether an entry is a project that lies at the top of the target.
fn is_target(entry: &Entry) -> bool {
    let scope = entry.found.component.scope.as_ref();
    let is_root = scope.is_none_or(|scope| scope.relation == keelmark_model::Relation::Root);
    // Packages of Linux and Ruby have what they say of themselves in a folder beside their files.
    let is_at_top = !entry.path.contains('/')
        || matches!(entry.path.as_str(), "DEBIAN/control" | "RPM/header" | "GEM/metadata");
    entry.found.is_project && is_root && is_at_top
}

/// Whether an entry is what the archive called `name` says of itself: a wheel, an egg, or an archive
/// of Java.
fn is_archive(entry: &Entry, name: &str) -> bool {
    let is_metadata = match entry.path.split_once('/') {
        Some((folder, "METADATA")) => folder.ends_with(".dist-info"),
        Some((folder, "PKG-INFO")) => folder == "EGG-INFO",
        _ => false,
    };
    is_metadata || entry.found.home.strip_suffix('!') == Some(name)
}

/// The type of the target, where several projects could be it: a source distribution has a `PKG-INFO`.
fn ty<'a>(name: &str, top: &[usize], entries: &'a [Entry]) -> Option<&'a str> {
    let end = ENDS.iter().find(|(end, _)| name.ends_with(end));
    let is_distribution = |at: &&usize| entries[**at].path == "PKG-INFO";
    let told = end.map(|(_, ty)| *ty).or_else(|| top.iter().find(is_distribution).map(|_| "pypi"));
    let all = || top.iter().map(|at| entries[*at].ty());
    told.filter(|ty| all().any(|one| one == *ty))
}

/// Whether two entries are of one package; a manifest may leave its version open.
fn is_same(one: &Entry, other: &Entry) -> bool {
    let (one, other) = (&one.found.component, &other.found.component);
    let has_version = one.version.is_some() && other.version.is_some();
    let ty = |component: &Component| component.purl.as_ref().map(|purl| purl.ty().to_owned());
    ty(one) == ty(other) && one.name == other.name && (!has_version || one.version == other.version)
}

fn is_identical(one: &Entry, other: &Entry) -> bool {
    let purl = one.found.component.purl.as_ref();
    purl.is_some_and(|purl| purl.version().is_some()) && purl == other.found.component.purl.as_ref()
}

/// What the target's own entries `own` need and none of `entries` is: declared, each once.
///
/// A need that is no package's name (a file, a library's name) is a property of who needs it.
pub(super) fn declared(own: &[usize], entries: &mut [Entry]) -> Vec<Entry> {
    let names = needs::names(entries);
    let unmet = own.iter().map(|at| {
        let entry = &entries[*at];
        let is_unmet = |need: &&Need| needs::find(entry, need, &names).is_none();
        (*at, entry.found.needs.iter().filter(is_unmet).cloned().collect::<Vec<_>>())
    });
    let unmet: Vec<(usize, Vec<Need>)> = unmet.collect();
    let mut seen = HashSet::new();
    let mut declared = Vec::new();
    for (at, unmet) in unmet {
        let entry = &mut entries[at];
        // What is not installed misses nothing.
        entry.found.needs.iter_mut().for_each(|need| need.is_optional = true);
        for need in unmet {
            let Some(name) = need.any_of.first() else { continue };
            if !seen.insert((entry.found.environment.clone(), name.clone())) {
                continue;
            }
            match purl(entry.ty(), name) {
                Some(Ok(purl)) => declared.push(wish(entry, &need, purl)),
                _ => not_a_package(entry, name, &need),
            }
        }
    }
    declared
}

fn wish(entry: &Entry, need: &Need, purl: Purl) -> Entry {
    let name = match purl.namespace() {
        [] => purl.name().to_owned(),
        namespace => format!("{}/{}", namespace.join("/"), purl.name()),
    };
    let mut component = Component::new(ComponentKind::Library, name, State::Declared);
    component.purl = Some(purl);
    if let Some(requirement) = requirement(need) {
        component.properties.insert("requirement".to_owned(), requirement.to_owned());
    }
    if need.any_of.len() > 1 {
        component.properties.insert("any-of".to_owned(), need.any_of.join(" | "));
    }
    let found = Found::new(component, entry.found.evidence, &entry.found.environment);
    let names = need.any_of.first().cloned().into_iter().collect();
    Entry {
        found: Found { names, line: entry.found.line, ..found },
        path: entry.path.clone(),
        layer: entry.layer,
        extractor: entry.extractor,
        host: None,
        is_cached: false,
    }
}

fn not_a_package(entry: &mut Entry, name: &str, need: &Need) {
    if need.is_optional {
        return;
    }
    let text = match requirement(need) {
        Some(requirement) => format!("{name} {requirement}"),
        None => name.to_owned(),
    };
    let component = &mut entry.found.component;
    component.add_property("needs", &text);
    component.dependencies = component.dependencies.max(Completeness::Incomplete);
}

/// The versions that are asked for: distributions have them in parentheses where others have a marker.
fn requirement(need: &Need) -> Option<&str> {
    let marker = need.marker.as_deref();
    let in_parentheses = || marker?.strip_prefix('(')?.strip_suffix(')');
    need.requirement.as_deref().or_else(in_parentheses)
}

/// What a package of type `ty` calls `name`; none for what is no name of a package.
fn purl(ty: &str, name: &str) -> Option<Result<Purl, PurlError>> {
    match ty {
        "pypi" => Some(Ecosystem::Python.purl(name)),
        "gem" => Some(Purl::new("gem", "", name)),
        "maven" => {
            let (group, artifact) = name.split_once(':')?;
            Some(Purl::new("maven", group, artifact))
        }
        // Of distributions, files and libraries are asked for, too: `/bin/sh`, `so:libz.so.1`,
        // `libz.so.1()(64bit)`.
        "apk" | "deb" | "rpm" => {
            let is_capability = name.contains(['/', '(', ':']) || name.contains(".so.");
            (!is_capability).then(|| Purl::new(ty, "", name))
        }
        _ => None,
    }
}
