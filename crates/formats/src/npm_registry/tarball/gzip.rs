//! One member of gzip, inflated as it comes.
//!
//! Source: RFC 1952. Its checksum is not looked at: whoever vouches for a package does so for these bytes.

use flate2::{Decompress, FlushDecompress, Status};

use super::shape;
use crate::{ParseError, codes, limits};

/// Length of the checksum and the size behind a member.
const TRAILER: usize = 8;

/// Bytes inflated at once.
const BUFFER: usize = 64 << 10;

/// A file of one member, as far as it was read.
pub(super) enum Member {
    /// The header, until it is whole for certain.
    Header(Vec<u8>),
    Content(Box<Inflating>),
    /// The trailer, of which so many bytes were read.
    Trailer(usize),
}

/// Content that is being inflated.
pub(super) struct Inflating {
    state: Decompress,
    buffer: Vec<u8>,
}

impl Default for Member {
    fn default() -> Self {
        Self::Header(Vec::new())
    }
}

impl Member {
    /// Reads the next part of the file, and hands on what it inflates to.
    pub(super) fn take(
        &mut self,
        part: &[u8],
        hand_on: &mut dyn FnMut(&[u8]) -> Result<(), ParseError>,
    ) -> Result<(), ParseError> {
        match self {
            Self::Header(held) => {
                held.extend_from_slice(part);
                if held.len() < limits::TARBALL_GZIP_BYTES { Ok(()) } else { self.begin(hand_on) }
            }
            Self::Content(inflating) => {
                let Some(behind) = inflating.take(part, hand_on)? else { return Ok(()) };
                *self = Self::Trailer(0);
                self.trail(behind)
            }
            Self::Trailer(_) => self.trail(part.len()),
        }
    }

    /// Says that the file has ended.
    pub(super) fn end(
        &mut self,
        hand_on: &mut dyn FnMut(&[u8]) -> Result<(), ParseError>,
    ) -> Result<(), ParseError> {
        if matches!(self, Self::Header(_)) {
            self.begin(hand_on)?;
        }
        match self {
            Self::Trailer(TRAILER) => Ok(()),
            Self::Trailer(_) => Err(not_alone()),
            Self::Header(_) | Self::Content(_) => Err(damaged()),
        }
    }

    /// Reads what was held of the file as header and content.
    fn begin(
        &mut self,
        hand_on: &mut dyn FnMut(&[u8]) -> Result<(), ParseError>,
    ) -> Result<(), ParseError> {
        let Self::Header(held) = self else { return Ok(()) };
        let held = std::mem::take(held);
        // However much of the file came at once, its header has to be in the first of it.
        let is_near = |content: &&[u8]| held.len() - content.len() <= limits::TARBALL_GZIP_BYTES;
        let content =
            deflated(&held).filter(is_near).ok_or_else(|| shape("the file is not gzip"))?;
        let inflating = Inflating { state: Decompress::new(false), buffer: vec![0; BUFFER] };
        *self = Self::Content(Box::new(inflating));
        self.take(content, hand_on)
    }

    /// Counts bytes behind the content.
    fn trail(&mut self, length: usize) -> Result<(), ParseError> {
        let Self::Trailer(read) = self else { return Ok(()) };
        *read += length;
        if *read > TRAILER { Err(not_alone()) } else { Ok(()) }
    }
}

impl Inflating {
    /// Inflates the next part; at the end of the content, how many bytes of the part follow it.
    fn take(
        &mut self,
        mut rest: &[u8],
        hand_on: &mut dyn FnMut(&[u8]) -> Result<(), ParseError>,
    ) -> Result<Option<usize>, ParseError> {
        let Self { state, buffer } = self;
        loop {
            let (read, written) = (state.total_in(), state.total_out());
            let status = state.decompress(rest, buffer, FlushDecompress::None);
            let (consumed, filled) = (state.total_in() - read, state.total_out() - written);
            rest = usize::try_from(consumed).ok().and_then(|at| rest.get(at..)).unwrap_or_default();
            if state.total_out() > limits::TARBALL_BYTES as u64 {
                let message = format!("the package has more than {} bytes", limits::TARBALL_BYTES);
                return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
            }
            let end = usize::try_from(filled).ok();
            hand_on(end.and_then(|end| buffer.get(..end)).unwrap_or_default())?;
            match status {
                Ok(Status::StreamEnd) => return Ok(Some(rest.len())),
                Ok(_) if consumed + filled > 0 => {}
                // It wants what has not come yet.
                Ok(_) if rest.is_empty() => return Ok(None),
                _ => return Err(damaged()),
            }
        }
    }
}

fn damaged() -> ParseError {
    shape("the gzip data is damaged")
}

fn not_alone() -> ParseError {
    shape("the file is not one gzip member alone")
}

/// What follows the header of a member.
fn deflated(bytes: &[u8]) -> Option<&[u8]> {
    const CHECKED: u8 = 2;
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    const RESERVED: u8 = 0xe0;
    let (head, mut rest) = bytes.split_first_chunk::<10>()?;
    let [0x1f, 0x8b, 8, flags, ..] = *head else { return None };
    if flags & RESERVED != 0 {
        return None;
    }
    if flags & EXTRA != 0 {
        let (length, after) = rest.split_first_chunk::<2>()?;
        rest = after.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & CHECKED != 0 { rest.get(2..) } else { Some(rest) }
}
