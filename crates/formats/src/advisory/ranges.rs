//! Which versions a range means.
//!
//! Source: OSV schema 1.7, "Evaluation": events in the order of their versions, each of which begins or ends
//! what is affected. Where two events name one version, it is affected.

use keelmark_model::advisory::{Bound, Interval};

use crate::version::{self, Scheme, VersionError};

/// A turn in a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// From this version on; `0` is before all.
    Introduced(String),
    /// Up to this version, without it.
    Fixed(String),
    /// Up to this version, with it.
    LastAffected(String),
    /// Beyond this version nothing is affected.
    Limit(String),
}

/// Why nobody can say which versions a range means.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum RangeError {
    #[error("{0}")]
    Version(#[from] VersionError),
    #[error("a range does not say where it begins")]
    NoBeginning,
}

/// The place of an event: before all versions, or that of a version.
type Key = Option<Vec<u8>>;

/// The intervals that events mean, in their order.
///
/// # Errors
/// [`RangeError`] when a version has no order, or nothing is introduced.
pub(super) fn intervals(
    scheme: &'static Scheme,
    events: &[Event],
) -> Result<Vec<Interval>, RangeError> {
    let mut turns = Vec::with_capacity(events.len());
    let mut limit: Option<(Key, &String)> = None;
    for event in events {
        match event {
            Event::Introduced(text) if text == "0" => turns.push((None, 1, event)),
            Event::Introduced(text) => turns.push((key(scheme, text)?, 1, event)),
            Event::Fixed(text) => turns.push((key(scheme, text)?, 0, event)),
            Event::LastAffected(text) => turns.push((key(scheme, text)?, 2, event)),
            // No limit at all.
            Event::Limit(text) if text == "*" => {}
            Event::Limit(text) => {
                let found = key(scheme, text)?;
                if limit.as_ref().is_none_or(|(known, _)| *known < found) {
                    limit = Some((found, text));
                }
            }
        }
    }
    if !events.iter().any(|event| matches!(event, Event::Introduced(_))) {
        return Err(RangeError::NoBeginning);
    }
    turns.sort_by(|(a, a_rank, _), (b, b_rank, _)| a.cmp(b).then(a_rank.cmp(b_rank)));
    let mut intervals = Vec::new();
    let mut from = None;
    for (at, _, event) in turns {
        if limit.as_ref().is_some_and(|(limit, _)| *limit <= at) {
            break;
        }
        let to = match event {
            Event::Introduced(_) if from.is_some() => continue,
            Event::Introduced(text) => {
                let is_first = text == "0";
                from =
                    Some(if is_first { Bound::Unbounded } else { Bound::Including(text.clone()) });
                continue;
            }
            Event::Fixed(text) | Event::Limit(text) => Bound::Excluding(text.clone()),
            Event::LastAffected(text) => Bound::Including(text.clone()),
        };
        intervals.extend(from.take().map(|from| Interval { from, to }));
    }
    let to = limit.map_or(Bound::Unbounded, |(_, text)| Bound::Excluding(text.clone()));
    intervals.extend(from.map(|from| Interval { from, to }));
    Ok(intervals)
}

fn key(scheme: &'static Scheme, text: &str) -> Result<Key, VersionError> {
    version::sort_key(scheme, text).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `i1 f2 l3 m4` as events, and intervals as `[1, 2)`.
    fn evaluated(events: &str) -> String {
        let events: Vec<_> = events
            .split(' ')
            .map(|event| {
                let text = event[1..].to_owned();
                match &event[..1] {
                    "i" => Event::Introduced(text),
                    "f" => Event::Fixed(text),
                    "l" => Event::LastAffected(text),
                    _ => Event::Limit(text),
                }
            })
            .collect();
        let shown = |Interval { from, to }: Interval| {
            let from = match from {
                Bound::Unbounded => "(".to_owned(),
                Bound::Including(text) => format!("[{text}"),
                Bound::Excluding(text) => format!("({text}"),
            };
            let to = match to {
                Bound::Unbounded => ")".to_owned(),
                Bound::Including(text) => format!("{text}]"),
                Bound::Excluding(text) => format!("{text})"),
            };
            format!("{from}, {to}")
        };
        match intervals(&version::semver::SCHEME, &events) {
            Ok(intervals) => intervals.into_iter().map(shown).collect::<Vec<_>>().join(" "),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn events_are_evaluated_in_the_order_of_versions() {
        let cases = [
            ("i0 f1", "(, 1)"),
            ("i0", "(, )"),
            ("i1.2 l1.4", "[1.2, 1.4]"),
            ("f2 i1 f4 i3", "[1, 2) [3, 4)"),
            ("i1 f1.10 i1.9", "[1, 1.10)"),
            ("i1 f2 f3", "[1, 2)"),
            ("i1 l1", "[1, 1]"),
            ("i1 f2 i2 f3", "[1, 2) [2, 3)"),
            ("i1 m3", "[1, 3)"),
            ("i1 f2 i4 m3", "[1, 2)"),
            ("i1 m3 m5", "[1, 5)"),
            ("i1 m*", "[1, )"),
            ("f1", "a range does not say where it begins"),
            ("i1 fx", "`x` is not a semantic version: a number is missing at byte 0"),
        ];
        for (events, expected) in cases {
            assert_eq!(evaluated(events), expected, "{events}");
        }
    }
}
