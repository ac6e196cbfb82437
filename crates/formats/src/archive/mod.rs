//! Archives as streams of members, and the compressions they come in.
//!
//! Nothing is unpacked: a member is described, and whoever wants it reads it there and then. An
//! archive is made by anybody, so its names are made safe ([`name`]), every count and size has a
//! limit, and where two readers could see two contents in one archive there is no guess
//! (`archive.ambiguous`).
//!
//! A defect that leaves it open where the next member begins ends the reading; one of a single member
//! is a [`Gap`], and the reading goes on.

pub mod ar;
pub mod compression;
pub mod cpio;
mod gzip;
mod modified;
pub mod name;
pub mod rpm;
pub mod tar;
pub mod zip;

use std::io::{self, Read};

use keelmark_model::Timestamp;
use keelmark_model::bom::Gap;

use crate::{ParseError, codes, limits};

/// What an archive says of one of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Where it lies, as [`name::path`] writes it; empty for the top folder itself.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// Bytes of its content.
    pub size: u64,
    /// Whether anybody has the right to execute it.
    pub executable: bool,
    /// When it was last written, where the archive tells.
    pub modified: Option<Timestamp>,
}

/// What a member is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A file with content.
    File,
    /// A file of which only the parts that are not zero are stored; its content is not given.
    Sparse,
    /// A folder.
    Folder,
    /// A symbolic link; never followed.
    Link,
    /// Another name for the file at this path, which came before.
    HardLink(String),
    /// Something that holds nothing to be read.
    Special(Special),
    /// Something no standard describes, or a hard link to a name that is refused.
    Unknown,
}

/// What is in a file system and has no content of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Special {
    /// A device that is read by blocks.
    BlockDevice,
    /// A device that is read by characters: `/dev/null`.
    CharacterDevice,
    /// A pipe with a name.
    Pipe,
    /// A socket with a name.
    Socket,
}

impl Special {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::BlockDevice, Self::CharacterDevice, Self::Pipe, Self::Socket];

    /// The words for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BlockDevice => "block-device",
            Self::CharacterDevice => "character-device",
            Self::Pipe => "pipe",
            Self::Socket => "socket",
        }
    }

    /// By a mode as `stat` gives it: inode(7).
    const fn of_mode(mode: u64) -> Option<Self> {
        match mode & 0o170_000 {
            0o010_000 => Some(Self::Pipe),
            0o020_000 => Some(Self::CharacterDevice),
            0o060_000 => Some(Self::BlockDevice),
            0o140_000 => Some(Self::Socket),
            _ => None,
        }
    }
}

/// The next thing in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A member, whose content can be read now.
    Member(Member),
    /// A member that is passed over, and why.
    Refused(Gap),
}

/// An archive that is read from its beginning to its end. Reading gives the content of the member
/// that [`Stream::advance`] gave last; what is left of it is passed over by the next call.
pub trait Stream: Read {
    /// The next member; `None` at the end of the archive.
    ///
    /// # Errors
    /// `archive.*` when it cannot be told where the next member begins.
    fn advance(&mut self) -> Result<Option<Item>, ParseError>;
}

/// What went wrong while an archive was read, from an error that a reader on the way gave.
pub fn failure(error: io::Error) -> ParseError {
    let end = error.kind() == io::ErrorKind::UnexpectedEof;
    match error.downcast::<ParseError>() {
        Ok(error) => error,
        Err(_) if end => {
            ParseError::new(&codes::ARCHIVE_TRUNCATED, "ends in the middle of a member")
        }
        Err(error) => ParseError::new(&codes::ARCHIVE_DAMAGED, error.to_string()),
    }
}

fn damaged(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::ARCHIVE_DAMAGED, message)
}

fn ambiguous(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::ARCHIVE_AMBIGUOUS, message)
}

/// Counts a member against the limit.
fn count(entries: &mut usize) -> Result<(), ParseError> {
    *entries += 1;
    if *entries > limits::ARCHIVE_ENTRIES {
        let message = format!("has more than {} members", limits::ARCHIVE_ENTRIES);
        return Err(ParseError::new(&codes::ARCHIVE_LIMIT, message));
    }
    Ok(())
}

/// The content of the current member, of which so much is left, and the filling after it.
#[derive(Debug, Clone, Copy, Default)]
struct Current {
    content: u64,
    filling: u64,
}

impl Current {
    /// A content of `size` bytes, filled up to a multiple of `unit`.
    fn of(size: u64, unit: u64) -> Self {
        Self { content: size, filling: size.next_multiple_of(unit) - size }
    }

    fn read<R: Read>(&mut self, inner: &mut R, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() || self.content == 0 {
            return Ok(0);
        }
        let read = inner.take(self.content).read(buffer)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.content -= read as u64;
        Ok(read)
    }

    /// What is left of it, after which nothing is.
    fn take(&mut self) -> u64 {
        let left = self.content + self.filling;
        *self = Self::default();
        left
    }

    fn pass<R: Read>(&mut self, inner: &mut R) -> Result<(), ParseError> {
        let left = self.take();
        let passed = io::copy(&mut inner.take(left), &mut io::sink()).map_err(failure)?;
        if passed < left { Err(failure(io::ErrorKind::UnexpectedEof.into())) } else { Ok(()) }
    }
}

/// Fills `buffer`; `false` when there is nothing at all left.
fn fill<R: Read>(inner: &mut R, buffer: &mut [u8]) -> Result<bool, ParseError> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match inner.read(rest) {
            Ok(0) if filled == 0 => return Ok(false),
            Ok(0) => return Err(failure(io::ErrorKind::UnexpectedEof.into())),
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(failure(error)),
        }
    }
    Ok(true)
}
