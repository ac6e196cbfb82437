//! `keelmark sbom generate` as it is used.

mod common;

use std::fs;

use common::{Sandbox, run};
use serde_json::Value;

const DOCUMENTS: [&str; 5] =
    ["cyclonedx-json@1.6", "spdx-json@2.3", "spdx-tag-value", "json", "table"];

#[test]
fn a_project_is_listed_and_written_as_documents() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("python", "demo");
    let ran = sandbox.run(&project, &["sbom", "generate"]).expect(0);
    assert!(ran.stdout.contains("locked"), "{}", ran.stdout);
    let ran = sandbox.run(&project, &["sbom", "generate", "-o", "cyclonedx-json=a.json"]).expect(0);
    assert!(ran.stdout.ends_with("wrote a.json\n"), "{}", ran.stdout);
    let document: Value =
        serde_json::from_slice(&fs::read(project.join("a.json")).unwrap()).unwrap();
    assert_eq!(document["bomFormat"], "CycloneDX");
    let ran = sandbox.run(&project, &["sbom", "generate", "--output", "spdx-json"]).expect(0);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["spdxVersion"], "SPDX-2.3");
    let ran = sandbox.run(&project, &["sbom", "generate", "uv.lock", "--format", "json"]).expect(0);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(answer["schema"], "keelmark.sbom-generate/v1");
    assert_eq!(answer["complete"], true);
}

#[test]
fn the_target_alone_has_a_say() {
    let sandbox = Sandbox::new();
    let one = sandbox.project("rust", "one/demo");
    let two = sandbox.project("rust", "two/deeper/demo");
    let root = sandbox.path("").display().to_string();
    for format in DOCUMENTS {
        let args = ["sbom", "generate", "--state", "all", "-o", format];
        let expected = sandbox.run(&one, &args).expect(0);
        assert!(!expected.stdout.contains(&root), "{format}: a path of the machine");
        let same =
            |what: &str, stdout: &str| assert_eq!(stdout, expected.stdout, "{format}: {what}");
        same("again", &sandbox.run(&one, &args).stdout);
        same("elsewhere", &sandbox.run(&two, &args).stdout);
        let path = [&args[..], &[two.to_str().unwrap()]].concat();
        same("from elsewhere", &sandbox.run(&sandbox.path(""), &path).stdout);
        for threads in ["1", "8"] {
            let mut command = sandbox.command(&one, &args);
            same(threads, &run(command.env("RAYON_NUM_THREADS", threads)).stdout);
        }
    }
}

#[test]
fn a_package_is_the_subject_and_its_needs_are_listed() {
    let sandbox = Sandbox::new();
    // An archive that is not compressed: one member of a description, and the end mark.
    let metadata = b"Metadata-Version: 2.1\nName: lab\nVersion: 1.0\nRequires-Dist: dep>=2\n";
    let mut header = [0_u8; 512];
    header[..14].copy_from_slice(b"lab-1/PKG-INFO");
    header[100..107].copy_from_slice(b"0000644");
    header[124..135].copy_from_slice(format!("{:011o}", metadata.len()).as_bytes());
    header[148..156].copy_from_slice(b"        ");
    header[156] = b'0';
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    let mut archive = [&header[..], metadata].concat();
    archive.resize(512 * 4, 0);
    let folder = sandbox.path("");
    fs::write(folder.join("lab-1.tar"), archive).unwrap();
    let ran = sandbox.run(&folder, &["sbom", "generate", "lab-1.tar", "-o", "json"]).expect(0);
    let bom: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(bom["root"]["purl"], "pkg:pypi/lab@1.0");
    assert_eq!(bom["components"][0]["purl"], "pkg:pypi/dep");
    assert_eq!(bom["components"][0]["properties"]["requirement"], ">=2");
    let args = ["sbom", "generate", "lab-1.tar", "--state", "installed", "-o", "json"];
    let bom: Value = serde_json::from_str(&sandbox.run(&folder, &args).expect(0).stdout).unwrap();
    assert_eq!(bom["components"].as_array().map(Vec::len), Some(0));
}

#[test]
fn what_cannot_be_looked_at_is_told_and_counts_if_asked() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("rust", "demo");
    fs::create_dir(project.join("more")).unwrap();
    fs::write(project.join("more/Cargo.lock"), "[[package").unwrap();
    let ran = sandbox.run(&project, &["sbom", "generate"]).expect(0);
    assert!(ran.stdout.contains("incomplete: 1 part"), "{}", ran.stdout);
    assert!(ran.stderr.contains("more/Cargo.lock"), "{}", ran.stderr);
    sandbox.run(&project, &["sbom", "generate", "--strict"]).expect(3);
    sandbox.run(&project, &["sbom", "generate", "--strict", "--exclude", "more"]).expect(0);
}

#[test]
fn the_target_is_called_as_the_user_says() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("rust", "demo");
    let args = ["sbom", "generate", "--name", "other", "--version", "9", "-o", "json"];
    let answer: Value = serde_json::from_str(&sandbox.run(&project, &args).stdout).unwrap();
    assert_eq!(
        (&answer["root"]["name"], &answer["root"]["version"]),
        (&"other".into(), &"9".into())
    );
    assert_eq!(answer["root"]["purl"], Value::Null);
}

#[test]
fn what_cannot_be_done_is_refused() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("rust", "demo");
    for (args, part) in [
        (&["-o", "json", "-o", "table"][..], "error[sbom.output]"),
        (&["-o", "xml"], "no format is called"),
        (&["-o", "json="], "there is no file"),
        (&["--state", "gone"], "it is none of installed"),
        (&["--platform", "linux"], "a platform is written"),
        (&["--exclude", "{a"], "error[scan.exclude]"),
        (&["none"], "error[file.missing"),
        (&["docker://debian"], "error[scan.registry]"),
        (&["docker.io/library/debian@sha256:00"], "error[registry.reference]"),
        (&["registry:docker.io/library/debian:12"], "error[registry.tag]"),
    ] {
        let ran = sandbox.run(&project, &[&["sbom", "generate"], args].concat()).expect(2);
        assert!(ran.stderr.contains(part), "{args:?}: {}", ran.stderr);
    }
}
