//! Folders of evidence: written whole, read without following anything.

mod snapshot;
mod staging;
mod write;

pub(crate) use staging::is_staging;
pub(crate) use write::refused;

pub use snapshot::{Entry, EntryKind, snapshot};
pub use write::{Ownership, ensure, write};

#[cfg(test)]
mod tests;
