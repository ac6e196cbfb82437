//! Packages of RPM: those that a database says are installed, and package files.
//!
//! Whatever holds them, they are headers ([`header`]): a database is a list of them, a package file
//! begins with two.

mod berkeley;
mod header;
mod ndb;
mod package;
pub(in super::super) mod rpm_database;
pub(in super::super) mod rpm_header;
mod sqlite;

/// Why a database cannot be read, in a sentence without a final stop.
type Fault = &'static str;

/// The four bytes at `at`, the lowest first.
fn little(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*bytes))
}

/// The four bytes at `at`, the highest first.
fn big(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..)?.first_chunk()?;
    Some(u32::from_be_bytes(*bytes))
}

/// As an index. Where pointers have less than 32 bits there is no file as large.
fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
