//! The provenance of a release, from what is known of its build.
//!
//! Nothing is claimed that keelmark did not see: no SLSA level, no reproducibility, and a tree that
//! differs from its commit is recorded as such.

use std::collections::BTreeMap;

use keelmark_formats::evidence::index::digest_set;
use keelmark_formats::predicate::slsa_provenance_v1::{
    BuildDefinition, Builder, Metadata, Parameters, Provenance, ResourceDescriptor, RunDetails,
};
use keelmark_formats::time::rfc3339;
use keelmark_model::{LockedFile, LockedFileKind, Package, Revision, Source};

use super::Release;

/// Which resolved dependencies the provenance lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Materials {
    /// The commit, the lockfile, and every locked package that carries a digest.
    All,
    /// The commit and the lockfile.
    Source,
}

/// The provenance predicate of `release`.
pub fn provenance(release: &Release<'_>) -> Provenance {
    Provenance {
        build_definition: BuildDefinition {
            build_type: release.build_type.to_owned(),
            external_parameters: external_parameters(release),
            internal_parameters: internal_parameters(release),
            resolved_dependencies: resolved_dependencies(release),
        },
        run_details: RunDetails {
            builder: Builder {
                id: release.environment.builder_id.clone(),
                version: BTreeMap::from([("keelmark".to_owned(), release.tool_version.to_owned())]),
            },
            metadata: Some(Metadata {
                invocation_id: release.environment.invocation_id.clone(),
                started_on: release.environment.started_at.map(rfc3339),
                finished_on: Some(rfc3339(release.created)),
            }),
            byproducts: Vec::new(),
        },
    }
}

fn external_parameters(release: &Release<'_>) -> Parameters {
    let revision = release.revision;
    let known = [
        ("release", Some(release.release)),
        ("repository", revision.repository.as_deref()),
        ("commit", revision.commit.as_deref()),
        ("ref", revision.reference.as_deref()),
        ("project", Some(release.project.name.as_str())),
        ("version", release.project.version.as_deref()),
    ];
    known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))).collect()
}

fn internal_parameters(release: &Release<'_>) -> Parameters {
    let tree = match release.revision.dirty {
        Some(true) => "dirty",
        Some(false) => "clean",
        None => "unknown",
    };
    let mut parameters: Parameters = release
        .environment
        .parameters
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().into()))
        .collect();
    parameters.insert("platform".to_owned(), release.environment.platform.as_str().into());
    parameters.insert("sourceTree".to_owned(), tree.into());
    parameters.insert("timeFrom".to_owned(), release.created_from.into());
    parameters
}

fn resolved_dependencies(release: &Release<'_>) -> Vec<ResourceDescriptor> {
    let mut resolved: Vec<_> = source(release.revision).into_iter().collect();
    resolved.extend(release.lockfile.map(|(name, digest)| ResourceDescriptor {
        name: Some(name.to_owned()),
        digest: digest_set(&[*digest]),
        ..ResourceDescriptor::default()
    }));
    if release.materials == Materials::All {
        let packages = release.inventory.packages.iter().enumerate();
        let needed = packages.filter(|(at, _)| *at != release.inventory.root.0 as usize);
        resolved.extend(needed.flat_map(|(_, package)| descriptors(package)));
    }
    resolved
}

/// The source tree, by its commit.
fn source(revision: &Revision) -> Option<ResourceDescriptor> {
    let commit = revision.commit.clone()?;
    let uri = revision.repository.as_ref().map(|repository| match &revision.reference {
        Some(reference) => format!("git+{repository}@{reference}"),
        None => format!("git+{repository}"),
    });
    let annotations = match revision.dirty {
        Some(false) => BTreeMap::new(),
        Some(true) => BTreeMap::from([("dirty".to_owned(), true.into())]),
        None => BTreeMap::from([("dirty".to_owned(), "unknown".into())]),
    };
    Some(ResourceDescriptor {
        uri,
        digest: BTreeMap::from([("gitCommit".to_owned(), commit)]),
        annotations,
        ..ResourceDescriptor::default()
    })
}

/// One descriptor for each archive of the package that carries a digest: a descriptor's digests
/// must all be of the same bytes. Where there is a source archive it stands for the package, since
/// the lock does not say which of the built ones a platform would take; the SBOMs list them all.
fn descriptors(package: &Package) -> Vec<ResourceDescriptor> {
    if let Source::Git { commit: Some(commit), .. } = &package.source {
        return vec![ResourceDescriptor {
            uri: Some(package.purl.to_string()),
            digest: BTreeMap::from([("gitCommit".to_owned(), commit.clone())]),
            ..ResourceDescriptor::default()
        }];
    }
    let pinned = || package.files.iter().filter(|file| !file.digests.is_empty());
    let sources: Vec<_> = pinned().filter(|file| file.kind == LockedFileKind::Source).collect();
    let chosen = if sources.is_empty() { pinned().collect() } else { sources };
    chosen.into_iter().map(|file| descriptor(package, file)).collect()
}

fn descriptor(package: &Package, file: &LockedFile) -> ResourceDescriptor {
    ResourceDescriptor {
        name: Some(file.name.clone()),
        uri: Some(package.purl.to_string()),
        digest: digest_set(&file.digests),
        download_location: file.url.clone(),
        ..ResourceDescriptor::default()
    }
}
