//! Records of the central directory, and what stands before each member: APPNOTE 4.3.7 and 4.3.12.

use std::io::{Read, Seek, SeekFrom};

use keelmark_model::{Digest, Timestamp};

use super::{MAGIC, ambiguous, array, damaged, failure};
use crate::archive::{Kind, Member, Special, modified};
use crate::{ParseError, codes, hash};

const RECORD_MAGIC: [u8; 4] = *b"PK\x01\x02";
const LOCAL_BYTES: u64 = 30;
const ZIP64_FIELD: u16 = 1;
const IN_ZIP64: u32 = 0xffff_ffff;
const ENCRYPTED: u16 = 1;
/// Size and checksum stand behind the content, and before it zeros.
const BEHIND: u16 = 1 << 3;
const UNIX: u8 = 3;

/// What the directory says of a member.
#[derive(Debug)]
pub(super) struct Record {
    flags: u16,
    pub(super) method: u16,
    pub(super) checksum: u32,
    pub(super) compressed: u64,
    pub(super) size: u64,
    pub(super) offset: u64,
    mode: u32,
    modified: Option<Timestamp>,
    /// SHA-256 of the name, as a name of 64 KiB for each member would add up.
    name: Digest,
}

impl Record {
    /// The next record, and the name in it.
    pub(super) fn read(reader: &mut impl Read, shift: u64) -> Result<(Self, Vec<u8>), ParseError> {
        if array::<4>(reader)? != RECORD_MAGIC {
            return Err(damaged("has a directory with something else than members in it"));
        }
        let [_, made_by] = array(reader)?;
        let Described {
            flags,
            method,
            modified,
            checksum,
            compressed,
            size,
            name_bytes,
            extra_bytes,
        } = Described::read(reader)?;
        let comment_bytes = u16::from_le_bytes(array(reader)?);
        let _disk_and_internal: [u8; 4] = array(reader)?;
        let external = u32::from_le_bytes(array(reader)?);
        let offset = u32::from_le_bytes(array(reader)?);
        let name = bytes(reader, name_bytes)?;
        let extra = bytes(reader, extra_bytes)?;
        bytes(reader, comment_bytes)?;
        let mut wide = Wide::of(&extra);
        let mut settle = |value: u32| {
            if value == IN_ZIP64 { wide.next() } else { Ok(u64::from(value)) }
        };
        // In this order they stand in the field, those that are needed.
        let (size, compressed) = (settle(size)?, settle(compressed)?);
        let offset = settle(offset)?.checked_add(shift);
        let record = Self {
            flags,
            method,
            checksum,
            compressed,
            size,
            offset: offset.ok_or_else(|| damaged("has a member beyond any end"))?,
            mode: if made_by == UNIX { external >> 16 } else { 0 },
            modified,
            name: hash::sha256(&name),
        };
        Ok((record, name))
    }

    pub(super) fn member(&self, path: String, raw: &[u8]) -> Member {
        let kind = match self.mode & 0o170_000 {
            _ if raw.ends_with(b"/") => Kind::Folder,
            0o120_000 => Kind::Link,
            0 | 0o100_000 => Kind::File,
            0o040_000 => Kind::Folder,
            _ => Special::of_mode(u64::from(self.mode)).map_or(Kind::Unknown, Kind::Special),
        };
        let (size, executable) = (self.size, self.mode & 0o111 != 0);
        Member { path, kind, size, executable, modified: self.modified }
    }

    /// The first byte that may belong to another member.
    pub(super) fn least_end(&self, name_bytes: usize) -> u64 {
        let before = LOCAL_BYTES + name_bytes as u64;
        self.offset.saturating_add(before).saturating_add(self.compressed)
    }

    /// Goes to the content, and compares what stands before it; where the content begins.
    pub(super) fn open<R: Read + Seek>(&self, reader: &mut R) -> Result<u64, ParseError> {
        if self.flags & ENCRYPTED != 0 {
            return Err(ParseError::new(&codes::ARCHIVE_METHOD, "is encrypted"));
        }
        reader.seek(SeekFrom::Start(self.offset)).map_err(failure)?;
        if array::<4>(reader)? != MAGIC {
            return Err(damaged("has no member where its directory says"));
        }
        let Described {
            flags, method, checksum, compressed, size, name_bytes, extra_bytes, ..
        } = Described::read(reader)?;
        let name = bytes(reader, name_bytes)?;
        bytes(reader, extra_bytes)?;
        let fits = |here: u32, there: u64| {
            u64::from(here) == there || here == IN_ZIP64 || (flags & BEHIND != 0 && here == 0)
        };
        let same = method == self.method
            && flags & ENCRYPTED == 0
            && hash::sha256(&name) == self.name
            && fits(checksum, u64::from(self.checksum))
            && fits(compressed, self.compressed)
            && fits(size, self.size);
        if !same {
            return Err(ambiguous("is described in two ways, at its place and in the directory"));
        }
        Ok(self.offset + LOCAL_BYTES + u64::from(name_bytes) + u64::from(extra_bytes))
    }
}

/// What the directory and the member's own header both say, in the same order: APPNOTE 4.3.7 and 4.3.12.
struct Described {
    flags: u16,
    method: u16,
    modified: Option<Timestamp>,
    checksum: u32,
    compressed: u32,
    size: u32,
    name_bytes: u16,
    extra_bytes: u16,
}

impl Described {
    fn read(reader: &mut impl Read) -> Result<Self, ParseError> {
        let _needed: [u8; 2] = array(reader)?;
        let flags = u16::from_le_bytes(array(reader)?);
        let method = u16::from_le_bytes(array(reader)?);
        let (time, date) = (u16::from_le_bytes(array(reader)?), u16::from_le_bytes(array(reader)?));
        Ok(Self {
            flags,
            method,
            modified: modified::of_dos(time, date),
            checksum: u32::from_le_bytes(array(reader)?),
            compressed: u32::from_le_bytes(array(reader)?),
            size: u32::from_le_bytes(array(reader)?),
            name_bytes: u16::from_le_bytes(array(reader)?),
            extra_bytes: u16::from_le_bytes(array(reader)?),
        })
    }
}

fn bytes(reader: &mut impl Read, count: u16) -> Result<Vec<u8>, ParseError> {
    let mut bytes = vec![0; usize::from(count)];
    reader.read_exact(&mut bytes).map_err(failure)?;
    Ok(bytes)
}

/// The numbers that do not fit into 32 bits, in an extra field of their own: APPNOTE 4.5.3.
struct Wide<'a>(&'a [u8]);

impl<'a> Wide<'a> {
    fn of(mut extra: &'a [u8]) -> Self {
        while let [a, b, c, d, rest @ ..] = extra {
            let length = usize::from(u16::from_le_bytes([*c, *d]));
            let Some((field, next)) = rest.split_at_checked(length) else { break };
            if u16::from_le_bytes([*a, *b]) == ZIP64_FIELD {
                return Self(field);
            }
            extra = next;
        }
        Self(&[])
    }

    fn next(&mut self) -> Result<u64, ParseError> {
        let (number, rest) = self
            .0
            .split_first_chunk()
            .ok_or_else(|| damaged("has a member without the size it says to have elsewhere"))?;
        self.0 = rest;
        Ok(u64::from_le_bytes(*number))
    }
}
