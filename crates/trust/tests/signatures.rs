//! Envelopes, bundles and HMACs: what verifies, what does not and why, and that nothing in a file can
//! be changed unnoticed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::fs;
use std::path::{Path, PathBuf};

use keelmark_formats::bundle::{Bundle, Content, VerificationMaterial};
use keelmark_formats::dsse::EnvelopeSignature;
use keelmark_formats::hmac_envelope::HmacEnvelope;
use keelmark_formats::{hash, statement};
use keelmark_model::{Digest, DigestAlgorithm, Outcome, Subject};
use keelmark_trust::bundle::{
    Artifact, Proven, check_form, sign_statement, verify_bundle_with_keys, verify_statement,
};
use keelmark_trust::envelope::{sign_envelope, verify_envelope};
use keelmark_trust::hmac::{self, Expected, Secret};
use keelmark_trust::{KeyAlgorithm, PrivateKey, PublicKey, SignatureError, Signer, SystemRandom};
use p256::ecdsa::Signature;
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

const WHOLE: Artifact<'static> = Artifact::Bytes("artifact", ARTIFACT);

#[test]
fn a_statement_is_verified_with_its_exact_predicate() {
    for algorithm in KeyAlgorithm::ALL {
        let (bundle, public) = (signed(algorithm), key(algorithm).public().clone());
        assert_eq!(signed(algorithm), bundle, "signing is deterministic");
        let keys = [stranger(), public.clone()];
        let verified = verify_bundle_with_keys(&bundle, WHOLE, &keys).unwrap();
        assert_eq!(*verified.signer(), Signer::Key { fingerprint: public.fingerprint() });
        let Proven::Statement(statement) = verified.value() else { panic!("not a statement") };
        assert_eq!(statement.predicate_bytes(), br#"{"builder": "example"}"#);
        let subject = subject(ARTIFACT);
        assert!(verify_bundle_with_keys(&bundle, Artifact::Subject(&subject), &keys).is_ok());
    }
}

#[test]
fn a_file_is_verified_from_its_bytes_or_where_that_suffices_its_digest() {
    for algorithm in KeyAlgorithm::ALL {
        let (bundle, keys) = (message(algorithm), [key(algorithm).public().clone()]);
        let verified = verify_bundle_with_keys(&bundle, WHOLE, &keys).unwrap();
        assert!(
            matches!(verified.value(), Proven::Artifact(digest) if *digest == hash::sha256(ARTIFACT))
        );
        let subject = subject(ARTIFACT);
        let by_digest = verify_bundle_with_keys(&bundle, Artifact::Subject(&subject), &keys);
        match algorithm {
            KeyAlgorithm::EcdsaP256 => assert!(by_digest.is_ok()),
            KeyAlgorithm::Ed25519 => {
                let error = by_digest.unwrap_err();
                assert_eq!(error, SignatureError::NeedsArtifact);
                assert_eq!(error.outcome(), Outcome::Unknown);
            }
        }
    }
}

#[test]
fn what_does_not_verify_says_why() {
    let ecdsa = KeyAlgorithm::EcdsaP256;
    let (bundle, keys) = (signed(ecdsa), [key(ecdsa).public().clone()]);
    let about = |bundle: &Bundle, artifact: &[u8], keys: &[PublicKey]| {
        code(verify_bundle_with_keys(bundle, Artifact::Bytes("artifact", artifact), keys))
    };
    let hinted = |hint: Option<&str>| Bundle {
        material: VerificationMaterial::PublicKey { hint: hint.map(str::to_owned) },
        ..bundle.clone()
    };
    assert_eq!(about(&bundle, b"other", &keys), Some("signature.subject"));
    assert_eq!(about(&message(ecdsa), b"other", &keys), Some("signature.subject"));
    assert_eq!(about(&bundle, ARTIFACT, &[]), Some("signature.no-key"));
    assert_eq!(about(&bundle, ARTIFACT, &[stranger()]), Some("signature.no-key"));
    assert_eq!(about(&hinted(None), ARTIFACT, &[stranger()]), Some("signature.invalid"));
    assert_eq!(about(&hinted(Some(&stranger().hint())), ARTIFACT, &keys), Some("signature.no-key"));
    for free in [None, Some("my key")] {
        assert_eq!(about(&hinted(free), ARTIFACT, &keys), None, "a free hint means nothing");
    }
    let certificate = VerificationMaterial::Certificate { der: vec![1] };
    let keyless = Bundle { material: certificate, ..bundle.clone() };
    assert_eq!(about(&keyless, ARTIFACT, &keys), Some("signature.certificate"));
    assert_eq!(code(verify_statement(&message(ecdsa), &keys)), Some("signature.content"));
    for (payload_type, payload, wanted) in [
        ("text/plain", &b"{}"[..], "signature.content"),
        ("application/vnd.in-toto+json", b"{}", "document.shape"),
        ("application/vnd.in-toto+json", b"", "document.empty"),
    ] {
        let envelope = sign_envelope(payload_type, payload.to_vec(), &key(ecdsa));
        let odd = Bundle { content: Content::Dsse(envelope), ..bundle.clone() };
        assert_eq!(about(&odd, ARTIFACT, &keys), Some(wanted));
    }
}

#[test]
fn a_message_digest_that_lies_is_found_out() {
    let Content::Message { signature, .. } = message(KeyAlgorithm::EcdsaP256).content else {
        panic!()
    };
    let keys = [key(KeyAlgorithm::EcdsaP256).public().clone()];
    for (stated, wanted) in [
        (None, None),
        (Some(hash::sha256(b"other")), Some("signature.subject")),
        (Some(Digest::new(DigestAlgorithm::Sha512, &[0; 64]).unwrap()), None),
    ] {
        let content = Content::Message { digest: stated, signature: signature.clone() };
        let bundle = Bundle { content, ..message(KeyAlgorithm::EcdsaP256) };
        assert_eq!(code(verify_bundle_with_keys(&bundle, WHOLE, &keys)), wanted);
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
    for (digests, wanted) in [
        (vec![sha256], None),
        (vec![sha512(1)], None),
        (vec![weak(&[0; 20]), sha256], None),
        (vec![sha256, sha512(2)], Some("signature.subject")),
        (vec![weak(&[0; 20])], Some("signature.subject")),
        (vec![], Some("signature.subject")),
    ] {
        let artifact = Subject { digests, ..subject(b"") };
        let result = verify_bundle_with_keys(&bundle, Artifact::Subject(&artifact), &keys);
        assert_eq!(code(result), wanted, "{artifact:?}");
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
        verify_bundle_with_keys(&bundle, Artifact::Bytes("a.txt", &artifact), &keys).unwrap();
        let other = verify_bundle_with_keys(&bundle, WHOLE, &keys);
        assert_eq!(code(other), Some("signature.subject"));
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
                if verify_bundle_with_keys(&bundle, WHOLE, &keys).is_err() {
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
    verify_bundle_with_keys(&bundle, WHOLE, std::slice::from_ref(&public)).unwrap();
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

/// A folder of real data, or a word that the test is skipped.
fn data(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("KEELMARK_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let folder = root.join(folder);
    if !folder.is_dir() {
        eprintln!("skipped: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}

#[test]
fn what_dpone_wrote_verifies_and_is_what_we_write() {
    let Some(folder) = data("dpone-golden") else { return };
    let text = fs::read(folder.join("signature.hmac-sha256.json")).unwrap();
    let bytes = fs::read(folder.join("provenance.intoto.json")).unwrap();
    let envelope = HmacEnvelope::parse(&text).unwrap();
    let expected =
        Expected { key_id: Some("local-hmac"), file_name: "provenance.intoto.json", bytes: &bytes };
    hmac::verify(&envelope, &secret(b"k"), expected).unwrap();
    let made = hmac::sign(&secret(b"k"), "local-hmac", "out/provenance.intoto.json", &bytes);
    assert_eq!(made.render(), text);
}

/// Conformance cases whose bundle is not a bundle.
const MALFORMED: [&str; 3] = [
    "bundle-empty-certificate-chain_fail",
    "bundle-invalid-base64-signature_fail",
    "bundle-negative-log-index_fail",
];

#[test]
fn sigstore_conformance_cases_are_read_and_the_managed_key_ones_decided() {
    let Some(folder) = data("sigstore/conformance") else { return };
    let artifact = fs::read(folder.join("a.txt")).unwrap();
    let mut read = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let case = entry.unwrap().path();
        let Ok(bytes) = fs::read(case.join("bundle.sigstore.json")) else { continue };
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let parsed = Bundle::parse(&bytes);
        assert_eq!(parsed.is_err(), MALFORMED.contains(&name.as_str()), "{name}: {parsed:?}");
        let Ok(bundle) = parsed else { continue };
        assert_eq!(Bundle::parse(&bundle.render()).as_ref(), Ok(&bundle), "{name}");
        read += 1;
        let keys: Vec<PublicKey> = fs::read(case.join("key.pub"))
            .iter()
            .map(|pem| PublicKey::parse(pem).unwrap())
            .collect();
        let result =
            code(verify_bundle_with_keys(&bundle, Artifact::Bytes("a.txt", &artifact), &keys));
        let wanted = match name.as_str() {
            "managed-key-and-trusted-root" => None,
            "managed-key-no-key_fail" => Some("signature.no-key"),
            _ => Some("signature.certificate"),
        };
        assert_eq!(result, wanted, "{name}");
    }
    assert!(read > 30, "{read}");
}
