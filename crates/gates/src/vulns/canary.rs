//! A flaw that is put there to be found: whether the gate still stops what it must stop.

use keelmark_formats::ParseError;
use keelmark_formats::advisory::database::{Contents, Database, Prepared, compile};
use keelmark_formats::advisory::osv;
use keelmark_model::bom::{Component, ComponentKind, Evidence, Occurrence, State};
use keelmark_model::waiver::Waivers;
use keelmark_model::{
    Bom, ComponentId, Finding, Judgement, Outcome, Purl, Timestamp, Waiver, Weight,
};

use super::{LookedUp, Rules, Said, Subject, judge, look_up};
use crate::codes::VULNS_CANARY;

/// The advisory, as any is published.
pub const CANARY: &str = r#"{
  "schema_version": "1.7.0",
  "id": "KEELMARK-CANARY-1",
  "aliases": ["CVE-0000-0000"],
  "modified": "2000-01-01T00:00:00Z",
  "summary": "A flaw that is put there to be found",
  "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"}],
  "affected": [{
    "package": {"ecosystem": "PyPI", "name": "keelmark-canary"},
    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}]
  }]
}"#;

/// Puts an advisory into a database and its package into a bill, and asks the gate by `rules`: the flaw must stop
/// the release; a waiver must let it pass; one that expired, and one that does not allow what is mended, must not.
///
/// # Errors
/// When what is made here cannot be read again.
pub fn canary(rules: &Rules) -> Result<Judgement, ParseError> {
    let advisories = vec![Prepared::of(&osv::parse(CANARY.as_bytes())?)];
    let contents = Contents { advisories, ..Contents::default() };
    let database = Database::open(Box::new(compile(contents, Timestamp(0))))?;
    let bill = bill();
    let found = look_up(&bill, &[State::Locked], &database)?;
    let waiver = |expires: &str, allow_fixed| Waiver {
        id: "CVE-0000-0000".to_owned(),
        package: Some("keelmark-canary".to_owned()),
        target: None,
        scope: None,
        owner: Some("keelmark".to_owned()),
        reason: "a canary".to_owned(),
        expires: expires.to_owned(),
        allow_fixed,
        justification: None,
    };
    let cases = [
        ("a seeded flaw stops the release", vec![], Outcome::Fail),
        ("a waiver lets it pass", vec![waiver("9999-12-31", true)], Outcome::Pass),
        ("an expired waiver does not", vec![waiver("1970-01-01", true)], Outcome::Fail),
        ("nor does one of what is mended", vec![waiver("9999-12-31", false)], Outcome::Fail),
    ];
    let mut judgement = Judgement::new("vulns", "self-test", "KEELMARK-CANARY-1");
    let count = cases.len();
    for (case, waivers, expected) in cases {
        let outcome = outcome(&found, rules, waivers);
        if outcome != expected {
            let message = format!("{case}: expected {expected:?}, found {outcome:?}");
            let finding = Finding::new(&VULNS_CANARY, Weight::Failure, message);
            judgement.findings.push(finding.known_by([case]));
        }
    }
    judgement.detail = format!("{count} cases");
    Ok(judgement)
}

fn outcome(found: &LookedUp, rules: &Rules, waivers: Vec<Waiver>) -> Outcome {
    let LookedUp { vulnerabilities, packages, uncovered, unknown, unversioned, declared } = found;
    let subject = Subject {
        target: "canary",
        vulnerabilities,
        looked_at: *packages,
        noun: "package",
        uncovered,
        unknown,
        unversioned,
        declared,
        gaps: &[],
        unread: 0,
        said: Said::default(),
    };
    judge(&subject, rules, &Waivers { threshold: None, waivers }).outcome()
}

fn bill() -> Bom {
    let root = Component::new(ComponentKind::Application, "canary", State::Installed);
    let mut package = Component::new(ComponentKind::Library, "keelmark-canary", State::Locked);
    package.version = Some("1.0".to_owned());
    let purl = Purl::new("pypi", "", "keelmark-canary").and_then(|it| it.with_version("1.0"));
    package.purl = purl.ok();
    package.found = vec![Occurrence {
        path: "uv.lock".to_owned(),
        line: Some(1),
        layer: None,
        evidence: Evidence::Lockfile,
        extractor: "canary",
    }];
    Bom {
        created: None,
        authors: Vec::new(),
        tools: Vec::new(),
        context: None,
        root: ComponentId(0),
        components: vec![root, package],
        dependencies: Vec::new(),
        gaps: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use keelmark_model::Outcome;
    use keelmark_model::advisory::Rating;

    use super::{Rules, canary};

    #[test]
    fn the_gate_stops_what_it_must_stop() {
        let rules = Rules {
            fail_on: Rating::Critical,
            ignore_unfixed: true,
            runtime_only: true,
            exploited: false,
            likelihood: None,
            strict: true,
            today: "2026-01-01".to_owned(),
        };
        let judgement = canary(&rules).unwrap();
        assert_eq!(judgement.outcome(), Outcome::Pass, "{judgement:?}");
        let late = Rules { today: "9999-12-31x".to_owned(), ..rules };
        assert_eq!(canary(&late).unwrap().outcome(), Outcome::Fail);
    }
}
