//! `keelmark check vulns`, as it is typed and shown.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{Ran, Sandbox, schema};
use serde_json::Value;

const LOCK: &str = r#"version = 1
revision = 3
requires-python = ">=3.9"

[[package]]
name = "app"
version = "1.0"
source = { editable = "." }
dependencies = [{ name = "middle" }]

[package.dev-dependencies]
dev = [{ name = "tool" }]

[[package]]
name = "middle"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "six" }]

[[package]]
name = "six"
version = "1.16.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "tool"
version = "3.0"
source = { registry = "https://pypi.org/simple" }
"#;

const DAY: [&str; 2] = ["--today", "2026-11-03"];

fn advisory(id: &str, package: &str, fixed: &str, vector: &str) -> String {
    format!(
        r#"{{"id": "{id}", "aliases": ["CVE-2026-1{package}"], "modified": "2026-11-01T00:00:00Z",
        "summary": "{package} is [wrong](https://x)", "references": [{{"type": "ADVISORY", "url": "https://a/{id}"}}],
        "severity": [{{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/{vector}"}}],
        "affected": [{{"package": {{"ecosystem": "PyPI", "name": "{package}"}},
        "ranges": [{{"type": "ECOSYSTEM", "events": [{{"introduced": "0"}}{fixed}]}}]}}]}}"#
    )
}

/// A project with two flaws, one of them in what develops it, and a database that knows them.
fn project(sandbox: &Sandbox) -> PathBuf {
    let project = sandbox.path("p");
    let published = sandbox.path("published");
    fs::create_dir_all(&project).unwrap();
    fs::create_dir_all(&published).unwrap();
    fs::write(project.join("uv.lock"), LOCK).unwrap();
    let fixed = r#", {"fixed": "1.17.0"}"#;
    for (id, package, fixed, vector) in [
        ("GHSA-six-1", "six", fixed, "C:H/I:H/A:H"),
        ("PYSEC-six-1", "six", r#", {"fixed": "1.16.5"}"#, "C:H/I:H/A:H"),
        ("GHSA-tool-1", "tool", "", "C:L/I:N/A:N"),
    ] {
        let text = advisory(id, package, fixed, vector);
        fs::write(
            published.join(format!("{id}.json").replace("six-1", "SIX-1").replace("tool", "TOOL")),
            text,
        )
        .unwrap();
    }
    let kev = r#"{"vulnerabilities": [{"cveID": "CVE-2026-1tool", "dateAdded": "2026-01-01"}]}"#;
    fs::write(published.join("known_exploited_vulnerabilities.json"), kev).unwrap();
    sandbox.run(&published, &["db", "import", "."]).expect(0);
    project
}

fn check(sandbox: &Sandbox, project: &std::path::Path, more: &[&str], exit: i32) -> Ran {
    let args = [&["check", "vulns"][..], &DAY, more].concat();
    sandbox.run(project, &args).expect(exit)
}

#[test]
fn flaws_are_told_with_their_line_way_and_upgrade() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let ran = check(&sandbox, &project, &[], 1);
    let expected = "\
error[vulns.vulnerable]: `six@1.16.0` has PYSEC-six-1 (CVE-2026-1six), critical 9.8: six is [wrong](https://x)
  --> uv.lock:21
  help: Upgrade six to 1.17.0 or later. It comes through middle@1.0.

error[vulns.vulnerable]: `tool@3.0` has GHSA-tool-1 (CVE-2026-1tool), medium 5.3, exploited: tool is [wrong](https://x)
  --> uv.lock:26
  help: No version that mends it is known: replace the package, or waive the flaw for a time. It is in use for development only.

vulns known  .  FAIL     2 findings; 3 packages, known flaws: 2, in the way: 2
";
    let shown = ran.stdout.split("  database ").next().unwrap();
    assert_eq!(shown, expected);
    for (args, exit) in [
        (&["--fail-on", "high"][..], 1),
        (&["--fail-on", "high", "--exclude", "uv.lock"], 3),
        (&["--ignore-unfixed", "--only", "runtime"], 1),
        (&["--max-age", "1d"], 1),
    ] {
        check(&sandbox, &project, args, exit);
    }
    let ran = check(&sandbox, &project, &["--fail-on", "high", "--format", "json"], 1);
    let json = ran.json();
    assert_eq!(schema::defects("check.v1.schema.json", &json), [""; 0]);
    let [six, tool] = json["findings"].as_array().unwrap().as_slice() else { unreachable!() };
    assert_eq!((&six["weight"], &tool["weight"]), (&"failure".into(), &"note".into()));
    assert_eq!(tool["facts"]["standing"], "below high");
    assert_eq!(six["facts"]["aliases"], "CVE-2026-1six GHSA-six-1");
    assert_eq!(six["facts"]["path"], "app@1.0 > middle@1.0 > six@1.16.0");
    check(&sandbox, &project, &["--fail-on", "high", "--fail-on-exploited", "--format", "json"], 1);
}

#[test]
fn the_threshold_is_that_typed_before_the_environment_before_the_file() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let waivers = |text: &str| fs::write(project.join("w.toml"), text).unwrap();
    let run = |set: &[(&str, &str)], more: &[&str]| {
        let mut args = vec!["check", "vulns", "--only", "runtime", "--waivers", "w.toml"];
        args.extend(DAY);
        args.extend(more);
        let mut command = sandbox.command(&project, &args);
        command.envs(set.iter().copied());
        let stdout = String::from_utf8(command.output().unwrap().stdout).unwrap();
        stdout.lines().last().unwrap_or_default().trim().to_owned()
    };
    let [own, others] = ["KEELMARK_FAIL_ON", "VULN_SCAN_SEVERITY_THRESHOLD"];
    waivers("waiver = []\n");
    assert_eq!(run(&[], &[]), "stops from low");
    waivers("fail_on = \"critical\"\n");
    assert_eq!(run(&[], &[]), "stops from critical");
    fs::write(project.join("keelmark.toml"), "[vulns]\nfail-on = \"medium\"\n").unwrap();
    assert_eq!(run(&[], &[]), "stops from medium");
    assert_eq!(run(&[(others, "HIGH")], &[]), "stops from high");
    assert_eq!(run(&[(others, "HIGH"), (own, "low")], &[]), "stops from low");
    assert_eq!(run(&[(own, "medium")], &["--fail-on", "high"]), "stops from high");
    assert_eq!(run(&[(own, "odd")], &[]), "");
    assert_eq!(run(&[(others, "odd")], &[]), "");
}

#[test]
fn what_keelmark_toml_says_holds_until_it_is_typed_otherwise() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let settings = |text: &str| fs::write(project.join("keelmark.toml"), text).unwrap();
    settings("[vulns]\nonly = \"runtime\"\nfail-on = \"critical\"\nmax-age = \"1d\"\n");
    check(&sandbox, &project, &["--max-age=7d", "--only=all", "--fail-on-exploited"], 1);
    let code = |more: &[&str], exit| {
        let json = check(&sandbox, &project, &[more, &["--format", "json"]].concat(), exit).json();
        json["findings"][0]["code"].as_str().unwrap_or_default().to_owned()
    };
    fs::write(project.join("uv.lock"), LOCK.replace("1.16.0", "1.17.0")).unwrap();
    assert_eq!(code(&[], 3), "vulns.stale");
    let mut aged = sandbox.command(&project, &[&["check", "vulns"][..], &DAY].concat());
    assert!(aged.env("KEELMARK_MAX_AGE", "7d").output().unwrap().status.success());
    code(&["--max-age=7d"], 0);
    settings("[vulns]\nignore-unfixed = true\n");
    code(&[], 0);
    assert_eq!(code(&["--ignore-unfixed=false"], 1), "vulns.vulnerable");
    fs::create_dir(project.join("security")).unwrap();
    let waiver = "[[waiver]]\nid = \"CVE-2026-1tool\"\nowner = \"o\"\nreason = \"r\"\nexpires = \"2026-12-31\"\n";
    fs::write(project.join("security/w.toml"), waiver).unwrap();
    sandbox.run(&project, &["db", "export", "security/a.db"]).expect(0);
    settings("[vulns]\nwaivers = \"security/w.toml\"\ndatabase = \"security/a.db\"\n");
    fs::remove_dir_all(sandbox.path("home/data")).unwrap();
    let ran = check(&sandbox, &project, &["--write-vex", "vex.json"], 0);
    assert!(ran.stdout.contains("policy keelmark.toml"), "{}", ran.stdout);
    settings("[vulns]\nvex = [\"vex.json\"]\ndatabase = \"none.db\"\n");
    assert_eq!(code(&[], 3), "db.missing");
    settings("[vulns]\nvex = [\"vex.json\"]\ndatabase = \"security/a.db\"\n");
    let told = check(&sandbox, &project, &[], 1);
    assert!(told.stdout.contains("VEX: affected: Accepted by o until"), "{}", told.stdout);
    settings("[vulns]\nwaiver = \"security/w.toml\"\n");
    assert_eq!(check(&sandbox, &project, &[], 2).code(), Some("document.shape"));
    settings("[vulns]\n");
    let bare = check(&sandbox, &project, &["--db", "security/a.db", "--write-vex", "v.json"], 2);
    assert_eq!(bare.code(), Some("vulns.setting"));
}

#[test]
fn waivers_hold_until_their_day_and_not_for_what_is_mended() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let waiver = |id: &str, more: &str| {
        format!("[[waiver]]\nid = \"{id}\"\nowner = \"o\"\nreason = \"r\"\n{more}\n")
    };
    let check = |text: String, exit| {
        fs::write(project.join("w.toml"), text).unwrap();
        check(&sandbox, &project, &["--waivers", "w.toml"], exit)
    };
    let both = |six: &str| {
        waiver("GHSA-six-1", six) + &waiver("CVE-2026-1tool", "expires = \"2026-12-31\"")
    };
    check(both("expires = \"2026-12-31\"\nallow_fixed = true"), 0);
    let mended = check(both("expires = \"2026-12-31\""), 1);
    assert!(
        mended.stdout.contains("its waiver does not hold: 1.17.0 mends it"),
        "{}",
        mended.stdout
    );
    let expired = check(both("expires = \"2026-11-02\"\nallow_fixed = true"), 1);
    assert!(expired.stdout.contains("vulns.waiver-expired"), "{}", expired.stdout);
    let unused = waiver("CVE-9", "expires = \"2026-12-31\"");
    let unused = check(both("expires = \"2026-12-31\"\nallow_fixed = true") + &unused, 0);
    assert!(unused.stdout.contains("vulns.waiver-unused"), "{}", unused.stdout);
    let malformed = check(waiver("CVE-9", ""), 2);
    assert_eq!(malformed.code(), Some("waivers.form"));
}

#[test]
fn nothing_is_clean_that_was_not_looked_up() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let code = |args: &[&str]| {
        let more = [args, &["--format", "json"]].concat();
        let json = check(&sandbox, &project, &more, 3).json();
        let undecided = json["findings"].as_array().unwrap().iter();
        let undecided = undecided.filter(|it| it["weight"] == "undecided");
        undecided.map(|it| it["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    fs::write(project.join("uv.lock"), LOCK.replace("1.16.0", "1.17.0").replace("tool", "tools"))
        .unwrap();
    check(&sandbox, &project, &[], 0);
    assert_eq!(code(&["--max-age", "1d"]), "vulns.stale");
    assert_eq!(code(&["--db", "none.db"]), "db.missing");
    sandbox.run(&project, &["db", "export", "cut.db"]).expect(0);
    let kept = fs::read(project.join("cut.db")).unwrap();
    fs::write(project.join("cut.db"), &kept[..kept.len() - 9]).unwrap();
    assert_eq!(code(&["--db", "cut.db"]), "db.damaged");
    fs::write(project.join("other.db"), "x").unwrap();
    assert_eq!(code(&["--db", "other.db"]), "db.form");
    let lock =
        "{\"lockfileVersion\": 3, \"packages\": {\"node_modules/a\": {\"version\": \"1.0.0\"}}}";
    fs::write(project.join("package-lock.json"), lock).unwrap();
    assert_eq!(code(&[]), "vulns.uncovered");
    fs::write(project.join("package-lock.json"), "{").unwrap();
    assert_ne!(code(&[]), "");
}

#[test]
fn reports_are_written_though_the_gate_fails() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let reports = ["-o", "sarif=v.sarif", "-o", "junit=v.xml", "-o", "markdown=v.md"];
    check(&sandbox, &project, &reports, 1);
    let sarif: Value = serde_json::from_slice(&fs::read(project.join("v.sarif")).unwrap()).unwrap();
    let run = &sarif["runs"][0];
    let rule = &run["tool"]["driver"]["rules"][1];
    assert_eq!(rule["id"], "PYSEC-six-1");
    assert_eq!(rule["properties"]["security-severity"], "9.8");
    assert_eq!(rule["helpUri"], "https://a/PYSEC-six-1");
    let result = &run["results"][0];
    assert_eq!((&result["ruleId"], &result["ruleIndex"]), (&"PYSEC-six-1".into(), &1.into()));
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 21);
    assert!(fs::read_to_string(project.join("v.md")).unwrap().contains("PYSEC-six-1"));
    assert!(fs::read_to_string(project.join("v.xml")).unwrap().contains("<failure"));
    let missing = ["--db", "none.db", "-o", "sarif=n.sarif"];
    check(&sandbox, &project, &missing, 3);
    let text = fs::read_to_string(project.join("n.sarif")).unwrap();
    assert!(text.contains("\"executionSuccessful\": false"), "{text}");
}

#[test]
fn reports_of_other_scanners_are_judged_by_the_same_rules() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let trivy = |fixed: &str| {
        let text = format!(
            r#"{{"SchemaVersion": 2, "ArtifactName": "a", "Results": [{{"Target": "a (debian 12)", "Type": "debian",
            "Vulnerabilities": [{{"VulnerabilityID": "CVE-2026-99999", "PkgName": "openssl",
            "InstalledVersion": "1.0.0"{fixed}, "Severity": "HIGH"}}]}}]}}"#
        );
        fs::write(project.join("trivy.json"), text).unwrap();
    };
    let run = |more: &[&str], exit| {
        check(&sandbox, &project, &[&["--import", "trivy.json"], more].concat(), exit)
    };
    trivy(r#", "FixedVersion": "1.0.1""#);
    run(&[], 1);
    run(&["--fail-on", "critical"], 0);
    let yaml = "version: 1\npolicy:\n  default_threshold: HIGH\nallowlist:\n  - id: CVE-2026-99999\n    package: openssl\n    expires: 2026-12-31\n    reason: r\n";
    fs::write(project.join("w.yaml"), yaml).unwrap();
    run(&["--waivers", "w.yaml"], 1);
    trivy("");
    run(&["--waivers", "w.yaml"], 0);
    run(&["--ignore-unfixed"], 0);
    fs::write(project.join("trivy.json"), r#"{"SchemaVersion": 2, "ArtifactName": "a"}"#).unwrap();
    run(&[], 3);
}

#[test]
fn a_bill_of_materials_is_looked_up_as_what_it_lists() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let text = r#"{"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": [
        {"type": "library", "name": "six", "version": "1.16.0", "purl": "pkg:pypi/six@1.16.0"}]}"#;
    fs::write(project.join("bill.json"), text).unwrap();
    let ran = check(&sandbox, &project, &["bill.json"], 1);
    assert!(ran.stdout.contains("`six@1.16.0` has PYSEC-six-1"), "{}", ran.stdout);
    fs::write(project.join("bill.json"), text.replace("1.16.0", "1.17.0")).unwrap();
    check(&sandbox, &project, &["bill.json"], 0);
}

#[test]
fn a_seeded_flaw_proves_the_gate() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&sandbox.path("home"), &["check", "vulns", "--self-test"]).expect(0);
    assert!(ran.stdout.contains("vulns self-test  KEELMARK-CANARY-1  pass"), "{}", ran.stdout);
}

#[test]
fn what_vex_settles_is_told_and_not_in_the_way() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let vex = |status: &str, product: &str| {
        let text = format!(
            r#"{{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "x", "author": "a", "version": 1,
            "timestamp": "2026-11-01T00:00:00Z", "statements": [{{"vulnerability": {{"name": "CVE-2026-1six"}},
            "products": [{product}], "status": "{status}"}}]}}"#
        );
        fs::write(project.join("vex.json"), text).unwrap();
    };
    let run = |more: &[&str], exit| {
        let args = ["--vex", "vex.json", "--only", "runtime", "--format", "json"];
        let ran = check(&sandbox, &project, &[&args[..], more].concat(), exit);
        let six = ran.json()["findings"]
            .as_array()
            .unwrap()
            .iter()
            .find(|it| it["package"] == "six@1.16.0")
            .cloned();
        let six = six.unwrap();
        format!(
            "{}: {}",
            six["weight"].as_str().unwrap(),
            six["facts"]["standing"].as_str().unwrap_or("-")
        )
    };
    let not_affected = r#"not_affected", "justification": "component_not_present"#;
    vex(not_affected, r#"{"@id": "pkg:pypi/six"}"#);
    assert_eq!(run(&["-o", "sarif=v.sarif"], 0), "note: VEX: not_affected: component_not_present");
    let sarif: Value = serde_json::from_slice(&fs::read(project.join("v.sarif")).unwrap()).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let suppressed: Vec<_> = results.iter().filter(|it| it["suppressions"].is_array()).collect();
    assert_eq!(suppressed.len(), 1);
    assert_eq!(
        suppressed[0]["suppressions"][0]["justification"],
        "VEX: not_affected: component_not_present"
    );
    vex("under_investigation", r#"{"@id": "pkg:pypi/six@1.16.0"}"#);
    assert_eq!(run(&[], 1), "failure: VEX: under_investigation");
    vex(not_affected, r#"{"@id": "pkg:oci/shop", "subcomponents": [{"@id": "pkg:pypi/six"}]}"#);
    let elsewhere = "failure: VEX says not_affected of other products; name this one by --product";
    assert_eq!(run(&[], 1), elsewhere);
    run(&["--product", "pkg:oci/shop@sha256%3Aabc"], 0);
    vex("not_affected", r#"{"@id": "pkg:pypi/six"}"#);
    let refused = check(&sandbox, &project, &["--vex", "vex.json"], 2);
    assert_eq!(refused.code(), Some("vex.form"));
}

#[test]
fn waivers_are_written_as_openvex() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let waivers = r#"
[[waiver]]
id = "CVE-2026-1six"
owner = "security"
reason = "six is not called"
expires = "2026-12-31"
allow_fixed = true
justification = "vulnerable_code_not_in_execute_path"
[[waiver]]
id = "GHSA-tool-1"
owner = "platform"
reason = "runs on the build machine alone"
expires = "2026-12-31"
"#;
    fs::write(project.join("w.toml"), waivers).unwrap();
    let args = ["--waivers", "w.toml", "--write-vex", "vex.json"];
    check(&sandbox, &project, &args, 0);
    let written = fs::read_to_string(project.join("vex.json")).unwrap();
    let document: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(document["@context"], "https://openvex.dev/ns/v0.2.0");
    assert_eq!(document["author"], "platform, security");
    assert_eq!(document["timestamp"], "2023-11-14T22:13:20Z");
    let id = document["@id"].as_str().unwrap();
    assert!(id.starts_with("https://openvex.dev/docs/public/vex-") && id.len() == 100, "{id}");
    let expected = serde_json::json!([
        {"vulnerability": {"name": "CVE-2026-1six", "aliases": ["GHSA-six-1", "PYSEC-six-1"]},
         "products": [{"@id": "pkg:pypi/app@1.0", "subcomponents": [{"@id": "pkg:pypi/six@1.16.0"}]}],
         "status": "not_affected", "justification": "vulnerable_code_not_in_execute_path",
         "impact_statement": "six is not called"},
        {"vulnerability": {"name": "CVE-2026-1tool", "aliases": ["GHSA-tool-1"]},
         "products": [{"@id": "pkg:pypi/app@1.0", "subcomponents": [{"@id": "pkg:pypi/tool@3.0"}]}],
         "status": "affected",
         "action_statement": "Accepted by platform until 2026-12-31: runs on the build machine alone"}
    ]);
    assert_eq!(document["statements"], expected);
    check(&sandbox, &project, &args, 0);
    assert_eq!(fs::read_to_string(project.join("vex.json")).unwrap(), written);
    let ran = check(&sandbox, &project, &["--vex", "vex.json", "--only", "runtime"], 0);
    assert!(ran.stdout.contains("six is not called"), "{}", ran.stdout);
}

/// What a bill of materials lists is in what it is of, wherever in the document it stands.
#[test]
fn everything_that_a_bill_of_materials_lists_is_looked_up() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let bill = |components: &str| {
        format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [{components}]}}"#
        )
    };
    let six =
        r#"{"type": "library", "name": "six", "version": "1.16.0", "purl": "pkg:pypi/six@1.16.0"}"#;
    let nested = six.replace("six", "a").replace("}", &format!(r#", "components": [{six}]}}"#));
    let clean = six.replace("six", "a");
    let by_purl = six.replace(r#""version": "1.16.0", "#, "");
    let other = six.replace(r#""version": "1.16.0""#, r#""version": "9.9""#);
    let unversioned = by_purl.replace("@1.16.0", "");
    for (components, exit, text) in [
        (six.to_owned(), 1, "`six@1.16.0` has PYSEC-six-1"),
        (nested, 1, "`six@1.16.0` has PYSEC-six-1"),
        (by_purl.clone(), 1, "`six@1.16.0` has PYSEC-six-1"),
        (format!("{clean}, {by_purl}"), 1, "`six@1.16.0` has PYSEC-six-1"),
        (other, 1, "`six@1.16.0` has PYSEC-six-1"),
        (
            format!("{clean}, {unversioned}"),
            3,
            "unknown[vulns.unknown]: 1 package has no version, and advisories name it: six",
        ),
        (clean, 0, "1 package, known flaws: 0"),
    ] {
        fs::write(project.join("bom.json"), bill(&components)).unwrap();
        let ran = check(&sandbox, &project, &["bom.json"], exit);
        assert!(ran.stdout.contains(text), "{components}\n{}", ran.stdout);
    }
}

/// A rule that nothing can answer is no pass.
#[test]
fn a_rule_without_its_list_is_not_followed_in_silence() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    // The sandbox's database has the list of exploited flaws, and none of likelihoods.
    let args = ["--fail-on", "critical", "--exclude", "nothing"];
    for (more, is_open) in
        [(&["--fail-on-epss", "0.9"][..], true), (&["--fail-on-exploited"], false)]
    {
        let ran = check(&sandbox, &project, &[&args[..], more].concat(), 1);
        assert_eq!(ran.stdout.contains("unknown[vulns.no-list]"), is_open, "{}", ran.stdout);
    }
    fs::write(project.join("report.json"), r#"{"matches": []}"#).unwrap();
    check(&sandbox, &project, &["--import", "report.json"], 0);
    check(&sandbox, &project, &["--import", "report.json", "--fail-on-exploited"], 3);
    fs::write(project.join("report.json"), r#"{"matches": null}"#).unwrap();
    let ran = check(&sandbox, &project, &["--import", "report.json"], 3);
    assert!(ran.stdout.contains("unknown[vulns.report-open]: `matches` is no list"));
}

/// A report of an earlier run would be taken for that of one that could not begin.
#[test]
fn reports_are_written_where_the_gate_cannot_be_asked() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    fs::write(project.join("waivers.toml"), "[[waiver]]\nid = 1\n").unwrap();
    fs::write(project.join("r.json"), "of an earlier run").unwrap();
    let output = ["--output", "json=r.json", "--output", "sarif=r.sarif"];
    let args = [&["--waivers", "waivers.toml"], &output[..]].concat();
    let ran = check(&sandbox, &project, &args, 2);
    let json: Value = serde_json::from_slice(&fs::read(project.join("r.json")).unwrap()).unwrap();
    assert_eq!(schema::defects("check.v1.schema.json", &json), [""; 0]);
    assert_eq!(json["outcome"], "unknown");
    assert_eq!(json["findings"][0]["code"].as_str(), ran.code());
    assert!(fs::read_to_string(project.join("r.sarif")).unwrap().contains("waivers.toml"));
    fs::write(project.join("keelmark.toml"), "[vuln]\n").unwrap();
    for gate in [&["vulns"][..], &["licenses"], &["review", "--base", "none"], &[]] {
        fs::write(project.join("r.json"), "of an earlier run").unwrap();
        sandbox.run(&project, &[&["check"], gate, &output[..]].concat()).expect(2);
        let json: Value =
            serde_json::from_slice(&fs::read(project.join("r.json")).unwrap()).unwrap();
        assert_eq!(json["outcome"], "unknown", "{gate:?}");
    }
}

/// One advisory of a time yet to come would keep a database young for ever, and a database is no other file's place.
#[test]
fn a_database_is_of_no_time_to_come_and_replaces_nothing_else() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let text = advisory("GHSA-x-1", "x", "", "C:L/I:N/A:N").replace("2026-11-01", "2999-01-01");
    fs::write(project.join("GHSA-x-1.json"), text).unwrap();
    sandbox.run(&project, &["db", "import", "GHSA-x-1.json", "--db", "x.db"]).expect(0);
    let ran = check(&sandbox, &project, &["--db", "x.db"], 3);
    assert!(ran.stdout.contains("unknown[vulns.stale]"), "{}", ran.stdout);
    assert!(ran.stdout.contains("which is yet to come"), "{}", ran.stdout);
    fs::write(project.join("mine.txt"), "precious").unwrap();
    for args in
        [&["db", "import", "GHSA-x-1.json", "--db", "mine.txt"][..], &["db", "export", "mine.txt"]]
    {
        assert_eq!(sandbox.run(&project, args).expect(2).code(), Some("db.foreign"), "{args:?}");
    }
    assert_eq!(fs::read(project.join("mine.txt")).unwrap(), b"precious");
    // One that is damaged is made anew.
    let whole = fs::read(project.join("x.db")).unwrap();
    fs::write(project.join("x.db"), &whole[..100]).unwrap();
    sandbox.run(&project, &["db", "import", "GHSA-x-1.json", "--db", "x.db"]).expect(0);
    assert_eq!(fs::read(project.join("x.db")).unwrap(), whole);
}

#[test]
fn what_is_asked_for_and_not_locked_is_told() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let manifest = r#"{"name": "w", "version": "1.0.0", "dependencies": {"left-pad": "^1"}}"#;
    fs::write(project.join("package.json"), manifest).unwrap();
    let args = ["--fail-on", "critical", "--ignore-unfixed"];
    let ran = check(&sandbox, &project, &args, 1);
    let told =
        "[vulns.declared]: 1 package is asked for in no version, and not looked up: left-pad";
    assert!(ran.stdout.contains(&format!("warning{told}")), "{}", ran.stdout);
    let ran = check(&sandbox, &project, &[&args[..], &["--strict"]].concat(), 1);
    assert!(ran.stdout.contains(&format!("unknown{told}")), "{}", ran.stdout);
}
