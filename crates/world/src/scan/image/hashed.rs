//! Digests of what is read, made beside the reading.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::mem;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Scope, ScopedJoinHandle};

use aws_lc_rs::digest;
use keelmark_formats::limits::ARCHIVE_BLOCK_BYTES;
use keelmark_model::{Digest, DigestAlgorithm};

/// Blocks between the reader and the thread that hashes.
const AHEAD: usize = 4;

/// A reader whose bytes are hashed by a thread of its own: a layer is decompressed on one core while
/// its digests are made on another.
pub(super) struct Hashed<'scope, R> {
    inner: R,
    current: Arc<Block>,
    /// How far the current block was read.
    at: usize,
    /// Blocks that were read, to be filled again once they are hashed too.
    used: VecDeque<Arc<Block>>,
    /// What went wrong behind the current block.
    failed: Option<io::Error>,
    queue: SyncSender<Arc<Block>>,
    hasher: ScopedJoinHandle<'scope, Option<Digest>>,
    length: u64,
}

#[derive(Default)]
struct Block {
    bytes: Vec<u8>,
    filled: usize,
}

impl<'scope, R: Read> Hashed<'scope, R> {
    pub(super) fn new<'env>(
        scope: &'scope Scope<'scope, 'env>,
        inner: R,
        algorithm: DigestAlgorithm,
    ) -> Self {
        let (queue, blocks) = sync_channel(AHEAD);
        let hasher = scope.spawn(move || hash(&blocks, algorithm));
        let (current, used) = (Arc::default(), VecDeque::new());
        Self { inner, current, at: 0, used, failed: None, queue, hasher, length: 0 }
    }

    /// Reads to the end.
    ///
    /// # Errors
    /// What reading gave.
    pub(super) fn drain(&mut self) -> io::Result<()> {
        loop {
            let there = self.fill_buf()?.len();
            if there == 0 {
                return Ok(());
            }
            self.consume(there);
        }
    }

    /// Digest and number of the bytes read, whether they were taken or not.
    pub(super) fn finish(self) -> (Option<Digest>, u64) {
        // A closed queue tells the thread that this was all.
        drop(self.queue);
        (self.hasher.join().unwrap_or(None), self.length)
    }

    /// Fills another block and hands it on.
    fn next(&mut self) -> io::Result<()> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let mut block = self.spare();
        block.filled = 0;
        while let Some(rest) = block.bytes.get_mut(block.filled..).filter(|rest| !rest.is_empty()) {
            match self.inner.read(rest) {
                Ok(0) => break,
                Ok(read) => block.filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if block.filled == 0 => return Err(error),
                Err(error) => {
                    self.failed = Some(error);
                    break;
                }
            }
        }
        self.length += block.filled as u64;
        let block = Arc::new(block);
        self.queue.send(Arc::clone(&block)).map_err(|_| io::ErrorKind::BrokenPipe)?;
        self.used.push_back(mem::replace(&mut self.current, block));
        self.at = 0;
        Ok(())
    }

    /// A block that nobody needs any more, or a new one.
    fn spare(&mut self) -> Block {
        match self.used.pop_front().map(Arc::try_unwrap) {
            Some(Ok(block)) if !block.bytes.is_empty() => return block,
            Some(Err(block)) => self.used.push_front(block),
            _ => {}
        }
        Block { bytes: vec![0; ARCHIVE_BLOCK_BYTES], filled: 0 }
    }
}

fn hash(blocks: &Receiver<Arc<Block>>, algorithm: DigestAlgorithm) -> Option<Digest> {
    let mut context = digest::Context::new(match algorithm {
        DigestAlgorithm::Sha512 => &digest::SHA512,
        _ => &digest::SHA256,
    });
    for block in blocks {
        context.update(block.bytes.get(..block.filled).unwrap_or_default());
    }
    Digest::new(algorithm, context.finish().as_ref()).ok()
}

impl<R: Read> BufRead for Hashed<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.current.filled {
            self.next()?;
        }
        Ok(self.current.bytes.get(self.at..self.current.filled).unwrap_or_default())
    }

    fn consume(&mut self, bytes: usize) {
        self.at += bytes;
    }
}

impl<R: Read> Read for Hashed<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}
