//! `TSTInfo`: what the authority signs.

use der::DateTime;
use keelmark_model::{Digest, Timestamp};

use super::{Refused, digest_algorithm, small};
use crate::asn1::{Malformed, Reader, Tag, TagNumber, constructed, dotted, primitive};

/// What an authority says of a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampInfo<'a> {
    /// The exact bytes the signature covers, through their digest.
    pub der: &'a [u8],
    /// The authority's policy, in dotted form.
    pub policy: String,
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
    pub(super) fn parse(der: &'a [u8]) -> Result<Self, Refused> {
        let mut outer = Reader::new(der);
        let mut reader = outer.enter(Tag::Sequence, "TSTInfo")?;
        outer.finish("TSTInfo")?;
        let version = reader.required(Tag::Integer, "version of TSTInfo")?;
        if version.bytes != [1] {
            return Err(version.malformed("version of TSTInfo", "not 1").into());
        }
        let policy =
            reader.required(Tag::ObjectIdentifier, "policy")?.object_identifier("policy")?;
        let imprint = imprint(reader.enter(Tag::Sequence, "message imprint")?)?;
        let serial = reader.required(Tag::Integer, "serial number")?.integer("serial number")?;
        let time = reader.required(Tag::GeneralizedTime, "time")?;
        let time = general_time(time.bytes).ok_or_else(|| time.malformed("time", "malformed"))?;
        let accuracy = match reader.optional(Tag::Sequence, "accuracy")? {
            Some(element) => Some(accuracy(element.reader())?),
            None => None,
        };
        // Whether the authority's tokens are ordered among themselves does not matter here.
        reader.optional(Tag::Boolean, "ordering")?;
        let nonce = match reader.optional(Tag::Integer, "nonce")? {
            Some(element) => Some(element.integer("nonce")?),
            None => None,
        };
        // The authority's name here is a hint; its certificate is what counts.
        reader.optional(constructed(TagNumber::N0), "name of the authority")?;
        if let Some(element) = reader.optional(constructed(TagNumber::N1), "extensions")? {
            extensions(element.reader())?;
        }
        reader.finish("TSTInfo")?;
        Ok(Self { der, policy: dotted(policy), imprint, serial, time, accuracy, nonce })
    }
}

fn imprint(mut reader: Reader<'_>) -> Result<Digest, Refused> {
    let field = "message imprint";
    let algorithm = digest_algorithm(reader.enter(Tag::Sequence, field)?, field)?;
    let hashed = reader.required(Tag::OctetString, field)?.bytes;
    reader.finish(field)?;
    Digest::new(algorithm, hashed).map_err(|error| Refused::new(field, error))
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

fn accuracy(mut reader: Reader<'_>) -> Result<Accuracy, Malformed> {
    let field = "accuracy";
    let seconds = match reader.optional(Tag::Integer, field)? {
        Some(element) => small(&element, field)?,
        None => 0,
    };
    let mut microseconds = 0;
    for (number, unit) in [(TagNumber::N0, 1000), (TagNumber::N1, 1)] {
        let Some(element) = reader.optional(primitive(number), field)? else { continue };
        let value = small(&element, field)?;
        if value > 999 {
            return Err(element.malformed(field, "a part above 999"));
        }
        microseconds += value * unit;
    }
    reader.finish(field)?;
    Ok(Accuracy { seconds, microseconds })
}

/// No extension is known, so none may be critical.
fn extensions(mut reader: Reader<'_>) -> Result<(), Refused> {
    let field = "extension";
    while !reader.is_empty() {
        let mut extension = reader.enter(Tag::Sequence, field)?;
        let oid = extension.required(Tag::ObjectIdentifier, field)?.object_identifier(field)?;
        let critical = extension.optional_true(field)?;
        extension.required(Tag::OctetString, field)?;
        extension.finish(field)?;
        if critical {
            return Err(Refused::new(
                field,
                format_args!("{} is critical and unknown", dotted(oid)),
            ));
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
