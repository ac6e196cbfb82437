//! Signed times: which hold, and why others do not.
//!
//! `testdata/timestamp` has a small hierarchy (root, issuer, authority; P-256, valid from 2020 to
//! 2040) and tokens of 2026-01-01T00:00:00Z over [`MESSAGE`], made with Python's cryptography;
//! `openssl.tsr` is what `openssl ts -reply` 3.0.19 made of the same keys.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../formats/tests/common/data.rs"]
mod data;
#[path = "common/pem.rs"]
mod pem;

use std::fs;
use std::path::Path;

use keelmark_formats::bundle::{Bundle, Content};
use keelmark_formats::timestamp_token::TimestampToken;
use keelmark_formats::trusted_root::{Authority, TrustedRoot, Validity};
use keelmark_model::Timestamp;
use keelmark_trust::root::{TrustDomain, TrustRoot};
use keelmark_trust::timestamp::{SignedTime, TimestampError, distinct_authorities, verify};

const MESSAGE: &[u8] = b"the bytes of a signature";
const TIME: Timestamp = Timestamp(1_767_225_600);

fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/timestamp");
    fs::read(folder.join(name)).unwrap()
}

fn authority(names: &[&str], valid: Validity) -> Authority {
    let chain = names.iter().flat_map(|name| {
        let text = String::from_utf8(file(&format!("{name}.pem"))).unwrap();
        pem::certificates(&text)
    });
    let (uri, operator) = ("https://tsa.example".to_owned(), String::new());
    Authority { uri, operator, chain: chain.collect(), valid }
}

fn domain_of(authorities: Vec<Authority>) -> TrustRoot {
    let root = TrustedRoot { timestamp_authorities: authorities, ..TrustedRoot::default() };
    TrustRoot::new(vec![("example".to_owned(), root)]).unwrap()
}

/// A root whose authority signs with one certificate, and one whose authority only issues.
fn roots() -> [TrustRoot; 2] {
    [&["authority", "issuer", "root"][..], &["issuer", "root"]]
        .map(|names| domain_of(vec![authority(names, Validity::default())]))
}

fn judge<'r>(
    token: &[u8],
    message: &[u8],
    domain: &'r TrustDomain,
) -> Result<SignedTime<'r>, TimestampError> {
    verify(&TimestampToken::parse(token).unwrap(), message, domain)
}

fn outcome(token: &str, root: &TrustRoot) -> String {
    match judge(&file(&format!("{token}.tsr")), MESSAGE, &root.domains[0]) {
        Ok(time) => format!("{} by {}", time.time.0, time.signer),
        Err(error) => error.code().id.to_owned(),
    }
}

#[test]
fn each_token_is_judged_by_what_the_root_trusts() {
    let [pinned, issuing] = roots();
    let good = "1767225600 by O=example, CN=authority";
    let cases = [
        ("good", good, good),
        ("good-again", good, good),
        ("sha384", good, good),
        ("without-identifier", good, good),
        ("without-certificate", good, "timestamp.untrusted"),
        // Of another certificate by the same issuer: trusted only where the issuer is.
        ("issued", "timestamp.untrusted", "1767225600 by O=example, CN=second authority"),
        ("sha512-rsa", "timestamp.untrusted", "1767225600 by O=example, CN=rsa authority"),
        ("issued-without-certificate", "timestamp.untrusted", "timestamp.untrusted"),
        ("untrusted", "timestamp.untrusted", "timestamp.untrusted"),
        ("untrusted-without-certificate", "timestamp.untrusted", "timestamp.untrusted"),
        ("two-purposes", "timestamp.untrusted", "timestamp.certificate"),
        ("not-critical", "timestamp.untrusted", "timestamp.certificate"),
        ("another-purpose", "timestamp.untrusted", "timestamp.certificate"),
        ("no-purpose", "timestamp.untrusted", "timestamp.certificate"),
        ("expired", "timestamp.untrusted", "timestamp.validity"),
        ("before", "timestamp.validity", "timestamp.validity"),
        ("message-digest", "timestamp.signature", "timestamp.signature"),
        ("another-key", "timestamp.signature", "timestamp.signature"),
        ("attributes-untagged", "timestamp.signature", "timestamp.signature"),
        ("identifier-of-another", "timestamp.certificate", "timestamp.certificate"),
        ("identifier-with-another-serial", "timestamp.certificate", "timestamp.certificate"),
    ];
    for (token, by_pinned, by_issuing) in cases {
        assert_eq!(outcome(token, &pinned), by_pinned, "{token}, pinned");
        assert_eq!(outcome(token, &issuing), by_issuing, "{token}, issuing");
    }
}

#[test]
fn another_message_is_another_imprint() {
    let [pinned, _] = roots();
    let error = judge(&file("good.tsr"), b"another", &pinned.domains[0]).unwrap_err();
    assert_eq!(error.code().id, "timestamp.imprint");
}

#[test]
fn what_openssl_makes_holds() {
    for root in roots() {
        let token = file("openssl.tsr");
        let time = judge(&token, MESSAGE, &root.domains[0]).unwrap();
        assert_eq!(time.time, Timestamp(1_795_269_394));
        assert_eq!(time.accuracy.map(|accuracy| accuracy.microseconds), Some(500_000));
        assert_eq!(time.serial, "2b");
    }
}

#[test]
fn the_root_says_when_an_authority_is_trusted() {
    let at = |start: i64, end: i64| {
        let valid =
            Validity { start: Some(Timestamp(TIME.0 + start)), end: Some(Timestamp(TIME.0 + end)) };
        let root = domain_of(vec![authority(&["authority", "issuer", "root"], valid)]);
        outcome("good", &root)
    };
    assert!(at(0, 0).starts_with("1767225600"), "both ends are within");
    assert_eq!(at(1, 2), "timestamp.validity");
    assert_eq!(at(-2, -1), "timestamp.validity");
}

#[test]
fn a_second_entry_counts_where_the_first_does_not_hold() {
    let chain = ["authority", "issuer", "root"];
    let past = Validity { start: None, end: Some(Timestamp(0)) };
    let root = domain_of(vec![authority(&chain, past), authority(&chain, Validity::default())]);
    assert!(outcome("good", &root).starts_with("1767225600"));
}

#[test]
fn a_chain_that_does_not_hold_together_trusts_nobody() {
    let root = domain_of(vec![authority(&["authority", "other-root"], Validity::default())]);
    assert_eq!(outcome("good", &root), "timestamp.untrusted");
    let root = domain_of(vec![authority(&["authority"], Validity::default())]);
    assert!(outcome("good", &root).starts_with("1767225600"), "the last is trusted as it stands");
}

#[test]
fn an_authority_counts_once() {
    let [pinned, _] = roots();
    let domain = &pinned.domains[0];
    let tokens = ["good", "good", "good-again", "openssl"];
    let times: Vec<_> = tokens
        .iter()
        .map(|name| judge(&file(&format!("{name}.tsr")), MESSAGE, domain).unwrap())
        .collect();
    assert_eq!(distinct_authorities(&times), 1);
    assert_eq!(distinct_authorities(&[]), 0);
}

#[test]
fn no_byte_of_a_token_can_be_changed_for_another_time() {
    let [pinned, issuing] = roots();
    let good = file("good.tsr");
    for at in 0..good.len() {
        let mut changed = good.clone();
        changed[at] ^= 1;
        let Ok(token) = TimestampToken::parse(&changed) else { continue };
        for root in [&pinned, &issuing] {
            if let Ok(time) = verify(&token, MESSAGE, &root.domains[0]) {
                assert_eq!((time.time, time.serial.as_str()), (TIME, "2a"), "byte {at}");
            }
        }
    }
}

/// Conformance cases with a timestamp, and what is said of it.
#[test]
fn real_tokens_are_judged_as_sigstore_does() {
    let Some(sigstore) = data::folder("sigstore") else { return };
    let folder = sigstore.join("conformance");
    let cases = [
        ("intoto-with-custom-trust-root", None),
        ("rekor2-checkpoint-multiple-cosigs", None),
        ("rekor2-no-inclusion-proof_fail", None),
        ("rekor2-timestamp-outside-trust-root-tsa-validity_fail", Some("timestamp.validity")),
        ("rekor2-timestamp-payload-mismatch_fail", Some("timestamp.imprint")),
        ("rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail", Some("timestamp.untrusted")),
        ("rekor2-timestamp-with-expired-cert-chain", None),
        ("rekor2-timestamp-without-embedded-cert", None),
    ];
    for (case, expected) in cases {
        let folder = folder.join(case);
        let bundle =
            Bundle::parse(&fs::read(folder.join("bundle.sigstore.json")).unwrap()).unwrap();
        let own = fs::read(folder.join("trusted_root.json"));
        let public_good = || fs::read(sigstore.join("trust/trusted_root.json")).unwrap();
        let trusted = TrustedRoot::parse(&own.unwrap_or_else(|_| public_good())).unwrap();
        let trusted = TrustRoot::new(vec![(case.to_owned(), trusted)]).unwrap();
        let message = match &bundle.content {
            Content::Dsse(envelope) => &envelope.signatures[0].signature,
            Content::Message { signature, .. } => signature,
        };
        for der in &bundle.timestamps {
            let judged = judge(der, message, &trusted.domains[0]);
            let code = judged.as_ref().err().map(|error| error.code().id);
            assert_eq!(code, expected, "{case}: {judged:?}");
        }
        assert!(!bundle.timestamps.is_empty(), "{case}");
    }
}
