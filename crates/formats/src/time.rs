//! Times as documents write them.
//!
//! Source: RFC 3339, in UTC with whole seconds: `2026-01-31T23:59:59Z`.

use keelmark_model::Timestamp;

/// Renders `time` as RFC 3339; a time outside the years -9999 to 9999 becomes the nearest within.
pub fn rfc3339(time: Timestamp) -> String {
    let seconds = time.0.clamp(jiff::Timestamp::MIN.as_second(), jiff::Timestamp::MAX.as_second());
    jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

/// Reads RFC 3339 text, dropping fractions of a second.
pub fn parse_rfc3339(text: &str) -> Option<Timestamp> {
    text.parse::<jiff::Timestamp>().ok().map(|time| Timestamp(time.as_second()))
}

#[cfg(test)]
mod tests {
    use super::{parse_rfc3339, rfc3339};
    use keelmark_model::Timestamp;

    #[test]
    fn round_trips_whole_seconds() {
        assert_eq!(rfc3339(Timestamp(0)), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(Timestamp(1_767_225_599)), "2025-12-31T23:59:59Z");
        assert_eq!(parse_rfc3339("2025-12-31T23:59:59.25Z"), Some(Timestamp(1_767_225_599)));
        assert_eq!(parse_rfc3339("2025-12-31"), None);
        assert!(rfc3339(Timestamp(i64::MAX)).starts_with("9999-12-30"));
    }
}
