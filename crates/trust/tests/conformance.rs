//! The cases of Sigstore's conformance suite: what exactly does not pass, and why.
//!
//! A case fails for one reason, which its README tells; nothing else of it may be refused, or the test
//! would not show that the reason was seen. What follows from the reason is listed with it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../formats/tests/common/data.rs"]
mod data;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use keelmark_formats::bundle::Bundle;
use keelmark_formats::hash;
use keelmark_formats::trusted_root::TrustedRoot;
use keelmark_model::{Outcome, Subject, Timestamp};
use keelmark_trust::PublicKey;
use keelmark_trust::bundle::Artifact;
use keelmark_trust::policy::{IdentityPolicy, Pattern, Policy, SignerPolicy};
use keelmark_trust::root::{Instance, TrustRoot};
use keelmark_trust::verify::verify;

/// 2026-11-01: after everything in the suite, except what lies in the future on purpose.
const NOW: Timestamp = Timestamp(1_793_491_200);

const IDENTITY: &str = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// A case and what does not pass of it, as names of checks with their codes.
type Case = (&'static str, &'static [(&'static str, &'static str)]);

const CASES: &[Case] = &[
    ("bundle-empty-certificate-chain_fail", &[("bundle", "document.shape")]),
    ("bundle-invalid-base64-signature_fail", &[("bundle", "document.shape")]),
    ("bundle-negative-log-index_fail", &[("bundle", "document.shape")]),
    // By a mail address that the suite does not name, of the time before checkpoints.
    (
        "bundle-with-root-cert_fail",
        &[
            ("certificate", "certificate.root-in-bundle"),
            ("log inclusion", "log.checkpoint-missing"),
            ("identity", "identity.other"),
        ],
    ),
    ("checkpoint-bad-keyhint_fail", &[("log inclusion", "log.checkpoint-unsigned")]),
    // A signature that was replaced is not the one that was logged either.
    (
        "dsse-invalid-sig_fail",
        &[("signature", "signature.invalid"), ("log entry", "log.body-signature")],
    ),
    ("dsse-mismatch-sig_fail", &[("log entry", "log.body-signature")]),
    ("happy-path-v0.1", &[]),
    ("happy-path-v0.3", &[]),
    ("inclusion-proof-corrupted-hash_fail", &[("log inclusion", "log.proof-root")]),
    // The time has come by now; what is left is that the certificate was not valid then.
    ("integrated-time-in-future_fail", &[("signing time", "certificate.validity")]),
    ("intoto-log-entry-mismatch_fail", &[("log entry", "log.body-signature")]),
    ("intoto-set-outside-signing-cert-validity_fail", &[("signing time", "certificate.validity")]),
    ("intoto-with-custom-trust-root", &[]),
    ("invalid-ct-key_fail", &[("certificate log", "certificate.log")]),
    ("managed-key-and-trusted-root", &[]),
    ("managed-key-no-key_fail", &[("identity", "identity.absent")]),
    ("message-digest-mismatch_fail", &[("subject", "signature.subject")]),
    ("rekor2-checkpoint-missing-log-signature_fail", &[("log inclusion", "log.checkpoint-form")]),
    ("rekor2-checkpoint-missing-root-hash_fail", &[("log inclusion", "log.checkpoint-form")]),
    ("rekor2-checkpoint-multiple-cosigs", &[]),
    ("rekor2-checkpoint-origin-not-first", &[]),
    ("rekor2-checkpoint-two-sigs-from-origin", &[]),
    (
        "rekor2-dsse-invalid-sig_fail",
        &[("signature", "signature.invalid"), ("log entry", "log.body-signature")],
    ),
    ("rekor2-dsse-mismatch-sig_fail", &[("log entry", "log.body-signature")]),
    ("rekor2-no-inclusion-proof_fail", &[("log inclusion", "log.proof-missing")]),
    (
        "rekor2-timestamp-outside-trust-root-tsa-validity_fail",
        &[("timestamp", "timestamp.validity")],
    ),
    ("rekor2-timestamp-payload-mismatch_fail", &[("timestamp", "timestamp.imprint")]),
    (
        "rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail",
        &[("timestamp", "timestamp.untrusted")],
    ),
    ("rekor2-timestamp-with-expired-cert-chain", &[]),
    ("rekor2-timestamp-without-embedded-cert", &[]),
    (
        "signature-mismatch_fail",
        &[("signature", "signature.invalid"), ("log entry", "log.body-signature")],
    ),
    ("trust-root-tlog-validity-end-inclusive", &[]),
    ("wrong-hashedrekord-artifact_fail", &[("log entry", "log.body-digest")]),
    ("wrong-hashedrekord-entry_fail", &[("log entry", "log.body-digest")]),
];

/// The folder of the suite, or a word that it is not there.
fn suite() -> Option<PathBuf> {
    data::folder("sigstore/conformance")
}

/// The text of a case's file, or what stands for it.
fn text_or(file: &Path, default: &str) -> String {
    fs::read_to_string(file).map_or_else(|_| default.to_owned(), |text| text.trim_end().to_owned())
}

fn policy(case: &Path) -> Policy {
    let signer = match fs::read(case.join("key.pub")) {
        Ok(pem) => SignerPolicy::Keys(vec![PublicKey::parse(&pem).unwrap()]),
        Err(_) => SignerPolicy::Identities(vec![IdentityPolicy {
            identity: Some(Pattern::Exact(text_or(&case.join("identity"), IDENTITY))),
            issuer: Pattern::Exact(text_or(&case.join("issuer"), ISSUER)),
        }]),
    };
    Policy { signer, ..Policy::default() }
}

fn root(case: &Path) -> TrustRoot {
    let Ok(own) = fs::read(case.join("trusted_root.json")) else {
        return TrustRoot::embedded(Instance::PublicGood).unwrap();
    };
    TrustRoot::new(vec![("case".to_owned(), TrustedRoot::parse(&own).unwrap())]).unwrap()
}

/// What does not pass of a case.
fn refused(case: &Path, whole: bool) -> Vec<(&'static str, &'static str)> {
    let bundle = match Bundle::parse(&fs::read(case.join("bundle.sigstore.json")).unwrap()) {
        Ok(bundle) => bundle,
        Err(error) => return vec![("bundle", error.code.id)],
    };
    let own = fs::read(case.join("artifact"));
    let bytes = own.unwrap_or_else(|_| fs::read(case.join("../a.txt")).unwrap());
    let subject =
        Subject { name: "artifact".to_owned(), size: None, digests: vec![hash::sha256(&bytes)] };
    let artifact = Artifact { subject: &subject, bytes: whole.then_some(&bytes[..]) };
    let (root, policy) = (root(case), policy(case));
    let report = verify(&bundle, artifact, &root, &policy, NOW);
    let passes = report.verdict.outcome() == Outcome::Pass;
    assert_eq!(passes, report.proven.is_some(), "{}", case.display());
    let refused = report.verdict.checks.iter().filter(|check| check.outcome > Outcome::Pass);
    let refused = refused.map(|check| (check.name, check.code.unwrap().id)).collect::<Vec<_>>();
    assert_eq!(passes, refused.is_empty(), "{}", case.display());
    refused
}

#[test]
fn every_case_is_decided_for_the_reason_it_was_made_for() {
    let Some(suite) = suite() else { return };
    for (name, expected) in CASES {
        let good = !name.ends_with("_fail");
        assert_eq!(good, expected.is_empty(), "{name}: the suite says otherwise");
        for whole in [true, false] {
            assert_eq!(refused(&suite.join(name), whole), *expected, "{name}, whole: {whole}");
        }
    }
}

#[test]
fn no_case_is_missing() {
    let Some(suite) = suite() else { return };
    let folders = fs::read_dir(&suite).unwrap().map(|entry| entry.unwrap());
    let cases = folders.filter(|entry| entry.path().is_dir());
    let found: BTreeSet<_> =
        cases.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let named: BTreeSet<_> = CASES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, named);
}
