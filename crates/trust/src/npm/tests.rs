use keelmark_formats::hash;
use keelmark_formats::npm_registry::keys::{self, KeyUsage};
use keelmark_formats::npm_registry::version::parse_described;
use keelmark_formats::npm_registry::{
    PUBLISH_PREDICATE_TYPE, PackageVersion, RegistryKey, SignedVersion,
};
use keelmark_formats::statement::{self, Statement};
use keelmark_model::{Digest, DigestAlgorithm, Outcome, Subject, Timestamp};

use super::{EMBEDDED_KEYS, key_in_use, package, verify_version};
use crate::{Signer, Verified};

/// Signed by npm's first key.
const VERSION: &[u8] = include_bytes!("../../../formats/testdata/npm-registry/version.json");
const KEY_ID: &str = "SHA256:jl3bwswu80PjjokCgh0o2w5c2U4LhQAE57gj9cz1kzA";

const IN_2023: Option<Timestamp> = Some(Timestamp(1_690_000_000));
const END: Option<Timestamp> = Some(Timestamp(1_738_108_800));

fn given() -> (SignedVersion, Vec<RegistryKey>) {
    let version = parse_described(VERSION).unwrap().remove(0).version;
    (version, keys::parse(EMBEDDED_KEYS).unwrap())
}

fn verify(
    version: &SignedVersion,
    keys: &[RegistryKey],
    published: Option<Timestamp>,
) -> Result<String, &'static str> {
    let verified = verify_version(version, keys, published);
    verified.map(|found| found.value().package.to_string()).map_err(|error| error.code().id)
}

#[test]
fn a_version_of_npms_verifies() {
    let (version, keys) = given();
    assert_eq!(verify(&version, &keys, IN_2023), Ok("kms-demo@1.0.0".to_owned()));
}

#[test]
fn what_was_changed_does_not() {
    let (version, keys) = given();
    let mut other_name = version.clone();
    other_name.package = PackageVersion::parse("kms-dem0@1.0.0").unwrap();
    let mut other_version = version.clone();
    other_version.package = PackageVersion::parse("kms-demo@1.0.1").unwrap();
    let mut other_digest = version.clone();
    other_digest.integrity = other_digest.integrity.replace("QqZ7", "QqZ8");
    for changed in [other_name, other_version, other_digest] {
        assert_eq!(verify(&changed, &keys, IN_2023), Err("signature.invalid"), "{changed:?}");
    }
    let mut second = version.clone();
    second.signatures.extend(version.signatures.iter().cloned().map(|mut one| {
        one.signature.reverse();
        one
    }));
    assert_eq!(verify(&second, &keys, IN_2023), Err("signature.invalid"), "one of two is wrong");
    let mut unsigned = version.clone();
    unsigned.signatures.clear();
    assert_eq!(verify(&unsigned, &keys, IN_2023), Err("npm.unsigned"));
    assert_eq!(verify(&version, &[], IN_2023), Err("npm.key"));
}

/// The key is there by the name that signed, and what it is cannot be told.
#[test]
fn a_key_that_cannot_be_read_proves_nothing() {
    let (version, mut keys) = given();
    for key in keys.iter_mut().filter(|key| key.key_id == KEY_ID) {
        key.spki.truncate(20);
    }
    assert_eq!(verify(&version, &keys, IN_2023), Err("npm.key-unreadable"));
    let at = key_in_use(&keys, KeyUsage::Attestations, KEY_ID, IN_2023);
    assert_eq!(at.map_err(|error| error.outcome()), Err(Outcome::Fail));
}

#[test]
fn keys_are_used_while_they_are_in_use() {
    let (version, keys) = given();
    assert_eq!(verify(&version, &keys, END), Err("npm.key-validity"), "the end is not within");
    assert_eq!(verify(&version, &keys, None), Err("npm.time"));
    let attesting: Vec<_> =
        keys.iter().filter(|key| key.usage == KeyUsage::Attestations).cloned().collect();
    assert_eq!(verify(&version, &attesting, IN_2023), Err("npm.key"), "a key for other things");
    let start = Some(Timestamp(1_669_852_800));
    let before = Some(Timestamp(1_669_852_799));
    let at = |time| {
        let key = key_in_use(&keys, KeyUsage::Attestations, KEY_ID, time);
        key.map(|_| ()).map_err(|error| error.code().id)
    };
    assert_eq!(at(start), Ok(()));
    assert_eq!(at(before), Err("npm.key-validity"));
}

#[test]
fn statements_are_about_one_version() {
    let sha512 = Digest::new(DigestAlgorithm::Sha512, &[7; 64]).unwrap();
    let other = Digest::new(DigestAlgorithm::Sha512, &[8; 64]).unwrap();
    let check = |name: &str, digest: Digest, predicate_type: &str, predicate: &str| {
        let subject = Subject { name: name.to_owned(), size: None, digests: vec![digest] };
        let bytes = statement::render(&[subject], predicate_type, predicate.as_bytes()).unwrap();
        let signer = Signer::Key { fingerprint: hash::sha256(b"key") };
        let verified = Verified::new(Statement::parse(&bytes).unwrap(), signer);
        let found = package(&verified, &sha512, Some("https://r")).map_err(|error| error.code().id);
        found.map(|package| package.to_string())
    };
    let (own, slsa) = ("pkg:npm/%40s/n@1.0.0", "https://slsa.dev/provenance/v1");
    let publish = PUBLISH_PREDICATE_TYPE;
    let said = r#"{"name":"@s/n","version":"1.0.0","registry":"https://r/"}"#;
    let of_another = r#"{"name":"@s/n","version":"1.0.1","registry":"https://r"}"#;
    let found = Ok("@s/n@1.0.0".to_owned());
    assert_eq!(check(own, sha512, slsa, "{}"), found);
    assert_eq!(check(own, sha512, publish, said), found);
    assert_eq!(check("pkg:NPM/%40s/n@1.0.0", sha512, publish, said), found);
    let wrong = Err("npm.subject");
    let elsewhere = r#"{"name":"@s/n","version":"1.0.0","registry":"https://elsewhere"}"#;
    assert_eq!(check(own, sha512, publish, elsewhere), wrong);
    assert_eq!(check("pkg:NPM/other@1.0.0", sha512, publish, said), wrong);
    assert_eq!(check("pkg:pypi/n@1.0.0", sha512, publish, said), wrong);
    assert_eq!(check(own, sha512, publish, of_another), wrong);
    assert_eq!(check(own, sha512, publish, "{}"), wrong);
    assert_eq!(check(own, other, slsa, "{}"), wrong);
    assert_eq!(check("pkg:npm/@s/n", sha512, slsa, "{}"), wrong);
    assert_eq!(check("@s/n@1.0.0", sha512, slsa, "{}"), wrong);
}
