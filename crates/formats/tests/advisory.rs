//! Advisories as they are published: every one of three databases, and what is made of bad ones.

use std::fs;
use std::path::{Path, PathBuf};

use keelmark_formats::advisory::matching::{Unknown, is_affected};
use keelmark_formats::advisory::{Read, kev, osv, rustsec};
use keelmark_formats::{ParseError, limits};
use keelmark_model::Timestamp;
use keelmark_model::advisory::{AdvisoryKind, Affected, Bound, Interval, Rating};
use proptest::prelude::*;

#[path = "common/data.rs"]
mod data;

/// All files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|it| it.path()) {
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// An interval as `[1.0, 2.0)`.
fn shown(Interval { from, to }: &Interval) -> String {
    let from = match from {
        Bound::Unbounded => "(".to_owned(),
        Bound::Including(text) => format!("[{text}"),
        Bound::Excluding(text) => format!("({text}"),
    };
    match to {
        Bound::Unbounded => format!("{from}, )"),
        Bound::Including(text) => format!("{from}, {text}]"),
        Bound::Excluding(text) => format!("{from}, {text})"),
    }
}

fn intervals(affected: &Affected) -> String {
    affected.intervals.iter().map(shown).collect::<Vec<_>>().join(" ")
}

fn messages(read: &Read) -> Vec<String> {
    read.findings.iter().map(|it| format!("{}: {}: {}", it.advisory, it.code, it.message)).collect()
}

/// Reads every file of a database: how many advisories, packages, intervals, withdrawn ones and scores there
/// are, and what could not be read.
fn database(
    folder: &Path,
    parse: impl Fn(&[u8]) -> Result<Read, ParseError>,
) -> ([usize; 5], Vec<String>) {
    let mut counts = [0; 5];
    let mut found = Vec::new();
    for path in files(folder) {
        match parse(&fs::read(&path).unwrap_or_default()) {
            Ok(read) => {
                found.extend(messages(&read));
                let Read { advisory, .. } = read;
                let intervals = advisory.affected.iter().map(|it| it.intervals.len()).sum();
                let scores = advisory.severities.iter().filter_map(|it| it.score).count();
                let withdrawn = usize::from(advisory.withdrawn.is_some());
                let one = [1, advisory.affected.len(), intervals, withdrawn, scores];
                counts = std::array::from_fn(|at| counts[at] + one[at]);
            }
            Err(error) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                found.push(format!("{name}: {}: {error}", error.code));
            }
        }
    }
    (counts, found)
}

#[test]
fn the_database_of_go_is_read_whole() {
    let Some(folder) = data::folder("advisories/go") else { return };
    assert_eq!(database(&folder, osv::parse), ([4291, 6125, 7579, 17, 0], Vec::new()));
}

#[test]
fn the_database_of_pypa_is_read_but_for_what_says_nothing() {
    let Some(folder) = data::folder("advisories/pypa") else { return };
    let found = [
        ".id-allocator: document.shape: no `id`",
        "PYSEC-2021-371: advisory.version: binderhub: `0.2.0-n653` is not a Python version: nothing more is expected at byte 5",
        "PYSEC-2022-15: advisory.version: loguru has neither versions nor ranges of them",
        "PYSEC-2019-125: advisory.version: steam: `2019-09-12` is not a Python version: nothing more is expected at byte 7",
    ];
    let (counts, messages) = database(&folder, osv::parse_yaml);
    assert_eq!(counts, [2661, 2661, 5093, 10, 202]);
    assert_eq!(messages, found);
}

#[test]
fn the_database_of_rustsec_is_read_whole() {
    let Some(folder) = data::folder("advisories/rustsec") else { return };
    let parse = |bytes: &[u8]| rustsec::parse(bytes, "crates.io");
    assert_eq!(database(&folder, parse), ([734, 734, 861, 9, 296], Vec::new()));
}

#[test]
fn the_list_of_exploited_flaws_is_read_whole() {
    let Some(folder) = data::folder("advisories/kev") else { return };
    let bytes = fs::read(folder.join("known_exploited_vulnerabilities.json")).unwrap();
    let list = kev::parse(&bytes).unwrap();
    assert_eq!(list.len(), 1404);
    assert_eq!(list.iter().filter(|it| it.is_ransomware).count(), 293);
}

const OSV: &str = r#"{
    "schema_version": "1.7.0", "id": "GHSA-aaaa-bbbb-cccc",
    "aliases": ["PYSEC-2024-1", "CVE-2024-1"], "related": ["CVE-2023-9"], "upstream": ["CVE-2024-1"],
    "published": "2024-01-31T12:00:00Z", "modified": "2024-02-01T00:00:00.5Z",
    "summary": "A flaw", "details": "Much of it.",
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
    "affected": [
        {"package": {"ecosystem": "PyPI", "name": "demo", "purl": "pkg:pypi/demo"},
         "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2"}, {"introduced": "2.0"}, {"last_affected": "2.4"}]},
                    {"type": "GIT", "repo": "https://example.com/demo", "events": [{"introduced": "0"}, {"fixed": "abc"}]}],
         "versions": ["0.9", "2.1"]},
        {"package": {"ecosystem": "Go", "name": "example.com/demo"},
         "ranges": [{"type": "SEMVER", "events": [{"introduced": "1.0.0"}]}],
         "ecosystem_specific": {"imports": [{"path": "example.com/demo/a", "symbols": ["F", "T.M"], "goos": ["windows"]}, {"path": "example.com/demo/b"}]}}
    ],
    "references": [{"type": "FIX", "url": "https://example.com/fix"}],
    "database_specific": {"severity": "CRITICAL", "cwe_ids": ["CWE-79", "CWE-20"]}
}"#;

#[test]
fn an_advisory_of_osv_keeps_what_it_says() {
    let Read { advisory, findings } = osv::parse(OSV.as_bytes()).unwrap();
    assert_eq!(findings, []);
    assert_eq!(advisory.aliases, ["CVE-2024-1", "PYSEC-2024-1"]);
    assert_eq!(
        (advisory.related, advisory.upstream),
        (vec!["CVE-2023-9".into()], vec!["CVE-2024-1".into()])
    );
    assert_eq!((advisory.kind, advisory.withdrawn), (AdvisoryKind::Vulnerability, None));
    assert_eq!(advisory.published, Some(Timestamp(1_706_702_400)));
    assert_eq!(advisory.weaknesses, ["CWE-20", "CWE-79"]);
    let [vector, word] = &advisory.severities[..] else { panic!("{:?}", advisory.severities) };
    assert_eq!(
        vector.score.map(|it| (it.to_string(), it.rating())),
        Some(("9.8".into(), Rating::Critical))
    );
    assert_eq!((&*word.standard, &*word.text, word.score), ("database", "CRITICAL", None));
    let [python, go] = &advisory.affected[..] else { panic!("{:?}", advisory.affected) };
    assert_eq!(intervals(python), "(, 1.2) [2.0, 2.4]");
    assert_eq!(
        (&python.versions[..], &python.fixed[..]),
        (&["0.9".into(), "2.1".into()][..], &["1.2".into()][..])
    );
    assert_eq!(python.purl.as_ref().map(ToString::to_string).as_deref(), Some("pkg:pypi/demo"));
    assert_eq!(intervals(go), "[1.0.0, )");
    assert_eq!(go.code, ["example.com/demo/a.F", "example.com/demo/a.T.M", "example.com/demo/b"]);
    assert_eq!(go.platforms, ["windows"]);
}

#[test]
fn what_cannot_be_read_affects_every_version() {
    let version = "advisory.version";
    let cases = [
        (
            r#"{"fixed": "1.2"}"#,
            r#"{"fixed": "dog"}"#,
            version,
            "demo: `dog` is not a Python version: a number is missing at byte 0",
        ),
        (
            r#"{"introduced": "0"}, {"fixed": "1.2"}, {"introduced": "2.0"},"#,
            r#"{"fixed": "1.2"},"#,
            version,
            "demo: a range does not say where it begins",
        ),
        (
            r#"{"fixed": "1.2"}"#,
            r#"{"fixed": "1.2", "introduced": "3"}"#,
            version,
            "a range of demo has an event of no kind, or of two",
        ),
        (
            r#"{"fixed": "1.2"}"#,
            r#"{"mended": "1.2"}"#,
            version,
            "a range of demo has an event of no kind, or of two",
        ),
        (
            r#""ecosystem": "PyPI""#,
            r#""ecosystem": "Elsewhere:3""#,
            version,
            "versions of Elsewhere:3 have no order that is known",
        ),
        (
            r#""versions": ["0.9", "2.1"]"#,
            r#""versions": [9]"#,
            "advisory.form",
            "invalid type: integer `9`, expected a string",
        ),
        (
            r#""summary": "A flaw""#,
            r#""summary": "A flaw", "summary": "B""#,
            "advisory.form",
            "a field stands twice",
        ),
        (
            r#"[{"type": "CVSS_V3""#,
            r#"[{"kind": "CVSS_V3""#,
            "advisory.form",
            "missing field `type`",
        ),
    ];
    for (old, new, code, message) in cases {
        let text = OSV.replacen(old, new, 1);
        assert_ne!(text, OSV, "{old}");
        let read = osv::parse(text.as_bytes()).unwrap();
        let first = messages(&read).remove(0);
        assert_eq!(first, format!("GHSA-aaaa-bbbb-cccc: {code}: {message}"), "{new}");
        let [python, go] = &read.advisory.affected[..] else { panic!("{new}") };
        assert!(python.is_conservative, "{new}");
        assert_eq!(intervals(python), "(, )", "{new}");
        assert_eq!(go.is_conservative, code == "advisory.form", "{new}");
        assert_eq!(read.advisory.aliases, ["CVE-2024-1", "PYSEC-2024-1"]);
    }
}

/// What can be matched with no package is told, and what says no versions of one means all of them.
#[test]
fn what_tells_no_package_or_no_versions_is_told() {
    let advisory = |affected: &str| {
        format!(r#"{{"id": "X-1", "modified": "2024-01-31T12:00:00Z", "affected": {affected}}}"#)
    };
    let package = r#""package": {"ecosystem": "npm", "name": "p"}"#;
    let range = |kind: &str| {
        format!(
            r#""ranges": [{{"type": "{kind}", "events": [{{"introduced": "0"}}, {{"fixed": "2"}}]}}]"#
        )
    };
    for (affected, code, conservative) in [
        ("null".to_owned(), Some("advisory.package"), None),
        ("{}".to_owned(), Some("advisory.package"), None),
        ("[]".to_owned(), Some("advisory.package"), None),
        (format!("[{{{}}}]", range("SEMVER")), Some("advisory.package"), None),
        (format!("[{{{}}}]", range("GIT")), None, None),
        (format!("[{{{package}, {}}}]", range("GIT")), Some("advisory.version"), Some(true)),
        (format!("[{{{package}, \"versions\": [\"1\"], {}}}]", range("GIT")), None, Some(false)),
        (format!("[{{{package}, {}}}]", range("SEMVER")), None, Some(false)),
    ] {
        let read = osv::parse(advisory(&affected).as_bytes()).unwrap();
        let found = read.findings.iter().map(|it| it.code.id).find(|it| *it != "advisory.form");
        assert_eq!(found, code, "{affected}");
        let first = read.advisory.affected.first().map(|it| it.is_conservative);
        assert_eq!(first, conservative, "{affected}");
    }
}

#[test]
fn what_hangs_on_no_version_is_a_finding_alone() {
    let cases = [
        (
            "2024-01-31T12:00:00Z",
            "last week",
            "advisory.form: `published` is not a time: `last week`",
        ),
        (
            "/S:U/",
            "/",
            "advisory.severity: `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/C:H/I:H/A:H` is not a CVSS vector: a metric is missing",
        ),
    ];
    for (old, new, message) in cases {
        let read = osv::parse(OSV.replacen(old, new, 1).as_bytes()).unwrap();
        assert_eq!(messages(&read), [format!("GHSA-aaaa-bbbb-cccc: {message}")]);
        assert!(read.advisory.affected.iter().all(|it| !it.is_conservative));
    }
    let read = osv::parse(OSV.replacen("pkg:pypi/demo", "demo", 1).as_bytes()).unwrap();
    assert_eq!(read.findings.iter().map(|it| it.code.id).collect::<Vec<_>>(), ["advisory.form"]);
}

#[test]
fn what_does_not_name_itself_is_refused() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let large = " ".repeat(limits::ADVISORY_BYTES + 1);
    let cases = [
        ("", "document.syntax"),
        ("{}", "document.shape"),
        ("[]", "document.shape"),
        (r#"{"id": 1}"#, "document.shape"),
        (&deep, "document.syntax"),
        (&large, "document.size"),
    ];
    for (text, code) in cases {
        assert_eq!(osv::parse(text.as_bytes()).unwrap_err().code.id, code);
    }
    for text in ["", "{}", "[]", "id: [", "id: &a [*a]", "- id: A", &deep, &large] {
        assert!(osv::parse_yaml(text.as_bytes()).is_err(), "{text:.40}");
    }
}

fn rust(front: &str) -> String {
    format!("```toml\n{front}\n```\n\n# A flaw\n\nMuch of it.\n")
}

#[test]
fn an_advisory_of_rustsec_keeps_what_it_says() {
    let text = rust(
        r#"[advisory]
id = "RUSTSEC-2024-0001"
package = "demo"
date = "2024-01-31"
url = "https://example.com/report"
references = ["https://example.com/more"]
informational = "unsound"
aliases = ["GHSA-x", "CVE-2024-2"]
cvss = "CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L"
withdrawn = "2024-03-01"
[affected]
os = ["windows"]
functions = { "demo::f" = ["< 1.2"] }
[versions]
patched = [">= 1.18.4, < 1.19.0", ">= 1.20.3, < 1.21.0", ">= 1.23.1"]
unaffected = ["< 1.7.0"]"#,
    );
    let Read { advisory, findings } = rustsec::parse(text.as_bytes(), "crates.io").unwrap();
    assert_eq!(findings, []);
    assert_eq!((&*advisory.summary, &*advisory.details), ("A flaw", "Much of it."));
    assert_eq!(advisory.kind, AdvisoryKind::Unsound);
    assert_eq!(advisory.aliases, ["CVE-2024-2", "GHSA-x"]);
    assert_eq!(advisory.withdrawn, Some(Timestamp(1_709_251_200)));
    assert_eq!(advisory.severities[0].score.map(|it| it.to_string()).as_deref(), Some("4.2"));
    assert_eq!(
        advisory.references.iter().map(|it| &*it.kind).collect::<Vec<_>>(),
        ["REPORT", "WEB"]
    );
    let package = &advisory.affected[0];
    assert_eq!((&*package.ecosystem, &*package.name), ("crates.io", "demo"));
    assert_eq!(intervals(package), "[1.7.0, 1.18.4) [1.19.0, 1.20.3) [1.21.0, 1.23.1)");
    assert_eq!(package.fixed, ["1.18.4", "1.20.3", "1.23.1"]);
    assert_eq!(
        (&package.code[..], &package.platforms[..]),
        (&["demo::f".into()][..], &["windows".into()][..])
    );
}

#[test]
fn all_but_the_versions_rustsec_excludes_are_affected() {
    let cases = [
        ("", "(, )"),
        ("\">= 1.2.3\"", "(, 1.2.3)"),
        ("\"> 1.2.3\"", "(, 1.2.3]"),
        ("\"<= 1.2\"", "(1.2, )"),
        ("\"^1.2.3\"", "(, 1.2.3) [2.0.0-0, )"),
        ("\"^0.2.3\", \">= 0.4\"", "(, 0.2.3) [0.3.0-0, 0.4)"),
        ("\"^0.0.3\"", "(, 0.0.3) [0.0.4-0, )"),
        ("\"^ 0.2.3\", \"1.2\"", "(, 0.2.3) [0.3.0-0, 1.2) [2.0.0-0, )"),
        ("\"~1.2\"", "(, 1.2) [1.3.0-0, )"),
        ("\"~1\"", "(, 1) [2.0.0-0, )"),
        ("\"=1.2.3\"", "(, 1.2.3) (1.2.3, )"),
        ("\"< 1.0\", \"> 1.0\"", "[1.0, 1.0]"),
        ("\"<= 1.0\", \">= 1.0\"", ""),
        ("\"<= 1.0\", \"> 1.0\"", ""),
        ("\"< 1.5\", \">= 1.2, < 2\", \">= 3\"", "[2, 3)"),
        ("\"< 3\", \">= 1, < 2\"", "[3, )"),
        ("\">= 0.1.0-alpha.2\", \"< 0.1.0-alpha.1\"", "[0.1.0-alpha.1, 0.1.0-alpha.2)"),
    ];
    for (patched, expected) in cases {
        let front =
            format!("[advisory]\nid = \"R\"\npackage = \"p\"\n[versions]\npatched = [{patched}]");
        let read = rustsec::parse(rust(&front).as_bytes(), "crates.io").unwrap();
        assert_eq!(
            (intervals(&read.advisory.affected[0]), read.findings),
            (expected.to_owned(), vec![]),
            "{patched}"
        );
    }
}

#[test]
fn a_requirement_that_is_none_affects_every_version() {
    for patched in [
        ">= 1.0, >= 2.0",
        "^1.0, < 3",
        "*",
        ">= x",
        "",
        "^x",
        "!= 1",
        ">> 1",
        "~99999999999999999999",
    ] {
        let front = format!(
            "[advisory]\nid = \"R\"\npackage = \"p\"\n[versions]\npatched = [\"{patched}\", \">= 9\"]"
        );
        let Read { advisory, findings } =
            rustsec::parse(rust(&front).as_bytes(), "crates.io").unwrap();
        assert_eq!(intervals(&advisory.affected[0]), "(, )", "{patched}");
        assert!(advisory.affected[0].is_conservative, "{patched}");
        assert_eq!(
            findings.iter().map(|it| it.code.id).collect::<Vec<_>>(),
            ["advisory.version"],
            "{patched}"
        );
    }
    for text in ["", "# A flaw", "```toml\nid = 1\n```", "```toml\n[advisory]\nid = \"R\""] {
        assert!(rustsec::parse(text.as_bytes(), "crates.io").is_err(), "{text}");
    }
}

#[test]
fn a_version_is_affected_in_an_interval_or_where_it_is_listed() {
    let Read { advisory, .. } = osv::parse(OSV.as_bytes()).unwrap();
    let [python, go] = &advisory.affected[..] else { panic!("{:?}", advisory.affected) };
    for version in
        ["0", "0.1.dev1", "1.2rc1", "1.1.99", "2", "2.0.0", "2.4", "2.4.0", "2.1", "0.9.0"]
    {
        assert_eq!(is_affected(python, version), Ok(true), "{version}");
    }
    for version in ["1.2", "1.2.0", "1.9", "2.0rc1", "2.4.post1", "2.4.1", "1!1.0"] {
        assert_eq!(is_affected(python, version), Ok(false), "{version}");
    }
    assert_eq!([is_affected(go, "v1.0.0"), is_affected(go, "v1.0.0-rc.1")], [Ok(true), Ok(false)]);
    let error = is_affected(python, "dog").unwrap_err();
    assert!(matches!(&error, Unknown::Version(error) if error.text == "dog"), "{error}");

    let mut elsewhere = python.clone();
    elsewhere.ecosystem = "Elsewhere".into();
    assert_eq!(is_affected(&elsewhere, "0.9"), Ok(true));
    assert_eq!(is_affected(&elsewhere, "0.8"), Err(Unknown::Ecosystem("Elsewhere".into())));
    elsewhere.intervals.clear();
    assert_eq!(is_affected(&elsewhere, "0.8"), Ok(false));
    elsewhere.is_conservative = true;
    assert_eq!(is_affected(&elsewhere, "dog"), Ok(true));
}

/// PyPA lists the versions its ranges mean, as another program found them.
#[test]
fn the_versions_pypa_lists_lie_in_the_intervals() {
    let Some(folder) = data::folder("advisories/pypa") else { return };
    let (mut inside, mut outside, mut unread) = (0, Vec::new(), 0);
    for path in files(&folder) {
        let Ok(Read { advisory, .. }) = osv::parse_yaml(&fs::read(&path).unwrap()) else {
            continue;
        };
        for mut affected in advisory.affected {
            if affected.intervals.is_empty() {
                continue;
            }
            for version in std::mem::take(&mut affected.versions) {
                match is_affected(&affected, &version) {
                    Ok(true) => inside += 1,
                    Ok(false) => outside.push(format!("{}: {version}", advisory.id)),
                    Err(_) => unread += 1,
                }
            }
        }
    }
    // These are listed although the ranges of the same advisory end before them or begin after them.
    let expected = [
        "PYSEC-2023-61: 3.2a1",
        "PYSEC-2023-61: 3.2b1",
        "PYSEC-2023-61: 3.2rc1",
        "PYSEC-2023-61: 4.2a1",
        "PYSEC-2023-61: 4.2b1",
        "PYSEC-2023-61: 4.2rc1",
        "PYSEC-2023-177: 23.9.0",
        "PYSEC-2023-177: 23.9.0.post1",
        "PYSEC-2021-114: 2.11.6",
    ];
    outside.sort();
    let mut sorted = expected.to_vec();
    sorted.sort_unstable();
    assert_eq!(outside, sorted);
    // Some were published before there was PEP 440.
    assert_eq!((inside, unread), (140_729, 108));
}

proptest! {
    #[test]
    fn an_advisory_of_which_a_byte_is_changed_is_kept_or_refused(at in 0..OSV.len(), byte in any::<u8>()) {
        let mut bytes = OSV.as_bytes().to_vec();
        bytes[at] = byte;
        if let Ok(Read { advisory, findings }) = osv::parse(&bytes) {
            let conservative = advisory.affected.iter().any(|it| it.is_conservative);
            prop_assert!(!conservative || !findings.is_empty());
            // No package is left out without a word.
            prop_assert!(advisory.affected.len() == 2 || !findings.is_empty());
        }
    }
}
