//! `keelmark verify` of packages by npm's registry: descriptions that it signed, and its attestations.
//!
//! What npm itself signed is in the repository: the description of `kms-demo@1.0.0`, and the attestation
//! of `sigstore@0.4.0`, each named by digest. The tarball here is made here, and vouched for by a key
//! made here.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::Sandbox;
use common::sigstore::{conformance, expect, testdata};
use keelmark_formats::bundle::VerificationMaterial;
use keelmark_formats::npm_registry::PUBLISH_PREDICATE_TYPE;
use keelmark_formats::{hash, statement};
use keelmark_model::{Digest, DigestAlgorithm, Subject};
use keelmark_trust::bundle::sign_statement;
use keelmark_trust::{KeyAlgorithm, PrivateKey, SystemRandom};
use serde_json::{Value, json};

/// The SHA-512 of the tarball of `sigstore@0.4.0`.
const SIGSTORE: &str = "sha512:282c0c5fa936d264321643581b65d3de5c0af6ed4fdfac12f5851115df39cc25cfaf0ad22d908487bfef30114d61c25746206d1834be4f8fd1659178f77cc004";

/// `kms-demo@1.0.0` as the registry describes it, and its digest.
fn kms_demo() -> (Value, String) {
    let path = testdata("../../formats/testdata/npm-registry/version.json");
    let document: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let integrity = document["dist"]["integrity"].as_str().unwrap();
    let bytes = STANDARD.decode(integrity.strip_prefix("sha512-").unwrap()).unwrap();
    let digest = Digest::new(DigestAlgorithm::Sha512, &bytes).unwrap();
    (document, digest.to_string())
}

fn write(folder: &Path, name: &str, content: &Value) {
    fs::write(folder.join(name), content.to_string()).unwrap();
}

#[test]
fn what_npm_signed_is_told_by_its_key() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    let (document, digest) = kms_demo();
    let published = |at: &str| {
        let mut document = document.clone();
        document["time"] = json!({"1.0.0": at});
        document
    };
    write(&folder, "alone.json", &document);
    write(&folder, "timed.json", &published("2023-07-02T03:04:05.678Z"));
    write(&folder, "late.json", &published("2025-02-01T00:00:00.000Z"));
    let whole = json!({"name": "kms-demo", "versions": {"1.0.0": document},
        "time": {"1.0.0": "2023-07-02T03:04:05.678Z"}});
    write(&folder, "whole.json", &whole);
    let mut other = published("2023-07-02T03:04:05.678Z");
    other["version"] = json!("1.0.1");
    other["time"] = json!({"1.0.1": "2023-07-02T03:04:05.678Z"});
    write(&folder, "other.json", &other);
    let mut unsigned = document.clone();
    unsigned["dist"]["signatures"] = json!([]);
    write(&folder, "unsigned.json", &unsigned);
    write(&folder, "keys.json", &json!({"keys": []}));
    let metadata = |name: &'static str| ["--npm-metadata", name];
    let cases: &[(&[&str], i32, &[&str])] = &[
        (&metadata("timed.json"), 0, &[]),
        (&metadata("whole.json"), 0, &[]),
        (&["--npm-metadata", "whole.json", "--npm-package", "kms-demo@1.0.0"], 0, &[]),
        (&["--npm-metadata", "whole.json", "--npm-package", "kms-demo@1.0.1"], 1, &["npm.subject"]),
        (&["--npm-metadata", "whole.json", "--npm-keys", "keys.json"], 3, &["npm.key"]),
        (&metadata("alone.json"), 3, &["npm.time"]),
        (&metadata("late.json"), 1, &["npm.key-validity"]),
        (&metadata("other.json"), 1, &["signature.invalid"]),
        (&metadata("unsigned.json"), 3, &["npm.unsigned"]),
        // What the registry says does not stand for another signer that was demanded.
        (&["--npm-metadata", "whole.json", "--repo", "o/r"], 3, &["release.unsigned"]),
        (&["--npm-metadata", "whole.json", "--type", "spdx"], 3, &["release.unsigned"]),
        (&metadata("keys.json"), 2, &["document.shape"]),
        (&["--npm-keys", "whole.json"], 2, &["document.shape"]),
        (&["--npm-package", "kms-demo"], 2, &["verify.value"]),
        (&["--npm-package", "kms-demo@1.0.0"], 3, &["npm.unsigned"]),
    ];
    for (args, exit, codes) in cases {
        expect(&sandbox, &folder, &[&[digest.as_str()], *args].concat(), *exit, codes);
    }
    expect(&sandbox, &folder, &[SIGSTORE, "--npm-metadata", "whole.json"], 1, &["npm.subject"]);
    let sha256 = format!("sha256:{}", "0".repeat(64));
    let codes = ["signature.needs-artifact"];
    expect(&sandbox, &folder, &[&sha256, "--npm-metadata", "whole.json"], 3, &codes);
    expect(&sandbox, &folder, &[".", "--npm-metadata", "whole.json"], 2, &["verify.target-kind"]);
}

#[test]
fn what_npm_attested_is_told_by_its_key() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    fs::copy(testdata("npm/sigstore-0.4.0.json"), folder.join("a.json")).unwrap();
    let changed = |pointer: &str, value: Value| {
        let bytes = fs::read(folder.join("a.json")).unwrap();
        let mut document: Value = serde_json::from_slice(&bytes).unwrap();
        *document.pointer_mut(pointer).unwrap() = value;
        document
    };
    let hint = "/attestations/0/bundle/verificationMaterial/publicKey/hint";
    write(&folder, "other.json", &changed(hint, json!("SHA256:other")));
    let newer = json!("SHA256:DhQ8wR5APBvFHLF/+Tc+AYvPOdTpcIDqOhxsBHRwC7U");
    write(&folder, "newer.json", &changed(hint, newer));
    let promise = ["--require-inclusion-proof", "false"];
    let named = ["--npm-package", "sigstore@0.4.0"];
    let cases: &[(&str, &[&str], i32, &[&str])] = &[
        ("a.json", &[&named[..], &promise].concat(), 0, &[]),
        ("a.json", &named, 3, &["log.proof-missing"]),
        ("a.json", &promise, 3, &["identity.unstated"]),
        (
            "a.json",
            &[&["--npm-package", "sigstore@0.4.1"], &promise[..]].concat(),
            1,
            &["npm.subject"],
        ),
        (
            "a.json",
            &[&["-R", "sigstore/sigstore-js"], &promise[..]].concat(),
            3,
            &["release.unsigned"],
        ),
        (
            "a.json",
            &[&["-R", "sigstore/sigstore-js"], &named[..], &promise].concat(),
            3,
            &["release.unsigned"],
        ),
        ("other.json", &[&named[..], &promise].concat(), 3, &["npm.key"]),
        (
            "newer.json",
            &[&named[..], &promise].concat(),
            1,
            &["signature.invalid", "log.body-verifier"],
        ),
    ];
    for (file, args, exit, codes) in cases {
        expect(&sandbox, &folder, &[&[SIGSTORE, "-b", file], *args].concat(), *exit, codes);
    }
    let args = [&["verify", SIGSTORE, "-b", "a.json"], &named[..], &promise].concat();
    let ran = sandbox.run(&folder, &args).expect(0);
    for line in [
        "✓ registry key   the registry's key was in use when it signed\n",
        "✓ package        vouched for as sigstore@0.4.0\n",
    ] {
        assert!(ran.stdout.contains(line), "{}", ran.stdout);
    }
}

/// A gzip file of a tar archive with one entry.
fn tarball(name: &str, version: &str) -> Vec<u8> {
    let content = json!({"name": name, "version": version}).to_string();
    let mut tar = vec![0_u8; 512];
    tar[..20].copy_from_slice(b"package/package.json");
    tar[257..265].copy_from_slice(b"ustar\x0000");
    tar[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
    tar[148..156].copy_from_slice(b"        ");
    let sum: u32 = tar.iter().map(|byte| u32::from(*byte)).sum();
    tar[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    tar.extend(content.as_bytes());
    tar.resize(tar.len().next_multiple_of(512) + 1024, 0);
    let length = u16::try_from(tar.len()).unwrap();
    let sum = crc32(&tar);
    let size = u32::from(length);
    // One block, stored as it is.
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    file.extend(length.to_le_bytes());
    file.extend((!length).to_le_bytes());
    file.extend(tar);
    file.extend(sum.to_le_bytes());
    file.extend(size.to_le_bytes());
    file
}

/// The same archive with more zeros behind its end than a file that is held whole may have.
fn large(name: &str, version: &str) -> Vec<u8> {
    const ZEROS: u16 = 127 * 512;
    let small = tarball(name, version);
    let (head, stored) = small.split_at(10);
    let (trailer, last) = ([0; 8], [1, 0, 0, 0xff, 0xff]);
    // The first block is the last one no more.
    let mut file = [head, &[0], &stored[1..stored.len() - trailer.len()]].concat();
    while file.len() <= 64 << 20 {
        file.push(0);
        file.extend(ZEROS.to_le_bytes());
        file.extend((!ZEROS).to_le_bytes());
        file.resize(file.len() + usize::from(ZEROS), 0);
    }
    file.extend(last);
    file.extend(trailer);
    file
}

#[test]
fn a_package_that_is_not_held_whole() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    let registry = Registry::new(&folder);
    registry.publish("n.tgz", &large("n", "1.0.0"), "n", "1.0.0");
    let args = ["n.tgz", "--npm-metadata", "metadata.json", "--npm-keys", "keys.json"];
    expect(&sandbox, &folder, &[&args[..], &["--npm-package", "n@1.0.0"]].concat(), 0, &[]);
    registry.publish("n.tgz", &large("m", "1.0.0"), "n", "1.0.0");
    let package = ["--npm-package", "n@1.0.0"];
    expect(&sandbox, &folder, &[&args[..], &package].concat(), 1, &["npm.subject"]);
}

/// RFC 1952, section 8, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    })
}

/// A registry of one's own.
struct Registry {
    key: PrivateKey,
    folder: PathBuf,
}

const KEY_ID: &str = "SHA256:own";

impl Registry {
    fn new(folder: &Path) -> Self {
        let key = PrivateKey::generate(KeyAlgorithm::EcdsaP256, &SystemRandom::new()).unwrap();
        fs::write(folder.join("own.pub"), key.public().render()).unwrap();
        let spki = STANDARD.encode(key.public().spki());
        write(folder, "keys.json", &json!({"keys": [{"keyid": KEY_ID, "key": spki}]}));
        Self { key, folder: folder.to_owned() }
    }

    /// Publishes a tarball: describes and attests it as `name@version`.
    fn publish(&self, file: &str, bytes: &[u8], name: &str, version: &str) {
        let purl = format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
        let predicate = json!({"name": name, "version": version, "registry": "https://r"});
        self.attest(file, bytes, &purl, (PUBLISH_PREDICATE_TYPE, &predicate));
        let sha512 = hash::sha2_of(DigestAlgorithm::Sha512, &[bytes]).unwrap();
        let integrity = format!("sha512-{}", STANDARD.encode(sha512.as_bytes()));
        let signature = self.key.sign(format!("{name}@{version}:{integrity}").as_bytes());
        let signatures = json!([{"keyid": KEY_ID, "sig": STANDARD.encode(signature)}]);
        let dist = json!({"integrity": integrity, "signatures": signatures});
        let document = json!({"name": name, "version": version, "dist": dist});
        write(&self.folder, "metadata.json", &document);
    }

    /// Attests a tarball as whatever is called `subject`, and says `predicate` of it.
    fn attest(&self, file: &str, bytes: &[u8], subject: &str, predicate: (&str, &Value)) {
        fs::write(self.folder.join(file), bytes).unwrap();
        let sha512 = hash::sha2_of(DigestAlgorithm::Sha512, &[bytes]).unwrap();
        let subject = Subject { name: subject.to_owned(), size: None, digests: vec![sha512] };
        let (predicate_type, predicate) = (predicate.0, predicate.1.to_string());
        let signed = statement::render(&[subject], predicate_type, predicate.as_bytes()).unwrap();
        let mut bundle = sign_statement(signed, &self.key);
        bundle.material = VerificationMaterial::PublicKey { hint: Some(KEY_ID.to_owned()) };
        fs::write(self.folder.join("bundle.json"), bundle.render()).unwrap();
    }
}

/// A file, its content, the name and version it is published as, further options; exit code and codes.
type Case<'a> = (&'a str, &'a [u8], (&'a str, &'a str), &'a [&'a str], i32, &'a [&'a str]);

#[test]
fn a_package_is_the_one_its_name_says() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    let registry = Registry::new(&folder);
    let (own, none) = (tarball("@s/n", "v1.0.0"), b"no archive".to_vec());
    let unscoped = tarball("s-n", "1.0.0");
    let (subject, package, shape) = ("npm.subject", "npm.package", "document.shape");
    let cases: &[Case<'_>] = &[
        // A name says nothing of the scope: npm calls versions of `s-n` and of `@s/n` alike.
        ("s-n-1.0.0.tgz", &own, ("@s/n", "1.0.0"), &[], 3, &[package]),
        ("n-1.0.0.tgz", &own, ("@s/n", "1.0.0"), &[], 3, &[package]),
        ("s-n-1.0.0.tgz", &unscoped, ("s-n", "1.0.0"), &[], 3, &[package]),
        ("s-n-1.0.0.tgz", &own, ("@s/n", "1.0.0"), &["--npm-package", "s-n@1.0.0"], 1, &[subject]),
        ("n.tgz", &own, ("@s/n", "1.0.0"), &["--npm-package", "@s/n@1.0.0"], 0, &[]),
        ("n.tgz", &own, ("@s/n", "1.0.0"), &[], 1, &[subject]),
        ("s-n-1.0.1.tgz", &own, ("@s/n", "1.0.0"), &[], 1, &[subject]),
        ("s-n-1.0.1.tgz", &own, ("@s/n", "1.0.1"), &[], 1, &[subject]),
        ("m-1.0.0.tgz", &own, ("m", "1.0.0"), &[], 1, &[subject]),
        ("m-1.0.0.tgz", &none, ("m", "1.0.0"), &[], 3, &[shape]),
    ];
    for (file, bytes, (name, version), more, exit, codes) in cases {
        registry.publish(file, bytes, name, version);
        let keys = ["--npm-keys", "keys.json"];
        let described = [&[*file, "--npm-metadata", "metadata.json"], &keys[..], more].concat();
        expect(&sandbox, &folder, &described, *exit, codes);
        let attested = [file, "-b", "bundle.json", "--insecure-ignore-tlog"];
        let attested = [&attested[..], &keys, more].concat();
        expect(&sandbox, &folder, &attested, *exit, codes);
        let both = ["--npm-metadata", "metadata.json"];
        let twice = codes.repeat(2);
        expect(&sandbox, &folder, &[&attested[..], &both].concat(), *exit, &twice);
        fs::remove_file(folder.join(file)).unwrap();
    }
    registry.publish("n-1.0.0.tgz", &own, "@s/n", "1.0.0");
    fs::write(folder.join("n-1.0.0.tgz"), tarball("@s/n", "1.0.0")).unwrap();
    let keys = ["n-1.0.0.tgz", "--npm-keys", "keys.json"];
    let args = [&keys[..], &["--npm-metadata", "metadata.json"]].concat();
    expect(&sandbox, &folder, &args, 1, &[subject]);
    let args = [&keys[..], &["-b", "bundle.json", "--insecure-ignore-tlog"]].concat();
    expect(&sandbox, &folder, &args, 1, &["signature.subject"]);
}

/// What a registry's key signed is about a package that it published, or is none of its attestations.
#[test]
fn an_attestation_that_is_about_no_package() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    let registry = Registry::new(&folder);
    let own = tarball("n", "1.0.0");
    let publish = json!({"name": "n", "version": "1.0.0", "registry": "https://r"});
    let keys = ["n.tgz", "-b", "bundle.json", "--insecure-ignore-tlog", "--npm-keys", "keys.json"];
    let args = [&keys[..], &["--npm-package", "n@1.0.0"]].concat();
    let (subject, predicate) = ("npm.subject", "statement.predicate");
    let malware = "https://example.com/malware-found";
    for (name, predicate_type, exit, codes) in [
        ("pkg:npm/n@1.0.0", PUBLISH_PREDICATE_TYPE, 0, &[][..]),
        ("pkg:NPM/n@1.0.0", PUBLISH_PREDICATE_TYPE, 0, &[]),
        ("pkg:NPM/other@9.9.9", PUBLISH_PREDICATE_TYPE, 1, &[subject]),
        ("pkg:pypi/n@1.0.0", PUBLISH_PREDICATE_TYPE, 1, &[subject]),
        ("anything", PUBLISH_PREDICATE_TYPE, 1, &[subject]),
        ("pkg:npm/n@1.0.0", malware, 1, &[predicate]),
        ("anything", malware, 1, &[predicate]),
    ] {
        registry.attest("n.tgz", &own, name, (predicate_type, &publish));
        expect(&sandbox, &folder, &args, exit, codes);
    }
}

/// Whoever names a key means that one, whatever the bundle calls it; and a file may have any name
/// where nobody asked for the registry.
#[test]
fn what_was_not_asked_of_the_registry() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    Registry::new(&folder).publish("any", &tarball("@s/n", "1.0.0"), "@s/n", "1.0.0");
    expect(&sandbox, &folder, &["any", "-b", "bundle.json", "--key", "own.pub"], 0, &[]);
    expect(&sandbox, &folder, &["any", "-b", "bundle.json"], 3, &["signature.no-key"]);
}

/// Keys that a renewal brought are those that count.
#[test]
fn keys_are_those_kept() {
    let sandbox = Sandbox::new();
    let Some(data) = conformance() else { return };
    let tuf = data.join("../tuf-repo").canonicalize().unwrap().display().to_string();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    let (mut document, digest) = kms_demo();
    document["time"] = json!({"1.0.0": "2023-07-02T03:04:05.678Z"});
    write(&folder, "timed.json", &document);
    let update = ["trust", "update", "--instance", "public-good", "--mirror", &tuf];
    if sandbox.run(&folder, &update).exit != 0 {
        println!("skipped: the copy of the repository has expired");
        return;
    }
    let args = [digest.as_str(), "--npm-metadata", "timed.json"];
    expect(&sandbox, &folder, &args, 0, &[]);
    let kept = sandbox.path("home/data/keelmark/trust/public-good/npm_keys.json");
    fs::write(kept, json!({"keys": []}).to_string()).unwrap();
    expect(&sandbox, &folder, &args, 2, &["trust.damaged"]);
}
