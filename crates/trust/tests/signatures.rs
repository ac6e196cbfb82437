//! Envelopes, bundles and HMACs: what verifies, what does not and why, and that nothing in a file can
//! be changed unnoticed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../formats/tests/common/data.rs"]
mod data;
#[path = "common/pem.rs"]
mod pem;

use std::fs;
use std::path::Path;

use keelmark_formats::bundle::{Bundle, Content, VerificationMaterial};
use keelmark_formats::dsse::EnvelopeSignature;
use keelmark_formats::hmac_envelope::HmacEnvelope;
use keelmark_formats::{hash, statement};
use keelmark_model::{Digest, DigestAlgorithm, Outcome, Subject, Timestamp};
use keelmark_trust::bundle::{Artifact, Proven, check_form, sign_statement};
use keelmark_trust::envelope::{sign_envelope, verify_envelope};
use keelmark_trust::hmac::{self, Expected, Secret};
use keelmark_trust::policy::{Policy, PredicateType, SignerPolicy, Thresholds};
use keelmark_trust::root::TrustRoot;
use keelmark_trust::verify::{Report, verify};
use keelmark_trust::{KeyAlgorithm, PrivateKey, PublicKey, SignatureError, Signer, SystemRandom};
use p256::ecdsa::Signature;
use serde_json::json;
use zeroize::Zeroizing;

const ARTIFACT: &[u8] = b"the artifact\n";

fn own(file: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(file)).unwrap()
}

fn key(algorithm: KeyAlgorithm) -> PrivateKey {
    let file = match algorithm {
        KeyAlgorithm::EcdsaP256 => "key/private/accepted/pkcs8.pem",
        KeyAlgorithm::Ed25519 => "key/private/accepted/ed25519.pem",
    };
    PrivateKey::parse(&own(file), None).unwrap()
}

fn stranger() -> PublicKey {
    PrivateKey::generate(KeyAlgorithm::EcdsaP256, &SystemRandom::new()).unwrap().public().clone()
}

fn subject(bytes: &[u8]) -> Subject {
    Subject { name: "artifact".to_owned(), size: None, digests: vec![hash::sha256(bytes)] }
}

fn signed(algorithm: KeyAlgorithm) -> Bundle {
    let predicate = br#"{"builder": "example"}"#;
    let statement = statement::render(&[subject(ARTIFACT)], "https://example.com/p", predicate);
    sign_statement(statement.unwrap(), &key(algorithm))
}

fn message(algorithm: KeyAlgorithm) -> Bundle {
    let signature = key(algorithm).sign(ARTIFACT);
    let digest = Some(hash::sha256(ARTIFACT));
    Bundle { content: Content::Message { digest, signature }, ..signed(algorithm) }
}

fn code<T>(result: Result<T, SignatureError>) -> Option<&'static str> {
    result.err().map(|error| error.code().id)
}

/// What comes of a bundle where keys are all that is trusted: no root vouches for a log or a time.
fn judge<'b>(bundle: &'b Bundle, artifact: Artifact<'_>, keys: &[PublicKey]) -> Report<'b> {
    let root = TrustRoot::new(Vec::new()).unwrap();
    let thresholds = Thresholds { logs: 0, ..Thresholds::default() };
    let policy =
        Policy { signer: SignerPolicy::Keys(keys.to_vec()), thresholds, ..Policy::default() };
    verify(bundle, artifact, &root, &policy, Timestamp(1_793_491_200))
}

/// The codes of what does not pass; none only where something is proven.
fn codes(report: &Report<'_>) -> Vec<&'static str> {
    let refused = report.verdict.checks.iter().filter(|check| check.outcome > Outcome::Pass);
    let codes: Vec<_> = refused.map(|check| check.code.unwrap().id).collect();
    assert_eq!(codes.is_empty(), report.proven.is_some(), "{:?}", report.verdict);
    codes
}

fn about(bundle: &Bundle, bytes: &[u8], keys: &[PublicKey]) -> Vec<&'static str> {
    let subject = subject(bytes);
    codes(&judge(bundle, Artifact { subject: &subject, bytes: Some(bytes) }, keys))
}

#[test]
fn a_statement_is_verified_with_its_exact_predicate() {
    for algorithm in KeyAlgorithm::ALL {
        let (bundle, public) = (signed(algorithm), key(algorithm).public().clone());
        assert_eq!(signed(algorithm), bundle, "signing is deterministic");
        let keys = [stranger(), public.clone()];
        let subject = subject(ARTIFACT);
        for bytes in [Some(ARTIFACT), None] {
            let report = judge(&bundle, Artifact { subject: &subject, bytes }, &keys);
            let verified = report.proven.unwrap();
            assert_eq!(*verified.signer(), Signer::Key { fingerprint: public.fingerprint() });
            let Proven::Statement(statement) = verified.value() else { panic!("not a statement") };
            assert_eq!(statement.predicate_bytes(), br#"{"builder": "example"}"#);
        }
    }
}

#[test]
fn a_file_is_verified_from_its_bytes_or_where_that_suffices_its_digest() {
    for algorithm in KeyAlgorithm::ALL {
        let (bundle, keys) = (message(algorithm), [key(algorithm).public().clone()]);
        let subject = subject(ARTIFACT);
        let whole = Artifact { subject: &subject, bytes: Some(ARTIFACT) };
        let verified = judge(&bundle, whole, &keys).proven.unwrap();
        assert!(
            matches!(verified.value(), Proven::Artifact(digest) if *digest == hash::sha256(ARTIFACT))
        );
        let by_digest = judge(&bundle, Artifact::from(&subject), &keys);
        match algorithm {
            KeyAlgorithm::EcdsaP256 => assert!(by_digest.proven.is_some()),
            KeyAlgorithm::Ed25519 => {
                assert_eq!(codes(&by_digest), ["signature.needs-artifact"]);
                assert_eq!(by_digest.verdict.outcome(), Outcome::Unknown);
            }
        }
    }
}

/// A bundle, what it should be about, the keys at hand, and what does not pass.
type Case<'a> = (&'a Bundle, &'a [u8], &'a [PublicKey], &'a [&'a str]);

#[test]
fn what_does_not_verify_says_why() {
    let ecdsa = KeyAlgorithm::EcdsaP256;
    let (bundle, keys) = (signed(ecdsa), [key(ecdsa).public().clone()]);
    let hinted = |hint: Option<&str>| Bundle {
        material: VerificationMaterial::PublicKey { hint: hint.map(str::to_owned) },
        ..bundle.clone()
    };
    let foreign = hinted(Some(&stranger().hint()));
    let certificate = VerificationMaterial::Certificate { der: vec![1] };
    let keyless = Bundle { material: certificate, ..bundle.clone() };
    let by_stranger = [stranger()];
    let cases: [Case<'_>; 9] = [
        (&bundle, b"other", &keys, &["signature.subject"]),
        (&message(ecdsa), b"other", &keys, &["signature.invalid", "signature.subject"]),
        (&bundle, ARTIFACT, &[], &["signature.no-key"]),
        (&bundle, ARTIFACT, &by_stranger, &["signature.no-key"]),
        (&hinted(None), ARTIFACT, &by_stranger, &["signature.invalid"]),
        (&foreign, ARTIFACT, &keys, &["signature.no-key"]),
        (&hinted(None), ARTIFACT, &keys, &[]),
        (&hinted(Some("my key")), ARTIFACT, &keys, &[]),
        (&keyless, ARTIFACT, &keys, &["certificate.form"]),
    ];
    for (bundle, artifact, keys, wanted) in cases {
        assert_eq!(about(bundle, artifact, keys), wanted, "{:?}", bundle.material);
    }
    for (payload_type, payload, wanted) in [
        ("text/plain", &b"{}"[..], "signature.content"),
        ("application/vnd.in-toto+json", b"{}", "document.shape"),
        ("application/vnd.in-toto+json", b"", "document.empty"),
    ] {
        let envelope = sign_envelope(payload_type, payload.to_vec(), &key(ecdsa));
        let odd = Bundle { content: Content::Dsse(envelope), ..bundle.clone() };
        assert_eq!(about(&odd, ARTIFACT, &keys), [wanted]);
    }
}

/// No key can check a certificate that is sound, and a demand for a statement is not met by a
/// signature over the file alone.
#[test]
fn what_was_asked_for_otherwise_says_so() {
    let ecdsa = KeyAlgorithm::EcdsaP256;
    let keys = [key(ecdsa).public().clone()];
    let chain = pem::certificates(include_str!("../testdata/certificate/chain.pem"));
    let der = chain[0].der().to_vec();
    let material = VerificationMaterial::Certificate { der };
    let keyless = Bundle { material, ..signed(ecdsa) };
    assert_eq!(about(&keyless, ARTIFACT, &keys)[0], "signature.certificate");
    let root = TrustRoot::new(Vec::new()).unwrap();
    let signer = SignerPolicy::Keys(keys.to_vec());
    let predicate_type = Some(PredicateType::Exact("https://example.com/p".to_owned()));
    let thresholds = Thresholds { logs: 0, ..Thresholds::default() };
    let policy = Policy { signer, predicate_type, thresholds, ..Policy::default() };
    let subject = subject(ARTIFACT);
    for (bundle, wanted) in
        [(signed(ecdsa), &[][..]), (message(ecdsa), &["statement.predicate"][..])]
    {
        let report = verify(&bundle, Artifact::from(&subject), &root, &policy, Timestamp(0));
        assert_eq!(codes(&report), wanted);
    }
}

#[test]
fn a_message_digest_that_lies_is_found_out() {
    let Content::Message { signature, .. } = message(KeyAlgorithm::EcdsaP256).content else {
        panic!()
    };
    let keys = [key(KeyAlgorithm::EcdsaP256).public().clone()];
    let cases: [(_, &[&str]); 3] = [
        (None, &[]),
        (Some(hash::sha256(b"other")), &["signature.subject"]),
        (Some(Digest::new(DigestAlgorithm::Sha512, &[0; 64]).unwrap()), &[]),
    ];
    for (stated, wanted) in cases {
        let content = Content::Message { digest: stated, signature: signature.clone() };
        let bundle = Bundle { content, ..message(KeyAlgorithm::EcdsaP256) };
        assert_eq!(about(&bundle, ARTIFACT, &keys), wanted);
    }
}

#[test]
fn digests_that_contradict_each_other_are_about_nothing() {
    let weak = |bytes: &[u8]| Digest::new(DigestAlgorithm::Sha1, bytes).unwrap();
    let sha512 = |byte: u8| Digest::new(DigestAlgorithm::Sha512, &[byte; 64]).unwrap();
    let sha256 = hash::sha256(ARTIFACT);
    let ecdsa = KeyAlgorithm::EcdsaP256;
    let said = Subject { digests: vec![sha256, sha512(1)], ..subject(b"") };
    let text = statement::render(&[said], "t", b"{}").unwrap();
    let bundle = sign_statement(text, &key(ecdsa));
    let keys = [key(ecdsa).public().clone()];
    let cases: [(_, &[&str]); 6] = [
        (vec![sha256], &[]),
        (vec![sha512(1)], &[]),
        (vec![weak(&[0; 20]), sha256], &[]),
        (vec![sha256, sha512(2)], &["signature.subject"]),
        // Nothing at hand tells whether it is the same.
        (vec![weak(&[0; 20])], &["signature.needs-artifact"]),
        (vec![], &["signature.needs-artifact"]),
    ];
    for (digests, wanted) in cases {
        let artifact = Subject { digests, ..subject(b"") };
        let report = judge(&bundle, Artifact::from(&artifact), &keys);
        assert_eq!(codes(&report), wanted, "{artifact:?}");
    }
}

/// Other files can be made that have them, so that they neither prove nor refute.
#[test]
fn digests_that_are_broken_prove_nothing() {
    let weak = |byte: u8| Digest::new(DigestAlgorithm::Sha1, &[byte; 20]).unwrap();
    let keys = [key(KeyAlgorithm::EcdsaP256).public().clone()];
    // keelmark writes none such.
    let said = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "artifact", "digest": {"sha1": weak(1).hex()}}],
        "predicateType": "t",
        "predicate": {},
    });
    let bundle = sign_statement(said.to_string().into_bytes(), &key(KeyAlgorithm::EcdsaP256));
    let sha256 = hash::sha256(ARTIFACT);
    let cases: [(_, &[&str]); 4] = [
        (vec![sha256], &["signature.weak-digest"]),
        (vec![weak(1), sha256], &["signature.weak-digest"]),
        (vec![], &["signature.weak-digest"]),
        (vec![weak(2), sha256], &["signature.subject"]),
    ];
    for (digests, wanted) in cases {
        let artifact = Subject { digests, ..subject(b"") };
        let report = judge(&bundle, Artifact::from(&artifact), &keys);
        assert_eq!(codes(&report), wanted, "{artifact:?}");
    }
}

#[test]
fn one_good_signature_of_many_suffices() {
    let key = key(KeyAlgorithm::Ed25519);
    let mut envelope = sign_envelope("text/plain", b"hello".to_vec(), &key);
    let bad = EnvelopeSignature { key_id: Some("first".to_owned()), signature: vec![0; 64] };
    envelope.signatures.insert(0, bad);
    let verified = verify_envelope(&envelope, &[key.public().clone()]).unwrap();
    assert_eq!(verified.value().payload, b"hello");
    envelope.signatures.truncate(1);
    let refused = verify_envelope(&envelope, &[key.public().clone()]);
    assert_eq!(code(refused), Some("signature.invalid"));
}

#[test]
fn bundles_of_cosign_verify() {
    let keys = [PublicKey::parse(&own("signed/cosign.pub")).unwrap()];
    let artifact = own("signed/artifact.txt");
    for name in ["signed/cosign-attest-blob.json", "signed/cosign-sign-blob.json"] {
        let bundle = Bundle::parse(&own(name)).unwrap();
        assert!(about(&bundle, &artifact, &keys).is_empty());
        assert!(about(&bundle, ARTIFACT, &keys).contains(&"signature.subject"));
    }
}

/// Every bit of every byte, every cut, every byte removed or doubled: a bundle that still verifies
/// says exactly what it said, and in the form keelmark writes there is none left.
#[test]
fn no_change_of_a_bundle_changes_what_it_says() {
    let mut mutations = 0;
    for algorithm in KeyAlgorithm::ALL {
        let public = key(algorithm).public().clone();
        for original in [signed(algorithm), message(algorithm)] {
            let dsse = matches!(original.content, Content::Dsse(_));
            let bytes = original.render();
            if dsse {
                check_form(&original, &bytes, &public).unwrap();
            }
            for changed in changes(&bytes) {
                mutations += 1;
                let Ok(bundle) = Bundle::parse(&changed) else { continue };
                let keys = [public.clone()];
                if !about(&bundle, ARTIFACT, &keys).is_empty() {
                    continue;
                }
                let text = String::from_utf8_lossy(&changed);
                assert_eq!(payload(&bundle), payload(&original), "{text}");
                if dsse {
                    let form = check_form(&bundle, &changed, &public);
                    assert_eq!(code(form), Some("signature.form"), "{text}");
                }
            }
        }
    }
    assert!(mutations > 20_000, "{mutations}");
}

/// What a bundle proves, apart from the signature.
fn payload(bundle: &Bundle) -> Option<(&str, &[u8])> {
    match &bundle.content {
        Content::Dsse(envelope) => Some((&envelope.payload_type, &envelope.payload)),
        Content::Message { .. } => None,
    }
}

fn changes(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len()).flat_map(move |at| {
        let flips = (0..8).map(move |bit| {
            let mut changed = bytes.to_vec();
            changed[at] ^= 1 << bit;
            changed
        });
        let cut = bytes[..at].to_vec();
        let removed = [&bytes[..at], &bytes[at + 1..]].concat();
        let doubled = [&bytes[..=at], &bytes[at..]].concat();
        flips.chain([cut, removed, doubled])
    })
}

#[test]
fn the_other_valid_ecdsa_signature_is_not_in_canonical_form() {
    let ecdsa = KeyAlgorithm::EcdsaP256;
    let (mut bundle, public) = (signed(ecdsa), key(ecdsa).public().clone());
    let Content::Dsse(envelope) = &mut bundle.content else { panic!() };
    let low = Signature::from_der(&envelope.signatures[0].signature).unwrap();
    let (r, s) = low.split_scalars();
    let high = Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap();
    envelope.signatures[0].signature = high.to_der().as_bytes().to_vec();
    assert!(about(&bundle, ARTIFACT, std::slice::from_ref(&public)).is_empty());
    let form = check_form(&bundle, &bundle.render(), &public);
    assert_eq!(code(form), Some("signature.form"));
}

#[test]
fn hmac_vectors() {
    let envelope = HmacEnvelope::parse(
        &include_bytes!("../../formats/testdata/hmac-envelope/accepted/python.json")[..],
    );
    let bytes = b"{\"provenance\":true}\n";
    let secret = secret(b"own secret");
    let made = hmac::sign(&secret, "release-é", "out/provenance.intoto.json", bytes);
    assert_eq!(envelope.as_ref(), Ok(&made));
    let expected = Expected { key_id: None, file_name: "provenance.intoto.json", bytes };
    let verified = hmac::verify(&made, &secret, expected).unwrap();
    assert_eq!(*verified.value(), hash::sha256(bytes));
    assert_eq!(*verified.signer(), Signer::Secret { id: "release-é".to_owned() });
}

fn secret(bytes: &[u8]) -> Secret {
    Secret::new(Zeroizing::new(bytes.to_vec())).unwrap()
}

#[test]
fn hmacs_that_do_not_verify_say_why() {
    let good = hmac::sign(&secret(b"k"), "id", "out/file", ARTIFACT);
    let expected = Expected { key_id: Some("id"), file_name: "file", bytes: ARTIFACT };
    let check = |envelope: HmacEnvelope, key: &[u8], expected| {
        hmac::verify(&envelope, &secret(key), expected).err().map(|error| error.code().id)
    };
    assert_eq!(check(good.clone(), b"k", expected), None);
    assert_eq!(check(good.clone(), b"K", expected), Some("hmac.invalid"));
    let sha1 = HmacEnvelope { algorithm: "HMAC-SHA1".to_owned(), ..good.clone() };
    assert_eq!(check(sha1, b"k", expected), Some("hmac.algorithm"));
    let other_id = Expected { key_id: Some("other"), ..expected };
    assert_eq!(check(good.clone(), b"k", other_id), Some("hmac.key-id"));
    let other_name = Expected { file_name: "other", ..expected };
    assert_eq!(check(good.clone(), b"k", other_name), Some("hmac.file"));
    let other_bytes = Expected { bytes: b"other", ..expected };
    assert_eq!(check(good.clone(), b"k", other_bytes), Some("hmac.file"));
    for at in 0..32 {
        let mut flipped = good.clone();
        flipped.signature[at] ^= 1;
        assert_eq!(check(flipped, b"k", expected), Some("hmac.invalid"));
    }
    // Whoever swaps file and digest together still lacks the secret.
    let swapped = HmacEnvelope { signed_sha256: hash::sha256(b"other"), ..good };
    assert_eq!(check(swapped, b"k", other_bytes), Some("hmac.invalid"));
    let empty = Secret::new(Zeroizing::new(Vec::new())).unwrap_err();
    assert_eq!(empty.code().id, "signature.missing_key");
    assert_eq!(format!("{:?}", secret(b"k")), "Secret(…)");
}

#[test]
fn what_dpone_wrote_verifies_and_is_what_we_write() {
    let Some(folder) = data::folder("dpone-golden") else { return };
    let text = fs::read(folder.join("signature.hmac-sha256.json")).unwrap();
    let bytes = fs::read(folder.join("provenance.intoto.json")).unwrap();
    let envelope = HmacEnvelope::parse(&text).unwrap();
    let expected =
        Expected { key_id: Some("local-hmac"), file_name: "provenance.intoto.json", bytes: &bytes };
    hmac::verify(&envelope, &secret(b"k"), expected).unwrap();
    let made = hmac::sign(&secret(b"k"), "local-hmac", "out/provenance.intoto.json", &bytes);
    assert_eq!(made.render(), text);
}

#[test]
fn the_bundles_of_sigstore_s_conformance_suite_are_written_as_they_were_read() {
    let Some(folder) = data::folder("sigstore/conformance") else { return };
    let mut read = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let case = entry.unwrap().path();
        let Ok(bytes) = fs::read(case.join("bundle.sigstore.json")) else { continue };
        let Ok(bundle) = Bundle::parse(&bytes) else { continue };
        assert_eq!(Bundle::parse(&bundle.render()).as_ref(), Ok(&bundle), "{}", case.display());
        read += 1;
    }
    assert!(read > 30, "{read}");
}
