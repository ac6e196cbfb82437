//! The parts of an RPM package: lead, signature, header, payload (RPM's "Package format", version 4).

use std::io::Read;

use super::{Current, damaged, fill};
use crate::{ParseError, codes, limits};

/// First bytes of a package.
pub const MAGIC: [u8; 4] = [0xed, 0xab, 0xee, 0xdb];

const LEAD_BYTES: u64 = 96;
const HEADER_MAGIC: [u8; 4] = [0x8e, 0xad, 0xe8, 0x01];
/// Magic number, four reserved bytes, number of entries, bytes of data.
const INTRODUCTION: usize = 16;
const ENTRY_BYTES: u64 = 16;

/// The header of the package that `reader` begins with, from its number of entries on, as databases
/// of packages keep it. `reader` then stands at the payload, which is a compressed cpio archive.
///
/// # Errors
/// `archive.damaged`, `archive.truncated`, `archive.limit`.
pub fn header(reader: &mut impl Read) -> Result<Vec<u8>, ParseError> {
    let mut magic = [0; MAGIC.len()];
    if !fill(reader, &mut magic)? || magic != MAGIC {
        return Err(damaged("is no RPM package"));
    }
    Current { content: LEAD_BYTES - MAGIC.len() as u64, filling: 0 }.pass(reader)?;
    let (_, size) = introduction(reader)?;
    Current::of(size, 8).pass(reader)?;
    let (numbers, size) = introduction(reader)?;
    let mut header = numbers.to_vec();
    let mut rest = vec![0; usize::try_from(size).unwrap_or(0)];
    if !rest.is_empty() && !fill(reader, &mut rest)? {
        return Err(super::failure(std::io::ErrorKind::UnexpectedEof.into()));
    }
    header.extend(rest);
    Ok(header)
}

/// The two counts a header begins with, as they are, and how many bytes follow.
fn introduction(reader: &mut impl Read) -> Result<([u8; 8], u64), ParseError> {
    let mut introduction = [0; INTRODUCTION];
    if !fill(reader, &mut introduction)? {
        return Err(super::failure(std::io::ErrorKind::UnexpectedEof.into()));
    }
    let [a, b, c, d, _, _, _, _, numbers @ ..] = introduction;
    if [a, b, c, d] != HEADER_MAGIC {
        return Err(damaged("has no header where an RPM package has one"));
    }
    let [e1, e2, e3, e4, s1, s2, s3, s4] = numbers;
    let entries = u64::from(u32::from_be_bytes([e1, e2, e3, e4]));
    let size = entries * ENTRY_BYTES + u64::from(u32::from_be_bytes([s1, s2, s3, s4]));
    if size > limits::DOCUMENT_BYTES as u64 {
        let message = format!("has a header of {size} bytes");
        return Err(ParseError::new(&codes::ARCHIVE_LIMIT, message));
    }
    Ok((numbers, size))
}
