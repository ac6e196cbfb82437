//! RPM's own database, which SUSE uses: `Packages.db`.
//!
//! Source: `rpmpkg.c` of RPM. Numbers are little-endian. The first pages are slots of 16 bytes, the
//! first two of them the header; a slot says where a package's blob lies, in blocks of 16 bytes.

use super::{Fault, index, little};
use crate::limits;

pub(super) const MAGIC: &[u8] = b"RpmP";
const SLOT: &[u8] = b"Slot";
const BLOB: &[u8] = b"BlbS";
const PAGE_BYTES: usize = 4096;
const BLOCK_BYTES: usize = 16;
const HEADER_BYTES: usize = 32;

/// Gives each package's header to `take`.
pub(super) fn blobs(file: &[u8], take: &mut dyn FnMut(&[u8])) -> Result<(), Fault> {
    let pages = little(file, 12).map(index).ok_or("the database is cut off")?;
    let end = pages.checked_mul(PAGE_BYTES).filter(|end| *end <= file.len());
    let slots = end.and_then(|end| file.get(HEADER_BYTES..end)).ok_or("the database is cut off")?;
    // Blobs that overlap would make a small file large.
    let mut room = file.len();
    for slot in slots.chunks_exact(BLOCK_BYTES) {
        if !slot.starts_with(SLOT) {
            return Err("a slot of the database is damaged");
        }
        let (Some(package), Some(block)) = (little(slot, 4), little(slot, 8)) else { continue };
        // A slot that is free.
        if package == 0 || block == 0 {
            continue;
        }
        let blob = blob(file, package, block).ok_or("a package of the database is damaged")?;
        room = room.checked_sub(blob.len()).ok_or("packages of the database overlap")?;
        take(blob);
    }
    Ok(())
}

fn blob(file: &[u8], package: u32, block: u32) -> Option<&[u8]> {
    let start = index(block).checked_mul(BLOCK_BYTES)?;
    let (header, rest) = file.get(start..)?.split_at_checked(BLOCK_BYTES)?;
    let length = index(little(header, 12)?);
    let is_its = header.starts_with(BLOB) && little(header, 4)? == package;
    if !is_its || length > limits::RPM_HEADER_BYTES {
        return None;
    }
    rest.get(..length)
}
