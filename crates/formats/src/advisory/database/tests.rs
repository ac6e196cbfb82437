use keelmark_model::Timestamp;
use keelmark_model::advisory::{Affected, Bound, Exploited, Interval, Likelihood};
use proptest::prelude::*;

use super::{Contents, Database, Prepared, Source, compile, record};
use crate::advisory::{matching, osv};
use crate::version::Scheme;

const DEMO: &str = r#"{"id": "GHSA-1", "aliases": ["CVE-1"], "modified": "2026-01-02T00:00:00Z",
    "summary": "It is wrong", "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
    "references": [{"type": "WEB", "url": "https://w"}, {"type": "ADVISORY", "url": "https://a"}],
    "affected": [{"package": {"ecosystem": "PyPI", "name": "Demo_x"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "1.0"}, {"fixed": "1.4"}]}],
        "versions": ["1.0", "1.1", "0.9rc1", "not a version"]}]}"#;

fn prepared(text: &str) -> Prepared {
    Prepared::of(&osv::parse(text.as_bytes()).unwrap())
}

fn contents() -> Contents {
    let withdrawn = r#"{"id": "GHSA-2", "withdrawn": "2026-01-01T00:00:00Z", "affected": [
        {"package": {"ecosystem": "PyPI", "name": "demo-x"}, "versions": ["1.0"]}]}"#;
    let source = Source {
        name: "osv".to_owned(),
        sha256: "00".to_owned(),
        advisories: 3,
        exploited: 1,
        likelihoods: 1,
        unread: 0,
        newest: Some(1_767_312_000),
    };
    let older = DEMO.replace("2026-01-02", "2025-01-02").replace("1.4", "9");
    Contents {
        advisories: vec![prepared(&older), prepared(withdrawn), prepared(DEMO)],
        exploited: vec![Exploited {
            id: "CVE-1".to_owned(),
            name: "Demo".to_owned(),
            added: "2026-01-01".to_owned(),
            due: "2026-02-01".to_owned(),
            is_ransomware: true,
        }],
        likelihoods: vec![Likelihood {
            id: "CVE-1".to_owned(),
            probability: 900_000,
            percentile: 999_000,
        }],
        sources: vec![source],
    }
}

fn open(bytes: Vec<u8>) -> Result<Database, crate::ParseError> {
    Database::open(Box::new(bytes))
}

#[test]
fn what_was_compiled_is_found() {
    let bytes = compile(contents(), Timestamp(1_800_000_000));
    let mut turned = contents();
    turned.advisories.reverse();
    assert_eq!(bytes, compile(turned, Timestamp(1_800_000_000)));
    let database = open(bytes).unwrap();
    database.verify().unwrap();
    let about = database.about();
    assert_eq!((about.advisories, about.withdrawn, about.replaced, about.packages), (1, 1, 1, 1));
    assert_eq!(about.ecosystems.get("PyPI"), Some(&1));
    let mut packages = database.packages();
    assert!(packages.entries("PyPI", "demo").unwrap().is_empty());
    assert!(packages.entries("npm", "demo-x").unwrap().is_empty());
    let found = packages.entries("PyPI", "demo.X").unwrap();
    let [entry] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(entry.fixed, ["1.4"]);
    let scheme = Scheme::of_ecosystem("PyPI").unwrap();
    for (version, expected) in [
        ("1.0", Some(true)),
        ("1.3.9", Some(true)),
        ("1.4", Some(false)),
        ("0.9rc1", Some(true)),
        ("0.9", Some(false)),
        ("not a version", Some(true)),
        ("neither is this", None),
    ] {
        let key = matching::key(scheme, version).ok();
        assert_eq!(entry.is_affected(version, key.as_deref()), expected, "{version}");
    }
    let summary = database.advisory(entry.advisory).unwrap();
    assert_eq!((summary.id.as_str(), summary.title.as_str()), ("GHSA-1", "It is wrong"));
    assert_eq!(summary.url.as_deref(), Some("https://a"));
    assert_eq!(summary.severities[0].score.map(|score| score.0), Some(98));
    assert_eq!(summary.modified, Some(Timestamp(1_767_312_000)));
    let flaw = database.flaw("CVE-1").unwrap();
    assert!(flaw.exploited.is_some_and(|it| it.is_ransomware && it.due == "2026-02-01"));
    assert_eq!(flaw.likelihood.map(|it| it.probability), Some(900_000));
    assert_eq!(database.flaw("CVE-2").unwrap(), super::Flaw::default());
}

/// Every byte matters: one that is changed, and every end before the last.
#[test]
fn what_was_changed_or_cut_off_is_found_out() {
    let bytes = compile(contents(), Timestamp(0));
    let code = |bytes: Vec<u8>| {
        let verified = open(bytes).and_then(|database| database.verify());
        verified.map_err(|error| error.code.id)
    };
    assert_eq!(code(bytes.clone()), Ok(()));
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let expected = if at < 16 { "db.form" } else { "db.damaged" };
        assert_eq!(code(changed), Err(expected), "{at}");
        let expected = if at < 14 { "db.form" } else { "db.damaged" };
        assert_eq!(code(bytes[..at].to_vec()), Err(expected), "{at}");
    }
    assert_eq!(code([bytes, vec![0]].concat()), Err("db.damaged"));
}

#[test]
fn many_packages_are_in_many_blocks() {
    let advisory = |number: usize| {
        DEMO.replace("GHSA-1", &format!("GHSA-{number:05}"))
            .replace("Demo_x", &format!("p{number}"))
    };
    let advisories = (0..5_000).map(|number| prepared(&advisory(number))).collect();
    let contents = Contents { advisories, ..Contents::default() };
    let database = open(compile(contents, Timestamp(0))).unwrap();
    let mut packages = database.packages();
    for number in (0..5_000).step_by(7) {
        let found = packages.entries("PyPI", &format!("p{number}")).unwrap();
        assert_eq!(found.len(), 1, "{number}");
        let advisory = found[0].advisory;
        assert_eq!(database.advisory(advisory).unwrap().id, format!("GHSA-{number:05}"));
    }
}

fn version() -> impl Strategy<Value = String> {
    prop_oneof!["[0-3](\\.[0-2]){0,2}", "[0-2]\\.[0-2](rc|-beta\\.)[0-2]", "[a-z]{1,2}"]
}

fn bound() -> impl Strategy<Value = Bound> {
    prop_oneof![
        Just(Bound::Unbounded),
        version().prop_map(Bound::Including),
        version().prop_map(Bound::Excluding),
    ]
}

proptest! {
    /// An index gives the answers that the advisory itself gives.
    #[test]
    fn entries_answer_as_advisories_do(
        ecosystem in prop_oneof!["PyPI", "npm", "Debian:12", "Packagist", "Nothing"],
        bounds in proptest::collection::vec((bound(), bound()), 0..3),
        versions in proptest::collection::vec(version(), 0..4),
        asked in version(),
    ) {
        let scheme = Scheme::of_ecosystem(&ecosystem);
        let affected = Affected {
            ecosystem,
            name: "n".to_owned(),
            purl: None,
            intervals: bounds.into_iter().map(|(from, to)| Interval { from, to }).collect(),
            versions,
            fixed: Vec::new(),
            is_conservative: false,
            severities: Vec::new(),
            code: Vec::new(),
            platforms: Vec::new(),
        };
        let bytes = record::write_entry(&affected);
        let entry = record::read_entry(0, &bytes).unwrap();
        let key = scheme.and_then(|scheme| matching::key(scheme, &asked).ok());
        let found = entry.is_affected(&asked, key.as_deref());
        let expected = matching::is_affected(&affected, &asked).ok();
        // What nobody can say is taken for affected, and so may be said.
        let agrees = found == expected || expected.is_none() && found == Some(true);
        prop_assert!(agrees, "{found:?} {expected:?}");
    }
}
