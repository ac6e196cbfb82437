//! The log entries of sigstore-conformance's bundles, checked alone: what is wrong with a certificate,
//! a timestamp or the signature itself is found elsewhere.
//!
//! `KEELMARK_DATA` names the folder that has `sigstore/conformance` and `sigstore/trust`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking and says what it skips"
)]

#[path = "../../formats/tests/common/data.rs"]
mod data;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use keelmark_formats::bundle::Bundle;
use keelmark_formats::hash;
use keelmark_formats::log_entry::LogEntry;
use keelmark_formats::trusted_root::TrustedRoot;
use keelmark_model::Digest;
use keelmark_trust::PublicKey;
use keelmark_trust::log::{
    LogError, check_presence, verify_body, verify_cosignatures, verify_inclusion, verify_promise,
};
use keelmark_trust::root::{Log, TrustRoot};

/// What is found of a bundle's entry: promise, inclusion and body, each `ok` or a code.
type Expected = (&'static str, &'static str, &'static str);

const GOOD: Expected = ("ok", "ok", "ok");
/// Rekor v2 promises nothing.
const GOOD_V2: Expected = ("log.promise-missing", "ok", "ok");

const CASES: &[(&str, Expected)] = &[
    ("bundle-with-root-cert_fail", ("ok", "log.checkpoint-missing", "ok")),
    ("checkpoint-bad-keyhint_fail", ("ok", "log.checkpoint-unsigned", "ok")),
    ("dsse-invalid-sig_fail", ("ok", "ok", "log.body-signature")),
    ("dsse-mismatch-sig_fail", ("ok", "ok", "log.body-signature")),
    ("happy-path-v0.1", GOOD),
    ("happy-path-v0.3", GOOD),
    ("inclusion-proof-corrupted-hash_fail", ("ok", "log.proof-root", "ok")),
    ("integrated-time-in-future_fail", GOOD),
    ("intoto-log-entry-mismatch_fail", ("ok", "ok", "log.body-signature")),
    ("intoto-set-outside-signing-cert-validity_fail", GOOD),
    ("intoto-with-custom-trust-root", GOOD),
    ("invalid-ct-key_fail", GOOD),
    ("managed-key-and-trusted-root", GOOD),
    ("managed-key-no-key_fail", ("ok", "ok", "log.body-verifier")),
    ("message-digest-mismatch_fail", GOOD),
    (
        "rekor2-checkpoint-missing-log-signature_fail",
        ("log.promise-missing", "log.checkpoint-form", "ok"),
    ),
    (
        "rekor2-checkpoint-missing-root-hash_fail",
        ("log.promise-missing", "log.checkpoint-form", "ok"),
    ),
    ("rekor2-checkpoint-multiple-cosigs", GOOD_V2),
    ("rekor2-checkpoint-origin-not-first", GOOD_V2),
    ("rekor2-checkpoint-two-sigs-from-origin", GOOD_V2),
    ("rekor2-dsse-invalid-sig_fail", ("log.promise-missing", "ok", "log.body-signature")),
    ("rekor2-dsse-mismatch-sig_fail", ("log.promise-missing", "ok", "log.body-signature")),
    ("rekor2-no-inclusion-proof_fail", ("log.promise-missing", "log.proof-missing", "ok")),
    ("rekor2-timestamp-outside-trust-root-tsa-validity_fail", GOOD_V2),
    ("rekor2-timestamp-payload-mismatch_fail", GOOD_V2),
    ("rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail", GOOD_V2),
    ("rekor2-timestamp-with-expired-cert-chain", GOOD_V2),
    ("rekor2-timestamp-without-embedded-cert", GOOD_V2),
    ("signature-mismatch_fail", ("ok", "ok", "log.body-signature")),
    ("trust-root-tlog-validity-end-inclusive", GOOD),
    ("wrong-hashedrekord-artifact_fail", ("ok", "ok", "log.body-digest")),
    ("wrong-hashedrekord-entry_fail", ("ok", "ok", "log.body-digest")),
];

/// Bundles that are no bundles.
const UNREADABLE: [&str; 3] = [
    "bundle-empty-certificate-chain_fail",
    "bundle-invalid-base64-signature_fail",
    "bundle-negative-log-index_fail",
];

fn sigstore() -> Option<PathBuf> {
    data::folder("sigstore/conformance")?;
    data::folder("sigstore")
}

struct Case {
    bundle: Bundle,
    logs: Vec<Log>,
    key: Option<PublicKey>,
    digests: Vec<Digest>,
}

impl Case {
    fn entry(&self) -> &LogEntry {
        &self.bundle.log_entries[0]
    }

    fn read(sigstore: &Path, name: &str) -> Self {
        let conformance = sigstore.join("conformance");
        let folder = conformance.join(name);
        let own_or = |file: &str, other: PathBuf| {
            fs::read(folder.join(file)).or_else(|_| fs::read(other)).unwrap()
        };
        let root = own_or("trusted_root.json", sigstore.join("trust/trusted_root.json"));
        let artifact = own_or("artifact", conformance.join("a.txt"));
        let bundle = fs::read(folder.join("bundle.sigstore.json")).unwrap();
        let key = fs::read(folder.join("key.pub")).ok();
        Self {
            bundle: Bundle::parse(&bundle).unwrap_or_else(|error| panic!("{name}: {error}")),
            logs: logs(&root),
            key: key.map(|pem| PublicKey::parse(&pem).unwrap()),
            digests: vec![hash::sha256(&artifact)],
        }
    }
}

/// The transparency logs of a trusted root.
fn logs(root: &[u8]) -> Vec<Log> {
    let root = TrustedRoot::parse(root).unwrap();
    let mut root = TrustRoot::new(vec![("test".to_owned(), root)]).unwrap();
    root.domains.remove(0).logs
}

fn outcome<T>(found: Result<T, LogError>) -> &'static str {
    found.map_or_else(|error| error.code().id, |_| "ok")
}

#[test]
fn conformance() {
    let Some(sigstore) = sigstore() else { return };
    let mut wrong = BTreeMap::new();
    for (name, expected) in CASES {
        let case = Case::read(&sigstore, name);
        assert_eq!(case.bundle.log_entries.len(), 1, "{name}");
        let (entry, logs) = (case.entry(), &case.logs);
        let found = (
            outcome(verify_promise(entry, logs)),
            outcome(verify_inclusion(entry, logs)),
            outcome(verify_body(entry, &case.bundle, case.key.as_ref(), &case.digests)),
        );
        if found != *expected {
            wrong.insert(*name, found);
        }
        let complete = *name != "rekor2-no-inclusion-proof_fail";
        assert_eq!(check_presence(case.bundle.media_type, entry).is_ok(), complete, "{name}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_case_is_known() {
    let Some(sigstore) = sigstore() else { return };
    for folder in fs::read_dir(sigstore.join("conformance")).unwrap() {
        let path = folder.unwrap().path();
        let Ok(bytes) = fs::read(path.join("bundle.sigstore.json")) else { continue };
        let name = path.file_name().unwrap().to_str().unwrap();
        let known = CASES.iter().any(|(known, _)| *known == name);
        assert!(known || UNREADABLE.contains(&name), "{name} is not in the table");
        let parsed = Bundle::parse(&bytes);
        assert_eq!(parsed.is_err(), UNREADABLE.contains(&name), "{name}: {:?}", parsed.err());
    }
}

#[test]
fn facts_of_entries() {
    let Some(sigstore) = sigstore() else { return };
    let case = Case::read(&sigstore, "happy-path-v0.3");
    let promised = verify_promise(case.entry(), &case.logs).unwrap();
    assert_eq!((promised.index, promised.time.0), (79_571_823, 1_710_869_186));
    let included = verify_inclusion(case.entry(), &case.logs).unwrap();
    assert_eq!((included.index, included.checkpoint.size), (75_408_392, 75_408_393));
    assert_eq!(included.checkpoint.origin, "rekor.sigstore.dev - 2605736670972794746");
    assert_eq!(included.log.base_url, "https://rekor.sigstore.dev");
    let case = Case::read(&sigstore, "rekor2-checkpoint-multiple-cosigs");
    let included = verify_inclusion(case.entry(), &case.logs).unwrap();
    let names: Vec<&str> = included.checkpoint.signatures.iter().map(|line| line.name).collect();
    assert_eq!(
        names,
        ["log2025-alpha1.rekor.sigstage.dev", "witness.example/w1", "witness.example/w2"]
    );
    assert_eq!(verify_cosignatures(&included.checkpoint, &[]), Ok(vec![]));
}

#[test]
fn no_bit_of_an_entry_may_change() {
    let Some(sigstore) = sigstore() else { return };
    for name in ["happy-path-v0.1", "rekor2-checkpoint-origin-not-first"] {
        let case = Case::read(&sigstore, name);
        for at in 0..case.entry().body.len() {
            let mut entry = case.entry().clone();
            entry.body[at] ^= 1;
            assert_eq!(outcome(verify_inclusion(&entry, &case.logs)), "log.proof-root");
            if at % 100 == 0 && entry.promise.is_some() {
                assert_eq!(outcome(verify_promise(&entry, &case.logs)), "log.promise-signature");
            }
        }
    }
}
