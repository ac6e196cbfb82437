//! A compiled database of advisories: one file, of which a look-up reads only what it needs.
//!
//! Packages are found by name in a sorted table; what each of its advisories says of it stands there with keys
//! in place of versions, so that nothing is parsed to match. The rest of an advisory is in a second table, read
//! only for what matches; what lists say of flaws (exploited, likely) is in a third.
//!
//! ```text
//! magic, length and digest of the header │ header (JSON) │ filter │ three indexes │ blocks …
//! ```
//!
//! Bytes are the same for the same contents and time. Whatever was changed or cut off is found out before it is
//! believed: the header by its digest, indexes by the header's, blocks by their index's.

mod compile;
mod filter;
mod header;
mod name;
mod record;
mod table;
#[cfg(test)]
mod tests;
mod wire;

use std::fmt;
use std::io;
use std::sync::OnceLock;

use keelmark_model::Digest;

pub use compile::{Contents, Prepared, compile};
pub use header::{About, NAME, Source};
pub use name::canonical;
pub use record::{Entry, Flaw, Summary};

use crate::{ParseError, codes, hash, limits};
use header::{Header, Region, Table, Tables};
use table::Index;
use wire::Reader;

/// Bytes that can be read at any place.
pub trait Storage: Send + Sync {
    /// How many there are.
    ///
    /// # Errors
    /// What the system says.
    fn length(&self) -> io::Result<u64>;

    /// Those from `at` on, `length` of them.
    ///
    /// # Errors
    /// What the system says; when there are fewer.
    fn read(&self, at: u64, length: usize) -> io::Result<Vec<u8>>;
}

impl Storage for Vec<u8> {
    fn length(&self) -> io::Result<u64> {
        Ok(self.len() as u64)
    }

    fn read(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let rest = usize::try_from(at).ok().and_then(|at| self.get(at..));
        let found = rest.and_then(|rest| rest.get(..length));
        found.map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// A database that is looked up in.
pub struct Database {
    storage: Box<dyn Storage>,
    about: About,
    digest: Digest,
    tables: Tables,
    /// Where what follows the header begins.
    body: u64,
    filter: Vec<u8>,
    packages: Index,
    advisories: OnceLock<Index>,
    flaws: OnceLock<Index>,
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "database {}", self.digest)
    }
}

fn damaged(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::DB_DAMAGED, message)
}

/// Bytes of a storage.
fn read(storage: &dyn Storage, at: u64, length: usize) -> Result<Vec<u8>, ParseError> {
    storage.read(at, length).map_err(|error| damaged(format!("it cannot be read: {error}")))
}

impl Database {
    /// Opens a database: its header and what leads to packages are read and compared with their digests.
    ///
    /// # Errors
    /// `db.form` for what is none of this version, `db.damaged`.
    pub fn open(storage: Box<dyn Storage>) -> Result<Self, ParseError> {
        let storage_length =
            storage.length().map_err(|error| damaged(format!("it cannot be read: {error}")))?;
        let prefix = usize::try_from(storage_length).unwrap_or(usize::MAX).min(header::PREFIX);
        let (length, expected) = Header::prefix(&read(&*storage, 0, prefix)?)?;
        let bytes = read(&*storage, header::PREFIX as u64, length)?;
        let (Header { about, tables, bytes }, digest) = Header::parse(&bytes, &expected)?;
        let body = (header::PREFIX + length) as u64;
        if body.checked_add(bytes) != Some(storage_length) {
            let message = format!("it has {storage_length} bytes, not those it was written with");
            return Err(damaged(message));
        }
        let filter = region(&*storage, body, &tables.filter)?;
        let packages = Index::parse(&region(&*storage, body, &tables.packages.index)?)?;
        Ok(Self {
            storage,
            about,
            digest,
            tables,
            body,
            filter,
            packages,
            advisories: OnceLock::new(),
            flaws: OnceLock::new(),
        })
    }

    /// What it holds, and of when it is.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The digest that stands for all of it.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// Looks up one package after another: faster in the order of ecosystem and name.
    pub fn packages(&self) -> Packages<'_> {
        Packages { database: self, block: None }
    }

    /// The advisory of a number that an [`Entry`] has.
    ///
    /// # Errors
    /// `db.damaged`.
    pub fn advisory(&self, number: u32) -> Result<Summary, ParseError> {
        let table = &self.tables.advisories;
        let row = self.row(table, &self.advisories, &number.to_be_bytes())?;
        let summary = row.as_deref().and_then(record::read_summary);
        summary.ok_or_else(|| damaged("an advisory is missing"))
    }

    /// What lists say of a flaw, `CVE-…`.
    ///
    /// # Errors
    /// `db.damaged`.
    pub fn flaw(&self, id: &str) -> Result<Flaw, ParseError> {
        let Some(row) = self.row(&self.tables.flaws, &self.flaws, id.as_bytes())? else {
            return Ok(Flaw::default());
        };
        record::read_flaw(id, &row).ok_or_else(|| damaged("what is said of a flaw cannot be read"))
    }

    /// Reads everything and compares it with its digests.
    ///
    /// # Errors
    /// `db.damaged`.
    pub fn verify(&self) -> Result<(), ParseError> {
        let tables = [&self.tables.packages, &self.tables.advisories, &self.tables.flaws];
        for table in tables {
            let index = Index::parse(&region(&*self.storage, self.body, &table.index)?)?;
            for number in 0.. {
                if index.block(number).is_none() {
                    break;
                }
                self.block(table, &index, number)?;
            }
        }
        Ok(())
    }

    fn row(
        &self,
        table: &Table,
        index: &OnceLock<Index>,
        key: &[u8],
    ) -> Result<Option<Vec<u8>>, ParseError> {
        let index = match index.get() {
            Some(index) => index,
            None => {
                let read = Index::parse(&region(&*self.storage, self.body, &table.index)?)?;
                index.get_or_init(|| read)
            }
        };
        let Some(number) = index.find(key) else { return Ok(None) };
        let block = self.block(table, index, number)?;
        Ok(table::value(&block, key)?.map(<[u8]>::to_vec))
    }

    /// A block, once it is known to be what was written.
    fn block(&self, table: &Table, index: &Index, number: usize) -> Result<Vec<u8>, ParseError> {
        let block = index.block(number).ok_or_else(|| damaged("a block is missing"))?;
        let at = table.blocks.checked_add(block.at).and_then(|at| at.checked_add(self.body));
        let at = at.ok_or_else(|| damaged("a block is nowhere"))?;
        let bytes = read(&*self.storage, at, block.length)?;
        if hash::sha256(&bytes).as_bytes() != block.digest {
            return Err(damaged("a block is not what was written"));
        }
        Ok(bytes)
    }
}

/// Bytes that the header names, once they are known to be what was written.
fn region(storage: &dyn Storage, body: u64, region: &Region) -> Result<Vec<u8>, ParseError> {
    let length = usize::try_from(region.length).unwrap_or(usize::MAX);
    let at = body.checked_add(region.at).filter(|_| length <= limits::DATABASE_INDEX_BYTES);
    let bytes = read(storage, at.ok_or_else(|| damaged("an index is too large"))?, length)?;
    if hash::sha256(&bytes).hex() != region.sha256 {
        return Err(damaged("an index is not what was written"));
    }
    Ok(bytes)
}

/// Packages being looked up; the last block read is kept for the next.
#[derive(Debug)]
pub struct Packages<'d> {
    database: &'d Database,
    block: Option<(usize, Vec<u8>)>,
}

impl Packages<'_> {
    /// What is said of a package, by OSV's name for its ecosystem and any spelling of its own.
    ///
    /// # Errors
    /// `db.damaged`.
    pub fn entries(&mut self, ecosystem: &str, name: &str) -> Result<Vec<Entry<'_>>, ParseError> {
        let key = name::key(ecosystem, name);
        let Database { filter, packages, tables, .. } = self.database;
        if !filter::may_have(filter, &key) {
            return Ok(Vec::new());
        }
        let Some(number) = packages.find(&key) else { return Ok(Vec::new()) };
        if self.block.as_ref().is_none_or(|(known, _)| *known != number) {
            let block = self.database.block(&tables.packages, packages, number)?;
            self.block = Some((number, block));
        }
        let block = self.block.as_ref().map(|(_, block)| block.as_slice()).unwrap_or_default();
        let row = table::value(block, &key)?.unwrap_or_default();
        entries(row).ok_or_else(|| damaged("what is said of a package cannot be read"))
    }
}

fn entries(row: &[u8]) -> Option<Vec<Entry<'_>>> {
    let mut reader = Reader::new(row);
    let mut entries = Vec::new();
    while !reader.is_done() {
        let advisory = u32::try_from(reader.number()?).ok()?;
        entries.push(record::read_entry(advisory, reader.bytes()?)?);
    }
    Some(entries)
}
