//! A bill of materials: everything found in one target, from whatever it was read, and how it hangs
//! together.
//!
//! An [`Inventory`](crate::Inventory) is what one lockfile resolves to. A [`Bom`] is what is really in
//! a project, an artifact, an environment or an image: many lockfiles, package databases and binaries,
//! each component with where it was found and in what state.

mod component;
mod graph;

pub use component::{
    Component, ComponentKind, Evidence, LicenseClaim, Licensing, Occurrence, State, Supplier,
};

use crate::{Code, DependencyKind, Timestamp};

/// Index of a component within [`Bom::components`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentId(pub u32);

/// One component needs another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// The component that needs.
    pub from: ComponentId,
    /// The component needed.
    pub to: ComponentId,
    /// Why.
    pub kind: DependencyKind,
    /// Extras or features asked of the component needed, sorted.
    pub extras: Vec<String>,
    /// Marker or target under which it is needed, as written.
    pub marker: Option<String>,
}

/// At which point of its life the target was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Context {
    /// Sources, before a build: what manifests and locks say.
    Source,
    /// What a build made: wheels, archives, binaries.
    Build,
    /// What is installed: environments, images, file systems.
    Installed,
}

/// How much of the dependencies of a component is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Completeness {
    /// All of them are listed, even if that is none.
    Complete,
    /// Some are missing from the list.
    Incomplete,
    /// Nobody could say.
    Unknown,
}

/// Something that could not be looked at, or not wholly. A bill with gaps is not complete, and
/// nothing that is missing from it is thereby absent from the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Stable code.
    pub code: &'static Code,
    /// Where: a path within the target as [`Occurrence::path`] writes it.
    pub path: String,
    /// What is wrong, in a sentence without a final stop.
    pub message: String,
    /// Line in the file, from 1, where one is to blame.
    pub line: Option<u32>,
}

/// A program that took part in making the bill.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tool {
    /// Who makes it.
    pub vendor: Option<String>,
    /// Name.
    pub name: String,
    /// Version.
    pub version: Option<String>,
}

/// Everything found in one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bom {
    /// When it is said to have been made; `None` where a document read does not say.
    pub created: Option<Timestamp>,
    /// Who vouches for it.
    pub authors: Vec<Supplier>,
    /// What made it, sorted.
    pub tools: Vec<Tool>,
    /// At which point of the target's life it was made, if that is known.
    pub context: Option<Context>,
    /// The target itself is one of the components.
    pub root: ComponentId,
    /// Components in the order of [`Component::key`], without duplicates.
    pub components: Vec<Component>,
    /// Dependencies, sorted, without duplicates.
    pub dependencies: Vec<Dependency>,
    /// What could not be looked at, sorted by path.
    pub gaps: Vec<Gap>,
}
