//! Folders of evidence: written whole, read without following anything.

mod snapshot;
mod staging;
mod write;

pub use snapshot::{Entry, EntryKind, snapshot};
pub use write::{Ownership, write};

#[cfg(test)]
mod tests;
