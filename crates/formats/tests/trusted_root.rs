//! Trusted roots: the real ones, and what is refused.

#[path = "common/certificate.rs"]
mod made;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keelmark_formats::certificate::Certificate;
use keelmark_formats::trusted_root::{TrustedRoot, Validity};
use keelmark_model::Timestamp;
use serde_json::{Value, json};

const PUBLIC_GOOD: &[u8] = include_bytes!("../../trust/roots/public-good.json");
const STAGING: &[u8] = include_bytes!("../../trust/roots/staging.json");
const GITHUB: &[u8] = include_bytes!("../../trust/roots/github.json");

/// How many logs of signatures and certificates, and how many authorities for both, there are.
fn counts(root: &TrustedRoot) -> [usize; 4] {
    [
        root.signature_logs.len(),
        root.certificate_logs.len(),
        root.certificate_authorities.len(),
        root.timestamp_authorities.len(),
    ]
}

#[test]
fn published_roots_are_read() {
    let root = TrustedRoot::parse(PUBLIC_GOOD).expect("the public-good root");
    assert_eq!(counts(&root), [2, 2, 2, 1]);
    assert_eq!(root.signature_logs[0].base_url, "https://rekor.sigstore.dev");
    assert_eq!(root.signature_logs[1].key_details, "PKIX_ED25519");
    let first = &root.certificate_authorities[0];
    assert_eq!(first.uri, "https://fulcio.sigstore.dev");
    assert_eq!(first.valid.start, Some(Timestamp(1_615_087_229)));
    assert_eq!(first.valid.end, Some(Timestamp(1_672_531_199)), "fractions are dropped");
    let chain = &root.certificate_authorities[1].chain;
    let subjects: Vec<_> = chain.iter().map(Certificate::subject_text).collect();
    assert_eq!(
        subjects,
        ["O=sigstore.dev, CN=sigstore-intermediate", "O=sigstore.dev, CN=sigstore"]
    );
    assert_eq!(counts(&TrustedRoot::parse(STAGING).expect("the staging root")), [5, 5, 2, 2]);
    assert_eq!(counts(&TrustedRoot::parse(GITHUB).expect("GitHub's root")), [0, 0, 6, 6]);
}

#[test]
fn several_roots_stand_one_on_each_line() {
    let compact = |bytes: &[u8]| {
        let value: Value = serde_json::from_slice(bytes).expect("JSON");
        value.to_string()
    };
    let lines = format!("\n{}\r\n\n{}", compact(PUBLIC_GOOD), compact(GITHUB));
    let roots = TrustedRoot::parse_lines(lines.as_bytes()).expect("two roots");
    assert_eq!(roots.iter().map(counts).collect::<Vec<_>>(), [[2, 2, 2, 1], [0, 0, 6, 6]]);
    let one = TrustedRoot::parse_lines(PUBLIC_GOOD).expect("one root over many lines");
    assert_eq!(one.iter().map(counts).collect::<Vec<_>>(), [[2, 2, 2, 1]]);

    let broken = format!("{}\n{{\"mediaType\":7}}\n", compact(PUBLIC_GOOD));
    let error = TrustedRoot::parse_lines(broken.as_bytes()).expect_err("the second is none");
    assert_eq!((error.code.id, error.at.map(|at| at.line)), ("document.shape", Some(2)));
    let many = format!("{}\n", compact(GITHUB)).repeat(65);
    let error = TrustedRoot::parse_lines(many.as_bytes()).expect_err("too many");
    assert_eq!(error.message, "more than 64 trusted roots");
    assert!(TrustedRoot::parse_lines(b"").is_err());
}

#[test]
fn a_validity_includes_both_ends() {
    let validity = Validity { start: Some(Timestamp(10)), end: Some(Timestamp(20)) };
    let inside: Vec<_> = (8..23).filter(|second| validity.contains(Timestamp(*second))).collect();
    assert_eq!(inside, (10..=20).collect::<Vec<_>>());
    assert!(Validity::default().contains(Timestamp(i64::MIN)));
}

/// A small root that is read, for cases to change.
fn small() -> Value {
    let authority = made::Fields::authority("a", "a", &made::some_key(), None).signed(b"s");
    let log = json!({
        "baseUrl": "https://log.example",
        "hashAlgorithm": "SHA2_256",
        "publicKey": {
            "rawBytes": "AAEC",
            "keyDetails": "PKIX_ECDSA_P256_SHA_256",
            "validFor": { "start": "2026-01-01T00:00:00Z", "end": null }
        },
        "logId": { "keyId": "AAEC" }
    });
    let authority = json!({
        "subject": { "organization": "o", "commonName": "c" },
        "uri": "https://authority.example",
        "certChain": { "certificates": [{ "rawBytes": STANDARD.encode(authority) }] },
        "validFor": { "start": "2026-01-01T00:00:00Z" }
    });
    json!({
        "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "tlogs": [log],
        "ctlogs": [log],
        "certificateAuthorities": [authority],
        "timestampAuthorities": null
    })
}

#[expect(clippy::expect_used, reason = "a case that names no field is a fault of the test")]
fn changed(pointer: &str, value: Value) -> Result<TrustedRoot, (&'static str, String)> {
    let mut root = small();
    let (parent, field) = pointer.rsplit_once('/').expect("a JSON pointer");
    root.pointer_mut(parent).expect("its parent")[field] = value;
    TrustedRoot::parse(root.to_string().as_bytes()).map_err(|error| (error.code.id, error.message))
}

#[test]
fn what_later_versions_add_is_read() {
    for media_type in [
        "application/vnd.dev.sigstore.trustedroot+json;version=0.2",
        "application/vnd.dev.sigstore.trustedroot.v0.2+json",
    ] {
        assert!(changed("/mediaType", json!(media_type)).is_ok(), "{media_type}");
    }
    let log = changed("/tlogs/0/checkpointKeyId", json!({ "keyId": "AQID" })).expect("a root");
    assert_eq!(log.signature_logs[0].checkpoint_key_id, [1, 2, 3]);
    let log = changed("/tlogs/0/operator", json!("example.com")).expect("a root");
    assert_eq!(log.signature_logs[0].operator, "example.com");
    assert!(changed("/tlogs/0/hashAlgorithm", json!(1)).is_ok(), "an enumeration by its number");
}

#[test]
fn anything_else_is_refused() {
    let cases = [
        ("/mediaType", json!("application/json"), "trusted-root.version"),
        ("/mediaType", json!(null), "trusted-root.version"),
        ("/revoked", json!([]), "document.shape"),
        ("/tlogs/0/hashAlgorithm", json!("SHA2_512"), "document.shape"),
        ("/tlogs/0/hashAlgorithm", json!(null), "document.shape"),
        ("/tlogs/0/publicKey", json!(null), "document.shape"),
        ("/ctlogs/0/publicKey/rawBytes", json!(""), "document.shape"),
        ("/ctlogs/0/publicKey/rawBytes", json!("?"), "document.shape"),
        ("/ctlogs/0/publicKey/validFor/start", json!("yesterday"), "document.shape"),
        ("/ctlogs/0/publicKey/validFor/until", json!("2026-01-01T00:00:00Z"), "document.shape"),
        ("/certificateAuthorities/0/certChain", json!(null), "document.shape"),
        ("/certificateAuthorities/0/certChain/certificates", json!([]), "document.shape"),
        (
            "/certificateAuthorities/0/certChain/certificates/0/rawBytes",
            json!("AAEC"),
            "certificate.form",
        ),
    ];
    assert!(TrustedRoot::parse(small().to_string().as_bytes()).is_ok());
    for (pointer, value, code) in cases {
        let (found, message) = changed(pointer, value.clone()).expect_err(pointer);
        assert_eq!(found, code, "{pointer}={value}: {message}");
    }
    let log = small()["tlogs"][0].clone();
    let (_, message) = changed("/tlogs", json!(vec![log; 65])).expect_err("too many");
    assert_eq!(message, "more than 64 values");
    let authority = small()["certificateAuthorities"][0]["certChain"]["certificates"][0].clone();
    let chain = json!(vec![authority; 17]);
    let (_, message) = changed("/certificateAuthorities/0/certChain/certificates", chain)
        .expect_err("a chain that is too long");
    assert_eq!(message, "more than 16 values");
}
