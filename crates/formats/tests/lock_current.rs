//! Locks that are, and are not, of the manifest beside them.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

#[path = "common/data.rs"]
mod data;

use keelmark_formats::lock::{self, check_current};
use keelmark_formats::manifest;

/// What `check_current` says of a lock and manifest, `ok` or its message.
fn check(files: (&str, &str), lock: &[u8], manifest: &[u8]) -> String {
    let format = manifest::ALL.iter().find(|it| it.file == files.1).unwrap();
    let project = (format.parse)(manifest, None).unwrap().description.unwrap().project;
    let format = lock::ALL.iter().find(|it| it.files.contains(&files.0)).unwrap();
    let inventory = (format.parse)(lock, Some(&project.name)).unwrap();
    match check_current(&inventory, &project) {
        Ok(()) => "ok".to_owned(),
        Err(error) => {
            assert_eq!(error.code.id, "lock.stale");
            error.message
        }
    }
}

const UV: &str = r#"version = 1
[[package]]
name = "demo"
version = "1.0rc1"
source = { editable = "." }
dependencies = [{ name = "zope-interface" }]
[package.optional-dependencies]
fast = [{ name = "zope-interface" }]
[package.dev-dependencies]
dev = [{ name = "zope-interface" }]
[[package]]
name = "zope-interface"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
"#;

#[test]
fn python() {
    let check =
        |manifest: &str| check(("uv.lock", "pyproject.toml"), UV.as_bytes(), manifest.as_bytes());
    let project = |version: &str, rest: &str| {
        format!("[project]\nname = 'demo'\nversion = '{version}'\n{rest}")
    };
    assert_eq!(check(&project("1.0.0rc1", "")), "ok");
    assert_eq!(check(&project("1.1", "")), "the lock has demo 1.0rc1; pyproject.toml says 1.1");
    let missing = "pyproject.toml declares `flask`; the lock has no such dependency of `demo`";
    for (rest, wanted) in [
        ("dependencies = ['Zope.Interface']", "ok"),
        ("dependencies = ['flask']", missing),
        ("dependencies = ['flask; python_version < \"3\"']", "ok"),
        ("optional-dependencies = { all = ['demo[fast]'], fast = ['zope_interface'] }", "ok"),
        ("optional-dependencies = { fast = ['flask'] }", missing),
        ("[dependency-groups]\ndev = ['flask']", missing),
        ("[tool.poetry.group.test.dependencies]\nflask = '*'", "ok"),
        ("[tool.uv]\ndev-dependencies = ['flask']", missing),
        ("dynamic = ['dependencies']", "ok"),
    ] {
        assert_eq!(check(&project("1.0-RC.1", rest)), wanted, "{rest}");
    }
}

const CARGO: &str = r#"version = 4
[[package]]
name = "app"
version = "0.1.0"
dependencies = ["serde_json"]
[[package]]
name = "serde_json"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
"#;

#[test]
fn cargo() {
    let check =
        |manifest: &str| check(("Cargo.lock", "Cargo.toml"), CARGO.as_bytes(), manifest.as_bytes());
    let missing = "Cargo.toml declares `serde`; the lock has no such dependency of `app`";
    for (version, rest, wanted) in [
        ("0.1.0", "[dependencies]\nserde_json = '1'", "ok"),
        ("0.2.0", "", "the lock has app 0.1.0; Cargo.toml says 0.2.0"),
        ("0.1.0", "[dependencies]\nserde = '1'", missing),
        ("0.1.0", "[dependencies]\njson = { package = 'serde_json', version = '1' }", "ok"),
        ("0.1.0", "[target.'cfg(any())'.dependencies]\nserde = '1'", missing),
        ("0.1.0", "[dev-dependencies]\napp = { path = '.' }", "ok"),
    ] {
        let manifest = format!("[package]\nname = 'app'\nversion = '{version}'\n{rest}\n");
        assert_eq!(check(&manifest), wanted, "{manifest}");
    }
}

const NPM: &str = r#"{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {
    "": {"name": "app", "version": "1.0.0",
        "dependencies": {"a": "^1", "alias": "npm:b@1"}, "optionalDependencies": {"gone": "1"}},
    "node_modules/a": {"version": "1.0.0"},
    "node_modules/alias": {"name": "b", "version": "1.0.0"}
}}"#;

#[test]
fn npm() {
    let check = |manifest: &str| {
        check(("package-lock.json", "package.json"), NPM.as_bytes(), manifest.as_bytes())
    };
    let missing = "package.json declares `new`; the lock has no such dependency of `app`";
    for (version, rest, wanted) in [
        ("1.0.0", r#""dependencies": {"a": "^1", "alias": "npm:b@1"}"#, "ok"),
        ("v1.0.0", r#""dependencies": {"alias": "^1"}"#, "ok"),
        ("1.1.0", r#""private": true"#, "the lock has app 1.0.0; package.json says 1.1.0"),
        ("1.0.0", r#""dependencies": {"new": "1"}"#, missing),
        ("1.0.0", r#""devDependencies": {"new": "1"}"#, missing),
        ("1.0.0", r#""dependencies": {"new": "1"}, "optionalDependencies": {"new": "1"}"#, "ok"),
        ("1.0.0", r#""peerDependencies": {"new": "1"}"#, "ok"),
        ("1.0.0", r#""dependencies": {"local": "file:../other"}"#, "ok"),
    ] {
        let manifest = format!(r#"{{"name": "app", "version": "{version}", {rest}}}"#);
        assert_eq!(check(&manifest), wanted, "{manifest}");
    }
}

#[test]
fn real_projects_are_current() {
    for version in ["v1.8.0", "v2.2.0"] {
        let Some(folder) = data::folder(&format!("openmed/{version}")) else { continue };
        let [lock, manifest] =
            ["uv.lock", "pyproject.toml"].map(|name| std::fs::read(folder.join(name)).unwrap());
        assert_eq!(check(("uv.lock", "pyproject.toml"), &lock, &manifest), "ok", "{version}");
    }
}
