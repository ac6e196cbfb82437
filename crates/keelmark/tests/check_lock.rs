//! `keelmark check lock`, as it is typed and shown.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{Sandbox, schema};

const MANIFEST: &str = r#"[project]
name = "app"
version = "1.0"
requires-python = ">=3.9"
dependencies = ["six>=1.16"]

[build-system]
requires = ["hatchling"]
"#;

const LOCK: &str = r#"version = 1
revision = 3
requires-python = ">=3.9"

[[package]]
name = "app"
version = "1.0"
source = { editable = "." }
dependencies = [{ name = "six" }]

[package.metadata]
requires-dist = [{ name = "six", specifier = ">=1.16" }]

[[package]]
name = "six"
version = "1.16.0"
source = { registry = "https://pypi.org/simple" }
wheels = [
    { url = "https://files.pythonhosted.org/packages/six-1.16.0-py2.py3-none-any.whl", hash = "sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254", size = 11053 },
]
"#;

fn project(sandbox: &Sandbox, manifest: &str, lock: &str) -> PathBuf {
    let project = sandbox.path("p");
    fs::create_dir_all(&project).unwrap();
    fs::write(project.join("pyproject.toml"), manifest).unwrap();
    fs::write(project.join("uv.lock"), lock).unwrap();
    project
}

#[test]
fn a_lock_that_holds_is_told_in_two_lines() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox, MANIFEST, LOCK);
    for args in [&["check", "lock"][..], &["check", "lock", "uv.lock"]] {
        let ran = sandbox.run(&project, args).expect(0);
        let shown: Vec<&str> = ran.stdout.lines().take(2).collect();
        let expected = [
            "lock drift  uv.lock      pass     1 project",
            "lock integrity  uv.lock  pass     1 package, 1 file",
        ];
        assert_eq!(shown, expected);
    }
}

#[test]
fn what_is_wrong_is_told_with_its_lines_and_in_every_form() {
    let sandbox = Sandbox::new();
    let manifest = MANIFEST.replace(">=1.16\"", ">=1.17\"");
    let lock = LOCK.replace("files.pythonhosted.org", "files.example");
    let project = project(&sandbox, &manifest, &lock);
    let forms = ["sarif", "junit", "markdown", "github", "json", "text"];
    let outputs = forms.map(|form| format!("{form}={form}.out"));
    let mut args = vec!["check", "lock"];
    args.extend(outputs.iter().flat_map(|output| ["--output", output.as_str()]));
    let ran = sandbox.run(&project, &args).expect(1);
    let findings = ran.stdout.split("lock drift  ").next().unwrap();
    assert_eq!(
        findings,
        "\
error[lock.drift-requirement]: the requirement is `six>=1.17` now; the lock has `six>=1.16`
  --> pyproject.toml:5
  --> uv.lock:12: as it was locked
  help: Run `uv lock` and commit uv.lock.

error[lock.host]: `six` comes from files.example, which is not allowed
  --> uv.lock:15
  help: If that is right, allow it: `--allow-host files.example`

"
    );
    for form in forms {
        let written = fs::read_to_string(project.join(format!("{form}.out"))).unwrap();
        assert!(written.contains("lock.drift-requirement"), "{form}");
        assert!(written.contains("lock.host"), "{form}");
    }
    let allowed = ["check", "lock", "--only", "integrity", "--allow-host", "files.example"];
    sandbox.run(&project, &allowed).expect(0);
    let settings = "[check]\ngates = [\"lock\"]\n[lock]\nallow-hosts = [\"files.example\"]\n";
    fs::write(project.join("keelmark.toml"), settings).unwrap();
    sandbox.run(&project, &allowed[..4]).expect(0);
    sandbox.run(&project, &["check", "lock", "uv.lock", "--only", "integrity"]).expect(0);
    let ran = sandbox.run(&project, &["check"]).expect(1);
    assert!(!ran.stdout.contains("lock.host"), "{}", ran.stdout);
}

#[test]
fn answers_for_programs_have_their_schema() {
    let sandbox = Sandbox::new();
    let lock = LOCK.replace(", hash = \"sha256:", ", other = \"sha256:");
    let project = project(&sandbox, MANIFEST, &lock);
    let mut answer = sandbox.run(&project, &["check", "lock", "--format", "json"]).expect(1).json();
    assert_eq!(schema::defects("check.v1.schema.json", &answer), [""; 0]);
    assert_eq!(answer["findings"][0]["code"], "lock.hash-missing");
    answer["findings"][0]["more"] = true.into();
    assert_eq!(schema::defects("check.v1.schema.json", &answer).len(), 1);
}

#[test]
fn what_could_not_be_looked_at_is_no_pass() {
    let sandbox = Sandbox::new();
    let empty = sandbox.path("empty");
    fs::create_dir_all(&empty).unwrap();
    let ran = sandbox.run(&empty, &["check", "lock"]).expect(2);
    assert_eq!(ran.code(), Some("lock.none"));
    fs::write(empty.join("pdm.lock"), "").unwrap();
    let ran = sandbox.run(&empty, &["check", "lock", "--format", "json"]).expect(3);
    assert_eq!(ran.json()["findings"][0]["code"], "lock.unread");
    // The manifest that the lock is to be compared with.
    let project = project(&sandbox, MANIFEST, LOCK);
    fs::remove_file(project.join("pyproject.toml")).unwrap();
    let ran = sandbox.run(&project, &["check", "lock"]).expect(2);
    assert_eq!(ran.code(), Some("file.missing"));
    sandbox.run(&project, &["check", "lock", "--only", "integrity"]).expect(0);
}

#[test]
fn the_command_that_mends_is_printed_and_not_run() {
    let sandbox = Sandbox::new();
    let project = sandbox.path("npm");
    fs::create_dir_all(&project).unwrap();
    let lock = r#"{"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "1"}}}}"#;
    fs::write(project.join("package.json"), r#"{"dependencies": {"a": "1"}}"#).unwrap();
    fs::write(project.join("package-lock.json"), lock).unwrap();
    let args = ["check", "lock", "--only", "drift", "--fix"];
    let ran = sandbox.run(&project, &args).expect(1);
    assert_eq!(
        ran.stdout,
        "\
error[lock.drift-requirement]: `dependencies.a` is `1`; the lock has none
  --> package.json:1
  help: Run `npm install --package-lock-only` and commit package-lock.json.

lock drift  package-lock.json  FAIL     1 finding; 1 project
  mended by npm install --package-lock-only
"
    );
    assert_eq!(fs::read_to_string(project.join("package-lock.json")).unwrap(), lock);
    // What nothing needs is left out by npm.
    fs::write(project.join("package.json"), "{}").unwrap();
    sandbox.run(&project, &args).expect(0);
    // Older forms are told by name.
    fs::write(project.join("package-lock.json"), r#"{"lockfileVersion": 1}"#).unwrap();
    let ran = sandbox.run(&project, &["check", "lock", "--format", "json"]).expect(3);
    assert_eq!(ran.json()["findings"][0]["code"], "lock.unread");
}

/// Lock, what it says, manifest, what that asks, and what it asks once it has drifted.
const LISTS: [(&str, &str, &str, &str, &str); 4] = [
    (
        "go.sum",
        "a.example/x v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\
         a.example/x v1.0.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "go.mod",
        "module m\nrequire a.example/x v1.0.0\n",
        "module m\nrequire a.example/x v1.0.1\n",
    ),
    (
        "pnpm-lock.yaml",
        "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: ^1\n        version: 1.0.0\n",
        "package.json",
        r#"{"dependencies": {"a": "^1"}}"#,
        r#"{"dependencies": {"a": "^2"}}"#,
    ),
    ("requirements.txt", "six==1.16.0\n", "requirements.in", "six>=1\n", "six>=2\n"),
    (
        "yarn.lock",
        "# yarn lockfile v1\n\n\na@^1:\n  version \"1.0.0\"\n",
        "package.json",
        r#"{"dependencies": {"a": "^1"}}"#,
        r#"{"dependencies": {"a": "^2"}}"#,
    ),
];

#[test]
fn locks_that_are_lists_are_compared() {
    let sandbox = Sandbox::new();
    for (lock, locked, manifest, asked, drifted) in LISTS {
        let project = sandbox.path(&format!("{lock}.d"));
        fs::create_dir_all(&project).unwrap();
        fs::write(project.join(lock), locked).unwrap();
        fs::write(project.join(manifest), asked).unwrap();
        let drift = ["check", "lock", "--only", "drift", "--fix"];
        let ran = sandbox.run(&project, &drift).expect(0);
        assert!(ran.stdout.starts_with(&format!("lock drift  {lock}")), "{}", ran.stdout);
        fs::write(project.join(manifest), drifted).unwrap();
        let ran = sandbox.run(&project, &drift).expect(1);
        assert!(ran.stdout.contains("error[lock.drift-requirement]"), "{}", ran.stdout);
        assert!(ran.stdout.contains("  mended by "), "{}", ran.stdout);
    }
    // Digests of what is to be installed are asked for by themselves.
    let project = sandbox.path("requirements.txt.d");
    let ran = sandbox.run(&project, &["check", "lock", "--only", "integrity"]).expect(1);
    assert!(ran.stdout.contains("error[lock.hash-missing]"), "{}", ran.stdout);
    sandbox.run(&sandbox.path("go.sum.d"), &["check", "lock", "--only", "integrity"]).expect(1);
}

/// A folder in the place of the index, and one that nobody answers for.
#[test]
fn files_are_compared_with_the_index() {
    let sandbox = Sandbox::new();
    let project = project(&sandbox, MANIFEST, LOCK);
    let index = sandbox.path("index");
    fs::create_dir_all(index.join("simple")).unwrap();
    let stated = |hash: &str| {
        let name = "six-1.16.0-py2.py3-none-any.whl";
        let text = format!(
            "{{\"files\": [{{\"filename\": \"{name}\", \"hashes\": {{\"sha256\": \"{hash}\"}}}}]}}"
        );
        fs::write(index.join("simple/six"), text).unwrap();
    };
    let online = ["check", "lock", "--online", "--index", index.to_str().unwrap()];
    let code = |status| {
        let args = [&online[..], &["--format", "json"]].concat();
        sandbox.run(&project, &args).expect(status).json()["findings"][0]["code"].clone()
    };
    assert_eq!(code(1), "lock.index-missing");
    stated("8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254");
    let ran = sandbox.run(&project, &online).expect(0);
    assert!(ran.stdout.contains("lock index  uv.lock      pass     1 file,"), "{}", ran.stdout);
    stated(&"0".repeat(64));
    assert_eq!(code(1), "lock.index-digest");
    fs::write(index.join("simple/six"), "<html>").unwrap();
    assert_eq!(code(3), "lock.index-unknown");
    // Port 1 answers nobody.
    let silent =
        ["check", "lock", "--online", "--index", "https://127.0.0.1:1", "--format", "json"];
    let answer = sandbox.run(&project, &silent).expect(3).json();
    assert_eq!(answer["findings"][0]["code"], "lock.index-unknown");
    // Nothing is asked unless it is wanted.
    sandbox.run(&project, &["check", "lock", "--index", "https://127.0.0.1:1"]).expect(2);
}
