//! How bad a flaw is, where several say so.

use keelmark_model::advisory::{AdvisoryKind, Rating, Score, Severity};

/// The worst of what is said: by a score of CVSS 3 or 4, else by one of CVSS 2, else by a word. Something made to
/// do harm is critical, whatever is said.
pub(super) fn worst(
    kind: AdvisoryKind,
    severities: &[&Severity],
) -> (Option<Rating>, Option<Score>, Option<String>) {
    let scored = |is_old: bool| {
        let fitting = severities.iter().filter(move |it| (it.standard == "CVSS_V2") == is_old);
        fitting.filter_map(|it| Some((it.score?, it.text.clone()))).max_by_key(|(score, _)| *score)
    };
    let found = scored(false).or_else(|| scored(true));
    let words = severities.iter().filter(|it| !it.standard.starts_with("CVSS_"));
    let word = words.filter_map(|it| Rating::named(&it.text)).max();
    let rating = match kind {
        AdvisoryKind::Malicious => Some(Rating::Critical),
        _ => found.as_ref().map(|(score, _)| score.rating()).or(word),
    };
    let (score, vector) = found.unzip();
    (rating, score, vector)
}

#[cfg(test)]
mod tests {
    use keelmark_model::advisory::{AdvisoryKind, Rating, Score, Severity};

    use super::worst;

    fn severity(standard: &str, text: &str, score: Option<u8>) -> Severity {
        Severity { standard: standard.to_owned(), text: text.to_owned(), score: score.map(Score) }
    }

    #[test]
    fn the_worst_of_the_newest_standards_counts() {
        let two = severity("CVSS_V2", "v2", Some(100));
        let three = severity("CVSS_V3", "v3", Some(75));
        let four = severity("CVSS_V4", "v4", Some(69));
        let word = severity("database", "CRITICAL", None);
        let odd = severity("Ubuntu", "odd", None);
        let found = |kind, list: &[&Severity]| {
            let (rating, _, vector) = worst(kind, list);
            (rating, vector)
        };
        use AdvisoryKind::{Malicious, Vulnerability};
        let vector = |text: &str| Some(text.to_owned());
        assert_eq!(
            found(Vulnerability, &[&two, &four, &three]),
            (Some(Rating::High), vector("v3"))
        );
        assert_eq!(found(Vulnerability, &[&two, &word]), (Some(Rating::Critical), vector("v2")));
        assert_eq!(found(Vulnerability, &[&odd, &word]), (Some(Rating::Critical), None));
        assert_eq!(found(Vulnerability, &[&odd]), (None, None));
        assert_eq!(found(Malicious, &[&four]), (Some(Rating::Critical), vector("v4")));
    }
}
