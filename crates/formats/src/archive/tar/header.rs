//! One block of a tar archive that describes a member.

use keelmark_model::Timestamp;

use crate::ParseError;
use crate::archive::{ambiguous, damaged, modified};

/// Everything in an archive begins at a multiple of this.
pub(super) const BLOCK: usize = 512;

/// Largest size believed: no sum of such can overflow.
const LARGEST: u64 = 1 << 60;

/// A header whose checksum holds.
#[derive(Debug)]
pub(super) struct Header([u8; BLOCK]);

impl Header {
    pub(super) fn parse(block: [u8; BLOCK]) -> Result<Self, ParseError> {
        let header = Self(block);
        let stated = number(&block[148..156])?;
        // The checksum is over the header with blanks in place of the checksum. Old writers added
        // bytes as signed numbers.
        let unsigned = sum(&block[..148]) + sum(&block[156..]) + 8 * 32;
        // A byte with its highest bit set is 256 less as a signed number.
        let negative = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte > 127).count() as i64;
        let signed =
            || i64::from(unsigned) - 256 * (negative(&block[..148]) + negative(&block[156..]));
        if stated != u64::from(unsigned) && i64::try_from(stated) != Ok(signed()) {
            return Err(damaged("has a member whose header does not match its checksum"));
        }
        Ok(header)
    }

    /// The name, behind the prefix that only POSIX's own magic number makes one.
    pub(super) fn name(&self) -> Vec<u8> {
        let name = text(&self.0[..100]);
        let prefix = text(&self.0[345..500]);
        if self.0[257..263] != *b"ustar\0" || prefix.is_empty() {
            return name.to_vec();
        }
        [prefix, b"/", name].concat()
    }

    pub(super) fn mode(&self) -> Result<u64, ParseError> {
        number(&self.0[100..108])
    }

    pub(super) fn size(&self) -> Result<u64, ParseError> {
        number(&self.0[124..136])
    }

    /// When the member was last written; what is no number is no time.
    pub(super) fn modified(&self) -> Option<Timestamp> {
        modified::at(number(&self.0[136..148]).ok()?)
    }

    pub(super) fn flag(&self) -> u8 {
        self.0[156]
    }

    pub(super) fn link(&self) -> Vec<u8> {
        text(&self.0[157..257]).to_vec()
    }

    /// Whether blocks follow that describe more of a GNU sparse file.
    pub(super) fn is_sparse_continued(&self) -> bool {
        self.0[482] != 0
    }
}

/// Sum of at most a block of bytes: small numbers are added many at a time.
fn sum(bytes: &[u8]) -> u32 {
    bytes.iter().map(|&byte| u32::from(byte)).sum()
}

fn text(field: &[u8]) -> &[u8] {
    field.split(|&byte| byte == 0).next().unwrap_or_default()
}

/// A number in octal digits, or after a first byte of 0x80 as an integer of the other bytes (GNU).
fn number(field: &[u8]) -> Result<u64, ParseError> {
    let value = match field {
        [0x80, bytes @ ..] => integer(bytes),
        [0xff, ..] => return Err(damaged("has a member with a negative number")),
        _ => octal(field),
    };
    let value = value.ok_or_else(|| damaged("has a member with a field that is no number"))?;
    if value > LARGEST {
        return Err(ambiguous("has a member with a number that overflows"));
    }
    Ok(value)
}

fn integer(bytes: &[u8]) -> Option<u64> {
    bytes.iter().try_fold(0_u64, |value, &byte| {
        value.checked_mul(256).and_then(|value| value.checked_add(u64::from(byte)))
    })
}

fn octal(field: &[u8]) -> Option<u64> {
    let digits = text(field).trim_ascii();
    digits.iter().try_fold(0_u64, |value, &byte| {
        let digit = matches!(byte, b'0'..=b'7').then(|| u64::from(byte - b'0'))?;
        value.checked_mul(8)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_octal_or_binary() {
        for (field, value) in [
            (&b"0000644\0"[..], Some(0o644)),
            (b"   644 \0", Some(0o644)),
            (b"\0\0\0\0", Some(0)),
            (b"\x80\0\0\0\0\0\0\x02\0\0\0\0", Some(0x0002_0000_0000)),
            (b"\xff\xff\xff\xff", None),
            (b"12a4", None),
            (b"-1", None),
            (b"0008", None),
            (b"\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff", None),
            (b"\x80\x7f\xff\xff\xff\xff\xff\xff\xff", None),
        ] {
            assert_eq!(number(field).ok(), value, "{field:?}");
        }
    }
}
