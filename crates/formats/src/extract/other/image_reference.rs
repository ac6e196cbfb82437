//! References to images: `registry.example.org:5000/team/app:1.2@sha256:…`.
//!
//! Source: the `reference` grammar of the Distribution project; names without a registry are of
//! Docker Hub, and those without a namespace there of `library`.

use keelmark_model::Purl;
use keelmark_model::bom::{Component, ComponentKind, State};

use super::for_build;

/// The image `text` refers to. Only a digest fixes one: whoever owns a tag can move it.
pub(super) fn component(text: &str) -> Result<Component, String> {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    let slash = rest.rfind('/').map_or(0, |at| at + 1);
    let (path, tag) = match rest[slash..].split_once(':') {
        Some((name, tag)) => (&rest[..slash + name.len()], tag),
        None => (rest, ""),
    };
    let repository = repository(path);
    let name = repository.rsplit('/').next().unwrap_or_default();
    let is_image = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | ':');
    if name.is_empty() || !path.chars().all(is_image) {
        return Err(format!("`{text}` is no reference to an image"));
    }
    let state = if digest.is_some() { State::Locked } else { State::Declared };
    let purl = Purl::new("oci", "", name)
        .and_then(|purl| purl.with_version(digest.unwrap_or_default()))
        .and_then(|purl| purl.with_qualifier("repository_url", &repository))
        .and_then(|purl| purl.with_qualifier("tag", tag));
    let mut component = for_build(ComponentKind::Container, &repository, purl, state)?;
    component.version = digest.map(str::to_owned);
    if !tag.is_empty() {
        component.properties.insert("oci:tag".to_owned(), tag.to_owned());
    }
    Ok(component)
}

/// The whole name of a repository: `docker.io/library/debian` of `debian`.
fn repository(path: &str) -> String {
    let has_registry = path
        .split_once('/')
        .is_some_and(|(first, _)| first == "localhost" || first.contains(['.', ':']));
    match (has_registry, path.contains('/')) {
        (true, _) => path.to_owned(),
        (false, true) => format!("docker.io/{path}"),
        (false, false) => format!("docker.io/library/{path}"),
    }
}
