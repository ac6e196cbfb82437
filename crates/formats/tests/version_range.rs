//! Requirements of npm and Cargo: their documents' examples, and many more of npm's for node-semver.

use std::fmt::Write as _;
use std::fs;

use keelmark_formats::version::cargo_requirement::Requirement;
use keelmark_formats::version::npm_range::Range;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Ranges, versions in them and versions that are not.
///
/// Source: node-semver, README, "Ranges".
const NPM: &[(&str, &str, &str)] = &[
    (">=1.2.7", "1.2.7 1.2.8 2.5.3 1.3.9", "1.2.6 1.1.0"),
    (">=1.2.7 <1.3.0", "1.2.7 1.2.8 1.2.99", "1.2.6 1.3.0 1.1.0"),
    ("1.2.7 || >=1.2.9 <2.0.0", "1.2.7 1.2.9 1.4.6", "1.2.8 2.0.0"),
    (">1.2.3-alpha.3", "1.2.3-alpha.7 3.4.5", "3.4.5-alpha.9"),
    ("1.2.3 - 2.3.4", "1.2.3 2.3.4", "2.3.5 1.2.2"),
    ("1.2 - 2.3.4", "1.2.0", "1.1.9"),
    ("1.2.3 - 2.3", "2.3.99", "2.4.0 2.4.0-0"),
    ("1.2.3 - 2", "2.99.0", "3.0.0"),
    ("*", "0.0.0 9.9.9", "1.0.0-a"),
    ("", "1.0.0", "1.0.0-a"),
    ("1.x", "1.0.0 1.9.9", "2.0.0 2.0.0-0"),
    ("1.2.X", "1.2.0", "1.3.0"),
    ("~1.2.3", "1.2.3 1.2.9", "1.3.0 1.2.2"),
    ("~1", "1.9.0", "2.0.0"),
    ("~0.2.3", "0.2.9", "0.3.0"),
    ("~1.2.3-beta.2", "1.2.3-beta.4 1.2.4", "1.2.4-beta.2"),
    ("^1.2.3", "1.2.3 1.9.0", "2.0.0 1.2.2"),
    ("^0.2.3", "0.2.3 0.2.9", "0.3.0"),
    ("^0.0.3", "0.0.3", "0.0.4"),
    ("^1.2.3-beta.2", "1.2.3-beta.4 1.3.0", "1.2.4-beta.2"),
    ("^0.0.3-beta", "0.0.3-pr.2 0.0.3", "0.0.4"),
    ("^1.2.x", "1.2.0 1.3.0", "2.0.0"),
    ("^0.0.x", "0.0.0 0.0.9", "0.1.0"),
    ("^0.0", "0.0.9", "0.1.0"),
    ("^0.x", "0.9.0", "1.0.0"),
    (">1", "2.0.0", "1.9.9"),
    ("<=1.2", "1.2.9", "1.3.0"),
    (">= 1.2.3 <  2", "1.9.0", "2.0.0"),
    ("<*", "", "0.0.0 1.0.0"),
    ("~> 1.2", "1.2.5", "1.3.0"),
    ("=v1.2.3", "1.2.3 v1.2.3 =1.2.3 1.2.3+build", "1.2.4"),
];

/// Requirements, versions that fit and versions that do not.
///
/// Source: The Cargo Book, "Specifying Dependencies".
const CARGO: &[(&str, &str, &str)] = &[
    ("1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0 1.3.0-alpha"),
    ("0.2.3", "0.2.9", "0.3.0"),
    ("0.0.3", "0.0.3", "0.0.4"),
    ("0.0", "0.0.9", "0.1.0"),
    ("~1.2", "1.2.9", "1.3.0"),
    ("1.2.*", "1.2.0", "1.3.0"),
    ("*", "0.0.0", "1.0.0-alpha"),
    (">= 1.2, < 1.5", "1.2.0 1.4.9", "1.5.0"),
    ("1.0.0-alpha", "1.0.0-alpha 1.0.0-beta 1.0.0 1.1.0", "1.1.0-alpha"),
];

#[test]
fn cargo_requirements_allow_what_their_document_says() {
    for (text, fitting, others) in CARGO {
        let requirement = Requirement::parse(text).unwrap();
        for (versions, expected) in [(fitting, true), (others, false)] {
            for version in versions.split_whitespace() {
                assert_eq!(requirement.allows(version), Ok(expected), "{text}: {version}");
            }
        }
    }
    for text in ["", ">", "1.2.3.4", "1 2", "^1 || ^2", "latest"] {
        assert!(Requirement::parse(text).is_err(), "{text}");
    }
}

#[test]
fn npm_ranges_hold_what_their_document_says() {
    for (text, inside, outside) in NPM {
        let range = Range::parse(text).unwrap();
        for (versions, expected) in [(inside, true), (outside, false)] {
            for version in versions.split_whitespace() {
                assert_eq!(range.allows(version), Ok(expected), "{text}: {version}");
            }
        }
    }
}

#[test]
fn what_is_no_range_is_refused() {
    let long = "1 ".repeat(5_000);
    for text in [
        "latest",
        "file:../x",
        "git+https://a/b",
        "npm:a@1",
        "1.2.3.4",
        ">",
        "1.2-a",
        ">=1,<2",
        "01.2.3",
        "1 - ",
        &long,
    ] {
        assert!(Range::parse(text).is_err(), "{text:.30}");
    }
    for version in ["1", "1.2", "1.2.x", "", "1.2.3-", "dog", "1.2.3.4"] {
        assert!(Range::parse("*").unwrap().allows(version).is_err(), "{version}");
        assert!(Requirement::parse("*").unwrap().allows(version).is_err(), "{version}");
    }
}

fn version() -> impl Strategy<Value = String> {
    let pre =
        prop::sample::select(vec!["", "", "", "-0", "-1", "-alpha", "-alpha.1", "-beta", "-rc.10"]);
    (0_u8..3, 0_u8..3, 0_u8..4, pre)
        .prop_map(|(major, minor, patch, pre)| format!("{major}.{minor}.{patch}{pre}"))
}

/// A version of which parts may be missing.
fn partial() -> impl Strategy<Value = String> {
    let shape = prop::sample::select(vec!["M", "M.m", "M.x", "M.m.x", "M.*", "x", "*"]);
    let cut = (version(), shape).prop_map(|(version, shape)| {
        let parts: Vec<&str> = version.split(['.', '-']).collect();
        shape.replace('M', parts[0]).replace('m', parts[1])
    });
    prop_oneof![3 => version(), 2 => cut]
}

fn comparator(operators: &'static [&'static str]) -> impl Strategy<Value = String> {
    (prop::sample::select(operators), partial())
        .prop_map(|(operator, version)| operator.to_owned() + &version)
}

/// Ranges of npm, most of which are valid.
fn npm() -> impl Strategy<Value = String> {
    let one = comparator(&["", "^", "~", ">=", "<=", ">", "<", "=", "~>", ">= ", "v"]);
    let set = prop_oneof![
        4 => prop::collection::vec(one, 1..3).prop_map(|list| list.join(" ")),
        1 => (partial(), partial()).prop_map(|(from, to)| format!("{from} - {to}")),
    ];
    prop::collection::vec(set, 1..3).prop_map(|sets| sets.join(" || "))
}

/// What node-semver is asked, and what was found here: range, answer and version.
#[test]
fn ranges_are_left_for_other_tools() {
    let mut runner = TestRunner::deterministic();
    let mut lines = String::new();
    for _ in 0..12_000 {
        let Ok(tree) = (npm(), version()).new_tree(&mut runner) else { continue };
        let (text, version) = tree.current();
        let answer = match Range::parse(&text).map(|range| range.allows(&version)) {
            Ok(Ok(true)) => '+',
            Ok(Ok(false)) => '-',
            Ok(Err(_)) | Err(_) => '!',
        };
        writeln!(lines, "npm_range\t{text}\t{answer}\t{version}").unwrap();
    }
    for answer in ["\t+\t", "\t-\t"] {
        assert!(
            lines.matches(answer).count() > 1_000,
            "{answer} {}",
            lines.matches(answer).count()
        );
    }
    if let Some(path) = std::env::var_os("KEELMARK_RANGES_OUT") {
        fs::write(path, lines).unwrap();
    }
}

proptest! {
    #[test]
    fn any_text_is_a_range_or_none(text in ".{0,40}") {
        drop(Range::parse(&text));
        drop(Requirement::parse(&text));
    }
}
