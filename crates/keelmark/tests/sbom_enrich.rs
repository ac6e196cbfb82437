//! `keelmark sbom enrich`: what caches know, where a document says nothing.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::path::Path;

use common::Sandbox;
use keelmark_formats::hash::sha256;
use serde_json::{Value, json};

fn put(path: &Path, content: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// A bill of one package of each ecosystem of which nothing is known, and of one with a digest.
fn bill(sandbox: &Sandbox, digest: &str) {
    let library = |purl: &str| {
        let name = purl.rsplit_once('@').unwrap().0.rsplit('/').next().unwrap().to_owned();
        let version = purl.rsplit_once('@').unwrap().1.to_owned();
        json!({"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl})
    };
    let mut known = library("pkg:cargo/known@1.0.0");
    known["hashes"] = json!([{"alg": "SHA-256", "content": digest}]);
    known["licenses"] = json!([{"license": {"id": "MIT"}}]);
    let document = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "app", "name": "app"}},
        "components": [
            library("pkg:cargo/a-b@1.0.0"), known, library("pkg:npm/left@1.0.0"),
            library("pkg:pypi/rich@13.0"), library("pkg:pypi/absent@1"),
        ],
    });
    fs::write(sandbox.path("bill.json"), document.to_string()).unwrap();
}

/// Caches with what each tool keeps, and a fixture that lies.
fn caches(sandbox: &Sandbox) {
    let manifest = |name: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nlicense = \"MIT\"\nauthors = [\"Ada\"]\n"
        )
    };
    let cargo = sandbox.path("registry");
    put(&cargo.join("src/i-0/a-b-1.0.0/Cargo.toml"), manifest("a-b"));
    put(&cargo.join("src/i-0/a-b-1.0.0/tests/left-1.0.0/Cargo.toml"), manifest("left"));
    put(&cargo.join("cache/i-0/a-b-1.0.0.crate"), "archive");
    put(&cargo.join("cache/i-0/known-1.0.0.crate"), "known");
    let modules = sandbox.path("node_modules");
    let package = |license: &str| {
        json!({"name": "left", "version": "1.0.0", "license": license, "author": "Ada"}).to_string()
    };
    put(&modules.join("left/package.json"), package("ISC"));
    put(&modules.join("b/test/left/package.json"), package("GPL-3.0-only"));
    let site = sandbox.path("site-packages/rich-13.0.dist-info");
    put(
        &site.join("METADATA"),
        "Metadata-Version: 2.4\nName: rich\nVersion: 13.0\nLicense-Expression: MIT\n",
    );
    put(&site.join("RECORD"), "");
    put(&sandbox.path("wheels/rich-13.0-py3-none-any.whl"), "wheel");
}

const FROM: [&str; 8] =
    ["--from", "registry", "--from", "node_modules", "--from", "site-packages", "--from", "wheels"];

fn enriched(sandbox: &Sandbox, exit: i32) -> (Value, Value, String) {
    let folder = sandbox.path("");
    let args = ["sbom", "enrich", "bill.json", "--format", "json", "-o", "cyclonedx-json=out.json"];
    let ran = sandbox.run(&folder, &[&args[..], &FROM].concat()).expect(exit);
    let document = serde_json::from_slice(&fs::read(folder.join("out.json")).unwrap()).unwrap();
    (ran.json(), document, ran.stderr)
}

fn component<'a>(document: &'a Value, name: &str) -> &'a Value {
    let all = document["components"].as_array().unwrap();
    all.iter().find(|one| one["name"] == name).unwrap()
}

#[test]
fn what_is_missing_is_filled_and_says_from_where() {
    let sandbox = Sandbox::new();
    bill(&sandbox, &sha256(b"known").hex());
    caches(&sandbox);
    let (answer, document, stderr) = enriched(&sandbox, 0);
    assert_eq!(answer["conflicts"], json!([]), "{stderr}");
    for (name, license, place, hash) in [
        ("a-b", "MIT", "registry/src/i-0/a-b-1.0.0/Cargo.toml", Some(sha256(b"archive"))),
        ("left", "ISC", "node_modules/left/package.json", None),
        ("rich", "MIT", "site-packages/rich-13.0.dist-info/METADATA", Some(sha256(b"wheel"))),
    ] {
        let found = component(&document, name);
        assert_eq!(found["licenses"][0]["license"]["id"], license, "{found}");
        let from = json!({"name": "keelmark:enriched:license", "value": place});
        assert!(found["properties"].as_array().unwrap().contains(&from), "{found}");
        let has = |digest: &keelmark_model::Digest| found.to_string().contains(&digest.hex());
        assert!(hash.as_ref().is_none_or(has), "{found}");
    }
    assert_eq!(component(&document, "absent").get("licenses"), None);
    assert!(!document.to_string().contains("GPL"), "test data says nothing");
    // What was filled stays as it is.
    let args = ["sbom", "enrich", "out.json", "-o", "cyclonedx-json=again.json"];
    let ran = sandbox.run(&sandbox.path(""), &[&args[..], &FROM].concat()).expect(0);
    assert!(ran.stdout.starts_with("nothing was filled"), "{}", ran.stdout);
    let read = |name: &str| fs::read(sandbox.path(name)).unwrap();
    assert_eq!(read("out.json"), read("again.json"));
}

#[test]
fn another_digest_is_told_and_nothing_is_overwritten() {
    let sandbox = Sandbox::new();
    let other = "0".repeat(64);
    bill(&sandbox, &other);
    caches(&sandbox);
    let (answer, document, stderr) = enriched(&sandbox, 1);
    let conflict = &answer["conflicts"][0];
    assert_eq!(
        (&conflict["package"], &conflict["field"]),
        (&"pkg:cargo/known@1.0.0".into(), &"hash".into())
    );
    assert!(stderr.contains("warning[sbom.enrich]: pkg:cargo/known@1.0.0: hash"), "{stderr}");
    assert_eq!(component(&document, "known")["hashes"][0]["content"], other);
}

#[test]
fn nobody_is_asked_unasked() {
    let sandbox = Sandbox::new();
    bill(&sandbox, &sha256(b"known").hex());
    let args = ["sbom", "enrich", "bill.json", "-o", "cyclonedx-json"];
    let ran = sandbox.run(&sandbox.path(""), &args).expect(2);
    assert!(ran.stderr.contains("--from"), "{}", ran.stderr);
}
