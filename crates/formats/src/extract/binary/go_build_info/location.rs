//! Where in a program Go's build information lies.

use object::read::{Object as _, ObjectSection, ObjectSegment};

use super::super::program::Object;
use crate::limits;

const MAGIC: &[u8] = b"\xff Go buildinf:";
const HEADER_BYTES: usize = 32;
/// The header begins at a multiple of this.
const ALIGNMENT: usize = 16;
/// The compiler puts as much before and after the list of modules, to find it again.
const MARK_BYTES: usize = 16;

/// The two strings of the build information.
pub(super) struct Strings<'a> {
    /// Version of Go.
    pub(super) version: &'a str,
    /// Modules and settings, a line each; empty for a program without modules.
    pub(super) modules: &'a str,
}

/// The data that begins with the header, if there is any.
///
/// It has a section of its own in ELF and Mach-O, and lies in that of the data in PE. A program that was
/// stripped of its sections still has segments.
pub(super) fn header<'a>(object: &Object<'a>) -> Option<&'a [u8]> {
    let mut has_sections = false;
    for section in object.sections() {
        has_sections = true;
        let is_likely =
            matches!(section.name_bytes(), Ok(b".go.buildinfo" | b"__go_buildinfo" | b".data"));
        let data = if is_likely { section.data().ok() } else { None };
        if let Some(found) = data.and_then(find) {
            return Some(found);
        }
    }
    if has_sections {
        return None;
    }
    object.segments().find_map(|segment| find(segment.data().ok()?))
}

fn find(data: &[u8]) -> Option<&[u8]> {
    let mut places = data.chunks(ALIGNMENT).enumerate();
    let (at, _) = places.find(|(_, chunk)| chunk.starts_with(MAGIC))?;
    data.get(at * ALIGNMENT..)
}

/// The strings that the header at the start of `data` leads to.
pub(super) fn strings<'a>(object: &Object<'a>, data: &'a [u8]) -> Option<Strings<'a>> {
    const FOLLOW: u8 = 2;
    const BIG_ENDIAN: u8 = 1;
    let (header, rest) = data.split_at_checked(HEADER_BYTES)?;
    let [pointer_size, flags] = header.get(MAGIC.len()..)?.first_chunk::<2>()?;
    let (version, modules) = if flags & FOLLOW != 0 {
        let (version, rest) = counted(rest)?;
        (version, counted(rest)?.0)
    } else {
        let memory = Memory { object, size: (*pointer_size).into(), big: flags & BIG_ENDIAN != 0 };
        let pointers = header.get(ALIGNMENT..)?;
        (memory.string(pointers)?, memory.string(pointers.get(memory.size..)?)?)
    };
    let modules = unmarked(modules).unwrap_or_default();
    Some(Strings {
        version: std::str::from_utf8(version).ok()?,
        modules: std::str::from_utf8(modules).ok()?,
    })
}

/// A string after its length, and what follows it. Lengths are in base 128, the lowest digit first.
fn counted(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length = 0_usize;
    for (at, byte) in data.iter().take(limits::VARINT_BYTES).enumerate() {
        length |= usize::from(byte & 0x7f).checked_shl(u32::try_from(at * 7).ok()?)?;
        if byte & 0x80 == 0 {
            return data.get(at + 1..)?.split_at_checked(length);
        }
    }
    None
}

/// The list of modules without its marks; `None` where they are not there.
fn unmarked(modules: &[u8]) -> Option<&[u8]> {
    let end = modules.len().checked_sub(MARK_BYTES)?;
    let inner = modules.get(MARK_BYTES..end)?;
    inner.ends_with(b"\n").then_some(inner)
}

/// A program as it would be loaded.
struct Memory<'a, 'f> {
    object: &'f Object<'a>,
    /// Bytes of a pointer.
    size: usize,
    big: bool,
}

impl<'a> Memory<'a, '_> {
    /// The string that the pointer at the start of `data` leads to: there stand its own address and
    /// its length.
    fn string(&self, data: &[u8]) -> Option<&'a [u8]> {
        let place = self.number(data)?;
        if place == 0 {
            return Some(&[]);
        }
        let header = self.data(place, u64::try_from(self.size).ok()?.checked_mul(2)?)?;
        let (address, length) = header.split_at_checked(self.size)?;
        self.data(self.number(address)?, self.number(length)?)
    }

    fn number(&self, data: &[u8]) -> Option<u64> {
        let bytes = data.get(..self.size)?;
        let fold = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        match (self.size, self.big) {
            (4 | 8, true) => Some(bytes.iter().fold(0, fold)),
            (4 | 8, false) => Some(bytes.iter().rev().fold(0, fold)),
            _ => None,
        }
    }

    fn data(&self, address: u64, length: u64) -> Option<&'a [u8]> {
        let mut segments = self.object.segments();
        segments.find_map(|segment| segment.data_range(address, length).ok().flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::{counted, find, unmarked};

    #[test]
    fn strings_follow_their_lengths() {
        assert_eq!(counted(b"\x02abc"), Some((&b"ab"[..], &b"c"[..])));
        let long = [&[0x81, 0x01][..], &[b'x'; 129]].concat();
        assert_eq!(counted(&long).map(|(text, rest)| (text.len(), rest.len())), Some((129, 0)));
        for bad in [&b""[..], b"\x80", b"\x03ab", &[0xff; 40]] {
            assert_eq!(counted(bad), None);
        }
    }

    #[test]
    fn a_header_is_aligned() {
        let aligned = [&[0; 16][..], b"\xff Go buildinf:\x08\x02"].concat();
        assert_eq!(find(&aligned).map(<[u8]>::len), Some(16));
        assert_eq!(find(&aligned[1..]), None);
    }

    #[test]
    fn marks_are_taken_off() {
        let marked = [&[b'<'; 16][..], b"mod\n", &[b'>'; 16]].concat();
        assert_eq!(unmarked(&marked), Some(&b"mod\n"[..]));
        assert_eq!(unmarked(&marked[..marked.len() - 1]), None);
        assert_eq!(unmarked(b"short"), None);
    }
}
