//! `testdata/cosign` was written by cosign 3.1.1 with a key made for it: `cosign sign-blob` and
//! `attest-blob`, each with `--new-bundle-format=false --tlog-upload=false`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Files, Part, parse_bundle, renewed};
use crate::bundle::{Bundle, Content, MediaType, VerificationMaterial};
use crate::hash;
use crate::statement::Statement;

const BLOB: &[u8] = include_bytes!("../../testdata/cosign/blob.bundle");
const BLOB_SIGNATURE: &[u8] = include_bytes!("../../testdata/cosign/blob.sig");
const ATTESTATION: &[u8] = include_bytes!("../../testdata/cosign/attestation.bundle");
const ATTESTATION_SIGNATURE: &[u8] = include_bytes!("../../testdata/cosign/attestation.sig");
const KEY: &[u8] = include_bytes!("../../testdata/cosign/cosign.pub");
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";

/// A bundle v0.1 with a certificate chain and a log entry that has a promise.
const BUNDLE: &[u8] = include_bytes!("../../testdata/cosign/equivalent.json");

#[test]
fn what_cosign_writes_in_one_file_and_in_two_is_one_bundle() {
    for (whole, signature) in [(BLOB, BLOB_SIGNATURE), (ATTESTATION, ATTESTATION_SIGNATURE)] {
        let bundle = parse_bundle(whole).unwrap();
        let files = Files { signature, signer: Some(KEY), ..Files::default() };
        assert_eq!(files.bundle().as_ref(), Ok(&bundle));
        assert_eq!(bundle.media_type, MediaType::V01);
        assert_eq!((bundle.log_entries.len(), bundle.timestamps.len()), (0, 0));
        let der = crate::pem::blocks(KEY, 1).unwrap().remove(0).der;
        let hint = STANDARD.encode(hash::sha256(&der).as_bytes());
        assert_eq!(bundle.material, VerificationMaterial::PublicKey { hint: Some(hint) });
        assert_eq!(Bundle::parse(&bundle.render()), Ok(bundle));
    }
    let Content::Dsse(envelope) = parse_bundle(ATTESTATION).unwrap().content else {
        panic!("an attestation is an envelope")
    };
    let statement = Statement::parse(&envelope.payload).unwrap();
    assert_eq!(statement.subjects.first().map(|subject| subject.name.as_str()), Some("a.txt"));
}

#[test]
fn raw_and_encoded_signatures_are_the_same() {
    let raw = STANDARD.decode(BLOB_SIGNATURE).unwrap();
    let line = [BLOB_SIGNATURE, b"\n"].concat();
    for signature in [raw.as_slice(), BLOB_SIGNATURE, &line] {
        let bundle = Files { signature, ..Files::default() }.bundle().unwrap();
        assert_eq!(bundle.content, Content::Message { digest: None, signature: raw.clone() });
        assert_eq!(bundle.material, VerificationMaterial::PublicKey { hint: None });
    }
}

#[test]
fn the_part_that_is_wrong_is_named() {
    let good = Files { signature: BLOB_SIGNATURE, signer: Some(KEY), ..Files::default() };
    for (files, part) in [
        (Files { signature: b"{", ..good }, Part::Signature),
        (Files { signer: Some(b"?"), ..good }, Part::Signer),
        (Files { entry: Some(b"{}"), ..good }, Part::Entry),
        (Files { timestamp: Some(b""), ..good }, Part::Timestamp),
    ] {
        assert_eq!(files.bundle().unwrap_err().part, part);
    }
    let explained = [b"Certificate:\n    Data:\n", CERTIFICATE.as_bytes()].concat();
    let bundle = Files { signer: Some(&explained), ..good }.bundle().unwrap();
    let chain = vec![vec![0x30, 0]];
    assert_eq!(bundle.material, VerificationMaterial::CertificateChain(chain));
}

/// The legacy form of `bundle`, built from it.
fn legacy(bundle: &Value) -> Value {
    let material = &bundle["verificationMaterial"];
    let entry = &material["tlogEntries"][0];
    let certificates = material["x509CertificateChain"]["certificates"].as_array().unwrap();
    let pem: String = certificates
        .iter()
        .map(|one| {
            let base64 = one["rawBytes"].as_str().unwrap();
            format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n")
        })
        .collect();
    let key_id = STANDARD.decode(entry["logId"]["keyId"].as_str().unwrap()).unwrap();
    let number = |value: &Value| value.as_str().unwrap().parse::<u64>().unwrap();
    json!({
        "base64Signature": bundle["messageSignature"]["signature"],
        "cert": STANDARD.encode(pem),
        "rekorBundle": {
            "SignedEntryTimestamp": entry["inclusionPromise"]["signedEntryTimestamp"],
            "Payload": {
                "body": entry["canonicalizedBody"],
                "integratedTime": number(&entry["integratedTime"]),
                "logIndex": number(&entry["logIndex"]),
                "logID": key_id.iter().map(|byte| format!("{byte:02x}")).collect::<String>(),
            },
        },
    })
}

#[test]
fn certificate_and_entry_become_those_of_a_bundle() {
    let value: Value = serde_json::from_slice(BUNDLE).unwrap();
    let wanted = Bundle::parse(&serde_json::to_vec(&value).unwrap()).unwrap();
    let legacy = legacy(&value);
    let whole = serde_json::to_vec(&legacy).unwrap();
    let found = parse_bundle(&whole).unwrap();
    assert_eq!(found.material, wanted.material);
    let entry = |bundle: &Bundle| -> Value {
        serde_json::from_slice(&bundle.log_entries.first().unwrap().render()).unwrap()
    };
    assert_eq!(entry(&found), entry(&wanted));
    assert_eq!(Bundle::parse(&found.render()), Ok(found.clone()));

    let rekor = serde_json::to_vec(&legacy["rekorBundle"]).unwrap();
    let pem = STANDARD.decode(legacy["cert"].as_str().unwrap()).unwrap();
    let files = Files {
        signature: legacy["base64Signature"].as_str().unwrap().as_bytes(),
        signer: Some(&pem),
        entry: Some(&rekor),
        timestamp: None,
    };
    assert_eq!(files.bundle(), Ok(found.clone()));
}

#[test]
fn timestamps_come_in_json_and_bare() {
    let timestamp = |timestamp: &[u8]| {
        let files = Files { signature: b"AQ==", timestamp: Some(timestamp), ..Files::default() };
        files.bundle().map(|bundle| bundle.timestamps)
    };
    assert_eq!(timestamp(br#"{"SignedRFC3161Timestamp":"MAA="}"#), Ok(vec![vec![0x30, 0]]));
    assert_eq!(timestamp(&[0x30, 0]), Ok(vec![vec![0x30, 0]]));
    assert!(timestamp(b"{}").is_err());
    assert!(timestamp(b"").is_err());
}

#[test]
fn what_is_not_understood_is_refused() {
    let refuse = |text: &str, code: &str| {
        let found = parse_bundle(text.as_bytes()).map_err(|error| error.code.id);
        assert_eq!(found, Err(code), "{text}");
    };
    let two = format!("{CERTIFICATE}-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----");
    let body = STANDARD.encode(r#"{"kind":"hashedrekord"}"#);
    let entry = |body: &str, id: &str, index: &str| {
        format!(
            r#"{{"base64Signature":"AQ==","rekorBundle":{{"SignedEntryTimestamp":"AQ==","Payload":{{"body":"{body}","integratedTime":1,"logIndex":{index},"logID":"{id}"}}}}}}"#
        )
    };
    let whole = STANDARD.encode(r#"{"kind":"hashedrekord","apiVersion":"0.0.1"}"#);
    let id = "0".repeat(64);
    assert!(parse_bundle(entry(&whole, &id, "0").as_bytes()).is_ok());
    refuse(&entry(&body, &id, "0"), "document.shape");
    refuse(&entry(&whole, "00", "0"), "document.shape");
    refuse(&entry(&whole, &id, "-1"), "document.shape");
    refuse(&entry("AQ==", &id, "0"), "document.syntax");
    refuse("{}", "document.shape");
    refuse(r#"{"base64Signature":""}"#, "document.shape");
    refuse(r#"{"base64Signature":"AQ==","more":1}"#, "document.shape");
    refuse(r#"{"base64Signature":"AQ==","cert":"AQ=="}"#, "document.shape");
    refuse(&json!({"base64Signature": "AQ==", "cert": two}).to_string(), "document.shape");
    let unsigned = r#"{"payload":"","payloadType":"t","signatures":[]}"#;
    refuse(&json!({"base64Signature": STANDARD.encode(unsigned)}).to_string(), "document.shape");
}

#[test]
fn a_signature_may_be_in_lines_and_may_begin_with_a_brace() {
    let raw = [b"{", [0xff; 95].as_slice()].concat();
    let encoded = STANDARD.encode(&raw);
    let (first, second) = encoded.split_at(76);
    for file in [raw.clone(), encoded.clone().into_bytes(), format!("{first}\r\n{second}\n").into()]
    {
        let files = Files { signature: &file, ..Files::default() };
        let content = files.bundle().unwrap().content;
        assert_eq!(content, Content::Message { digest: None, signature: raw.clone() });
    }
}

#[test]
fn the_newest_form_that_holds_it() {
    let digest = hash::sha256(b"artifact");
    let by_key = renewed(parse_bundle(BLOB).unwrap(), Some(digest));
    assert_eq!(by_key.media_type, MediaType::V03);
    let Content::Message { digest: Some(found), .. } = by_key.content else { panic!("a message") };
    assert_eq!(found, digest);
    let chain = [CERTIFICATE, CERTIFICATE].concat();
    let files =
        Files { signature: BLOB_SIGNATURE, signer: Some(chain.as_bytes()), ..Files::default() };
    let certified = renewed(files.bundle().unwrap(), None);
    assert_eq!(certified.media_type, MediaType::V03);
    let der = vec![0x30, 0];
    assert_eq!(certified.material, VerificationMaterial::Certificate { der });
    assert_eq!(Bundle::parse(&certified.render()), Ok(certified));
    // Its log entry has a promise alone.
    let promised = Bundle::parse(BUNDLE).unwrap();
    let promised = Bundle { media_type: MediaType::V01, ..promised };
    assert_eq!(renewed(promised.clone(), None), promised);
}
