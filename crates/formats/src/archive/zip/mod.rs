//! zip archives, by PKWARE's APPNOTE.TXT 6.3.10: wheels, jars and whatever else is one.
//!
//! The central directory at the end says what there is; what stands before each member's content must
//! say the same (`archive.ambiguous`), since readers that go from the front see only that. Members that
//! share bytes are refused as a whole: nothing but a bomb does so.

mod content;
mod directory;
mod end;

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::io::{BufReader, Read, Seek, SeekFrom};

use keelmark_model::bom::Gap;

pub use content::Content;
use directory::Record;

use super::name::{self, Rules};
use super::{Kind, Member, ambiguous, count, damaged, failure};
use crate::{ParseError, codes, limits};

/// First bytes of a member; an archive begins with one.
pub const MAGIC: [u8; 4] = *b"PK\x03\x04";

/// An archive whose directory was found.
#[derive(Debug)]
pub struct Archive<R> {
    reader: R,
    end: end::End,
    /// Where members begin and the least they take, in order.
    spans: Vec<(u64, u64)>,
}

/// A member that is wanted.
#[derive(Debug)]
pub struct Entry {
    /// What the directory says of it.
    pub member: Member,
    record: Record,
}

/// What a directory lists.
#[derive(Debug, Default)]
pub struct Listing {
    /// The members wanted, in the order they lie in.
    pub entries: Vec<Entry>,
    /// Members that cannot be read, and why.
    pub gaps: Vec<Gap>,
}

impl<R: Read + Seek> Archive<R> {
    /// The archive that `reader` holds.
    ///
    /// # Errors
    /// `archive.damaged` where there is none, `archive.method` for parts of one on several disks.
    pub fn open(mut reader: R) -> Result<Self, ParseError> {
        let end = end::find(&mut reader)?;
        Ok(Self { reader, end, spans: Vec::new() })
    }

    /// Goes through the directory, and keeps the files that `wants` says yes to.
    ///
    /// # Errors
    /// `archive.damaged`, `archive.truncated`, `archive.limit`; `archive.overlap` when members share
    /// bytes; `archive.ambiguous` when it begins with a member that is not listed.
    pub fn list(&mut self, mut wants: impl FnMut(&Member) -> bool) -> Result<Listing, ParseError> {
        self.reader.seek(SeekFrom::Start(self.end.directory)).map_err(failure)?;
        let directory = (&mut self.reader).take(self.end.directory_bytes);
        let mut directory = BufReader::with_capacity(limits::ARCHIVE_BUFFER_BYTES, directory);
        let mut listing = Listing::default();
        let mut seen = 0;
        let mut spans = Vec::new();
        for _ in 0..self.end.entries {
            count(&mut seen)?;
            let (record, raw) = Record::read(&mut directory, self.end.shift)?;
            spans.push((record.offset, record.least_end(raw.len())));
            match name::path(&raw, Rules::ZIP) {
                Ok(path) => {
                    let member = record.member(path, &raw);
                    if member.kind == Kind::File && wants(&member) {
                        listing.entries.push(Entry { member, record });
                    }
                }
                Err(gap) => listing.gaps.push(gap),
            }
        }
        spans.sort_unstable();
        check_overlap(&spans, self.end.directory)?;
        self.check_front(&spans)?;
        self.spans = spans;
        drop_doubles(&mut listing);
        listing.entries.sort_by_key(|entry| entry.record.offset);
        Ok(listing)
    }

    /// What begins with a member must begin with one that is listed. Another archive stands there else,
    /// of which this one is the comment or the end, and which readers from the front see.
    fn check_front(&mut self, spans: &[(u64, u64)]) -> Result<(), ParseError> {
        if spans.first().is_some_and(|(start, _)| *start == 0) {
            return Ok(());
        }
        let mut head = Vec::new();
        self.reader.seek(SeekFrom::Start(0)).map_err(failure)?;
        let mut front = (&mut self.reader).take(MAGIC.len() as u64);
        front.read_to_end(&mut head).map_err(failure)?;
        if head == MAGIC {
            return Err(ambiguous("begins with a member that its directory does not list"));
        }
        Ok(())
    }

    /// The content of `entry`. What is read is checked: reading fails when it is not as long as the
    /// directory says, or does not have its checksum.
    ///
    /// # Errors
    /// `archive.ambiguous` when what stands before the content says otherwise than the directory;
    /// `archive.method`, `archive.ratio`, `archive.overlap`, `archive.truncated`.
    pub fn open_entry(&mut self, entry: &Entry) -> Result<Content<'_, R>, ParseError> {
        let start = entry.record.open(&mut self.reader)?;
        let end = start.checked_add(entry.record.compressed);
        let next = self.spans.partition_point(|(start, _)| *start <= entry.record.offset);
        let limit = self.spans.get(next).map_or(self.end.directory, |(start, _)| *start);
        if end.is_none_or(|end| end > limit) {
            return Err(overlap());
        }
        Content::new(&mut self.reader, &entry.record)
    }
}

fn overlap() -> ParseError {
    ParseError::new(&codes::ARCHIVE_OVERLAP, "has members that share their bytes")
}

fn check_overlap(spans: &[(u64, u64)], directory: u64) -> Result<(), ParseError> {
    let starts = spans.iter().skip(1).map(|(start, _)| *start).chain([directory]);
    if spans.iter().zip(starts).any(|((_, end), next)| *end > next) {
        return Err(overlap());
    }
    Ok(())
}

/// Of members with one name and one content, one will do; with two contents it is anybody's guess
/// which one counts, so both are kept and the gap says so.
fn drop_doubles(listing: &mut Listing) {
    let mut known: HashMap<String, (u32, u64)> = HashMap::new();
    let gaps = &mut listing.gaps;
    listing.entries.retain(|entry| {
        let content = (entry.record.checksum, entry.record.size);
        match known.entry(entry.member.path.clone()) {
            Slot::Vacant(slot) => {
                slot.insert(content);
                true
            }
            Slot::Occupied(slot) if *slot.get() == content => false,
            Slot::Occupied(_) => {
                gaps.push(Gap {
                    code: &codes::ARCHIVE_AMBIGUOUS,
                    path: entry.member.path.clone(),
                    message: "is there twice, with different content".to_owned(),
                    line: None,
                });
                true
            }
        }
    });
}

/// Reads `N` bytes.
fn array<const N: usize>(reader: &mut impl Read) -> Result<[u8; N], ParseError> {
    let mut bytes = [0; N];
    reader.read_exact(&mut bytes).map_err(failure)?;
    Ok(bytes)
}
