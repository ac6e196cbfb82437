//! Documents within documents: a bundle's JSON has base64 of JSON, which has base64 of PEM, which has
//! DER. What is changed deep inside is written out again through every layer around it; all other
//! bytes stay as they were.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;

/// Bytes, and what they stand in.
pub(crate) struct Layer {
    /// Where it is: `verificationMaterial.tlogEntries[0].canonicalizedBody!spec.signature`, with `!`
    /// where a layer begins.
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
    around: Option<Around>,
}

struct Around {
    layer: Arc<Layer>,
    place: Range<usize>,
    coding: Coding,
}

/// How a layer stands in the one around it.
#[derive(Debug, Clone, Copy)]
enum Coding {
    /// As the text of a JSON string.
    Text,
    /// In base64, as the text of a JSON string.
    Base64,
    /// In base64, as all there is.
    BareBase64,
    /// In base64 with so many characters to a line.
    Pem(usize),
}

impl Layer {
    pub(crate) const fn outermost(bytes: Vec<u8>) -> Self {
        Self { path: String::new(), bytes, around: None }
    }

    /// The outermost document, with other bytes at `place` of this layer.
    pub(crate) fn with(&self, place: &Range<usize>, bytes: &[u8]) -> Vec<u8> {
        let mut changed = splice(&self.bytes, place, bytes);
        let mut around = self.around.as_ref();
        while let Some(Around { layer, place, coding }) = around {
            changed = splice(&layer.bytes, place, &coding.encode(&changed));
            around = layer.around.as_ref();
        }
        changed
    }

    /// The layer that a JSON string at `place` holds. `path` is where it is.
    pub(crate) fn of_string(self: &Arc<Self>, place: &Range<usize>, path: &str) -> Self {
        let text: String = serde_json::from_slice(&self.bytes[place.clone()]).expect("a string");
        match bytes_of(&text).filter(|bytes| STANDARD.encode(bytes) == text) {
            Some(bytes) => self.inner(place.clone(), Coding::Base64, format!("{path}!"), bytes),
            None => self.inner(place.clone(), Coding::Text, path.to_owned(), text.into_bytes()),
        }
    }

    /// The layer that this one holds as a whole: what PEM or base64 is of.
    pub(crate) fn unwrapped(self: &Arc<Self>) -> Option<Self> {
        let text = str::from_utf8(&self.bytes).ok()?;
        let path = format!("{}!", self.path);
        if !text.starts_with("-----BEGIN ") {
            let bytes = bytes_of(text)?;
            return Some(self.inner(0..text.len(), Coding::BareBase64, path, bytes));
        }
        let (start, end) = (text.find("-----\n")? + 6, text.find("-----END ")?);
        let bytes = STANDARD.decode(text[start..end].replace('\n', "")).ok()?;
        let coding = Coding::Pem(text[start..].find('\n')?);
        assert_eq!(coding.encode(&bytes), text.as_bytes()[start..end], "PEM of another form");
        Some(self.inner(start..end, coding, path, bytes))
    }

    fn inner(
        self: &Arc<Self>,
        place: Range<usize>,
        coding: Coding,
        path: String,
        bytes: Vec<u8>,
    ) -> Self {
        Self { path, bytes, around: Some(Around { layer: Arc::clone(self), place, coding }) }
    }

    /// Whether it is a text of several lines.
    pub(crate) fn is_text(&self) -> bool {
        let is_string = |around: &Around| matches!(around.coding, Coding::Text);
        self.around.as_ref().is_some_and(is_string) && self.bytes.contains(&b'\n')
    }

    /// Whether it is the text of a JSON string or within one, rather than the whole document.
    pub(crate) const fn is_inner(&self) -> bool {
        self.around.is_some()
    }
}

/// The bytes that a text is base64 of; nothing where it is rather a number, a word or a digest in
/// hexadecimal.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let is_word = text.len() < 16 || text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_word { None } else { STANDARD.decode(text).ok() }
}

fn splice(bytes: &[u8], place: &Range<usize>, inner: &[u8]) -> Vec<u8> {
    [&bytes[..place.start], inner, &bytes[place.end..]].concat()
}

impl Coding {
    fn encode(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Text => quoted(bytes),
            Self::Base64 => format!("\"{}\"", STANDARD.encode(bytes)).into_bytes(),
            Self::BareBase64 => STANDARD.encode(bytes).into_bytes(),
            Self::Pem(width) => {
                let text = STANDARD.encode(bytes);
                text.as_bytes().chunks(width).flat_map(|line| [line, b"\n"].concat()).collect()
            }
        }
    }
}

/// A JSON string, also of bytes that no string has.
pub(crate) fn quoted(bytes: &[u8]) -> Vec<u8> {
    let mut text = vec![b'"'];
    for byte in bytes {
        match byte {
            b'"' | b'\\' => text.extend([b'\\', *byte]),
            0..0x20 => {
                let mut escape = String::new();
                write!(escape, "\\u{byte:04x}").expect("memory");
                text.extend(escape.into_bytes());
            }
            _ => text.push(*byte),
        }
    }
    text.push(b'"');
    text
}

/// A JSON value and where in its layer it stands.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) place: Range<usize>,
    pub(crate) shape: Shape,
}

#[derive(Clone)]
pub(crate) enum Shape {
    /// The members, in the order of the text.
    Object(Vec<(String, Node)>),
    Array(Vec<Node>),
    Text,
    Other,
}

impl Node {
    /// Reads a document; nothing where it is no JSON object.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let text = str::from_utf8(bytes).ok()?;
        let raw: &RawValue = serde_json::from_str(text).ok()?;
        raw.get().starts_with('{').then(|| Self::of(raw, text))
    }

    fn of(raw: &RawValue, text: &str) -> Self {
        // A raw value is a part of the text it was read from.
        let start = raw.get().as_ptr().addr() - text.as_ptr().addr();
        let shape = match raw.get().as_bytes()[0] {
            b'{' => {
                let members: BTreeMap<String, &RawValue> =
                    serde_json::from_str(raw.get()).expect("an object");
                let node = |(name, raw)| (name, Self::of(raw, text));
                let mut members: Vec<(String, Self)> = members.into_iter().map(node).collect();
                members.sort_by_key(|(_, node)| node.place.start);
                Shape::Object(members)
            }
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(raw.get()).expect("an array");
                Shape::Array(items.into_iter().map(|raw| Self::of(raw, text)).collect())
            }
            b'"' => Shape::Text,
            _ => Shape::Other,
        };
        Self { place: start..start + raw.get().len(), shape }
    }

    /// The values within, each with what follows the path to this one.
    pub(crate) fn children(&self) -> Vec<(String, &Self)> {
        match &self.shape {
            Shape::Object(members) => {
                members.iter().map(|(name, node)| (name.clone(), node)).collect()
            }
            Shape::Array(items) => {
                items.iter().enumerate().map(|(at, node)| (format!("[{at}]"), node)).collect()
            }
            Shape::Text | Shape::Other => Vec::new(),
        }
    }

    /// The text of each member or item, with its name.
    pub(crate) fn parts<'t>(&self, text: &'t [u8]) -> Vec<&'t [u8]> {
        let mut start = self.place.start + 1;
        let places = self.children().into_iter().map(|(_, node)| node.place.end);
        places
            .map(|end| {
                let part = text[start..end].trim_ascii();
                start = end;
                part.strip_prefix(b",").unwrap_or(part).trim_ascii_start()
            })
            .collect()
    }
}

/// Which element of DER the byte at `offset` is of: `1.0.[3]` is what is tagged 3 in the first element
/// of the second. Nothing where the bytes are not DER.
pub(crate) fn der_element(bytes: &[u8], offset: usize) -> Option<String> {
    const CONSTRUCTED: u8 = 0x20;
    let mut path = String::new();
    let (mut here, end) = element(bytes, 0).filter(|(_, end)| *end == bytes.len())?;
    let mut end = end;
    let mut is_constructed = bytes[0] & CONSTRUCTED != 0;
    while is_constructed && offset >= here {
        let mut place = 0;
        loop {
            let (content, next) = element(bytes, here).filter(|(_, next)| *next <= end)?;
            if offset < next {
                is_constructed = bytes[here] & CONSTRUCTED != 0;
                let dot = if path.is_empty() { "" } else { "." };
                match bytes[here] {
                    tag @ 0x80.. => write!(path, "{dot}[{}]", tag & 0x1f),
                    _ => write!(path, "{dot}{place}"),
                }
                .expect("memory");
                (here, end) = (content, next);
                break;
            }
            (here, place) = (next, place + 1);
        }
    }
    Some(path)
}

/// Where the content of the element at `start` begins and ends.
fn element(bytes: &[u8], start: usize) -> Option<(usize, usize)> {
    let first = usize::from(*bytes.get(start + 1)?);
    let (content, length) = match first {
        0..=0x7f => (start + 2, first),
        0x81..=0x83 => {
            let digits = bytes.get(start + 2..start + 2 + first - 0x80)?;
            let length = digits.iter().fold(0, |length, digit| (length << 8) | usize::from(*digit));
            (start + 2 + first - 0x80, length)
        }
        _ => return None,
    };
    (content + length <= bytes.len()).then_some((content, content + length))
}
