//! `keelmark verify` of artifacts by bundles, bare signatures and whole releases.
//!
//! Bundles are those of sigstore-conformance, from `KEELMARK_DATA`; without them a test says that it
//! skips. Each is run through the binary: exit code, codes, JSON, and what is said.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test stops where it cannot go on")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::Sandbox;
use common::sigstore::{
    GITHUB, REPOSITORY, WORKFLOW, bare, bundle_of, conformance, expect, identity, signed, testdata,
};
use keelmark_formats::{hash, statement};
use keelmark_model::{DigestAlgorithm, Subject};
use keelmark_trust::bundle::sign_statement;
use keelmark_trust::{KeyAlgorithm, PrivateKey, SystemRandom};
use serde_json::{Value, json};

/// The SHA-256 of `a.txt`, in hexadecimal.
const DIGEST: &str = "a0cfc71271d6e278e57cd332ff957c3f7043fdda354c4cbb190a30d56efa01bf";

#[test]
fn who_signed_is_held_against_what_was_asked() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    let identity = identity();
    let workflow = format!("{REPOSITORY}/{WORKFLOW}");
    let at_main = format!("{workflow}@refs/heads/main");
    let cloned = format!("https://github.com/{REPOSITORY}.git");
    let at_tag = format!("{workflow}@refs/tags/v1");
    let look_alike = format!("https://github.com/{REPOSITORY}2/{WORKFLOW}@refs/heads/main");
    let (other, claim) = ("identity.other", "identity.claim");
    let commit = "c7b3dfb335f051e1c86bda4c716fac97df62ad81";
    let capitals = commit.to_ascii_uppercase();
    let nobodys = "0".repeat(40);
    let cases: &[(&[&str], i32, &[&str])] = &[
        (&["--certificate-identity", &identity], 0, &[]),
        (&["--cert-identity", &identity, "--cert-oidc-issuer", GITHUB], 0, &[]),
        (&["--certificate-identity", &look_alike], 1, &[other]),
        (
            &["--certificate-identity", &identity, "--certificate-oidc-issuer", "https://x"],
            1,
            &["identity.issuer"],
        ),
        (&["--repo", REPOSITORY], 0, &[]),
        (&["--repo", &cloned], 0, &[]),
        (&["-R", REPOSITORY, "--signer-workflow", &workflow], 0, &[]),
        (&["-R", REPOSITORY, "--signer-workflow", &at_main], 0, &[]),
        (&["-R", REPOSITORY, "--signer-workflow", &at_tag], 1, &[claim]),
        (&["-R", "o/r"], 1, &[claim, claim]),
        (&["-o", "sigstore-conformance"], 0, &[]),
        (&["--owner", "sigstore"], 1, &[claim, claim]),
        (&["-R", REPOSITORY, "--source-ref", "refs/heads/main"], 0, &[]),
        (&["-R", REPOSITORY, "--source-ref", "refs/heads/mai"], 1, &[claim]),
        (&["-R", REPOSITORY, "--source-digest", "0123"], 2, &["verify.value"]),
        (&["-R", REPOSITORY, "--signer-digest", "main"], 2, &["verify.value"]),
        (&["-R", REPOSITORY, "--source-digest", commit], 0, &[]),
        (&["-R", REPOSITORY, "--source-digest", &capitals], 0, &[]),
        (&["-R", REPOSITORY, "--source-digest", &nobodys], 1, &[claim]),
        (&["-R", REPOSITORY, "--deny-self-hosted-runners"], 0, &[]),
        (&["-R", REPOSITORY, "--predicate-type", "spdx"], 1, &["statement.predicate"]),
        (&["-R", REPOSITORY, "--timestamp-threshold", "1"], 1, &["timestamp.threshold"]),
        // Nobody was named: sound, and undecided.
        (&[], 3, &["identity.unstated"]),
        (&["--instance", "github"], 1, &["certificate.instance", "identity.unstated"]),
        (&["-R", REPOSITORY, "--instance", "staging"], 1, &["certificate.instance"]),
    ];
    for (args, exit, codes) in cases {
        expect(&sandbox, &folder, &[&["a.txt"], *args].concat(), *exit, codes);
    }
}

/// Files of one name in two folders, of which one was changed.
#[test]
fn files_of_one_name_are_told_apart() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    for other in ["x", "y"] {
        fs::create_dir(folder.join(other)).unwrap();
        fs::copy(folder.join("a.txt"), folder.join(other).join("a.txt")).unwrap();
    }
    fs::write(folder.join("y/a.txt"), "another").unwrap();
    let named = ["-R", REPOSITORY, "--bundle", "a.txt.sigstore.json"];
    let args = [&["x/a.txt", "y/a.txt"], &named[..]].concat();
    let codes = ["signature.invalid", "signature.subject", "log.body-digest"];
    let answer = expect(&sandbox, &folder, &args, 1, &codes).json();
    let checks = answer["checks"].as_array().unwrap();
    let targets = |outcome: &str| -> BTreeSet<&str> {
        let such = checks.iter().filter(|check| check["outcome"] == outcome);
        such.map(|check| check["target"].as_str().unwrap()).collect()
    };
    assert_eq!(targets("fail"), ["y/a.txt"].into());
    assert_eq!(targets("pass"), ["x/a.txt", "y/a.txt"].into());
    let ran = sandbox.run(&folder, &[&["verify"], &args[..]].concat()).expect(1);
    assert!(ran.stdout.contains("✗ signature          y/a.txt  "), "{}", ran.stdout);
    // Of one target, the answer says which it is.
    let ran = sandbox.run(&folder, &[&["verify", "x/a.txt"], &named[..]].concat()).expect(0);
    assert_eq!(ran.stdout.matches("a.txt").count(), 1, "{}", ran.stdout);
}

#[test]
fn another_file_is_not_the_one_signed() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    fs::write(folder.join("a.txt"), "another").unwrap();
    let ran = expect(
        &sandbox,
        &folder,
        &["a.txt", "-R", REPOSITORY],
        1,
        &["signature.invalid", "signature.subject", "log.body-digest"],
    );
    assert_eq!(ran.json()["outcome"], "fail");
}

#[test]
fn a_digest_stands_for_its_file() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    let named = format!("sha256:{DIGEST}");
    fs::remove_file(folder.join("a.txt")).unwrap();
    let bundle = ["-b", "a.txt.sigstore.json", "-R", REPOSITORY];
    let ran = expect(&sandbox, &folder, &[&[named.as_str()], &bundle[..]].concat(), 0, &[]);
    assert!(ran.stdout.contains(&named));
    let other = format!("sha256:{}", "0".repeat(64));
    let args = [&[other.as_str()], &bundle[..]].concat();
    let expected = ["signature.invalid", "signature.subject", "log.body-digest"];
    expect(&sandbox, &folder, &args, 1, &expected);
}

#[test]
fn bundles_of_a_download_are_found_by_digest() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    let line = |case: &str| {
        let bytes = fs::read(bundle_of(case).unwrap()).unwrap();
        serde_json::from_slice::<Value>(&bytes).unwrap().to_string()
    };
    let lines = format!("{}\n{}\n", line("signature-mismatch_fail"), line("happy-path-v0.1"));
    fs::remove_file(folder.join("a.txt.sigstore.json")).unwrap();
    for between in [":", "-"] {
        let name = folder.join(format!("sha256{between}{DIGEST}.jsonl"));
        fs::write(&name, &lines).unwrap();
        let ran = expect(&sandbox, &folder, &["a.txt", "-R", REPOSITORY], 0, &[]);
        let answer = ran.json();
        let checks = answer["checks"].as_array().unwrap();
        let aside: Vec<_> = checks.iter().filter(|check| check["check"] == "other proof").collect();
        let [aside] = aside.as_slice() else { panic!("{checks:?}") };
        assert!(aside["detail"].as_str().unwrap().contains(".jsonl:1: "), "{aside}");
        fs::remove_file(name).unwrap();
    }
    // The answer of GitHub's and npm's interfaces, each attestation with its predicate type.
    let whole: Value = serde_json::from_str(&line("happy-path-v0.3")).unwrap();
    let answer = json!({"attestations": [{"predicateType": "x", "bundle": whole}]});
    fs::write(folder.join("a.txt.attestations.json"), answer.to_string()).unwrap();
    expect(&sandbox, &folder, &["a.txt", "-R", REPOSITORY], 0, &[]);
}

#[test]
fn a_signature_with_its_certificate_beside_it() {
    let sandbox = Sandbox::new();
    let Some(folder) = bare(&sandbox) else { return };
    let promise = ["--require-inclusion-proof", "false"];
    let args = ["a.txt", "-R", REPOSITORY];
    expect(&sandbox, &folder, &[&args, &promise[..]].concat(), 0, &[]);
    expect(&sandbox, &folder, &args, 3, &["log.proof-missing"]);
    let named = ["--signature", "a.txt.sig", "--certificate", "a.txt.crt"];
    expect(&sandbox, &folder, &[&args, &named[..]].concat(), 3, &["log.absent"]);
    let chain = ["--certificate-chain", "a.txt.crt"];
    let args = [&args, &named[..], &chain[..]].concat();
    expect(&sandbox, &folder, &args, 2, &["verify.option"]);
}

/// What signs a digest signs files of any size; what signs the file itself is not decided above the limit.
///
/// `testdata/large` was made once over as many zeros: with P-384 and SHA-384, with Ed25519, and as minisign
/// writes it.
#[test]
fn files_that_are_not_held_whole() {
    const LENGTH: u64 = (64 << 20) + 1;
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    fs::File::create(folder.join("zeros")).unwrap().set_len(LENGTH).unwrap();
    let made = |file: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/large").join(file);
        path.display().to_string()
    };
    let by_key = |name: &str| {
        [
            "--signature".into(),
            made(&format!("{name}.sig")),
            "--key".into(),
            made(&format!("{name}.pub")),
        ]
    };
    let minisign = ["--signature", "prehashed.minisig", "--minisign-key", "minisign.pub"];
    let minisign =
        minisign.map(|word| if word.starts_with("--") { word.into() } else { made(word) });
    let run = |args: &[String; 4], exit, codes: &[&str]| {
        let args: Vec<&str> =
            ["zeros"].into_iter().chain(args.iter().map(String::as_str)).collect();
        expect(&sandbox, &folder, &args, exit, codes);
    };
    run(&by_key("p384"), 0, &[]);
    run(&minisign, 0, &[]);
    run(&by_key("ed25519"), 3, &["signature.needs-artifact"]);
    fs::File::create(folder.join("zeros")).unwrap().set_len(LENGTH + 1).unwrap();
    run(&by_key("p384"), 1, &["signature.invalid"]);
    run(&minisign, 1, &["signature.invalid"]);
}

#[test]
fn keys_without_certificates() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("m"), "the artifact\n").unwrap();
    fs::copy(testdata("minisign/signature/default.minisig"), folder.join("m.minisig")).unwrap();
    let key = testdata("minisign/key/minisign.pub").display().to_string();
    let other = testdata("minisign/key/other.pub").display().to_string();
    let text = fs::read_to_string(&key).unwrap();
    let line = text.lines().last().unwrap();
    let cases: &[(&[&str], i32, &[&str])] = &[
        (&["m", "--minisign-key", &key], 0, &[]),
        (&["m", "--minisign-key", line], 0, &[]),
        (&["m", "--minisign-key", &other, "--minisign-key", &key], 0, &[]),
        (&["m", "--signature", "m.minisig", "--minisign-key", &key], 0, &[]),
        (&["m", "--minisign-key", &other], 3, &["signature.no-key"]),
        (&["m"], 3, &["signature.no-key"]),
        (&["m", "--minisign-key", "RWQ"], 2, &["document.syntax"]),
        (&["m", "--minisign-key", &key, "--repo", "o/r"], 2, &["verify.policy"]),
        (&["m", "--minisign-key", &key, "--type", "spdx"], 2, &["verify.policy"]),
        (&["m", "--minisign-key", &key, "--slsa-level", "1"], 2, &["verify.policy"]),
        (&[".", "--minisign-key", &key], 0, &[]),
        (&[".", "--minisign-key", &key, "--require", "provenance"], 3, &["release.missing"]),
    ];
    for (args, exit, codes) in cases {
        expect(&sandbox, &folder, args, *exit, codes);
    }
    // A file that is called like the key typed does not take its place.
    let planted = folder.join(line);
    fs::create_dir_all(planted.parent().unwrap()).unwrap();
    fs::copy(&other, planted).unwrap();
    expect(&sandbox, &folder, &["m", "--minisign-key", line], 0, &[]);
    fs::write(folder.join("m"), "another\n").unwrap();
    expect(&sandbox, &folder, &["m", "--minisign-key", &key], 1, &["signature.invalid"]);
}

/// Every SHA-2 digest that a statement gives of its subject is held against the file that was given.
#[test]
fn a_statement_by_other_digests_of_its_subject() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a"), "a").unwrap();
    let key = PrivateKey::generate(KeyAlgorithm::Ed25519, &SystemRandom::new()).unwrap();
    fs::write(folder.join("own.pub"), key.public().render()).unwrap();
    let of = |algorithm, content: &str| hash::sha2_of(algorithm, &[content.as_bytes()]).unwrap();
    let own = |algorithm| of(algorithm, "a");
    let (sha256, sha384, sha512) =
        (DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512);
    let other = &["signature.subject"][..];
    let typed = own(sha256).to_string();
    for (digests, by_path, by_digest) in [
        (vec![own(sha384)], (0, &[][..]), (3, &["signature.needs-artifact"][..])),
        (vec![own(sha512)], (0, &[]), (3, &["signature.needs-artifact"])),
        (vec![of(sha384, "b")], (1, other), (3, &["signature.needs-artifact"])),
        (vec![own(sha256), own(sha384)], (0, &[]), (0, &[])),
        (vec![own(sha256), of(sha384, "b")], (1, other), (0, &[])),
        (vec![own(sha256), of(sha512, "b")], (1, other), (0, &[])),
        (vec![of(sha256, "b"), own(sha384)], (1, other), (1, other)),
    ] {
        let subject = Subject { name: "a".to_owned(), size: None, digests };
        let statement = statement::render(&[subject], "https://example.com/t", b"{}").unwrap();
        fs::write(folder.join("b.json"), sign_statement(statement, &key).render()).unwrap();
        for (target, (exit, codes)) in [("a", by_path), (typed.as_str(), by_digest)] {
            let args = [target, "--bundle", "b.json", "--key", "own.pub"];
            expect(&sandbox, &folder, &args, exit, codes);
        }
    }
}

/// A proof that is not decided does not hide one that fails, however few checks it has.
#[test]
fn a_decoy_beside_a_proof_that_fails() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    fs::write(folder.join("a.txt"), "another").unwrap();
    let decoy = testdata("minisign/signature/default.minisig");
    fs::copy(decoy, folder.join("a.txt.minisig")).unwrap();
    let codes = ["signature.no-key", "signature.invalid"];
    expect(&sandbox, &folder, &["a.txt", "-R", REPOSITORY], 1, &codes);
}

/// The command-line tool that is to make something, if it is here.
fn tool(name: &str, folder: &Path, args: &[&str]) -> bool {
    match Command::new(name).args(args).current_dir(folder).output() {
        Ok(output) if output.status.success() => true,
        _ => {
            println!("skipped: {name} is not here, or too old");
            false
        }
    }
}

#[test]
fn what_ssh_keygen_signs() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("f"), "the artifact\n").unwrap();
    for key in ["k", "other"] {
        if !tool("ssh-keygen", &folder, &["-q", "-t", "ed25519", "-N", "", "-f", key]) {
            return;
        }
        let public = fs::read_to_string(folder.join(format!("{key}.pub"))).unwrap();
        fs::write(folder.join(format!("{key}.allowed")), format!("{key}@x {public}")).unwrap();
    }
    if !tool("ssh-keygen", &folder, &["-q", "-Y", "sign", "-f", "k", "-n", "file", "f"]) {
        return;
    }
    let allowed = ["f", "--allowed-signers", "k.allowed"];
    let cases: &[(&[&str], i32, &[&str])] = &[
        (&allowed, 0, &[]),
        (&[&allowed[..], &["--signer", "k@x"]].concat(), 0, &[]),
        (&[&allowed[..], &["--signature", "f.sig"]].concat(), 0, &[]),
        (&[&allowed[..], &["--signer", "other@x"]].concat(), 1, &["ssh.signer"]),
        (&["f", "--allowed-signers", "other.allowed"], 1, &["ssh.signer"]),
        (&[&allowed[..], &["--ssh-namespace", "git"]].concat(), 1, &["ssh.namespace"]),
        (&["f"], 3, &["signature.no-key"]),
    ];
    for (args, exit, codes) in cases {
        expect(&sandbox, &folder, args, *exit, codes);
    }
    fs::rename(folder.join("f.sig"), folder.join("f.sshsig")).unwrap();
    expect(&sandbox, &folder, &allowed, 0, &[]);
    fs::write(folder.join("f"), "another\n").unwrap();
    expect(&sandbox, &folder, &allowed, 1, &["signature.invalid"]);
}

/// Signatures by OpenSSL, in bytes and in lines of base64, with each type of key.
#[test]
fn a_bare_signature_by_any_key() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("f"), "the artifact\n").unwrap();
    let hashed = ["dgst", "-sha256", "-sign", "k.pem", "-out", "f.raw", "f"];
    let whole = ["pkeyutl", "-sign", "-rawin", "-inkey", "k.pem", "-in", "f", "-out", "f.raw"];
    let curve = |name: &'static str| vec!["EC", "-pkeyopt", name];
    for (algorithm, sign) in [
        (curve("ec_paramgen_curve:P-256"), &hashed[..]),
        (curve("ec_paramgen_curve:P-384"), &hashed),
        (curve("ec_paramgen_curve:P-521"), &hashed),
        (vec!["RSA", "-pkeyopt", "rsa_keygen_bits:2048"], &hashed),
        (vec!["ED25519"], &whole),
    ] {
        let generate = [&["genpkey", "-out", "k.pem", "-algorithm"], &algorithm[..]].concat();
        let publish = ["pkey", "-in", "k.pem", "-pubout", "-out", "k.pub"];
        let encode = ["base64", "-in", "f.raw", "-out", "f.b64"];
        for args in [&generate[..], &publish, sign, &encode] {
            if !tool("openssl", &folder, args) {
                return;
            }
        }
        for signature in ["f.raw", "f.b64"] {
            let args = ["f", "--signature", signature, "--key"];
            expect(&sandbox, &folder, &[&args[..], &["k.pub"]].concat(), 0, &[]);
            let other = testdata("cosign/rsa-3072.pub").display().to_string();
            let args = [&args[..], &[&other]].concat();
            expect(&sandbox, &folder, &args, 1, &["signature.invalid"]);
        }
    }
    expect(&sandbox, &folder, &["f", "--signature", "f.raw"], 3, &["signature.no-key"]);
}

/// A bundle's parts as PyPI's provenance has them, published by `repository`.
fn provenance(bundle: &Value, kind: &str, repository: &str) -> Value {
    let (material, envelope) = (&bundle["verificationMaterial"], &bundle["dsseEnvelope"]);
    let chain = &material["x509CertificateChain"]["certificates"][0]["rawBytes"];
    let certificate = material["certificate"]["rawBytes"].as_str().or(chain.as_str()).unwrap();
    json!({"version": 1, "attestation_bundles": [{
        "publisher": {"kind": kind, "repository": repository, "workflow": WORKFLOW.rsplit('/').next()},
        "attestations": [{
            "version": 1,
            "verification_material": {
                "certificate": certificate,
                "transparency_entries": material["tlogEntries"],
            },
            "envelope": {
                "statement": envelope["payload"],
                "signature": envelope["signatures"][0]["sig"],
            },
        }],
    }]})
}

/// The publisher that PyPI names must be the signer, and what it published a distribution.
#[test]
fn the_publisher_that_pypi_names() {
    let sandbox = Sandbox::new();
    let Some(folder) = conformance() else { return };
    let case = folder.join("intoto-with-custom-trust-root");
    let bundle = fs::read(case.join("bundle.sigstore.json")).unwrap();
    let bundle: Value = serde_json::from_slice(&bundle).unwrap();
    let file = sandbox.path("a.provenance").display().to_string();
    let identity = identity();
    let (publisher, subject) = ("pypi.publisher", "pypi.subject");
    for (kind, repository, exit, codes) in [
        ("GitHub", "o/r", 1, &[publisher, subject][..]),
        ("GitLab", REPOSITORY, 2, &["document.shape"]),
        ("Other", REPOSITORY, 1, &["pypi.publisher-kind", subject]),
    ] {
        let document = provenance(&bundle, kind, repository).to_string();
        fs::write(sandbox.path("a.provenance"), document).unwrap();
        let args = ["artifact", "-b", &file, "--trusted-root", "trusted_root.json"];
        let args = [&args[..], &["--certificate-identity", &identity]].concat();
        expect(&sandbox, &case, &args, exit, codes);
    }
    // An attestation by itself is of a distribution too, whatever it says of it.
    let alone =
        &provenance(&bundle, "GitHub", REPOSITORY)["attestation_bundles"][0]["attestations"][0];
    fs::write(sandbox.path("a.attestation"), alone.to_string()).unwrap();
    let file = sandbox.path("a.attestation").display().to_string();
    let args = ["artifact", "-b", &file, "--trusted-root", "trusted_root.json"];
    let args = [&args[..], &["--certificate-identity", &identity]].concat();
    expect(&sandbox, &case, &args, 1, &[subject]);
}

/// What PyPI itself answered for a distribution, where the tests of pypi-attestations are here.
#[test]
fn provenance_of_pypi() {
    let assets = "../../target/peers/pypi_attestations-0.0.30/test/assets";
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(assets);
    if !folder.is_dir() {
        println!("skipped: no {assets}");
        return;
    }
    let sandbox = Sandbox::new();
    let name = "pypi_attestations-0.0.19.tar.gz";
    let beside = format!("{name}.provenance");
    for file in [name, &beside] {
        fs::copy(folder.join(file), sandbox.path(file)).unwrap();
    }
    let here = sandbox.path("");
    let args = [name, "-b", &beside, "-R"];
    expect(&sandbox, &here, &[&args[..], &["trailofbits/pypi-attestations"]].concat(), 0, &[]);
    let text = fs::read_to_string(sandbox.path(&beside)).unwrap();
    let other = text.replace(r#""workflow": "release.yml""#, r#""workflow": "other.yml""#);
    let other = other.replace(r#""workflow":"release.yml""#, r#""workflow":"other.yml""#);
    assert_ne!(other, text);
    fs::write(sandbox.path(&beside), other).unwrap();
    let args = [&args[..], &["trailofbits/pypi-attestations"]].concat();
    expect(&sandbox, &here, &args, 1, &["pypi.publisher"]);
    fs::remove_file(sandbox.path(&beside)).unwrap();
    // Under another name, an old release would pass for a new one.
    let newer = "pypi_attestations-9.9.9.tar.gz";
    fs::copy(folder.join(name), sandbox.path(newer)).unwrap();
    for kind in ["publish", "slsa"] {
        let attestation = folder.join(format!("{name}.{kind}.attestation"));
        for name in [name, newer] {
            let beside = sandbox.path(&format!("{name}.{kind}.attestation"));
            fs::copy(&attestation, beside).unwrap();
        }
    }
    for (name, exit, codes) in [(name, 0, &[][..]), (newer, 1, &["pypi.subject"; 2])] {
        let args = [name, "-R", "trailofbits/pypi-attestations"];
        expect(&sandbox, &here, &args, exit, codes);
    }
}

/// Instances give their authorities one name: a certificate of another reads as forged.
#[test]
fn a_certificate_of_another_instance_is_told() {
    let sandbox = Sandbox::new();
    let Some(folder) = conformance() else { return };
    let bundle = "rekor2-timestamp-with-expired-cert-chain/bundle.sigstore.json";
    let args = ["verify", "a.txt", "-R", REPOSITORY, "-b", bundle];
    let said = sandbox.run(&folder, &args).expect(1).stdout;
    let line = "✗ certificate        issued by the instance `staging`, which is not trusted here";
    assert!(said.contains(line) && said.contains("`--instance staging`"), "{said}");
}

/// Several that hold are told apart.
#[test]
fn each_proof_that_holds_has_a_heading() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    let heading = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.starts_with("✓ proof "));
        lines.map(|line| line.trim_start_matches("✓ proof").trim_start().to_owned()).collect()
    };
    let args = ["verify", "a.txt", "-R", REPOSITORY];
    assert_eq!(heading(&sandbox.run(&folder, &args).expect(0).stdout), Vec::<String>::new());
    fs::copy(bundle_of("happy-path-v0.1").unwrap(), folder.join("a.txt.bundle")).unwrap();
    let said = sandbox.run(&folder, &args).expect(0).stdout;
    assert_eq!(heading(&said), ["a.txt.sigstore.json: signature", "a.txt.bundle: signature"]);
}
