//! cpio archives of the "new ASCII" form, as payloads of RPM packages are: cpio(5), magic 070701 and,
//! with checksums, 070702.

use std::io::{self, Read};

use super::name::{self, Rules};
use super::{Current, Item, Kind, Member, Special, Stream, count, damaged, fill, modified};
use crate::{ParseError, limits};

const HEADER_BYTES: usize = 110;
const END: &[u8] = b"TRAILER!!!";

/// An archive that is being read.
#[derive(Debug)]
pub struct Reader<R> {
    inner: R,
    current: Current,
    entries: usize,
    ended: bool,
}

impl<R: Read> Reader<R> {
    /// A reader of what `inner` holds.
    pub fn new(inner: R) -> Self {
        Self { inner, current: Current::default(), entries: 0, ended: false }
    }

    fn name(&mut self, length: u64) -> Result<Vec<u8>, ParseError> {
        let allowed = 1..=limits::ARCHIVE_NAME_BYTES as u64 + 1;
        if !allowed.contains(&length) {
            return Err(damaged("has a member with a name of impossible length"));
        }
        let filled = (HEADER_BYTES as u64 + length).next_multiple_of(4) - HEADER_BYTES as u64;
        let mut name = vec![0; usize::try_from(filled).unwrap_or(0)];
        if !fill(&mut self.inner, &mut name)? {
            return Err(super::failure(io::ErrorKind::UnexpectedEof.into()));
        }
        name.truncate(usize::try_from(length - 1).unwrap_or(0));
        Ok(name)
    }
}

impl<R: Read> Stream for Reader<R> {
    fn advance(&mut self) -> Result<Option<Item>, ParseError> {
        if self.ended {
            return Ok(None);
        }
        self.current.pass(&mut self.inner)?;
        let mut header = [0; HEADER_BYTES];
        if !fill(&mut self.inner, &mut header)? {
            return Err(super::failure(io::ErrorKind::UnexpectedEof.into()));
        }
        if !matches!(&header[..6], b"070701" | b"070702") {
            return Err(damaged("has a member without the magic number of cpio"));
        }
        count(&mut self.entries)?;
        let (mode, written, size) = (field(&header, 1)?, field(&header, 5)?, field(&header, 6)?);
        let raw = self.name(field(&header, 11)?)?;
        self.current = Current::of(size, 4);
        if raw == END {
            self.ended = true;
            return Ok(None);
        }
        Ok(Some(match name::path(&raw, Rules::ROOT) {
            Ok(path) => {
                let (executable, modified) = (mode & 0o111 != 0, modified::at(written));
                Item::Member(Member { path, kind: kind(mode), size, executable, modified })
            }
            Err(gap) => Item::Refused(gap),
        }))
    }
}

/// The field of eight hexadecimal digits at `number`.
fn field(header: &[u8; HEADER_BYTES], number: usize) -> Result<u64, ParseError> {
    let start = 6 + 8 * number;
    let digits = header.get(start..start + 8).and_then(|digits| std::str::from_utf8(digits).ok());
    let digits = digits.filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()));
    digits
        .and_then(|digits| u64::from_str_radix(digits, 16).ok())
        .ok_or_else(|| damaged("has a member with a field that is no number"))
}

fn kind(mode: u64) -> Kind {
    match mode & 0o170_000 {
        0o100_000 => Kind::File,
        0o040_000 => Kind::Folder,
        0o120_000 => Kind::Link,
        _ => Special::of_mode(mode).map_or(Kind::Unknown, Kind::Special),
    }
}

impl<R: Read> Read for Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.current.read(&mut self.inner, buffer)
    }
}
