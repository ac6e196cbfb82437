use keelmark_formats::cargo::{Manifest, Member, Recorded};
use keelmark_model::{Judgement, Outcome};

use super::{Locked, drift};

const ROOT: &str = r#"
[package]
name = "app"
version = "1.0.0"

[workspace]
members = ["lib"]

[workspace.package]
version = "0.2.0"

[workspace.dependencies]
log = "0.4"

[dependencies]
lib = { path = "lib", version = "0.2" }
log.workspace = true
old = { package = "rand", version = "0.7" }
rand = { version = "0.8", optional = true }

[target.'cfg(unix)'.dev-dependencies]
libc = "0.2.100"

[patch.crates-io]
libc = { git = "https://github.com/Rust-Lang/libc.git", branch = "main" }
"#;

const LIB: &str = r#"
[package]
name = "lib"
version.workspace = true
[build-dependencies]
log = { workspace = true }
"#;

const LOCK: &str = r#"version = 4

[[package]]
name = "app"
version = "1.0.0"
dependencies = ["lib", "libc", "log", "rand 0.7.3", "rand 0.8.5"]

[[package]]
name = "lib"
version = "0.2.0"
dependencies = ["log"]

[[package]]
name = "libc"
version = "0.2.150"
source = "git+https://github.com/rust-lang/libc?branch=main#0123456789012345678901234567890123456789"

[[package]]
name = "log"
version = "0.4.20"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "rand"
version = "0.7.3"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "rand"
version = "0.8.5"
source = "registry+https://github.com/rust-lang/crates.io-index"
"#;

fn judged(root: &str, lib: Option<&str>, lock: &str) -> Judgement {
    let member = |folder: &str, path: &str, text: &str| Member {
        folder: folder.to_owned(),
        path: path.to_owned(),
        manifest: Manifest::parse(text.as_bytes()).unwrap(),
    };
    let mut members = vec![member("", "Cargo.toml", root)];
    members.extend(lib.map(|text| member("lib", "lib/Cargo.toml", text)));
    let recorded = Recorded::parse(lock.as_bytes()).unwrap();
    let (path, members, others) = ("Cargo.lock", members.as_slice(), &[][..]);
    drift(&Locked { path, recorded: &recorded, members, others, incomplete: false })
}

fn told(judgement: &Judgement) -> String {
    let findings = judgement.findings.iter().map(|finding| {
        let place = finding.place.as_ref().unwrap();
        let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
        format!("{} {}{line} {}", finding.code, place.path, finding.message)
    });
    findings.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_lock_of_its_manifests_holds() {
    for (old, new) in [
        ("", ""),
        ("log = \"0.4\"", "log = \">=0.3, <0.5\""),
        ("libc = \"0.2.100\"", "libc = { version = \"0.2\", default-features = false }"),
        ("optional = true", "features = [\"std\"]"),
    ] {
        assert_eq!(told(&judged(&ROOT.replacen(old, new, 1), Some(LIB), LOCK)), "", "{new}");
    }
}

/// What is replaced in the root's manifest, by what, and what is told then.
const DRIFTS: &[(&str, &str, &str)] = &[
    (
        "log = \"0.4\"",
        "log = \"0.4.21\"",
        "lock.drift-requirement Cargo.toml:17 `dependencies.log` is `0.4.21` from crates.io now; the lock has 0.4.20 from registry+https://github.com/rust-lang/crates.io-index\n\
         lock.drift-requirement lib/Cargo.toml:6 `build-dependencies.log` is `0.4.21` from crates.io now; the lock has 0.4.20 from registry+https://github.com/rust-lang/crates.io-index",
    ),
    (
        "version = \"0.7\"",
        "version = \"0.6\"",
        "lock.drift-requirement Cargo.toml:18 `dependencies.old` is `0.6` from crates.io now; the lock has 0.7.3 from registry+https://github.com/rust-lang/crates.io-index",
    ),
    (
        "rand = { version = \"0.8\", optional = true }\n",
        "",
        "lock.drift-requirement Cargo.lock:4 the lock leads from `app` to `rand` 0.8.5, which Cargo.toml does not ask for",
    ),
    (
        "[target.'cfg(unix)'.dev-dependencies]\n",
        "[target.'cfg(unix)'.dev-dependencies]\nserde = \"1\"\n",
        "lock.drift-requirement Cargo.toml:22 `target.'cfg(unix)'.dev-dependencies.serde` is `1` from crates.io; the lock has no such edge",
    ),
    (
        "version = \"1.0.0\"",
        "version = \"1.0.1\"",
        "lock.drift-version Cargo.toml:3 `app` is `1.0.1` now; the lock has `1.0.0`",
    ),
    (
        "branch = \"main\"",
        "branch = \"next\"",
        "lock.drift-requirement Cargo.toml:22 `target.'cfg(unix)'.dev-dependencies.libc` is `0.2.100` from crates.io now; the lock has 0.2.150 from git+https://github.com/rust-lang/libc?branch=main#0123456789012345678901234567890123456789\n\
         lock.drift-override Cargo.toml:25 the lock does not have the patch `libc` from git https://github.com/Rust-Lang/libc.git at branch next",
    ),
    (
        "log.workspace = true",
        "log = { git = \"https://github.com/rust-lang/log\" }",
        "lock.drift-requirement Cargo.toml:17 `dependencies.log` is `any version` from git https://github.com/rust-lang/log now; the lock has 0.4.20 from registry+https://github.com/rust-lang/crates.io-index",
    ),
];

#[test]
fn every_field_that_drifts_is_named() {
    let mut wrong = Vec::new();
    for (old, new, expected) in DRIFTS {
        let root = ROOT.replacen(old, new, 1);
        assert_ne!(root, ROOT, "{old}");
        let judgement = judged(&root, Some(LIB), LOCK);
        assert_eq!(judgement.outcome(), Outcome::Fail, "{new}");
        if told(&judgement) != *expected {
            wrong.push(format!("{new}:\n{}\n  instead of\n{expected}", told(&judgement)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn members_and_entries_are_those_of_each_other() {
    let first = |judgement: Judgement| judgement.findings.first().map(|it| it.code.id);
    assert_eq!(first(judged(ROOT, None, LOCK)), Some("lock.drift-members"));
    let more = LIB.replace("\"lib\"", "\"more\"");
    assert_eq!(first(judged(ROOT, Some(&more), LOCK)), Some("lock.drift-members"));
    let orphan = format!(
        "{LOCK}\n[[package]]\nname = \"zzz\"\nversion = \"1.0.0\"\n\
         source = \"registry+https://github.com/rust-lang/crates.io-index\"\n"
    );
    assert_eq!(first(judged(ROOT, Some(LIB), &orphan)), Some("lock.drift-unused"));
    let unused = format!("{LOCK}\n[[patch.unused]]\nname = \"zzz\"\nversion = \"1.0.0\"\n");
    assert_eq!(first(judged(ROOT, Some(LIB), &unused)), Some("lock.drift-override"));
    let replaced = format!("{ROOT}\n[replace]\n\"libc:0.2.1\" = {{ path = \"x\" }}\n");
    assert_eq!(judged(&replaced, Some(LIB), LOCK).outcome(), Outcome::Unknown);
}
