//! A program as the extractors of machine code see it: all of it in memory, or a large one in pieces.

use std::cell::Cell;
use std::io::{Read, Seek};
use std::ops::Range;

use keelmark_model::Digest;
use object::read::macho::{FatArch, MachOFatFile32, MachOFatFile64};
use object::read::{ReadCache, ReadRef};
use object::{Object as _, ObjectKind};

use super::super::{Extract, File};
use crate::{ParseError, hash, limits};

/// A file of machine code.
#[derive(Clone, Copy)]
pub(super) struct Program<'a> {
    /// The file, with no bytes where those are read in pieces.
    pub(super) file: File<'a>,
    content: Content<'a>,
    /// That of the file, where it was made before.
    digest: Option<Digest>,
}

/// What `object` makes of one.
pub(super) type Object<'a> = object::File<'a, Content<'a>>;

/// Where the bytes are.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    Whole(&'a [u8]),
    Pieces(&'a Pieces<'a>),
}

/// Something that can be read from anywhere.
trait Places: Read + Seek {}

impl<T: Read + Seek> Places for T {}

/// A file of which what is asked for is kept, up to [`limits::PROGRAM_PIECES_BYTES`].
pub(super) struct Pieces<'a> {
    read: ReadCache<&'a mut dyn Places>,
    left: Cell<u64>,
    /// Whether there was more asked for.
    exceeded: Cell<bool>,
}

/// An extractor of machine code, for a file in pieces.
pub(super) type InPieces = fn(&Program<'_>) -> Result<Extract, ParseError>;

/// What `read` says of the ELF file at `path`, whose digest is known; `None` where that takes more of
/// the file than is kept.
pub(super) fn in_pieces<R: Read + Seek>(
    read: InPieces,
    path: &str,
    mut content: R,
    digest: Digest,
) -> Option<Result<Extract, ParseError>> {
    let pieces = Pieces {
        read: ReadCache::new(&mut content),
        left: Cell::new(limits::PROGRAM_PIECES_BYTES),
        exceeded: Cell::new(false),
    };
    let file = File { path, bytes: &[] };
    let extract = read(&Program { file, content: Content::Pieces(&pieces), digest: Some(digest) });
    (!pieces.exceeded.get()).then_some(extract)
}

impl<'a> Program<'a> {
    pub(super) fn of(file: &File<'a>) -> Self {
        Self { file: *file, content: Content::Whole(file.bytes), digest: None }
    }

    /// It as a program or a library to load; `None` where it is something else, or too damaged to be
    /// run.
    ///
    /// Of a file for several machines, the first.
    pub(super) fn object(&self) -> Option<Object<'a>> {
        let object = object::File::parse(self.content.for_one_machine()?).ok()?;
        matches!(object.kind(), ObjectKind::Executable | ObjectKind::Dynamic).then_some(object)
    }

    /// The digest of the file.
    pub(super) fn digest(&self) -> Digest {
        self.digest.unwrap_or_else(|| hash::sha256(self.file.bytes))
    }
}

impl<'a> Content<'a> {
    fn for_one_machine(self) -> Option<Self> {
        fn first<'a>(arches: &[impl FatArch], content: Content<'a>) -> Option<Content<'a>> {
            arches.first()?.data(content).ok().map(Content::Whole)
        }
        match object::FileKind::parse(self).ok()? {
            object::FileKind::MachOFat32 => first(MachOFatFile32::parse(self).ok()?.arches(), self),
            object::FileKind::MachOFat64 => first(MachOFatFile64::parse(self).ok()?.arches(), self),
            _ => Some(self),
        }
    }
}

impl<'a> ReadRef<'a> for Content<'a> {
    fn len(self) -> Result<u64, ()> {
        match self {
            Self::Whole(bytes) => ReadRef::len(bytes),
            Self::Pieces(pieces) => (&pieces.read).len(),
        }
    }

    fn read_bytes_at(self, offset: u64, size: u64) -> Result<&'a [u8], ()> {
        match self {
            Self::Whole(bytes) => bytes.read_bytes_at(offset, size),
            Self::Pieces(pieces) => {
                pieces.take(size)?;
                (&pieces.read).read_bytes_at(offset, size)
            }
        }
    }

    fn read_bytes_at_until(self, range: Range<u64>, delimiter: u8) -> Result<&'a [u8], ()> {
        /// Longest text that is read so.
        const LONGEST: u64 = 4096;
        match self {
            Self::Whole(bytes) => bytes.read_bytes_at_until(range, delimiter),
            Self::Pieces(pieces) => {
                pieces.take(LONGEST.min(range.end.saturating_sub(range.start)))?;
                (&pieces.read).read_bytes_at_until(range, delimiter)
            }
        }
    }
}

impl Pieces<'_> {
    /// Counts what is asked for, whether or not it is kept already, before there is memory for it.
    fn take(&self, bytes: u64) -> Result<(), ()> {
        let left = self.left.get().checked_sub(bytes);
        self.exceeded.set(self.exceeded.get() || left.is_none());
        self.left.set(left.ok_or(())?);
        Ok(())
    }
}
