//! Schemes of signatures: each verifies what another tool made with it, and nothing else.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keelmark_model::{Digest, DigestAlgorithm};
use keelmark_trust::key::{Curve, Hash, KeyType, MlDsa};
use keelmark_trust::{PublicKey, SignatureError, SignatureScheme};
use proptest::prelude::*;

const MESSAGE: &[u8] = b"the artifact\n";

/// Every scheme there is.
fn schemes() -> Vec<SignatureScheme> {
    let ecdsa = Curve::ALL
        .into_iter()
        .flat_map(|curve| Hash::ALL.map(|hash| SignatureScheme::Ecdsa(curve, hash)));
    let mut all: Vec<_> = ecdsa.collect();
    all.extend(Hash::ALL.map(SignatureScheme::RsaPkcs1));
    all.extend(Hash::ALL.map(SignatureScheme::RsaPss));
    all.extend([SignatureScheme::Ed25519, SignatureScheme::Ed25519ph]);
    all.extend(MlDsa::ALL.map(SignatureScheme::MlDsa));
    all
}

fn testdata(file: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/key").join(file)).unwrap()
}

fn key(name: &str) -> PublicKey {
    PublicKey::parse(&testdata(&format!("signed/{name}.pem"))).unwrap()
}

/// Scheme, name of the key and signature over [`MESSAGE`]: made once with pyca/cryptography 48, and
/// Ed25519ph with PyCryptodome 3. RSA-PSS is there with both salts, the digest's length and the longest.
fn signatures() -> Vec<(SignatureScheme, String, Vec<u8>)> {
    let text = String::from_utf8(testdata("signed/signatures.txt")).unwrap();
    let read = |line: &str| {
        let [scheme, key, signature] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let scheme = schemes().into_iter().find(|known| known.to_string() == scheme).unwrap();
        (scheme, key.to_owned(), STANDARD.decode(signature).unwrap())
    };
    text.lines().map(read).collect()
}

fn digest_of(algorithm: DigestAlgorithm, message: &[u8]) -> Digest {
    let by = match algorithm {
        DigestAlgorithm::Sha384 => &digest::SHA384,
        DigestAlgorithm::Sha512 => &digest::SHA512,
        _ => &digest::SHA256,
    };
    Digest::new(algorithm, digest::digest(by, message).as_ref()).unwrap()
}

#[test]
fn each_scheme_verifies_its_own_and_nothing_else() {
    let mut seen = Vec::new();
    for (scheme, name, signature) in signatures() {
        let own = key(&name);
        let holds = |key: &PublicKey, scheme, message: &[&[u8]], signature: &[u8]| {
            key.verify_scheme(scheme, message, signature).is_ok()
        };
        assert!(holds(&own, scheme, &[MESSAGE], &signature), "{scheme} {name}");
        assert!(holds(&own, scheme, &[b"the ", b"", b"artifact\n"], &signature), "{scheme} {name}");
        assert!(!holds(&own, scheme, &[b"The artifact\n"], &signature), "{scheme} {name}");
        assert!(!holds(&own, scheme, &[MESSAGE], &[]), "{scheme} {name}");
        for at in [0, signature.len() / 2, signature.len() - 1] {
            let mut changed = signature.clone();
            changed[at] ^= 1;
            assert!(!holds(&own, scheme, &[MESSAGE], &changed), "{scheme} {name} byte {at}");
        }
        let longer = [&signature[..], &[0]].concat();
        assert!(!holds(&own, scheme, &[MESSAGE], &longer), "{scheme} {name}");
        for other in schemes().into_iter().filter(|other| *other != scheme) {
            assert!(!holds(&own, other, &[MESSAGE], &signature), "{scheme} {name} as {other}");
        }
        for (_, other, _) in signatures().iter().filter(|(_, other, _)| *other != name) {
            assert!(!holds(&key(other), scheme, &[MESSAGE], &signature), "{scheme} {name} {other}");
        }
        seen.push(scheme);
    }
    assert!(schemes().iter().all(|scheme| seen.contains(scheme)), "a scheme without a vector");
}

#[test]
fn a_digest_stands_for_the_message_where_the_scheme_hashes_it() {
    for (scheme, name, signature) in signatures() {
        let own = key(&name);
        let managed = own.key_type().managed_schemes().contains(&scheme);
        for hash in Hash::ALL {
            let algorithm = hash.digest_algorithm();
            let found = |message: &[u8]| {
                own.verify_digests(&[digest_of(algorithm, message)], &signature).is_ok()
            };
            let fits = managed && scheme.hash() == Some(hash);
            assert_eq!((found(MESSAGE), found(b"other")), (fits, false), "{scheme} {algorithm:?}");
        }
    }
}

/// What tools make with a key given as such verifies without naming the scheme: cosign hashes by the
/// size of the curve today and with SHA-256 once.
#[test]
fn a_managed_key_verifies_what_tools_make_with_it() {
    for (scheme, name, signature) in signatures() {
        let own = key(&name);
        let managed = own.key_type().managed_schemes().contains(&scheme);
        assert_eq!(own.verify(MESSAGE, &signature).is_ok(), managed, "{scheme} {name}");
        assert!(own.verify(b"other", &signature).is_err(), "{scheme} {name}");
        let all = Hash::ALL.map(|hash| digest_of(hash.digest_algorithm(), MESSAGE));
        let decided = own.verify_digests(&all, &signature);
        assert_eq!(decided.is_ok(), managed && scheme.hash().is_some(), "{scheme} {name}");
        if let Err(error) = decided {
            let open = own.key_type().managed_schemes().iter().any(|one| one.hash().is_none());
            let code = if open { "signature.needs-artifact" } else { "signature.invalid" };
            assert_eq!(error.code().id, code, "{scheme} {name}");
        }
        assert_eq!(own.verify_digests(&[], &signature), Err(SignatureError::NeedsArtifact));
    }
    for key_type in KeyType::ALL {
        assert_eq!(key_type.managed_schemes().first(), Some(&key_type.default_scheme()));
        assert!(key_type.managed_schemes().iter().all(|scheme| scheme.key_type() == key_type));
    }
}

/// RFC 8032 section 7.3.
#[test]
fn ed25519ph_is_that_of_rfc_8032() {
    let raw = unhex("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf");
    let signature = unhex(
        "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41\
         31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406",
    );
    let spki = [unhex("302a300506032b6570032100"), raw].concat();
    let key = PublicKey::from_spki(&spki).unwrap();
    assert_eq!(key.verify_scheme(SignatureScheme::Ed25519ph, &[b"abc"], &signature), Ok(()));
    assert!(key.verify_scheme(SignatureScheme::Ed25519, &[b"abc"], &signature).is_err());
}

/// Under a key of small order one signature is over every message.
#[test]
fn an_ed25519_key_is_a_point_of_large_order() {
    for raw in [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "0200000000000000000000000000000000000000000000000000000000000000",
    ] {
        let spki = [unhex("302a300506032b6570032100"), unhex(raw)].concat();
        let found = PublicKey::from_spki(&spki).map_err(|error| error.code().id);
        assert_eq!(found, Err("key.format"), "{raw}");
    }
}

/// ECDSA signatures have one form in DER; others of the same numbers could be made by anyone.
#[test]
fn an_ecdsa_signature_has_one_form() {
    let own = signatures()
        .into_iter()
        .filter(|(scheme, ..)| matches!(scheme, SignatureScheme::Ecdsa(..)));
    for (scheme, name, signature) in own {
        let start = if signature[1] & 0x80 == 0 { 2 } else { 3 };
        let (length, body) = (signature.len() - start, &signature[start..]);
        let long_length = [&[0x30, 0x82, 0, u8::try_from(length).unwrap()], body].concat();
        let padded = [&[0x02, body[1] + 1, 0], &body[2..]].concat();
        let mut padded_first = vec![0x30];
        if padded.len() > 127 {
            padded_first.push(0x81);
        }
        padded_first.push(u8::try_from(padded.len()).unwrap());
        padded_first.extend(padded);
        for other in [long_length, padded_first] {
            let found = key(&name).verify_scheme(scheme, &[MESSAGE], &other);
            assert!(found.is_err(), "{scheme} {other:02x?}");
        }
    }
}

#[test]
fn key_details_name_schemes() {
    for (name, file, scheme) in [
        ("PKIX_ECDSA_P256_SHA_256", "ecdsa-p256", Some("ecdsa-p256-sha256")),
        ("PKIX_ECDSA_P384_SHA_384", "ecdsa-p384", Some("ecdsa-p384-sha384")),
        ("PKIX_ECDSA_P384_SHA_256", "ecdsa-p384", Some("ecdsa-p384-sha256")),
        ("PKIX_ECDSA_P521_SHA_512", "ecdsa-p521", Some("ecdsa-p521-sha512")),
        ("PKIX_ED25519", "ed25519", Some("ed25519")),
        ("PKIX_ED25519_PH", "ed25519", Some("ed25519ph")),
        ("PKCS1_RSA_PKCS1V5", "rsa-3072", Some("rsa-pkcs1-sha256")),
        ("PKIX_RSA_PKCS1V15_2048_SHA256", "rsa-2048", Some("rsa-pkcs1-sha256")),
        ("PKIX_RSA_PSS_3072_SHA256", "rsa-3072", Some("rsa-pss-sha256")),
        ("ML_DSA_65", "ml-dsa-65", Some("ml-dsa-65")),
        ("PKIX_RSA_PKCS1V15_2048_SHA256", "rsa-3072", None),
        ("PKIX_ECDSA_P256_SHA_256", "ecdsa-p384", None),
        ("PKIX_ED25519", "rsa-2048", None),
        ("ML_DSA_65", "ml-dsa-44", None),
        ("PKIX_ECDSA_P256_HMAC_SHA_256", "ecdsa-p256", None),
        ("LMS_SHA256", "ecdsa-p256", None),
        ("", "ecdsa-p256", None),
    ] {
        let found = SignatureScheme::from_key_details(name, &key(file));
        let found = found.map(|scheme| scheme.to_string()).map_err(|error| error.code().id);
        let expected = scheme.map(str::to_owned).ok_or("key.algorithm");
        assert_eq!(found, expected, "{name} {file}");
    }
}

/// The identifiers are as RFC 5758, 4055, 8410 and 9881 have them.
#[test]
fn algorithm_identifiers_name_schemes() {
    let ecdsa = |hash: u8| format!("300a06082a8648ce3d0403{hash:02x}");
    let rsa = |kind: u8| format!("300d06092a864886f70d0101{kind:02x}0500");
    let bare = "300b06092a864886f70d01010b".to_owned();
    let ec_key = "300906072a8648ce3d0201".to_owned();
    let p256 = "301306072a8648ce3d020106082a8648ce3d030107".to_owned();
    let (sha256, sha512) = (DigestAlgorithm::Sha256, DigestAlgorithm::Sha512);
    for (der, file, hint, scheme) in [
        (ecdsa(2), "ecdsa-p256", None, Ok("ecdsa-p256-sha256")),
        (ecdsa(3), "ecdsa-p384", None, Ok("ecdsa-p384-sha384")),
        (ecdsa(2), "ecdsa-p384", Some(sha512), Ok("ecdsa-p384-sha256")),
        (ecdsa(4), "ecdsa-p521", None, Ok("ecdsa-p521-sha512")),
        (rsa(11), "rsa-2048", None, Ok("rsa-pkcs1-sha256")),
        (rsa(12), "rsa-2048", None, Ok("rsa-pkcs1-sha384")),
        (rsa(13), "rsa-2048", None, Ok("rsa-pkcs1-sha512")),
        (bare, "rsa-2048", None, Ok("rsa-pkcs1-sha256")),
        (rsa(1), "rsa-2048", Some(sha512), Ok("rsa-pkcs1-sha512")),
        (ec_key.clone(), "ecdsa-p256", Some(sha256), Ok("ecdsa-p256-sha256")),
        (p256.clone(), "ecdsa-p256", Some(sha256), Ok("ecdsa-p256-sha256")),
        (pss(1, "20"), "rsa-2048", None, Ok("rsa-pss-sha256")),
        (pss(2, "30"), "rsa-2048", None, Ok("rsa-pss-sha384")),
        (pss(3, "40"), "rsa-2048", None, Ok("rsa-pss-sha512")),
        ("300506032b6570".to_owned(), "ed25519", None, Ok("ed25519")),
        ("300b0609608648016503040312".to_owned(), "ml-dsa-65", None, Ok("ml-dsa-65")),
        (p256, "ecdsa-p384", Some(sha256), Err("key.algorithm")),
        (pss(1, "21"), "rsa-2048", None, Err("key.algorithm")),
        (rsa(10), "rsa-2048", None, Err("key.algorithm")),
        (rsa(5), "rsa-2048", Some(sha256), Err("key.algorithm")),
        (rsa(1), "rsa-2048", None, Err("key.algorithm")),
        (rsa(1), "rsa-2048", Some(DigestAlgorithm::Sha1), Err("key.algorithm")),
        (ec_key, "ecdsa-p256", None, Err("key.algorithm")),
        (ecdsa(1), "ecdsa-p256", None, Err("key.algorithm")),
        (ecdsa(2), "rsa-2048", None, Err("key.algorithm")),
        (rsa(11), "ecdsa-p256", None, Err("key.algorithm")),
        ("300c06082a8648ce3d0403020500".to_owned(), "ecdsa-p256", None, Err("key.algorithm")),
        ("300706032b65700500".to_owned(), "ed25519", None, Err("key.algorithm")),
        ("300a06082a8648ce3d04030200".to_owned(), "ecdsa-p256", None, Err("key.format")),
        (String::new(), "ecdsa-p256", None, Err("key.format")),
    ] {
        let found = SignatureScheme::from_algorithm_identifier(&unhex(&der), &key(file), hint);
        let found = found.map(|scheme| scheme.to_string()).map_err(|error| error.code().id);
        assert_eq!(found, scheme.map(str::to_owned), "{der} {file}");
    }
}

/// RSASSA-PSS with SHA-256 (1), SHA-384 (2) or SHA-512 (3) and a salt of `salt` bytes.
fn pss(hash: u8, salt: &str) -> String {
    let hash = format!("300d06096086480165030402{hash:02x}0500");
    let mask = format!("301a06092a864886f70d010108{hash}");
    format!("304106092a864886f70d01010a3034a00f{hash}a11c{mask}a2030201{salt}")
}

#[test]
fn a_key_is_kept_as_it_was_received() {
    for name in ["ecdsa-p521", "rsa-2048", "ml-dsa-87"] {
        let read = key(name);
        assert_eq!(PublicKey::from_spki(read.spki()), Ok(read.clone()));
        assert_eq!(read.render().as_bytes(), testdata(&format!("signed/{name}.pem")));
    }
    let pkcs1 = PublicKey::parse(&testdata("public/accepted/rsa-pkcs1.pem")).unwrap();
    assert!(pkcs1.render().starts_with("-----BEGIN PUBLIC KEY-----"));
    assert_eq!((pkcs1.rsa_bits(), key("rsa-3072").rsa_bits()), (Some(2048), Some(3072)));
}

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

proptest! {
    /// Whatever is changed in a key, what comes out is another key or an error.
    #[test]
    fn a_changed_key_is_never_the_same(which in 0_usize..6, at in any::<usize>(), bit in 0_u32..8) {
        let names = ["ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "rsa-2048", "ed25519", "ml-dsa-44"];
        let own = key(names[which]);
        let mut der = own.spki().to_vec();
        let at = at % der.len();
        der[at] ^= 1 << bit;
        if let Ok(other) = PublicKey::from_spki(&der) {
            prop_assert_ne!(&other, &own);
            prop_assert_eq!(other.spki(), &der[..]);
        }
    }

    #[test]
    fn any_identifier_is_a_scheme_or_an_error(der in proptest::collection::vec(any::<u8>(), 0..80)) {
        let found = SignatureScheme::from_algorithm_identifier(&der, &key("ed25519"), None);
        prop_assert!(found.is_err());
    }
}
