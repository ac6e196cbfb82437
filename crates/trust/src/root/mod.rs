//! Roots of trust, compiled from trusted roots.

mod log;

pub use log::{Log, Validity};
