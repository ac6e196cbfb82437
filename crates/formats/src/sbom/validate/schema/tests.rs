//! Schemas are whole, and documents that break them are refused.

use serde_json::{Value, json};

use super::{ALL, Schema};

/// A document that uses much of CycloneDX 1.6.
fn cyclonedx() -> Value {
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        "metadata": {
            "timestamp": "2026-01-02T03:04:05Z",
            "lifecycles": [{"phase": "build"}],
            "tools": {"components": [{"type": "application", "name": "tool"}]},
            "component": {"type": "application", "name": "root", "bom-ref": "root"},
        },
        "components": [{
            "type": "library", "bom-ref": "a", "name": "a", "version": "1", "scope": "required",
            "hashes": [{"alg": "SHA-256", "content": "ab".repeat(32)}],
            "licenses": [{"license": {"id": "MIT"}}],
            "externalReferences": [{"type": "vcs", "url": "https://a.example/a"}],
            "evidence": {"occurrences": [{"location": "a", "line": 1}]},
        }],
        "dependencies": [{"ref": "root", "dependsOn": ["a"]}],
        "compositions": [{"aggregate": "complete", "dependencies": ["root"]}],
    })
}

fn spdx() -> Value {
    json!({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": "a", "documentNamespace": "https://a.example/a",
        "creationInfo": {"created": "2026-01-02T03:04:05Z", "creators": ["Tool: tool-1"]},
        "packages": [{
            "SPDXID": "SPDXRef-a", "name": "a", "downloadLocation": "NONE",
            "primaryPackagePurpose": "LIBRARY",
            "checksums": [{"algorithm": "SHA256", "checksumValue": "ab".repeat(32)}],
        }],
        "relationships": [{
            "spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
            "relatedSpdxElement": "SPDXRef-a",
        }],
    })
}

/// What is wrong after `value` was put at `place`.
fn told(mut document: Value, place: &str, value: Value) -> Vec<String> {
    let (parent, name) = place.rsplit_once('/').expect("a place");
    let parent = document.pointer_mut(parent).expect("a parent");
    match parent {
        Value::Array(items) => items.push(value),
        parent => parent[name] = value,
    }
    let schema = Schema::of(&document).expect("a known version");
    let found = schema.breaches(&document).expect("few steps");
    found.into_iter().map(|one| format!("{}: {}", one.at, one.message)).collect()
}

#[test]
fn every_kind_of_rule_refuses_in_cyclonedx() {
    let cases = [
        ("/more", json!(1), ": `more` is no field of this"),
        ("/version", json!(0), "version: is 0, and at least 1 is allowed"),
        ("/version", json!("1"), "version: `1` is not of the type \"integer\""),
        (
            "/metadata/timestamp",
            json!("yesterday"),
            "metadata/timestamp: `yesterday` is not in the form \"date-time\"",
        ),
        (
            "/metadata/lifecycles/0/phase",
            json!("lunch"),
            "metadata/lifecycles/0/phase: `lunch` is none of the values allowed",
        ),
        (
            "/components/0/hashes/0/alg",
            json!("CRC"),
            "components/0/hashes/0/alg: `CRC` is none of the values allowed",
        ),
        (
            "/components/0/licenses/0/license/id",
            json!("Mine"),
            "components/0/licenses/0/license/id: `Mine` is none of the values allowed",
        ),
        (
            "/components/0/externalReferences/0/type",
            json!("shop"),
            "components/0/externalReferences/0/type: `shop` is none of the values allowed",
        ),
        (
            "/components/0/externalReferences",
            json!([{"type": "vcs"}]),
            "components/0/externalReferences/0: `url` is missing",
        ),
        (
            "/components/0/evidence/smell",
            json!(1),
            "components/0/evidence: `smell` is no field of this",
        ),
        ("/components/0/isExternal", json!(true), "components/0: `isExternal` is no field of this"),
        (
            "/compositions/0/aggregate",
            json!("mostly"),
            "compositions/0/aggregate: `mostly` is none of the values allowed",
        ),
        (
            "/components/-",
            cyclonedx()["components"][0].clone(),
            "components: one item stands here twice",
        ),
    ];
    for (place, value, wanted) in cases {
        let found = told(cyclonedx(), place, value);
        assert!(found.iter().any(|one| one == wanted), "{place}: {found:#?}");
    }
    let digest = told(cyclonedx(), "/components/0/hashes/0/content", json!("zz"));
    assert!(digest[0].starts_with("components/0/hashes/0/content: `zz` is not written as"));
    let both = json!([{"expression": "MIT"}, {"license": {"id": "MIT"}}]);
    assert!(!told(cyclonedx(), "/components/0/licenses", both).is_empty());
    assert_eq!(told(cyclonedx(), "/components/0/version", json!("2")), [""; 0]);
}

#[test]
fn every_kind_of_rule_refuses_in_spdx() {
    let cases = [
        ("/more", json!(1), ": `more` is no field of this"),
        (
            "/creationInfo/creators",
            json!([]),
            "creationInfo/creators: has a length of 0, and at least 1 is allowed",
        ),
        (
            "/packages/0/primaryPackagePurpose",
            json!("BANANA"),
            "packages/0/primaryPackagePurpose: `BANANA` is none of the values allowed",
        ),
        (
            "/packages/0/checksums/0/algorithm",
            json!("CRC"),
            "packages/0/checksums/0/algorithm: `CRC` is none of the values allowed",
        ),
        (
            "/relationships/0/relationshipType",
            json!("LIKES"),
            "relationships/0/relationshipType: `LIKES` is none of the values allowed",
        ),
    ];
    for (place, value, wanted) in cases {
        assert_eq!(told(spdx(), place, value), [wanted], "{place}");
    }
    assert_eq!(told(spdx(), "/packages/0/comment", json!("fine")), [""; 0]);
}

/// In 1.7 a component has a version or a range of versions, and the latter only if it is external.
#[test]
fn fields_that_exclude_each_other_are_told() {
    let mut document = cyclonedx();
    document["specVersion"] = json!("1.7");
    let found = told(document.clone(), "/components/0/versionRange", json!("vers:pypi/*"));
    assert!(
        found.iter().any(|one| one.starts_with("components/0: fields stand together")),
        "{found:?}"
    );
    document["components"][0].as_object_mut().expect("an object").remove("version");
    document["components"][0]["isExternal"] = json!(true);
    assert_eq!(told(document, "/components/0/versionRange", json!("vers:pypi/*")), [""; 0]);
}

/// No keyword of a schema is unknown, no pattern unreadable, no reference leads nowhere.
#[test]
fn schemas_are_understood() {
    for (name, text) in ALL {
        let schema: Value = serde_json::from_str(text).expect("JSON");
        look(name, &schema, &schema);
    }
    let unknown = Value::Null;
    assert!(Schema::of(&unknown).is_none());
    assert!(Schema::of(&json!({"bomFormat": "CycloneDX", "specVersion": "9"})).is_none());
}

const KEYWORDS: [&str; 24] = [
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "definitions",
    "else",
    "enum",
    "format",
    "if",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "not",
    "oneOf",
    "pattern",
    "properties",
    "required",
    "then",
    "type",
];

fn look(name: &str, root: &Value, schema: &Value) {
    let Value::Object(rules) = schema else { return };
    for (keyword, rule) in rules {
        match keyword.as_str() {
            "$ref" => {
                let (file, pointer) = rule
                    .as_str()
                    .expect("text")
                    .split_once('#')
                    .unwrap_or((rule.as_str().expect("text"), ""));
                let other = ALL.iter().find(|(known, _)| *known == file);
                let other =
                    other.map(|(_, text)| serde_json::from_str::<Value>(text).expect("JSON"));
                let root = if file.is_empty() { root } else { other.as_ref().expect("a schema") };
                assert!(root.pointer(pointer).is_some(), "{name}: {rule}");
            }
            "properties" | "definitions" => {
                rule.as_object()
                    .expect("an object")
                    .values()
                    .for_each(|rule| look(name, root, rule));
            }
            "oneOf" | "anyOf" | "allOf" => {
                rule.as_array().expect("a list").iter().for_each(|rule| look(name, root, rule));
            }
            "items" if rule.is_array() => {
                rule.as_array().expect("a list").iter().for_each(|rule| look(name, root, rule));
            }
            "items"
            | "not"
            | "if"
            | "then"
            | "else"
            | "additionalProperties"
            | "additionalItems" => {
                look(name, root, rule);
            }
            "pattern" => drop(regex::Regex::new(rule.as_str().expect("text")).expect("a pattern")),
            "uniqueItems" => {}
            other => assert!(KEYWORDS.contains(&other), "{name}: {other}"),
        }
    }
}
