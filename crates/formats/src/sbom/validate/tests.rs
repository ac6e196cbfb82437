//! Each rule of each profile can hold and can fail.

use keelmark_model::Timestamp;
use serde_json::{Value, json};

use super::super::document::tests::bills::{bare, image};
use super::super::document::{CycloneDxVersion, Format, RenderOptions, render};
use super::{Met, Profile, Validation, score, validate};
use crate::hash::sha256;

fn document(bom: &keelmark_model::Bom, format: Format) -> Vec<u8> {
    render(bom, &RenderOptions { format, created: Timestamp(1_767_225_600), tool_version: "0.0.0" })
}

const CYCLONEDX: Format = Format::CycloneDxJson(CycloneDxVersion::V1_6);

/// Names of what is not met.
fn missing(validation: &Validation) -> Vec<&'static str> {
    let missing = validation.requirements.iter().filter(|one| one.met == Met::No);
    missing.map(|one| one.name).collect()
}

#[test]
fn the_structure_of_what_is_written_is_whole() {
    for format in Format::ALL {
        let validation = validate(&document(&image(), format), None, None).expect("readable");
        assert_eq!(validation.met(), Met::Yes, "{}", format.name());
    }
    let twice = br#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[
        {"type":"library","name":"a","bom-ref":"a"},{"type":"library","name":"b","bom-ref":"a"}]}"#;
    assert_eq!(missing(&validate(twice, None, None).expect("readable")), ["structure"]);
    let null = br#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"component":
        {"type":"library","name":"a","bom-ref":"a"}},"components":null}"#;
    assert_eq!(missing(&validate(null, None, None).expect("readable")), ["schema", "structure"]);
    let xml = br#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><metadata><component type="library"
        bom-ref="a"><name>a</name></component></metadata><dependencies><dependency ref="b"/></dependencies></bom>"#;
    let validation = validate(xml, None, None).expect("readable");
    assert_eq!(missing(&validation), ["structure"]);
    let message = &validation.requirements[0].message;
    assert_eq!(message, "`b` is referred to and not defined [sbom.reference]");
}

/// CycloneDX asks for no root, and profiles do.
#[test]
fn a_document_may_be_about_nothing() {
    let json = br#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[
        {"type":"library","name":"a","bom-ref":"a"}]}"#;
    let xml =
        br#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component type="library"
        bom-ref="a"><name>a</name></component></components></bom>"#;
    for document in [&json[..], &xml[..]] {
        let validation = validate(document, None, None).expect("readable");
        assert_eq!(missing(&validation), [""; 0]);
        let message = &validation.requirements.last().expect("one").message;
        assert!(message.ends_with("; the document does not say what it is about"), "{message}");
        for profile in Profile::ALL {
            let validation = validate(document, Some(profile), None).expect("readable");
            assert_eq!(validation.met(), Met::No, "{}", profile.name());
        }
    }
    let spdx = br#"{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT",
        "name":"a","documentNamespace":"https://a.example/a","packages":[],
        "creationInfo":{"created":"2026-01-01T00:00:00Z","creators":["Tool: a-1"]}}"#;
    assert_eq!(missing(&validate(spdx, None, None).expect("readable")), ["structure"]);
}

/// What cannot be read breaks its schema, which is no error of whoever asks.
#[test]
fn what_cannot_be_read_is_refused_by_its_schema() {
    for (place, value) in [
        ("/components/0/name", GONE),
        ("/components/0/name", json!(1)),
        ("/components", json!({})),
        ("/metadata/component/externalReferences", json!([{"type": "vcs"}])),
    ] {
        let validation = validate(&changed(&[(place, value)]), Some(Profile::Ntia), None);
        let missing = missing(&validation.expect("told"));
        assert_eq!(missing, ["schema", "structure"], "{place}");
    }
    let unknown = br#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":{}"#;
    assert!(validate(unknown, None, None).is_err(), "no JSON at all");
}

/// A document with everything that any profile asks for: a root and a library.
fn full() -> Value {
    let component = |name: &str| {
        json!({
            "type": "library", "bom-ref": name, "name": name, "version": "1",
            "purl": format!("pkg:pypi/{name}@1"),
            "authors": [{"name": "Ada", "email": "ada@example.org"}],
            "hashes": [{"alg": "SHA-512", "content": "ab".repeat(64)}],
            "licenses": [{"license": {"id": "MIT"}}],
            "properties": [
                {"name": "bsi:component:filename", "value": "f"},
                {"name": "bsi:component:executable", "value": "non-executable"},
                {"name": "bsi:component:archive", "value": "archive"},
                {"name": "bsi:component:structured", "value": "structured"},
            ],
        })
    };
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        "metadata": {
            "timestamp": "2026-01-02T03:04:05Z",
            "lifecycles": [{"phase": "build"}],
            "tools": {"components": [{"type": "application", "name": "tool", "version": "1"}]},
            "authors": [{"name": "Acme", "email": "sbom@acme.example"}],
            "component": component("root"),
        },
        "components": [component("library")],
        "dependencies": [{"ref": "root", "dependsOn": ["library"]}, {"ref": "library"}],
        "compositions": [{"aggregate": "complete", "dependencies": ["root", "library"]}],
    })
}

/// `full` with each of `changes` made: a value put at a place, or with `null` whatever stands there
/// removed.
fn changed(changes: &[(&str, Value)]) -> Vec<u8> {
    let mut document = full();
    for (place, value) in changes {
        let (parent, name) = place.rsplit_once('/').expect("a place");
        let parent = document.pointer_mut(parent).expect("a parent");
        match (parent, value) {
            (Value::Object(members), Value::Null) => {
                members.remove(name).expect("a member");
            }
            (Value::Object(members), value) => {
                members.insert(name.to_owned(), value.clone());
            }
            (Value::Array(items), Value::Null) => {
                items.remove(name.parse().expect("a place"));
            }
            (parent, _) => panic!("{parent} has no members"),
        }
    }
    serde_json::to_vec(&document).expect("JSON")
}

/// What is asked whatever the profile.
const IS_OF_FORM: [&str; 2] = ["schema", "structure"];

/// What a profile misses, its form aside.
fn missed(profile: Profile, bytes: &[u8]) -> Vec<&'static str> {
    let validation = validate(bytes, Some(profile), None).expect("readable");
    missing(&validation).into_iter().filter(|name| !IS_OF_FORM.contains(name)).collect()
}

/// Each change, and all that a profile misses after it.
type Case<'a> = (&'a [(&'a str, Value)], &'a [&'a str]);

fn check(profile: Profile, cases: &[Case<'_>], cannot_fail: &[&str]) {
    assert_eq!(missed(profile, &changed(&[])), [""; 0], "{}", profile.name());
    for (changes, wanted) in cases {
        assert_eq!(missed(profile, &changed(changes)), *wanted, "{} {changes:?}", profile.name());
    }
    let all = validate(&changed(&[]), Some(profile), None).expect("readable").requirements;
    let tried = |name: &str| cases.iter().any(|(_, wanted)| wanted.contains(&name));
    let untried = all.iter().map(|one| one.name).filter(|name| !IS_OF_FORM.contains(name));
    let untried: Vec<&str> = untried.filter(|name| !tried(name)).collect();
    assert_eq!(untried, cannot_fail, "{}", profile.name());
}

const GONE: Value = Value::Null;

#[test]
fn an_image_is_of_its_digest_and_of_its_tag() {
    let structure = |tag: &str| {
        let purl = format!("pkg:oci/a@sha256:{}?tag={tag}", "ab".repeat(32));
        let bytes = changed(&[("/components/0/purl", json!(purl))]);
        validate(&bytes, None, None).expect("readable").met()
    };
    assert_eq!((structure("1"), structure("2")), (Met::Yes, Met::No));
}

#[test]
fn every_element_of_2021_can_be_missing() {
    check(
        Profile::Ntia,
        &[
            (&[("/metadata/authors", GONE), ("/metadata/tools", GONE)], &["author"]),
            (&[("/metadata/authors", GONE)], &[]),
            (&[("/metadata/timestamp", GONE)], &["timestamp"]),
            (&[("/metadata/timestamp", json!("yesterday"))], &["timestamp"]),
            (&[("/dependencies", GONE), ("/compositions", GONE)], &["dependency-relationship"]),
            (&[("/dependencies", GONE)], &[]),
            (&[("/components/0/name", json!(""))], &["component-name"]),
            (&[("/components/0/version", GONE)], &["component-version"]),
            (&[("/components/0/purl", GONE)], &["component-identifiers"]),
            (&[("/components/0/purl", json!("no purl"))], &["component-identifiers"]),
            (&[("/components/0/authors", GONE)], &["supplier"]),
            (
                &[
                    ("/components/0/authors", GONE),
                    ("/components/0/supplier", json!({"name": "S"})),
                ],
                &[],
            ),
        ],
        &[],
    );
}

#[test]
fn every_element_of_2026_can_be_missing() {
    check(
        Profile::Cisa2026,
        &[
            (&[("/metadata/authors", GONE)], &["sbom-author"]),
            (&[("/specVersion", GONE)], &["sbom-data-format-version"]),
            (&[("/metadata/lifecycles", GONE)], &["sbom-generation-context"]),
            (&[("/metadata/timestamp", GONE)], &["timestamp"]),
            (&[("/metadata/tools", GONE)], &["sbom-tool-name", "sbom-tool-version"]),
            (&[("/metadata/tools/components/0/version", GONE)], &["sbom-tool-version"]),
            (&[("/serialNumber", GONE)], &["sbom-version"]),
            (&[("/version", GONE)], &["sbom-version"]),
            (&[("/components/0/authors", GONE)], &["component-producer"]),
            (
                &[
                    ("/components/0/authors", GONE),
                    ("/components/0/supplier", json!({"name": "S"})),
                ],
                &["component-producer"],
            ),
            (&[("/dependencies", GONE), ("/compositions", GONE)], &["dependency-relationship"]),
            (
                &[("/components/0/hashes", GONE)],
                &["component-hash-value", "component-hash-algorithm"],
            ),
            (&[("/components/0/purl", GONE)], &["component-identifiers"]),
            (&[("/components/0/licenses", GONE)], &["component-license"]),
            (&[("/components/0/name", json!(""))], &["component-name"]),
            (&[("/metadata/component/version", GONE)], &["component-version"]),
        ],
        // Nobody can tell by the document whether it is signed, and what is read has a format.
        &["sbom-author-signature", "sbom-data-format-name"],
    );
}

#[test]
fn every_field_of_the_bsi_can_be_missing() {
    check(
        Profile::BsiTr03183,
        &[
            (&[("/specVersion", json!("1.5"))], &["format"]),
            (&[("/metadata/authors/0/email", GONE)], &["creator"]),
            (&[("/metadata/timestamp", GONE)], &["timestamp"]),
            (&[("/components/0/authors/0/email", GONE)], &["component-creator"]),
            (&[("/components/0/name", json!(""))], &["component-name"]),
            (&[("/components/0/version", GONE)], &["component-version"]),
            (&[("/components/0/properties/0", GONE)], &["file-name"]),
            (&[("/compositions", GONE)], &["dependencies-complete"]),
            (&[("/compositions/0/aggregate", json!("incomplete"))], &[]),
            (&[("/components/0/licenses", GONE)], &["distribution-license"]),
            (&[("/components/0/hashes/0/alg", json!("SHA3-512"))], &["hash-sha512"]),
            (&[("/components/0/purl", GONE)], &["identifiers"]),
            (&[("/components/0/properties/1", GONE)], &["executable"]),
            (&[("/components/0/properties/2", GONE)], &["archive"]),
            (&[("/components/0/properties/3", GONE)], &["structured"]),
        ],
        &[],
    );
}

/// CISA wants what is not known to be said; the others want it to be known.
#[test]
fn what_is_said_not_to_be_known_counts_for_cisa_alone() {
    let all = ["producer", "version", "identifier", "hash", "license"];
    let properties = json!([{"name": "keelmark:unknown", "value": all.join(",")}]);
    let gone = ["authors", "version", "purl", "hashes", "licenses"]
        .map(|field| format!("/components/0/{field}"));
    let mut changes: Vec<(&str, Value)> = gone.iter().map(|place| (place.as_str(), GONE)).collect();
    changes.push(("/components/0/properties", properties));
    changes.push(("/dependencies", GONE));
    changes.push(("/compositions/0/aggregate", json!("unknown")));
    let bytes = changed(&changes);
    assert_eq!(missed(Profile::Cisa2026, &bytes), [""; 0]);
    let ntia =
        ["dependency-relationship", "component-version", "component-identifiers", "supplier"];
    assert_eq!(missed(Profile::Ntia, &bytes), ntia);
    let bsi = [
        "component-creator",
        "component-version",
        "file-name",
        "dependencies-complete",
        "distribution-license",
        "hash-sha512",
        "identifiers",
        "executable",
        "archive",
        "structured",
    ];
    assert_eq!(missed(Profile::BsiTr03183, &bytes), bsi);
    let reading = super::super::read::read(&bytes).expect("readable");
    assert!(score(&reading).0 < 100, "what is not known does not count as there");
}

/// Every document that keelmark writes says of each element of 2026 that it is not known, where it is
/// not.
#[test]
fn documents_of_bills_miss_what_the_bills_do() {
    for bom in [image(), bare()] {
        for format in Format::ALL {
            let bytes = document(&bom, format);
            assert_eq!(missed(Profile::Cisa2026, &bytes), [""; 0], "{}", format.name());
        }
    }
    // Nobody made a document in 1970: it says that it does not know when, and that is no fact.
    for format in Format::ALL {
        let options = RenderOptions { format, created: Timestamp(0), tool_version: "0.0.0" };
        let bytes = render(&bare(), &options);
        assert_eq!(missed(Profile::Cisa2026, &bytes), [""; 0], "{}", format.name());
        assert!(missed(Profile::Ntia, &bytes).contains(&"timestamp"), "{}", format.name());
        let timestamp = |one: &&super::Requirement| one.name == "timestamp";
        let requirements = score(&super::read::read(&bytes).expect("readable")).1;
        assert_eq!(requirements.iter().find(timestamp).expect("it").counts, Some((0, 1)));
    }
    let changes = [("/metadata/timestamp", json!("1970-01-01T00:00:00Z"))];
    assert_eq!(missed(Profile::Cisa2026, &changed(&changes)), ["timestamp"]);
    let ntia = ["component-version", "component-identifiers", "supplier"];
    assert_eq!(missed(Profile::Ntia, &document(&image(), CYCLONEDX)), ntia);
}

#[test]
fn an_image_needs_both_kinds_of_components_labels_and_a_checksum() {
    let mut bom = image();
    let root = bom.root.0 as usize;
    for label in ["source", "revision", "title"] {
        let name = format!("oci:label:org.opencontainers.image.{label}");
        bom.components[root].add_property(&name, "x");
    }
    let bytes = document(&bom, CYCLONEDX);
    let checksum = format!("{}  image.cdx.json\n", sha256(&bytes).hex());
    let of = |bytes: &[u8], checksum: Option<&str>| {
        missing(&validate(bytes, Some(Profile::OpenmedImage), checksum).expect("readable"))
    };
    assert_eq!(of(&bytes, Some(&checksum)), [""; 0]);
    assert_eq!(of(&bytes, None), ["checksum"]);
    assert_eq!(of(&bytes, Some("00  image.cdx.json")), ["checksum"]);
    let nothing = [
        "components",
        "system-components",
        "python-components",
        "label-source",
        "label-revision",
        "label-title",
        "checksum",
    ];
    assert_eq!(of(&document(&bare(), CYCLONEDX), None), nothing);
    let spdx = document(&bom, Format::SpdxJson);
    assert_eq!(of(&spdx, Some(&sha256(&spdx).hex())), ["format"]);
}

#[test]
fn the_score_falls_with_what_is_missing() {
    let of = |bom| score(&super::read::read(&document(bom, CYCLONEDX)).expect("readable")).0;
    assert_eq!((of(&image()), of(&bare())), (82, 50));
}
