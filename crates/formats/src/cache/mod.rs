//! What caches of package managers have of packages: the archives they fetched.
//!
//! Unlike what [`extract`](crate::extract) reads, a file here says nothing of what a target holds: that
//! a package was fetched once is no reason to list it. It serves to say more of packages that are
//! listed for another reason ([`sbom::enrich`](crate::sbom::enrich)).

mod crate_archive;
mod distribution;

#[cfg(test)]
mod tests;

use keelmark_model::bom::{Component, ComponentKind, Evidence, State};
use keelmark_model::{LockedFile, LockedFileKind, Purl};

use crate::ParseError;
use crate::extract::{Extract, Extractor, File, Found};
use crate::hash::sha256;

/// Every kind of file that is read, by identifier.
pub static ALL: &[&Extractor] =
    &[&crate_archive::CRATE_ARCHIVE, &distribution::SOURCE_DISTRIBUTION, &distribution::WHEEL];

/// Whether the file at `path`, the name of the folder looked in first, lies where the package manager
/// puts what it says of `component`. Elsewhere the same names stand in test data, which says of packages
/// whatever a test wants.
pub fn is_in_place(path: &str, extractor: &str, component: &Component) -> bool {
    match extractor {
        "cargo-manifest" => {
            let (folder, name) = (above(path, 1), &component.name);
            let versioned = format!("{name}-{}", component.version.as_deref().unwrap_or_default());
            let is_vendored = ends_in(folder, &format!("vendor/{name}"));
            is_vendored
                || ends_in(folder, &format!("vendor/{versioned}"))
                || (ends_in(folder, &versioned) && ends_in(above(path, 3), "registry/src"))
        }
        "crate-archive" => ends_in(above(path, 2), "registry/cache"),
        "npm-hidden-lock" => ends_in(path, "node_modules/.package-lock.json"),
        "npm-package-json" => ends_in(above(path, 1), &format!("node_modules/{}", component.name)),
        "python-dist-info" => {
            let packages = above(path, 2);
            let is_installed = ["site-packages", "dist-packages"];
            is_installed.iter().any(|folder| ends_in(packages, folder))
                || ends_in(above(packages, 1), "archive-v0")
        }
        // Archives of Python are kept wherever their users put them.
        _ => true,
    }
}

/// The folder `count` above what lies at `path`.
fn above(path: &str, count: usize) -> &str {
    (0..count).fold(path, |path, _| path.rsplit_once('/').map_or("", |(folder, _)| folder))
}

/// Whether the last segments of `path` are `end`.
fn ends_in(path: &str, end: &str) -> bool {
    path.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

/// A package of type `ty`; nothing where no purl allows its name or version.
fn package(ty: &str, name: &str, version: &str) -> Option<Component> {
    let purl = Purl::new(ty, "", name).and_then(|purl| purl.with_version(version)).ok()?;
    let mut component = Component::new(ComponentKind::Library, purl.name(), State::Installed);
    component.version = Some(version.to_owned());
    component.purl = Some(purl);
    Some(component)
}

/// The archive `file` of the package called so.
fn archive(
    file: &File<'_>,
    kind: LockedFileKind,
    ty: &str,
    named: Option<(&str, &str)>,
) -> Result<Extract, ParseError> {
    let component = named.and_then(|(name, version)| package(ty, name, version));
    let Some(mut component) = component else { return Ok(Extract::default()) };
    component.files.push(LockedFile {
        kind,
        name: file.name().to_owned(),
        url: None,
        size: Some(file.bytes.len() as u64),
        digests: vec![sha256(file.bytes)],
    });
    let packages = vec![Found::new(component, Evidence::FileName, "")];
    Ok(Extract { packages, ..Extract::default() })
}
