//! SARIF against its schema, and against what code scanning asks of an upload.

use keelmark_model::advisory::Score;
use keelmark_model::{Finding, Judgement, Report, Topic, Weight};
use serde_json::Value;

use super::super::sarif::RESULTS;
use super::super::{ReportFormat, render};
use super::report;
use crate::data;
use crate::sbom::validate::schema::breaches_of;

keelmark_model::codes! {
    FLAW = "vulns.test-flaw" { title: "a flaw", cause: "It is there.", remedy: "Upgrade." }
}

fn rendered(report: &Report) -> Value {
    serde_json::from_slice(&render(ReportFormat::Sarif, report, "1.2.3")).unwrap()
}

fn flaw(id: &str, weight: Weight, url: &str, line: u32) -> Finding {
    let topic = Topic {
        id: id.to_owned(),
        title: "a {title} with [brackets]".to_owned(),
        url: Some(url.to_owned()),
        score: Some(Score(98)),
    };
    let finding = Finding::new(&FLAW, weight, format!("`a@1` has {id}"));
    let finding = finding.at("sub dir/ü%.lock", Some(line)).of("a", Some("1")).known_by([id]);
    Finding { topic: Some(topic), ..finding.with("id", id) }
}

/// Runs that fail, pass, leave the answer open, and hold what others wrote.
fn reports() -> Vec<(&'static str, Report)> {
    let of = |findings: Vec<Finding>| {
        let judgement = Judgement { findings, ..Judgement::new("vulns", "known", ".") };
        Report { judgements: vec![judgement] }
    };
    let advisory = "https://osv.dev/vulnerability/CVE-1";
    vec![
        ("failing", of(vec![flaw("CVE-1", Weight::Failure, advisory, 3)])),
        ("passing", of(Vec::new())),
        ("with notes alone", of(vec![flaw("CVE-1", Weight::Note, "no address", 3)])),
        ("undecided", of(vec![Finding::new(&FLAW, Weight::Undecided, "no database")])),
        ("several gates", report()),
        ("empty", Report::default()),
        ("too long", of(vec![flaw("CVE-1", Weight::Warning, advisory, 3); RESULTS + 2])),
    ]
}

/// A schema with nothing but its rules, and draft 4's forms of addresses by the name of the stricter check.
fn rules(schema: Value) -> Value {
    const TOLD: [&str; 5] = ["$schema", "default", "description", "id", "title"];
    let Value::Object(members) = schema else {
        return match schema {
            Value::Array(items) => Value::Array(items.into_iter().map(rules).collect()),
            other => other,
        };
    };
    let members = members.into_iter().filter(|(name, _)| !TOLD.contains(&name.as_str()));
    let members = members.map(|(name, rule)| match (name.as_str(), rule) {
        // Here names are those of fields.
        ("properties" | "definitions", Value::Object(fields)) => {
            let fields = fields.into_iter().map(|(field, rule)| (field, rules(rule)));
            (name, Value::Object(fields.collect()))
        }
        ("format", Value::String(form)) if form.starts_with("uri") => {
            (name, "iri-reference".into())
        }
        ("enum" | "required", rule) => (name, rule),
        (_, rule) => (name, rules(rule)),
    });
    Value::Object(members.collect())
}

#[test]
fn every_run_keeps_to_the_schema() {
    let Some(folder) = data::folder("schemas") else { return };
    let schema = std::fs::read(folder.join("sarif-2.1.0.schema.json")).unwrap();
    let schema = rules(serde_json::from_slice(&schema).unwrap());
    for (name, report) in reports() {
        let mut log = rendered(&report);
        // Checking them all takes long, and they are alike.
        if let Some(results) = log["runs"][0]["results"].as_array_mut() {
            results.truncate(100);
        }
        assert_eq!(breaches_of(schema.clone(), &log), [""; 0], "{name}");
        // A check that finds nothing wrong with anything would find nothing wrong here either.
        log["runs"][0]["columnKind"] = "letters".into();
        assert_eq!(breaches_of(schema.clone(), &log).len(), 1, "{name}");
    }
}

/// Source: GitHub, "SARIF support for code scanning": "Supported SARIF output file properties" and the limits
/// below "Validating your SARIF file".
#[test]
fn every_run_can_be_uploaded() {
    for (name, report) in reports() {
        let log = rendered(&report);
        assert_eq!((&log["version"], log["runs"].as_array().unwrap().len()), (&"2.1.0".into(), 1));
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for rule in rules {
            for text in
                ["/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown"]
            {
                assert!(!rule.pointer(text).unwrap().as_str().unwrap().is_empty(), "{name} {text}");
            }
            let severity = &rule["properties"]["security-severity"];
            assert!(severity.is_null() || severity.as_str().unwrap().parse::<f32>().is_ok());
        }
        let results = run["results"].as_array().unwrap();
        assert!(results.len() <= RESULTS, "{name}");
        let mut fingerprints = std::collections::BTreeSet::new();
        for result in results {
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"], "{name}");
            assert!(["note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(!uri.is_empty() && !uri.starts_with('/') && !uri.contains(':'), "{name} {uri}");
            assert!(place["region"]["startLine"].as_u64().unwrap() >= 1, "{name}");
            let fingerprint = result["partialFingerprints"]["primaryLocationLineHash"].as_str();
            assert!(fingerprints.insert(fingerprint.unwrap().to_owned()), "{name}");
        }
        let is_undecided = report.findings().any(|(_, it)| it.weight == Weight::Undecided);
        assert_eq!(run["invocations"][0]["executionSuccessful"], !is_undecided, "{name}");
    }
}

#[test]
fn fingerprints_stay_where_lines_move() {
    let of = |line| {
        let findings = vec![flaw("CVE-1", Weight::Failure, "https://a.example", line)];
        let judgement = Judgement { findings, ..Judgement::new("vulns", "known", ".") };
        let log = rendered(&Report { judgements: vec![judgement] });
        log["runs"][0]["results"][0]["partialFingerprints"].clone()
    };
    assert_eq!(of(3), of(300));
}

#[test]
fn what_is_too_much_for_an_upload_is_said_to_be_left_out() {
    let (_, report) = reports().pop().unwrap();
    let log = rendered(&report);
    let notification = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notification["descriptor"]["id"], "report.truncated");
    assert!(notification["message"]["text"].as_str().unwrap().starts_with("2 findings more"));
}
