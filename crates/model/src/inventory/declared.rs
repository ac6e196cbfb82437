//! The inventory of a project that has no lock.

use std::collections::BTreeMap;

use super::{Basis, Edge, Inventory, PackageId};
use crate::{Declared, Ecosystem, Package, Project, PurlError, Source};

/// Joins requirements where several declarations name the same package.
const SEPARATOR: &str = " | ";

impl Inventory {
    /// The project and what its manifest declares: requirements, no versions, nothing transitive.
    ///
    /// Declarations of one name from one address are one package; its requirement is theirs,
    /// joined by ` | ` where they differ.
    ///
    /// # Errors
    /// [`PurlError`] when a name is none the ecosystem could have.
    pub fn declared(project: &Project) -> Result<Self, PurlError> {
        let mut packages = vec![root(project)?];
        let mut places = BTreeMap::new();
        for declared in &project.declared {
            let next = u32::try_from(packages.len()).unwrap_or(u32::MAX);
            let place = *places.entry((&declared.name, &declared.url)).or_insert(PackageId(next));
            match packages.get_mut(place.0 as usize) {
                Some(package) => merge(&mut package.requirement, &declared.requirement),
                None => packages.push(package(project.ecosystem, declared)?),
            }
        }
        let edges = project
            .declared
            .iter()
            .map(|declared| Edge {
                from: PackageId(0),
                to: places[&(&declared.name, &declared.url)],
                kind: declared.kind.clone(),
                extras: Vec::new(),
                marker: declared.marker.clone(),
            })
            .collect();
        let inventory = Self {
            ecosystem: project.ecosystem,
            basis: Basis::Declared,
            packages,
            root: PackageId(0),
            members: Vec::new(),
            edges,
        };
        Ok(inventory.sorted())
    }
}

fn root(project: &Project) -> Result<Package, PurlError> {
    let version = project.version.as_deref().unwrap_or_default();
    Ok(Package {
        name: project.name.clone(),
        version: project.version.clone(),
        requirement: None,
        purl: project.ecosystem.purl(&project.name)?.with_version(version)?,
        source: Source::Path(".".to_owned()),
        files: Vec::new(),
        license: project.license.clone(),
        paths: Vec::new(),
        install_script: false,
        line: None,
    })
}

fn package(ecosystem: Ecosystem, declared: &Declared) -> Result<Package, PurlError> {
    let mut purl = ecosystem.purl(&declared.name)?;
    let source = declared.url.as_deref().map_or(Source::Unknown, source);
    match (&source, &declared.url) {
        (Source::Git { .. }, Some(url)) => purl = purl.with_qualifier("vcs_url", url)?,
        (Source::Url(_), Some(url)) => purl = purl.with_qualifier("download_url", url)?,
        _ => {}
    }
    Ok(Package {
        name: declared.name.clone(),
        version: None,
        requirement: Some(declared.requirement.clone()),
        purl,
        source,
        files: Vec::new(),
        license: None,
        paths: Vec::new(),
        install_script: false,
        line: None,
    })
}

fn source(url: &str) -> Source {
    if url.starts_with("git+") {
        return Source::Git { url: url.to_owned(), commit: None, subdirectory: None };
    }
    if url.contains("://") { Source::Url(url.to_owned()) } else { Source::Path(url.to_owned()) }
}

fn merge(requirement: &mut Option<String>, more: &str) {
    let text = requirement.get_or_insert_default();
    if more.is_empty() || text.split(SEPARATOR).any(|known| known == more) {
        return;
    }
    if !text.is_empty() {
        text.push_str(SEPARATOR);
    }
    text.push_str(more);
}
