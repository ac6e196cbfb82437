//! Evidence folders: put together from facts, and verified against them.

pub mod assemble;
pub mod provenance;
pub mod verify;

pub use assemble::{Release, Signers, assemble};
pub use provenance::Materials;
pub use verify::{Expectation, Folder, verify};
