//! Strict JSON.
//!
//! RFC 8259 with the choices it leaves open made safe: UTF-8 only, no byte order mark, no duplicate
//! keys, no trailing content, bounded depth and size. Duplicate keys matter: two readers that keep
//! different ones see different documents under one signature.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::{ParseError, codes, limits};

/// Parses the whole of `bytes` as a `T`, after checking that it is strict JSON.
///
/// # Errors
/// `document.*` codes, with the position.
pub fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, ParseError> {
    let text = checked(bytes)?;
    serde_json::from_str(text).map_err(|error| located(bytes, &error, false))
}

/// Checks that the whole of `bytes` is strict JSON.
///
/// # Errors
/// `document.*` codes, with the position.
pub fn check(bytes: &[u8]) -> Result<(), ParseError> {
    checked(bytes).map(drop)
}

/// The text that `bytes` are, once it is known to be strict JSON.
fn checked(bytes: &[u8]) -> Result<&str, ParseError> {
    if bytes.len() > limits::DOCUMENT_BYTES {
        return Err(ParseError::new(
            &codes::DOCUMENT_SIZE,
            format!("{} bytes; the limit is {}", bytes.len(), limits::DOCUMENT_BYTES),
        ));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ParseError::new(&codes::DOCUMENT_EMPTY, "the document is empty"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        ParseError::at(&codes::DOCUMENT_ENCODING, "not UTF-8", bytes, error.valid_up_to())
    })?;
    let too_deep = Cell::new(false);
    let mut json = serde_json::Deserializer::from_str(text);
    // The depth is bounded below, more tightly than by serde_json itself.
    Strict { depth: 0, too_deep: &too_deep }
        .deserialize(&mut json)
        .and_then(|()| json.end())
        .map(|()| text)
        .map_err(|error| located(bytes, &error, too_deep.get()))
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
        deserializer.deserialize_map(Fields(PhantomData)).map(Self)
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
}

fn located(bytes: &[u8], error: &serde_json::Error, too_deep: bool) -> ParseError {
    let code = match error.classify() {
        _ if too_deep => &codes::DOCUMENT_DEPTH,
        serde_json::error::Category::Data if !is_strictness(error) => &codes::DOCUMENT_SHAPE,
        _ => &codes::DOCUMENT_SYNTAX,
    };
    let line_start = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum::<usize>();
    let byte = line_start + error.column().saturating_sub(1);
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    ParseError::at(code, message, bytes, byte)
}

const DUPLICATE: &str = "duplicate key ";

fn is_strictness(error: &serde_json::Error) -> bool {
    error.to_string().starts_with(DUPLICATE)
}

/// Walks a document, keeping nothing but the keys of the objects it is in.
struct Strict<'a> {
    depth: usize,
    too_deep: &'a Cell<bool>,
}

impl Strict<'_> {
    fn deeper<E: serde::de::Error>(&self) -> Result<Self, E> {
        if self.depth == limits::DOCUMENT_DEPTH {
            self.too_deep.set(true);
            return Err(E::custom(format_args!("nested deeper than {}", limits::DOCUMENT_DEPTH)));
        }
        Ok(Self { depth: self.depth + 1, too_deep: self.too_deep })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        while seq
            .next_element_seed(Strict { depth: inner.depth, too_deep: inner.too_deep })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let mut keys = Keys::default();
        while let Some(key) = map.next_key::<Key<'de>>()? {
            if let Some(key) = keys.insert(key.0) {
                return Err(serde::de::Error::custom(format_args!("{DUPLICATE}`{key}`")));
            }
            map.next_value_seed(Strict { depth: inner.depth, too_deep: inner.too_deep })?;
        }
        Ok(())
    }
}

/// A key, borrowed from the document unless it has an escape.
#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] std::borrow::Cow<'a, str>);

/// The keys of one object: a list while it is short, a set once comparing would cost more.
#[derive(Default)]
struct Keys<'a> {
    few: Vec<std::borrow::Cow<'a, str>>,
    many: std::collections::HashSet<std::borrow::Cow<'a, str>>,
}

impl<'a> Keys<'a> {
    const FEW: usize = 16;

    /// Adds `key`; gives it back when it was there already.
    fn insert(&mut self, key: std::borrow::Cow<'a, str>) -> Option<std::borrow::Cow<'a, str>> {
        if self.many.contains(&key) || self.few.contains(&key) {
            return Some(key);
        }
        if self.few.len() < Self::FEW {
            self.few.push(key);
        } else {
            self.many.insert(key);
        }
        None
    }
}

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
