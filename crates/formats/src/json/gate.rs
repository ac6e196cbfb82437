//! The pass before the parser: strictness, and how much a document may hold.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;

use keelmark_model::Code;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{DUPLICATE, located};
use crate::{ParseError, codes, limits};

/// How much a kind of document may hold. What the parser behind the gate takes of time and memory
/// follows from these, whatever the document says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Length of the document, in bytes.
    pub(crate) bytes: usize,
    /// Values of every kind, those in arrays and objects included.
    pub(crate) values: usize,
    /// Keys of the objects that are open at one place.
    pub(crate) keys: usize,
    /// Length of a key or string, in bytes.
    pub(crate) text: usize,
    /// Keys whose values may hold longer strings.
    pub(crate) long: &'static [&'static str],
}

impl Bounds {
    /// Of lockfiles, SBOMs and whatever else is written for one project.
    pub(crate) const DOCUMENT: Self = Self {
        bytes: limits::DOCUMENT_BYTES,
        // A value takes a byte at least.
        values: limits::DOCUMENT_BYTES,
        keys: limits::DOCUMENT_KEYS,
        text: limits::DOCUMENT_BYTES,
        long: &[],
    };

    /// Of bundles and other proofs, in which nothing is long but what was signed.
    pub(crate) const PROOF: Self = Self {
        bytes: limits::DOCUMENT_BYTES,
        values: limits::PROOF_VALUES,
        keys: limits::PROOF_KEYS,
        text: limits::PROOF_TEXT_BYTES,
        long: &["payload", "statement", "base64Signature"],
    };

    /// Of SLSA provenance within a proof, all of which is held as a tree.
    pub(crate) const PROVENANCE: Self =
        Self { values: limits::PROVENANCE_VALUES, long: &[], ..Self::STATEMENT };

    /// Of a statement within a proof. What it says of its subjects may be anything.
    pub(crate) const STATEMENT: Self = Self {
        bytes: limits::PROOF_BYTES,
        values: limits::STATEMENT_VALUES,
        keys: limits::STATEMENT_KEYS,
        text: limits::PROOF_TEXT_BYTES,
        long: &["predicate"],
    };
}

/// The text that `bytes` are, once the whole of it is known to be strict JSON within `bounds`.
///
/// # Errors
/// `document.*` codes, with the position.
pub(crate) fn check_within<'a>(bytes: &'a [u8], bounds: &Bounds) -> Result<&'a str, ParseError> {
    if bytes.len() > bounds.bytes {
        let message = format!("{} bytes; the limit is {}", bytes.len(), bounds.bytes);
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ParseError::new(&codes::DOCUMENT_EMPTY, "the document is empty"));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        let message =
            "it begins with a byte order mark, which JSON has none of: save it without one";
        return Err(ParseError::at(&codes::DOCUMENT_SYNTAX, message, bytes, 0));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        ParseError::at(&codes::DOCUMENT_ENCODING, "not UTF-8", bytes, error.valid_up_to())
    })?;
    let gate = Gate {
        bounds,
        values: Cell::new(bounds.values),
        keys: Cell::new(bounds.keys),
        exceeded: Cell::new(None),
    };
    let mut json = serde_json::Deserializer::from_str(text);
    // The depth is bounded below, more tightly than by serde_json itself.
    Strict { gate: &gate, depth: 0, may_be_long: false }
        .deserialize(&mut json)
        .and_then(|()| json.end())
        .map(|()| text)
        .map_err(|error| located(bytes, &error, gate.exceeded.get()))
}

/// What is left of the bounds.
struct Gate<'b> {
    bounds: &'b Bounds,
    values: Cell<usize>,
    keys: Cell<usize>,
    exceeded: Cell<Option<&'static Code>>,
}

impl Gate<'_> {
    fn refuse<E: Error>(&self, code: &'static Code, message: fmt::Arguments<'_>) -> E {
        self.exceeded.set(Some(code));
        E::custom(message)
    }

    fn count_value<E: Error>(&self) -> Result<(), E> {
        let left = self.values.get().checked_sub(1).ok_or_else(|| {
            let most = self.bounds.values;
            self.refuse(&codes::DOCUMENT_SIZE, format_args!("more than {most} values"))
        })?;
        self.values.set(left);
        Ok(())
    }

    fn hold_key<E: Error>(&self) -> Result<(), E> {
        let left = self.keys.get().checked_sub(1).ok_or_else(|| {
            let most = self.bounds.keys;
            self.refuse(&codes::DOCUMENT_SIZE, format_args!("more than {most} keys at one place"))
        })?;
        self.keys.set(left);
        Ok(())
    }

    fn check_length<E: Error>(&self, text: &str) -> Result<(), E> {
        let most = self.bounds.text;
        if text.len() <= most {
            return Ok(());
        }
        let message = format_args!("a text of more than {most} bytes where none should be");
        Err(self.refuse(&codes::DOCUMENT_SIZE, message))
    }
}

/// Walks a document, keeping nothing but the keys of the objects it is in.
#[derive(Clone, Copy)]
struct Strict<'g> {
    gate: &'g Gate<'g>,
    depth: usize,
    may_be_long: bool,
}

impl Strict<'_> {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        let most = limits::DOCUMENT_DEPTH;
        if self.depth == most {
            let message = format_args!("nested deeper than {most}");
            return Err(self.gate.refuse(&codes::DOCUMENT_DEPTH, message));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }

    fn is_long_at(self, key: &str) -> bool {
        self.may_be_long || self.gate.bounds.long.contains(&key)
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.gate.count_value()?;
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

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if self.may_be_long { Ok(()) } else { self.gate.check_length(text) }
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        while seq.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let before = self.gate.keys.get();
        let mut keys = Keys::default();
        while let Some(Key(key)) = map.next_key::<Key<'de>>()? {
            self.gate.check_length(&key)?;
            self.gate.hold_key()?;
            let value = Strict { may_be_long: inner.is_long_at(&key), ..inner };
            if let Some(key) = keys.insert(key) {
                return Err(A::Error::custom(format_args!("{DUPLICATE}`{key}`")));
            }
            map.next_value_seed(value)?;
        }
        self.gate.keys.set(before);
        Ok(())
    }
}

/// A key, borrowed from the document unless it has an escape.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// The keys of one object: a list while it is short, a set once comparing would cost more.
#[derive(Default)]
struct Keys<'a> {
    few: Vec<Cow<'a, str>>,
    many: HashSet<Cow<'a, str>>,
}

impl<'a> Keys<'a> {
    const FEW: usize = 16;

    /// Adds `key`; gives it back when it was there already.
    fn insert(&mut self, key: Cow<'a, str>) -> Option<Cow<'a, str>> {
        if self.many.is_empty() {
            if self.few.contains(&key) {
                return Some(key);
            }
            if self.few.len() < Self::FEW {
                self.few.push(key);
                return None;
            }
            self.many.extend(self.few.drain(..));
        }
        self.many.replace(key)
    }
}

#[cfg(test)]
mod tests {
    use super::{Bounds, check_within};

    const BOUNDS: Bounds = Bounds { bytes: 90, values: 40, keys: 20, text: 4, long: &["long"] };

    fn code(text: &str) -> Option<&'static str> {
        check_within(text.as_bytes(), &BOUNDS).err().map(|error| error.code.id)
    }

    #[test]
    fn every_bound_holds_to_the_last() {
        let values = |count: usize| format!("[{}1]", "1,".repeat(count - 2));
        let keys = |count: usize| {
            let keys: Vec<String> = (0..count).map(|at| format!("\"{at:x}\":0")).collect();
            format!("{{{}}}", keys.join(","))
        };
        let wide = Bounds { bytes: 1_000, ..BOUNDS };
        let within = |text: &str| check_within(text.as_bytes(), &wide).is_ok();
        assert!(within(&values(40)) && !within(&values(41)));
        assert!(within(&keys(20)) && !within(&keys(21)));
        // Keys of objects that are closed are held no longer; those around are.
        assert!(within(&format!("[{},{}]", keys(18), keys(18))));
        assert!(within(r#"{"a":{"b":0},"c":{"d":0}}"#));
        assert!(!within(&format!("{{\"x\":1,\"y\":2,\"z\":{}}}", keys(18))));
        assert_eq!(code(&values(41)), Some("document.size"));
        assert_eq!(code(&" ".repeat(91)), Some("document.size"));
    }

    #[test]
    fn texts_are_long_where_they_may_be() {
        for text in [
            r#"["1234"]"#,
            r#"{"1234":"1234"}"#,
            r#"{"long":"12345"}"#,
            r#"{"long":[{"a":"12345"}]}"#,
        ] {
            assert_eq!(code(text), None, "{text}");
        }
        for text in
            [r#"["12345"]"#, r#"{"12345":1}"#, r#"{"a":"12345"}"#, r#"{"long":1,"a":"12345"}"#]
        {
            assert_eq!(code(text), Some("document.size"), "{text}");
        }
    }

    #[test]
    fn duplicates_are_found_among_few_and_many() {
        for count in [1, 15, 16, 17, 19] {
            let mut keys: Vec<String> = (0..count).map(|at| format!("\"{at}\":0")).collect();
            let wide = Bounds { bytes: 1_000, ..BOUNDS };
            let check = |keys: &[String]| {
                let text = format!("{{{}}}", keys.join(","));
                check_within(text.as_bytes(), &wide).map(drop).map_err(|error| error.code.id)
            };
            assert!(check(&keys).is_ok(), "{count}");
            for at in 0..count {
                keys.push(format!("\"{at}\":0"));
                assert_eq!(check(&keys), Err("document.syntax"), "{at} of {count}");
                keys.pop();
            }
        }
    }
}
