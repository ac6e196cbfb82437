//! Times as documents write them.
//!
//! Source: RFC 3339, in UTC with whole seconds: `2026-01-31T23:59:59Z`.

use std::fmt;

use keelmark_model::Timestamp;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Unexpected, Visitor};
use toml::value::Datetime;

/// The first second of the year 0, before which RFC 3339 has no times.
const FIRST: i64 = -62_167_219_200;

/// Renders `time` as RFC 3339; a time outside the years 0 to 9999 becomes the nearest within.
pub fn rfc3339(time: Timestamp) -> String {
    let seconds = time.0.clamp(FIRST, jiff::Timestamp::MAX.as_second());
    jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

/// Reads RFC 3339 text, dropping fractions of a second: exactly the form of its section 5.6, in which
/// the letters may be small. Other forms of ISO 8601 are none.
pub fn parse_rfc3339(text: &str) -> Option<Timestamp> {
    is_rfc3339(text.as_bytes()).then_some(())?;
    text.parse::<jiff::Timestamp>().ok().map(|time| Timestamp(time.as_second()))
}

/// Whether the text has the form; that there is such a day and hour is for others to say.
fn is_rfc3339(text: &[u8]) -> bool {
    const CLOCK: &[u8] = b"dddd-dd-ddTdd:dd:dd";
    let Some((clock, rest)) = text.split_at_checked(CLOCK.len()) else { return false };
    let rest = match rest.split_first() {
        Some((b'.', fraction)) => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            fraction.get(digits..).filter(|_| digits > 0)
        }
        _ => Some(rest),
    };
    let is_offset = match rest {
        Some([b'Z' | b'z']) => true,
        Some([b'+' | b'-', offset @ ..]) => has_form(offset, b"dd:dd"),
        _ => false,
    };
    has_form(clock, CLOCK) && is_offset
}

/// Whether `text` is as `form` says, in which `d` stands for a digit.
fn has_form(text: &[u8], form: &[u8]) -> bool {
    let is = |(byte, wanted): (&u8, &u8)| match wanted {
        b'd' => byte.is_ascii_digit(),
        wanted => byte.eq_ignore_ascii_case(wanted),
    };
    text.len() == form.len() && text.iter().zip(form).all(is)
}

/// A day, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Timestamp);

impl Day {
    /// Reads the `full-date` of RFC 3339: `2026-01-31`.
    pub fn parse(text: &str) -> Option<Self> {
        has_form(text.as_bytes(), b"dddd-dd-dd").then_some(())?;
        parse_rfc3339(&format!("{text}T00:00:00Z")).map(Self)
    }

    /// Its first moment.
    pub const fn start(self) -> Timestamp {
        self.0
    }

    /// The first moment after it.
    pub const fn end(self) -> Timestamp {
        Timestamp(self.0.0 + 86_400)
    }
}

/// The day before the one that begins at `end`, as a day is written: what [`Day::end`] is the end of.
pub fn last_day(end: Timestamp) -> String {
    let text = rfc3339(Timestamp(end.0 - 1));
    text.split('T').next().unwrap_or_default().to_owned()
}

/// TOML has dates; a text will do as well.
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DayVisitor)
    }
}

struct DayVisitor;

impl<'de> Visitor<'de> for DayVisitor {
    type Value = Day;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a day such as 2027-01-31")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Day, E> {
        Day::parse(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Day, A::Error> {
        let written = Datetime::deserialize(MapAccessDeserializer::new(map))?.to_string();
        self.visit_str(&written)
    }
}

#[cfg(test)]
mod tests {
    use super::{Day, last_day, parse_rfc3339, rfc3339};
    use keelmark_model::Timestamp;

    #[test]
    fn round_trips_whole_seconds() {
        assert_eq!(rfc3339(Timestamp(0)), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(Timestamp(1_767_225_599)), "2025-12-31T23:59:59Z");
        assert_eq!(parse_rfc3339("2025-12-31T23:59:59.25Z"), Some(Timestamp(1_767_225_599)));
        assert_eq!(parse_rfc3339("2025-12-31"), None);
        assert!(rfc3339(Timestamp(i64::MAX)).starts_with("9999-12-30"));
        assert_eq!(rfc3339(Timestamp(i64::MIN)), "0000-01-01T00:00:00Z");
        assert_eq!(parse_rfc3339("0000-01-01T00:00:00Z"), Some(Timestamp(super::FIRST)));
    }

    #[test]
    fn a_day_ends_where_the_next_begins() {
        let day = Day::parse("2028-02-29").unwrap();
        assert_eq!(Day::parse("2028-03-01").map(Day::start), Some(day.end()));
        assert_eq!(last_day(day.end()), "2028-02-29");
        for text in ["2027-02-29", "2027-2-1", "20270201", "2027-02-01T00:00:00Z", ""] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn only_the_form_of_rfc_3339_is_read() {
        let noon = Some(Timestamp(1_767_182_400));
        for text in [
            "2025-12-31T12:00:00Z",
            "2025-12-31t12:00:00.999z",
            "2025-12-31T13:30:00+01:30",
            "2025-12-31T10:00:00-02:00",
        ] {
            assert_eq!(parse_rfc3339(text), noon, "{text}");
        }
        for text in [
            "2025-12-31 12:00:00Z",
            "2025-12-31T12:00:00",
            "2025-12-31T12:00Z",
            "20251231T120000Z",
            "2025-12-31T12:00:00+00",
            "2025-12-31T12:00:00+0000",
            "2025-12-31T12:00:00+01:00[Europe/Berlin]",
            "2025-12-31T12:00:00.Z",
            "2025-12-31T12:00:00,5Z",
            "+002025-12-31T12:00:00Z",
            "2025-02-30T12:00:00Z",
            "2025-12-31T12:00:00Z ",
        ] {
            assert_eq!(parse_rfc3339(text), None, "{text}");
        }
    }
}
