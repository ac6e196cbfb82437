//! A program as the extractors of machine code see it: all of it in memory, or a large one in pieces.

use std::cell::Cell;
use std::io::{Read, Seek};
use std::ops::Range;

use keelmark_model::Digest;
use object::read::macho::{FatArch, MachHeader, MachOFatFile32, MachOFatFile64, MachOFile};
use object::read::{ReadCache, ReadRef};
use object::{FileKind, Object as _, ObjectKind, ObjectSection as _};

use super::super::{Extract, File};
use crate::{ParseError, codes, hash, limits};

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

    /// It as a program or a library to load; `None` where it is something else, or cannot be read: then
    /// [`super::machine_code`] says so for all.
    pub(super) fn object(&self) -> Option<Object<'a>> {
        self.parsed().ok().flatten()
    }

    /// It as a program or a library to load; `None` where it is something else.
    ///
    /// Of a file for several machines, the first.
    ///
    /// # Errors
    /// `document.shape` where a table of it is damaged. It may run all the same: systems load a program
    /// without a look at its sections, which are what tells of its packages.
    pub(super) fn parsed(&self) -> Result<Option<Object<'a>>, ParseError> {
        let Some(content) = self.content.for_one_machine().map_err(damaged)? else {
            return Ok(None);
        };
        let object = object::File::parse(content).map_err(damaged)?;
        if !matches!(object.kind(), ObjectKind::Executable | ObjectKind::Dynamic) {
            return Ok(None);
        }
        match &object {
            object::File::MachO32(program) => commands(program).map_err(damaged)?,
            object::File::MachO64(program) => commands(program).map_err(damaged)?,
            _ => {}
        }
        let length = content.len().unwrap_or(0);
        for section in object.sections() {
            section.name_bytes().map_err(damaged)?;
            let end = section.file_range().map(|(start, size)| start.checked_add(size));
            if end.is_some_and(|end| end.is_none_or(|end| end > length)) {
                return Err(damaged("a section ends behind the file"));
            }
        }
        Ok(Some(object))
    }

    /// The digest of the file.
    pub(super) fn digest(&self) -> Digest {
        self.digest.unwrap_or_else(|| hash::sha256(self.file.bytes))
    }
}

/// Reads the commands of a program for macOS, each of which may be a table: behind one that is damaged the
/// library reads none, and tells of no error.
fn commands<'a, Header: MachHeader>(
    program: &MachOFile<'a, Header, Content<'a>>,
) -> object::Result<()> {
    let mut commands = program.macho_load_commands()?;
    while commands.next()?.is_some() {}
    Ok(())
}

fn damaged(error: impl std::fmt::Display) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SHAPE, format!("its tables are damaged: {error}"))
}

/// Classes of Java begin as Mach-O files for several machines do, then with their version, which is no
/// less than this.
const CLASS_VERSION: u32 = 45;

impl<'a> Content<'a> {
    /// The part that is for one machine; `None` where it is no object file.
    fn for_one_machine(self) -> object::Result<Option<Self>> {
        fn first<'a>(
            arches: &[impl FatArch],
            content: Content<'a>,
        ) -> object::Result<Option<Content<'a>>> {
            arches.first().map(|arch| arch.data(content).map(Content::Whole)).transpose()
        }
        let version = self.read_bytes_at(4, 4).ok().and_then(|version| version.try_into().ok());
        let is_class = version.is_some_and(|version| u32::from_be_bytes(version) >= CLASS_VERSION);
        match FileKind::parse(self) {
            Err(_) => Ok(None),
            Ok(FileKind::MachOFat32 | FileKind::MachOFat64) if is_class => Ok(None),
            Ok(FileKind::MachOFat32) => first(MachOFatFile32::parse(self)?.arches(), self),
            Ok(FileKind::MachOFat64) => first(MachOFatFile64::parse(self)?.arches(), self),
            Ok(_) => Ok(Some(self)),
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

#[cfg(test)]
mod tests {
    use super::super::super::File;
    use super::Program;

    const DEMO: &[u8] = include_bytes!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/testdata/extract/binary/auditable/target/usr/local/bin/demo.so"
    ));

    fn told(bytes: &[u8]) -> Result<bool, &'static str> {
        let program = Program::of(&File { path: "demo.so", bytes });
        let told = program.parsed().map(|object| object.is_some()).map_err(|error| error.code.id);
        assert_eq!(program.object().is_some(), told == Ok(true));
        told
    }

    #[test]
    fn a_program_with_damaged_tables_is_no_file_of_another_kind() {
        let number = |at: usize| usize::from(DEMO[at]) | usize::from(DEMO[at + 1]) << 8;
        let last = number(40) + 64 * (number(60) - 1);
        let changed = |at: usize, bytes: &[u8]| {
            let mut changed = DEMO.to_vec();
            changed[at..at + bytes.len()].copy_from_slice(bytes);
            changed
        };
        let damaged = Err("document.shape");
        for (bytes, expected) in [
            (DEMO.to_vec(), Ok(true)),
            (DEMO[..DEMO.len() / 2].to_vec(), damaged),
            (changed(40, &[0xff; 8]), damaged),
            (changed(60, &[0xff; 2]), damaged),
            (changed(last + 24, &[0xff; 8]), damaged),
            (changed(last + 32, &[0xff; 8]), damaged),
            (b"\xca\xfe\xba\xbe\0\0\0\x02\0\0\0\x07and no more".to_vec(), damaged),
            (b"\xca\xfe\xba\xbe\0\0\0\x34\0\x10a class of Java".to_vec(), Ok(false)),
            (b"MZ is no more than two letters".to_vec(), Ok(false)),
        ] {
            assert_eq!(told(&bytes), expected, "{:?}", &bytes[..8]);
        }
    }
}
