//! Which image of several is meant.

use keelmark_formats::oci::{Descriptor, Document, Manifest, Platform, SavedImage, parse};
use keelmark_model::Digest;

use super::blobs::Blobs;
use crate::{WorldError, codes, limits};

/// An image by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// By its tag, or its whole name.
    Tag(String),
    /// By the digest of its manifest, or of the index that leads to it.
    Digest(Digest),
}

/// The image that is meant.
pub(super) struct Chosen {
    pub(super) name: Option<String>,
    pub(super) digest: Digest,
    pub(super) manifest: Manifest,
}

/// The image of a layout that `reference` names, or the only one.
pub(super) fn choose(
    blobs: &Blobs,
    reference: Option<&Reference>,
    platform: Option<&Platform>,
) -> Result<Chosen, WorldError> {
    let bytes = blobs.load("index.json")?;
    let index = parse(&bytes).map_err(|error| blobs.refused("index.json", &error))?;
    let Document::Index(images) = index else {
        return Err(blobs.error(&codes::IMAGE_LAYOUT, "index.json is no index"));
    };
    let images: Vec<Descriptor> = images.into_iter().filter(|it| !it.is_attestation()).collect();
    if let Some(Reference::Digest(digest)) = reference {
        return by_digest(blobs, &images, digest, platform);
    }
    let named = images.iter().filter(|image| match reference {
        Some(Reference::Tag(tag)) => image.name().is_some_and(|name| is_called(name, tag)),
        _ => true,
    });
    let named: Vec<&Descriptor> = named.collect();
    let chosen = match named.as_slice() {
        [only] => (*only).clone(),
        [] => return Err(unknown(blobs, &images)),
        several => one_of(blobs, several, platform)?,
    };
    let name = chosen.name().map(str::to_owned);
    follow(blobs, &chosen, platform, name)
}

fn is_called(name: &str, tag: &str) -> bool {
    name == tag || name.strip_suffix(tag).is_some_and(|rest| rest.ends_with(':'))
}

/// An index may be deeper than the top, so every one is looked into.
fn by_digest(
    blobs: &Blobs,
    images: &[Descriptor],
    digest: &Digest,
    platform: Option<&Platform>,
) -> Result<Chosen, WorldError> {
    let mut pending = images.to_vec();
    for _ in 0..keelmark_formats::limits::IMAGE_LAYERS {
        let Some(image) = pending.pop() else { break };
        if image.digest == *digest {
            let name = image.name().map(str::to_owned);
            return follow(blobs, &image, platform, name);
        }
        if image.media_type.contains("index") || image.media_type.contains("list") {
            let bytes = blobs.manifest(&image)?;
            if let Ok(Document::Index(more)) = parse(&bytes) {
                pending.extend(more);
            }
        }
    }
    Err(unknown(blobs, images))
}

/// From a descriptor to the manifest it leads to.
fn follow(
    blobs: &Blobs,
    image: &Descriptor,
    platform: Option<&Platform>,
    name: Option<String>,
) -> Result<Chosen, WorldError> {
    let bytes = blobs.manifest(image)?;
    lead(blobs, bytes, image.digest, platform, name)
}

/// From a document with this digest to the manifest it leads to, through indexes by platform.
pub(super) fn lead(
    blobs: &Blobs,
    mut bytes: Vec<u8>,
    mut digest: Digest,
    platform: Option<&Platform>,
    name: Option<String>,
) -> Result<Chosen, WorldError> {
    for _ in 0..limits::IMAGE_INDEX_DEPTH {
        match parse(&bytes).map_err(|error| blobs.refused(&digest.to_string(), &error))? {
            Document::Manifest(manifest) => {
                return Ok(Chosen { name, digest, manifest: *manifest });
            }
            Document::Index(images) => {
                let images = images.iter().filter(|image| !image.is_attestation());
                let image = one_of(blobs, &images.collect::<Vec<_>>(), platform)?;
                bytes = blobs.manifest(&image)?;
                digest = image.digest;
            }
        }
    }
    Err(blobs.error(&codes::IMAGE_LAYOUT, "has indexes that lead to indexes without end"))
}

/// The one for the platform; without one, this machine's, or the only one there is.
fn one_of(
    blobs: &Blobs,
    images: &[&Descriptor],
    platform: Option<&Platform>,
) -> Result<Descriptor, WorldError> {
    let own = own_platform();
    let wanted = platform.unwrap_or(&own);
    let fits = |image: &&&Descriptor| {
        image.platform.as_ref().is_some_and(|platform| wanted.accepts(platform))
    };
    let fitting: Vec<&&Descriptor> = images.iter().filter(fits).collect();
    match (fitting.as_slice(), images) {
        ([only], _) => Ok((**only).clone()),
        ([], [only]) => Ok((*only).clone()),
        _ if images.iter().all(|image| image.platform.is_none()) => {
            let images: Vec<Descriptor> = images.iter().map(|image| (*image).clone()).collect();
            Err(unknown(blobs, &images))
        }
        _ => {
            let there = images.iter().filter_map(|image| image.platform.as_ref());
            let there: Vec<String> = there.map(ToString::to_string).collect();
            let message = format!("wanted is {wanted}; there are {}", there.join(", "));
            Err(blobs.error(&codes::IMAGE_PLATFORM, message))
        }
    }
}

/// This machine's, in the words of Go; containers run on Linux wherever they do.
fn own_platform() -> Platform {
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    };
    Platform::new("linux".to_owned(), architecture.to_owned(), None)
}

fn unknown(blobs: &Blobs, images: &[Descriptor]) -> WorldError {
    let names = images.iter().map(|image| match image.name() {
        Some(name) => name.to_owned(),
        None => image.digest.to_string(),
    });
    let names: Vec<String> = names.take(limits::LISTED_IMAGES).collect();
    let there = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    blobs.error(&codes::IMAGE_REFERENCE, format!("images there are: {there}"))
}

/// The image of an archive of `docker save` that `reference` names, or the only one.
pub(super) fn saved(
    images: Vec<SavedImage>,
    reference: Option<&Reference>,
    blobs: &Blobs,
) -> Result<SavedImage, WorldError> {
    let tags: Vec<String> = images.iter().flat_map(|image| image.tags.clone()).collect();
    let is_meant = |image: &SavedImage| match reference {
        None => true,
        Some(Reference::Tag(tag)) => image.tags.iter().any(|name| is_called(name, tag)),
        Some(Reference::Digest(digest)) => image.config.contains(&digest.hex()),
    };
    let mut meant = images.into_iter().filter(is_meant);
    match (meant.next(), meant.next()) {
        (Some(only), None) => Ok(only),
        _ => {
            let message = format!("images there are: {}", tags.join(", "));
            Err(blobs.error(&codes::IMAGE_REFERENCE, message))
        }
    }
}
