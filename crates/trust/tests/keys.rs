//! Keys: published vectors, the cases in `testdata`, and every way to write one.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use keelmark_trust::{KeyAlgorithm, KeyError, KeyFormat, PrivateKey, PublicKey, SystemRandom};
use p256::ecdsa::Signature;
use pkcs8::{EncodePrivateKey, LineEnding};
use proptest::prelude::*;

const PASSPHRASE: &[u8] = b"correct horse";

/// Every file below `testdata/FAMILY`, with the name of its folder: `accepted` or a code.
fn cases(family: &str) -> Vec<(String, PathBuf, Vec<u8>)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(family)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let code = folder.file_name().unwrap().to_string_lossy().into_owned();
                found.push((code, path.clone(), fs::read(path).unwrap()));
            }
        }
    }
    found
}

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn public(name: &str) -> PublicKey {
    let file = format!("testdata/key/public/accepted/{name}.pem");
    PublicKey::parse(&fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()).unwrap()
}

/// RFC 6979 appendix A.2.5, SHA-256. The second half of the first is above half the order, so the
/// other valid one is written.
#[test]
fn ecdsa_signatures_are_those_of_rfc_6979() {
    let scalar = unhex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
    let pem = p256::SecretKey::from_slice(&scalar).unwrap().to_pkcs8_pem(LineEnding::LF).unwrap();
    let key = PrivateKey::parse(pem.as_bytes(), None).unwrap();
    for (message, r, s, low) in [
        (
            "sample",
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
            false,
        ),
        (
            "test",
            "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
            "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
            true,
        ),
    ] {
        let vector = Signature::from_slice(&unhex(&format!("{r}{s}"))).unwrap();
        let expected = vector.normalize_s().unwrap_or(vector);
        assert_eq!(expected == vector, low);
        let signature = key.sign(message.as_bytes());
        assert_eq!(signature, expected.to_der().as_bytes());
        key.public().verify(message.as_bytes(), &signature).unwrap();
        key.public().verify(message.as_bytes(), vector.to_der().as_bytes()).unwrap();
    }
}

/// RFC 8032 section 7.1, tests 1 and 2.
#[test]
fn ed25519_signatures_are_those_of_rfc_8032() {
    for (seed, message, signature) in [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ] {
        let der = unhex(&format!("302e020100300506032b657004220420{seed}"));
        let pem = pkcs8::der::pem::encode_string("PRIVATE KEY", LineEnding::LF, &der).unwrap();
        let key = PrivateKey::parse(pem.as_bytes(), None).unwrap();
        assert_eq!(key.sign(&unhex(message)), unhex(signature));
    }
}

#[test]
fn every_kind_of_key_file_is_read() {
    let mut count = 0;
    for (_, path, text) in cases("key/private").into_iter().filter(|(code, ..)| code == "accepted")
    {
        let key = PrivateKey::parse(&text, Some(PASSPHRASE))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let ed25519 = path.file_name().unwrap().to_string_lossy().starts_with("ed25519");
        assert_eq!(*key.public(), public(if ed25519 { "ed25519" } else { "p256" }));
        let encrypted = text.windows(9).any(|window| window == b"ENCRYPTED");
        if encrypted {
            let wrong = PrivateKey::parse(&text, Some(b"Correct horse")).unwrap_err();
            assert_eq!(wrong, KeyError::Passphrase, "{}", path.display());
            let missing = PrivateKey::parse(&text, None).unwrap_err();
            assert_eq!(missing.code().id, "key.passphrase-missing");
        }
        count += 1;
    }
    assert_eq!(count, 9);
}

#[test]
fn what_is_no_key_is_refused_with_its_code_and_at_once() {
    for (code, path, text) in cases("key/private") {
        let started = Instant::now();
        let found = PrivateKey::parse(&text, Some(PASSPHRASE)).map_err(|error| error.code().id);
        if code != "accepted" {
            assert_eq!(found.err(), Some(code.as_str()), "{}", path.display());
        }
        if code == "key.cost" {
            assert!(started.elapsed() < Duration::from_millis(100), "{}", path.display());
        }
    }
    for (code, path, text) in cases("key/public").into_iter().filter(|case| case.0 != "accepted") {
        let found = PublicKey::parse(&text).map_err(|error| error.code().id);
        assert_eq!(found.err(), Some(code.as_str()), "{}", path.display());
    }
}

#[test]
fn a_key_is_the_same_in_every_format() {
    let random = SystemRandom::new();
    for algorithm in KeyAlgorithm::ALL {
        let key = PrivateKey::generate(algorithm, &random).unwrap();
        let signature = key.sign(b"message");
        for (format, passphrase) in [
            (KeyFormat::Pkcs8, None),
            (KeyFormat::Pkcs8, Some(PASSPHRASE)),
            (KeyFormat::Cosign, Some(PASSPHRASE)),
            (KeyFormat::Cosign, Some(b"".as_slice())),
        ] {
            let pem = key.render(format, passphrase, &random).unwrap();
            assert_eq!(KeyFormat::of(pem.as_bytes()), Ok(format));
            let read = PrivateKey::parse(pem.as_bytes(), passphrase).unwrap();
            assert_eq!(read.public(), key.public());
            assert_eq!(read.sign(b"message"), signature);
        }
        for (format, passphrase) in
            [(KeyFormat::Cosign, None), (KeyFormat::Pkcs8, Some(b"".as_slice()))]
        {
            let missing = key.render(format, passphrase, &random).unwrap_err();
            assert_eq!(missing.code().id, "key.passphrase-missing");
        }
        let pem = key.public().render();
        assert_eq!(PublicKey::parse(pem.as_bytes()).as_ref(), Ok(key.public()));
        key.public().verify(b"message", &signature).unwrap();
        assert_eq!(
            key.public().verify(b"Message", &signature).unwrap_err().code().id,
            "signature.invalid"
        );
    }
}

#[test]
fn keys_are_not_shown() {
    let key = PrivateKey::generate(KeyAlgorithm::Ed25519, &SystemRandom::new()).unwrap();
    let shown = format!("{key:?}");
    let fingerprint = key.public().fingerprint();
    assert_eq!(shown, format!("PrivateKey(of PublicKey(ed25519, {fingerprint}))"));
}

/// `openssl pkey -pubin -in p256.pem -outform DER | openssl dgst -sha256` of the case.
#[test]
fn a_hint_is_the_fingerprint_in_base64() {
    use base64::Engine;
    for name in ["p256", "ed25519"] {
        let key = public(name);
        let raw = base64::engine::general_purpose::STANDARD.decode(key.hint()).unwrap();
        assert_eq!(raw, key.fingerprint().as_bytes());
    }
    assert_eq!(public("p256").fingerprint().hex(), FINGERPRINT);
}

const FINGERPRINT: &str = "64c518c691c40740f6157e677237c0e243398f4113592e59b36c722815dfdd45";

proptest! {
    #[test]
    fn any_text_is_a_key_or_an_error(text in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(PrivateKey::parse(&text, Some(b"")).is_err());
        prop_assert!(PublicKey::parse(&text).is_err());
    }

    #[test]
    fn any_content_under_a_label_is_a_key_or_an_error(
        content in proptest::collection::vec(any::<u8>(), 0..200),
        label in 0_usize..6,
    ) {
        let label = [
            "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY", "PUBLIC KEY",
            "ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY",
        ][label];
        let pem = pkcs8::der::pem::encode_string(label, LineEnding::LF, &content).unwrap();
        prop_assert!(PrivateKey::parse(pem.as_bytes(), Some(b"")).is_err());
        prop_assert!(PublicKey::parse(pem.as_bytes()).is_err());
    }
}
