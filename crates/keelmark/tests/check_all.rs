//! `keelmark check` without a gate, as it is typed and shown.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::Sandbox;

/// A project that needs one package, with its lock and a choice.
fn project(sandbox: &Sandbox, settings: &str) -> PathBuf {
    let project = sandbox.path("p");
    fs::create_dir_all(&project).unwrap();
    let manifest = r#"{"name": "app", "version": "1.0.0", "dependencies": {"a": "^1"}}"#;
    let integrity = format!("sha512-{}==", "A".repeat(86));
    let lock = r#"{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {
  "": {"name": "app", "version": "1.0.0", "dependencies": {"a": "^1"}},
  "node_modules/a": {"version": "1.0.0", "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz",
    "integrity": "INTEGRITY", "license": "MIT"}}}"#;
    let lock = lock.replace("INTEGRITY", &integrity);
    for (file, text) in
        [(LOCK, lock.as_str()), ("package.json", manifest), ("keelmark.toml", settings)]
    {
        fs::write(project.join(file), text).unwrap();
    }
    project
}

const LOCK: &str = "package-lock.json";

/// The first line of what is said of each gate, up to its details, and how it ends.
fn verdicts(sandbox: &Sandbox, project: &Path, args: &[&str], exit: i32) -> Vec<String> {
    let ran = sandbox.run(project, &[&["check"], args].concat()).expect(exit);
    let is_verdict = |line: &&str| {
        let mut words = line.split_whitespace();
        let is_gate = ["lock", "vulns", "licenses", "review"].contains(&words.next().unwrap_or(""));
        is_gate && !line.starts_with(' ')
    };
    let words = |line: &str| line.split_whitespace().take(4).collect::<Vec<_>>().join(" ");
    ran.stdout.lines().filter(is_verdict).map(words).collect()
}

#[test]
fn every_gate_that_applies_is_asked() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox, "");
    // There is no database, and what cannot be looked up is no pass.
    let all = [
        "lock drift package-lock.json pass",
        "lock integrity package-lock.json pass",
        "vulns known . unknown",
        "licenses policy . pass",
        "review changes . skipped",
    ];
    assert_eq!(verdicts(&sandbox, &project, &[], 3), all);
    fs::remove_file(project.join(LOCK)).unwrap();
    let without = ["lock integrity . skipped", "vulns known . unknown"];
    assert_eq!(verdicts(&sandbox, &project, &[], 3)[..2], without);
}

#[test]
fn gates_that_are_named_are_asked_alone() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox, "[check]\ngates = [\"licenses\", \"lock\"]\n");
    let named = [
        "lock drift package-lock.json pass",
        "lock integrity package-lock.json pass",
        "licenses policy . pass",
    ];
    assert_eq!(verdicts(&sandbox, &project, &[], 0), named);
    // One that does not hold stops it, and every report is written all the same.
    let manifest = r#"{"name": "app", "version": "1.0.0", "dependencies": {"a": "^2"}}"#;
    fs::write(project.join("package.json"), manifest).unwrap();
    let args = ["--output", "json=report.json", "--output", "sarif=report.sarif"];
    let named = ["lock drift package-lock.json FAIL", "lock integrity package-lock.json pass"];
    assert_eq!(verdicts(&sandbox, &project, &args, 1)[..2], named);
    for file in ["report.json", "report.sarif"] {
        assert!(fs::metadata(project.join(file)).unwrap().len() > 100, "{file}");
    }
}

/// What was named and cannot be asked leaves the answer open.
#[test]
fn a_named_gate_that_cannot_be_asked_is_no_pass() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox, "[check]\ngates = [\"lock\", \"review\"]\n");
    fs::remove_file(project.join(LOCK)).unwrap();
    let ran = sandbox.run(&project, &["check"]).expect(3);
    for code in ["unknown[lock.none]", "unknown[review.sides]"] {
        assert!(ran.stdout.contains(code), "{}", ran.stdout);
    }
    fs::write(project.join("keelmark.toml"), "[check]\ngates = []\n").unwrap();
    sandbox.run(&project, &["check"]).expect(3);
    fs::write(project.join("keelmark.toml"), "[check]\ngates = [\"locks\"]\n").unwrap();
    let ran = sandbox.run(&project, &["check"]).expect(2);
    assert_eq!(ran.code(), Some("document.shape"));
}
