//! gzip: RFC 1952, several members one after another.

use std::io::{self, BufRead, Read};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::damaged;

/// Whether the checksum that a member has of its content is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checksum {
    /// It is.
    Compared,
    /// It is not, for whoever reads compares a digest of all that comes out, beside which 32 bits say
    /// nothing. Lengths are compared all the same.
    Ignored,
}

/// What the members hold, one after another.
pub(super) struct Reader<R> {
    inner: DeflateDecoder<R>,
    at: At,
    /// That of the current member's content so far.
    checksum: Option<Crc>,
    /// Bytes of that content, modulo 2^32.
    length: u32,
}

/// Where in a file the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Header,
    Content,
    End,
}

const DEFLATE: u8 = 8;

/// Bits of `FLG`.
const HEADER_CHECKSUM: u8 = 1 << 1;
const EXTRA: u8 = 1 << 2;
const NAME: u8 = 1 << 3;
const COMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0xe0;

impl<R: BufRead> Reader<R> {
    /// A reader of `inner`, which begins with a member.
    pub(super) fn new(inner: R, checksum: Checksum) -> Self {
        let checksum = (checksum == Checksum::Compared).then(Crc::new);
        Self { inner: DeflateDecoder::new(inner), at: At::Header, checksum, length: 0 }
    }

    /// Reads the end of a member, and says what follows it.
    fn end_member(&mut self) -> io::Result<At> {
        let inner = self.inner.get_mut();
        let checksum = u32::from_le_bytes(bytes(inner)?);
        let length = u32::from_le_bytes(bytes(inner)?);
        if length != self.length || self.checksum.as_ref().is_some_and(|it| it.sum() != checksum) {
            return Err(io::Error::other(damaged("does not have the length or checksum it says")));
        }
        if inner.fill_buf()?.is_empty() {
            return Ok(At::End);
        }
        self.inner.reset_data();
        if let Some(checksum) = &mut self.checksum {
            checksum.reset();
        }
        self.length = 0;
        Ok(At::Header)
    }
}

impl<R: BufRead> Read for Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            // Behind what is wrong there is nothing to be read.
            match std::mem::replace(&mut self.at, At::End) {
                At::End => return Ok(0),
                At::Header => header(self.inner.get_mut())?,
                At::Content => {}
            }
            let read = self.inner.read(buffer)?;
            if read > 0 {
                self.at = At::Content;
                if let Some(checksum) = &mut self.checksum {
                    checksum.update(buffer.get(..read).unwrap_or_default());
                }
                // Of a block that is much shorter than 4 GiB.
                self.length = self.length.wrapping_add(u32::try_from(read).unwrap_or(u32::MAX));
                return Ok(read);
            }
            self.at = self.end_member()?;
        }
    }
}

/// Reads the header of a member, of which nothing is kept.
fn header(inner: &mut impl BufRead) -> io::Result<()> {
    let wrong =
        || Err(io::Error::other(damaged("has something else where a gzip member should be")));
    let mut inner = Summed { inner, sum: Crc::new() };
    let [first, second, method, flags, _time @ .., _level, _system] = bytes::<10>(&mut inner)?;
    if [first, second, method] != [0x1f, 0x8b, DEFLATE] || flags & RESERVED != 0 {
        return wrong();
    }
    if flags & EXTRA != 0 {
        let length = u16::from_le_bytes(bytes(&mut inner)?);
        for _ in 0..length {
            bytes::<1>(&mut inner)?;
        }
    }
    let texts = [NAME, COMMENT].into_iter().filter(|flag| flags & flag != 0);
    for _ in texts {
        while bytes(&mut inner)? != [0] {}
    }
    if flags & HEADER_CHECKSUM != 0 {
        let [low, high, ..] = inner.sum.sum().to_le_bytes();
        if bytes(&mut inner)? != [low, high] {
            return wrong();
        }
    }
    Ok(())
}

fn bytes<const N: usize>(inner: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    inner.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A reader with the checksum of what was read.
struct Summed<'a, R> {
    inner: &'a mut R,
    sum: Crc,
}

impl<R: Read> Read for Summed<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.sum.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use flate2::GzBuilder;
    use flate2::write::GzEncoder;

    use super::{Checksum, Reader};
    use crate::archive::failure;

    fn read(bytes: &[u8], checksum: Checksum) -> Result<Vec<u8>, &'static str> {
        let mut content = Vec::new();
        let read = Reader::new(bytes, checksum).read_to_end(&mut content);
        read.map(|_| content).map_err(|error| failure(error).code.id)
    }

    fn member(content: &[u8]) -> Vec<u8> {
        let builder = GzBuilder::new().filename("name").comment("comment").extra(vec![1; 300]);
        let mut encoder: GzEncoder<_> = builder.write(Vec::new(), flate2::Compression::fast());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    /// The header of `member`, with a checksum of its own.
    fn with_header_checksum(mut member: Vec<u8>, wrong: u8) -> Vec<u8> {
        member[3] |= 2;
        let end = 10 + 2 + 300 + "name\0".len() + "comment\0".len();
        let mut sum = flate2::Crc::new();
        sum.update(&member[..end]);
        let [low, high, ..] = sum.sum().to_le_bytes();
        member.splice(end..end, [low ^ wrong, high]);
        member
    }

    #[test]
    fn headers_are_passed_over_whatever_is_in_them() {
        let plain = member(b"content");
        assert_eq!(read(&plain, Checksum::Compared).as_deref(), Ok(&b"content"[..]));
        let summed = with_header_checksum(plain.clone(), 0);
        let both = [summed, plain, member(b"")].concat();
        assert_eq!(read(&both, Checksum::Compared).as_deref(), Ok(&b"contentcontent"[..]));
    }

    #[test]
    fn what_is_no_member_is_refused() {
        let plain = member(b"content");
        let changed = |at: usize| {
            let mut changed = plain.clone();
            changed[at] ^= 0x80;
            changed
        };
        for (what, bytes, code) in [
            ("empty", Vec::new(), "archive.truncated"),
            ("magic", changed(0), "archive.damaged"),
            ("method", changed(2), "archive.damaged"),
            ("reserved flag", changed(3), "archive.damaged"),
            ("checksum of the header", with_header_checksum(plain.clone(), 1), "archive.damaged"),
            ("length", changed(plain.len() - 1), "archive.damaged"),
            ("behind it", [&*plain, &[0; 16]].concat(), "archive.damaged"),
            ("a piece behind it", [&*plain, &plain[..9]].concat(), "archive.truncated"),
        ] {
            for checksum in [Checksum::Compared, Checksum::Ignored] {
                assert_eq!(read(&bytes, checksum), Err(code), "{what}");
            }
        }
        for length in 0..plain.len() {
            assert!(read(&plain[..length], Checksum::Ignored).is_err(), "{length} bytes");
        }
        let sum = changed(plain.len() - 5);
        assert_eq!(read(&sum, Checksum::Compared), Err("archive.damaged"));
        assert_eq!(read(&sum, Checksum::Ignored).as_deref(), Ok(&b"content"[..]));
    }
}
