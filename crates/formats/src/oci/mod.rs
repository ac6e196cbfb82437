//! The documents of an image: OCI Image Format Specification 1.1 (index, manifest, configuration,
//! image layout), and the `manifest.json` of archives that `docker save` writes.
//!
//! Each is named by its digest somewhere else; whoever reads the bytes compares it before.

mod platform;
pub mod registry;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use keelmark_model::{Digest, Timestamp};
use serde::Deserialize;

pub use platform::Platform;

use crate::json::Object;
use crate::time::parse_rfc3339;
use crate::{ParseError, codes, json, limits};

/// A reference to a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor {
    /// What the blob is.
    pub media_type: String,
    /// Its digest.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// On what the image it leads to runs.
    pub platform: Option<Platform>,
    /// Annotations.
    pub annotations: BTreeMap<String, String>,
}

/// What a reference to an image can lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// Several images, one for each platform or name.
    Index(Vec<Descriptor>),
    /// One image.
    Manifest(Box<Manifest>),
}

/// Of what an image consists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Its configuration.
    pub config: Descriptor,
    /// Its layers, the lowest first.
    pub layers: Vec<Descriptor>,
    /// Annotations.
    pub annotations: BTreeMap<String, String>,
}

/// What an image is made of and for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// On what it runs.
    pub platform: Platform,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Digests of its layers as uncompressed archives, the lowest first.
    pub diff_ids: Vec<Digest>,
}

/// One image in an archive of `docker save`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedImage {
    /// Member with the configuration.
    pub config: String,
    /// Names with tags it goes by.
    pub tags: Vec<String>,
    /// Members that are its layers, the lowest first.
    pub layers: Vec<String>,
}

impl Descriptor {
    /// Whether it leads to a statement about an image, as buildkit keeps it beside the image.
    pub fn is_attestation(&self) -> bool {
        self.annotations.contains_key("vnd.docker.reference.type")
    }

    /// The name or tag it goes by in its layout.
    pub fn name(&self) -> Option<&str> {
        let names = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];
        names.iter().find_map(|name| self.annotations.get(*name)).map(String::as_str)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireDescriptor {
    #[serde(default)]
    media_type: String,
    digest: String,
    size: u64,
    platform: Option<WirePlatform>,
    annotations: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct WirePlatform {
    os: String,
    architecture: String,
    variant: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireDocument {
    schema_version: u64,
    manifests: Option<Vec<WireDescriptor>>,
    config: Option<WireDescriptor>,
    layers: Option<Vec<WireDescriptor>>,
    annotations: Option<BTreeMap<String, String>>,
}

/// Reads an index or a manifest.
///
/// # Errors
/// `document.*`; `image.document` for a document that is both (readers disagreed on which one it is,
/// CVE-2021-41190) or neither, for a digest that is none, and beyond [`limits::IMAGE_LAYERS`].
pub fn parse(bytes: &[u8]) -> Result<Document, ParseError> {
    let Object(wire): Object<WireDocument> = json::parse(bytes)?;
    if wire.schema_version != 2 {
        return Err(refused(format!("is of version {}; read is 2", wire.schema_version)));
    }
    match (wire.manifests, wire.config, wire.layers) {
        (Some(manifests), None, None) => Ok(Document::Index(descriptors(manifests)?)),
        (None, Some(config), Some(layers)) => Ok(Document::Manifest(Box::new(Manifest {
            config: descriptor(config)?,
            layers: descriptors(layers)?,
            annotations: wire.annotations.unwrap_or_default(),
        }))),
        _ => Err(refused("is not an index or a manifest, or is both")),
    }
}

fn descriptors(wire: Vec<WireDescriptor>) -> Result<Vec<Descriptor>, ParseError> {
    if wire.len() > limits::IMAGE_LAYERS {
        return Err(refused(format!("has more than {} parts", limits::IMAGE_LAYERS)));
    }
    wire.into_iter().map(descriptor).collect()
}

fn descriptor(wire: WireDescriptor) -> Result<Descriptor, ParseError> {
    let platform = wire.platform.map(|it| Platform::new(it.os, it.architecture, it.variant));
    Ok(Descriptor {
        media_type: wire.media_type,
        digest: digest(&wire.digest)?,
        size: wire.size,
        platform,
        annotations: wire.annotations.unwrap_or_default(),
    })
}

/// Weaker algorithms than those the specification registers prove nothing.
fn digest(text: &str) -> Result<Digest, ParseError> {
    let digest = Digest::from_prefixed(text).ok();
    let strong = digest.filter(|digest| matches!(digest.algorithm().name(), "sha256" | "sha512"));
    strong.ok_or_else(|| refused("names a part by something else than a SHA-256 or SHA-512 digest"))
}

fn refused(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::IMAGE_DOCUMENT, message)
}

#[derive(Deserialize)]
struct WireConfig {
    os: String,
    architecture: String,
    variant: Option<String>,
    created: Option<String>,
    config: Option<WireSettings>,
    rootfs: WireLayers,
}

#[derive(Deserialize)]
struct WireSettings {
    #[serde(rename = "Labels")]
    labels: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct WireLayers {
    #[serde(rename = "type")]
    ty: String,
    diff_ids: Vec<String>,
}

/// Reads a configuration.
///
/// # Errors
/// `document.*`, `image.document`.
pub fn parse_config(bytes: &[u8]) -> Result<Config, ParseError> {
    let Object(wire): Object<WireConfig> = json::parse(bytes)?;
    if wire.rootfs.ty != "layers" || wire.rootfs.diff_ids.len() > limits::IMAGE_LAYERS {
        return Err(refused("does not list the layers of an image"));
    }
    Ok(Config {
        platform: Platform::new(wire.os, wire.architecture, wire.variant),
        created: wire.created.as_deref().and_then(parse_rfc3339),
        labels: wire.config.and_then(|settings| settings.labels).unwrap_or_default(),
        diff_ids: wire.rootfs.diff_ids.iter().map(|id| digest(id)).collect::<Result<_, _>>()?,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WireSaved {
    config: String,
    repo_tags: Option<Vec<String>>,
    layers: Vec<String>,
}

/// Reads `manifest.json` of an archive of `docker save`.
///
/// # Errors
/// `document.*`, `image.document`.
pub fn parse_saved(bytes: &[u8]) -> Result<Vec<SavedImage>, ParseError> {
    let wire: Vec<WireSaved> = json::parse(bytes)?;
    if wire.iter().any(|image| image.layers.len() > limits::IMAGE_LAYERS) {
        return Err(refused(format!("has more than {} layers", limits::IMAGE_LAYERS)));
    }
    let image = |wire: WireSaved| SavedImage {
        config: wire.config,
        tags: wire.repo_tags.unwrap_or_default(),
        layers: wire.layers,
    };
    Ok(wire.into_iter().map(image).collect())
}
