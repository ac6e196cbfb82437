//! Files, clock, environment, processes and network: the only crate that touches them.

pub mod advisories;
pub mod clock;
pub mod codes;
pub mod entry;
pub mod environment;
pub mod error;
pub mod fetch;
pub mod file;
pub mod folder;
pub mod git;
mod glob;
pub mod key_file;
pub mod limits;
pub mod project;
pub mod registry;
pub mod scan;
mod server_roots;
pub mod subjects;
pub mod tree;
pub mod trust_folder;

pub use error::WorldError;
