//! `keelmark sbom` on documents: compared, converted, merged, checked; and how each run ends.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{Sandbox, schema};

/// An application that needs `a` at `version`, which has a digest that ends in `digest`.
fn document(sandbox: &Sandbox, name: &str, version: &str, digest: &str) -> PathBuf {
    let text = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,
        "metadata":{{"component":{{"type":"application","name":"app","version":"1","bom-ref":"app"}}}},
        "components":[{{"type":"library","name":"a","version":"{version}","bom-ref":"a",
        "purl":"pkg:pypi/a@{version}","hashes":[{{"alg":"SHA-256","content":"{digest:0>64}"}}]}}],
        "dependencies":[{{"ref":"app","dependsOn":["a"]}}],"services":[{{"name":"s"}}]}}"#
    );
    let path = sandbox.path(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn differences_are_told_and_decide_the_exit_only_if_asked() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("");
    document(&sandbox, "one.json", "1", "1");
    document(&sandbox, "two.json", "2", "2");
    let same = sandbox.run(&folder, &["sbom", "diff", "one.json", "one.json", "--exit-code"]);
    assert_eq!(same.expect(0).stdout, "no difference\n");
    let text = sandbox.run(&folder, &["sbom", "diff", "one.json", "two.json"]).expect(0).stdout;
    assert!(text.contains("~ pkg:pypi/a 1\n    version 1 → 2\n"), "{text}");
    let arguments = ["sbom", "diff", "one.json", "two.json", "--exit-code", "--format", "json"];
    let json = sandbox.run(&folder, &arguments).expect(1).json();
    assert_eq!(json["changed"][0]["what"], "version");
    let arguments = ["sbom", "diff", "one.json", "two.json", "--format", "markdown"];
    let text = sandbox.run(&folder, &arguments).expect(0).stdout;
    assert!(text.contains("| ~ | `pkg:pypi/a` | version | 1 | 2 |"), "{text}");
    sandbox.run(&folder, &["sbom", "diff", "one.json", "gone.json"]).expect(2);
}

#[test]
fn what_is_converted_is_the_same_and_losses_are_named() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("");
    document(&sandbox, "one.json", "1", "1");
    for format in ["cyclonedx-json@1.7", "spdx-json", "spdx-json@3.0.1", "spdx-tag-value"] {
        let wanted = format!("{format}=out");
        let ran = sandbox.run(&folder, &["sbom", "convert", "one.json", "-o", &wanted]).expect(0);
        assert!(ran.stderr.contains("warning[sbom.loss]: one.json: 1 services"), "{}", ran.stderr);
        sandbox.run(&folder, &["sbom", "diff", "one.json", "out", "--exit-code"]).expect(0);
        sandbox.run(&folder, &["sbom", "validate", "out"]).expect(0);
    }
    let ran = sandbox.run(&folder, &["sbom", "convert", "one.json", "-o", "spdx-json"]).expect(0);
    assert_eq!(ran.json()["packages"][0]["name"], "app");
    sandbox.run(&folder, &["sbom", "convert", "one.json", "-o", "spdx-yaml"]).expect(2);
}

#[test]
fn what_a_format_cannot_hold_is_told() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("");
    fs::write(sandbox.path("Cargo.lock"), LOCK).unwrap();
    let generate = ["sbom", "generate", ".", "-o", "cyclonedx-json@1.7=one.json"];
    sandbox.run(&folder, &generate).expect(0);
    let convert = |format: &str| {
        sandbox.run(&folder, &["sbom", "convert", "one.json", "-o", format]).expect(0).stderr
    };
    let told = convert("cyclonedx-json@1.5");
    let wanted = "warning[sbom.format-loss]: cyclonedx-json@1.5: 2 evidence of places, \
                  2 extractors of places, 2 lines of places\n";
    assert!(told.contains(wanted), "{told}");
    for format in ["cyclonedx-json@1.6", "cyclonedx-json@1.7", "spdx-json@3.0.1"] {
        assert_eq!(convert(format), "", "{format}");
    }
    let merge = ["sbom", "merge", "one.json", "one.json", "-o", "cyclonedx-json@1.5"];
    let told = sandbox.run(&folder, &merge).expect(0).stderr;
    assert!(told.contains("warning[sbom.format-loss]: cyclonedx-json@1.5: "), "{told}");
}

/// Two packages, each at a line.
const LOCK: &str = r#"version = 4
[[package]]
name = "a"
version = "1.0.0"
dependencies = ["b"]

[[package]]
name = "b"
version = "2.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "0000000000000000000000000000000000000000000000000000000000000001"
"#;

#[test]
fn contradicting_documents_are_merged_only_if_asked() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("");
    document(&sandbox, "one.json", "1", "1");
    document(&sandbox, "two.json", "1", "2");
    let arguments = ["sbom", "merge", "one.json", "two.json", "-o", "cyclonedx-json=both.json"];
    let ran = sandbox.run(&folder, &arguments).expect(1);
    assert_eq!(ran.code(), Some("sbom.conflict"));
    assert!(!sandbox.path("both.json").exists());
    let arguments = [&arguments[..], &["--allow-conflicts"]].concat();
    sandbox.run(&folder, &arguments).expect(0);
    let tree = sandbox.run(&folder, &["sbom", "tree", "both.json"]).expect(0).stdout;
    assert_eq!(tree, "app 1\n  a 1\n  a 1\n");
}

#[test]
fn profiles_decide_the_exit() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("");
    document(&sandbox, "one.json", "1", "1");
    sandbox.run(&folder, &["sbom", "validate", "one.json"]).expect(0);
    for profile in ["ntia", "cisa-2026", "bsi-tr-03183", "openmed-image"] {
        sandbox.run(&folder, &["sbom", "validate", "one.json", "--profile", profile]).expect(1);
    }
    let score = sandbox.run(&folder, &["sbom", "score", "one.json", "--format", "json"]).expect(0);
    assert!(score.json()["score"].as_u64().unwrap() < 80);
    let why = sandbox.run(&folder, &["sbom", "why", "one.json", "pkg:pypi/a"]).expect(0).stdout;
    assert!(why.contains("app 1 → a 1"), "{why}");
    sandbox.run(&folder, &["sbom", "why", "one.json", "b"]).expect(1);
}

#[test]
fn what_breaks_its_schema_is_refused_and_what_is_no_json_is_an_error() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("");
    let text = fs::read_to_string(document(&sandbox, "one.json", "1", "1")).unwrap();
    let cases = [
        (r#""version":1,"#, r#""version":0,"#, 1, "FAIL  schema     version: is 0,"),
        (r#""SHA-256""#, r#""CRC""#, 1, "components/0/hashes/0/alg: `CRC` is none of the values"),
        (r#""name":"a","#, "", 1, "components/0: `name` is missing [sbom.schema]"),
        (r#""name":"a","#, r#""name":1,"#, 1, "components/0/name: 1 is not of the type"),
        (r#"{"bomFormat""#, r#"{{"bomFormat""#, 2, ""),
    ];
    for (old, new, code, told) in cases {
        fs::write(sandbox.path("bad.json"), text.replacen(old, new, 1)).unwrap();
        let ran = sandbox.run(&folder, &["sbom", "validate", "bad.json"]).expect(code);
        assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
    }
}

/// A document as the target is the bill, whatever it is called and in whichever form.
#[test]
fn a_document_as_target_is_the_bill() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("");
    document(&sandbox, "one.json", "1", "1");
    for (name, format) in [
        ("again.cdx.json", "cyclonedx-json"),
        ("again.spdx.json", "spdx-json"),
        ("again.txt", "spdx-tag-value"),
        ("three.json", "spdx-json@3.0.1"),
    ] {
        let wanted = format!("{format}={name}");
        sandbox.run(&folder, &["sbom", "convert", "one.json", "-o", &wanted]).expect(0);
    }
    let xml = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><metadata><component type="application"
        bom-ref="app"><name>app</name><version>1</version></component></metadata><components>
        <component type="library" bom-ref="a"><name>a</name><version>1</version><hashes>
        <hash alg="SHA-256">DIGEST</hash></hashes><purl>pkg:pypi/a@1</purl></component></components>
        <dependencies><dependency ref="app"><dependency ref="a"/></dependency></dependencies></bom>"#;
    fs::write(sandbox.path("any.xml"), xml.replace("DIGEST", &format!("{:0>64}", "1"))).unwrap();
    let names =
        ["one.json", "again.cdx.json", "again.spdx.json", "again.txt", "three.json", "any.xml"];
    for name in names {
        let arguments = ["sbom", "generate", name, "-o", "cyclonedx-json=out.json"];
        let text = sandbox.run(&folder, &arguments).expect(0).stdout;
        assert!(text.contains("1 installed"), "{name}: {text}");
        sandbox.run(&folder, &["sbom", "diff", "one.json", "out.json", "--exit-code"]).expect(0);
    }
}

#[test]
fn answers_for_programs_keep_to_their_schemas() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("");
    document(&sandbox, "one.cdx.json", "1", "1");
    document(&sandbox, "two.cdx.json", "1", "2");
    let profiles = ["ntia", "cisa-2026", "bsi-tr-03183", "openmed-image"];
    let validate = profiles.map(|profile| vec!["validate", "one.cdx.json", "--profile", profile]);
    let others = [
        vec!["diff", "one.cdx.json", "two.cdx.json"],
        vec!["score", "one.cdx.json"],
        vec!["validate", "one.cdx.json"],
        vec!["generate", "one.cdx.json"],
        vec!["generate", "one.cdx.json", "--split", "out"],
        vec!["enrich", "one.cdx.json", "--from", ".", "-o", "spdx-json=out.json"],
    ];
    for arguments in validate.into_iter().chain(others) {
        let all = [&["sbom"], &arguments[..], &["--format", "json"]].concat();
        let answer = sandbox.run(&folder, &all).json();
        let name = answer["schema"].as_str().unwrap();
        let name = name.strip_prefix("keelmark.").unwrap().replace("/v", ".v");
        let schema = format!("{name}.schema.json");
        assert_eq!(schema::defects(&schema, &answer), [""; 0], "{arguments:?}");
        // What a schema does not know is no answer of that version.
        let mut wrong = answer.clone();
        wrong["more"] = true.into();
        assert_eq!(schema::defects(&schema, &wrong).len(), 1, "{arguments:?}");
    }
    let all = ["sbom", "generate", "one.cdx.json", "--state", "all", "--output", "json"];
    let answer = sandbox.run(&folder, &all).expect(0).json();
    assert_eq!(schema::defects("inventory.v1.schema.json", &answer), [""; 0]);
}

#[test]
fn xml_is_read_as_the_json_that_says_the_same() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("");
    document(&sandbox, "one.json", "1", "1");
    let xml = format!(
        r#"<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">
        <metadata><component type="application" bom-ref="app"><name>app</name><version>1</version></component></metadata>
        <components><component type="library" bom-ref="a"><name>a</name><version>1</version>
        <hashes><hash alg="SHA-256">{:0>64}</hash></hashes><purl>pkg:pypi/a@1</purl></component></components>
        <services><service><name>s</name></service></services>
        <dependencies><dependency ref="app"><dependency ref="a"/></dependency></dependencies></bom>"#,
        "1"
    );
    fs::write(sandbox.path("one.xml"), xml).unwrap();
    let said = |name: &str| {
        let ran =
            sandbox.run(&folder, &["sbom", "convert", name, "-o", "cyclonedx-json"]).expect(0);
        (ran.stdout, ran.stderr.replace(name, "DOCUMENT"))
    };
    assert_eq!(said("one.xml"), said("one.json"));
    sandbox.run(&folder, &["sbom", "validate", "one.xml"]).expect(0);
    fs::write(sandbox.path("two.xml"), "<!DOCTYPE bom []><bom/>").unwrap();
    let ran = sandbox.run(&folder, &["sbom", "validate", "two.xml"]).expect(2);
    assert_eq!(ran.code(), Some("document.syntax"));
}
