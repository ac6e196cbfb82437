//! Files, clock, environment and processes: the only crate that touches them.

pub mod codes;
pub mod key_file;
pub mod limits;
