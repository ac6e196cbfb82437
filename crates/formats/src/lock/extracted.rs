//! Locks that an extractor reads, as all that they resolve.

use std::collections::HashMap;

use keelmark_model::{Ecosystem, Edge, LockedFile, LockedFileKind, Package, PackageId, Source};

use super::source::is_commit;
use super::{Resolution, bound_edges, id};
use crate::extract::{self, Extract, File, Found};
use crate::{ParseError, codes};

/// What the extractor called `extractor` reads of a lock.
///
/// # Errors
/// Those of the extractor.
pub(crate) fn read(extractor: &str, bytes: &[u8]) -> Result<Extract, ParseError> {
    let Some(extractor) = extract::ALL.iter().find(|it| it.id == extractor) else {
        return Err(ParseError::new(&codes::LOCK_VERSION, "locks of this tool are not read"));
    };
    (extractor.extract)(&File { path: extractor.example, bytes })
}

/// What a lock resolves. A package that does not say where it comes from is of `registry`, from which the
/// tool takes it then.
///
/// # Errors
/// `document.size` for more dependencies than keelmark holds.
pub(crate) fn resolution(
    ecosystem: Ecosystem,
    registry: &str,
    extract: &Extract,
) -> Result<Resolution, ParseError> {
    let mut resolution = Resolution {
        ecosystem,
        packages: Vec::with_capacity(extract.packages.len()),
        edges: Vec::new(),
        own: Vec::new(),
        told: None,
        broken: extract.gaps.iter().map(|gap| (gap.line, gap.message.clone())).collect(),
        unchecked: Vec::new(),
    };
    let mut found = Vec::with_capacity(extract.packages.len());
    for it in &extract.packages {
        let Some(package) = package(ecosystem, registry, it) else {
            let message = format!("`{}` has no package URL", it.component.name);
            resolution.broken.push((it.line, message));
            continue;
        };
        if it.is_project {
            resolution.own.push(id(resolution.packages.len()));
        }
        resolution.packages.push(package);
        found.push(it);
    }
    connect(&mut resolution, &found)?;
    Ok(resolution)
}

fn package(ecosystem: Ecosystem, registry: &str, found: &Found) -> Option<Package> {
    let component = &found.component;
    let has = |property: &str| component.properties.contains_key(property);
    let source = match &component.source {
        // What another brings along, or is made of another, comes from nowhere by itself.
        Source::Unknown if has("bundled") || has("patched") => Source::Unknown,
        Source::Unknown => Source::Registry(registry.to_owned()),
        Source::Git { url, commit, subdirectory } => Source::Git {
            url: url.clone(),
            commit: commit.clone().filter(|commit| is_commit(commit)),
            subdirectory: subdirectory.clone(),
        },
        other => other.clone(),
    };
    let mut files = component.files.clone();
    // Each package of npm is one archive, whether the lock says anything of it or not.
    let is_archive = matches!(source, Source::Registry(_) | Source::Url(_));
    if ecosystem == Ecosystem::Npm && files.is_empty() && is_archive {
        files.push(LockedFile {
            kind: LockedFileKind::Source,
            name: String::new(),
            url: None,
            size: None,
            digests: Vec::new(),
        });
    }
    Some(Package {
        name: component.name.clone(),
        version: component.version.clone(),
        requirement: None,
        purl: component.purl.clone()?,
        source,
        files,
        license: None,
        paths: found.names.clone(),
        install_script: has(extract::INSTALL_SCRIPT),
        line: found.line,
    })
}

/// Adds what each package needs, and tells of what none answers. Of several packages of one name, each may be
/// the one that is needed.
fn connect(resolution: &mut Resolution, found: &[&Found]) -> Result<(), ParseError> {
    let mut places: HashMap<&str, Vec<PackageId>> = HashMap::new();
    for (place, it) in found.iter().enumerate() {
        for name in &it.names {
            places.entry(name).or_default().push(id(place));
        }
    }
    // Entries that could not be read may be those that are needed.
    let is_whole = resolution.broken.is_empty();
    for (place, it) in found.iter().enumerate() {
        for need in &it.needs {
            let targets = need.any_of.iter().find_map(|name| places.get(name.as_str()));
            for to in targets.into_iter().flatten() {
                resolution.edges.push(Edge {
                    from: id(place),
                    to: *to,
                    kind: need.kind.clone(),
                    extras: need.extras.clone(),
                    marker: need.marker.clone(),
                });
            }
            if targets.is_none() && is_whole && !need.is_optional {
                let needed = need.any_of.first().map_or("", String::as_str);
                let message =
                    format!("`{}` needs `{needed}`, which is not there", it.component.name);
                resolution.broken.push((it.line, message));
            }
            bound_edges(resolution.edges.len())?;
        }
    }
    Ok(())
}
