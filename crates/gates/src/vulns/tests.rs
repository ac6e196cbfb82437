use std::collections::{BTreeMap, BTreeSet};

use keelmark_formats::advisory::database::{Contents, Database, Prepared, compile};
use keelmark_formats::advisory::osv;
use keelmark_formats::predicate::vulns_v0_2;
use keelmark_model::advisory::Rating;
use keelmark_model::bom::{Component, ComponentKind, Dependency, State};
use keelmark_model::waiver::Waivers;
use keelmark_model::{
    Bom, ComponentId, DependencyKind, Finding, Judgement, Outcome, Timestamp, Vulnerability,
    Waiver, Weight,
};

use super::{LookedUp, Rules, Run, Said, Subject, judge, look_up, scan};

fn osv(id: &str, alias: &str, name: &str, fixed: &str, more: &str) -> Prepared {
    let ecosystem = name.split('/').next().unwrap();
    let name = name.rsplit('/').next().unwrap();
    let text = format!(
        r#"{{"id": "{id}", "aliases": ["{alias}"], "summary": "bad", "affected": [{{
        "package": {{"ecosystem": "{ecosystem}", "name": "{name}"}},
        "ranges": [{{"type": "ECOSYSTEM", "events": [{{"introduced": "0"}}{fixed}]}}]}}]{more}}}"#
    );
    Prepared::of(&osv::parse(text.as_bytes()).unwrap())
}

const HIGH: &str = r#", "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}]"#;

fn database() -> Database {
    let fixed = |version: &str| format!(r#", {{"fixed": "{version}"}}"#);
    let advisories = vec![
        osv("PYSEC-1", "CVE-1", "PyPI/a", &fixed("2.0"), ""),
        osv("GHSA-1", "CVE-1", "PyPI/a", &fixed("2.1"), HIGH),
        osv("GHSA-2", "CVE-2", "PyPI/b", "", HIGH),
    ];
    let contents = Contents { advisories, ..Contents::default() };
    Database::open(Box::new(compile(contents, Timestamp(0)))).unwrap()
}

/// The root needs `a`, which needs `b`; `c` is of npm and `d` is nothing anybody knows.
fn bom() -> Bom {
    let library = |name: &str, purl: Option<&str>| {
        let mut component = Component::new(ComponentKind::Library, name, State::Locked);
        component.version = Some("1.0".to_owned());
        component.purl = purl.map(|purl| format!("pkg:{purl}/{name}@1.0").parse().unwrap());
        component
    };
    let edge = |from, to, kind| Dependency {
        from: ComponentId(from),
        to: ComponentId(to),
        kind,
        extras: Vec::new(),
        marker: None,
    };
    Bom {
        created: None,
        authors: Vec::new(),
        tools: Vec::new(),
        context: None,
        root: ComponentId(0),
        components: vec![
            Component::new(ComponentKind::Application, "root", State::Installed),
            library("a", Some("pypi")),
            library("b", Some("pypi")),
            library("c", Some("npm")),
            library("d", None),
        ],
        dependencies: vec![
            edge(0, 1, DependencyKind::Runtime),
            edge(1, 2, DependencyKind::Group("dev".to_owned())),
        ],
        gaps: Vec::new(),
    }
}

fn rules() -> Rules {
    Rules {
        fail_on: Rating::Low,
        ignore_unfixed: false,
        runtime_only: false,
        exploited: false,
        likelihood: None,
        strict: false,
        today: "2026-01-10".to_owned(),
    }
}

fn found() -> LookedUp {
    look_up(&bom(), &[State::Locked], &database()).unwrap()
}

fn judged(found: &[Vulnerability], rules: &Rules, waivers: Vec<Waiver>) -> Judgement {
    let subject = Subject {
        target: "t",
        vulnerabilities: found,
        looked_at: 2,
        noun: "package",
        uncovered: &BTreeMap::new(),
        unknown: &BTreeSet::new(),
        unversioned: &BTreeSet::new(),
        declared: &BTreeSet::new(),
        gaps: &[],
        unread: 0,
        said: Said::default(),
    };
    judge(&subject, rules, &Waivers { threshold: None, waivers })
}

fn waiver(id: &str, expires: &str) -> Waiver {
    Waiver {
        id: id.to_owned(),
        package: None,
        target: None,
        scope: None,
        owner: None,
        reason: "why".to_owned(),
        expires: expires.to_owned(),
        allow_fixed: false,
        justification: None,
    }
}

#[test]
fn advisories_of_one_flaw_are_one_finding_with_the_way_and_the_upgrade() {
    let LookedUp { vulnerabilities, packages, uncovered, unknown, unversioned, declared } = found();
    assert_eq!(packages, 2);
    assert!(uncovered["npm"].contains("c@1.0"));
    assert!(unknown.contains("d@1.0"));
    assert!(unversioned.is_empty() && declared.is_empty());
    let [a, b] = vulnerabilities.as_slice() else { panic!("{vulnerabilities:?}") };
    assert_eq!((a.id.as_str(), a.names.join(" ")), ("PYSEC-1", "CVE-1 GHSA-1 PYSEC-1".to_owned()));
    assert_eq!((a.rating, a.fixed.join(" ")), (Some(Rating::High), "2.0 2.1".to_owned()));
    assert_eq!(a.upgrade.as_deref(), Some("2.1"), "2.0 mends it as one database says only");
    assert_eq!(b.package.path, ["root", "a@1.0", "b@1.0"]);
    assert_eq!((a.package.usage.name(), b.package.usage.name()), ("runtime", "development"));
}

#[test]
fn a_flaw_stops_a_release_by_the_rules() {
    let found = found().vulnerabilities;
    let stopping = |rules: &Rules| judged(&found, rules, Vec::new()).count(Weight::Failure);
    assert_eq!(stopping(&rules()), 2);
    assert_eq!(stopping(&Rules { fail_on: Rating::Critical, ..rules() }), 0);
    assert_eq!(stopping(&Rules { ignore_unfixed: true, ..rules() }), 1);
    assert_eq!(stopping(&Rules { runtime_only: true, ..rules() }), 1);
    let mut unrated = found.clone();
    unrated.iter_mut().for_each(|it| it.rating = None);
    let strict = Rules { fail_on: Rating::Critical, ..rules() };
    assert_eq!(judged(&unrated, &strict, Vec::new()).count(Weight::Failure), 2);
}

#[test]
fn a_waiver_holds_until_its_day_and_not_for_what_is_mended() {
    let found = found().vulnerabilities;
    let failing = |waivers: Vec<Waiver>| {
        let judgement = judged(&found, &rules(), waivers);
        let failing = judgement.findings.into_iter().filter(|it| it.weight == Weight::Failure);
        failing.map(|it| it.identity[0].clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(failing(vec![]), "PYSEC-1 GHSA-2");
    assert_eq!(failing(vec![waiver("CVE-2", "2026-01-10")]), "PYSEC-1");
    assert_eq!(failing(vec![waiver("CVE-2", "2026-01-09")]), "PYSEC-1 GHSA-2 CVE-2");
    assert_eq!(failing(vec![waiver("CVE-1", "2027-01-01")]), "PYSEC-1 GHSA-2");
    let allowed = Waiver { allow_fixed: true, ..waiver("CVE-1", "2027-01-01") };
    assert_eq!(failing(vec![allowed.clone()]), "GHSA-2");
    for other in [
        Waiver { package: Some("b".to_owned()), ..allowed.clone() },
        Waiver { target: Some("u".to_owned()), ..allowed.clone() },
        Waiver { scope: Some("development".to_owned()), ..allowed },
    ] {
        let judgement = judged(&found, &rules(), vec![other]);
        assert_eq!((judgement.count(Weight::Failure), judgement.count(Weight::Warning)), (2, 1));
    }
}

#[test]
fn what_could_not_be_looked_up_is_no_pass() {
    let LookedUp { uncovered, unknown, .. } = found();
    let subject = Subject {
        target: "t",
        vulnerabilities: &[],
        looked_at: 1,
        noun: "package",
        uncovered: &BTreeMap::new(),
        unknown: &unknown,
        unversioned: &BTreeSet::new(),
        declared: &BTreeSet::new(),
        gaps: &[],
        unread: 0,
        said: Said::default(),
    };
    let outcome = |subject: &Subject<'_>, strict| {
        judge(subject, &Rules { strict, ..rules() }, &Waivers::default()).outcome()
    };
    assert_eq!(outcome(&subject, false), Outcome::Pass);
    assert_eq!(outcome(&subject, true), Outcome::Unknown);
    let nothing = Subject { looked_at: 0, ..subject };
    assert_eq!(outcome(&nothing, false), Outcome::Unknown);
    let uncovered = Subject { looked_at: 1, uncovered: &uncovered, ..nothing };
    assert_eq!(outcome(&uncovered, false), Outcome::Unknown);
}

#[test]
fn a_scan_has_every_flaw_and_never_stands_for_what_was_not_looked_up() {
    let found = found();
    let database = vulns_v0_2::Database {
        uri: None,
        version: Some("sha256:1".to_owned()),
        last_update: Timestamp(5),
    };
    let run =
        Run { version: "1", database: &database, started: Timestamp(7), finished: Timestamp(8) };
    let waived = judged(&found.vulnerabilities, &rules(), vec![waiver("CVE-2", "2026-12-31")]);
    let made = scan(&waived, run).unwrap();
    let shown: Vec<_> = made
        .results
        .iter()
        .map(|it| {
            let said =
                |name: &str| it.annotations[0].get(name).map_or("", |it| it.as_str().unwrap());
            let severity: Vec<_> =
                it.severity.iter().map(|it| format!("{} {}", it.method, it.score)).collect();
            (it.id.as_str(), severity.join(", "), said("weight"), said("package"), said("standing"))
        })
        .collect();
    let severity = "cvss_score 7.5, rating high".to_owned();
    let expected = [
        ("PYSEC-1", severity.clone(), "failure", "a@1.0", ""),
        ("GHSA-2", severity, "note", "b@1.0", "waived until 2026-12-31: why"),
    ];
    assert_eq!(shown, expected);
    let open = Judgement::new("vulns", "known", "t");
    assert_eq!(scan(&open, run).unwrap().results, []);
    let mut open = waived;
    open.findings.push(Finding::new(&crate::codes::VULNS_STALE, Weight::Undecided, "old"));
    assert_eq!(scan(&open, run), None);
    let skipped = Judgement { skipped: true, ..Judgement::new("vulns", "known", "t") };
    assert_eq!(scan(&skipped, run), None);
}

/// A package of which nobody says the version is not clean where an advisory names it.
#[test]
fn a_package_without_a_version_leaves_the_question_open() {
    let mut bom = bom();
    for (place, purl) in [(1, "pkg:pypi/a"), (2, "pkg:pypi/unheard-of")] {
        bom.components[place].version = None;
        bom.components[place].purl = Some(purl.parse().unwrap());
    }
    let found = look_up(&bom, &[State::Locked], &database()).unwrap();
    assert_eq!(Vec::from_iter(&found.unversioned), ["a"]);
    let subject = Subject {
        target: "t",
        vulnerabilities: &found.vulnerabilities,
        looked_at: found.packages,
        noun: "package",
        uncovered: &BTreeMap::new(),
        unknown: &found.unknown,
        unversioned: &found.unversioned,
        declared: &found.declared,
        gaps: &[],
        unread: 0,
        said: Said::default(),
    };
    let judgement = judge(&subject, &rules(), &Waivers::default());
    assert_eq!(judgement.outcome(), Outcome::Unknown);
    let messages: Vec<&str> = judgement.findings.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(messages[0], "1 package has no version, and advisories name it: a");
    // What a manifest only asks for has none by nature.
    bom.components[1].state = State::Declared;
    let found = look_up(&bom, &[State::Locked, State::Declared], &database()).unwrap();
    assert!(found.unversioned.is_empty());
}

/// Advisories of one repository of an ecosystem count for what may be from there.
#[test]
fn advisories_of_one_repository_are_looked_up() {
    let text = r#"{"id": "DRUPAL-1", "affected": [{
        "package": {"ecosystem": "Packagist:https://packages.drupal.org/8", "name": "drupal/a"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}]}"#;
    let advisories = vec![Prepared::of(&osv::parse(text.as_bytes()).unwrap())];
    let contents = Contents { advisories, ..Contents::default() };
    let database = Database::open(Box::new(compile(contents, Timestamp(0)))).unwrap();
    let mut bom = bom();
    bom.components[1].purl = Some("pkg:composer/drupal/a@1.0".parse().unwrap());
    let found = look_up(&bom, &[State::Locked], &database).unwrap();
    assert_eq!(found.vulnerabilities[0].id, "DRUPAL-1");
    // What is not of that repository has no advisories here.
    assert!(found.uncovered["Packagist"].contains("a@1.0"));
}
