//! tar archives: POSIX.1-1988 `ustar`, POSIX.1-2001 `pax`, and GNU's long names and sparse files, by
//! POSIX's "pax Interchange Format" and GNU tar's manual, "Basic Tar Format".
//!
//! Where implementations are known to take different ways through one archive (two sizes for one
//! member, a name for all members, content behind a hard link), the reading ends: what one reader
//! skips as content another reads as members.

mod header;
mod pax;

use std::io::{self, BufRead, BufReader, Read, Seek};

use header::{BLOCK, Header};
use pax::Extended;

use super::name::{self, Rules};
use super::{Current, Item, Kind, Member, Special, Stream, ambiguous, count, failure, fill};
use crate::{ParseError, codes, limits};

/// An archive that is being read.
#[derive(Debug)]
pub struct Reader<R> {
    inner: R,
    /// How content that nobody reads is passed over: gives how much of it there was.
    pass: fn(&mut R, u64) -> io::Result<u64>,
    /// Bytes read or passed over so far.
    position: u64,
    rules: Rules,
    current: Current,
    entries: usize,
    ended: bool,
}

/// What the end mark is made of.
const ZEROS: [u8; BLOCK] = [0; BLOCK];

/// What the headers before a member's own say of it.
#[derive(Debug, Default)]
struct Before {
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    extended: Extended,
}

impl<R: BufRead> Reader<R> {
    /// A reader of what `inner` holds, whose names follow `rules`.
    pub fn new(inner: R, rules: Rules) -> Self {
        Self::with(inner, rules, consume)
    }
}

impl<R: Read + Seek> Reader<BufReader<R>> {
    /// A reader that seeks over content nobody reads. Where the archive ends within such content, it
    /// says so by what should follow.
    pub fn seeking(inner: BufReader<R>, rules: Rules) -> Self {
        Self::with(inner, rules, seek)
    }
}

/// Passes over `bytes` of `inner` without copying them.
fn consume<R: BufRead>(inner: &mut R, bytes: u64) -> io::Result<u64> {
    let mut left = bytes;
    while left > 0 {
        let there = match inner.fill_buf() {
            Ok(there) => there.len(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if there == 0 {
            break;
        }
        let passed = usize::try_from(left).map_or(there, |left| left.min(there));
        inner.consume(passed);
        left -= passed as u64;
    }
    Ok(bytes - left)
}

fn seek<R: Read + Seek>(inner: &mut BufReader<R>, bytes: u64) -> io::Result<u64> {
    inner.seek_relative(i64::try_from(bytes).map_err(|_| io::ErrorKind::InvalidInput)?)?;
    Ok(bytes)
}

impl<R: Read> Reader<R> {
    fn with(inner: R, rules: Rules, pass: fn(&mut R, u64) -> io::Result<u64>) -> Self {
        let current = Current::default();
        Self { inner, pass, position: 0, rules, current, entries: 0, ended: false }
    }

    /// Where in the archive the reader stands: at the content of the current member, if nothing of it
    /// was read.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Passes over what is left of the current member.
    fn pass(&mut self) -> Result<(), ParseError> {
        let left = self.current.take();
        let passed = (self.pass)(&mut self.inner, left).map_err(failure)?;
        self.position += passed;
        if passed < left { Err(failure(io::ErrorKind::UnexpectedEof.into())) } else { Ok(()) }
    }

    /// The next header that is not one of zeros; `None` for two of those.
    fn header(&mut self) -> Result<Option<Header>, ParseError> {
        let Some(block) = self.block()? else {
            let message = "ends without its end mark: something may be missing";
            return Err(ParseError::new(&codes::ARCHIVE_TRUNCATED, message));
        };
        if block != ZEROS {
            return Header::parse(block).map(Some);
        }
        match self.block()? {
            Some(second) if second != ZEROS => {
                Err(ambiguous("has members behind half an end mark"))
            }
            _ => Ok(None),
        }
    }

    fn block(&mut self) -> Result<Option<[u8; BLOCK]>, ParseError> {
        let mut block = [0; BLOCK];
        let filled = fill(&mut self.inner, &mut block)?;
        self.position += if filled { BLOCK as u64 } else { 0 };
        Ok(filled.then_some(block))
    }

    /// The content of a header that is about the next one.
    fn content(&mut self, size: u64) -> Result<Vec<u8>, ParseError> {
        if size > limits::ARCHIVE_HEADER_BYTES {
            let message = format!("has {size} bytes of names and attributes for one member");
            return Err(ParseError::new(&codes::ARCHIVE_LIMIT, message));
        }
        self.current = Current::of(size, BLOCK as u64);
        let mut content = Vec::new();
        self.read_to_end(&mut content).map_err(failure)?;
        self.pass()?;
        Ok(content)
    }

    /// Passes over the blocks in which GNU tar goes on to tell where a sparse file has data.
    fn pass_sparse_blocks(&mut self) -> Result<(), ParseError> {
        for _ in 0..limits::SPARSE_BLOCKS {
            let block =
                self.block()?.ok_or_else(|| failure(io::ErrorKind::UnexpectedEof.into()))?;
            if block[504] == 0 {
                return Ok(());
            }
        }
        Err(ParseError::new(&codes::ARCHIVE_LIMIT, "has a sparse file of too many parts"))
    }

    /// What `header` gives: a member, or something said of the next one, which goes to `before`.
    fn read_header(
        &mut self,
        header: &Header,
        before: &mut Before,
    ) -> Result<Option<Item>, ParseError> {
        match header.flag() {
            b'x' => before.extended = pax::parse(&self.content(header.size()?)?)?,
            b'g' => {
                if !pax::parse(&self.content(header.size()?)?)?.is_empty() {
                    return Err(ambiguous("gives every member one name, size or layout"));
                }
            }
            b'L' => before.name = Some(c_string(self.content(header.size()?)?)),
            b'K' => before.link = Some(c_string(self.content(header.size()?)?)),
            _ => {
                if let Some(item) = self.member(header, std::mem::take(before))? {
                    return Ok(Some(item));
                }
                self.pass()?;
            }
        }
        Ok(None)
    }

    fn member(&mut self, header: &Header, before: Before) -> Result<Option<Item>, ParseError> {
        let size = settled_size(header, &before.extended)?;
        let kind = self.kind(header, &before, size)?;
        self.current = Current::of(if has_content(header) { size } else { 0 }, BLOCK as u64);
        let Some(kind) = kind else { return Ok(None) };
        let raw = before.extended.path.or(before.name).unwrap_or_else(|| header.name());
        Ok(Some(match name::path(&raw, self.rules) {
            Ok(path) => {
                let executable = header.mode()? & 0o111 != 0;
                let modified = header.modified();
                Item::Member(Member { path, kind, size, executable, modified })
            }
            Err(gap) => Item::Refused(gap),
        }))
    }

    /// What the member is; nothing for a label of the archive itself.
    fn kind(
        &mut self,
        header: &Header,
        before: &Before,
        size: u64,
    ) -> Result<Option<Kind>, ParseError> {
        Ok(Some(match header.flag() {
            _ if before.extended.is_sparse => Kind::Sparse,
            // Archives from before POSIX mark folders by their name only.
            0 if header.name().ends_with(b"/") => Kind::Folder,
            0 | b'0' | b'7' => Kind::File,
            b'1' => {
                if size > 0 {
                    return Err(ambiguous("has a hard link with content of its own"));
                }
                let link = before.extended.link.clone().or_else(|| before.link.clone());
                let link = link.unwrap_or_else(|| header.link());
                match name::path(&link, self.rules) {
                    Ok(path) => Kind::HardLink(path),
                    Err(_) => Kind::Unknown,
                }
            }
            b'2' => Kind::Link,
            b'3' => Kind::Special(Special::CharacterDevice),
            b'4' => Kind::Special(Special::BlockDevice),
            b'5' | b'D' => Kind::Folder,
            b'6' => Kind::Special(Special::Pipe),
            b'S' => {
                if header.is_sparse_continued() {
                    self.pass_sparse_blocks()?;
                }
                Kind::Sparse
            }
            b'V' => return Ok(None),
            _ => Kind::Unknown,
        }))
    }
}

/// Whether content follows: by POSIX it does for every type but these.
fn has_content(header: &Header) -> bool {
    !matches!(header.flag(), b'1'..=b'6')
}

/// The size of a member, which a pax header may tell as well.
fn settled_size(header: &Header, extended: &Extended) -> Result<u64, ParseError> {
    let own = header.size()?;
    match extended.size {
        // Writers leave a zero where the number does not fit.
        Some(size) if own != 0 && own != size => {
            Err(ambiguous(format!("gives a member {own} bytes in one place and {size} in another")))
        }
        Some(size) => Ok(size),
        None => Ok(own),
    }
}

impl<R: Read> Stream for Reader<R> {
    fn advance(&mut self) -> Result<Option<Item>, ParseError> {
        if self.ended {
            return Ok(None);
        }
        self.pass()?;
        let mut before = Before::default();
        loop {
            let Some(header) = self.header()? else {
                self.ended = true;
                return Ok(None);
            };
            count(&mut self.entries)?;
            let read = self.read_header(&header, &mut before);
            if let Some(item) = read.map_err(|error| located(error, &header))? {
                return Ok(Some(item));
            }
        }
    }
}

/// Says which entry an error is about, and what it leaves open.
fn located(mut error: ParseError, header: &Header) -> ParseError {
    let name = name::shown(&header.name());
    error.message = format!("{} (at `{name}`; nothing from there on was read)", error.message);
    error
}

/// GNU tar ends long names with a NUL.
fn c_string(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.last() == Some(&0) {
        bytes.pop();
    }
    bytes
}

impl<R: Read> Read for Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.current.read(&mut self.inner, buffer)?;
        self.position += read as u64;
        Ok(read)
    }
}
