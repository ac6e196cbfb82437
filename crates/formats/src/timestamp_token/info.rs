//! `TSTInfo`: what the authority signs.

use der::asn1::ObjectIdentifier;
use der::{DateTime, Tag, TagNumber};
use keelmark_model::{Digest, Timestamp};

use super::digest_algorithm;
use crate::der::{Reader, constructed, primitive};
use crate::{ParseError, codes};

/// What an authority says of a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampInfo<'a> {
    /// The exact bytes the signature covers, through their digest.
    pub der: &'a [u8],
    /// The authority's policy.
    pub policy: ObjectIdentifier,
    /// Digest of what was timestamped.
    pub imprint: Digest,
    /// The authority's number for the token: big-endian two's complement.
    pub serial: &'a [u8],
    /// When, in whole seconds: a fraction is dropped.
    pub time: Timestamp,
    /// How far the time may be off.
    pub accuracy: Option<Accuracy>,
    /// What the requester asked to have repeated: big-endian two's complement. A bundle does not
    /// carry the request, so there is nothing to compare it with.
    pub nonce: Option<&'a [u8]>,
}

/// How far a time may be off, to either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accuracy {
    /// Whole seconds.
    pub seconds: u32,
    /// Microseconds besides, below 1,000,000.
    pub microseconds: u32,
}

impl<'a> TimestampInfo<'a> {
    /// Reads a `TSTInfo`.
    pub(super) fn parse(der: &'a [u8]) -> Result<Self, ParseError> {
        let mut outer = Reader::new(der, &codes::TIMESTAMP_FORMAT)?;
        let mut reader = outer.enter(Tag::Sequence, "TSTInfo")?;
        outer.finish("TSTInfo")?;
        if reader.small("version of TSTInfo")? != 1 {
            return Err(reader.refuse("version of TSTInfo", "not 1"));
        }
        let policy = reader.oid("policy")?;
        let imprint = imprint(reader.enter(Tag::Sequence, "message imprint")?)?;
        let serial = reader.integer("serial number")?;
        let time = reader.expect(Tag::GeneralizedTime, "time")?.content;
        let time = general_time(time).ok_or_else(|| reader.refuse("time", "malformed"))?;
        let accuracy = match reader.optional(Tag::Sequence, "accuracy")? {
            Some(element) => Some(accuracy(reader.within(element)?)?),
            None => None,
        };
        // Whether the authority's tokens are ordered among themselves does not matter here.
        reader.optional(Tag::Boolean, "ordering")?;
        let nonce = match reader.optional(Tag::Integer, "nonce")? {
            Some(element) => Some(reader.shortest(element.content, "nonce")?),
            None => None,
        };
        // The authority's name here is a hint; its certificate is what counts.
        reader.optional(constructed(TagNumber::N0), "name of the authority")?;
        if let Some(element) = reader.optional(constructed(TagNumber::N1), "extensions")? {
            extensions(reader.within(element)?)?;
        }
        reader.finish("TSTInfo")?;
        Ok(Self { der, policy, imprint, serial, time, accuracy, nonce })
    }
}

fn imprint(mut reader: Reader<'_>) -> Result<Digest, ParseError> {
    let what = "message imprint";
    let algorithm = digest_algorithm(reader.enter(Tag::Sequence, what)?, what)?;
    let hashed = reader.expect(Tag::OctetString, what)?.content;
    reader.finish(what)?;
    Digest::new(algorithm, hashed).map_err(|error| reader.refuse(what, error))
}

/// `YYYYMMDDhhmmss[.f]Z` (RFC 3161, section 2.4.2), where a fraction does not end in 0.
fn general_time(text: &[u8]) -> Option<Timestamp> {
    let (whole, fraction) = text.strip_suffix(b"Z")?.split_at_checked(14)?;
    let digits = fraction.strip_prefix(b".").unwrap_or_default();
    let is_fraction = digits.last().is_some_and(|last| *last != b'0');
    if !(fraction.is_empty() || is_fraction) || !digits.iter().chain(whole).all(u8::is_ascii_digit)
    {
        return None;
    }
    let number = |at: usize, length: usize| {
        let digits = whole.get(at..at + length)?;
        Some(digits.iter().fold(0, |value: u16, digit| value * 10 + u16::from(digit - b'0')))
    };
    let two = |at: usize| u8::try_from(number(at, 2)?).ok();
    let time = DateTime::new(number(0, 4)?, two(4)?, two(6)?, two(8)?, two(10)?, two(12)?).ok()?;
    i64::try_from(time.unix_duration().as_secs()).ok().map(Timestamp)
}

fn accuracy(mut reader: Reader<'_>) -> Result<Accuracy, ParseError> {
    let what = "accuracy";
    let seconds = match reader.optional(Tag::Integer, what)? {
        Some(element) => {
            let bytes = reader.shortest(element.content, what)?;
            reader.number(bytes, what)?
        }
        None => 0,
    };
    let mut microseconds = 0;
    for (number, unit) in [(TagNumber::N0, 1000), (TagNumber::N1, 1)] {
        let Some(element) = reader.optional(primitive(number), what)? else { continue };
        let bytes = reader.shortest(element.content, what)?;
        let value = reader.number(bytes, what)?;
        if value > 999 {
            return Err(reader.refuse(what, "a part above 999"));
        }
        microseconds += value * unit;
    }
    reader.finish(what)?;
    Ok(Accuracy { seconds, microseconds })
}

/// No extension is known, so none may be critical.
fn extensions(mut reader: Reader<'_>) -> Result<(), ParseError> {
    while !reader.is_finished() {
        let mut extension = reader.enter(Tag::Sequence, "extension")?;
        let oid = extension.oid("extension")?;
        let critical = extension.optional(Tag::Boolean, "extension")?;
        extension.expect(Tag::OctetString, "extension")?;
        extension.finish("extension")?;
        if critical.is_some_and(|critical| critical.content != [0]) {
            return Err(reader.refuse("extension", format_args!("{oid} is critical and unknown")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::general_time;

    #[test]
    fn times_have_one_form() {
        let read = |text: &str| general_time(text.as_bytes()).map(|time| time.0);
        assert_eq!(read("20260526074221Z"), Some(1_779_781_341));
        assert_eq!(read("20260526074221.5Z"), Some(1_779_781_341));
        for text in [
            "260526074221Z",
            "202605260742Z",
            "20260526074221",
            "20260526074221.Z",
            "20260526074221.50Z",
            "20260526074221,5Z",
            "20260526074221.5",
            "20260526074221+0000",
            "20260230000000Z",
            "20260526 74221Z",
            "19691231235959Z",
            "2026052607422\u{e9}Z",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
