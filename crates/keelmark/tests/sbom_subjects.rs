//! Documents of each artifact by itself: `keelmark sbom generate --split`, `keelmark attest
//! --sbom-subjects`.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

#[path = "../../formats/tests/archives/mod.rs"]
mod archives;
mod common;

use std::fs;
use std::path::{Path, PathBuf};

use archives::{Tar, ZipMember, gzip, zip};
use common::{Sandbox, document, schema};
use keelmark_formats::hash::sha256;
use serde_json::{Value, json};

const METADATA: &[u8] = b"Metadata-Version: 2.4\nName: demo-app\nVersion: 1.2.0\n\
    License-Expression: MIT\nRequires-Dist: rich>=13\n";

/// The project with distributions that are what their names say.
fn built(sandbox: &Sandbox) -> PathBuf {
    let project = sandbox.project("python", "p");
    let record = b"demo_app/__init__.py,,\ndemo_app-1.2.0.dist-info/METADATA,,\n";
    let wheel = zip(&[
        ZipMember::deflated("demo_app/__init__.py", b""),
        ZipMember::deflated("demo_app-1.2.0.dist-info/METADATA", METADATA),
        ZipMember::deflated("demo_app-1.2.0.dist-info/RECORD", record),
    ]);
    fs::write(project.join("dist/demo_app-1.2.0-py3-none-any.whl"), wheel).unwrap();
    let manifest =
        b"[project]\nname = \"demo-app\"\nversion = \"1.2.0\"\ndependencies = [\"rich>=13\"]\n";
    let sdist = Tar::default()
        .file("demo_app-1.2.0/PKG-INFO", METADATA)
        .file("demo_app-1.2.0/pyproject.toml", manifest)
        .end();
    fs::write(project.join("dist/demo_app-1.2.0.tar.gz"), gzip(&sdist)).unwrap();
    project
}

/// An image as `docker save` writes it, with a package of the distribution and one of Python.
fn image() -> Vec<u8> {
    let status = b"Package: base-files\nStatus: install ok installed\nArchitecture: amd64\n\
        Version: 12\nMaintainer: A <a@example.org>\n\n";
    let place = "usr/lib/python3/site-packages/demo_app-1.2.0.dist-info";
    let layer = Tar::default()
        .file("etc/os-release", b"ID=debian\nVERSION_ID=\"12\"\n")
        .file("var/lib/dpkg/status", status)
        .file(&format!("{place}/METADATA"), METADATA)
        .file(&format!("{place}/INSTALLER"), b"pip\n")
        .end();
    let labels = ["source", "revision", "title"]
        .map(|name| (format!("org.opencontainers.image.{name}"), Value::from("x")));
    let config = json!({
        "architecture": "amd64", "os": "linux", "created": "2026-01-02T03:04:05Z",
        "config": {"Labels": serde_json::Map::from_iter(labels)},
        "rootfs": {"type": "layers", "diff_ids": [sha256(&layer).to_string()]},
    });
    let config = config.to_string();
    let name = format!("{}.json", sha256(config.as_bytes()).hex());
    let manifest = json!([{"Config": name, "RepoTags": ["demo:1"], "Layers": ["layer.tar"]}]);
    Tar::default()
        .file("manifest.json", manifest.to_string().as_bytes())
        .file(&name, config.as_bytes())
        .file("layer.tar", &layer)
        .end()
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn names(document: &Value) -> Vec<&str> {
    let all = document["components"].as_array().unwrap().iter();
    all.map(|one| one["name"].as_str().unwrap()).collect()
}

#[test]
fn each_subject_has_documents_named_after_what_it_is() {
    let sandbox = Sandbox::new();
    let project = built(&sandbox);
    let ran = sandbox.run(&project, &["sbom", "generate", "--split", "sbom"]).expect(0);
    assert!(ran.stdout.contains("wrote sbom/sbom-wheel.cyclonedx.json"), "{}", ran.stdout);
    let written = |kind: &str| read(&project.join(format!("sbom/sbom-{kind}.cyclonedx.json")));
    for (kind, needs) in [("source", "idna"), ("wheel", "rich"), ("sdist", "rich")] {
        let document = written(kind);
        assert_eq!(document["metadata"]["component"]["name"], "demo-app", "{kind}");
        assert!(names(&document).contains(&needs), "{kind}: {document}");
        let spdx = read(&project.join(format!("sbom/sbom-{kind}.spdx.json")));
        assert_eq!(spdx["spdxVersion"], "SPDX-2.3", "{kind}");
    }
    let before = common::content(&project.join("sbom"));
    assert_eq!(before.len(), 6, "{:?}", before.keys());
    let args = ["sbom", "generate", ".", "--split", "sbom", "--format", "json"];
    let answer = sandbox.run(&project, &args).expect(0).json();
    assert_eq!(schema::defects("sbom-split.v1.schema.json", &answer), [""; 0]);
    assert_eq!(common::content(&project.join("sbom")), before, "another run writes the same");
    let kinds: Vec<&Value> =
        answer["subjects"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["source", "wheel", "sdist"]);
}

#[test]
fn the_document_of_an_image_has_its_checksum_and_may_be_published() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("");
    fs::write(folder.join("image.tar"), image()).unwrap();
    let target = ["sbom", "generate", "docker-archive:image.tar", "--split", "out"];
    sandbox.run(&folder, &target).expect(0);
    let name = "image-sbom.cdx.json";
    let bytes = fs::read(folder.join("out").join(name)).unwrap();
    let checksum = fs::read_to_string(folder.join("out/image-sbom.cdx.json.sha256")).unwrap();
    assert_eq!(checksum, format!("{}  {name}\n", sha256(&bytes).hex()));
    let args = ["sbom", "validate", "out/image-sbom.cdx.json", "--profile", "openmed-image"];
    sandbox.run(&folder, &args).expect(0);
    fs::write(folder.join("out/image-sbom.cdx.json.sha256"), "00").unwrap();
    sandbox.run(&folder, &args).expect(1);
}

#[test]
fn several_targets_have_no_one_document() {
    let sandbox = Sandbox::new();
    let project = built(&sandbox);
    let ran = sandbox.run(&project, &["sbom", "generate", ".", "uv.lock"]).expect(2);
    assert_eq!(ran.code(), Some("sbom.split"));
    let args = ["sbom", "generate", "--split", "x", "-o", "table"];
    assert!(sandbox.run(&project, &args).expect(2).stderr.contains("cannot be used with"));
    fs::write(project.join("file"), "").unwrap();
    let ran = sandbox.run(&project, &["sbom", "generate", "--split", "file"]).expect(2);
    assert_eq!(ran.code(), Some("output.kind"));
}

#[test]
fn artifacts_are_attested_from_their_own_bytes() {
    let sandbox = Sandbox::new();
    let project = built(&sandbox);
    sandbox.run(&project, &["attest"]).expect(0);
    let without = fs::read_dir(project.join("evidence")).unwrap().count();
    let answer = sandbox.run(&project, &["attest", "--sbom-subjects", "--format", "json"]);
    let answer = answer.expect(0).json();
    assert_eq!(schema::defects("attest.v1.schema.json", &answer), [""; 0]);
    let with = fs::read_dir(project.join("evidence")).unwrap().count();
    assert_eq!(with, without + 8, "two documents and their bundles for each of two artifacts");
    for name in ["demo_app-1.2.0-py3-none-any.whl", "demo_app-1.2.0.tar.gz"] {
        let bytes = fs::read(project.join("dist").join(name)).unwrap();
        let bill = document(&project, &format!("sbom.{name}.cyclonedx.json"));
        assert!(bill.to_string().contains(&sha256(&bytes).hex()), "{name}");
        assert_eq!(names(&bill), ["rich"], "{name}");
    }
    let ran = sandbox.run(&project, &["verify", "--verbose"]).expect(0);
    let line = "sbom.demo_app-1.2.0.tar.gz.spdx.json";
    assert!(ran.stdout.contains(line), "{}", ran.stdout);
    // Without the flag the folder is what it was.
    sandbox.run(&project, &["attest"]).expect(0);
    assert_eq!(fs::read_dir(project.join("evidence")).unwrap().count(), without);
    sandbox.run(&project, &["attest", "--sbom-subjects"]).expect(0);
    fs::remove_file(project.join("evidence").join(line)).unwrap();
    let ran = sandbox.run(&project, &["verify"]).expect(1);
    assert!(ran.stdout.contains("evidence.missing"), "{}", ran.stdout);
}

#[test]
fn what_nobody_reads_is_said_to_be_unknown_and_what_is_damaged_is_refused() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("python", "p");
    fs::write(project.join("notes.txt"), "notes").unwrap();
    fs::write(project.join("image.tar"), image()).unwrap();
    let args = ["attest", "--sbom-subjects", "--subject", "notes.txt", "image.tar"];
    sandbox.run(&project, &args).expect(0);
    let notes = document(&project, "sbom.notes.txt.cyclonedx.json");
    assert!(notes.to_string().contains("scan.target"), "{notes}");
    let image = document(&project, "sbom.image.tar.cyclonedx.json");
    assert!(names(&image).contains(&"base-files"), "{image}");
    sandbox.run(&project, &["verify", "notes.txt", "image.tar"]).expect(0);
    // The wheel of this project is none.
    let ran = sandbox.run(&project, &["attest", "--sbom-subjects"]).expect(2);
    assert!(ran.code().is_some_and(|code| code.starts_with("archive.")), "{}", ran.stderr);
}
