//! The parts of an image, in a folder or as members of an archive.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

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
        let mut archive = tar::Reader::new(Counted { inner: file, at: 0 }, Rules::ROOT);
        let mut members = HashMap::new();
        while let Some(item) = archive.advance().map_err(refused)? {
            if let Item::Member(member) = item
                && member.kind == Kind::File
                && members.insert(member.path, (archive.inner().at, member.size)).is_some()
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
    pub(super) fn open(&self, name: &str) -> Result<Box<dyn Read + Send>, WorldError> {
        let missing = || self.error(&codes::IMAGE_LAYOUT, format!("has no `{name}`"));
        let members = match &self.place {
            Place::Archive(members) => members,
            Place::Folder => return self.open_file(name),
            Place::Registry(registry) => {
                let digest = digest_of(name).ok_or_else(missing)?;
                return registry.blob(&digest);
            }
        };
        let (at, size) = members.get(name.trim_start_matches("./")).ok_or_else(missing)?;
        let (mut file, _) = file::open(&self.path, OFlags::empty())?;
        let moved = file.seek(SeekFrom::Start(*at));
        moved.map_err(|error| WorldError::system(&codes::FILE_ACCESS, &self.path, error))?;
        Ok(Box::new(file.take(*size)))
    }

    fn open_file(&self, name: &str) -> Result<Box<dyn Read + Send>, WorldError> {
        let opened = file::inside(&self.path, name).map(|path| file::open(&path, OFlags::NOFOLLOW));
        match opened {
            Some(Ok((file, _))) => Ok(Box::new(file)),
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

/// A file that knows where it is read.
#[derive(Debug)]
struct Counted {
    inner: BufReader<File>,
    at: u64,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}
