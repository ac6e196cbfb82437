//! Modules of Go.

pub(super) mod go_mod;
pub(super) mod go_sum;
pub(super) mod go_vendor_modules;
pub(super) mod go_work;

use keelmark_model::bom::{Component, ComponentKind, State};
use keelmark_model::{Purl, PurlError};

use crate::go::Replacement;

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

/// The property of a module that is built from this folder instead, relative to that of go.mod.
pub(super) const REPLACED_BY: &str = "go:replaced-by";

/// The component that is built where `path` at `version` is asked for.
fn replaced(by: Replacement<'_>, path: &str, version: &str) -> Result<Component, PurlError> {
    let (mut component, name, value) = match by {
        Replacement::Folder(folder) => {
            (component(path, version, State::Locked)?, REPLACED_BY, folder.to_owned())
        }
        Replacement::Module(new, at) => {
            let component = component(new, at, State::Locked)?;
            (component, "go:replaces", format!("{path}@{version}"))
        }
    };
    component.properties.insert(name.to_owned(), value);
    Ok(component)
}

/// What the digests of `go.sum` in `folder` name a module of the go.mod there by.
fn home(folder: &str, module: &Component) -> String {
    home_of(folder, &module.name, module.version.as_deref().unwrap_or_default())
}

fn home_of(folder: &str, module: &str, version: &str) -> String {
    format!("{folder}/go.mod:{module}@{version}")
}
