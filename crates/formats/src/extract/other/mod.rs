//! What a repository builds with, beside packages: actions, images and other repositories.

pub(super) mod dockerfile;
pub(super) mod github_workflow;
pub(super) mod gitmodules;
mod image_reference;
pub(super) mod unread;

use keelmark_model::bom::{Component, ComponentKind, State};
use keelmark_model::{Purl, PurlError, Relation, Scope, Usage};

/// Something used while building, and not part of what is built.
fn for_build(
    kind: ComponentKind,
    name: &str,
    purl: Result<Purl, PurlError>,
    state: State,
) -> Result<Component, String> {
    let mut component = Component::new(kind, name, state);
    component.purl = Some(purl.map_err(|error| format!("`{name}`: {error}"))?);
    component.scope = Some(Scope { relation: Relation::Direct, usage: Usage::Build });
    Ok(component)
}

/// Whether `text` is the full identifier of a commit.
fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
