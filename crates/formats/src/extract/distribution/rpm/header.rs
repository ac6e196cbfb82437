//! An RPM header: numbered tags, each with a list of numbers or strings.
//!
//! Source: "RPM V4 Package format" and `header.c` of RPM. Numbers are big-endian: how many tags, how
//! many bytes of values; 16 bytes for each tag (number, type, offset, count); the values.

use std::borrow::Cow;

use super::{big, index};
use crate::limits;

/// A header whose parts are all there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header<'a> {
    tags: &'a [u8],
    values: &'a [u8],
}

/// Bytes of a tag in the index.
const TAG_BYTES: usize = 16;

/// Types of values.
const INT16: u32 = 3;
const INT32: u32 = 4;
const STRING: u32 = 6;
const STRING_ARRAY: u32 = 8;
const I18N_STRING: u32 = 9;

struct Value<'a> {
    ty: u32,
    count: usize,
    data: &'a [u8],
}

impl<'a> Header<'a> {
    /// The header at the start of `bytes`, which begins with its counts, and its length in bytes.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<(Self, usize)> {
        let (tags, values) = (index(big(bytes, 0)?), index(big(bytes, 4)?));
        if tags > limits::RPM_TAGS || values > limits::RPM_HEADER_BYTES {
            return None;
        }
        let (tags, rest) = bytes.get(8..)?.split_at_checked(tags * TAG_BYTES)?;
        let values = rest.get(..values)?;
        Some((Self { tags, values }, 8 + tags.len() + values.len()))
    }

    /// The strings of `tag`, of a translated one the untranslated; none where it is absent.
    pub(super) fn strings(&self, tag: u32) -> impl Iterator<Item = Cow<'a, str>> {
        let value =
            self.value(tag).filter(|value| matches!(value.ty, STRING | STRING_ARRAY | I18N_STRING));
        let (count, data) = value.map_or((0, &[][..]), |value| match value.ty {
            STRING_ARRAY => (value.count, value.data),
            _ => (1, value.data),
        });
        // The last one ends in a zero byte, too: what follows it is of another tag.
        data.split(|byte| *byte == 0).take(count).map(String::from_utf8_lossy)
    }

    /// The only or first string of `tag`, unless it is empty.
    pub(super) fn string(&self, tag: u32) -> Option<Cow<'a, str>> {
        self.strings(tag).next().filter(|text| !text.is_empty())
    }

    /// The numbers of `tag`; none where it is absent.
    pub(super) fn numbers(&self, tag: u32) -> impl Iterator<Item = u32> {
        let value = self.value(tag);
        let (width, count, data) = match &value {
            Some(Value { ty: INT16, count, data }) => (2, *count, *data),
            Some(Value { ty: INT32, count, data }) => (4, *count, *data),
            _ => (4, 0, &[][..]),
        };
        let number = |bytes: &[u8]| bytes.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
        data.chunks_exact(width).take(count).map(number)
    }

    fn value(&self, tag: u32) -> Option<Value<'a>> {
        let entry = self.tags.chunks_exact(TAG_BYTES).find(|entry| big(entry, 0) == Some(tag))?;
        let data = self.values.get(index(big(entry, 8)?)..)?;
        Some(Value { ty: big(entry, 4)?, count: index(big(entry, 12)?), data })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::Header;

    /// A header of string lists and numbers, as RPM would write it.
    pub(in super::super) fn written(
        strings: &[(u32, &[&str])],
        numbers: &[(u32, &[u32])],
    ) -> Vec<u8> {
        let (mut tags, mut values) = (Vec::new(), Vec::new());
        let mut entry = |tag: u32, ty: u32, offset: usize, count: usize| {
            let offset = u32::try_from(offset).expect("small");
            let count = u32::try_from(count).expect("small");
            for number in [tag, ty, offset, count] {
                tags.extend(number.to_be_bytes());
            }
        };
        for (tag, all) in numbers {
            entry(*tag, super::INT32, values.len(), all.len());
            values.extend(all.iter().flat_map(|number| number.to_be_bytes()));
        }
        for (tag, all) in strings {
            entry(*tag, super::STRING_ARRAY, values.len(), all.len());
            values.extend(all.iter().flat_map(|text| [text.as_bytes(), &[0]].concat()));
        }
        let count = |bytes: usize| u32::try_from(bytes).expect("small").to_be_bytes();
        [&count(tags.len() / 16)[..], &count(values.len()), &tags, &values].concat()
    }

    #[test]
    fn tags_have_strings_and_numbers() {
        let bytes = written(&[(1000, &["bash"]), (1117, &["a", "", "c"])], &[(1116, &[7, 8])]);
        let (header, length) = Header::parse(&bytes).expect("a header");
        assert_eq!(length, bytes.len());
        assert_eq!(header.string(1000).as_deref(), Some("bash"));
        assert_eq!(header.strings(1117).collect::<Vec<_>>(), ["a", "", "c"]);
        assert_eq!(header.numbers(1116).collect::<Vec<_>>(), [7, 8]);
        assert_eq!((header.string(1), header.numbers(1117).count()), (None, 0));
    }

    #[test]
    fn a_header_that_is_cut_off_is_none() {
        let bytes = written(&[(1000, &["bash"])], &[]);
        for length in 0..bytes.len() {
            assert!(Header::parse(&bytes[..length]).is_none(), "{length}");
        }
        assert!(Header::parse(&[0xff; 64]).is_none());
    }
}
