//! What a Rust project asks of Cargo, and what `Cargo.lock` says was chosen.
//!
//! Cargo writes into the lock what it chose and not what it was asked: whether a choice still answers is told
//! by comparing each dependency of each manifest with the edges of its package in the lock.
//!
//! Source: The Cargo Book, "Specifying Dependencies", "Workspaces", "Overriding Dependencies" and "Cargo.toml vs
//! Cargo.lock", and the locks that Cargo writes.

mod lock;
mod manifest;
mod source;

pub use lock::{Recorded, Unused};
pub use manifest::{Manifest, Member, Need, Own, Root};
pub use source::Source;
