use serde_json::{Value, json};

use super::{LogBody, LoggedSignature, Verifier};
use crate::hash::sha256;
use crate::protobuf_json::base64;

const PEM: &str = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
const KEY_PEM: &str = "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n";

fn body(kind: &str, version: &str) -> Value {
    let hex = json!({ "algorithm": "sha256", "value": sha256(b"a").hex() });
    let output = json!({ "algorithm": "SHA2_256", "digest": base64(sha256(b"a").as_bytes()) });
    let (pem, sig) = (base64(PEM.as_bytes()), base64(b"sig"));
    let signature = json!({ "content": sig, "verifier": {
        "keyDetails": "PKIX_ECDSA_P256_SHA_256", "x509Certificate": { "rawBytes": "MAA=" } } });
    let spec = match (kind, version) {
        ("hashedrekord", "0.0.1") => json!({
            "data": { "hash": hex },
            "signature": { "content": sig, "publicKey": { "content": pem } } }),
        ("hashedrekord", _) => {
            json!({ "hashedRekordV002": { "data": output, "signature": signature } })
        }
        ("dsse", "0.0.1") => json!({ "envelopeHash": hex, "payloadHash": hex,
            "signatures": [{ "signature": sig, "verifier": pem }] }),
        ("dsse", _) => {
            json!({ "dsseV002": { "payloadHash": output, "signatures": [signature] } })
        }
        _ => json!({ "content": { "hash": hex, "payloadHash": hex, "envelope": {
            "payload": "YQ==", "payloadType": "text/plain",
            "signatures": [{ "keyid": "", "publicKey": pem, "sig": base64(sig.as_bytes()) }] } } }),
    };
    json!({ "apiVersion": version, "kind": kind, "spec": spec })
}

fn parse(value: &Value, kind: &str, version: &str) -> Result<LogBody, crate::ParseError> {
    LogBody::parse(&serde_json::to_vec(value).unwrap(), kind, version)
}

const KINDS: [(&str, &str); 5] = [
    ("hashedrekord", "0.0.1"),
    ("hashedrekord", "0.0.2"),
    ("dsse", "0.0.1"),
    ("dsse", "0.0.2"),
    ("intoto", "0.0.2"),
];

#[test]
fn every_kind() {
    let signature = LoggedSignature {
        signature: b"sig".to_vec(),
        verifier: Verifier::Certificate(vec![48, 0]),
    };
    for (kind, version) in KINDS {
        let expected = if kind == "hashedrekord" {
            LogBody::Message { digest: sha256(b"a"), signature: signature.clone() }
        } else {
            LogBody::Envelope {
                payload_type: Some("text/plain".to_owned()).filter(|_| kind == "intoto"),
                payload_digest: sha256(b"a"),
                signatures: vec![signature.clone()],
            }
        };
        assert_eq!(parse(&body(kind, version), kind, version), Ok(expected), "{kind} {version}");
    }
}

#[test]
fn kinds_that_cannot_be_compared() {
    for (kind, version) in [("intoto", "0.0.1"), ("rekord", "0.0.1"), ("dsse", "0.0.3"), ("", "")] {
        let error = parse(&json!({}), kind, version).unwrap_err();
        assert_eq!(error.code.id, "log.kind", "{kind} {version}");
    }
}

#[test]
fn a_body_of_another_kind_is_refused() {
    for claimed in KINDS {
        for (kind, version) in KINDS.into_iter().filter(|found| *found != claimed) {
            let mut found = body(claimed.0, claimed.1);
            assert!(parse(&body(kind, version), claimed.0, claimed.1).is_err());
            found["kind"] = json!(kind);
            found["apiVersion"] = json!(version);
            assert!(
                parse(&found, claimed.0, claimed.1).is_err(),
                "{claimed:?} as {kind} {version}"
            );
        }
    }
}

/// Every way to any value of `value`.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(values) => {
            values.iter().enumerate().map(|(n, v)| (n.to_string(), v)).collect()
        }
        _ => Vec::new(),
    };
    for (key, value) in inner {
        let at = format!("{at}/{key}");
        pointers(value, &at, found);
        found.push(at);
    }
}

#[test]
fn no_field_may_be_missing_unknown_or_of_another_type() {
    let ignored = ["payload", "keyid", "keyDetails"];
    for (kind, version) in KINDS {
        let mut all = Vec::new();
        pointers(&body(kind, version), "", &mut all);
        let required = |at: &&String| !ignored.iter().any(|name| at.ends_with(&format!("/{name}")));
        for at in all.iter().filter(required) {
            let (parent, name) = at.rsplit_once('/').unwrap();
            for value in [json!(7), json!(""), json!("!"), json!([[]]), json!({ "extra": 1 })] {
                let mut changed = body(kind, version);
                *changed.pointer_mut(at).unwrap() = value.clone();
                let error = parse(&changed, kind, version).map_err(|error| error.code.id);
                let free = name == "payloadType" && value.is_string();
                assert_eq!(error.is_ok(), free, "{kind} {version}: {at} as {value}");
                assert!(free || error == Err("log.body-form"));
            }
            let mut changed = body(kind, version);
            let Some(Value::Object(fields)) = changed.pointer_mut(parent) else { continue };
            fields.insert("extra".to_owned(), json!(1));
            assert!(parse(&changed, kind, version).is_err(), "{kind} {version}: {parent}/extra");
            let Some(Value::Object(fields)) = changed.pointer_mut(parent) else { continue };
            fields.remove("extra");
            fields.remove(name);
            let optional = at == "/spec/content/hash";
            assert_eq!(
                parse(&changed, kind, version).is_ok(),
                optional,
                "{kind} {version}: no {at}"
            );
        }
        let twice =
            body(kind, version).to_string().replacen("\"kind\"", "\"kind\":\"x\",\"kind\"", 1);
        let error = LogBody::parse(twice.as_bytes(), kind, version).unwrap_err();
        assert!(error.message.contains("duplicate key"), "{error}");
    }
}

#[test]
fn a_key_instead_of_a_certificate() {
    let mut found = body("hashedrekord", "0.0.1");
    found["spec"]["signature"]["publicKey"]["content"] = json!(base64(KEY_PEM.as_bytes()));
    let found = parse(&found, "hashedrekord", "0.0.1").unwrap();
    assert_eq!(found.signatures()[0].verifier, Verifier::PublicKey(vec![48, 0]));
    let mut found = body("dsse", "0.0.2");
    let verifier = &mut found["spec"]["dsseV002"]["signatures"][0]["verifier"];
    verifier["publicKey"] = json!({ "rawBytes": "MAA=" });
    assert!(parse(&found, "dsse", "0.0.2").is_err(), "both at once");
    let verifier = &mut found["spec"]["dsseV002"]["signatures"][0]["verifier"];
    verifier.as_object_mut().unwrap().remove("x509Certificate");
    let found = parse(&found, "dsse", "0.0.2").unwrap();
    assert_eq!(found.signatures()[0].verifier, Verifier::PublicKey(vec![48, 0]));
}

#[test]
fn digests_and_numbers_of_signatures() {
    let mut found = body("hashedrekord", "0.0.1");
    found["spec"]["data"]["hash"] = json!({ "algorithm": "sha1", "value": "00".repeat(20) });
    assert!(parse(&found, "hashedrekord", "0.0.1").is_err());
    found["spec"]["data"]["hash"] = json!({ "algorithm": "sha512", "value": "00".repeat(64) });
    assert!(parse(&found, "hashedrekord", "0.0.1").is_ok());
    let mut found = body("dsse", "0.0.1");
    let one = found["spec"]["signatures"][0].clone();
    for (count, accepted) in [(0, false), (2, true), (64, true), (65, false)] {
        found["spec"]["signatures"] = json!(vec![one.clone(); count]);
        assert_eq!(parse(&found, "dsse", "0.0.1").is_ok(), accepted, "{count}");
    }
    let mut once = body("intoto", "0.0.2");
    once["spec"]["content"]["envelope"]["signatures"][0]["sig"] = json!(base64(b"sig!"));
    let once = parse(&once, "intoto", "0.0.2").unwrap();
    assert_eq!(once.signatures()[0].signature, b"sig!", "encoded once");
}
