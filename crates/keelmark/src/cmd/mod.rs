//! One module for each command: its arguments, and a `run` that gathers, calls and shows.

pub(crate) mod attest;
pub(crate) mod bundle;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod db;
pub(crate) mod explain;
pub(crate) mod keys;
pub(crate) mod man;
pub(crate) mod reference;
pub(crate) mod sbom;
pub(crate) mod trust;
pub(crate) mod verify;
