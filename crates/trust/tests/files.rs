//! Files signed with minisign, and files with a signature beside them: what the tools wrote verifies,
//! and nothing else.
//!
//! `testdata/minisign` was made once with minisign 0.11 (`default`, `prehashed` by `-S`, `legacy` by
//! `-S -l`, `other` by another key), `testdata/detached` with `openssl dgst -sha256 -sign` and the key
//! `key/private/accepted/pkcs8.pem`, in base64 as OpenSSL and as cosign write it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use keelmark_formats::bundle::{Bundle, Content};
use keelmark_formats::minisign::{Message, MinisignKey, MinisignSignature};
use keelmark_formats::{detached_signature, hash};
use keelmark_model::{Digest, DigestAlgorithm, Outcome, Subject, Timestamp};
use keelmark_trust::bundle::Artifact;
use keelmark_trust::minisign::{self, File, SigningKey};
use keelmark_trust::policy::{Policy, SignerPolicy, Thresholds};
use keelmark_trust::root::TrustRoot;
use keelmark_trust::verify::verify;
use keelmark_trust::{PrivateKey, PublicKey, SignatureError, Signer, detached};

const ARTIFACT: &[u8] = b"the artifact\n";

fn testdata(file: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(file)).unwrap()
}

fn signing_key(name: &str) -> SigningKey {
    let text = testdata(&format!("minisign/key/{name}.pub"));
    SigningKey::new(&MinisignKey::parse(&text).unwrap()).unwrap()
}

fn minisignature(name: &str) -> MinisignSignature {
    MinisignSignature::parse(&testdata(&format!("minisign/signature/{name}.minisig"))).unwrap()
}

fn subject(bytes: &[u8]) -> Subject {
    Subject { name: "artifact".to_owned(), size: None, digests: vec![hash::sha256(bytes)] }
}

fn code<T>(result: Result<T, SignatureError>) -> Option<&'static str> {
    result.err().map(|error| error.code().id)
}

#[test]
fn what_minisign_wrote_verifies() {
    let keys = [signing_key("other"), signing_key("minisign")];
    for (name, message, comment) in [
        ("legacy", Message::Whole, "legacy é"),
        ("prehashed", Message::Prehashed, "release 1.0 of the artifact"),
        ("default", Message::Prehashed, "timestamp:1795268890\tfile:m\thashed"),
    ] {
        let signature = minisignature(name);
        assert_eq!(signature.message, message);
        let verified = minisign::verify(&signature, File::Whole(ARTIFACT), &keys).unwrap();
        let said = verified.value();
        assert_eq!((said.digest, said.trusted_comment.as_str()), (hash::sha256(ARTIFACT), comment));
        assert_eq!(said.key_id.to_string(), "5D632056FA62A091");
        let fingerprint = keys[1].public().fingerprint();
        assert_eq!(*verified.signer(), Signer::Key { fingerprint });
        assert_eq!(
            code(minisign::verify(&signature, File::Whole(b"another"), &keys)),
            Some("signature.invalid")
        );
    }
    // Its digests will do, but for the signature over the file itself.
    let mut hasher = minisign::Hasher::default();
    ARTIFACT.chunks(5).for_each(|part| hasher.update(part));
    let hashed = hasher.finish(hash::sha256(ARTIFACT));
    for (name, expected) in
        [("legacy", Some("signature.needs-artifact")), ("prehashed", None), ("default", None)]
    {
        let verified = minisign::verify(&minisignature(name), File::Hashed(&hashed), &keys);
        let digest = verified.as_ref().ok().map(|verified| verified.value().digest);
        assert!(digest.is_none_or(|digest| digest == hashed.sha256));
        assert_eq!(code(verified), expected, "{name}");
    }
    assert!(minisign::verify(&minisignature("other"), File::Whole(ARTIFACT), &keys).is_ok());
}

#[test]
fn what_minisign_did_not_write_says_why() {
    let keys = [signing_key("minisign")];
    let good = minisignature("prehashed");
    let stranger =
        minisign::verify(&minisignature("other"), File::Whole(ARTIFACT), &keys).unwrap_err();
    assert_eq!((stranger.code().id, stranger.outcome()), ("signature.no-key", Outcome::Unknown));
    let claimed = MinisignSignature { id: good.id, ..minisignature("other") };
    assert_eq!(
        code(minisign::verify(&claimed, File::Whole(ARTIFACT), &keys)),
        Some("signature.invalid")
    );
    let comment = MinisignSignature { trusted_comment: "release 2.0".to_owned(), ..good.clone() };
    assert_eq!(
        code(minisign::verify(&comment, File::Whole(ARTIFACT), &keys)),
        Some("minisign.comment")
    );
    let moved = MinisignSignature {
        global_signature: minisignature("default").global_signature,
        ..good.clone()
    };
    assert_eq!(
        code(minisign::verify(&moved, File::Whole(ARTIFACT), &keys)),
        Some("minisign.comment")
    );
    let whole = MinisignSignature { message: Message::Whole, ..good.clone() };
    assert_eq!(
        code(minisign::verify(&whole, File::Whole(ARTIFACT), &keys)),
        Some("signature.invalid")
    );
    let mut changed = good;
    changed.signature[63] ^= 1;
    assert_eq!(
        code(minisign::verify(&changed, File::Whole(ARTIFACT), &keys)),
        Some("signature.invalid")
    );
}

#[test]
fn two_keys_of_one_number_are_both_tried() {
    let text = testdata("minisign/key/minisign.pub");
    let number = MinisignKey::parse(&text).unwrap().id;
    let other = MinisignKey::parse(&testdata("minisign/key/other.pub")).unwrap();
    let namesake = SigningKey::new(&MinisignKey { id: number, ..other }).unwrap();
    let keys = [namesake, signing_key("minisign")];
    let verified =
        minisign::verify(&minisignature("default"), File::Whole(ARTIFACT), &keys).unwrap();
    let fingerprint = keys[1].public().fingerprint();
    assert_eq!(*verified.signer(), Signer::Key { fingerprint });
}

#[test]
fn a_detached_signature_verifies_in_every_form() {
    let key = PrivateKey::parse(&testdata("key/private/accepted/pkcs8.pem"), None).unwrap();
    let keys = [signing_key("minisign").public().clone(), key.public().clone()];
    let (subject, other) = (subject(ARTIFACT), subject(b"another"));
    for name in ["openssl", "openssl-base64", "cosign"] {
        let text = testdata(&format!("detached/{name}.sig"));
        for bytes in [Some(ARTIFACT), None] {
            let artifact = Artifact { subject: &subject, bytes };
            let verified = detached::verify(&text, artifact, &keys).unwrap();
            assert_eq!(*verified.value(), hash::sha256(ARTIFACT), "{name}");
            let fingerprint = key.public().fingerprint();
            assert_eq!(*verified.signer(), Signer::Key { fingerprint }, "{name}");
        }
        let other = Artifact { subject: &other, bytes: Some(b"another") };
        assert_eq!(
            code(detached::verify(&text, other, &keys)),
            Some("signature.invalid"),
            "{name}"
        );
    }
}

#[test]
fn a_detached_signature_that_proves_nothing_says_why() {
    let subject = subject(ARTIFACT);
    let whole = Artifact { subject: &subject, bytes: Some(ARTIFACT) };
    let key = PrivateKey::parse(&testdata("key/private/accepted/ed25519.pem"), None).unwrap();
    let keys = [key.public().clone()];
    let signature = key.sign(ARTIFACT);
    assert!(detached::verify(&signature, whole, &keys).is_ok());
    assert_eq!(code(detached::verify(&signature, whole, &[])), Some("signature.no-key"));
    assert_eq!(code(detached::verify(b"", whole, &keys)), Some("document.empty"));
    assert_eq!(code(detached::verify(b"no signature", whole, &keys)), Some("signature.invalid"));
    let error = detached::verify(&signature, Artifact::from(&subject), &keys).unwrap_err();
    assert_eq!((error.code().id, error.outcome()), ("signature.needs-artifact", Outcome::Unknown));
}

/// `cosign import-key-pair` of keys by OpenSSL, then `cosign sign-blob` without log: with `--bundle`, and
/// with `--new-bundle-format=false --output-signature`. cosign 3.1.1.
#[test]
fn what_cosign_signs_with_each_type_of_key_verifies() {
    for (name, bundled, alone) in [
        ("ecdsa-p384", "ecdsa-p384-sha384", "ecdsa-p384-sha384"),
        ("ecdsa-p521", "ecdsa-p521-sha512", "ecdsa-p521-sha512"),
        ("ed25519", "ed25519", "ed25519"),
        ("rsa-3072", "rsa-pkcs1-sha256", "rsa-pkcs1-sha256"),
    ] {
        let key = PublicKey::parse(&testdata(&format!("cosign/{name}.pub"))).unwrap();
        let keys = std::slice::from_ref(&key);
        let subject = subject(ARTIFACT);
        let whole = Artifact { subject: &subject, bytes: Some(ARTIFACT) };
        let bundle = Bundle::parse(&testdata(&format!("cosign/{name}.json"))).unwrap();
        let root = TrustRoot::new(Vec::new()).unwrap();
        let thresholds = Thresholds { logs: 0, ..Thresholds::default() };
        let policy =
            Policy { signer: SignerPolicy::Keys(keys.to_vec()), thresholds, ..Policy::default() };
        let report = verify(&bundle, whole, &root, &policy, Timestamp(0));
        assert!(report.proven.is_some(), "{name}: {:?}", report.verdict);
        let Content::Message { signature, .. } = &bundle.content else { panic!("{name}") };
        assert_eq!(scheme(&key, signature).as_deref(), Some(bundled));
        let text = testdata(&format!("cosign/{name}.sig"));
        assert!(detached::verify(&text, whole, keys).is_ok(), "{name}");
        let signature = detached_signature::parse(&text).unwrap();
        assert_eq!(scheme(&key, &signature).as_deref(), Some(alone));
    }
}

/// The scheme a signature over the artifact is of.
fn scheme(key: &PublicKey, signature: &[u8]) -> Option<String> {
    let mut schemes = key.key_type().managed_schemes().iter();
    let found = schemes.find(|one| key.verify_scheme(**one, &[ARTIFACT], signature).is_ok());
    found.map(ToString::to_string)
}

/// Ed25519ph, for which SHA-512 of the file is enough.
#[test]
fn every_digest_at_hand_is_tried() {
    let key = PublicKey::parse(&testdata("key/signed/ed25519.pem")).unwrap();
    let lines = String::from_utf8(testdata("key/signed/signatures.txt")).unwrap();
    let line = lines.lines().find_map(|line| line.strip_prefix("ed25519ph ed25519 ")).unwrap();
    let sha512 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA512, ARTIFACT);
    let sha512 = Digest::new(DigestAlgorithm::Sha512, sha512.as_ref()).unwrap();
    let digests = vec![hash::sha256(ARTIFACT), sha512];
    let subject = Subject { name: "artifact".to_owned(), size: None, digests };
    let verified = detached::verify(line.as_bytes(), Artifact::from(&subject), &[key]).unwrap();
    assert_eq!(*verified.value(), hash::sha256(ARTIFACT));
}
