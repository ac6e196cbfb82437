//! Distinguished Encoding Rules, read without copying.
//!
//! Source: ITU-T X.690. Lengths are definite and of the shortest form, tags of one byte; `der` holds
//! to both. What is read is a range of the bytes given, so that a signature is checked over exactly
//! what came.

use der::asn1::ObjectIdentifier;
use der::{Header, Reader as _, SliceReader, Tag, TagNumber};
use keelmark_model::Code;

use crate::ParseError;

/// Walks the elements of one document or of one constructed element.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    inner: SliceReader<'a>,
    code: &'static Code,
}

/// One element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    pub(crate) tag: Tag,
    /// With tag and length.
    pub(crate) whole: &'a [u8],
    /// Without them.
    pub(crate) content: &'a [u8],
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
    /// A reader of `bytes`, whose errors have `code`.
    pub(crate) fn new(bytes: &'a [u8], code: &'static Code) -> Result<Self, ParseError> {
        let inner = SliceReader::new(bytes)
            .map_err(|error| ParseError::new(code, format!("not DER: {error}")))?;
        Ok(Self { bytes, inner, code })
    }

    /// A reader of what is in `element`.
    pub(crate) fn within(&self, element: Element<'a>) -> Result<Self, ParseError> {
        Self::new(element.content, self.code)
    }

    /// The tag of the next element, if there is one.
    pub(crate) fn peek(&self) -> Option<Tag> {
        self.inner.peek_tag().ok()
    }

    /// Whether everything was read.
    pub(crate) fn is_finished(&self) -> bool {
        self.inner.is_finished()
    }

    /// The next element, whatever its tag; `what` names it in an error.
    pub(crate) fn any(&mut self, what: &str) -> Result<Element<'a>, ParseError> {
        let start = usize::try_from(self.inner.position()).unwrap_or(usize::MAX);
        let header: Header = self.inner.decode().map_err(|error| self.refuse(what, error))?;
        let content =
            self.inner.read_slice(header.length).map_err(|error| self.refuse(what, error))?;
        let end = usize::try_from(self.inner.position()).unwrap_or(usize::MAX);
        let whole = self.bytes.get(start..end).unwrap_or_default();
        Ok(Element { tag: header.tag, whole, content })
    }

    /// The next element, which must have `tag`.
    pub(crate) fn expect(&mut self, tag: Tag, what: &str) -> Result<Element<'a>, ParseError> {
        let element = self.any(what)?;
        if element.tag != tag {
            return Err(self.refuse(what, format_args!("{tag} expected, {} found", element.tag)));
        }
        Ok(element)
    }

    /// The next element if it has `tag`.
    pub(crate) fn optional(
        &mut self,
        tag: Tag,
        what: &str,
    ) -> Result<Option<Element<'a>>, ParseError> {
        if self.peek() == Some(tag) { self.any(what).map(Some) } else { Ok(None) }
    }

    /// The elements of the next element, which must have `tag`.
    pub(crate) fn enter(&mut self, tag: Tag, what: &str) -> Result<Self, ParseError> {
        let element = self.expect(tag, what)?;
        self.within(element)
    }

    /// The next element as an object identifier.
    pub(crate) fn oid(&mut self, what: &str) -> Result<ObjectIdentifier, ParseError> {
        let element = self.expect(Tag::ObjectIdentifier, what)?;
        ObjectIdentifier::from_bytes(element.content).map_err(|error| self.refuse(what, error))
    }

    /// The next element as an integer: its bytes, big-endian two's complement of the shortest form.
    pub(crate) fn integer(&mut self, what: &str) -> Result<&'a [u8], ParseError> {
        let content = self.expect(Tag::Integer, what)?.content;
        self.shortest(content, what)
    }

    /// `content` of an integer, if no shorter one has its value.
    pub(crate) fn shortest(&self, content: &'a [u8], what: &str) -> Result<&'a [u8], ParseError> {
        match content {
            [] => Err(self.refuse(what, "an integer without a byte")),
            [0x00, next, ..] if *next < 0x80 => Err(self.refuse(what, "an integer padded")),
            [0xff, next, ..] if *next >= 0x80 => Err(self.refuse(what, "an integer padded")),
            _ => Ok(content),
        }
    }

    /// The next element as an integer from 0 to 2^31 - 1.
    pub(crate) fn small(&mut self, what: &str) -> Result<u32, ParseError> {
        let bytes = self.integer(what)?;
        self.number(bytes, what)
    }

    /// An integer's bytes as a number from 0 to 2^31 - 1.
    pub(crate) fn number(&self, bytes: &[u8], what: &str) -> Result<u32, ParseError> {
        if bytes.len() > 4 || bytes.first().is_some_and(|first| *first >= 0x80) {
            return Err(self.refuse(what, "an integer out of range"));
        }
        Ok(bytes.iter().fold(0, |value, byte| value << 8 | u32::from(*byte)))
    }

    /// Ends reading: nothing may be left.
    pub(crate) fn finish(&self, what: &str) -> Result<(), ParseError> {
        if self.is_finished() { Ok(()) } else { Err(self.refuse(what, "trailing bytes")) }
    }

    /// An error about `what`.
    pub(crate) fn refuse(&self, what: &str, why: impl std::fmt::Display) -> ParseError {
        ParseError::new(self.code, format!("{what}: {why}"))
    }
}
