//! The end of a zip archive, from which it is read: APPNOTE 4.3.14 to 4.3.16.

use std::io::{Read, Seek, SeekFrom};

use super::{array, damaged, failure};
use crate::{ParseError, codes};

const END_MAGIC: [u8; 4] = *b"PK\x05\x06";
const END_BYTES: usize = 22;
const LOCATOR_MAGIC: [u8; 4] = *b"PK\x06\x07";
const LOCATOR_BYTES: u64 = 20;
const END64_MAGIC: [u8; 4] = *b"PK\x06\x06";
const END64_BYTES: u64 = 56;
const COMMENT_BYTES: usize = 0xffff;

/// Where the directory is.
#[derive(Debug)]
pub(super) struct End {
    /// First byte of the directory.
    pub(super) directory: u64,
    pub(super) directory_bytes: u64,
    pub(super) entries: u64,
    /// Bytes before the archive itself: programs that unpack themselves begin with some. Offsets
    /// in the archive do not count them.
    pub(super) shift: u64,
}

pub(super) fn find<R: Read + Seek>(reader: &mut R) -> Result<End, ParseError> {
    let length = reader.seek(SeekFrom::End(0)).map_err(failure)?;
    let tail_bytes = length.min((END_BYTES + COMMENT_BYTES) as u64);
    reader.seek(SeekFrom::Start(length - tail_bytes)).map_err(failure)?;
    let mut tail = Vec::new();
    reader.take(tail_bytes).read_to_end(&mut tail).map_err(failure)?;
    let at = position(&tail).ok_or_else(|| {
        damaged("has no directory at its end: is no zip archive, or a part of one")
    })?;
    let end_at = length - tail_bytes + at as u64;
    if let Some(end) = find64(reader, end_at)? {
        return Ok(end);
    }
    reader.seek(SeekFrom::Start(end_at + END_MAGIC.len() as u64)).map_err(failure)?;
    let disks: [u8; 4] = array(reader)?;
    let here = u16::from_le_bytes(array(reader)?);
    let entries = u16::from_le_bytes(array(reader)?);
    if disks != [0; 4] || here != entries {
        return Err(several_disks());
    }
    let bytes = u32::from_le_bytes(array(reader)?);
    let offset = u32::from_le_bytes(array(reader)?);
    End::checked(end_at, u64::from(offset), u64::from(bytes), u64::from(entries))
}

/// The last end record whose comment ends with the file: others are parts of a comment.
fn position(tail: &[u8]) -> Option<usize> {
    let last = tail.len().checked_sub(END_BYTES)?;
    (0..=last).rev().find(|&at| {
        let Some((record, comment)) = tail.get(at..).and_then(|it| it.split_at_checked(END_BYTES))
        else {
            return false;
        };
        let stated = record.last_chunk().map(|length| u16::from_le_bytes(*length));
        record.starts_with(&END_MAGIC) && stated.map(usize::from) == Some(comment.len())
    })
}

/// The directory of a large archive, if a locator stands before its end.
fn find64<R: Read + Seek>(reader: &mut R, end_at: u64) -> Result<Option<End>, ParseError> {
    let Some(locator_at) = end_at.checked_sub(LOCATOR_BYTES) else { return Ok(None) };
    reader.seek(SeekFrom::Start(locator_at)).map_err(failure)?;
    if array::<4>(reader)? != LOCATOR_MAGIC {
        return Ok(None);
    }
    let disk = u32::from_le_bytes(array(reader)?);
    let stated = u64::from_le_bytes(array(reader)?);
    let disks = u32::from_le_bytes(array(reader)?);
    if disk != 0 || disks > 1 {
        return Err(several_disks());
    }
    // It stands right before the locator, unless it has extensions, which nobody writes.
    let at = locator_at.checked_sub(END64_BYTES).filter(|at| stated <= *at);
    let at = at.ok_or_else(|| damaged("has no directory where its end says"))?;
    reader.seek(SeekFrom::Start(at)).map_err(failure)?;
    if array::<4>(reader)? != END64_MAGIC {
        return Err(damaged("has no directory where its end says"));
    }
    let _size_and_versions: [u8; 12] = array(reader)?;
    let disks: [u8; 8] = array(reader)?;
    let here = u64::from_le_bytes(array(reader)?);
    let entries = u64::from_le_bytes(array(reader)?);
    if disks != [0; 8] || here != entries {
        return Err(several_disks());
    }
    let bytes = u64::from_le_bytes(array(reader)?);
    let offset = u64::from_le_bytes(array(reader)?);
    End::checked(at, offset, bytes, entries).map(Some)
}

impl End {
    /// The directory ends where its end record, at `at`, begins.
    fn checked(at: u64, offset: u64, bytes: u64, entries: u64) -> Result<Self, ParseError> {
        let directory = at.checked_sub(bytes);
        let shift = directory.and_then(|directory| directory.checked_sub(offset));
        let (Some(directory), Some(shift)) = (directory, shift) else {
            return Err(damaged("has a directory that would begin before the archive"));
        };
        Ok(Self { directory, directory_bytes: bytes, entries, shift })
    }
}

fn several_disks() -> ParseError {
    ParseError::new(&codes::ARCHIVE_METHOD, "is one part of an archive on several disks")
}
