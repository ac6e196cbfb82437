//! Each rule can hold and can fail.

use keelmark_model::Timestamp;
use serde_json::{Value, json};

use super::super::super::document::tests::bills::{bare, image};
use super::super::super::document::{Format, RenderOptions, render};
use super::{breaches, is_of_version};

fn told(document: &Value) -> Vec<String> {
    breaches(document).into_iter().map(|one| format!("{}: {}", one.at, one.message)).collect()
}

/// A document of one package with a file, and `change` made to it.
fn changed(change: impl FnOnce(&mut Value)) -> Value {
    let element = |ty: &str, id: &str| json!({"type": ty, "spdxId": format!("urn:a:{id}"), "creationInfo": "_:made"});
    let with = |mut element: Value, fields: Value| {
        let fields = fields.as_object().expect("fields").clone();
        element.as_object_mut().expect("an object").extend(fields);
        element
    };
    let mut document = json!({
        "@context": super::CONTEXT,
        "@graph": [
            {"type": "CreationInfo", "@id": "_:made", "specVersion": "3.0.1",
                "created": "2026-01-01T00:00:00Z", "createdBy": ["urn:a:me"]},
            element("Person", "me"),
            with(element("SpdxDocument", "document"), json!({"rootElement": ["urn:a:package"]})),
            with(element("software_Package", "package"), json!({
                "name": "a", "software_primaryPurpose": "library",
                "verifiedUsing": [{"type": "Hash", "algorithm": "sha256", "hashValue": "a".repeat(64)}],
            })),
            with(element("simplelicensing_LicenseExpression", "license"), json!({
                "simplelicensing_licenseExpression": "MIT"})),
            with(element("Relationship", "declared"), json!({
                "from": "urn:a:package", "relationshipType": "hasDeclaredLicense", "to": ["urn:a:license"]})),
            with(element("Relationship", "none"), json!({
                "from": "urn:a:package", "relationshipType": "dependsOn", "to": ["NoneElement"]})),
        ],
    });
    change(&mut document);
    document
}

/// `changed`, with a value put at a place of the graph.
fn put(place: &str, value: Value) -> Value {
    changed(|document| {
        let (parent, name) = place.rsplit_once('/').expect("a place");
        let parent = document.pointer_mut(&format!("/@graph{parent}")).expect("a parent");
        match value {
            Value::Null => drop(parent.as_object_mut().expect("an object").remove(name)),
            value => parent[name] = value,
        }
    })
}

#[test]
fn what_is_written_keeps_to_the_model() {
    assert_eq!(told(&changed(|_| {})), [""; 0]);
    for bom in [image(), bare()] {
        let options =
            RenderOptions { format: Format::SpdxJsonLd, created: Timestamp(0), tool_version: "0" };
        let document: Value = serde_json::from_slice(&render(&bom, &options)).expect("JSON");
        assert!(is_of_version(&document));
        assert_eq!(told(&document), [""; 0]);
    }
}

#[test]
fn every_rule_can_be_broken() {
    let cases = [
        ("/3/type", json!("software_Banana"), "@graph/3: `software_Banana` is no class"),
        ("/3/type", json!("Element"), "@graph/3: there are no objects of `Element` itself"),
        ("/3/foo", json!(1), "@graph/3: `foo` is no field of `software_Package`"),
        ("/3/name", Value::Null, "@graph/3: `name` is missing"),
        ("/3/creationInfo", Value::Null, "@graph/3: `creationInfo` is missing"),
        ("/3/spdxId", json!("not an iri"), "@graph/3: `not an iri` is no IRI"),
        ("/3/spdxId", json!("urn:a:me"), "@graph/3: `urn:a:me` is defined twice"),
        (
            "/3/software_primaryPurpose",
            json!("banana"),
            "@graph/3/software_primaryPurpose: `banana` is none of the words of SoftwarePurpose",
        ),
        (
            "/3/verifiedUsing/0/algorithm",
            json!("sha7"),
            "@graph/3/verifiedUsing/0/algorithm: `sha7` is none of the words of HashAlgorithm",
        ),
        (
            "/3/verifiedUsing/0/hashValue",
            json!("aa"),
            "@graph/3/verifiedUsing/0: a digest by sha256 has 64 digits, and here 2",
        ),
        ("/3/verifiedUsing", json!({}), "@graph/3/verifiedUsing: is no list"),
        ("/0/createdBy", Value::Null, "@graph/0: `createdBy` is missing"),
        ("/0/createdBy", json!([]), "@graph/0/createdBy: is empty"),
        (
            "/0/createdBy",
            json!(["urn:a:license"]),
            "@graph/0/createdBy/0: `urn:a:license` is a `simplelicensing_LicenseExpression`, and no `Agent`",
        ),
        ("/0/created", json!("yesterday"), "@graph/0/created: `yesterday` may not stand here"),
        (
            "/4/simplelicensing_licenseExpression",
            json!("MIT OR"),
            "@graph/4: `MIT OR` is no expression of SPDX licences",
        ),
        (
            "/5/relationshipType",
            json!("likes"),
            "@graph/5/relationshipType: `likes` is none of the words of RelationshipType",
        ),
        ("/5/to", Value::Null, "@graph/5: `to` is missing"),
        ("/5/to", json!(["urn:none"]), "@graph/5/to/0: `urn:none` is not defined"),
        ("/5/from", json!("urn:none"), "@graph/5/from: `urn:none` is not defined"),
        ("/1/type", json!("SpdxDocument"), "@graph/2: is a second SpdxDocument"),
        ("/2/element", json!(["urn:a:me"]), ""),
        (
            "/2/profileConformance",
            json!(["bananas"]),
            "@graph/2/profileConformance/0: `bananas` is none of the words of ProfileIdentifierType",
        ),
    ];
    for (place, value, wanted) in cases {
        let told = told(&put(place, value.clone()));
        let holds = match wanted {
            "" => told.is_empty(),
            wanted => told.iter().any(|one| one == wanted),
        };
        assert!(holds, "{place} {value}: {told:?}");
    }
    let foreign = changed(|document| document["@context"] = json!("https://a.example/"));
    assert!(is_of_version(&foreign), "its CreationInfo says so");
    assert_eq!(told(&foreign), [format!("@context: is not `{}`", super::CONTEXT)]);
    let beside = changed(|document| document["more"] = json!(1));
    assert_eq!(told(&beside), [": `more` is no field of this"]);
}
