//! Tables of a database: rows sorted by key, in blocks, each with its digest.
//!
//! Only the blocks that hold what is asked for are read, and none is believed before its digest is compared.
//! What leads to a block is its index, which has its first key, place, length and SHA-256.

use super::wire::{Reader, Writer};
use crate::{ParseError, hash, limits};

/// A table as it is written.
pub(super) struct Built {
    /// All blocks, one after another.
    pub(super) blocks: Vec<u8>,
    /// The index of them.
    pub(super) index: Vec<u8>,
}

/// Writes rows, which are sorted by key, each key once, in blocks of at least `size` bytes.
pub(super) fn build<'a>(rows: impl Iterator<Item = (&'a [u8], &'a [u8])>, size: usize) -> Built {
    let mut built = Built { blocks: Vec::new(), index: Vec::new() };
    let mut block = Writer::default();
    let mut first: &[u8] = &[];
    for (key, value) in rows {
        if block.len() == 0 {
            first = key;
        }
        block.bytes(key);
        block.bytes(value);
        if block.len() >= size {
            built.close(first, std::mem::take(&mut block));
        }
    }
    if block.len() > 0 {
        built.close(first, block);
    }
    built
}

impl Built {
    fn close(&mut self, first: &[u8], block: Writer) {
        let block = block.into_bytes();
        let mut row = Writer::default();
        row.bytes(first);
        row.count(self.blocks.len());
        row.count(block.len());
        row.raw(hash::sha256(&block).as_bytes());
        self.index.extend(row.into_bytes());
        self.blocks.extend(block);
    }
}

/// The index of a table.
pub(super) struct Index {
    entries: Vec<Block>,
    keys: Vec<u8>,
}

/// Where a block is.
pub(super) struct Block {
    /// The end of its first key among all of them.
    key_end: usize,
    /// Its place among the blocks.
    pub(super) at: u64,
    /// Its length in bytes.
    pub(super) length: usize,
    /// Its SHA-256.
    pub(super) digest: [u8; 32],
}

impl Index {
    /// Reads an index.
    ///
    /// # Errors
    /// `db.damaged`.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let mut index = Self { entries: Vec::new(), keys: Vec::new() };
        let mut reader = Reader::new(bytes);
        while !reader.is_done() {
            index.add(&mut reader).ok_or_else(|| super::damaged("an index cannot be read"))?;
        }
        Ok(index)
    }

    fn add(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        self.keys.extend_from_slice(reader.bytes()?);
        let at = reader.number()?;
        let length = usize::try_from(reader.number()?).ok()?;
        let digest = reader.raw(32)?.try_into().ok()?;
        if length > limits::DATABASE_BLOCK_BYTES {
            return None;
        }
        self.entries.push(Block { key_end: self.keys.len(), at, length, digest });
        Some(())
    }

    /// The number of the block that has the key, if any has.
    pub(super) fn find(&self, key: &[u8]) -> Option<usize> {
        let (mut low, mut high) = (0, self.entries.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.key(middle)? <= key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.checked_sub(1)
    }

    fn key(&self, number: usize) -> Option<&[u8]> {
        let before = number.checked_sub(1).and_then(|it| self.entries.get(it));
        let begin = before.map_or(0, |block| block.key_end);
        self.keys.get(begin..self.entries.get(number)?.key_end)
    }

    /// The block of a number.
    pub(super) fn block(&self, number: usize) -> Option<&Block> {
        self.entries.get(number)
    }
}

/// The value that a block has for a key.
///
/// # Errors
/// `db.damaged` for a block that is none.
pub(super) fn value<'a>(block: &'a [u8], key: &[u8]) -> Result<Option<&'a [u8]>, ParseError> {
    let mut reader = Reader::new(block);
    while !reader.is_done() {
        let row = reader.bytes().zip(reader.bytes());
        let (found, value) = row.ok_or_else(|| super::damaged("a block cannot be read"))?;
        if found >= key {
            return Ok((found == key).then_some(value));
        }
    }
    Ok(None)
}
