//! The content of a member, checked while it is read.

use std::io::{self, BufReader, Read, Take};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::directory::Record;
use super::{ambiguous, damaged};
use crate::archive::compression::check_ratio;
use crate::{ParseError, codes, limits};

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// What a member holds.
pub struct Content<'a, R> {
    decoder: Decoder<'a, R>,
    checksum: u32,
    left: u64,
    read: Crc,
}

enum Decoder<'a, R> {
    Stored(Take<&'a mut R>),
    Deflated(Box<DeflateDecoder<BufReader<Take<&'a mut R>>>>),
}

impl<R> std::fmt::Debug for Content<'_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Content").field("left", &self.left).finish_non_exhaustive()
    }
}

impl<'a, R: Read> Content<'a, R> {
    /// The content that `record` describes and at which `reader` stands.
    pub(super) fn new(reader: &'a mut R, record: &Record) -> Result<Self, ParseError> {
        let compressed = reader.take(record.compressed);
        let decoder = match record.method {
            STORED if record.size != record.compressed => {
                return Err(ambiguous("is not compressed, and has two sizes"));
            }
            STORED => Decoder::Stored(compressed),
            DEFLATED => {
                check_ratio(record.compressed, record.size)?;
                let buffered = BufReader::with_capacity(limits::ARCHIVE_BUFFER_BYTES, compressed);
                Decoder::Deflated(Box::new(DeflateDecoder::new(buffered)))
            }
            method => {
                let message = format!("is compressed by method {method}, which is not read");
                return Err(ParseError::new(&codes::ARCHIVE_METHOD, message));
            }
        };
        Ok(Self { decoder, checksum: record.checksum, left: record.size, read: Crc::new() })
    }

    fn finish(&mut self) -> Result<(), ParseError> {
        let mut more = [0; 1];
        let more = match &mut self.decoder {
            Decoder::Stored(_) => 0,
            Decoder::Deflated(decoder) => decoder.read(&mut more).map_err(super::failure)?,
        };
        if more > 0 {
            return Err(ambiguous("holds more than its directory says"));
        }
        if self.read.sum() != self.checksum {
            return Err(damaged("does not have the checksum its directory says"));
        }
        Ok(())
    }
}

impl<R: Read> Read for Content<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            self.finish().map_err(io::Error::other)?;
            return Ok(0);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let buffer = buffer.get_mut(..most).unwrap_or_default();
        let read = match &mut self.decoder {
            Decoder::Stored(stored) => stored.read(buffer)?,
            Decoder::Deflated(decoder) => decoder.read(buffer)?,
        };
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= read as u64;
        self.read.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}
