mod sarif;

use keelmark_model::{Finding, Judgement, Report, Weight};

use super::{ReportFormat, fingerprinted, render};

keelmark_model::codes! {
    HASH = "lock.test-hash" { title: "no hash", cause: "It was removed.", remedy: "Lock again." }
    DATA = "lock.test-data" { title: "no data", cause: "None is there.", remedy: "Fetch it." }
}

fn hash(package: &str, line: u32, message: &str) -> Finding {
    Finding::new(&HASH, Weight::Failure, message)
        .at("sub dir/uv.lock", Some(line))
        .of(package, Some("1.0"))
        .known_by(["sdist"])
}

pub(super) fn report() -> Report {
    let mut drift = Judgement::new("lock", "drift", "uv.lock");
    drift.detail = "2 packages | 1 `root`".to_owned();
    let mut integrity = Judgement::new("lock", "integrity", "sub dir/uv.lock");
    integrity.findings = vec![
        hash("a", 3, "no hash <b> & \"c\" ``x``\u{202e}")
            .beside("pyproject.toml", Some(7), "asked for here")
            .mended_by("run `uv lock`"),
        Finding::new(&DATA, Weight::Undecided, "100% unknown, a:b\nnext"),
    ];
    let skipped = Judgement { skipped: true, ..Judgement::new("vulns", "advisories", ".") };
    Report { judgements: vec![drift, integrity, skipped] }
}

fn rendered(format: ReportFormat) -> String {
    String::from_utf8(render(format, &report(), "1.2.3")).unwrap()
}

#[test]
fn fingerprints_outlive_lines_and_wording() {
    let of = |findings: Vec<Finding>| {
        let judgement = Judgement { findings, ..Judgement::new("lock", "integrity", "uv.lock") };
        let report = Report { judgements: vec![judgement] };
        fingerprinted(&report).into_iter().map(|it| it.fingerprint).collect::<Vec<_>>()
    };
    let before = of(vec![hash("a", 3, "no hash"), hash("b", 9, "no hash")]);
    let after = of(vec![hash("b", 1, "without a hash"), hash("a", 30, "without a hash")]);
    assert_eq!([&before[0], &before[1]], [&after[1], &after[0]]);
    assert_ne!(before[0], before[1]);
    let twice = of(vec![hash("a", 3, "no hash"), hash("a", 4, "no hash")]);
    assert_eq!(twice[0].trim_end_matches(":1"), twice[1].trim_end_matches(":2"));
    assert_ne!(twice[0], twice[1]);
}

#[test]
fn sarif_has_rules_places_and_what_could_not_be_decided() {
    let log: serde_json::Value = serde_json::from_str(&rendered(ReportFormat::Sarif)).unwrap();
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"][1]["id"], "lock.test-hash");
    assert_eq!(run["tool"]["driver"]["rules"][1]["help"]["text"], "It was removed. Lock again.");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let notification = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notification["descriptor"]["id"], "lock.test-data");
    let [hash, data] = run["results"].as_array().unwrap().as_slice() else { panic!("two results") };
    assert_eq!(hash["ruleIndex"], 1);
    let place = &hash["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "sub%20dir/uv.lock");
    assert_eq!(place["region"]["startLine"], 3);
    let text = "no hash <b> & \"c\" ``x``\\\\u{{202e}}. run `uv lock`";
    assert_eq!(hash["message"]["text"], text);
    assert_eq!(hash["relatedLocations"][0]["message"]["text"], "asked for here");
    let fingerprints = &hash["partialFingerprints"];
    assert_eq!(fingerprints["primaryLocationLineHash"], fingerprints["keelmark/v1"]);
    // Code scanning refuses a result without a place.
    let place = &data["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "sub%20dir/uv.lock");
    assert_eq!(place["region"]["startLine"], 1);
    assert_eq!(data["level"], "error");
}

#[test]
fn junit_has_a_case_even_where_nothing_was_found() {
    let xml = rendered(ReportFormat::Junit);
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="keelmark">
  <testsuite name="lock drift uv.lock" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="uv.lock" classname="lock.drift"/>
  </testsuite>
  <testsuite name="lock integrity sub dir/uv.lock" tests="2" failures="1" errors="1" skipped="0">
    <testcase name="lock.test-hash a@1.0 (sub dir/uv.lock:3)" classname="lock.integrity"><failure message="no hash &lt;b&gt; &amp; &quot;c&quot; ``x``\u{202e}" type="lock.test-hash">run `uv lock`</failure></testcase>
    <testcase name="lock.test-data (sub dir/uv.lock)" classname="lock.integrity"><error message="100% unknown, a:b\u{a}next" type="lock.test-data">Fetch it.</error></testcase>
  </testsuite>
  <testsuite name="vulns advisories ." tests="1" failures="0" errors="0" skipped="1">
    <testcase name="." classname="vulns.advisories"><skipped message=""/></testcase>
  </testsuite>
</testsuites>
"#;
    assert_eq!(xml, expected);
}

#[test]
fn markdown_tells_findings_by_what_is_to_be_done() {
    let expected = "### ❌ keelmark: fail

| gate | looked at | outcome | |
|---|---|---|---|
| lock drift | `uv.lock` | ✅ pass | `` 2 packages \\| 1 `root` `` |
| lock integrity | `sub dir/uv.lock` | ❌ fail |  |
| vulns advisories | `.` | ⏭️ skipped |  |

#### lock integrity: `sub dir/uv.lock`

❌ no hash, `lock.test-hash`: run `uv lock`

- `sub dir/uv.lock:3` ```no hash <b> & \"c\" ``x``\\u{202e}```

❔ no data, `lock.test-data`: Fetch it.

- `100% unknown, a:b\\u{a}next`
";
    assert_eq!(rendered(ReportFormat::Markdown), expected);
}

#[test]
fn markdown_folds_away_what_is_many() {
    let judgement = Judgement {
        findings: (1..=12)
            .map(|line| hash("a", line, "`a` has no hash").mended_by(format!("see line {line}")))
            .collect(),
        ..Judgement::new("lock", "integrity", "uv.lock")
    };
    let report = Report { judgements: vec![judgement] };
    let text = String::from_utf8(render(ReportFormat::Markdown, &report, "1.2.3")).unwrap();
    let expected = "
❌ no hash, `lock.test-hash`

- `sub dir/uv.lock:1` `a` has no hash. see line 1
";
    assert!(text.contains(expected), "{text}");
    let expected = "
- `sub dir/uv.lock:10` `a` has no hash. see line 10

<details>
<summary>2 more</summary>

- `sub dir/uv.lock:11` `a` has no hash. see line 11
- `sub dir/uv.lock:12` `a` has no hash. see line 12

</details>
";
    assert!(text.ends_with(expected), "{text}");
}

#[test]
fn annotations_escape_what_ends_a_command() {
    let expected = "::error file=sub dir/uv.lock,line=3,title=lock.test-hash::no hash <b> & \"c\" ``x``\\u{202e}. run `uv lock`
::error file=sub dir/uv.lock,title=lock.test-data::100%25 unknown, a:b\\u{a}next. Fetch it.
";
    assert_eq!(rendered(ReportFormat::Annotations), expected);
}
