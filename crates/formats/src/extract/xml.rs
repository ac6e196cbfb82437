//! XML as a small tree: what manifests are read from.
//!
//! XML 1.0 without namespaces and without a document type: a declared entity is never expanded, so
//! that a document is never larger than its bytes.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::{ParseError, codes, limits};

/// An element with everything in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Name without a prefix.
    pub(super) name: String,
    /// Its text, that of its children left out.
    text: String,
    /// Attributes by name, without a prefix.
    attributes: Vec<(String, String)>,
    /// Elements directly in it.
    pub(super) children: Vec<Element>,
    /// Line of its start, from 1.
    pub(super) line: u32,
}

impl Element {
    /// The first child called `name`.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child called `name`, if it says anything.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.child(name)?.text()
    }

    /// Its own text without white space around it, if it says anything.
    pub(super) fn text(&self) -> Option<&str> {
        Some(self.text.trim()).filter(|text| !text.is_empty())
    }

    /// The attribute called `name`.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// What is in `group` of it: `<group><one/><one/></group>`.
    pub(super) fn list(&self, group: &str) -> &[Self] {
        self.child(group).map_or(&[], |group| &group.children)
    }
}

/// The root element of `bytes`.
///
/// # Errors
/// `document.*` codes, with the position.
pub(super) fn parse(bytes: &[u8]) -> Result<Element, ParseError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ParseError::new(&codes::DOCUMENT_EMPTY, "the document is empty"));
    }
    let text = decode(bytes);
    let mut tree = Tree { text: &text, counted: 0, line: 1, count: 0, open: Vec::new() };
    let mut reader = Reader::from_str(&text);
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().map_err(|error| tree.error(start, error.to_string()))?;
        tree.advance(start);
        match event {
            Event::Start(tag) => tree.open(&tag)?,
            Event::Empty(tag) => {
                tree.open(&tag)?;
                if let Some(root) = tree.close() {
                    return Ok(root);
                }
            }
            Event::End(_) => {
                if let Some(root) = tree.close() {
                    return Ok(root);
                }
            }
            Event::Text(part) => tree.append(&part.xml10_content()),
            Event::CData(part) => tree.append(&part.xml10_content()),
            Event::GeneralRef(reference) => tree.append(&resolve(&reference)),
            Event::Eof => return Err(tree.error(start, "an element is not closed".to_owned())),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// The text of a document: UTF-8, UTF-16 with a byte order mark, or what is left, Latin-1, in which
/// old manifests write names of people.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let units = |pair: fn([u8; 2]) -> u16| -> String {
        let units = bytes.chunks_exact(2).skip(1).map(|two| pair([two[0], two[1]]));
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xff, 0xfe, ..] => Cow::Owned(units(u16::from_le_bytes)),
        [0xfe, 0xff, ..] => Cow::Owned(units(u16::from_be_bytes)),
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
            }
        }
    }
}

/// The elements open at a point of a document.
struct Tree<'a> {
    text: &'a str,
    counted: usize,
    line: u32,
    count: usize,
    open: Vec<Element>,
}

impl Tree<'_> {
    /// Counts lines up to the byte `to`.
    fn advance(&mut self, to: usize) {
        let passed = self.text.as_bytes().get(self.counted..to).unwrap_or_default();
        let lines = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.counted = self.counted.max(to);
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), ParseError> {
        self.count += 1;
        if self.open.len() == limits::DOCUMENT_DEPTH {
            let message = format!("nested deeper than {}", limits::DOCUMENT_DEPTH);
            let text = self.text.as_bytes();
            return Err(ParseError::at(&codes::DOCUMENT_DEPTH, message, text, self.counted));
        }
        if self.count > limits::XML_ELEMENTS {
            let message = format!("more than {} elements", limits::XML_ELEMENTS);
            return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
        }
        let mut element = Element {
            name: tag.local_name().as_ref().to_owned(),
            line: self.line,
            ..Element::default()
        };
        for attribute in tag.attributes() {
            let attribute =
                attribute.map_err(|error| self.error(self.counted, error.to_string()))?;
            let value = quick_xml::escape::unescape(&attribute.value)
                .map_or_else(|_| attribute.value.to_string(), Cow::into_owned);
            element.attributes.push((attribute.key.local_name().as_ref().to_owned(), value));
        }
        self.open.push(element);
        Ok(())
    }

    /// Closes the innermost element; gives it when it is the root.
    fn close(&mut self) -> Option<Element> {
        let element = self.open.pop()?;
        match self.open.last_mut() {
            Some(parent) => {
                parent.children.push(element);
                None
            }
            None => Some(element),
        }
    }

    fn append(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }

    fn error(&self, byte: usize, message: String) -> ParseError {
        let byte = byte.min(self.text.len());
        ParseError::at(&codes::DOCUMENT_SYNTAX, message, self.text.as_bytes(), byte)
    }
}

/// What a reference stands for; one of a name that XML itself does not have stays as written.
fn resolve(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name = reference.xml10_content();
    match &*name {
        "amp" => "&".to_owned(),
        "apos" => "'".to_owned(),
        "gt" => ">".to_owned(),
        "lt" => "<".to_owned(),
        "quot" => "\"".to_owned(),
        other => format!("&{other};"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Element, parse};

    fn code(text: &[u8]) -> &'static str {
        parse(text).expect_err("it is refused").code.id
    }

    #[test]
    fn a_document_is_a_tree() {
        let text = "\u{feff}<?xml version=\"1.0\"?>\n<!DOCTYPE p [<!ENTITY e \"eee\">]>\n<p xmlns='u'>\n \
                    <m:a x='1 &amp; 2'> T<!-- c -->&#x26;U&e; </m:a><b/><![CDATA[<]]></p>";
        let root = parse(text.as_bytes()).expect("a document");
        assert_eq!((root.name.as_str(), root.text(), root.line), ("p", Some("<"), 3));
        let a = root.child("a").expect("a");
        assert_eq!((a.text(), a.attribute("x"), a.line), (Some("T&U&e;"), Some("1 & 2"), 4));
        assert_eq!(root.child("b").and_then(Element::text), None);
    }

    #[test]
    fn other_encodings_are_read() {
        let value = |bytes: &[u8]| {
            parse(bytes).expect("a document").text().map(str::to_owned).unwrap_or_default()
        };
        assert_eq!(value(b"<a>\xe9</a>"), "\u{e9}");
        let wide: Vec<u8> =
            "\u{feff}<a>\u{e9}</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(value(&wide), "\u{e9}");
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(code(b" "), "document.empty");
        assert_eq!(code(b"<a><b></a>"), "document.syntax");
        assert_eq!(code(b"<a><b/>"), "document.syntax");
        assert_eq!(code("<a>".repeat(200).as_bytes()), "document.depth");
        let many = format!("<a>{}</a>", "<b/>".repeat(300_000));
        assert_eq!(code(many.as_bytes()), "document.size");
    }
}
