//! Software bills of materials: a bill or an inventory written as a document, and what a document says
//! read back.
//!
//! The field mapping is stated, with its reasons, in the manual's page "SBOM field mapping".

pub mod cyclonedx;
pub mod diff;
pub mod document;
pub mod enrich;
pub mod graph;
pub mod lost;
pub mod merge;
pub mod read;
pub mod spdx;
pub mod validate;

mod edges;
mod facts;
mod identity;
mod inventory;
pub(crate) mod origin;
mod wire;
mod writer;

#[cfg(test)]
mod tests;

use keelmark_model::{Digest, Inventory, Project, Scope, Subject, Timestamp};

pub use facts::{ComponentFacts, Defect, SbomFacts, SbomFormat};

/// Whether a statement with this predicate type holds an SBOM, of whichever version.
pub fn is_predicate_type(uri: &str) -> bool {
    [cyclonedx::PREDICATE_TYPE, spdx::PREDICATE_TYPE].iter().any(|known| {
        uri.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// What an SBOM is made from.
#[derive(Debug, Clone, Copy)]
pub struct SbomInput<'a> {
    /// The packages and the graph between them.
    pub inventory: &'a Inventory,
    /// How near and when in use each package is, as [`Inventory::scopes`] gives it.
    pub scopes: &'a [Scope],
    /// What the manifest says of the root.
    pub project: &'a Project,
    /// The artifacts released.
    pub subjects: &'a [Subject],
    /// When the document is said to be made: an argument, so that it can be made again.
    pub created: Timestamp,
    /// Version of keelmark.
    pub tool_version: &'a str,
    /// Name and SHA-256 of the lockfile or manifest read.
    pub lockfile: Option<(&'a str, &'a Digest)>,
}
