//! One layer of an image.

use std::io::{BufRead, Read};
use std::thread;

use aws_lc_rs::digest;
use keelmark_formats::ParseError;
use keelmark_formats::archive::compression::{self, Checksum};
use keelmark_formats::archive::name::Rules;
use keelmark_formats::archive::{Kind, Member, failure, tar};
use keelmark_model::Digest;

use super::blobs::{Blobs, Part};
use super::hashed::Hashed;
use crate::scan::collect::{Collected, Collector, Shared, gap_at};
use crate::{WorldError, codes};

/// A layer as manifest and configuration name it.
#[derive(Debug, PartialEq, Eq, Hash)]
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
    /// Archives within others that were opened, and bytes read of them.
    pub(super) nested: (usize, u64),
}

/// Paths by their [`path_hash`]: an image has some hundred thousand.
#[derive(Debug, Default)]
pub(super) struct Covers {
    /// What was there under these paths is gone, with all in it.
    pub(super) gone: Vec<u128>,
    /// What was a file under these paths is gone.
    pub(super) folders: Vec<u128>,
    /// What was in these folders is gone.
    pub(super) emptied: Vec<u128>,
}

/// The first half of the SHA-256 of `path`, so that nobody can make a file that hides another.
pub(super) fn path_hash(path: &str) -> u128 {
    let digest = digest::digest(&digest::SHA256, path.as_bytes());
    digest.as_ref().iter().take(16).fold(0, |hash, byte| hash << 8 | u128::from(*byte))
}

/// Marks in a layer that something below it is gone: OCI Image Layer Specification, "Whiteouts".
const WHITEOUT: &str = ".wh.";
const OPAQUE: &str = ".wh..wh..opq";

/// Reads a layer to its end, and compares its digests; twice where a file is wanted under a further name
/// only, which stands behind its content.
pub(super) fn read(
    blobs: &Blobs,
    layer: &Layer,
    part: Part,
    shared: &Shared<'_>,
) -> Result<Content, WorldError> {
    let mut collector = Collector::new(shared);
    collector.layer = Some(layer.diff_id);
    let mut content = Content::default();
    go_through(blobs, layer, part, &mut |archive| entries(archive, &mut collector, &mut content))?;
    if collector.has_passed() {
        let part = blobs.open(&layer.member)?;
        let again = &mut |archive: &mut dyn BufRead| {
            collector.read_again(&mut tar::Reader::new(archive, Rules::ROOT))
        };
        go_through(blobs, layer, part, again)?;
    }
    content.collected = collector.collected;
    content.nested = collector.nested;
    Ok(content)
}

/// Goes through a layer's archive to its end by `read`, and compares the digests of what was read.
fn go_through(
    blobs: &Blobs,
    layer: &Layer,
    part: Part,
    read: &mut dyn FnMut(&mut dyn BufRead) -> Result<(), ParseError>,
) -> Result<(), WorldError> {
    let refused = |error: ParseError| blobs.refused(&format!("layer {}", layer.diff_id), &error);
    let Some((stated, size)) = layer.stated else {
        let plain = decompress(part).map_err(refused)?;
        return archive(blobs, layer, plain, read)?.map_err(refused);
    };
    // A server may go on sending: what is longer than stated is read no further than to see that.
    let part = part.take(size.saturating_add(1));
    thread::scope(|scope| {
        let mut stored = Hashed::new(scope, part, stated.algorithm());
        let plain = decompress(&mut stored).map_err(refused)?;
        let outcome = archive(blobs, layer, plain, read);
        let whole = stored.drain();
        // What is damaged is more likely exchanged; the digest tells that better than where it broke.
        if stored.finish() != (Some(stated), size) || whole.is_err() {
            let message = format!("layer {} is not the part its manifest names", layer.diff_id);
            return Err(blobs.error(&codes::IMAGE_DIGEST, message));
        }
        outcome?.map_err(refused)
    })
}

/// The archive in `part`. Its digest is compared, so that a checksum has nothing to add.
fn decompress<'a>(part: impl Read + 'a) -> Result<Box<dyn Read + 'a>, ParseError> {
    compression::decompress_with(part, Checksum::Ignored)
}

/// Goes through the archive `plain`, which must have the digest that the configuration names.
fn archive(
    blobs: &Blobs,
    layer: &Layer,
    plain: impl Read,
    read: &mut dyn FnMut(&mut dyn BufRead) -> Result<(), ParseError>,
) -> Result<Result<(), ParseError>, WorldError> {
    let (outcome, digest) = thread::scope(|scope| {
        let mut plain = Hashed::new(scope, plain, layer.diff_id.algorithm());
        let outcome = read(&mut plain);
        let drained = plain.drain().map_err(failure);
        (outcome.and(drained), plain.finish().0)
    });
    if outcome.is_ok() && digest != Some(layer.diff_id) {
        let message = format!("layer {} decompresses to something else", layer.diff_id);
        return Err(blobs.error(&codes::IMAGE_DIGEST, message));
    }
    Ok(outcome)
}

fn entries(
    archive: &mut dyn BufRead,
    collector: &mut Collector<'_>,
    content: &mut Content,
) -> Result<(), ParseError> {
    let mut archive = tar::Reader::new(archive, Rules::ROOT);
    let mut odd = None;
    let read = collector.stream(&mut archive, &mut |member| {
        content.note(member, &mut odd).then(|| member.path.clone())
    });
    if let Some(path) = odd {
        let message = "marks as gone what is no entry of its folder: runtimes differ in what goes";
        collector.gap(gap_at(&path, &keelmark_formats::codes::ARCHIVE_NAME, message));
    }
    read
}

impl Content {
    /// Keeps what a member covers up, and as `odd` the first mark that names no entry; whether it is a
    /// member of the file system.
    fn note(&mut self, member: &Member, odd: &mut Option<String>) -> bool {
        let path = member.path.as_str();
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if name == OPAQUE {
            self.covers.emptied.push(path_hash(folder));
            return false;
        }
        if let Some(gone) = name.strip_prefix(WHITEOUT) {
            if matches!(gone, "" | "." | "..") {
                odd.get_or_insert_with(|| path.to_owned());
                return false;
            }
            let path = if folder.is_empty() { gone.to_owned() } else { format!("{folder}/{gone}") };
            self.covers.gone.push(path_hash(&path));
            return false;
        }
        match &member.kind {
            Kind::Folder => self.covers.folders.push(path_hash(path)),
            _ => self.covers.gone.push(path_hash(path)),
        };
        if let Kind::HardLink(to) = &member.kind {
            self.links.push((path.to_owned(), to.clone()));
        }
        true
    }
}
