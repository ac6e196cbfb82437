//! Large programs within images, laid by in a file: of several layers that are read at once, none has to
//! wait for memory.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use aws_lc_rs::digest::{self, Context};
use keelmark_formats::ParseError;
use keelmark_formats::archive::failure;
use keelmark_formats::extract::{Extract, Extractor};
use keelmark_formats::limits::ARCHIVE_BLOCK_BYTES;
use keelmark_model::{Digest, DigestAlgorithm};

use super::collect::Collector;
use super::spool::nameless;
use crate::limits;

/// First bytes of ELF.
const MAGIC: &[u8] = b"\x7fELF";

/// Whether a file of `size` bytes that begins with `head` is read in pieces by all `extractors`.
pub(super) fn is_for_pieces(size: u64, head: &[u8], extractors: &[&Extractor]) -> bool {
    size > limits::SPOOL_MEMORY_BYTES
        && head == MAGIC
        && extractors.iter().all(|one| one.reads_pieces() && size <= one.limit as u64)
}

/// Hands the program at `path` to `extractors`, in pieces where that will do.
///
/// # Errors
/// What reading `content` gave.
pub(super) fn extract(
    collector: &mut Collector<'_>,
    path: &str,
    size: u64,
    extractors: &[&'static Extractor],
    content: &mut dyn Read,
) -> Result<(), ParseError> {
    let whole = |collector: &mut Collector<'_>, content: &mut dyn Read| {
        let limit = extractors.iter().map(|one| one.limit).max().unwrap_or(0);
        collector.extract(path, size, extractors, limit, content)
    };
    // Where no file can be made, as in a container that is read-only, memory has to do.
    let Ok(file) = nameless() else { return whole(collector, content) };
    let mut laid = LaidBy::of(file, content).map_err(failure)?;
    if laid.rest.is_empty() {
        let mut in_pieces = |one: &&'static Extractor| {
            let answer = one.extract_in_pieces(path, &mut laid.file, laid.digest?)?;
            Some((one.id, answer))
        };
        let answers: Option<Vec<(&'static str, Result<Extract, ParseError>)>> =
            extractors.iter().map(&mut in_pieces).collect();
        if let Some(answers) = answers {
            answers.into_iter().for_each(|(id, answer)| collector.keep(path, id, answer));
            return Ok(());
        }
    }
    laid.file.seek(SeekFrom::Start(0)).map_err(failure)?;
    whole(collector, &mut laid.file.chain(Cursor::new(laid.rest)).chain(content))
}

/// A content in a file, as far as there is room for it.
struct LaidBy {
    file: File,
    /// That of all of it.
    digest: Option<Digest>,
    /// What there was no room for, of what was read so far.
    rest: Vec<u8>,
}

impl LaidBy {
    fn of(mut file: File, content: &mut dyn Read) -> io::Result<Self> {
        let mut context = Context::new(&digest::SHA256);
        let mut block = vec![0; ARCHIVE_BLOCK_BYTES];
        let mut written = 0;
        loop {
            let read = match content.read(&mut block) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            let read = block.get(..read).unwrap_or_default();
            if read.is_empty() {
                let digest = Digest::new(DigestAlgorithm::Sha256, context.finish().as_ref()).ok();
                return Ok(Self { file, digest, rest: Vec::new() });
            }
            context.update(read);
            if file.write_all(read).is_err() {
                // A part of the block may have been written, and is written over by none.
                file.set_len(written)?;
                return Ok(Self { file, digest: None, rest: read.to_vec() });
            }
            written += read.len() as u64;
        }
    }
}
