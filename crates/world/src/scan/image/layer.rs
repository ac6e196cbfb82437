//! One layer of an image.

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::io::{self, Read};

use aws_lc_rs::digest;
use keelmark_formats::ParseError;
use keelmark_formats::archive::name::Rules;
use keelmark_formats::archive::{Kind, Member, compression, failure, tar};
use keelmark_model::{Digest, DigestAlgorithm};

use super::blobs::Blobs;
use crate::scan::collect::{Collected, Collector, Shared};
use crate::{WorldError, codes};

/// A layer as manifest and configuration name it.
#[derive(Debug)]
pub(super) struct Layer {
    /// The part it is.
    pub(super) member: String,
    /// Digest and size of that part.
    pub(super) stated: Option<(Digest, u64)>,
    /// Digest of the uncompressed archive.
    pub(super) diff_id: Digest,
}

/// What a layer holds, and what of the layers below it covers up.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) collected: Collected,
    pub(super) covers: Covers,
    /// Further names of files: the name, and the file.
    pub(super) links: Vec<(String, String)>,
}

/// Paths by their hash: an image has some hundred thousand. The hash is keyed anew in every run, so
/// that nobody can make a file that hides another.
#[derive(Debug, Default)]
pub(super) struct Covers {
    /// What was there under these paths is gone, with all in it.
    pub(super) gone: HashSet<u64>,
    /// What was a file under these paths is gone.
    pub(super) folders: HashSet<u64>,
    /// What was in these folders is gone.
    pub(super) emptied: HashSet<u64>,
}

/// Marks in a layer that something below it is gone: OCI Image Layer Specification, "Whiteouts".
const WHITEOUT: &str = ".wh.";
const OPAQUE: &str = ".wh..wh..opq";

/// Reads a layer to its end, and compares its digests.
pub(super) fn read(
    blobs: &Blobs,
    layer: &Layer,
    shared: &Shared<'_>,
) -> Result<Content, WorldError> {
    let refused = |error: ParseError| blobs.refused(&format!("layer {}", layer.diff_id), &error);
    let algorithm = layer.stated.map_or(layer.diff_id, |(digest, _)| digest).algorithm();
    // A server may go on sending: what is longer than stated is read no further than to see that.
    let most = layer.stated.map_or(u64::MAX, |(_, size)| size.saturating_add(1));
    let mut stored = Hashing::new(blobs.open(&layer.member)?.take(most), algorithm);
    let mut collector = Collector::new(shared);
    collector.layer = Some(layer.diff_id);
    let mut content = Content::default();
    let plain = compression::decompress(&mut stored).map_err(refused)?;
    let mut plain = Hashing::new(plain, layer.diff_id.algorithm());
    let read = entries(&mut plain, &mut collector, &mut content);
    // What is damaged is more likely exchanged; the digest tells that better than where it broke.
    let drained = drain(&mut plain);
    let (diff_id, _) = plain.finish();
    let whole = drain(&mut stored);
    let (digest, length) = stored.finish();
    let is_stated = layer
        .stated
        .is_none_or(|(stated, size)| whole.is_ok() && digest == Some(stated) && length == size);
    if !is_stated {
        let message = format!("layer {} is not the part its manifest names", layer.diff_id);
        return Err(blobs.error(&codes::IMAGE_DIGEST, message));
    }
    read.and(drained).map_err(refused)?;
    if diff_id != Some(layer.diff_id) {
        let message = format!("layer {} decompresses to something else", layer.diff_id);
        return Err(blobs.error(&codes::IMAGE_DIGEST, message));
    }
    content.collected = collector.collected;
    Ok(content)
}

fn entries(
    archive: &mut impl Read,
    collector: &mut Collector<'_>,
    content: &mut Content,
) -> Result<(), ParseError> {
    let hasher = collector.shared.hasher.clone();
    let mut archive = tar::Reader::new(archive, Rules::ROOT);
    collector.stream(&mut archive, &mut |member| {
        content.note(member, &|path| hasher.hash_one(path)).then(|| member.path.clone())
    })
}

impl Content {
    /// Keeps what a member covers up; whether it is a member of the file system.
    fn note(&mut self, member: &Member, hash: &dyn Fn(&str) -> u64) -> bool {
        let path = member.path.as_str();
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if name == OPAQUE {
            self.covers.emptied.insert(hash(folder));
            return false;
        }
        if let Some(gone) = name.strip_prefix(WHITEOUT) {
            let path = if folder.is_empty() { gone.to_owned() } else { format!("{folder}/{gone}") };
            self.covers.gone.insert(hash(&path));
            return false;
        }
        match &member.kind {
            Kind::Folder => self.covers.folders.insert(hash(path)),
            _ => self.covers.gone.insert(hash(path)),
        };
        if let Kind::HardLink(to) = &member.kind {
            self.links.push((path.to_owned(), to.clone()));
        }
        true
    }
}

fn drain(reader: &mut impl Read) -> Result<(), ParseError> {
    io::copy(reader, &mut io::sink()).map(|_| ()).map_err(failure)
}

/// A reader that makes the digest of what is read.
struct Hashing<R> {
    inner: R,
    context: digest::Context,
    algorithm: DigestAlgorithm,
    length: u64,
}

impl<R> Hashing<R> {
    fn new(inner: R, algorithm: DigestAlgorithm) -> Self {
        let context = digest::Context::new(match algorithm {
            DigestAlgorithm::Sha512 => &digest::SHA512,
            _ => &digest::SHA256,
        });
        Self { inner, context, algorithm, length: 0 }
    }

    fn finish(self) -> (Option<Digest>, u64) {
        (Digest::new(self.algorithm, self.context.finish().as_ref()).ok(), self.length)
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.context.update(buffer.get(..read).unwrap_or_default());
        self.length += read as u64;
        Ok(read)
    }
}
