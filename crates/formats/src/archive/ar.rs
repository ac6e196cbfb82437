//! `ar` archives, as packages of Debian are: deb(5) and ar(5). Members have short names only.

use std::io::{self, Read};

use super::name::{self, Rules};
use super::{Current, Item, Kind, Member, Stream, count, damaged, fill};
use crate::ParseError;

/// First bytes of an archive.
pub const MAGIC: &[u8] = b"!<arch>\n";

const HEADER_BYTES: usize = 60;

/// An archive that is being read.
#[derive(Debug)]
pub struct Reader<R> {
    inner: R,
    current: Current,
    entries: usize,
}

impl<R: Read> Reader<R> {
    /// Begins with the magic number.
    ///
    /// # Errors
    /// `archive.damaged` where there is none.
    pub fn new(mut inner: R) -> Result<Self, ParseError> {
        let mut magic = [0; MAGIC.len()];
        if !fill(&mut inner, &mut magic)? || magic != MAGIC {
            return Err(damaged("is no ar archive"));
        }
        Ok(Self { inner, current: Current::default(), entries: 0 })
    }
}

impl<R: Read> Stream for Reader<R> {
    fn advance(&mut self) -> Result<Option<Item>, ParseError> {
        self.current.pass(&mut self.inner)?;
        let mut header = [0; HEADER_BYTES];
        if !fill(&mut self.inner, &mut header)? {
            return Ok(None);
        }
        count(&mut self.entries)?;
        if header[58..] != *b"`\n" {
            return Err(damaged("has a member whose header does not end as it must"));
        }
        let size = std::str::from_utf8(&header[48..58]).ok().map(str::trim_end);
        let digits = size.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let size: u64 = digits
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| damaged("has a member whose size is no number"))?;
        self.current = Current::of(size, 2);
        let raw = header[..16].trim_ascii_end();
        let raw = raw.strip_suffix(b"/").unwrap_or(raw);
        Ok(Some(match name::path(raw, Rules::UNIX) {
            Ok(path) => {
                // Packages of distributions say it of what is in this archive's members.
                let modified = None;
                Item::Member(Member { path, kind: Kind::File, size, executable: false, modified })
            }
            Err(gap) => Item::Refused(gap),
        }))
    }
}

impl<R: Read> Read for Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.current.read(&mut self.inner, buffer)
    }
}
