//! What a log recorded, compared with the bundle.

use keelmark_formats::bundle::{Content, VerificationMaterial};
use keelmark_formats::dsse::{Envelope, EnvelopeSignature, pre_authentication_head};
use keelmark_formats::hash::sha256;
use keelmark_model::{Digest, DigestAlgorithm};
use serde_json::json;

use super::{CERTIFICATE, Case, PEM, base64, body, generate, refused};
use crate::KeyAlgorithm;
use crate::log::verify_body;

#[test]
fn bodies_of_files() {
    refused(&[
        ("log.kind", Case::v1, body, |case| case.entry.kind = "rekord".to_owned()),
        ("log.body-form", Case::v1, body, |case| case.entry.version = "0.0.2".to_owned()),
        ("log.body-form", Case::v2, body, |case| case.entry.body.push(b'x')),
        ("log.body-digest", Case::v1, body, |case| case.digests = vec![sha256(b"another")]),
        ("log.body-digest", Case::v2, body, |case| case.digests = vec![sha256(b"another")]),
        ("log.digest-missing", Case::v2, body, |case| case.digests.clear()),
        ("log.digest-missing", Case::v1, body, |case| {
            case.digests = vec![Digest::new(DigestAlgorithm::Sha512, &[0; 64]).unwrap()];
        }),
        ("log.body-signature", Case::v1, body, |case| {
            case.bundle.content = Content::Message { digest: None, signature: b"gis".to_vec() };
        }),
        ("log.body-verifier", Case::v2, body, |case| {
            case.bundle.material = VerificationMaterial::Certificate { der: vec![0x30, 1, 0] };
        }),
        ("log.body-verifier", Case::v1, body, |case| {
            case.bundle.material =
                VerificationMaterial::CertificateChain(vec![vec![1], CERTIFICATE.to_vec()]);
        }),
        ("log.body-verifier", Case::v1, body, |case| {
            case.bundle.material = VerificationMaterial::PublicKey { hint: None };
        }),
    ]);
    let mut case = Case::v1();
    case.bundle.material =
        VerificationMaterial::CertificateChain(vec![CERTIFICATE.to_vec(), vec![1]]);
    assert_eq!(body(&case), None);
}

#[test]
fn bodies_by_a_key() {
    let mut case = Case::v2();
    case.bundle.material = VerificationMaterial::PublicKey { hint: None };
    let (own, other) = (case.key.public().clone(), generate(KeyAlgorithm::EcdsaP256));
    let verifier = json!({ "publicKey": { "rawBytes": base64(own.spki()) } });
    case.edit_body(|body| {
        body["spec"]["hashedRekordV002"]["signature"]["verifier"] = verifier.clone();
    });
    let found = |key| {
        let found = verify_body(&case.entry, &case.bundle, key, &case.digests);
        found.map(|_| ()).map_err(|error| error.code().id)
    };
    assert_eq!(found(Some(&own)), Ok(()));
    assert_eq!(found(Some(other.public())), Err("log.body-verifier"));
    assert_eq!(found(None), Err("log.body-verifier"));
    case.bundle.material = VerificationMaterial::Certificate { der: own.spki().to_vec() };
    let found = verify_body(&case.entry, &case.bundle, Some(&own), &case.digests);
    assert_eq!(found.unwrap_err().code().id, "log.body-verifier");
}

/// A bundle with an envelope, and an entry that records it as `dsse`, `intoto` or `hashedrekord`.
fn envelope(kind: &str, version: &str) -> Case {
    let mut case = Case::new(KeyAlgorithm::Ed25519, version, "log.example");
    let (pem, sig, payload) = (base64(PEM.as_bytes()), base64(b"sig"), sha256(b"{}"));
    let hex = |digest: Digest| json!({ "algorithm": "sha256", "value": digest.hex() });
    let signed = sha256(format!("{}{{}}", pre_authentication_head("text/plain", b"{}")).as_bytes());
    let spec = match kind {
        "dsse" => {
            json!({ "envelopeHash": hex(sha256(b"whatever was sent")), "payloadHash": hex(payload),
            "signatures": [{ "signature": sig, "verifier": pem }] })
        }
        "intoto" => json!({ "content": { "payloadHash": hex(payload), "envelope": {
            "payloadType": "text/plain",
            "signatures": [{ "publicKey": pem, "sig": base64(sig.as_bytes()) }] } } }),
        _ => json!({ "data": { "hash": hex(signed) },
            "signature": { "content": sig, "publicKey": { "content": pem } } }),
    };
    let record = json!({ "apiVersion": version, "kind": kind, "spec": spec });
    case.entry.body = serde_json::to_vec(&record).unwrap();
    case.entry.kind = kind.to_owned();
    case.bundle.content = Content::Dsse(Envelope {
        payload_type: "text/plain".to_owned(),
        payload: b"{}".to_vec(),
        signatures: vec![EnvelopeSignature { key_id: None, signature: b"sig".to_vec() }],
    });
    case.digests.clear();
    case
}

fn change_envelope(case: &mut Case, change: impl Fn(&mut Envelope)) {
    let Content::Dsse(envelope) = &mut case.bundle.content else { panic!("an envelope") };
    change(envelope);
}

#[test]
fn bodies_of_envelopes() {
    const DSSE: fn() -> Case = || envelope("dsse", "0.0.1");
    const INTOTO: fn() -> Case = || envelope("intoto", "0.0.2");
    const HASHEDREKORD: fn() -> Case = || envelope("hashedrekord", "0.0.1");
    for make in [DSSE, INTOTO, HASHEDREKORD] {
        assert_eq!(body(&make()), None);
        refused(&[
            ("log.body-digest", make, body, |case| {
                change_envelope(case, |envelope| envelope.payload.push(b' '));
            }),
            ("log.body-signature", make, body, |case| {
                change_envelope(case, |envelope| envelope.signatures[0].signature.push(0));
            }),
            ("log.body-signature", make, body, |case| {
                change_envelope(case, |envelope| {
                    envelope.signatures.push(envelope.signatures[0].clone());
                });
            }),
            ("log.body-verifier", make, body, |case| {
                case.bundle.material = VerificationMaterial::Certificate { der: vec![0x30, 1, 0] };
            }),
        ]);
    }
    refused(&[
        ("log.body-content", INTOTO, body, |case| {
            change_envelope(case, |envelope| envelope.payload_type.push('x'));
        }),
        ("log.body-digest", HASHEDREKORD, body, |case| {
            change_envelope(case, |envelope| envelope.payload_type.push('x'));
        }),
        ("log.body-content", DSSE, body, |case| {
            case.bundle.content = Content::Message { digest: None, signature: b"sig".to_vec() };
        }),
        ("log.body-signature", DSSE, body, |case| {
            case.edit_body(|body| {
                let signatures = body["spec"]["signatures"].as_array_mut().unwrap();
                signatures.push(signatures[0].clone());
            });
        }),
    ]);
}
