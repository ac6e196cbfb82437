//! `keelmark check --attest`: what gates found, signed, and verified as anybody would.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{Ran, Sandbox};
use keelmark_formats::hash::sha256;
use serde_json::{Value, json};

const LOCK: &str = "package-lock.json";
const VULNS: &str = "https://in-toto.io/attestation/vulns/v0.2";
const LICENSES: &str = "https://keelmark.dev/check/licenses/v1";
const REVIEW: &str = "https://keelmark.dev/check/review/v1";

fn lock(version: &str) -> String {
    let integrity = format!("sha512-{}==", "A".repeat(86));
    format!(
        r#"{{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {{
  "": {{"name": "app", "version": "1.0.0", "dependencies": {{"a": "^1"}}}},
  "node_modules/a": {{"version": "{version}", "resolved": "https://registry.npmjs.org/a/-/a-{version}.tgz",
    "integrity": "{integrity}", "license": "MIT"}}}}}}"#
    )
}

/// A project that needs one package.
fn project(sandbox: &Sandbox) -> PathBuf {
    let project = sandbox.path("p");
    fs::create_dir_all(&project).unwrap();
    let manifest = r#"{"name": "app", "version": "1.0.0", "dependencies": {"a": "^1"}}"#;
    fs::write(project.join("package.json"), manifest).unwrap();
    fs::write(project.join(LOCK), lock("1.0.0")).unwrap();
    project
}

/// A database in which that package has a flaw up to a version.
fn database(sandbox: &Sandbox) {
    let advisory = json!({
        "id": "GHSA-1", "modified": "2023-11-14T00:00:00Z", "summary": "bad",
        "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
        "affected": [{"package": {"ecosystem": "npm", "name": "a"}, "ranges": [
            {"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.1.0"}]}]}],
    });
    let top = sandbox.path("");
    fs::write(top.join("GHSA-1.json"), advisory.to_string()).unwrap();
    sandbox.run(&top, &["db", "import", "GHSA-1.json"]).expect(0);
}

/// Runs a gate on a day on which the database is new.
fn check(sandbox: &Sandbox, folder: &Path, args: &[&str]) -> Ran {
    let mut command = sandbox.command(folder, &[&["check"], args].concat());
    command.env("KEELMARK_MAX_AGE", "36500d");
    common::run(&mut command)
}

fn statement(bundle: &Path) -> Value {
    let bundle: Value = serde_json::from_slice(&fs::read(bundle).unwrap()).unwrap();
    let payload = bundle["dsseEnvelope"]["payload"].as_str().unwrap();
    serde_json::from_slice(&STANDARD.decode(payload).unwrap()).unwrap()
}

fn verify(sandbox: &Sandbox, folder: &Path, target: &str, gate: &str, uri: &str, exit: i32) {
    let bundle = format!("signed/{gate}.sigstore.json");
    let args = ["verify", target, "--bundle", &bundle, "--predicate-type", uri];
    sandbox.run(folder, &args).expect(exit);
}

#[test]
fn flaws_are_signed_in_the_form_of_in_toto() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    database(&sandbox);
    let args = ["vulns", "--attest", "signed"];
    check(&sandbox, &project, &args).expect(1);
    verify(&sandbox, &project, LOCK, "vulns", VULNS, 0);
    verify(&sandbox, &project, LOCK, "vulns", LICENSES, 1);
    let bundle = project.join("signed/vulns.sigstore.json");
    let statement = statement(&bundle);
    let scanner = &statement["predicate"]["scanner"];
    let digest = check(&sandbox, &project, &["vulns", "--format", "json"]).json();
    assert_eq!(scanner["db"]["version"], digest["gates"][0]["facts"]["database"]);
    assert_eq!(scanner["db"]["lastUpdate"], "2023-11-14T00:00:00Z");
    assert_eq!(statement["predicate"]["metadata"]["scanFinishedOn"], "2023-11-14T22:13:20Z");
    let [flaw] = scanner["result"].as_array().unwrap().as_slice() else { unreachable!() };
    let severity = json!([
        {"method": "cvss_score", "score": "9.8"},
        {"method": "rating", "score": "critical"},
    ]);
    assert_eq!((&flaw["id"], &flaw["severity"]), (&"GHSA-1".into(), &severity));
    assert_eq!(flaw["annotations"][0]["purl"], "pkg:npm/a@1.0.0");
    // The same again, and of another lock nothing.
    let first = fs::read(&bundle).unwrap();
    check(&sandbox, &project, &args).expect(1);
    assert_eq!(fs::read(&bundle).unwrap(), first);
    fs::write(project.join(LOCK), lock("1.1.0")).unwrap();
    verify(&sandbox, &project, LOCK, "vulns", VULNS, 1);
    check(&sandbox, &project, &args).expect(0);
    verify(&sandbox, &project, LOCK, "vulns", VULNS, 0);
    assert_eq!(self::statement(&bundle)["predicate"]["scanner"]["result"], json!([]));
}

/// A list of flaws says that there are no others: where that is open, none is signed, nor is an old one left.
#[test]
fn what_was_not_looked_up_is_not_signed() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    database(&sandbox);
    let bundle = project.join("signed/vulns.sigstore.json");
    for (more, exit) in [
        (&["--db", "none.db"][..], 3),
        (&["--max-age", "1d"], 1),
        (&["--max-age", "1d", "--exclude", LOCK], 3),
    ] {
        check(&sandbox, &project, &["vulns", "--attest", "signed"]).expect(1);
        assert!(bundle.exists());
        let args = [&["vulns", "--attest", "signed"], more].concat();
        let ran = check(&sandbox, &project, &args).expect(exit);
        assert!(ran.stderr.contains("warning[check.unattested]"), "{more:?}: {}", ran.stderr);
        assert!(!bundle.exists(), "{more:?}");
    }
    for more in [&["--import", "report.json"][..], &["--self-test"]] {
        let args = [&["vulns", "--attest", "signed"], more].concat();
        check(&sandbox, &project, &args).expect(2);
    }
}

#[test]
fn every_gate_that_was_asked_is_signed_and_no_other() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    database(&sandbox);
    let args = ["--attest", "signed", "--output", "json=report.json"];
    check(&sandbox, &project, &args).expect(1);
    let signed: Vec<String> = common::content(&project.join("signed")).into_keys().collect();
    let expected = ["licenses.sigstore.json", "lock.sigstore.json", "vulns.sigstore.json"];
    assert_eq!(signed, expected);
    verify(&sandbox, &project, LOCK, "lock", "https://keelmark.dev/check/lock/v1", 0);
    verify(&sandbox, &project, LOCK, "licenses", LICENSES, 0);
    let statement = statement(&project.join("signed/licenses.sigstore.json"));
    let predicate = &statement["predicate"];
    assert_eq!(predicate["outcome"], "pass");
    let report: Value =
        serde_json::from_slice(&fs::read(project.join("report.json")).unwrap()).unwrap();
    let asked = predicate["questions"][0].as_object().unwrap();
    let told = report["gates"].as_array().unwrap().iter().find(|it| it["gate"] == "licenses");
    for name in ["question", "target", "outcome", "detail", "facts"] {
        assert_eq!(asked[name], told.unwrap()[name], "{name}");
    }
}

#[test]
fn a_policy_is_named_by_its_digest() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let policy = b"[licenses]\nallow = [\"ISC\"]\n";
    fs::write(project.join("keelmark.toml"), policy).unwrap();
    check(&sandbox, &project, &["licenses", "--attest", "signed", "--no-cache"]).expect(1);
    let statement = statement(&project.join("signed/licenses.sigstore.json"));
    let expected = json!([{
        "name": "keelmark.toml",
        "digest": {"sha256": sha256(policy).hex()},
    }]);
    assert_eq!(statement["predicate"]["policies"], expected);
    assert_eq!(statement["predicate"]["questions"][0]["findings"][0]["code"], "licenses.unlisted");
    let args = ["licenses", "--attest", "signed", "--no-cache", "--allow", "MIT"];
    check(&sandbox, &project, &args).expect(0);
    let statement = self::statement(&project.join("signed/licenses.sigstore.json"));
    assert_eq!(statement["predicate"]["questions"][0]["facts"]["allowed"], "MIT");
}

#[test]
fn what_has_no_digest_is_not_signed_unless_it_is_named() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("node_modules/a");
    fs::create_dir_all(&folder).unwrap();
    let manifest = r#"{"name": "a", "version": "1.0.0", "license": "MIT"}"#;
    fs::write(folder.join("package.json"), manifest).unwrap();
    let top = sandbox.path("");
    let args = ["licenses", "--no-cache", "--attest", "signed"];
    let ran = check(&sandbox, &top, &args).expect(2);
    assert_eq!(ran.code(), Some("check.subject"));
    // What it found was told all the same.
    assert!(ran.stdout.contains("licenses policy  .  pass"), "{}", ran.stdout);
    fs::write(top.join("app.tgz"), "the release").unwrap();
    check(&sandbox, &top, &[&args[..], &["--subject", "app.tgz"]].concat()).expect(0);
    verify(&sandbox, &top, "app.tgz", "licenses", LICENSES, 0);
}

#[test]
fn an_image_is_named_by_its_manifest() {
    let sandbox = Sandbox::new();
    let image = sandbox.path("image");
    let blobs = image.join("blobs/sha256");
    fs::create_dir_all(&blobs).unwrap();
    let blob = |content: &Value, media_type: &str| {
        let bytes = content.to_string();
        let digest = sha256(bytes.as_bytes()).hex();
        fs::write(blobs.join(&digest), &bytes).unwrap();
        let digest = format!("sha256:{digest}");
        json!({"mediaType": media_type, "digest": digest, "size": bytes.len()})
    };
    let config = json!({"architecture": "amd64", "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": []}, "config": {}});
    let config = blob(&config, "application/vnd.oci.image.config.v1+json");
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    let manifest = json!({"schemaVersion": 2, "mediaType": media_type, "config": config,
        "layers": []});
    let manifest = blob(&manifest, media_type);
    let index = json!({"schemaVersion": 2, "manifests": [manifest]});
    fs::write(image.join("index.json"), index.to_string()).unwrap();
    fs::write(image.join("oci-layout"), r#"{"imageLayoutVersion": "1.0.0"}"#).unwrap();
    let top = sandbox.path("");
    let args = ["licenses", "oci:image", "--no-cache", "--attest", "signed"];
    check(&sandbox, &top, &args).expect(3);
    verify(&sandbox, &top, manifest["digest"].as_str().unwrap(), "licenses", LICENSES, 0);
    let statement = statement(&top.join("signed/licenses.sigstore.json"));
    assert_eq!(statement["predicate"]["outcome"], "unknown");
}

/// A review of commits is about the lockfile that the head has, whatever lies in the work tree.
#[test]
fn a_review_is_about_the_lockfiles_of_its_head() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    sandbox.git(&project, &["init", "-q", "-b", "main"]);
    sandbox.git(&project, &["add", "-A"]);
    sandbox.git(&project, &["commit", "-q", "-m", "one"]);
    sandbox.git(&project, &["checkout", "-q", "-b", "change"]);
    fs::write(project.join(LOCK), lock("1.1.0")).unwrap();
    sandbox.git(&project, &["commit", "-q", "-a", "-m", "two"]);
    fs::write(project.join(LOCK), lock("6.6.6")).unwrap();
    let args = ["review", "--base", "main", "--no-cache", "--attest", "signed"];
    check(&sandbox, &project, &args).expect(0);
    verify(&sandbox, &project, LOCK, "review", REVIEW, 1);
    fs::write(project.join(LOCK), lock("1.1.0")).unwrap();
    verify(&sandbox, &project, LOCK, "review", REVIEW, 0);
    let statement = statement(&project.join("signed/review.sigstore.json"));
    let changed = &statement["predicate"]["questions"][0]["changes"][0];
    assert_eq!((&changed["change"], &changed["after"]), (&"upgraded".into(), &"1.1.0".into()));
}
