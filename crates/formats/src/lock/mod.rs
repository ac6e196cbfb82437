//! Lockfiles: one file each, listed in [`ALL`].

use keelmark_model::{Ecosystem, Inventory};

use crate::ParseError;

/// A lockfile format.
#[derive(Debug)]
pub struct Lockfile {
    /// Identifier: the name of its module.
    pub id: &'static str,
    /// File names it goes by.
    pub files: &'static [&'static str],
    /// Family of registries and tools.
    pub ecosystem: Ecosystem,
    /// Bytes to inventory. `root` names the package the release is made of, as its manifest does;
    /// a format that marks its root itself uses it only to choose among workspace members.
    pub parse: fn(bytes: &[u8], root: Option<&str>) -> Result<Inventory, ParseError>,
}

/// Every lockfile format, by identifier.
pub static ALL: &[&Lockfile] = &[];
