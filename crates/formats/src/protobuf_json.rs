//! Scalars of the protobuf JSON mapping, as DSSE envelopes and Sigstore bundles use them.
//!
//! Source: Protocol Buffers language guide (proto3), section "ProtoJSON format". `null` stands for
//! a field's default, fields go by their camelCase or their original name, and fields the schema
//! does not have are refused.

use std::fmt;
use std::marker::PhantomData;

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Unexpected, Visitor};

use crate::json::TEXT;

/// A `bytes` field: base64, standard or URL-safe, padded or not.
///
/// Only one text of each alphabet and padding stands for given bytes: unused bits must be zero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

const CONFIG: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD_LENIENT: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
const URL_SAFE_LENIENT: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Base64)
    }
}

struct Base64;

impl Visitor<'_> for Base64 {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes in base64")
    }

    fn visit_unit<E>(self) -> Result<Bytes, E> {
        Ok(Bytes::default())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Bytes, E> {
        // Nearly all is of the standard alphabet: only what is not is looked through for the other.
        let decoded = STANDARD_LENIENT.decode(text).or_else(|error| match text.find(['-', '_']) {
            Some(_) => URL_SAFE_LENIENT.decode(text),
            None => Err(error),
        });
        decoded.map(Bytes).map_err(|error| E::custom(format_args!("base64: {error}")))
    }
}

/// The one text keelmark writes for a `bytes` field: standard alphabet, padded.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads that text, and no other for the same bytes.
pub(crate) fn strict_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Appends that text to `text`.
pub(crate) fn base64_into(bytes: &[u8], text: &mut String) {
    STANDARD.encode_string(bytes, text);
}

/// A repeated field of at most `MOST` values.
///
/// The bound holds while the values are read: a list of a million empty messages takes a hundred
/// times the memory of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Repeated<T, const MOST: usize>(pub(crate) Vec<T>);

impl<T, const MOST: usize> Default for Repeated<T, MOST> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for Repeated<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Values(PhantomData))
    }
}

struct Values<T, const MOST: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Values<T, MOST> {
    type Value = Repeated<T, MOST>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array of at most {MOST} values")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Repeated::default())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Err(E::invalid_type(TEXT, &self))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element()? {
            if values.len() == MOST {
                return Err(A::Error::custom(format_args!("more than {MOST} values")));
            }
            values.push(value);
        }
        Ok(Repeated(values))
    }
}

/// `HashAlgorithm` of Sigstore, by name or number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HashAlgorithm {
    Name(String),
    Number(i64),
}

impl Default for HashAlgorithm {
    fn default() -> Self {
        Self::Number(0)
    }
}

impl HashAlgorithm {
    /// Whether it is the one called `name`, whose number is `number`.
    pub(crate) fn is(&self, name: &str, number: i64) -> bool {
        match self {
            Self::Name(text) => text == name,
            Self::Number(value) => *value == number,
        }
    }
}

impl<'de> Deserialize<'de> for HashAlgorithm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrNumber)
    }
}

struct NameOrNumber;

impl Visitor<'_> for NameOrNumber {
    type Value = HashAlgorithm;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name or number of a hash algorithm")
    }

    fn visit_str<E>(self, name: &str) -> Result<HashAlgorithm, E> {
        Ok(HashAlgorithm::Name(name.to_owned()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<HashAlgorithm, E> {
        Ok(HashAlgorithm::Number(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<HashAlgorithm, E> {
        let is = |_| E::invalid_value(Unexpected::Unsigned(number), &self);
        i64::try_from(number).map(HashAlgorithm::Number).map_err(is)
    }
}

/// Reads a field for which `null` means its default.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{Bytes, Repeated};

    fn decode(text: &str) -> Option<Vec<u8>> {
        serde_json::from_str::<Bytes>(text).ok().map(|bytes| bytes.0)
    }

    #[test]
    fn both_alphabets_with_and_without_padding() {
        for text in ["\"+/8=\"", "\"-_8=\"", "\"+/8\"", "\"-_8\"", "\"\\u002b/8=\""] {
            assert_eq!(decode(text), Some(vec![0xfb, 0xff]), "{text}");
        }
        assert_eq!(decode("null"), Some(Vec::new()));
        assert_eq!(decode("\"\""), Some(Vec::new()));
    }

    #[test]
    fn a_repeated_field_is_bounded() {
        let read = |text| serde_json::from_str::<Repeated<u8, 2>>(text).ok().map(|read| read.0);
        assert_eq!(read("null"), Some(vec![]));
        assert_eq!(read("[1,2]"), Some(vec![1, 2]));
        assert_eq!(read("[1,2,3]"), None);
        assert_eq!(read("[null]"), None);
        assert_eq!(read("1"), None);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["\"+_8=\"", "\"+/9=\"", "\"+/8==\"", "\"+/8=\\n\"", "\"+\"", "\" +/8=\"", "1"]
        {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
