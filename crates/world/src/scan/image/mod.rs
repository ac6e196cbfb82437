//! Images: layouts of the Open Container Initiative, and archives of `docker save`.
//!
//! Every part is compared with the digest it is named by: index and manifest with their descriptors,
//! a layer with its descriptor as it lies there and with the configuration once it is decompressed. A
//! part that differs ends the scan, since then nothing is known of what would run.

mod blobs;
mod cache;
mod choose;
mod hashed;
mod layer;
mod merge;
mod root;

use std::collections::HashSet;
use std::path::Path;

use keelmark_formats::oci::{self, Config, Descriptor, Manifest, Platform};
use keelmark_model::bom::Context;
use keelmark_model::{Digest, DigestAlgorithm, Timestamp};
use rayon::prelude::*;

pub(super) use cache::LayerCache;
pub use cache::cache_folder;
pub use choose::Reference;

use super::collect::Shared;
use super::{Scan, done};
use crate::registry::ImageReference;
use crate::{WorldError, codes};
use blobs::Blobs;
use layer::{Content, Layer};

/// An image that was found and whose documents hold.
#[derive(Debug)]
struct Image {
    /// What it goes by, as its layout or archive says.
    name: Option<String>,
    /// Digest of its manifest; archives of `docker save` have none.
    digest: Option<Digest>,
    config_digest: Digest,
    config: Config,
    /// Annotations of its manifest.
    manifest: Option<Manifest>,
    layers: Vec<Layer>,
}

/// What is in an image of the layout in the folder at `path`.
///
/// # Errors
/// `image.*`, `archive.*`, `document.*`, `file.*`.
pub(super) fn scan_layout(
    path: &Path,
    reference: Option<&Reference>,
    platform: Option<&Platform>,
    shared: &Shared<'_>,
) -> Result<Scan, WorldError> {
    scan(path, &Blobs::in_folder(path), reference, platform, shared)
}

/// What is in an image of the archive at `path`, which holds a layout or is of `docker save`.
///
/// # Errors
/// As [`scan_layout`].
pub(super) fn scan_archive(
    path: &Path,
    form: Form,
    reference: Option<&Reference>,
    platform: Option<&Platform>,
    shared: &Shared<'_>,
) -> Result<Scan, WorldError> {
    let blobs = Blobs::in_archive(path)?;
    match form {
        Form::Oci => scan(path, &blobs, reference, platform, shared),
        Form::Docker => {
            let image = saved(&blobs, reference)?;
            finish(path, &blobs, &image, platform, shared)
        }
    }
}

/// What an archive of an image is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A layout.
    Oci,
    /// What `docker save` writes.
    Docker,
}

fn scan(
    path: &Path,
    blobs: &Blobs,
    reference: Option<&Reference>,
    platform: Option<&Platform>,
    shared: &Shared<'_>,
) -> Result<Scan, WorldError> {
    let chosen = choose::choose(blobs, reference, platform)?;
    read(path, blobs, chosen, platform, shared)
}

/// What is in an image of a registry.
///
/// # Errors
/// As [`scan_layout`]; `registry.*`, `fetch.*`.
pub(super) fn scan_registry(
    reference: &ImageReference,
    config: Option<&Path>,
    platform: Option<&Platform>,
    shared: &Shared<'_>,
) -> Result<Scan, WorldError> {
    let blobs = Blobs::in_registry(reference, config)?;
    let bytes = blobs.fetch_manifest(&reference.key())?;
    let algorithm = reference.digest().map_or(DigestAlgorithm::Sha256, |it| it.algorithm());
    let digest = keelmark_formats::hash::sha2_of(algorithm, &[&bytes]);
    let digest = digest.filter(|found| reference.digest().is_none_or(|wanted| *found == wanted));
    let Some(digest) = digest else {
        let message = "what the registry gave for it has another digest";
        return Err(blobs.error(&codes::IMAGE_DIGEST, message));
    };
    let chosen = choose::lead(&blobs, bytes, digest, platform, Some(reference.name()))?;
    let path = reference.at(digest);
    let mut scan = read(Path::new(&path), &blobs, chosen, platform, shared)?;
    scan.root.properties.insert("image:reference".to_owned(), path);
    Ok(scan)
}

fn read(
    path: &Path,
    blobs: &Blobs,
    chosen: choose::Chosen,
    platform: Option<&Platform>,
    shared: &Shared<'_>,
) -> Result<Scan, WorldError> {
    let manifest = chosen.manifest;
    let bytes = blobs.document(&manifest.config)?;
    let config =
        oci::parse_config(&bytes).map_err(|error| blobs.refused("the configuration", &error))?;
    if config.diff_ids.len() != manifest.layers.len() {
        let message = format!(
            "the manifest has {} layers and the configuration {}",
            manifest.layers.len(),
            config.diff_ids.len()
        );
        return Err(WorldError::about(&codes::IMAGE_LAYOUT, path, message));
    }
    let layer = |(descriptor, diff_id): (&Descriptor, &Digest)| Layer {
        member: blobs::path_of(&descriptor.digest),
        stated: Some((descriptor.digest, descriptor.size)),
        diff_id: *diff_id,
    };
    let image = Image {
        name: chosen.name,
        digest: Some(chosen.digest),
        config_digest: manifest.config.digest,
        layers: manifest.layers.iter().zip(&config.diff_ids).map(layer).collect(),
        config,
        manifest: Some(manifest),
    };
    finish(path, blobs, &image, platform, shared)
}

/// The image in an archive of `docker save`.
fn saved(blobs: &Blobs, reference: Option<&Reference>) -> Result<Image, WorldError> {
    let bytes = blobs.load("manifest.json")?;
    let images =
        oci::parse_saved(&bytes).map_err(|error| blobs.refused("manifest.json", &error))?;
    let saved = choose::saved(images, reference, blobs)?;
    let bytes = blobs.load(&saved.config)?;
    let config = oci::parse_config(&bytes).map_err(|error| blobs.refused(&saved.config, &error))?;
    let config_digest = keelmark_formats::hash::sha256(&bytes);
    // The archive names the configuration by its digest, in one of two ways.
    let stem = saved.config.rsplit('/').next().unwrap_or_default();
    let stem = stem.strip_suffix(".json").unwrap_or(stem);
    let named = Digest::from_hex(DigestAlgorithm::Sha256, stem).ok();
    if named != Some(config_digest) {
        let message = format!("`{}` does not have the digest it is named by", saved.config);
        return Err(blobs.error(&codes::IMAGE_DIGEST, message));
    }
    if config.diff_ids.len() != saved.layers.len() {
        let message = "the manifest and the configuration have not the same number of layers";
        return Err(blobs.error(&codes::IMAGE_LAYOUT, message));
    }
    let layer = |(member, diff_id): (&String, &Digest)| Layer {
        member: member.clone(),
        stated: None,
        diff_id: *diff_id,
    };
    Ok(Image {
        name: saved.tags.into_iter().next(),
        digest: None,
        config_digest,
        layers: saved.layers.iter().zip(&config.diff_ids).map(layer).collect(),
        config,
        manifest: None,
    })
}

fn finish(
    path: &Path,
    blobs: &Blobs,
    image: &Image,
    platform: Option<&Platform>,
    shared: &Shared<'_>,
) -> Result<Scan, WorldError> {
    let is = &image.config.platform;
    if platform.is_some_and(|wanted| !wanted.accepts(is)) {
        let message = format!("the image is for {is}");
        return Err(blobs.error(&codes::IMAGE_PLATFORM, message));
    }
    let layers = distinct(&image.layers);
    let read: Vec<Result<Content, WorldError>> =
        layers.into_par_iter().map(|layer| cache::read(blobs, layer, shared)).collect();
    // One error, and always the same one: that of the lowest layer that has one.
    let layers = read.into_iter().collect::<Result<Vec<_>, _>>()?;
    let root = root::root(path, image)?;
    let created: Option<Timestamp> = image.config.created;
    let scan = done(root, Context::Installed, merge::merge(layers));
    Ok(Scan { created, ..scan })
}

/// The layers that count, the lowest first. What is there several times brings and covers the same each
/// time, so that its highest place decides; were it read for each, a small image could take hours.
fn distinct(layers: &[Layer]) -> Vec<&Layer> {
    let mut known = HashSet::new();
    let highest = layers.iter().rev().filter(|layer| known.insert(*layer));
    let mut distinct: Vec<&Layer> = highest.collect();
    distinct.reverse();
    distinct
}
