//! The times between which a certificate holds (RFC 5280, section 4.1.2.5).

use keelmark_model::Timestamp;

use crate::asn1::{Element, Malformed, Tag};

/// The first and the last second of the validity in `element`.
pub(super) fn validity(element: &Element<'_>) -> Result<(Timestamp, Timestamp), Malformed> {
    let mut fields = element.reader();
    let not_before = time(&fields.next("notBefore")?, "notBefore")?;
    let not_after = time(&fields.next("notAfter")?, "notAfter")?;
    fields.finish("validity")?;
    Ok((not_before, not_after))
}

/// `YYMMDDHHMMSSZ` for the years 1950 to 2049 and `YYYYMMDDHHMMSSZ` for others: every time has one
/// form.
fn time(element: &Element<'_>, field: &'static str) -> Result<Timestamp, Malformed> {
    let malformed = || element.malformed(field, "not a time as RFC 5280 has it");
    let (digits, year) = match element.tag {
        Tag::UtcTime => {
            let year = number(element.bytes.get(..2)).ok_or_else(malformed)?;
            (element.bytes.get(2..), if year < 50 { 2000 + year } else { 1900 + year })
        }
        Tag::GeneralizedTime => {
            let year = number(element.bytes.get(..4)).ok_or_else(malformed)?;
            if (1950..2050).contains(&year) {
                return Err(element.malformed(field, "a year before 2050 is a UTCTime"));
            }
            (element.bytes.get(4..), year)
        }
        _ => return Err(element.malformed(field, "not a time")),
    };
    digits.and_then(|digits| seconds(year, digits)).ok_or_else(malformed)
}

/// The time in `year` that `MMDDHHMMSSZ` says.
fn seconds(year: i64, digits: &[u8]) -> Option<Timestamp> {
    let digits = digits.strip_suffix(b"Z").filter(|digits| digits.len() == 10)?;
    let mut pairs = digits.chunks_exact(2).map(|pair| number(Some(pair)));
    let mut next = || pairs.next().flatten();
    let (month, day) = (next()?, next()?);
    let (hour, minute, second) = (next()?, next()?, next()?);
    let is_time = hour < 24 && minute < 60 && second < 60;
    let is_date = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    (is_time && is_date)
        .then(|| Timestamp(((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second))
}

fn number(digits: Option<&[u8]>) -> Option<i64> {
    digits?.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
    })
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar. The year is taken to begin in March, so
/// that a leap day is its last; the months from then on have 153 days in every five.
///
/// The last second that X.509 can write, 99991231235959Z, is past what other calendars here reach.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (153 * month + 2) / 5 + day - 1 - DAYS_TO_1970
}

/// Days from the first of March of the year 0 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;

#[cfg(test)]
mod tests {
    use super::time;
    use crate::asn1::Reader;
    use crate::time::parse_rfc3339;

    fn read(tag: u8, text: &str) -> Option<i64> {
        let length = u8::try_from(text.len()).expect("a short text");
        let der = [&[tag, length], text.as_bytes()].concat();
        let element = Reader::new(&der).next("t").expect("DER");
        time(&element, "t").ok().map(|time| time.0)
    }

    const UTC: u8 = 0x17;
    const GENERALIZED: u8 = 0x18;

    #[test]
    fn times_are_seconds() {
        let cases = [
            (UTC, "700101000000Z", "1970-01-01T00:00:00Z"),
            (UTC, "500101000000Z", "1950-01-01T00:00:00Z"),
            (UTC, "491231235959Z", "2049-12-31T23:59:59Z"),
            (UTC, "240229120000Z", "2024-02-29T12:00:00Z"),
            (UTC, "000229000001Z", "2000-02-29T00:00:01Z"),
            (UTC, "261121130956Z", "2026-11-21T13:09:56Z"),
            (GENERALIZED, "20500101000000Z", "2050-01-01T00:00:00Z"),
            (GENERALIZED, "21000228235959Z", "2100-02-28T23:59:59Z"),
            (GENERALIZED, "19491231235959Z", "1949-12-31T23:59:59Z"),
        ];
        for (tag, text, expected) in cases {
            assert_eq!(read(tag, text), parse_rfc3339(expected).map(|time| time.0), "{text}");
        }
        assert_eq!(read(GENERALIZED, "99991231235959Z"), Some(253_402_300_799));
    }

    #[test]
    fn other_forms_are_refused() {
        let cases = [
            (UTC, "2601010000Z"),
            (UTC, "260101000000"),
            (UTC, "260101000000+0100"),
            (UTC, "260101000060Z"),
            (UTC, "260101240000Z"),
            (UTC, "260001000000Z"),
            (UTC, "261301000000Z"),
            (UTC, "260431000000Z"),
            (UTC, "250229000000Z"),
            (UTC, "26010100000 Z"),
            (UTC, "20260101000000Z"),
            (GENERALIZED, "20490101000000Z"),
            (GENERALIZED, "20500101000000.5Z"),
            (GENERALIZED, "205001010000Z"),
            (GENERALIZED, "21000229000000Z"),
            (GENERALIZED, "500101000000Z"),
            (0x13, "260101000000Z"),
        ];
        for (tag, text) in cases {
            assert_eq!(read(tag, text), None, "{text}");
        }
    }
}
