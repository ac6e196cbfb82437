//! The parts of an image, in a folder or as members of an archive.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Take};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use keelmark_formats::archive::compression::Compression;
use keelmark_formats::archive::name::Rules;
use keelmark_formats::archive::{Item, Kind, Stream, tar};
use keelmark_formats::oci::Descriptor;
use keelmark_formats::{ParseError, hash, limits};
use keelmark_model::{Code, Digest};
use rustix::fs::OFlags;

use crate::registry::{ImageReference, Registry};
use crate::{WorldError, codes, file};

/// Where parts are read from.
#[derive(Debug)]
pub(super) struct Blobs {
    /// The folder or archive, or the image's name.
    path: PathBuf,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Folder,
    /// An archive, with where the content of each member begins and how long it is.
    Archive(HashMap<String, (u64, u64)>),
    Registry(Registry),
}

/// A part that is being read.
pub(super) struct Part {
    content: Content,
    /// Where it lies, unless it comes from a registry.
    pub(super) piece: Option<Piece>,
}

enum Content {
    Piece(Take<Arc<File>>),
    Streamed(Box<dyn Read + Send>),
}

impl Part {
    fn new(file: File, at: u64, length: u64) -> Self {
        let file = Arc::new(file);
        let content = Content::Piece(Arc::clone(&file).take(length));
        Self { content, piece: Some(Piece { file, at, length }) }
    }

    fn streamed(content: Box<dyn Read + Send>) -> Self {
        Self { content: Content::Streamed(content), piece: None }
    }
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.content {
            Content::Piece(content) => content.read(buffer),
            Content::Streamed(content) => content.read(buffer),
        }
    }
}

/// The piece of a file that a part is.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    file: Arc<File>,
    at: u64,
    length: u64,
}

impl Piece {
    /// What changes when the piece does: device, inode, size and times of the file, and where the
    /// piece lies in it.
    pub(super) fn stamp(&self) -> io::Result<Stamp> {
        let found = self.file.metadata()?;
        let times = [found.mtime(), found.mtime_nsec(), found.ctime(), found.ctime_nsec()];
        let [modified, modified_nanos, changed, changed_nanos] = times.map(i64::cast_unsigned);
        let (device, inode, size) = (found.dev(), found.ino(), found.len());
        let times = [modified, modified_nanos, changed, changed_nanos];
        let numbers = [&[device, inode, size, self.at, self.length][..], &times].concat();
        Ok(Stamp { written: found.mtime().max(found.ctime()), numbers })
    }
}

/// When and as what a part lay there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    /// When its file was last written, or anything about it changed, in seconds since 1970.
    pub(super) written: i64,
    /// All of it.
    pub(super) numbers: Vec<u64>,
}

/// Where a layout keeps the part with this digest.
pub(super) fn path_of(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm().name(), digest.hex())
}

impl Blobs {
    pub(super) fn in_folder(path: &Path) -> Self {
        Self { path: path.to_owned(), place: Place::Folder }
    }

    /// Those of the repository of `reference`.
    pub(super) fn in_registry(
        reference: &ImageReference,
        config: Option<&Path>,
    ) -> Result<Self, WorldError> {
        let place = Place::Registry(Registry::open(reference, config)?);
        Ok(Self { path: reference.to_string().into(), place })
    }

    /// Goes through the archive once, to know where its members are.
    pub(super) fn in_archive(path: &Path) -> Result<Self, WorldError> {
        let (file, _) = file::open(path, OFlags::empty())?;
        let mut file = BufReader::new(file);
        let head = file
            .fill_buf()
            .map_err(|error| WorldError::system(&codes::FILE_ACCESS, path, error))?;
        if Compression::of(head).is_ok_and(|known| known != Compression::None) {
            let message = "is compressed as a whole";
            return Err(WorldError::about(&codes::IMAGE_LAYOUT, path, message));
        }
        let refused = |error: ParseError| WorldError::document(path, error);
        let mut archive = tar::Reader::seeking(file, Rules::ROOT);
        let mut members = HashMap::new();
        while let Some(item) = archive.advance().map_err(refused)? {
            if let Item::Member(member) = item
                && member.kind == Kind::File
                && members.insert(member.path, (archive.position(), member.size)).is_some()
            {
                let message = "has two members of one name";
                return Err(WorldError::about(&codes::IMAGE_LAYOUT, path, message));
            }
        }
        Ok(Self { path: path.to_owned(), place: Place::Archive(members) })
    }

    /// An error about the image.
    pub(super) fn error(&self, code: &'static Code, message: impl Into<String>) -> WorldError {
        WorldError::about(code, &self.path, message)
    }

    /// An error about a document of it.
    pub(super) fn refused(&self, part: &str, error: &ParseError) -> WorldError {
        let message = format!("{part}: {}", error.message);
        WorldError::document(&self.path, ParseError { message, code: error.code, at: error.at })
    }

    /// The part called `name`, to be read.
    pub(super) fn open(&self, name: &str) -> Result<Part, WorldError> {
        let missing = || self.error(&codes::IMAGE_LAYOUT, format!("has no `{name}`"));
        let members = match &self.place {
            Place::Archive(members) => members,
            Place::Folder => return self.open_file(name),
            Place::Registry(registry) => {
                let digest = digest_of(name).ok_or_else(missing)?;
                return Ok(Part::streamed(registry.blob(&digest)?));
            }
        };
        let (at, size) = members.get(name.trim_start_matches("./")).ok_or_else(missing)?;
        let (mut file, _) = file::open(&self.path, OFlags::empty())?;
        let moved = file.seek(SeekFrom::Start(*at));
        moved.map_err(|error| WorldError::system(&codes::FILE_ACCESS, &self.path, error))?;
        Ok(Part::new(file, *at, *size))
    }

    fn open_file(&self, name: &str) -> Result<Part, WorldError> {
        let opened = file::inside(&self.path, name).map(|path| file::open(&path, OFlags::NOFOLLOW));
        match opened {
            Some(Ok((file, _))) => Ok(Part::new(file, 0, u64::MAX)),
            Some(Err(error)) if error.code() != &codes::FILE_MISSING => Err(error),
            _ => Err(self.error(&codes::IMAGE_LAYOUT, format!("has no `{name}`"))),
        }
    }

    /// All of the document called `name`.
    pub(super) fn load(&self, name: &str) -> Result<Vec<u8>, WorldError> {
        let limit = limits::IMAGE_DOCUMENT_BYTES;
        let mut bytes = Vec::new();
        let read = self.open(name)?.take(limit as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|error| WorldError::system(&codes::FILE_ACCESS, &self.path, error))?;
        if bytes.len() > limit {
            let message = format!("`{name}` has more than {limit} bytes");
            return Err(self.error(&codes::FILE_SIZE, message));
        }
        Ok(bytes)
    }

    /// The document that `descriptor` names, if it is that.
    pub(super) fn document(&self, descriptor: &Descriptor) -> Result<Vec<u8>, WorldError> {
        self.checked(descriptor, self.load(&path_of(&descriptor.digest))?)
    }

    /// The manifest or index that `descriptor` names, if it is that; registries keep these apart.
    pub(super) fn manifest(&self, descriptor: &Descriptor) -> Result<Vec<u8>, WorldError> {
        match &self.place {
            Place::Registry(_) => {
                self.checked(descriptor, self.fetch_manifest(&descriptor.digest.to_string())?)
            }
            Place::Folder | Place::Archive(_) => self.document(descriptor),
        }
    }

    /// What a registry has as manifest by a digest or a tag, whatever that is.
    pub(super) fn fetch_manifest(&self, key: &str) -> Result<Vec<u8>, WorldError> {
        let Place::Registry(registry) = &self.place else {
            return Err(self.error(&codes::IMAGE_LAYOUT, "is in no registry"));
        };
        let limit = limits::IMAGE_DOCUMENT_BYTES;
        let bytes = registry.manifest(key, limit as u64)?;
        if bytes.len() > limit {
            let message = format!("`{key}` has more than {limit} bytes");
            return Err(self.error(&codes::FILE_SIZE, message));
        }
        Ok(bytes)
    }

    fn checked(&self, descriptor: &Descriptor, bytes: Vec<u8>) -> Result<Vec<u8>, WorldError> {
        let digest = hash::sha2_of(descriptor.digest.algorithm(), &[&bytes]);
        if digest != Some(descriptor.digest) || bytes.len() as u64 != descriptor.size {
            let message = format!("a document is not the one named {}", descriptor.digest);
            return Err(self.error(&codes::IMAGE_DIGEST, message));
        }
        Ok(bytes)
    }
}

/// The digest of the part at `path`, as [`path_of`] writes it.
fn digest_of(path: &str) -> Option<Digest> {
    let (algorithm, hex) = path.strip_prefix("blobs/")?.split_once('/')?;
    Digest::from_prefixed(&format!("{algorithm}:{hex}")).ok()
}
