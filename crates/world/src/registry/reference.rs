//! Names of images in registries.

use std::fmt;

use keelmark_model::Digest;

use crate::{WorldError, codes, limits};

/// An image in a registry: `HOST/REPOSITORY@DIGEST`, or `HOST/REPOSITORY:TAG`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageReference {
    /// Name and port of the registry.
    pub(super) host: String,
    /// The repository in it.
    pub(super) repository: String,
    tag: Option<String>,
    digest: Option<Digest>,
}

impl ImageReference {
    /// Reads a name. A tag beside a digest says nothing, since the digest decides.
    ///
    /// # Errors
    /// `registry.reference` for one without a registry, or that is malformed.
    pub fn parse(text: &str) -> Result<Self, WorldError> {
        let refused =
            |why: &str| WorldError::new(&codes::REGISTRY_REFERENCE, format!("`{text}` {why}"));
        if text.len() > limits::IMAGE_REFERENCE_BYTES {
            return Err(WorldError::new(&codes::REGISTRY_REFERENCE, "the name is too long"));
        }
        let (name, digest) = match text.split_once('@') {
            None => (text, None),
            Some((name, digest)) => {
                let digest = Digest::from_prefixed(digest).ok();
                let strong =
                    digest.filter(|it| matches!(it.algorithm().name(), "sha256" | "sha512"));
                (name, Some(strong.ok_or_else(|| refused("has no digest after the `@`"))?))
            }
        };
        let (host, rest) = name.split_once('/').ok_or_else(|| refused("names no registry"))?;
        let (repository, tag) = match rest.rsplit_once(':') {
            Some((repository, tag)) => (repository, Some(tag)),
            None => (rest, None),
        };
        if !is_host(host) {
            return Err(refused("names no registry: it begins with none"));
        }
        if !is_repository(repository) || tag.is_some_and(|tag| !is_tag(tag)) {
            return Err(refused("is no name of an image"));
        }
        if tag.is_none() && digest.is_none() {
            return Err(refused("has neither a digest nor a tag"));
        }
        Ok(Self {
            host: host.to_owned(),
            repository: repository.to_owned(),
            tag: tag.map(str::to_owned),
            digest,
        })
    }

    /// The digest, where it has one.
    pub fn digest(&self) -> Option<Digest> {
        self.digest
    }

    /// What a registry finds the manifest by.
    pub(crate) fn key(&self) -> String {
        let tag = || self.tag.clone().unwrap_or_default();
        self.digest.map_or_else(tag, |digest| digest.to_string())
    }

    /// The name without a digest.
    pub fn name(&self) -> String {
        let tag = self.tag.as_ref().map_or(String::new(), |tag| format!(":{tag}"));
        format!("{}/{}{tag}", self.host, self.repository)
    }

    /// The name that means `digest` for ever.
    pub fn at(&self, digest: Digest) -> String {
        format!("{}/{}@{digest}", self.host, self.repository)
    }
}

impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.digest {
            Some(digest) => f.write_str(&self.at(digest)),
            None => f.write_str(&self.name()),
        }
    }
}

/// A name with a dot or a port, or this machine's.
fn is_host(text: &str) -> bool {
    let is_named = text.contains(['.', ':']) || text == "localhost";
    let legal =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']');
    is_named && text.bytes().all(legal)
}

/// OCI Distribution Specification, "Pulling manifests": `<name>`.
fn is_repository(text: &str) -> bool {
    let legal = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b'-')
    };
    let is_end = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    text.split('/').all(|part| {
        let bytes = part.as_bytes();
        is_end(bytes.first()) && is_end(bytes.last()) && bytes.iter().copied().all(legal)
    })
}

/// The same: `<reference>` as a tag.
fn is_tag(text: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=128).contains(&text.len()) && text.bytes().all(legal) && !text.starts_with(['.', '-'])
}

#[cfg(test)]
mod tests {
    use super::ImageReference;

    #[test]
    fn names_are_whole_and_well_formed() {
        let digest = format!("sha256:{}", "0".repeat(64));
        for (text, key) in [
            (format!("ghcr.io/a/b@{digest}"), Some(digest.as_str())),
            (format!("ghcr.io/a/b:1.0@{digest}"), Some(&digest)),
            ("localhost:5000/b:latest".to_owned(), Some("latest")),
            ("debian".to_owned(), None),
            ("library/debian:12".to_owned(), None),
            ("ghcr.io/a/b".to_owned(), None),
            ("ghcr.io/a/b@sha256:00".to_owned(), None),
            (format!("ghcr.io/a/b@md5:{}", "0".repeat(32)), None),
            ("ghcr.io/A:1".to_owned(), None),
            ("ghcr.io/../a:1".to_owned(), None),
            ("ghcr.io/a?b:1".to_owned(), None),
            ("u@ghcr.io/a:1".to_owned(), None),
            ("ghcr.io/a:-1".to_owned(), None),
            ("ghcr.io//a:1".to_owned(), None),
        ] {
            let reference = ImageReference::parse(&text);
            assert_eq!(reference.ok().map(|it| it.key()).as_deref(), key, "{text}");
        }
    }
}
