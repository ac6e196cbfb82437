//! Strict JSON.
//!
//! RFC 8259 with the choices it leaves open made safe: UTF-8 only, no byte order mark, no duplicate
//! keys, no trailing content, bounded depth and size. Duplicate keys matter: two readers that keep
//! different ones see different documents under one signature.

mod gate;

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use keelmark_model::Code;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Unexpected, Visitor};

use crate::text::shortened;
use crate::{ParseError, codes, limits};

pub(crate) use gate::{Bounds, check_within};

/// Parses the whole of `bytes` as a `T`, after checking that it is strict JSON.
///
/// # Errors
/// `document.*` codes, with the position.
pub fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, ParseError> {
    parse_within(bytes, &Bounds::DOCUMENT)
}

/// [`parse`], within other bounds.
///
/// # Errors
/// As [`parse`].
pub(crate) fn parse_within<'a, T: Deserialize<'a>>(
    bytes: &'a [u8],
    bounds: &Bounds,
) -> Result<T, ParseError> {
    read(check_within(bytes, bounds)?)
}

/// The text that `bytes` are, once they are known to be strict JSON: for [`read`].
///
/// # Errors
/// `document.*` codes, with the position.
pub(crate) fn checked(bytes: &[u8]) -> Result<&str, ParseError> {
    check_within(bytes, &Bounds::DOCUMENT)
}

/// Parses what was checked before.
pub(crate) fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, ParseError> {
    serde_json::from_str(text).map_err(|error| located(text.as_bytes(), &error, None))
}

/// The whole of `bytes` as its own tools read it: a byte order mark is skipped, and of duplicate keys
/// the last counts. For files that nothing relies on as evidence.
///
/// # Errors
/// `document.*` codes, with the position.
pub(crate) fn lenient(bytes: &[u8]) -> Result<serde_json::Value, ParseError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.len() > limits::DOCUMENT_BYTES {
        let message = format!("{} bytes; the limit is {}", bytes.len(), limits::DOCUMENT_BYTES);
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    serde_json::from_slice(bytes).map_err(|error| located(bytes, &error, None))
}

/// Checks that the whole of `bytes` is strict JSON.
///
/// # Errors
/// `document.*` codes, with the position.
pub fn check(bytes: &[u8]) -> Result<(), ParseError> {
    check_within(bytes, &Bounds::DOCUMENT).map(drop)
}

/// Renders `value` with two spaces of indentation and a final newline.
///
/// # Panics
/// When `value` has a map whose keys are not strings: a fault of the type, not of its content.
pub fn render_pretty<T: serde::Serialize>(value: &T) -> Vec<u8> {
    #[expect(clippy::expect_used, reason = "writing plain data to memory cannot fail")]
    let mut bytes = serde_json::to_vec_pretty(value).expect("plain data");
    bytes.push(b'\n');
    bytes
}

/// The same document on one line: without the white space between its parts, and with a final newline.
/// Nothing else of strict JSON is changed.
pub fn on_one_line(bytes: &[u8]) -> Vec<u8> {
    let (mut in_text, mut is_escaped) = (false, false);
    let kept = bytes.iter().copied().filter(|byte| {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = in_text,
            b'"' => in_text = !in_text,
            _ => {}
        }
        in_text || !byte.is_ascii_whitespace()
    });
    kept.chain([b'\n']).collect()
}

/// A `T` that is written as an object.
///
/// Without this, what serde derives for a structure also reads an array of its fields' values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Fields(PhantomData)).map(Self)
    }
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<T, E> {
        Err(E::invalid_type(TEXT, &self))
    }
}

/// An object of at most `MOST` values by their names, sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named<T, const MOST: usize>(pub(crate) BTreeMap<String, T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for Named<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Names(PhantomData))
    }
}

struct Names<T, const MOST: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Names<T, MOST> {
    type Value = Named<T, MOST>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object of at most {MOST} values")
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Err(E::invalid_type(TEXT, &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = BTreeMap::new();
        while let Some((name, value)) = map.next_entry()? {
            if values.len() == MOST {
                return Err(A::Error::custom(format_args!("more than {MOST} values")));
            }
            values.insert(name, value);
        }
        Ok(Named(values))
    }
}

/// A string where another type should be. serde would quote it, however long it is.
pub(crate) const TEXT: Unexpected<'static> = Unexpected::Other("string");

/// `exceeded`: the code of the bound that was the reason to stop.
fn located(bytes: &[u8], error: &serde_json::Error, exceeded: Option<&'static Code>) -> ParseError {
    let text = error.to_string();
    let is_strictness = text.starts_with(DUPLICATE);
    let code = exceeded.unwrap_or_else(|| match error.classify() {
        serde_json::error::Category::Data if !is_strictness => &codes::DOCUMENT_SHAPE,
        _ => &codes::DOCUMENT_SYNTAX,
    });
    let line_start = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum::<usize>();
    let byte = line_start + error.column().saturating_sub(1);
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    ParseError::at(code, shortened(message), bytes, byte)
}

const DUPLICATE: &str = "duplicate key ";

#[cfg(test)]
mod tests {
    use super::{check, on_one_line};

    fn code(text: &[u8]) -> Option<(&'static str, Option<(u32, u32)>)> {
        check(text).err().map(|error| (error.code.id, error.at.map(|at| (at.line, at.column))))
    }

    #[test]
    fn accepts_ordinary_documents() {
        assert_eq!(code(br#" {"a": [1, -2, 3.5, "x\u0041", null, true], "b": {"a": {}}} "#), None);
    }

    #[test]
    fn names_what_is_wrong_and_where() {
        assert_eq!(code(b" \n"), Some(("document.empty", None)));
        assert_eq!(code(b"{\"a\":\xff}"), Some(("document.encoding", Some((1, 6)))));
        assert_eq!(code(b"{\"a\":1,\n\"a\":2}"), Some(("document.syntax", Some((2, 3)))));
        assert_eq!(code(br#"{"a":1,"\u0061":2}"#).map(|(id, _)| id), Some("document.syntax"));
        assert_eq!(code(b"{\"a\":1} x").map(|(id, _)| id), Some("document.syntax"));
        assert_eq!(code(b"{\"a\":").map(|(id, _)| id), Some("document.syntax"));
        assert_eq!(code(b"\xef\xbb\xbf{}").map(|(id, _)| id), Some("document.syntax"));
        let deep = "[".repeat(100) + &"]".repeat(100);
        assert_eq!(code(deep.as_bytes()).map(|(id, _)| id), Some("document.depth"));
    }
    #[test]
    fn one_line_keeps_what_is_in_texts() {
        let text = b" {\n  \"a b\": [1,\t2, \"c \\\" \\\\\" , \"d e\"]\r\n}\n";
        assert_eq!(on_one_line(text), b"{\"a b\":[1,2,\"c \\\" \\\\\",\"d e\"]}\n");
        assert_eq!(on_one_line(b"[]"), b"[]\n");
    }
}
