//! Layers looked at before, kept among the user's caches.
//!
//! An entry is found by everything its content follows from: digests of the layer, the build of
//! keelmark with its extractors, what is passed over. It is believed where it is whole, by a digest of
//! itself; who can write into the folder can write what keelmark finds in a layer, so that a folder is
//! not used which others than its owner can write to.
//!
//! That a part of an image is what it is named by is never taken from an entry alone: the part is
//! hashed again, unless its file is the very one that was hashed for the entry. That is told by what
//! git tells it by for its index: device, inode, size and times, and that it had been left alone for
//! some time before.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::SystemTime;

use keelmark_formats::archive::Special;
use keelmark_formats::extract::Extractor;
use keelmark_formats::extract::kept::{self, Kept, Known};
use keelmark_formats::hash::sha256;
use keelmark_model::Digest;
use rustix::fs::OFlags;

use super::blobs::{Blobs, Part};
use super::hashed::Hashed;
use super::layer::{self, Content, Covers, Layer};
use crate::scan::Options;
use crate::scan::collect::{Collected, Shared};
use crate::{WorldError, clock, codes, file, limits};

/// First bytes of an entry; the last is raised with every change of what follows.
const MAGIC: &[u8; 16] = b"keelmark layer\n\x01";

/// Length of the digest of an entry, which follows its first bytes.
const DIGEST: usize = 32;

/// How long a file must have been left alone before it is read, in seconds, so that a change while it
/// is read shows in its times.
const SETTLED: i64 = 2;

/// Where entries are: none when neither XDG_CACHE_HOME nor HOME says.
pub fn cache_folder(environment: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name: &str| environment(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let caches = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
    Some(caches.join("keelmark/layers"))
}

/// What `layer` holds: from its entry, or read, and then kept.
///
/// # Errors
/// As [`layer::read`].
pub(super) fn read(
    blobs: &Blobs,
    layer: &Layer,
    shared: &Shared<'_>,
) -> Result<Content, WorldError> {
    let part = blobs.open(&layer.member)?;
    let Some(cache) = &shared.cache else { return layer::read(blobs, layer, part, shared) };
    let (piece, began) = (part.piece.clone(), clock::now().0);
    let now = || piece.as_ref().and_then(|piece| piece.stamp().ok());
    let stamp = now().map(|stamp| stamp.numbers);
    // The file as it was all the time.
    let unchanged = || {
        let after = now().filter(|after| began - after.written > SETTLED);
        after.map(|after| after.numbers).filter(|after| Some(after) == stamp.as_ref())
    };
    let name = cache.name(layer);
    if let Some((content, of)) = cache.load(&name, layer, shared) {
        if !of.is_empty() && stamp.as_ref() == Some(&of) {
            return Ok(content);
        }
        if is_stated(layer, blobs.open(&layer.member)?) {
            return Ok(cache.store(&name, content, unchanged()));
        }
    }
    let content = layer::read(blobs, layer, part, shared)?;
    Ok(if shared.is_exhausted() { content } else { cache.store(&name, content, unchanged()) })
}

/// Whether `part` is the one that the layer's descriptor states. An archive of `docker save` states
/// none.
fn is_stated(layer: &Layer, part: Part) -> bool {
    let Some((stated, size)) = layer.stated else { return false };
    thread::scope(|scope| {
        let mut part = Hashed::new(scope, part, stated.algorithm());
        part.drain().is_ok() && part.finish() == (Some(stated), size)
    })
}

/// The folder of entries, and what they depend on beside the layer.
#[derive(Debug)]
pub(in crate::scan) struct LayerCache {
    folder: PathBuf,
    extractors: &'static [&'static Extractor],
    /// Digest over all of it.
    basis: Digest,
}

impl LayerCache {
    /// The cache that `options` name, if it can be used: its folder is made, and nobody but its owner,
    /// who runs this, can write to it.
    pub(in crate::scan) fn open(options: &Options) -> Option<Self> {
        let folder = options.cache.clone()?;
        DirBuilder::new().recursive(true).mode(0o700).create(&folder).ok()?;
        let found = folder.symlink_metadata().ok()?;
        let is_own = found.uid() == rustix::process::geteuid().as_raw();
        if !found.is_dir() || !is_own || found.permissions().mode() & 0o022 != 0 {
            return None;
        }
        Some(Self { folder, extractors: options.extractors, basis: basis(options)? })
    }

    /// Of the entry for `layer`.
    fn name(&self, layer: &Layer) -> String {
        let part = layer.stated.map(|(digest, size)| format!("{digest} {size}"));
        let text = format!("{} {} {}", self.basis, layer.diff_id, part.unwrap_or_default());
        sha256(text.as_bytes()).hex()
    }

    /// What the entry called `name` holds, and the stamp of the piece it was read from.
    fn load(&self, name: &str, layer: &Layer, shared: &Shared<'_>) -> Option<(Content, Vec<u64>)> {
        let path = self.folder.join(name);
        let (file, metadata) = file::open(&path, OFlags::NOFOLLOW).ok()?;
        let bytes = file::read(&path, &file, &metadata, limits::LAYER_ENTRY_BYTES).ok()?;
        let (digest, rest) = bytes.strip_prefix(MAGIC)?.split_at_checked(DIGEST)?;
        if sha256(rest).as_bytes() != digest {
            return None;
        }
        let rest = rest.strip_prefix(name.as_bytes())?;
        let known = Known {
            extractors: self.extractors,
            codes: &[codes::ALL, keelmark_formats::codes::ALL],
        };
        let (content, stamp) = from_kept(kept::parse(rest, &known)?)?;
        if content.collected.files.iter().any(|file| file.layer != Some(layer.diff_id)) {
            return None;
        }
        // It counts against the limits as if it had been read.
        let (archives, bytes) = content.nested;
        let gaps = content.collected.gaps.len();
        if !shared.allow_nested(archives, bytes) || !shared.allow_gaps(gaps) {
            return None;
        }
        // An entry in use is the last to go; one that cannot be marked so goes earlier.
        let _ = file.set_modified(SystemTime::now());
        Some((content, stamp))
    }

    /// Keeps `content` under `name`, if it can be kept, and gives it back. It was read from a piece
    /// with the stamp `of`; without one, the part is hashed when it is next looked at.
    fn store(&self, name: &str, content: Content, of: Option<Vec<u64>>) -> Content {
        let kept = to_kept(content, of.unwrap_or_default());
        let rest = [name.as_bytes(), &kept::render(&kept)].concat();
        if rest.len() as u64 <= limits::LAYER_ENTRY_BYTES / 2 {
            // Without an entry the layer is read again, which is all that it costs.
            let _ = self.write(name, &rest).and_then(|()| self.prune(name));
        }
        from_kept(kept).map(|(content, _)| content).unwrap_or_default()
    }

    /// Puts an entry in its place whole. It need not outlast a crash: one that is torn is found out by
    /// its digest.
    fn write(&self, name: &str, rest: &[u8]) -> io::Result<()> {
        let (path, beside) = (self.folder.join(name), self.folder.join(unique(name)));
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(&beside)?;
        let written = file
            .write_all(MAGIC)
            .and_then(|()| file.write_all(sha256(rest).as_bytes()))
            .and_then(|()| file.write_all(rest))
            .and_then(|()| fs::rename(&beside, &path));
        written.inspect_err(|_| {
            // What is left is pruned with the entries.
            let _ = fs::remove_file(&beside);
        })
    }

    /// Removes what was not in use for the longest time, until the folder is within its limit.
    fn prune(&self, keep: &str) -> io::Result<()> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(&self.folder)?.take(limits::LAYER_ENTRIES * 2) {
            let entry = entry?;
            let Ok(found) = entry.metadata() else { continue };
            if found.is_file() && entry.file_name() != keep {
                entries.push((found.mtime(), found.mtime_nsec(), found.len(), entry.path()));
            }
        }
        entries.sort_by(|a, b| b.cmp(a));
        let mut bytes = 0_u64;
        for (at, (_, _, length, path)) in entries.iter().enumerate() {
            bytes = bytes.saturating_add(*length);
            if bytes > limits::LAYER_CACHE_BYTES || at + 1 >= limits::LAYER_ENTRIES {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

/// What results depend on beside the layer. Builds of one version may differ while keelmark is worked
/// on, so that the executable counts too, as its file is seen from outside.
fn basis(options: &Options) -> Option<Digest> {
    let executable = std::env::current_exe().and_then(fs::metadata).ok()?;
    let mut text = format!(
        "{} {} {}.{}",
        env!("CARGO_PKG_VERSION"),
        executable.len(),
        executable.mtime(),
        executable.mtime_nsec()
    );
    for Extractor { id, version, limit, .. } in options.extractors {
        text.push_str(&format!("\n{id} {version} {limit}"));
    }
    for glob in options.exclude.globs() {
        text.push_str(&format!("\nexclude {glob:?}"));
    }
    Some(sha256(text.as_bytes()))
}

/// A name that no other thread or process has.
fn unique(name: &str) -> String {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    format!(".{name}.{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

fn to_kept(content: Content, stamp: Vec<u64>) -> Kept {
    let Content { collected, covers, links, nested } = content;
    let Collected { files, gaps, skipped } = collected;
    let skipped = skipped.into_iter().map(|(path, kind)| (path, kind.name().to_owned())).collect();
    let mut numbers = vec![nested.0 as u64, nested.1];
    numbers.extend(stamp);
    let paths = vec![covers.gone, covers.folders, covers.emptied];
    Kept { files, gaps, links, skipped, paths, numbers }
}

fn from_kept(kept: Kept) -> Option<(Content, Vec<u64>)> {
    let Kept { files, gaps, links, skipped, paths, numbers } = kept;
    let kind = |(path, name): (String, String)| {
        Special::ALL.into_iter().find(|kind| kind.name() == name).map(|kind| (path, kind))
    };
    let skipped = skipped.into_iter().map(kind).collect::<Option<Vec<_>>>()?;
    let [gone, folders, emptied] = <[Vec<u128>; 3]>::try_from(paths).ok()?;
    let [archives, bytes, stamp @ ..] = numbers.as_slice() else { return None };
    let content = Content {
        collected: Collected { files, gaps, skipped },
        covers: Covers { gone, folders, emptied },
        links,
        nested: (usize::try_from(*archives).ok()?, *bytes),
    };
    Some((content, stamp.to_vec()))
}
