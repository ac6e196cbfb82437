//! Bills made by hand, in every format.

pub(in crate::sbom) mod bills;
mod empty;
mod golden;
