//! Digests of files, in one pass over their bytes.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread;

use aws_lc_rs::digest::{Context, SHA256, SHA512};
use keelmark_model::{Digest, DigestAlgorithm, Subject};
use rayon::prelude::*;
use rustix::fs::OFlags;

use super::SubjectFile;
use crate::{WorldError, codes, file};

/// Which digests to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Algorithms {
    /// SHA-256 and SHA-512.
    #[default]
    Both,
    /// SHA-256 alone: twice as fast on processors that have instructions for it.
    Sha256,
}

/// Hashes `files`: several at once, and a large one on several threads. Memory stays the same
/// whatever their size.
///
/// # Errors
/// `subject.unreadable`; `subject.changed` when a file is not the same at the end as at the start.
pub fn hash(files: &[SubjectFile], algorithms: Algorithms) -> Result<Vec<Subject>, WorldError> {
    // One file is hashed sooner than threads for many are started.
    if let [file] = files {
        return Ok(vec![subject(file, algorithms)?]);
    }
    // One error, and always the same one: that of the first file that has one.
    let hashed: Vec<_> = files.par_iter().map(|file| subject(file, algorithms)).collect();
    hashed.into_iter().collect()
}

/// Bytes read and hashed at once: small enough to stay in a core's cache.
const BLOCK: usize = 256 << 10;

/// The least of a small file: longer than most that grew since their length was asked for.
const SMALLEST_BLOCK: usize = 4 << 10;

/// Blocks between the reader and the hashers of one file.
const AHEAD: usize = 16;

/// Files larger than this are worth threads of their own.
const LARGE: u64 = 4 << 20;

fn subject(subject: &SubjectFile, algorithms: Algorithms) -> Result<Subject, WorldError> {
    let unreadable = |error| WorldError::system(&codes::SUBJECT_UNREADABLE, &subject.path, error);
    let (mut file, before) = file::open(&subject.path, OFlags::empty()).map_err(|error| {
        WorldError::about(&codes::SUBJECT_UNREADABLE, &subject.path, error.reason())
    })?;
    let contexts = contexts(algorithms);
    let (length, digests) = if before.len() > LARGE {
        piped(&mut file, contexts)
    } else {
        straight(&mut file, before.len(), contexts)
    }
    .map_err(unreadable)?;
    let after = file.metadata().map_err(unreadable)?;
    if length != before.len() || !same(&before, &after) || !same_path(&subject.path, &after) {
        let message = "changed while it was hashed";
        return Err(WorldError::about(&codes::SUBJECT_CHANGED, &subject.path, message));
    }
    Ok(Subject { name: subject.name.clone(), size: Some(length), digests })
}

/// Whether nothing was written between two looks at one open file.
fn same(before: &Metadata, after: &Metadata) -> bool {
    let times = |it: &Metadata| (it.mtime(), it.mtime_nsec(), it.ctime(), it.ctime_nsec());
    before.len() == after.len() && times(before) == times(after)
}

/// Whether the path still leads to the file that was hashed.
fn same_path(path: &Path, hashed: &Metadata) -> bool {
    path.metadata().is_ok_and(|now| (now.dev(), now.ino()) == (hashed.dev(), hashed.ino()))
}

type Hasher = (DigestAlgorithm, Context);

fn contexts(algorithms: Algorithms) -> Vec<Hasher> {
    let mut contexts = vec![(DigestAlgorithm::Sha256, Context::new(&SHA256))];
    if algorithms == Algorithms::Both {
        contexts.push((DigestAlgorithm::Sha512, Context::new(&SHA512)));
    }
    contexts
}

fn finish((algorithm, context): Hasher) -> Digest {
    #[expect(clippy::expect_used, reason = "each algorithm stands beside its own context")]
    Digest::new(algorithm, context.finish().as_ref()).expect("as long as the algorithm makes")
}

/// Reads a block and hashes it, over and over. The `expected` length bounds the block alone: what a
/// folder of thousands of small files would spend on clearing large ones is more than on hashing.
fn straight(
    file: &mut File,
    expected: u64,
    mut contexts: Vec<Hasher>,
) -> io::Result<(u64, Vec<Digest>)> {
    let expected = usize::try_from(expected).unwrap_or(BLOCK);
    let mut block = vec![0; expected.clamp(SMALLEST_BLOCK, BLOCK)];
    let mut length = 0;
    loop {
        let filled = fill(file, &mut block)?;
        if filled == 0 {
            return Ok((length, contexts.into_iter().map(finish).collect()));
        }
        length += filled as u64;
        for (_, context) in &mut contexts {
            context.update(&block[..filled]);
        }
    }
}

/// A block on its way from the reader to the hashers and back.
struct Block {
    bytes: Vec<u8>,
    filled: usize,
}

/// Reads on this thread and hashes on one for each algorithm, with blocks that go round.
fn piped(file: &mut File, contexts: Vec<Hasher>) -> io::Result<(u64, Vec<Digest>)> {
    let (give_back, given_back) = mpsc::channel::<Arc<Block>>();
    for _ in 0..AHEAD {
        // The receiver is right here.
        let _ = give_back.send(Arc::new(Block { bytes: vec![0; BLOCK], filled: 0 }));
    }
    thread::scope(|scope| {
        let mut queues = Vec::new();
        let mut hashers = Vec::new();
        for (algorithm, mut context) in contexts {
            let (queue, blocks) = mpsc::channel::<Arc<Block>>();
            let give_back = give_back.clone();
            queues.push(queue);
            hashers.push(scope.spawn(move || {
                for block in blocks {
                    context.update(&block.bytes[..block.filled]);
                    // At the end of the file the reader takes no more blocks.
                    let _ = give_back.send(block);
                }
                finish((algorithm, context))
            }));
        }
        drop(give_back);
        let read = feed(file, &given_back, &queues);
        // Closed queues tell the hashers that the file has ended.
        drop(queues);
        let digests: Result<Vec<Digest>, _> =
            hashers.into_iter().map(thread::ScopedJoinHandle::join).collect();
        let digests = digests.map_err(|_| io::Error::other("a hashing thread stopped"))?;
        Ok((read?, digests))
    })
}

fn feed(
    file: &mut File,
    given_back: &mpsc::Receiver<Arc<Block>>,
    queues: &[mpsc::Sender<Arc<Block>>],
) -> io::Result<u64> {
    let mut length = 0;
    // Each hasher gives a block back; the last to do so leaves it to the reader alone.
    for block in given_back.iter().filter_map(Arc::into_inner) {
        let Block { mut bytes, .. } = block;
        let filled = fill(file, &mut bytes)?;
        if filled == 0 {
            break;
        }
        length += filled as u64;
        let block = Arc::new(Block { bytes, filled });
        for queue in queues {
            queue.send(Arc::clone(&block)).map_err(|_| io::ErrorKind::BrokenPipe)?;
        }
    }
    Ok(length)
}

/// Fills `block` as far as the file goes.
fn fill(file: &mut File, block: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < block.len() {
        match file.read(&mut block[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
