//! .NET: what NuGet and the build write.

pub(super) mod deps_json;
pub(super) mod packages_config;
pub(super) mod packages_lock;

use keelmark_model::bom::{Component, ComponentKind, State};
use keelmark_model::{Purl, PurlError};

/// A package of NuGet. Names differ in case from file to file and mean the same, so others need one by
/// its [`key`].
fn component(name: &str, version: &str, state: State) -> Result<Component, PurlError> {
    let mut component = Component::new(ComponentKind::Library, name, state);
    component.version = Some(version.to_owned()).filter(|version| !version.is_empty());
    component.purl = Some(Purl::new("nuget", "", name)?.with_version(version)?);
    Ok(component)
}

fn key(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// A document without the byte order mark that many tools of .NET write.
fn text(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
