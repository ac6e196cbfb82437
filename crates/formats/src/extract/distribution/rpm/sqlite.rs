//! The rows of one table of an SQLite database: as much of the format as RPM's needs.
//!
//! Source: "Database File Format" of SQLite. A table is a tree of pages; a row too large for its page
//! goes on in a chain of them. Every page is used once, so that a damaged file cannot lead in circles.

use std::borrow::Cow;

use super::{Fault, big, index};
use crate::limits;

pub(super) const MAGIC: &[u8] = b"SQLite format 3\0";
/// Bytes before the tree on the first page.
const HEADER_BYTES: usize = 100;
const INTERIOR: u8 = 5;
const LEAF: u8 = 13;

/// Gives the second column of each row of `table`, where it is a blob, to `take`.
pub(super) fn blobs(file: &[u8], table: &str, take: &mut dyn FnMut(&[u8])) -> Result<(), Fault> {
    let mut database = Database::open(file)?;
    let mut root = None;
    database.rows(1, &mut |row| {
        let columns = columns(row);
        if let [Some(ty), Some(name), _, Some(page), ..] = columns.as_slice()
            && *ty == b"table"
            && *name == table.as_bytes()
        {
            let number = page.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
            root = Some(number);
        }
    })?;
    let root = root.ok_or("the database has no table of packages")?;
    database.rows(root, &mut |row| {
        if let [_, Some(blob), ..] = columns(row).as_slice() {
            take(blob);
        }
    })
}

struct Database<'a> {
    file: &'a [u8],
    page_size: usize,
    /// Bytes of a page in use: the rest is reserved.
    usable: usize,
    used: Vec<bool>,
    /// How many bytes rows may still have: they do not overlap.
    room: usize,
}

impl<'a> Database<'a> {
    fn open(file: &'a [u8]) -> Result<Self, Fault> {
        let header = file.get(..HEADER_BYTES).filter(|header| header.starts_with(MAGIC));
        let header = header.ok_or("not an SQLite database")?;
        let page_size = match u16::from_be_bytes([header[16], header[17]]) {
            1 => 1 << 16,
            size => usize::from(size),
        };
        let usable = page_size.saturating_sub(header[20].into());
        // The smallest that SQLite allows.
        if page_size < 512 || usable < 480 {
            return Err("the database has a page size that is not possible");
        }
        let used = vec![false; file.len() / page_size];
        Ok(Self { file, page_size, usable, used, room: file.len() })
    }

    /// The page `number`, from 1, which nothing has used before.
    fn page(&mut self, number: u32) -> Result<&'a [u8], Fault> {
        let at = index(number).checked_sub(1).ok_or("the database names a page 0")?;
        let used = self.used.get_mut(at).ok_or("the database names a page it does not have")?;
        if std::mem::replace(used, true) {
            return Err("the database uses a page twice");
        }
        let start = at * self.page_size;
        self.file.get(start..start + self.usable).ok_or("the database is cut off")
    }

    /// Gives each row of the tree at the page `root` to `take`.
    fn rows(&mut self, root: u32, take: &mut dyn FnMut(&[u8])) -> Result<(), Fault> {
        let mut pending = vec![root];
        while let Some(number) = pending.pop() {
            let page = self.page(number)?;
            let tree =
                if number == 1 { page.get(HEADER_BYTES..).unwrap_or_default() } else { page };
            let (kind, count) = match *tree {
                [kind, _, _, high, low, ..] => (kind, usize::from(u16::from_be_bytes([high, low]))),
                _ => return Err("a page of the database is cut off"),
            };
            let (header, is_leaf) = match kind {
                LEAF => (8, true),
                INTERIOR => (12, false),
                _ => return Err("a page of the database is of another kind than a table's"),
            };
            let cells = tree.get(header..).unwrap_or_default().chunks_exact(2).take(count);
            let cells = cells.map(|cell| usize::from(u16::from_be_bytes([cell[0], cell[1]])));
            if is_leaf {
                for cell in cells {
                    let cell = page.get(cell..).ok_or(ROW)?;
                    take(&self.row(cell)?);
                }
                continue;
            }
            // The last child is named in the header; children are taken off from the end.
            pending.push(big(tree, 8).ok_or(ROW)?);
            let start = pending.len();
            for cell in cells {
                pending.push(big(page, cell).ok_or(ROW)?);
            }
            pending[start - 1..].reverse();
        }
        Ok(())
    }

    /// The whole row whose cell of a leaf begins `cell`.
    fn row(&mut self, cell: &'a [u8]) -> Result<Cow<'a, [u8]>, Fault> {
        let (length, rest) = varint(cell).ok_or(ROW)?;
        let (_, rest) = varint(rest).ok_or(ROW)?;
        let length =
            usize::try_from(length).ok().filter(|length| *length <= limits::RPM_HEADER_BYTES);
        let length = length.ok_or("a row of the database is larger than any package's header")?;
        self.room = self.room.checked_sub(length).ok_or("rows of the database overlap")?;
        let here = self.bytes_in_cell(length);
        let (first, rest) = rest.split_at_checked(here).ok_or(ROW)?;
        if here == length {
            return Ok(Cow::Borrowed(first));
        }
        let mut row = first.to_vec();
        let mut next = big(rest, 0).ok_or(ROW)?;
        while row.len() < length {
            let page = self.page(next)?;
            let (link, content) = page.split_at_checked(4).ok_or(ROW)?;
            next = big(link, 0).ok_or(ROW)?;
            row.extend_from_slice(&content[..content.len().min(length - row.len())]);
        }
        Ok(Cow::Owned(row))
    }

    /// How much of a row of `length` bytes is in its cell. Source: section 1.6, "B-tree Pages".
    const fn bytes_in_cell(&self, length: usize) -> usize {
        let most = self.usable - 35;
        if length <= most {
            return length;
        }
        let least = (self.usable - 12) * 32 / 255 - 23;
        let rest = least + (length - least) % (self.usable - 4);
        if rest <= most { rest } else { least }
    }
}

const ROW: Fault = "a row of the database is cut off";

/// A number in base 128, the highest digit first, and what follows it; a ninth byte counts whole.
fn varint(data: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0_u64;
    for (at, byte) in data.iter().take(9).enumerate() {
        if at == 8 {
            return Some((number << 8 | u64::from(*byte), data.get(9..)?));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, data.get(at + 1..)?));
        }
    }
    None
}

/// The columns of `row` as bytes, as far as they are there; `None` for null and for the constants 0
/// and 1.
fn columns(row: &[u8]) -> Vec<Option<&[u8]>> {
    /// More than any table has that is read here.
    const MOST: usize = 8;
    let mut columns = Vec::new();
    let Some((length, rest)) = varint(row) else { return columns };
    let prefix = row.len() - rest.len();
    let Some(length) = usize::try_from(length).ok().filter(|length| *length >= prefix) else {
        return columns;
    };
    let Some((mut types, mut values)) = rest.split_at_checked(length - prefix) else {
        return columns;
    };
    while let Some((ty, rest)) = varint(types).filter(|_| columns.len() < MOST) {
        types = rest;
        let length = match ty {
            1..=4 => ty,
            5 => 6,
            6 | 7 => 8,
            12.. => (ty - 12) / 2,
            _ => 0,
        };
        let split = usize::try_from(length).ok().and_then(|length| values.split_at_checked(length));
        let Some((value, rest)) = split else { break };
        values = rest;
        columns.push((length > 0).then_some(value));
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::{columns, varint};

    #[test]
    fn numbers_have_up_to_nine_bytes() {
        assert_eq!(varint(b"\x05x"), Some((5, &b"x"[..])));
        assert_eq!(varint(b"\x81\x00"), Some((128, &b""[..])));
        assert_eq!(varint(&[0xff; 9]), Some((u64::MAX, &b""[..])));
        assert_eq!(varint(&[0x80; 8]), None);
    }

    #[test]
    fn rows_have_columns() {
        let row = b"\x05\x00\x01\x0f\x10\x07a\x62\x63";
        assert_eq!(columns(row), [None, Some(&b"\x07"[..]), Some(b"a"), Some(b"bc")]);
        assert_eq!(columns(b"\x03\x01\x90\x07"), [Some(&b"\x07"[..])]);
        assert!(columns(b"\x00").is_empty());
        assert!(columns(b"").is_empty());
    }
}
