//! Commands: one module each.

pub(crate) mod keys;
