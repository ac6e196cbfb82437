//! `keelmark db`, as it is typed and shown.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::Sandbox;
use serde_json::Value;

const ADVISORY: &str = r#"{"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "modified": "2026-11-01T00:00:00Z",
    "summary": "six is wrong", "affected": [{"package": {"ecosystem": "PyPI", "name": "six"},
    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.17.0"}]}]}]}"#;

/// A published database: an advisory, one that is broken, a readme.
fn published(sandbox: &Sandbox) -> PathBuf {
    let folder = sandbox.path("published");
    fs::create_dir_all(folder.join("vulns/six")).unwrap();
    fs::write(folder.join("vulns/six/PYSEC-2026-1.json"), ADVISORY).unwrap();
    fs::write(folder.join("vulns/six/PYSEC-2026-2.json"), "{").unwrap();
    fs::write(folder.join("README.md"), "# Advisories").unwrap();
    folder
}

#[test]
fn what_is_imported_is_shown_copied_and_taken_in() {
    let sandbox = Sandbox::new();
    let folder = published(&sandbox);
    let ran = sandbox.run(&folder, &["db", "import", ".", "--format", "json"]).expect(0);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(answer["advisories"], 1);
    assert_eq!(answer["unread_files"], 1);
    assert_eq!(answer["built"], "2023-11-14T22:13:20Z");
    assert_eq!(answer["sources"][0]["newest"], "2026-11-01T00:00:00Z");
    assert!(ran.stderr.contains("PYSEC-2026-2.json"), "{}", ran.stderr);
    sandbox.run(&folder, &["db", "export", "copy.db"]).expect(0);
    let kept = fs::read(folder.join("copy.db")).unwrap();
    sandbox.run(&folder, &["db", "import", "copy.db", "--db", "b/c.db"]).expect(0);
    assert_eq!(fs::read(folder.join("b/c.db")).unwrap(), kept);
    sandbox.run(&folder, &["db", "import", ".", "--db", "again.db"]).expect(0);
    assert_eq!(fs::read(folder.join("again.db")).unwrap(), kept);
}

#[test]
fn a_database_that_is_missing_old_or_cut_off_decides_nothing() {
    let sandbox = Sandbox::new();
    let folder = published(&sandbox);
    let missing = sandbox.run(&folder, &["db", "status"]).expect(3);
    assert!(missing.stderr.contains("db.missing"), "{}", missing.stderr);
    sandbox.run(&folder, &["db", "import", ".", "--db", "a.db"]).expect(0);
    sandbox.run(&folder, &["db", "status", "--db", "a.db"]).expect(0);
    sandbox.run(&folder, &["db", "status", "--db", "a.db", "--max-age", "0s"]).expect(3);
    let bytes = fs::read(folder.join("a.db")).unwrap();
    fs::write(folder.join("b.db"), &bytes[..bytes.len() - 1]).unwrap();
    let cut = sandbox.run(&folder, &["db", "status", "--db", "b.db"]).expect(3);
    assert!(cut.stderr.contains("db.damaged"), "{}", cut.stderr);
    let none = sandbox.run(&folder, &["db", "import", "README.md"]).expect(2);
    assert!(none.stderr.contains("db.empty"), "{}", none.stderr);
}
