//! The image itself as a component.

use std::path::Path;

use keelmark_formats::manifest::repository;
use keelmark_model::bom::{Component, ComponentKind};
use keelmark_model::{Purl, PurlError};

use super::Image;
use crate::scan::root as named_by_path;
use crate::{WorldError, codes};

/// Prefix of the labels that the OCI defines.
const LABEL: &str = "org.opencontainers.image.";

/// The component that an image is. Its name is that of its repository, as far as the layout tells it;
/// else what its folder is called.
pub(super) fn root(path: &Path, image: &Image) -> Result<Component, WorldError> {
    let mut root = named_by_path(path, ComponentKind::Container);
    let (repository, tag) = image.name.as_deref().map_or((None, None), split);
    if let Some(repository) = repository {
        root.name = repository.to_owned();
    }
    let label = |name: &str| image.config.labels.get(&format!("{LABEL}{name}")).cloned();
    root.version = label("version").or_else(|| tag.map(str::to_owned));
    root.description = label("description").or_else(|| label("title"));
    root.homepage = label("url");
    root.repository = label("source").and_then(|url| repository::address(&url));
    root.digests = image.digest.into_iter().collect();
    root.purl = purl(&root.name, repository, tag, image)
        .map(Some)
        .map_err(|error| WorldError::about(&codes::IMAGE_REFERENCE, path, error.to_string()))?;
    for (name, value) in &image.config.labels {
        root.properties.insert(format!("label:{name}"), value.clone());
    }
    for (name, value) in image.manifest.iter().flat_map(|manifest| &manifest.annotations) {
        root.properties.insert(format!("annotation:{name}"), value.clone());
    }
    let properties = [
        ("image:config", image.config_digest.to_string()),
        ("image:platform", image.config.platform.to_string()),
        ("image:layers", image.layers.len().to_string()),
    ];
    root.properties.extend(properties.map(|(name, value)| (name.to_owned(), value)));
    Ok(root)
}

/// Repository and tag of `registry:5000/group/name:tag`; of a tag alone, that.
fn split(name: &str) -> (Option<&str>, Option<&str>) {
    match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (Some(repository), Some(tag)),
        _ if name.contains('/') => (Some(name), None),
        _ => (None, Some(name)),
    }
}

/// `pkg:oci/NAME@sha256:…`: the purl specification's type `oci`.
fn purl(
    name: &str,
    repository: Option<&str>,
    tag: Option<&str>,
    image: &Image,
) -> Result<Purl, PurlError> {
    let last = name.rsplit('/').next().unwrap_or(name);
    // A registry knows an image by its manifest, which archives of `docker save` do not have.
    let digest = image.digest.map(|digest| digest.to_string());
    let with_registry = repository.filter(|name| name.contains('/'));
    Purl::new("oci", "", last)?
        .with_version(digest.as_deref().unwrap_or_default())?
        .with_qualifier("arch", &image.config.platform.architecture)?
        .with_qualifier("tag", tag.unwrap_or_default())?
        .with_qualifier("repository_url", with_registry.unwrap_or_default())
}
