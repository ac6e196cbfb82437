//! DER, read strictly and with the place of everything that is read.
//!
//! Source: ITU-T X.690, distinguished encoding rules. Signatures are over bytes as they came, so an
//! element here says where in the document it lies, which readers that give values alone do not; tags
//! and object identifiers are those of the `der` crate.

use std::ops::Range;

pub(crate) use der::{Tag, TagNumber};

/// What is wrong with a document in DER, and at which of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field} at byte {byte}: {reason}")]
pub(crate) struct Malformed {
    /// Offset in the document.
    pub(crate) byte: usize,
    /// What was being read.
    pub(crate) field: &'static str,
    /// Why it cannot be.
    pub(crate) reason: &'static str,
}

/// Elements one after another: a document, or what a constructed element holds.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    /// What is left.
    bytes: &'a [u8],
    /// Where in the document that begins.
    position: usize,
}

/// One element.
#[derive(Clone)]
pub(crate) struct Element<'a> {
    pub(crate) tag: Tag,
    /// Tag, length and content, in the document.
    pub(crate) whole: Range<usize>,
    /// The content alone, in the document.
    pub(crate) content: Range<usize>,
    /// The content.
    pub(crate) bytes: &'a [u8],
    /// Tag, length and content.
    pub(crate) encoding: &'a [u8],
}

/// The tag `[number]` of a constructed element.
pub(crate) const fn constructed(number: TagNumber) -> Tag {
    Tag::ContextSpecific { constructed: true, number }
}

/// The tag `[number]` of a primitive element.
pub(crate) const fn primitive(number: TagNumber) -> Tag {
    Tag::ContextSpecific { constructed: false, number }
}

impl<'a> Reader<'a> {
    /// A reader of a whole document.
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// Whether nothing is left.
    pub(crate) const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The next element, whatever it is.
    pub(crate) fn next(&mut self, field: &'static str) -> Result<Element<'a>, Malformed> {
        let begin = self.position;
        let malformed = |reason| Malformed { byte: begin, field, reason };
        if self.is_empty() {
            return Err(malformed("missing"));
        }
        let (tag, length, rest) =
            header(self.bytes).ok_or_else(|| malformed("a tag or length is not DER"))?;
        let (bytes, rest) = rest.split_at_checked(length).ok_or_else(|| malformed("cut off"))?;
        let size = self.bytes.len() - rest.len();
        let end = begin + size;
        let encoding = self.bytes.get(..size).unwrap_or_default();
        *self = Self { bytes: rest, position: end };
        Ok(Element { tag, whole: begin..end, content: end - length..end, bytes, encoding })
    }

    /// The next element, which must have `tag`.
    pub(crate) fn required(
        &mut self,
        tag: Tag,
        field: &'static str,
    ) -> Result<Element<'a>, Malformed> {
        let element = self.next(field)?;
        if element.tag == tag {
            return Ok(element);
        }
        Err(element.malformed(field, "another type than it must have"))
    }

    /// The elements in the next one, which must have `tag`.
    pub(crate) fn enter(&mut self, tag: Tag, field: &'static str) -> Result<Self, Malformed> {
        Ok(self.required(tag, field)?.reader())
    }

    /// The next element, if it has `tag`.
    pub(crate) fn optional(
        &mut self,
        tag: Tag,
        field: &'static str,
    ) -> Result<Option<Element<'a>>, Malformed> {
        if self.bytes.first() == Some(&tag.octet()) {
            return self.next(field).map(Some);
        }
        Ok(None)
    }

    /// A BOOLEAN that is left out when it is false, and so may only be true.
    pub(crate) fn optional_true(&mut self, field: &'static str) -> Result<bool, Malformed> {
        let Some(element) = self.optional(Tag::Boolean, field)? else { return Ok(false) };
        match element.bytes {
            [0xff] => Ok(true),
            [0] => Err(element.malformed(field, "false, the default, is left out in DER")),
            _ => Err(element.malformed(field, "not a boolean of DER")),
        }
    }

    /// Refuses anything that is left.
    pub(crate) fn finish(&self, field: &'static str) -> Result<(), Malformed> {
        if self.is_empty() {
            return Ok(());
        }
        Err(Malformed { byte: self.position, field, reason: "something follows its end" })
    }
}

/// Tag and length at the start of `bytes`, and what follows them. The length must be in its shortest
/// form, and the tag in one octet, as every tag of the formats read here is.
fn header(bytes: &[u8]) -> Option<(Tag, usize, &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let tag = Tag::try_from(*tag).ok()?;
    let count = match *first {
        length @ 0..=0x7f => return Some((tag, usize::from(length), rest)),
        count @ 0x81..=0x84 => usize::from(count - 0x80),
        _ => return None,
    };
    let (octets, rest) = rest.split_at_checked(count)?;
    let length = octets.iter().fold(0, |length: u32, octet| length << 8 | u32::from(*octet));
    let is_shortest = length >= 0x80 && octets.first() != Some(&0);
    is_shortest.then_some((tag, usize::try_from(length).ok()?, rest))
}

impl<'a> Element<'a> {
    /// An error about this element.
    pub(crate) const fn malformed(&self, field: &'static str, reason: &'static str) -> Malformed {
        Malformed { byte: self.whole.start, field, reason }
    }

    /// The elements in this constructed one.
    pub(crate) const fn reader(&self) -> Reader<'a> {
        Reader { bytes: self.bytes, position: self.content.start }
    }

    /// The octets of an INTEGER, sign and all.
    pub(crate) fn integer(&self, field: &'static str) -> Result<&'a [u8], Malformed> {
        match self.bytes {
            [] => Err(self.malformed(field, "an integer without a value")),
            [0, next, ..] if *next < 0x80 => Err(self.malformed(field, "not the shortest form")),
            [0xff, next, ..] if *next >= 0x80 => {
                Err(self.malformed(field, "not the shortest form"))
            }
            octets => Ok(octets),
        }
    }

    /// The octets of an OBJECT IDENTIFIER.
    pub(crate) fn object_identifier(&self, field: &'static str) -> Result<&'a [u8], Malformed> {
        let mut is_first_of_arc = true;
        for octet in self.bytes {
            if is_first_of_arc && *octet == 0x80 {
                return Err(self.malformed(field, "an arc is not in its shortest form"));
            }
            is_first_of_arc = *octet < 0x80;
        }
        if self.bytes.is_empty() || !is_first_of_arc {
            return Err(self.malformed(field, "an object identifier that is cut off"));
        }
        Ok(self.bytes)
    }

    /// The octets of a BIT STRING that is made of whole octets, and where they lie.
    pub(crate) fn octets(&self, field: &'static str) -> Result<Range<usize>, Malformed> {
        if self.bytes.first() != Some(&0) {
            return Err(self.malformed(field, "not made of whole octets"));
        }
        Ok(self.content.start + 1..self.content.end)
    }

    /// Up to 16 named bits of a BIT STRING, bit 0 in the lowest place.
    pub(crate) fn named_bits(&self, field: &'static str) -> Result<u16, Malformed> {
        let malformed = |reason| self.malformed(field, reason);
        let (unused, octets) =
            self.bytes.split_first().ok_or_else(|| malformed("a bit string without a value"))?;
        let last = octets.last().copied().unwrap_or_default();
        // No bit that is not set stands at the end (X.690, section 11.2.2).
        let is_padded =
            *unused < 8 && (octets.is_empty() || last.trailing_zeros() == u32::from(*unused));
        if octets.len() > 2 || !is_padded || (octets.is_empty() && *unused != 0) {
            return Err(malformed("not a bit string of DER with at most 16 bits"));
        }
        let low = octets.first().map_or(0, |octet| u16::from(octet.reverse_bits()));
        let high = octets.get(1).map_or(0, |octet| u16::from(octet.reverse_bits()));
        Ok(low | high << 8)
    }
}

/// An object identifier's octets as dotted numbers; one with a number too large, as hexadecimal.
pub(crate) fn dotted(octets: &[u8]) -> String {
    let mut text = String::new();
    let mut number: u64 = 0;
    for octet in octets {
        if number >= 1 << 56 {
            return format!("#{}", keelmark_model::hexadecimal(octets));
        }
        number = number << 7 | u64::from(octet & 0x7f);
        if *octet >= 0x80 {
            continue;
        }
        // The first number stands for two, of which the first is at most 2.
        if text.is_empty() {
            let first = (number / 40).min(2);
            text = format!("{first}.{}", number - first * 40);
        } else {
            text.push_str(&format!(".{number}"));
        }
        number = 0;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Reader, Tag, dotted};

    fn read(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
        let mut reader = Reader::new(bytes);
        let element = reader.next("test").map_err(|error| error.reason)?;
        reader.finish("test").map_err(|error| error.reason)?;
        Ok(element.bytes.to_vec())
    }

    #[test]
    fn only_distinguished_encoding_is_read() {
        assert_eq!(read(&[4, 1, 7]), Ok(vec![7]));
        let long = [&[4, 0x81, 0x80][..], &[1; 128]].concat();
        assert_eq!(read(&long), Ok(vec![1; 128]));
        let cases: &[(&[u8], &str)] = &[
            (&[], "missing"),
            (&[4], "a tag or length is not DER"),
            (&[4, 2, 7], "cut off"),
            (&[4, 1, 7, 7], "something follows its end"),
            (&[4, 0x81, 1, 7], "a tag or length is not DER"),
            (&[4, 0x82, 0, 1, 7], "a tag or length is not DER"),
            (&[0x24, 0x80, 4, 1, 7, 0, 0], "a tag or length is not DER"),
            (&[0x1f, 0x81, 0, 0], "a tag or length is not DER"),
            (&[4, 0x82, 0, 0x80], "a tag or length is not DER"),
            (&[4, 0x85, 1, 0, 0, 0, 0], "a tag or length is not DER"),
            (&[4, 0x84, 0xff, 0xff, 0xff, 0xff, 7], "cut off"),
        ];
        for (bytes, reason) in cases {
            assert_eq!(read(bytes), Err(*reason), "{bytes:?}");
        }
    }

    fn first(bytes: &[u8]) -> super::Element<'_> {
        Reader::new(bytes).next("test").expect("an element")
    }

    #[test]
    fn values_have_one_form() {
        let integer = |bytes: &[u8]| first(bytes).integer("x").map(<[u8]>::to_vec).ok();
        assert_eq!(integer(&[2, 1, 0]), Some(vec![0]));
        assert_eq!(integer(&[2, 2, 0, 0x80]), Some(vec![0, 0x80]));
        for bytes in [&[2, 0][..], &[2, 2, 0, 0x7f], &[2, 2, 0xff, 0x80]] {
            assert_eq!(integer(bytes), None, "{bytes:?}");
        }
        let boolean = |bytes: &[u8]| Reader::new(bytes).optional_true("x");
        assert_eq!(boolean(&[1, 1, 0xff]), Ok(true));
        assert_eq!(boolean(&[]), Ok(false));
        assert!(boolean(&[1, 1, 0]).is_err() && boolean(&[1, 1, 1]).is_err());
        assert!(boolean(&[1, 2, 0xff, 0xff]).is_err());
        let bits = |bytes: &[u8]| first(bytes).named_bits("x").ok();
        assert_eq!(bits(&[3, 2, 7, 0x80]), Some(1));
        assert_eq!(bits(&[3, 2, 1, 6]), Some(0b110_0000));
        assert_eq!(bits(&[3, 3, 7, 0, 0x80]), Some(0x100));
        assert_eq!(bits(&[3, 1, 0]), Some(0));
        for bytes in [&[3, 0][..], &[3, 1, 1], &[3, 2, 8, 0], &[3, 2, 7, 0xc0], &[3, 4, 0, 1, 1, 1]]
        {
            assert_eq!(bits(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn object_identifiers_are_dotted() {
        let oid = |bytes: &[u8]| first(bytes).object_identifier("x").map(dotted).ok();
        let cases: &[(&[u8], &str)] = &[
            (&[6, 3, 0x55, 0x1d, 0x13], "2.5.29.19"),
            (&[6, 3, 0x88, 0x37, 3], "2.999.3"),
            (&[6, 3, 0x2a, 0x83, 0x7f], "1.2.511"),
            (
                &[6, 9, 0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
                "1.2.72057594037927935",
            ),
        ];
        for (bytes, expected) in cases {
            assert_eq!(oid(bytes).as_deref(), Some(*expected));
        }
        let large = [&[6, 11, 0x2a][..], &[0xff; 9], &[1]].concat();
        assert_eq!(oid(&large), Some(format!("#2a{}01", "ff".repeat(9))));
        for bytes in [&[6, 0][..], &[6, 2, 0x55, 0x80], &[6, 3, 0x55, 0x80, 1]] {
            assert_eq!(oid(bytes), None, "{bytes:?}");
        }
        assert_eq!(Tag::Sequence.octet(), 0x30);
    }
}
