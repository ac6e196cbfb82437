//! How likely flaws are to be exploited: EPSS scores, as CSV.
//!
//! Source: FIRST, "EPSS Data and Statistics": a comment with the model's version and the date, then `cve,epss,percentile`.

use keelmark_model::advisory::Likelihood;

use super::csv::{Rows, columns};
use crate::{ParseError, codes, limits};

/// The scores of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scores {
    /// The comment before them, which names the model and the date: `model_version:v2025.03.14,score_date:…`.
    pub about: Option<String>,
    /// Sorted by identifier.
    pub scores: Vec<Likelihood>,
}

/// Reads the scores.
///
/// # Errors
/// `document.*` codes: scores of which one is unreadable are none.
pub fn parse(bytes: &[u8]) -> Result<Scores, ParseError> {
    let text = super::text(bytes)?;
    let comment = text.strip_prefix('#').map(|rest| rest.split_once('\n').unwrap_or((rest, "")));
    let (about, table) = comment.map_or((None, text), |(about, table)| (Some(about), table));
    let offset = text.len() - table.len();
    let mut rows = Rows::new(table);
    let (_, header) = rows.next().unwrap_or(Ok((0, Vec::new())))?;
    let places = columns(&header, ["cve", "epss", "percentile"])?;
    let mut scores = Vec::new();
    for row in rows {
        let (at, mut row) = row?;
        let [id, probability, percentile] =
            places.map(|place| row.get_mut(place).map(std::mem::take).unwrap_or_default());
        let read = millionths(&probability).zip(millionths(&percentile));
        let Some((probability, percentile)) = read.filter(|_| scores.len() < limits::FLAWS) else {
            let message = format!("no score between 0 and 1 for `{id}`");
            return Err(ParseError::at(&codes::DOCUMENT_SHAPE, message, bytes, offset + at));
        };
        scores.push(Likelihood { id, probability, percentile });
    }
    scores.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(Scores { about: about.map(|about| about.trim_end().to_owned()), scores })
}

/// A number between 0 and 1, in millionths, further digits being dropped.
fn millionths(text: &str) -> Option<u32> {
    let number: f64 = text.parse().ok()?;
    if !(0.0..=1.0).contains(&number) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 0 and a million"
    )]
    Some((number * 1e6).round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_with_what_they_are_of() {
        let text = "#model_version:v2025.03.14,score_date:2025-08-25T00:00:00+0000\n\
            cve,epss,percentile\nCVE-2021-44228,0.94358,0.99955\nCVE-1999-0001,1.1e-05,0\n";
        let Scores { about, scores } = parse(text.as_bytes()).unwrap();
        assert_eq!(
            about.as_deref(),
            Some("model_version:v2025.03.14,score_date:2025-08-25T00:00:00+0000")
        );
        let found: Vec<_> =
            scores.iter().map(|it| (&*it.id, it.probability, it.percentile)).collect();
        assert_eq!(found, [("CVE-1999-0001", 11, 0), ("CVE-2021-44228", 943_580, 999_550)]);
    }

    #[test]
    fn what_is_no_score_is_refused() {
        for row in ["CVE-1,2,0", "CVE-1,,0", "CVE-1,0.5", "CVE-1,NaN,0", "CVE-1,-0.1,0"] {
            let error = parse(format!("cve,epss,percentile\n{row}\n").as_bytes()).unwrap_err();
            assert_eq!(error.at.map(|at| at.line), Some(2), "{row}");
        }
        assert!(parse(b"").is_err());
    }
}
