//! Several bundles in one file.
//!
//! Source: GitHub's REST API, "List attestations" (`{"attestations": [{"bundle": …}]}`), and gh, which
//! downloads one bundle a line (`sha256:….jsonl`) and reports verification as an array of
//! `{"attestation": {"bundle": …}}`. npm's registry serves attestations in the shape of the first.

use keelmark_model::Position;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::{Bundle, shape};
use crate::json::{Bounds, Object};
use crate::protobuf_json::Repeated;
use crate::text::offset;
use crate::{ParseError, codes, json, limits};

/// A bundle with its place in the file it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<'a> {
    /// Line it begins on, from 1.
    pub line: u32,
    /// Its exact JSON.
    pub bytes: &'a [u8],
    /// What the JSON says.
    pub bundle: Bundle,
}

/// Reads every bundle of a file: one bundle, one a line, an array of them, or GitHub's answer.
///
/// A file without bundles gives none only where it is an empty array: whoever needs a proof has to
/// look at the number. One malformed bundle makes the file unreadable.
///
/// # Errors
/// As [`Bundle::parse`], at the position in the whole file; `document.size` or `document.shape` also
/// for more than [`limits::BUNDLES`] bundles.
pub fn parse_all(bytes: &[u8]) -> Result<Vec<Located<'_>>, ParseError> {
    let text = match json::check_within(bytes, &Bounds::PROOF) {
        Ok(text) => text,
        Err(error) => return parse_lines(bytes, error),
    };
    let error = match Bundle::read(text) {
        Ok(bundle) => {
            let line = first_line(bytes);
            return Ok(vec![Located { line, bytes: bytes.trim_ascii(), bundle }]);
        }
        Err(error) => error,
    };
    let Some(parts) = parts(text)? else { return Err(error) };
    let mut place = Place { byte: 0, line: 1 };
    parts.into_iter().map(|part| read(bytes, part, &mut place, Bundle::read)).collect()
}

/// Reads one bundle a line, where that is what `bytes` are: `error` says why they are not one document.
fn parse_lines(bytes: &[u8], error: ParseError) -> Result<Vec<Located<'_>>, ParseError> {
    let text = str::from_utf8(bytes).unwrap_or_default().trim_ascii();
    if error.code != &codes::DOCUMENT_SYNTAX || !is_lines(text) {
        return Err(error);
    }
    let lines = text.lines().map(str::trim_ascii).filter(|line| !line.is_empty());
    if lines.clone().nth(limits::BUNDLES).is_some() {
        let message = format!("more than {} bundles in one file", limits::BUNDLES);
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    let mut place = Place { byte: 0, line: 1 };
    let parse = |line: &str| Bundle::parse(line.as_bytes());
    lines.map(|line| read(bytes, line, &mut place, parse)).collect()
}

/// The line that the first thing but white space stands on.
fn first_line(bytes: &[u8]) -> u32 {
    let start = bytes.len() - bytes.trim_ascii_start().len();
    Position::of(bytes, start).line
}

/// The JSON texts of the bundles in `text`, in order; none when it is of no such form.
fn parts(text: &str) -> Result<Option<Vec<&str>>, ParseError> {
    if text.trim_ascii_start().starts_with('[') {
        return elements(text.as_bytes(), json::read(text)?).map(Some);
    }
    let Object(answer) = json::read::<Object<Answer<'_>>>(text)?;
    answer.attestations.map(|entries| elements(text.as_bytes(), entries)).transpose()
}

/// As many as a file may have.
type Entries<'a> = Repeated<&'a RawValue, { limits::BUNDLES }>;

/// Whether `text` is one object a line. An object that goes on after its first line does not have
/// both its braces on it.
fn is_lines(text: &str) -> bool {
    let first = text.split_once('\n').map(|(first, _)| first.trim_ascii());
    first.is_some_and(|first| first.starts_with('{') && first.ends_with('}'))
}

/// GitHub's answer, and npm's.
#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow, default)]
    attestations: Option<Entries<'a>>,
}

/// What lies around a bundle in an array, whatever else there is.
#[derive(Deserialize)]
struct Element<'a> {
    #[serde(borrow, default)]
    bundle: Option<&'a RawValue>,
    #[serde(borrow, default)]
    attestation: Option<Object<Attestation<'a>>>,
    #[serde(default)]
    bundle_url: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Attestation<'a> {
    #[serde(borrow)]
    bundle: &'a RawValue,
}

/// The bundle within each element, or the element itself.
fn elements<'a>(whole: &[u8], entries: Entries<'a>) -> Result<Vec<&'a str>, ParseError> {
    let read = |entry: &'a RawValue| {
        element(entry).map_err(|error| {
            let at = offset(whole, entry.get()).map(|byte| Position::of(whole, byte));
            ParseError { at, ..error }
        })
    };
    entries.0.into_iter().map(read).collect()
}

fn element(entry: &RawValue) -> Result<&str, ParseError> {
    // The document around it passed the strict gate.
    let Object(element): Object<Element<'_>> =
        serde_json::from_str(entry.get()).map_err(|error| shape(error.to_string()))?;
    match (element.bundle, element.attestation) {
        (Some(bundle), _) => Ok(bundle.get()),
        (None, Some(Object(attestation))) => Ok(attestation.bundle.get()),
        (None, None) if element.bundle_url.is_some() => {
            Err(shape("a bundle is not in the answer but at its `bundle_url`, to be fetched"))
        }
        (None, None) => Ok(entry.get()),
    }
}

/// A place in the file up to which lines were counted.
struct Place {
    byte: usize,
    line: u32,
}

fn read<'a>(
    whole: &'a [u8],
    part: &'a str,
    place: &mut Place,
    parse: impl Fn(&str) -> Result<Bundle, ParseError>,
) -> Result<Located<'a>, ParseError> {
    let start = offset(whole, part).unwrap_or(place.byte);
    let passed = whole.get(place.byte..start).unwrap_or_default();
    let lines = passed.iter().filter(|byte| **byte == b'\n').count();
    *place = Place {
        byte: start,
        line: place.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX)),
    };
    let bundle = parse(part).map_err(|mut error| {
        let byte = start + error.at.map_or(0, |at| at.byte);
        error.at = Some(Position::of(whole, byte));
        error
    })?;
    Ok(Located { line: place.line, bytes: part.as_bytes(), bundle })
}

#[cfg(test)]
mod tests {
    use super::{Bundle, limits, parse_all};

    const KEY: &str = include_str!("../../testdata/bundle/accepted/no-hint.json");
    const CHAIN: &str = include_str!("../../testdata/bundle/accepted/v0.1-chain.json");

    /// Code, line and column.
    type Refusal = (&'static str, Option<(u32, u32)>);

    /// The lines and bundles found, or why not.
    fn found(text: &str) -> Result<Vec<(u32, Bundle)>, Refusal> {
        match parse_all(text.as_bytes()) {
            Ok(found) => Ok(found.into_iter().map(|found| (found.line, found.bundle)).collect()),
            Err(error) => Err((error.code.id, error.at.map(|at| (at.line, at.column)))),
        }
    }

    fn compact(text: &str) -> String {
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        value.to_string()
    }

    #[test]
    fn every_form_gives_the_same_bundles() {
        let [key, chain] =
            [KEY, CHAIN].map(|text| Bundle::parse(compact(text).as_bytes()).unwrap());
        let (one, two) = (compact(KEY), compact(CHAIN));
        let cases = [
            (format!("\n\n{KEY}"), vec![(3, key.clone())]),
            (format!("{one}\n"), vec![(1, key.clone())]),
            (format!("{one}\r\n\n{two}\n"), vec![(1, key.clone()), (3, chain.clone())]),
            (format!("[\n{one},\n{two}]"), vec![(2, key.clone()), (3, chain.clone())]),
            (
                format!(
                    "{{\"attestations\":[\n{{\"bundle\":{one},\"repository_id\":1}},\n{{\"initiator\":\"user\",\"bundle\":{two}}}]}}"
                ),
                vec![(2, key.clone()), (3, chain)],
            ),
            (
                format!("[{{\"attestation\":{{\"bundle\":{one}}},\"verificationResult\":{{}}}}]"),
                vec![(1, key)],
            ),
            ("[]".to_owned(), Vec::new()),
        ];
        for (text, wanted) in cases {
            assert_eq!(found(&text), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn bytes_are_exact() {
        let (one, two) = (compact(KEY), compact(CHAIN));
        let text = format!(" {one} \n{two}");
        let found = parse_all(text.as_bytes()).unwrap();
        assert_eq!(found.first().map(|found| found.bytes), Some(one.as_bytes()));
        assert_eq!(found.last().map(|found| found.bytes), Some(two.as_bytes()));
    }

    #[test]
    fn what_is_wrong_is_placed_in_the_whole_file() {
        let one = compact(KEY);
        let cases = [
            (format!("{one}\n{{\"mediaType\":1}}\n"), ("document.shape", Some((2, 14)))),
            (format!("{one}\n{{}}\n"), ("bundle.version", Some((2, 1)))),
            (format!("{one}\n{{\"a\":1,\"a\":2}}"), ("document.syntax", Some((2, 10)))),
            (format!("{one}\n{}", &one[..20]), ("document.syntax", Some((2, 20)))),
            (
                format!("[{one},\n {{\"bundle\":null,\"bundle_url\":\"u\"}}]"),
                ("document.shape", Some((2, 2))),
            ),
            (format!("[{one},\n 1]"), ("document.shape", Some((2, 2)))),
            (format!("{one}\n1"), ("document.shape", Some((2, 1)))),
            ("{\"attestations\":{}}".to_owned(), ("document.shape", Some((1, 18)))),
            (String::new(), ("document.empty", None)),
            (format!("{one}\n").repeat(limits::BUNDLES + 1), ("document.size", None)),
        ];
        for (text, wanted) in cases {
            assert_eq!(found(&text), Err(wanted), "{text:.200}");
        }
    }
}
