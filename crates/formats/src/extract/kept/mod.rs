//! What files say, in a form to be kept beside a target that does not change.
//!
//! It is read by the build of keelmark that wrote it and by no other, so that it has neither names nor
//! versions: fields follow each other as they are declared, numbers seven bits to a byte (LEB128),
//! lists and texts behind their length. What does not fit is told by nothing but that: who keeps it
//! also keeps its digest, and reads the target anew.

mod nouns;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use keelmark_model::Code;
use keelmark_model::bom::Gap;

use super::{Extractor, Gaps, Scanned};

/// What the files of a part of a target say, and what of it could not be looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kept {
    /// What files say.
    pub files: Vec<Scanned>,
    /// What could not be looked at.
    pub gaps: Vec<Gap>,
    /// Names of files, each with another name of the same file.
    pub links: Vec<(String, String)>,
    /// Paths of what holds nothing to be read, each with its kind.
    pub skipped: Vec<(String, String)>,
    /// Paths as hashes, in lists whose meaning is who keeps them to know.
    pub paths: Vec<Vec<u128>>,
    /// Numbers, in the same way.
    pub numbers: Vec<u64>,
}

/// What ids stand for.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Extractors that may have read a file.
    pub extractors: &'a [&'static Extractor],
    /// Codes that a gap may have.
    pub codes: &'a [&'static [&'static Code]],
}

/// Writes `kept`.
pub fn render(kept: &Kept) -> Vec<u8> {
    let mut out = Vec::new();
    let Kept { files, gaps, links, skipped, paths, numbers } = kept;
    numbers.write(&mut out);
    paths.write(&mut out);
    links.write(&mut out);
    skipped.write(&mut out);
    gaps.write(&mut out);
    files.write(&mut out);
    out
}

/// Reads what [`render`] wrote; `None` for anything else, and for what is not `known`.
pub fn parse(bytes: &[u8], known: &Known<'_>) -> Option<Kept> {
    let mut from = Reader { rest: bytes, known };
    let numbers = Keep::read(&mut from)?;
    let paths = Keep::read(&mut from)?;
    let links = Keep::read(&mut from)?;
    let skipped = Keep::read(&mut from)?;
    let gaps = Keep::read(&mut from)?;
    let kept = Kept { files: Keep::read(&mut from)?, gaps, links, skipped, paths, numbers };
    from.rest.is_empty().then_some(kept)
}

/// A noun that can be kept.
trait Keep: Sized {
    fn write(&self, out: &mut Vec<u8>);
    fn read(from: &mut Reader<'_>) -> Option<Self>;
}

/// What is left to be read.
struct Reader<'a> {
    rest: &'a [u8],
    known: &'a Known<'a>,
}

impl<'a> Reader<'a> {
    fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(bytes)
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(u64::read(self)?).ok()?;
        std::str::from_utf8(self.bytes(length)?).ok()
    }
}

impl Keep for u64 {
    fn write(&self, out: &mut Vec<u8>) {
        let mut left = *self;
        while left > 0x7f {
            out.push((left & 0x7f) as u8 | 0x80);
            left >>= 7;
        }
        out.push(left as u8);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let mut value: Self = 0;
        for shift in (0..Self::BITS).step_by(7) {
            let byte = from.byte()?;
            let part = Self::from(byte & 0x7f);
            value |= part.checked_shl(shift).filter(|moved| moved >> shift == part)?;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }
}

impl Keep for u128 {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.bytes(16)?.try_into().ok().map(Self::from_le_bytes)
    }
}

impl Keep for u32 {
    fn write(&self, out: &mut Vec<u8>) {
        u64::from(*self).write(out);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Self::try_from(u64::read(from)?).ok()
    }
}

impl Keep for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        match from.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Keep for String {
    fn write(&self, out: &mut Vec<u8>) {
        write_text(self, out);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.text().map(str::to_owned)
    }
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    (text.len() as u64).write(out);
    out.extend_from_slice(text.as_bytes());
}

impl Keep for Gaps {
    fn write(&self, out: &mut Vec<u8>) {
        (self.len() as u64).write(out);
        self.iter().for_each(|one| one.write(out));
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Vec::read(from).map(Self::from)
    }
}

/// The identifier of an extractor.
impl Keep for &'static str {
    fn write(&self, out: &mut Vec<u8>) {
        write_text(self, out);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let id = from.text()?;
        from.known.extractors.iter().map(|one| one.id).find(|known| *known == id)
    }
}

impl Keep for &'static Code {
    fn write(&self, out: &mut Vec<u8>) {
        write_text(self.id, out);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let id = from.text()?;
        from.known.codes.iter().copied().flatten().find(|code| code.id == id).copied()
    }
}

impl<T: Keep> Keep for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.is_some().write(out);
        self.iter().for_each(|one| one.write(out));
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        if bool::read(from)? { T::read(from).map(Some) } else { Some(None) }
    }
}

impl<T: Keep> Keep for Box<T> {
    fn write(&self, out: &mut Vec<u8>) {
        (**self).write(out);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        T::read(from).map(Self::new)
    }
}

impl<T: Keep> Keep for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) {
        (self.len() as u64).write(out);
        self.iter().for_each(|one| one.write(out));
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        /// Room made for a list before it is read, which need not be as long as it says.
        const ROOM: usize = 1 << 10;
        let length = usize::try_from(u64::read(from)?).ok()?;
        let mut list = Self::with_capacity(length.min(ROOM));
        for _ in 0..length {
            list.push(T::read(from)?);
        }
        Some(list)
    }
}

impl<K: Keep, V: Keep> Keep for (K, V) {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
        self.1.write(out);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some((K::read(from)?, V::read(from)?))
    }
}

impl<K: Keep + Ord, V: Keep> Keep for BTreeMap<K, V> {
    fn write(&self, out: &mut Vec<u8>) {
        (self.len() as u64).write(out);
        for (key, value) in self {
            key.write(out);
            value.write(out);
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Vec::<(K, V)>::read(from).map(Self::from_iter)
    }
}

impl<T: Keep + Ord> Keep for BTreeSet<T> {
    fn write(&self, out: &mut Vec<u8>) {
        (self.len() as u64).write(out);
        self.iter().for_each(|one| one.write(out));
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Vec::<T>::read(from).map(Self::from_iter)
    }
}
