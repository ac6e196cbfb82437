//! The nouns of a release proof.
//!
//! Everything here is plain data with total orders: no input, no output, no clock, and no wire
//! field name. The other crates say how a noun is read from bytes (`formats`), who vouches for it
//! (`trust`) and where it lies (`world`).
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types))]

pub mod advisory;
pub mod bom;
pub mod build;
pub mod code;
pub mod digest;
pub mod finding;
pub mod inventory;
pub mod package;
pub mod position;
pub mod project;
pub mod purl;
pub mod subject;
pub mod timestamp;
pub mod verdict;
pub mod vex;
pub mod visible;
pub mod vulnerability;
pub mod waiver;

pub use bom::{Bom, Component, ComponentId};
pub use build::{BuildEnvironment, Revision};
pub use code::Code;
pub use digest::{Digest, DigestAlgorithm, DigestError, hexadecimal};
pub use finding::{Change, ChangeKind, Finding, Judgement, Place, Report, Topic, Weight};
pub use inventory::{Basis, DependencyKind, Edge, Inventory, PackageId, Relation, Scope, Usage};
pub use package::{Ecosystem, LockedFile, LockedFileKind, Package, Source};
pub use position::Position;
pub use project::{Declared, Project};
pub use purl::{Purl, PurlError};
pub use subject::Subject;
pub use timestamp::Timestamp;
pub use verdict::{Check, Fact, Outcome, Verdict};
pub use visible::visible;
pub use vulnerability::Vulnerability;
pub use waiver::Waiver;
