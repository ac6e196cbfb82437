//! The encoding of SSH's binary values (RFC 4251 section 5).

use crate::{ParseError, codes};

/// What is left of a binary value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes not yet read.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.0
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Result<&'a [u8], ParseError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(cut_off)?;
        self.0 = rest;
        Ok(taken)
    }

    /// `uint32`.
    pub(crate) fn number(&mut self) -> Result<u32, ParseError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or_else(cut_off)?;
        self.0 = rest;
        Ok(u32::from_be_bytes(*taken))
    }

    /// `string`: a length and so many bytes.
    pub(crate) fn string(&mut self) -> Result<&'a [u8], ParseError> {
        let length = usize::try_from(self.number()?).map_err(|_| cut_off())?;
        self.bytes(length)
    }

    /// `string` that must be UTF-8.
    pub(crate) fn text(&mut self) -> Result<&'a str, ParseError> {
        str::from_utf8(self.string()?)
            .map_err(|_| ParseError::new(&codes::DOCUMENT_ENCODING, "a name in it is not UTF-8"))
    }

    /// `mpint` above zero, in its one shortest form: as the content of a DER INTEGER.
    pub(crate) fn positive(&mut self) -> Result<&'a [u8], ParseError> {
        let number = self.string()?;
        let shortest = match number {
            [] | [0] => false,
            [0, second, ..] => second & 0x80 != 0,
            [first, ..] => first & 0x80 == 0,
        };
        if shortest {
            Ok(number)
        } else {
            Err(malformed("a number is not positive or not shortest"))
        }
    }

    /// Nothing may be left.
    pub(crate) fn end(self) -> Result<(), ParseError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(malformed("there is more than there should be"))
        }
    }
}

fn cut_off() -> ParseError {
    malformed("it is cut off")
}

pub(crate) fn malformed(message: &str) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SYNTAX, message)
}
