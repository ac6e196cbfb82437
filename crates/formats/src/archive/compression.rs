//! Decompression, told by magic numbers and bounded in bytes, ratio and memory.
//!
//! Formats: gzip (RFC 1952, several members one after another), Zstandard (RFC 8878, several frames),
//! xz (The .xz File Format 1.2, several streams), bzip2 (several streams), and LZMA alone, as old packages
//! of Linux are (the LZMA SDK's `lzma.txt`).

use std::cell::Cell;
use std::io::{self, BufReader, Cursor, Read};
use std::rc::Rc;

use bzip2::bufread::MultiBzDecoder;
use lzma_rust2::{LzmaReader, XzReader};

pub use super::gzip::Checksum;
use super::{failure, gzip};
use crate::{ParseError, codes, limits};

/// How something is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not at all, or in no way known here.
    None,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
    /// xz.
    Xz,
    /// bzip2.
    Bzip2,
    /// LZMA with no more than a header of 13 bytes before it.
    Lzma,
}

/// Bytes at the start that tell the compression.
const MAGIC: usize = 6;

impl Compression {
    /// Tells it by the first bytes.
    ///
    /// # Errors
    /// `archive.method` for a compression that is known by its magic number and not read.
    pub fn of(head: &[u8]) -> Result<Self, ParseError> {
        let refused = |name: &str| {
            let message = format!("is compressed with {name}, which is not read");
            Err(ParseError::new(&codes::ARCHIVE_METHOD, message))
        };
        match head {
            [0x1f, 0x8b, ..] => Ok(Self::Gzip),
            // A skippable frame may come first: 0x184D2A5? little-endian.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Ok(Self::Zstd),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Ok(Self::Xz),
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Ok(Self::Bzip2),
            // The usual parameters, and a dictionary of at least 64 KiB.
            [0x5d, 0, 0, high, highest, ..] if (*high, *highest) != (0, 0) => Ok(Self::Lzma),
            [0x1f, 0x9d, ..] => refused("compress"),
            _ => Ok(Self::None),
        }
    }
}

/// [`decompress`], in pieces of [`limits::ARCHIVE_BLOCK_BYTES`].
///
/// # Errors
/// As [`decompress`].
pub fn buffered<'a, R: Read + 'a>(reader: R) -> Result<BufReader<Box<dyn Read + 'a>>, ParseError> {
    decompress(reader).map(|plain| BufReader::with_capacity(limits::ARCHIVE_BLOCK_BYTES, plain))
}

/// What `reader` holds once decompressed; as it is, if it is not compressed.
///
/// Reading fails with `archive.limit` after [`limits::ARCHIVE_BYTES`] bytes, and with `archive.ratio`
/// when what comes out is more than [`limits::ARCHIVE_RATIO`] times what went in and more than
/// [`limits::ARCHIVE_RATIO_FREE_BYTES`].
///
/// # Errors
/// `archive.method`, or what reading the first bytes gave.
pub fn decompress<'a, R: Read + 'a>(reader: R) -> Result<Box<dyn Read + 'a>, ParseError> {
    decompress_with(reader, Checksum::Compared)
}

/// [`decompress`], for who may know a digest of what comes out.
///
/// # Errors
/// As [`decompress`].
pub fn decompress_with<'a, R: Read + 'a>(
    mut reader: R,
    checksum: Checksum,
) -> Result<Box<dyn Read + 'a>, ParseError> {
    let mut head = [0; MAGIC];
    let mut known = 0;
    while let Some(rest) = head.get_mut(known..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest).map_err(failure)? {
            0 => break,
            read => known += read,
        }
    }
    let head = head.get(..known).unwrap_or_default().to_vec();
    let compression = Compression::of(&head)?;
    let used = Rc::new(Cell::new(0));
    let whole = Cursor::new(head).chain(reader);
    let counted = Counted { inner: whole, used: Rc::clone(&used) };
    let buffered = BufReader::with_capacity(limits::ARCHIVE_BUFFER_BYTES, counted);
    let decoder: Box<dyn Read + 'a> = match compression {
        Compression::None => Box::new(buffered),
        Compression::Gzip => Box::new(gzip::Reader::new(buffered, checksum)),
        Compression::Zstd => {
            let mut decoder =
                zstd::stream::read::Decoder::with_buffer(buffered).map_err(failure)?;
            decoder.window_log_max(limits::ZSTD_WINDOW_LOG).map_err(failure)?;
            Box::new(decoder)
        }
        Compression::Xz => Box::new(XzReader::new_mem_limit(buffered, true, limits::XZ_MEMORY_KIB)),
        Compression::Bzip2 => Box::new(MultiBzDecoder::new(buffered)),
        Compression::Lzma => {
            let decoder = LzmaReader::new_mem_limit(buffered, limits::XZ_MEMORY_KIB, None);
            Box::new(decoder.map_err(failure)?)
        }
    };
    Ok(Box::new(Bounded { inner: decoder, used, given: 0 }))
}

/// Counts what is read.
struct Counted<R> {
    inner: R,
    used: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.used.set(self.used.get() + read as u64);
        Ok(read)
    }
}

/// Stops a decoder that gives too much.
struct Bounded<R> {
    inner: R,
    used: Rc<Cell<u64>>,
    given: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.given += read as u64;
        if self.given > limits::ARCHIVE_BYTES {
            let message = format!("holds more than {} bytes", limits::ARCHIVE_BYTES);
            return Err(io::Error::other(ParseError::new(&codes::ARCHIVE_LIMIT, message)));
        }
        check_ratio(self.used.get(), self.given).map_err(io::Error::other)?;
        Ok(read)
    }
}

/// Refuses what only a bomb does: `used` compressed bytes becoming `given`.
///
/// # Errors
/// `archive.ratio`.
pub(super) fn check_ratio(used: u64, given: u64) -> Result<(), ParseError> {
    let bomb = given > limits::ARCHIVE_RATIO_FREE_BYTES && given / limits::ARCHIVE_RATIO > used;
    if bomb {
        let message = format!("makes more than {} bytes of one", limits::ARCHIVE_RATIO);
        return Err(ParseError::new(&codes::ARCHIVE_RATIO, message));
    }
    Ok(())
}
