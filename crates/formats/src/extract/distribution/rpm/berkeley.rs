//! Packages in a hash file of Berkeley DB, as RPM had it until 4.16: `Packages`.
//!
//! Source: `db_page.h` of Berkeley DB 5. Numbers are as the machine had them that wrote the file. Pages
//! of the table hold pairs of key and value; a value too large for its page lies in a chain of others,
//! each of which is used once, so that a damaged file cannot lead in circles.

use super::{Fault, big, index, little};
use crate::limits;

const HASH_MAGIC: u32 = 0x0006_1561;
/// Bytes before the items of a page.
const PAGE_HEADER: usize = 26;
/// Kinds of pages.
const HASH_UNSORTED: u8 = 2;
const OVERFLOW: u8 = 7;
const HASH: u8 = 13;
/// Kinds of items: within the page, and in a chain of others.
const INLINE: u8 = 1;
const OFF_PAGE: u8 = 3;

/// Gives each package's header to `take`.
pub(super) fn blobs(file: &[u8], take: &mut dyn FnMut(&[u8])) -> Result<(), Fault> {
    let mut database = Database::open(file)?;
    for page in file.chunks_exact(database.page_size).skip(1) {
        if !matches!(page.get(25), Some(&(HASH | HASH_UNSORTED))) {
            continue;
        }
        for item in database.values(page) {
            match item.first() {
                // The database's own count is a number; no header is as small.
                Some(&INLINE) if item.len() > 16 => take(&item[1..]),
                Some(&OFF_PAGE) => take(&database.chain(item)?),
                _ => {}
            }
        }
    }
    Ok(())
}

struct Database<'a> {
    file: &'a [u8],
    page_size: usize,
    is_big: bool,
    used: Vec<bool>,
}

impl<'a> Database<'a> {
    fn open(file: &'a [u8]) -> Result<Self, Fault> {
        let is_big = match (little(file, 12), big(file, 12)) {
            (Some(HASH_MAGIC), _) => false,
            (_, Some(HASH_MAGIC)) => true,
            _ => return Err("not a database of any form that RPM has had"),
        };
        let mut database = Self { file, page_size: 0, is_big, used: Vec::new() };
        database.page_size = database.number(file, 20).map_or(0, index);
        let (size, encryption) = (database.page_size, file.get(24));
        if !(512..=1 << 16).contains(&size) || !size.is_power_of_two() || encryption != Some(&0) {
            return Err("the database is encrypted or has a page size that is not possible");
        }
        database.used = vec![false; file.len() / size];
        Ok(database)
    }

    fn number(&self, data: &[u8], at: usize) -> Option<u32> {
        if self.is_big { big(data, at) } else { little(data, at) }
    }

    fn short(&self, data: &[u8], at: usize) -> Option<usize> {
        let bytes = *data.get(at..)?.first_chunk()?;
        let number =
            if self.is_big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) };
        Some(number.into())
    }

    /// The values on a page of the table: every second item. Items lie one before the other from the
    /// page's end.
    fn values(&self, page: &'a [u8]) -> Vec<&'a [u8]> {
        let count = self.short(page, 20).unwrap_or(0);
        let places = (0..count).map_while(|item| self.short(page, PAGE_HEADER + item * 2));
        let mut end = page.len();
        let mut values = Vec::new();
        for (number, start) in places.enumerate() {
            let Some(item) = page.get(start..end) else { break };
            if number % 2 == 1 {
                values.push(item);
            }
            end = start;
        }
        values
    }

    /// The value that an item leads to: it says the first page and the length.
    fn chain(&mut self, item: &[u8]) -> Result<Vec<u8>, Fault> {
        let cut = "a package of the database is cut off";
        let mut next = self.number(item, 4).ok_or(cut)?;
        let length = self.number(item, 8).map(index).ok_or(cut)?;
        if length > limits::RPM_HEADER_BYTES {
            return Err("a package of the database is larger than any");
        }
        let mut value = Vec::new();
        while value.len() < length {
            let used = self.used.get_mut(index(next)).ok_or(cut)?;
            if std::mem::replace(used, true) {
                return Err("the database uses a page twice");
            }
            let start = index(next) * self.page_size;
            let page = self.file.get(start..start + self.page_size).ok_or(cut)?;
            let here = self.short(page, 22).ok_or(cut)?;
            let content = page.get(PAGE_HEADER..PAGE_HEADER + here).ok_or(cut)?;
            if page.get(25) != Some(&OVERFLOW) || content.is_empty() {
                return Err(cut);
            }
            value.extend_from_slice(&content[..here.min(length - value.len())]);
            next = self.number(page, 16).ok_or(cut)?;
        }
        Ok(value)
    }
}
