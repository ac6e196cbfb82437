//! Scores of the Common Vulnerability Scoring System, from its vectors.
//!
//! Source: FIRST, CVSS v2.0 Complete Guide, and the Specification Documents of v3.0, v3.1 and v4.0.

mod table;
mod v2;
mod v3;
mod v4;

use keelmark_model::advisory::Score;
use keelmark_model::visible;

/// A text that is no vector.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a CVSS vector: {what}", visible(vector.get(..vector.floor_char_boundary(200)).unwrap_or_default()))]
pub struct CvssError {
    /// The text.
    pub vector: String,
    /// What is wrong: a phrase without a final stop.
    pub what: &'static str,
}

/// The score of a vector of any version: of versions 2 and 3 the base score, of version 4 that of all its metrics
/// together, as that specification has no other.
///
/// # Errors
/// [`CvssError`] when a metric is missing, unknown or given twice.
pub fn score(vector: &str) -> Result<Score, CvssError> {
    let parts = vector.split_once('/').filter(|(version, _)| version.starts_with("CVSS:"));
    let score = match parts {
        Some(("CVSS:3.0", rest)) => {
            Metrics::read(rest, v3::METRICS).map(|it| v3::score(&it, false))
        }
        Some(("CVSS:3.1", rest)) => Metrics::read(rest, v3::METRICS).map(|it| v3::score(&it, true)),
        Some(("CVSS:4.0", rest)) => Metrics::read(rest, v4::METRICS).map(|it| v4::score(&it)),
        Some(_) => Err("its version is not known"),
        None => {
            let plain = vector.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
            Metrics::read(plain.unwrap_or(vector), v2::METRICS).map(|it| v2::score(&it))
        }
    };
    score.map_err(|what| CvssError { vector: vector.to_owned(), what })
}

/// A metric: its name, the values it may have as letters after each other with spaces between, and whether it
/// must be there.
type Metric = (&'static str, &'static str, bool);

/// The metrics of a vector, each with the place of its value among those it may have.
struct Metrics {
    metrics: &'static [Metric],
    values: Vec<Option<&'static str>>,
}

impl Metrics {
    fn read(text: &str, metrics: &'static [Metric]) -> Result<Self, &'static str> {
        let mut values = vec![None; metrics.len()];
        for part in text.split('/') {
            let (name, value) = part.split_once(':').ok_or("a metric has no value")?;
            let known = metrics.iter().zip(&mut values).find(|((known, ..), _)| *known == name);
            let ((_, allowed, _), place) = known.ok_or("a metric is not known")?;
            let value = allowed.split(' ').find(|it| *it == value).ok_or("a value is not known")?;
            if place.replace(value).is_some() {
                return Err("a metric is given twice");
            }
        }
        let missing =
            metrics.iter().zip(&values).any(|((.., is_needed), it)| *is_needed && it.is_none());
        if missing { Err("a metric is missing") } else { Ok(Self { metrics, values }) }
    }

    /// The value of a metric; `X`, not defined, if it is not there.
    fn value(&self, name: &str) -> &'static str {
        let found = self.metrics.iter().zip(&self.values).find(|((known, ..), _)| *known == name);
        found.and_then(|(_, value)| *value).unwrap_or("X")
    }

    /// The weight of a metric's value; 0 where the list has none.
    fn weight(&self, name: &str, weights: &[(&str, f64)]) -> f64 {
        let value = self.value(name);
        weights.iter().find(|(known, _)| *known == value).map_or(0.0, |(_, weight)| *weight)
    }
}

/// A score of tenths.
fn tenths(value: f64) -> Score {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is brought between 0 and 100"
    )]
    Score(value.clamp(0.0, 100.0) as u8)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::RngExt as _;
    use proptest::test_runner::TestRunner;

    use super::{score, v2, v3, v4};

    /// Vectors and scores: of the specifications' own examples, and of corners of the formulas.
    const SCORES: &str = include_str!("../../testdata/cvss/scores.txt");

    #[test]
    fn vectors_have_the_scores_of_their_specifications() {
        let mut wrong = Vec::new();
        for line in SCORES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (vector, expected) = line.split_once(' ').unwrap();
            let found =
                score(vector).map_or_else(|error| error.what.to_owned(), |it| it.to_string());
            if found != expected {
                wrong.push(format!("{vector}: {found}, not {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn what_is_no_vector_is_refused() {
        let cases = [
            ("", "a metric has no value"),
            ("7.5", "a metric has no value"),
            ("CVSS:3.2/AV:N", "its version is not known"),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", "a metric is missing"),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/A:H", "a metric is given twice"),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:P", "a value is not known"),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/", "a metric has no value"),
            ("CVSS:4.0/AV:N/AC:L/PR:N/UI:N/C:H/I:H/A:H", "a metric is not known"),
            ("CVSS:4.0/AV:N/AC:L/PR:N/UI:N/S:U", "a value is not known"),
            ("AV:N/AC:L/Au:N/C:P/I:P", "a metric is missing"),
        ];
        for (vector, what) in cases {
            assert_eq!(score(vector).unwrap_err().what, what, "{vector}");
        }
    }

    /// Vectors of every version, the same at each run, with their scores: for comparison with other tools.
    #[test]
    fn vectors_are_left_for_other_tools() {
        let mut runner = TestRunner::deterministic();
        let mut lines = String::new();
        for (version, metrics) in [
            ("", v2::METRICS),
            ("CVSS:3.0/", v3::METRICS),
            ("CVSS:3.1/", v3::METRICS),
            ("CVSS:4.0/", v4::METRICS),
        ] {
            for _ in 0..3_000 {
                let parts: Vec<_> = metrics
                    .iter()
                    .filter_map(|(name, values, is_needed)| {
                        let values: Vec<_> = values.split(' ').collect();
                        let rng = runner.rng();
                        (*is_needed || rng.random_ratio(1, 3)).then(|| {
                            format!("{name}:{}", values[rng.random_range(0..values.len())])
                        })
                    })
                    .collect();
                let vector = format!("{version}{}", parts.join("/"));
                let found = score(&vector).unwrap();
                writeln!(lines, "{vector} {found}").unwrap();
            }
        }
        assert_eq!(lines.lines().count(), 12_000);
        if let Some(path) = std::env::var_os("KEELMARK_CVSS_OUT") {
            std::fs::write(path, lines).unwrap();
        }
    }
}
