//! `keelmark check licenses`, as it is typed and shown.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Sandbox, schema};

/// A project whose lock names three packages, of which its environment has two.
fn project(sandbox: &Sandbox) -> PathBuf {
    let project = sandbox.path("p");
    let lock = r#"{
  "name": "app", "version": "1.0.0", "lockfileVersion": 3,
  "packages": {
    "": {"name": "app", "version": "1.0.0", "dependencies": {"a": "^1", "b": "^1", "c": "^1"}},
    "node_modules/a": {"version": "1.0.0", "license": "MIT OR GPL-3.0-only"},
    "node_modules/b": {"version": "1.0.0", "license": "AGPL-3.0-only"},
    "node_modules/c": {"version": "1.0.0"}
  }
}"#;
    fs::create_dir_all(&project).unwrap();
    fs::write(project.join("package-lock.json"), lock).unwrap();
    project
}

const ARGS: [&str; 4] = ["check", "licenses", ".", "--no-cache"];

fn write_policy(project: &Path, text: &str) {
    fs::write(project.join("keelmark.toml"), text).unwrap();
}

#[test]
fn findings_name_package_licence_and_line() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let ran = sandbox.run(&project, &ARGS).expect(1);
    let expected = "\
error[licenses.unknown]: c 1.0.0 does not say under which licence it is
  --> package-lock.json:7
  help: Find out its licence and write it into keelmark.toml: [[licenses.clarify]] package = \"pkg:npm/c@1.0.0\", license, reason, owner. `--from DIR` looks at what a package manager keeps.
";
    assert!(ran.stdout.contains(expected), "{}", ran.stdout);
    let review = "unknown[licenses.review]: b 1.0.0 is under `AGPL-3.0-only` as it declares; a person has to look at `AGPL-3.0-only`";
    assert!(ran.stdout.contains(review), "{}", ran.stdout);
    let last: Vec<&str> = ran.stdout.lines().rev().take(2).collect();
    let verdict = "licenses policy  .  FAIL     2 findings; 3 packages, 1 allowed, 1 for a person to look at, 1 denied";
    assert_eq!(last, ["  policy the one keelmark comes with", verdict]);
}

#[test]
fn a_policy_excepts_and_clarifies() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    write_policy(
        &project,
        r#"[licenses]
allow = ["MIT"]
deny = ["AGPL-3.0-only"]

[[licenses.clarify]]
package = "pkg:npm/c@1.0.0"
license = "MIT"
reason = "LICENSE in its repository"
owner = "platform"

[[licenses.exception]]
package = "pkg:npm/b"
allow = ["AGPL-3.0-only"]
reason = "runs as a service of its own"
owner = "platform"
expires = 9999-01-01
"#,
    );
    let ran = sandbox.run(&project, &ARGS).expect(0);
    let expected = "\
licenses policy  .  pass     3 packages, 3 allowed
  policy keelmark.toml
";
    assert_eq!(ran.stdout, expected);
    // What is said on the command line prevails.
    let ran = sandbox.run(&project, &[&ARGS[..], &["--deny", "MIT"]].concat()).expect(1);
    assert!(ran.stdout.contains("a 1.0.0 is under `MIT OR GPL-3.0-only`"), "{}", ran.stdout);
}

#[test]
fn a_policy_that_cannot_be_followed_is_an_error() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    write_policy(&project, "[licenses]\nallow = [\"GPL\"]\n");
    let ran = sandbox.run(&project, &ARGS).expect(2);
    assert!(ran.stderr.contains("error[settings.value]"), "{}", ran.stderr);
    assert!(ran.stderr.contains("keelmark.toml:2:10"), "{}", ran.stderr);
    fs::write(project.join("empty.toml"), "").unwrap();
    for (file, code) in [("none.toml", "file.missing"), ("empty.toml", "settings.value")] {
        let ran = sandbox.run(&project, &[&ARGS[..], &["--policy", file]].concat()).expect(2);
        assert_eq!(ran.code(), Some(code), "{file}");
    }
}

#[test]
fn what_is_kept_elsewhere_tells_licences() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let kept = sandbox.path("kept/node_modules/c");
    fs::create_dir_all(&kept).unwrap();
    let manifest = r#"{"name": "c", "version": "1.0.0", "license": "ISC"}"#;
    fs::write(kept.join("package.json"), manifest).unwrap();
    let from = sandbox.path("kept").display().to_string();
    let args = ["check", "licenses", "--from", &from, "--allow", "AGPL-3.0-only"];
    let ran = sandbox.run(&project, &args).expect(0);
    assert!(ran.stdout.contains("3 packages, 3 allowed"), "{}", ran.stdout);
}

#[test]
fn reports_are_written_though_the_gate_fails() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox);
    let args = [&ARGS[..], &["--format", "json", "-o", "sarif=l.sarif", "-o", "markdown=l.md"]];
    let ran = sandbox.run(&project, &args.concat()).expect(1);
    assert_eq!(schema::defects("check.v1.schema.json", &ran.json()), [""; 0]);
    assert!(fs::read_to_string(project.join("l.md")).unwrap().contains("licenses.unknown"));
    assert!(fs::read_to_string(project.join("l.sarif")).unwrap().contains("licenses.review"));
}

#[test]
fn nothing_to_judge_is_no_pass() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("empty");
    fs::create_dir_all(&folder).unwrap();
    let ran = sandbox.run(&folder, &ARGS).expect(3);
    assert!(ran.stdout.contains("unknown[licenses.none]"), "{}", ran.stdout);
}

/// What is given along has every package, with the texts that lie in the target.
#[test]
fn terms_are_written_to_be_given_along() {
    let sandbox = Sandbox::new();
    let top = sandbox.path("");
    let install = |name: &str, license: &str, text: Option<&str>| {
        let folder = top.join("node_modules").join(name);
        fs::create_dir_all(&folder).unwrap();
        let manifest =
            format!(r#"{{"name": "{name}", "version": "1.0.0", "license": "{license}"}}"#);
        fs::write(folder.join("package.json"), manifest).unwrap();
        if let Some(text) = text {
            fs::write(folder.join("LICENSE"), text).unwrap();
        }
    };
    install("b", "MIT", Some("Copyright (c) 2020 B\n\nSome terms.\n"));
    install("a", "GPL-3.0-only", None);
    let args = ["check", "licenses", "--no-cache", "--notice", "NOTICE", "--license-manifest", "M"];
    sandbox.run(&top, &args).expect(3);
    let notice = fs::read_to_string(top.join("NOTICE")).unwrap();
    let (a, b) = (notice.find("\na 1.0.0\nLicense: GPL-3.0-only\n"), notice.find("\nb 1.0.0\n"));
    assert!(a.unwrap() < b.unwrap(), "{notice}");
    assert!(notice.contains("The text of its license is not at hand."), "{notice}");
    assert!(notice.ends_with("LICENSE:\n\nCopyright (c) 2020 B\n\nSome terms.\n"), "{notice}");
    let manifest = fs::read(top.join("M")).unwrap();
    let read: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(read["packages"][0]["ruling"], "review");
    let digest = keelmark_formats::hash::sha256(b"Copyright (c) 2020 B\n\nSome terms.\n").hex();
    assert_eq!(read["packages"][1]["texts"][0]["sha256"], digest.as_str());
    sandbox.run(&top, &args).expect(3);
    assert_eq!(fs::read(top.join("M")).unwrap(), manifest);
}
