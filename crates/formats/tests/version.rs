//! Orders of versions: each ecosystem's own examples, OSV's, and properties of all of them.
//!
//! A case file is `testdata/version/<scheme>/<name>.txt`. A line is a chain, `A < B = C < D`, of which every pair
//! is tested in both directions; or `! TEXT`, which is no version; `#` begins a comment, the first of which names
//! the source.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use keelmark_formats::limits;
use keelmark_formats::version::{self, Scheme, Version, VersionError, compare};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

#[path = "common/data.rs"]
mod data;

/// Versions and the sign between each and the next.
type Chain = (Vec<String>, Vec<Ordering>);

fn chain(line: &str) -> Chain {
    let mut versions = Vec::new();
    let mut signs = Vec::new();
    for word in line.split_whitespace() {
        match word {
            "<" => signs.push(Ordering::Less),
            "=" => signs.push(Ordering::Equal),
            ">" => signs.push(Ordering::Greater),
            word => versions.push(word.to_owned()),
        }
    }
    assert_eq!(versions.len(), signs.len() + 1, "{line}");
    (versions, signs)
}

/// What is wrong with a chain, for every pair of it.
fn wrong(scheme: &'static Scheme, (versions, signs): &Chain) -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, a) in versions.iter().enumerate() {
        let mut expected = Ordering::Equal;
        for (b, sign) in
            versions[at..].iter().zip([&Ordering::Equal].into_iter().chain(&signs[at..]))
        {
            expected = expected.then(*sign);
            for (a, b, expected) in [(a, b, expected), (b, a, expected.reverse())] {
                let found = compare(scheme, a, b);
                if found != Ok(expected) {
                    wrong.push(format!("{}: {a} {b}: {found:?}, not {expected:?}", scheme.id));
                }
            }
        }
    }
    wrong
}

#[test]
fn versions_are_ordered_as_their_ecosystems_document() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/version");
    let mut found = Vec::new();
    for scheme in version::ALL {
        let mut files: Vec<_> =
            fs::read_dir(folder.join(scheme.id)).unwrap().map(|it| it.unwrap().path()).collect();
        files.sort();
        assert!(!files.is_empty(), "{scheme:?}");
        for path in files {
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.starts_with("# Source: "), "{}", path.display());
            for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                match line.strip_prefix("! ") {
                    Some(text) if Version::parse(scheme, text).is_ok() => {
                        found.push(format!("{scheme:?}: `{text}` is read"));
                    }
                    Some(_) => {}
                    None => found.extend(wrong(scheme, &chain(line))),
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Files of OSV's comparisons, by which scheme they are made and how many they are.
const OSV: &[(&str, &str, usize)] = &[
    ("alpine", "apk", 778),
    ("cran", "cran", 21),
    ("debian", "debian", 30),
    ("hackage", "hackage", 11),
    ("maven", "maven", 102),
    ("nuget", "nuget", 35),
    ("packagist", "packagist", 95),
    ("pub", "pub_dev", 100),
    ("pypi", "pypi_legacy", 37),
    ("redhat", "rpm", 165),
    ("rubygems", "rubygems", 25),
    ("semver", "semver", 86),
];

/// OSV's comparisons with PHP's wildcard `#`, which is equal to 1.2.3 and to the later 1.2.3.1: no order has it.
const WITHOUT_ORDER: usize = 6;

#[test]
fn versions_are_ordered_as_osv_orders_them() {
    let Some(folder) = data::folder("versions") else { return };
    let (mut found, mut without_order) = (Vec::new(), 0);
    for (file, scheme, count) in OSV {
        let text = fs::read_to_string(folder.join(format!("{file}-versions.txt"))).unwrap();
        let scheme = Scheme::named(scheme).unwrap();
        let comment =
            |line: &str| line.is_empty() || line.starts_with("# ") || line.starts_with("//");
        let lines: Vec<&str> = text.lines().filter(|line| !comment(line)).collect();
        assert_eq!(lines.len(), *count, "{file}");
        for line in lines {
            if *file == "packagist" && line.contains('#') {
                without_order += 1;
                let refused =
                    chain(line).0.iter().filter(|it| compare(scheme, it, it).is_err()).count();
                assert_ne!(refused, 0, "{line}");
            } else {
                found.extend(wrong(scheme, &chain(line)));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(without_order, WITHOUT_ORDER);
}

#[test]
fn legacy_python_versions_are_not_compared_unless_asked_for() {
    for text in ["0.1-bulbasaur", "-class.-jw.util.version.version-pre", "1.0.x"] {
        let error = compare(&version::pypi::SCHEME, text, "1.0").unwrap_err();
        assert_eq!(error.code().id, "version.form");
        assert_eq!(error, Version::parse(&version::pypi::SCHEME, text).unwrap_err());
        assert_eq!(compare(&version::pypi_legacy::SCHEME, text, "1.0"), Ok(Ordering::Less));
    }
}

#[test]
fn an_error_says_what_is_wrong_and_where() {
    let error =
        |scheme: &'static Scheme, text: &str| compare(scheme, text, text).unwrap_err().to_string();
    let cases = [
        (
            &version::pypi::SCHEME,
            "1.0.x",
            "`1.0.x` is not a Python version: nothing more is expected at byte 3",
        ),
        (
            &version::semver::SCHEME,
            "1.0-a_b",
            "`1.0-a_b` is not a semantic version: nothing more is expected at byte 5",
        ),
        (
            &version::debian::SCHEME,
            " 1:1.0-1:2",
            "` 1:1.0-1:2` is not a Debian version: a colon in the revision at byte 8",
        ),
        (&version::rpm::SCHEME, "1\0", "`1\\u{0}` is not a RPM version: a NUL character at byte 1"),
    ];
    for (scheme, text, message) in cases {
        assert_eq!(error(scheme, text), message);
    }
    let long = "1".repeat(limits::VERSION_BYTES + 1);
    let shown = "1".repeat(80);
    let message =
        format!("`{shown}…` is not a Python version: it is longer than any version at byte 16384");
    assert_eq!(error(&version::pypi::SCHEME, &long), message);
}

#[test]
fn every_ecosystem_has_one_scheme() {
    let mut names: Vec<_> = version::ALL.iter().flat_map(|scheme| scheme.ecosystems).collect();
    let mut types: Vec<_> = version::ALL.iter().flat_map(|scheme| scheme.purl_types).collect();
    for list in [&mut names, &mut types] {
        let count = list.len();
        list.sort();
        list.dedup();
        assert_eq!(list.len(), count);
    }
    let id = |name| Scheme::of_ecosystem(name).map(|scheme| scheme.id);
    assert_eq!(id("Debian:12"), Some("debian"));
    assert_eq!(id("Ubuntu:22.04:LTS"), Some("debian"));
    assert_eq!(id("crates.io"), Some("semver"));
    assert_eq!(id("Linux"), None);
    assert_eq!(Scheme::of_purl_type("golang").map(|scheme| scheme.id), Some("go"));
}

/// What versions of any scheme are made of, after a number.
const PIECES: &str = ".0 .0 .1 .1 .2 .10 1 0 .99999999999999999999 .20240131";

/// What those of a scheme are made of besides: pieces that go together in many ways, most of which are
/// versions, and of which its rules take care.
const OWN_PIECES: &[(&str, &str)] = &[
    ("apk", "_alpha _beta1 _pre _rc2 _cvs _p _p1 _git20240131 a b -r0 -r1 -r10 .01 .001"),
    ("cran", "-0 -1 -10 -01"),
    ("debian", "~ ~~ ~rc1 + +b1 a Z -1 -0 -1ubuntu2 :1 ~bpo12 +dfsg .a a0"),
    ("go", "-rc.1 -0.20191109021931-daa7c04131f5 +incompatible rc1 beta2 -pre .0"),
    ("hackage", ""),
    (
        "maven",
        "- . -alpha -beta-1 a1 b2 m3 .Final -ga -SNAPSHOT -rc cr1 -sp -foo x -0 -1 .RELEASE -jre",
    ),
    ("nuget", "-beta -BETA -beta.1 -rc10 +meta -1 .01"),
    ("packagist", "-dev a1 -alpha b RC1 -rc2 pl -p1 -patch foo - _ + -beta"),
    ("pub_dev", "-alpha -alpha.1 -1 +1 +a +a.1 -beta +01"),
    ("pypi", "a1 b2 rc1 .dev1 .post1 -1 +local +1 +a.1 a .post .dev c0 _r1 -ALPHA-2"),
    ("pypi_legacy", "a1 -bulbasaur dev - rc .post1 foo _x -1 final .00"),
    ("rpm", "~ ^ ~rc1 ^git1 a b .el8 -1 -1.fc34 _ + .001 z9 :1"),
    ("rubygems", ".a .b1 .pre -1 -beta a rc1 .0.a .rc.1"),
    ("semver", "-alpha -alpha.1 -1 .x .beta - +build -rc.10 -rc.2 -0"),
];

fn pieces(scheme: &Scheme) -> Vec<&'static str> {
    let (_, own) = OWN_PIECES.iter().find(|(id, _)| *id == scheme.id).unwrap_or(&("", ""));
    PIECES.split(' ').chain(own.split(' ')).collect()
}

/// Two versions that are alike up to some place.
fn pair(scheme: &Scheme) -> impl Strategy<Value = (String, String)> {
    let tail = |most| prop::collection::vec(prop::sample::select(pieces(scheme)), 0..most);
    let three = ["npm", "Hex"].iter().all(|name| scheme.ecosystems.contains(name));
    let first = (0_u8..3).prop_map(move |it| format!("{it}{}", if three { ".2.1" } else { "" }));
    (first, tail(4), tail(3), tail(3)).prop_map(|(first, stem, a, b)| {
        let stem = first + &stem.concat();
        (format!("{stem}{}", a.concat()), stem + &b.concat())
    })
}

/// Pairs of versions that a scheme reads, the same at each call, for comparison with other tools.
fn pairs(scheme: &'static Scheme, count: usize) -> Vec<(Version, Version)> {
    let mut runner = TestRunner::deterministic();
    let mut pairs = Vec::new();
    while pairs.len() < count {
        let Ok(tree) = pair(scheme).new_tree(&mut runner) else { continue };
        let (a, b) = tree.current();
        if let (Ok(a), Ok(b)) = (Version::parse(scheme, &a), Version::parse(scheme, &b)) {
            pairs.push((a, b));
        }
    }
    pairs
}

/// What other tools are asked to compare, and what was found here: scheme, version, sign and version.
#[test]
fn pairs_are_left_for_other_tools() {
    let mut lines = String::new();
    for scheme in version::ALL {
        for (a, b) in pairs(scheme, 4_000) {
            let sign = match a.cmp(&b) {
                Ordering::Less => "<",
                Ordering::Equal => "=",
                Ordering::Greater => ">",
            };
            writeln!(lines, "{}\t{a}\t{sign}\t{b}", scheme.id).unwrap();
        }
    }
    for sign in ["\t<\t", "\t=\t", "\t>\t"] {
        assert!(lines.matches(sign).count() > 4_000, "{sign}");
    }
    if let Some(path) = std::env::var_os("KEELMARK_VERSIONS_OUT") {
        fs::write(path, lines).unwrap();
    }
}

proptest! {
    #[test]
    fn every_order_is_total(
        (scheme, (a, b), (c, _)) in prop::sample::select(version::ALL)
            .prop_flat_map(|scheme| (Just(scheme), pair(scheme), pair(scheme)))
    ) {
        let read = [&a, &b, &c].map(|text| Version::parse(scheme, text));
        if let [Ok(a), Ok(b), Ok(c)] = &read {
            prop_assert_eq!(a.cmp(a), Ordering::Equal);
            prop_assert_eq!(a.cmp(b), b.cmp(a).reverse());
            prop_assert_eq!(a == b, a.sort_key() == b.sort_key());
            prop_assert_eq!(compare(scheme, a.as_str(), b.as_str()), Ok(a.cmp(b)));
            if a <= b && b <= c {
                prop_assert!(a <= c, "{scheme:?}: {a} {b} {c}");
            }
            // A key that began another would leave the order to what follows it in an index.
            let begins = b.sort_key().starts_with(a.sort_key());
            prop_assert!(!begins || a == b, "{scheme:?}: {a} {b}");
        }
    }

    #[test]
    fn any_text_is_a_version_or_an_error_within_it(text in ".{0,40}") {
        for scheme in version::ALL {
            match Version::parse(scheme, &text) {
                Ok(version) => prop_assert_eq!(version.to_string(), text.as_str()),
                Err(VersionError { at, .. }) => prop_assert!(at <= text.len()),
            }
        }
    }
}

/// Ten thousand characters of whatever kind take no more than their share: keys stay in proportion.
#[test]
fn long_versions_take_memory_in_proportion() {
    for scheme in version::ALL {
        for unit in ["1", "1.", "0.", "a", "1a", "a1", "~", "^", "-", "_p", ".0", "+", "0.a."] {
            let text = format!("1{}", unit.repeat(10_000 / unit.len()));
            if let Ok(key) = version::sort_key(scheme, &text) {
                assert!(key.len() <= 10 * text.len() + 64, "{scheme:?} {unit}: {}", key.len());
            }
        }
    }
}
