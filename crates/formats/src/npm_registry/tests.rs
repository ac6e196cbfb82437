//! `trusted-keys.json` is npm's part of Sigstore's TUF repository; `version.json` is the registry's
//! description of a version, cut down to what is read.

use keelmark_model::Timestamp;
use serde_json::{Value, json};

use super::keys::{self, KeyUsage};
use super::{Publication, SignedVersion, parse_attestations};
use crate::bundle::Bundle;

const KEYS: &[u8] = include_bytes!("../../testdata/npm-registry/trusted-keys.json");
const VERSION: &[u8] = include_bytes!("../../testdata/npm-registry/version.json");
const BUNDLE: &str = include_str!("../../testdata/bundle/accepted/v0.1-chain.json");

#[test]
fn keys_of_both_documents_are_the_same() {
    let trusted = keys::parse(KEYS).unwrap();
    let seen: Vec<_> = trusted.iter().map(|key| (key.usage, key.start, key.end)).collect();
    let (old, end) = (Some(Timestamp(915_148_800)), Some(Timestamp(1_738_108_800)));
    let (attesting, new) = (Some(Timestamp(1_669_852_800)), Some(Timestamp(1_736_726_400)));
    assert_eq!(
        seen,
        [
            (KeyUsage::Signatures, old, end),
            (KeyUsage::Attestations, attesting, end),
            (KeyUsage::Signatures, new, None),
            (KeyUsage::Attestations, new, None),
        ]
    );
    let wire: Value = serde_json::from_slice(KEYS).unwrap();
    let first = &wire["keys"][0];
    let own = json!({"keys": [{
        "keyid": first["keyId"],
        "keytype": "ecdsa-sha2-nistp256",
        "scheme": "ecdsa-sha2-nistp256",
        "key": first["publicKey"]["rawBytes"],
        "expires": "2025-01-29T00:00:00.000Z",
    }]});
    let own = keys::parse(own.to_string().as_bytes()).unwrap();
    let [key] = own.as_slice() else { panic!("one key") };
    assert_eq!((key.usage, key.start, key.end), (KeyUsage::Any, None, end));
    assert_eq!(trusted.first().map(|key| (&key.key_id, &key.spki)), Some((&key.key_id, &key.spki)));
}

#[test]
fn malformed_keys_are_refused() {
    let key = |change: &dyn Fn(&mut Value)| {
        let mut key = json!({"keyid": "SHA256:a", "key": "MAA=", "expires": null});
        change(&mut key);
        keys::parse(json!({"keys": [key]}).to_string().as_bytes()).map(|keys| keys.len()).ok()
    };
    assert_eq!(key(&|_| ()), Some(1));
    assert_eq!(key(&|key| key["keyUsage"] = json!("npm:other")), Some(0));
    assert_eq!(key(&|key| key["keyid"] = json!("")), None);
    assert_eq!(key(&|key| key["key"] = json!("")), None);
    assert_eq!(key(&|key| key["expires"] = json!("soon")), None);
    assert_eq!(key(&|key| key["publicKey"] = json!({"rawBytes": "MAA="})), None);
}

#[test]
fn a_version_says_what_is_signed() {
    let version = SignedVersion::parse(VERSION).unwrap();
    assert_eq!(version.signatures.len(), 1);
    assert!(version.signed_text().starts_with("kms-demo@1.0.0:sha512-QqZ7"));
    let with = |path: &str, value: Value| {
        let mut document: Value = serde_json::from_slice(VERSION).unwrap();
        *document.pointer_mut(path).unwrap() = value;
        SignedVersion::parse(document.to_string().as_bytes()).map_err(|error| error.code.id)
    };
    assert!(with("/name", json!("@scope/name")).is_ok());
    let integrity = version.integrity;
    for (path, value) in [
        ("/name", json!("")),
        ("/name", json!("kms-demo@1.0.0:sha512-")),
        ("/name", json!("kms@demo")),
        ("/version", json!("1.0.0:x")),
        ("/version", json!("1.0.0@x")),
        ("/dist/integrity", json!("sha1-AAAA")),
        ("/dist/integrity", json!("sha512-AAAA")),
        ("/dist/integrity", json!(format!("{integrity} {integrity}"))),
        ("/dist/signatures/0/sig", json!("?")),
        ("/dist/signatures/0", json!(["a", "AQ=="])),
    ] {
        assert_eq!(with(path, value), Err("document.shape"), "{path}");
    }
}

#[test]
fn attestations_come_in_two_forms() {
    let bundle: Value = serde_json::from_str(BUNDLE).unwrap();
    let list = json!([{"predicateType": "https://slsa.dev/provenance/v1", "bundle": bundle}]);
    let wanted = Bundle::parse(bundle.to_string().as_bytes()).unwrap();
    for document in [list.clone(), json!({"attestations": list})] {
        let found = parse_attestations(document.to_string().as_bytes()).unwrap();
        let [only] = found.as_slice() else { panic!("one attestation") };
        assert_eq!(only.bundle, wanted);
        assert_eq!(only.predicate_type, "https://slsa.dev/provenance/v1");
    }
    for document in [json!([]), json!({}), json!([{"bundle": bundle}]), json!([bundle])] {
        assert!(parse_attestations(document.to_string().as_bytes()).is_err(), "{document}");
    }
}

#[test]
fn a_publication_names_a_version() {
    let bytes = br#"{"name":"@s/n","version":"1.0.0","registry":"https://registry.npmjs.org"}"#;
    let found = Publication::parse(bytes).unwrap();
    assert_eq!((found.name.as_str(), found.version.as_str()), ("@s/n", "1.0.0"));
    assert!(Publication::parse(b"{}").is_err());
}
