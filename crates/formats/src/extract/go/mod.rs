//! Modules of Go.

use keelmark_model::bom::{Component, ComponentKind, State};
use keelmark_model::{Purl, PurlError};

/// The module `path` at `version`, which is empty or `(devel)` where none is known.
///
/// Paths keep their case: it is the package URL that ignores it.
pub(super) fn component(path: &str, version: &str, state: State) -> Result<Component, PurlError> {
    let (namespace, name) = path.rsplit_once('/').unwrap_or(("", path));
    let version = Some(version).filter(|version| !matches!(*version, "" | "(devel)"));
    let purl = Purl::new("golang", namespace, name)?.with_version(version.unwrap_or_default())?;
    let mut component = Component::new(ComponentKind::Library, path, state);
    component.version = version.map(str::to_owned);
    component.purl = Some(purl);
    Ok(component)
}
