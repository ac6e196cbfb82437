//! The beginning of a database: what it is, what it holds, and where.
//!
//! Sixteen bytes that say it is one and in which form, the length of the header (eight bytes, little-endian),
//! its SHA-256 (32 bytes), the header itself as JSON. Places in it count from the header's end. The header has
//! the digests of the indexes, and those have the digests of the blocks, so that the SHA-256 of the header is
//! that of everything.

use std::collections::BTreeMap;

use keelmark_model::{Digest, Timestamp};
use serde::{Deserialize, Serialize};

use super::damaged;
use crate::{ParseError, codes, hash, json, limits};

/// First bytes of every database; what follows the name is the number of the form.
pub const NAME: &[u8; 14] = b"keelmark-advdb";
const FORM: &[u8; 2] = b"01";
/// What stands before the header, in bytes.
pub(super) const PREFIX: usize = 16 + 8 + 32;

/// What a database holds, and of when it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct About {
    /// When it was made, in seconds since 1970.
    pub(super) built: i64,
    /// Advisories that hold.
    pub advisories: u64,
    /// Advisories that were withdrawn, of which nothing but that is kept.
    pub withdrawn: u64,
    /// Advisories that another with the same identifier took the place of.
    pub replaced: u64,
    /// Packages that they are about.
    pub packages: u64,
    /// Flaws known to be exploited.
    pub exploited: u64,
    /// Flaws of which the likelihood is known.
    pub likelihoods: u64,
    /// How many advisories each ecosystem has, by OSV's name for it.
    pub ecosystems: BTreeMap<String, u64>,
    /// Where they are from, sorted.
    pub sources: Vec<Source>,
}

impl About {
    /// When it was made.
    pub fn built(&self) -> Timestamp {
        Timestamp(self.built)
    }

    /// The source of advisories that is the oldest, and of when it is. A database is as old as that one.
    pub fn oldest(&self) -> Option<(&Source, Timestamp)> {
        let dated = self.sources.iter().filter(|source| source.advisories > 0);
        let dated = dated.map(|source| (source, source.newest().unwrap_or(Timestamp(0))));
        dated.min_by_key(|(_, newest)| *newest)
    }

    /// Files that could not be read at all.
    pub fn unread(&self) -> u64 {
        self.sources.iter().map(|source| source.unread).sum()
    }
}

/// A file or a folder that a database was made of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// Its name, without what is of the machine alone.
    pub name: String,
    /// SHA-256 of the file, or of the list of a folder's files, each as `sha256sum` writes it.
    pub sha256: String,
    /// Advisories in it.
    pub advisories: u64,
    /// Flaws in it that are known to be exploited.
    pub exploited: u64,
    /// Flaws in it of which the likelihood is given.
    pub likelihoods: u64,
    /// Files that could not be read.
    pub unread: u64,
    /// Of when it is: the latest time that one of its advisories was changed, or that of the last commit of a
    /// clone, whichever is later; in seconds since 1970.
    pub newest: Option<i64>,
}

impl Source {
    /// Of when it is.
    pub fn newest(&self) -> Option<Timestamp> {
        self.newest.map(Timestamp)
    }
}

/// Bytes of the database, by their place after the header.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Region {
    pub(super) at: u64,
    pub(super) length: u64,
    pub(super) sha256: String,
}

impl Region {
    pub(super) fn of(at: u64, bytes: &[u8]) -> Self {
        Self { at, length: bytes.len() as u64, sha256: hash::sha256(bytes).hex() }
    }
}

/// Where everything is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Tables {
    pub(super) filter: Region,
    pub(super) packages: Table,
    pub(super) advisories: Table,
    pub(super) flaws: Table,
}

/// A table: its index, and where its blocks begin.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Table {
    pub(super) index: Region,
    pub(super) blocks: u64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) about: About,
    pub(super) tables: Tables,
    /// Bytes that follow the header.
    pub(super) bytes: u64,
}

impl Header {
    pub(super) fn render(&self) -> Vec<u8> {
        let header = json::render_pretty(self);
        let length = (header.len() as u64).to_le_bytes();
        let digest = hash::sha256(&header);
        [&NAME[..], FORM, &length, digest.as_bytes(), &header].concat()
    }

    /// Reads what stands before the header: its length and digest.
    ///
    /// # Errors
    /// `db.form` for what is no database or one of another form, `db.damaged`.
    pub(super) fn prefix(bytes: &[u8]) -> Result<(usize, [u8; 32]), ParseError> {
        let Some(rest) = bytes.strip_prefix(NAME) else {
            let message = "it is no database of advisories";
            return Err(ParseError::new(&codes::DB_FORM, message));
        };
        let cut = || damaged("it ends before its header");
        let (form, rest) = rest.split_first_chunk::<2>().ok_or_else(cut)?;
        if form != FORM {
            let message = "it is of another version of keelmark";
            return Err(ParseError::new(&codes::DB_FORM, message));
        }
        let (length, rest) = rest.split_first_chunk::<8>().ok_or_else(cut)?;
        let digest = rest.first_chunk::<32>().ok_or_else(cut)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
        if length > limits::DATABASE_HEADER_BYTES {
            return Err(damaged("its header is longer than any"));
        }
        Ok((length, *digest))
    }

    /// Reads the header, and compares it with its digest.
    ///
    /// # Errors
    /// `db.damaged`.
    pub(super) fn parse(bytes: &[u8], expected: &[u8; 32]) -> Result<(Self, Digest), ParseError> {
        let digest = hash::sha256(bytes);
        if digest.as_bytes() != expected {
            return Err(damaged("its header is not what was written"));
        }
        let header = json::parse(bytes).map_err(|_| damaged("its header cannot be read"))?;
        Ok((header, digest))
    }
}
