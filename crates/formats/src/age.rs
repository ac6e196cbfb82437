//! How old something may be.

use std::str::FromStr;

use keelmark_model::Timestamp;

/// A length of time, as `7d`, `36h`, `90m` or `30s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    seconds: i64,
}

impl Age {
    /// Whether more time than this lies between the two.
    pub fn is_passed(self, since: Timestamp, now: Timestamp) -> bool {
        now.0.saturating_sub(since.0) > self.seconds
    }
}

impl FromStr for Age {
    /// What is wrong, for the end of a sentence that begins with the text.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let unit = |unit: char| match unit {
            'd' => Some(86_400),
            'h' => Some(3_600),
            'm' => Some(60),
            's' => Some(1),
            _ => None,
        };
        let unit = text.chars().last().and_then(unit);
        let number = text.get(..text.len().saturating_sub(1)).filter(|it| !it.starts_with('+'));
        let number = number.and_then(|it| it.parse::<u32>().ok());
        let seconds = number.zip(unit).map(|(number, unit)| i64::from(number) * unit);
        seconds
            .map(|seconds| Self { seconds })
            .ok_or_else(|| "it is no number with d, h, m or s after it: 7d, 36h".to_owned())
    }
}

impl std::fmt::Display for Age {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.seconds {
            seconds if seconds % 86_400 == 0 => write!(f, "{}d", seconds / 86_400),
            seconds if seconds % 3_600 == 0 => write!(f, "{}h", seconds / 3_600),
            seconds => write!(f, "{seconds}s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use keelmark_model::Timestamp;

    use super::Age;

    #[test]
    fn ages_have_units() {
        for (text, shown) in
            [("7d", "7d"), ("36h", "36h"), ("48h", "2d"), ("90m", "5400s"), ("0d", "0d")]
        {
            assert_eq!(text.parse::<Age>().unwrap().to_string(), shown, "{text}");
        }
        for text in ["", "7", "d", "-1d", "+1d", "1w", "1 d", "99999999999d"] {
            assert!(text.parse::<Age>().is_err(), "{text}");
        }
        let age: Age = "1h".parse().unwrap();
        assert!(!age.is_passed(Timestamp(0), Timestamp(3_600)));
        assert!(age.is_passed(Timestamp(0), Timestamp(3_601)));
    }
}
