//! The keys are npm's part of Sigstore's TUF repository; `version.json` is the registry's
//! description of a version, cut down to what is read.

use keelmark_model::Timestamp;
use serde_json::{Value, json};

use super::keys::{self, KeyUsage};
use super::version::parse_described;
use super::{Described, PackageVersion, Publication};

const KEYS: &[u8] = include_bytes!("../../../trust/roots/npm-keys.json");
const VERSION: &[u8] = include_bytes!("../../testdata/npm-registry/version.json");

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

/// A key that says more of itself than is understood is not used as if it did not.
#[test]
fn what_is_not_known_of_a_key_is_told() {
    let refused = |key: Value| {
        let error = keys::parse(json!({"keys": [key]}).to_string().as_bytes()).unwrap_err();
        (error.code.id, error.to_string())
    };
    let own = |field: &str, value: &str| json!({"keyid": "a", "key": "MAA=", field: value});
    for field in ["expres", "Expires", "keyType"] {
        let (code, message) = refused(own(field, "2025-01-29T00:00:00.000Z"));
        assert_eq!(code, "document.shape");
        assert!(message.contains(&format!("unknown field `{field}`")), "{message}");
    }
    for field in ["scheme", "keytype"] {
        let (code, message) = refused(own(field, "rsa-md5"));
        let expected = format!("`a`: `{field}` is `rsa-md5`, and only `ecdsa-sha2-nistp256`");
        assert!(code == "document.shape" && message.contains(&expected), "{message}");
    }
    let details = json!({"rawBytes": "MAA=", "keyDetails": "PKCS1_RSA_PKCS1V5"});
    let (_, message) = refused(json!({"keyId": "a", "publicKey": details}));
    assert!(message.contains("`keyDetails` is `PKCS1_RSA_PKCS1V5`"), "{message}");
    let validity = json!({"rawBytes": "MAA=", "validFor": {"ende": "2025-01-29T00:00:00.000Z"}});
    let (_, message) = refused(json!({"keyId": "a", "publicKey": validity}));
    assert!(message.contains("unknown field `ende`"), "{message}");
}

/// Whoever distributes keys by TUF signs what they say, and may say more of them one day.
#[test]
fn what_is_not_known_of_distributed_keys_is_passed_over() {
    let mut wire: Value = serde_json::from_slice(KEYS).unwrap();
    for path in ["", "/keys/0", "/keys/0/publicKey", "/keys/0/publicKey/validFor"] {
        wire.pointer_mut(path).unwrap()["more"] = json!({"a": [1]});
    }
    let parse = |wire: &Value| keys::parse_distributed(wire.to_string().as_bytes());
    assert_eq!(parse(&wire), keys::parse(KEYS));
    for (path, wrong) in [
        ("/keys/0/publicKey/validFor/end", json!("soon")),
        ("/keys/0/publicKey/keyDetails", json!("PKCS1_RSA_PKCS1V5")),
        ("/keys/0/publicKey/rawBytes", json!("?")),
        ("/keys/0/publicKey", json!(["MAA="])),
        ("/keys/0/keyId", json!(1)),
        ("/keys", json!({})),
    ] {
        let mut wire = wire.clone();
        *wire.pointer_mut(path).unwrap() = wrong;
        assert_eq!(parse(&wire).map_err(|error| error.code.id), Err("document.shape"), "{path}");
    }
}

fn only(document: &Value) -> Result<Described, &'static str> {
    let found = parse_described(document.to_string().as_bytes()).map_err(|error| error.code.id)?;
    <[_; 1]>::try_from(found).map(|[only]| only).map_err(|_| "several")
}

#[test]
fn a_version_says_what_is_signed() {
    let document: Value = serde_json::from_slice(VERSION).unwrap();
    let Described { version, published } = only(&document).unwrap();
    assert_eq!((version.signatures.len(), published), (1, None));
    assert!(version.signed_text().starts_with("kms-demo@1.0.0:sha512-QqZ7"));
    let with = |path: &str, value: Value| {
        let mut document = document.clone();
        *document.pointer_mut(path).unwrap() = value;
        only(&document)
    };
    assert!(with("/name", json!("@scope/name")).is_ok());
    let integrity = version.integrity;
    for (path, value) in [
        ("/name", json!("")),
        ("/name", json!("@")),
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
fn versions_are_described_in_several_forms() {
    let one: Value = serde_json::from_slice(VERSION).unwrap();
    let times = json!({"created": "2023-07-01T00:00:00.000Z", "unpublished": {"name": "x"},
        "1.0.0": "2023-07-02T03:04:05.678+00:00"});
    let with = |field: &str, value: Value| {
        let mut document = one.clone();
        document[field] = value;
        document
    };
    let alone = only(&one).unwrap();
    let timed = Described { published: Some(Timestamp(1_688_267_045)), ..alone.clone() };
    // `npm view` shows the names of all versions and the times of all.
    let mut viewed = with("time", times.clone());
    viewed["versions"] = json!(["0.9.0", "1.0.0"]);
    let old = json!({"name": "kms-demo", "version": "0.1.0", "dist": {"shasum": "00"}});
    let whole = json!({"name": "kms-demo", "dist-tags": {}, "time": times,
        "versions": {"0.1.0": old, "0.2.0": {}, "1.0.0": one}});
    assert_eq!(only(&viewed), Ok(timed.clone()));
    assert_eq!(only(&whole), Ok(timed));
    assert_eq!(only(&json!([one])), Ok(alone));
    assert_eq!(only(&json!([one, viewed])), Err("several"));
    for wrong in [
        json!({}),
        json!([1]),
        json!(1),
        json!({"versions": ["1.0.0"]}),
        json!({"versions": {"1.0.0": {"dist": {"integrity": "sha512-AAAA"}}}}),
        with("time", json!({"1.0.0": "yesterday"})),
        old,
    ] {
        assert_eq!(only(&wrong), Err("document.shape"), "{wrong}");
    }
}

#[test]
fn packages_are_named() {
    let cases = [
        ("sigstore@0.4.0", "pkg:npm/sigstore@0.4.0", "sigstore-0.4.0.tgz", "sigstore-0.4.0.tgz"),
        ("@s/n@1.0.0", "pkg:npm/%40s/n@1.0.0", "s-n-1.0.0.tgz", "n-1.0.0.tgz"),
    ];
    for (text, purl, packed, served) in cases {
        let package = PackageVersion::parse(text).unwrap();
        assert_eq!(PackageVersion::of_purl(&purl.parse().unwrap()), Some(package.clone()));
        assert_eq!(package.file_names(), [packed, served]);
        assert_eq!(package.to_string(), text);
    }
    for text in ["", "a", "@a", "a@", "@a/b", "a@b@1", "a b@1", "a:b@1", "a@1:2"] {
        assert_eq!(PackageVersion::parse(text), None, "{text}");
    }
    for purl in ["pkg:npm/a", "pkg:pypi/a@1", "pkg:npm/a/b/c@1", "pkg:npm/a@1#b", "pkg:npm/a@1?b=c"]
    {
        assert_eq!(PackageVersion::of_purl(&purl.parse().unwrap()), None, "{purl}");
    }
}

#[test]
fn a_publication_names_a_version() {
    let bytes = br#"{"name":"@s/n","version":"1.0.0","registry":"https://registry.npmjs.org"}"#;
    let found = Publication::parse(bytes).unwrap();
    assert_eq!((found.name.as_str(), found.version.as_str()), ("@s/n", "1.0.0"));
    assert!(Publication::parse(b"{}").is_err());
}
