//! `keelmark verify` of a release: a folder in which artifacts and proofs lie together. Every file
//! has to be proven, and what cannot be is said.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use common::sigstore::{self, REPOSITORY, bundle_of, expect, signed};
use common::{Sandbox, run};
use keelmark_formats::{hash, statement};
use keelmark_model::{Digest, DigestAlgorithm, Subject};
use keelmark_trust::bundle::sign_statement;
use keelmark_trust::{KeyAlgorithm, PrivateKey, SystemRandom};

/// A release of two files, each with its bundle.
fn release(sandbox: &Sandbox) -> Option<PathBuf> {
    let folder = signed(sandbox, "happy-path-v0.3")?;
    fs::copy(folder.join("a.txt"), folder.join("b.txt")).unwrap();
    fs::copy(bundle_of("happy-path-v0.1")?, folder.join("b.txt.sigstore.json")).unwrap();
    Some(folder)
}

/// The codes of a release after `change` was done to it.
#[track_caller]
fn after(change: impl FnOnce(&Path), args: &[&str], exit: i32, codes: &[&str]) {
    let sandbox = Sandbox::new();
    let Some(folder) = release(&sandbox) else { return };
    change(&folder);
    let args = [&[".", "-R", REPOSITORY], args].concat();
    expect(&sandbox, &folder, &args, exit, codes);
}

#[test]
fn all_of_it_is_proven() {
    after(|_| {}, &[], 0, &[]);
    after(|_| {}, &["--require", "signature"], 0, &[]);
    let missing = ["release.missing", "release.missing"];
    after(|_| {}, &["--require", "provenance"], 3, &missing);
    let sandbox = Sandbox::new();
    let Some(folder) = release(&sandbox) else { return };
    let ran = sandbox.run(&folder, &["verify", ".", "-R", REPOSITORY]).expect(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let [first, second, "verified .: 2 checks passed"] = lines.as_slice() else {
        panic!("{}", ran.stdout)
    };
    assert!(first.starts_with("✓ signature  a.txt  https://github.com/"), "{first}");
    assert!(second.starts_with("✓ signature  b.txt  https://github.com/"), "{second}");
}

#[test]
fn a_release_of_one_file_names_it() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    let ran = sandbox.run(&folder, &["verify", ".", "-R", REPOSITORY]).expect(0);
    assert!(ran.stdout.starts_with("✓ signature  a.txt  https://github.com/"), "{}", ran.stdout);
}

#[test]
fn a_file_that_was_changed() {
    let change = |folder: &Path| fs::write(folder.join("b.txt"), "another").unwrap();
    after(change, &[], 1, &["signature.invalid", "signature.subject", "log.body-digest"]);
}

#[test]
fn a_file_without_proof() {
    let change = |folder: &Path| fs::write(folder.join("c.txt"), "new").unwrap();
    after(change, &[], 3, &["release.unsigned"]);
}

#[test]
fn a_proof_without_its_file() {
    for name in ["gone.sig", "gone.minisig", "gone.sshsig"] {
        let change = |folder: &Path| fs::write(folder.join(name), "x").unwrap();
        after(change, &[], 3, &["release.orphan"]);
    }
    // Of a statement, not of the file that is here too: no other proof of it is left.
    let change = |folder: &Path| {
        let bundle = bundle_of("intoto-with-custom-trust-root").unwrap();
        fs::copy(bundle, folder.join("gone.intoto.jsonl")).unwrap();
    };
    after(change, &[], 3, &["release.orphan"]);
}

/// A bundle may have any name, as long as it is about a file.
#[test]
fn a_proof_under_another_name() {
    let change = |folder: &Path| {
        fs::rename(folder.join("b.txt.sigstore.json"), folder.join("all.sigstore.json")).unwrap();
    };
    after(change, &[], 0, &[]);
}

#[test]
fn what_is_no_file() {
    let change = |folder: &Path| symlink("a.txt", folder.join("link")).unwrap();
    after(change, &[], 3, &["release.kind"]);
    let sandbox = Sandbox::new();
    let empty = sandbox.path("empty");
    fs::create_dir(&empty).unwrap();
    expect(&sandbox, &empty, &[".", "-R", REPOSITORY], 3, &["release.empty"]);
}

/// An evidence folder is signed with a key: whoever demands an identity is not served by it.
#[test]
fn evidence_by_a_key_is_no_identity() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("npm", "p");
    expect(&sandbox, &project, &["-R", REPOSITORY], 2, &["verify.target-kind"]);
    let args = ["evidence", "-R", REPOSITORY];
    expect(&sandbox, &project, &args, 2, &["verify.target-kind"]);
    expect(&sandbox, &project, &["--slsa-level", "1"], 2, &["verify.target-kind"]);
    let package = "demo-app-4.5.6.tgz";
    expect(&sandbox, &project, &[package, "-R", REPOSITORY], 3, &["release.unsigned"]);
    let folder = sandbox.path("r");
    fs::create_dir(&folder).unwrap();
    fs::copy(project.join(package), folder.join(package)).unwrap();
    common::copy(&project.join("evidence"), &folder.join("evidence"));
    expect(&sandbox, &folder, &["."], 0, &[]);
    expect(&sandbox, &folder, &[".", "--require", "provenance,sbom,signature"], 0, &[]);
    expect(&sandbox, &project, &["evidence", "--require", "sbom"], 2, &["verify.target-kind"]);
    // What says nothing of a folder signed with a key is not passed over.
    for option in [
        &["--trusted-root", "nowhere"][..],
        &["--instance", "github"],
        &["--no-public-good"],
        &["--hostname", "acme.ghe.com"],
        &["--no-certificate-oidc-issuer"],
        &["--ssh-namespace", "file"],
        &["--insecure-ignore-sct"],
        &["--insecure-ignore-tlog"],
        &["--require-inclusion-proof", "false"],
    ] {
        let args = [&["evidence"], option].concat();
        expect(&sandbox, &project, &args, 2, &["verify.target-kind"]);
    }
    expect(&sandbox, &folder, &[".", "-R", REPOSITORY], 3, &["release.unsigned"]);
}

/// What is named like a proof and used by none is neither proven nor passed over.
#[test]
fn a_file_that_only_looks_like_part_of_a_proof() {
    for name in ["a.txt.pem", "a.txt.crt", "a.txt.cert", "a.txt.pub.pem", "a.txt.rekor.json"] {
        let change = |folder: &Path| fs::write(folder.join(name), "x").unwrap();
        after(change, &[], 3, &["release.orphan"]);
    }
    let change = |folder: &Path| fs::write(folder.join("a.txt.sigstore.json.sig"), "x").unwrap();
    after(change, &[], 3, &["release.orphan"]);
}

/// An unreadable proof leaves open what it would prove, and hides nothing else.
#[test]
fn a_proof_that_cannot_be_read() {
    let change = |folder: &Path| fs::write(folder.join("a.txt.bundle"), "x").unwrap();
    after(change, &[], 3, &["document.syntax"]);
    let change = |folder: &Path| fs::write(folder.join("all.jsonl"), "x").unwrap();
    after(change, &[], 3, &["document.syntax"]);
}

/// Names do not make an SBOM: whoever serves the folder chooses them.
#[test]
fn a_file_called_sbom_is_none() {
    let change = |folder: &Path| {
        fs::rename(folder.join("b.txt"), folder.join("b-sbom.json")).unwrap();
        let bundle = |name: &str| folder.join(format!("{name}.sigstore.json"));
        fs::rename(bundle("b.txt"), bundle("b-sbom.json")).unwrap();
    };
    after(change, &["--require", "sbom"], 3, &["release.missing", "release.missing"]);
}

/// What was published together is judged together: a proof that contradicts itself is told beside one
/// that holds.
#[test]
fn a_broken_proof_beside_a_good_one() {
    let change = |folder: &Path| {
        let broken = bundle_of("signature-mismatch_fail").unwrap();
        fs::copy(broken, folder.join("a.txt.bundle")).unwrap();
    };
    after(change, &[], 1, &["signature.invalid"]);
    // Of another signer nobody asked for anything.
    let change = |folder: &Path| {
        let other = sigstore::testdata("minisign/signature/default.minisig");
        fs::copy(other, folder.join("a.txt.minisig")).unwrap();
    };
    after(change, &[], 0, &[]);
}

/// A folder with one file and what a key of one's own signed about it.
fn attested(sandbox: &Sandbox, file: &str, content: &[u8], said: (&str, &str)) -> PathBuf {
    let folder = sandbox.path("own");
    fs::create_dir_all(&folder).unwrap();
    let key = PrivateKey::generate(KeyAlgorithm::Ed25519, &SystemRandom::new()).unwrap();
    fs::write(sandbox.path("own.pub"), key.public().render()).unwrap();
    fs::write(folder.join(file), content).unwrap();
    let subject =
        Subject { name: file.to_owned(), size: None, digests: vec![hash::sha256(content)] };
    let statement = statement::render(&[subject], said.0, said.1.as_bytes()).unwrap();
    let bundle = sign_statement(statement, &key).render();
    fs::write(folder.join(format!("{file}.sigstore.json")), bundle).unwrap();
    folder
}

/// A predicate type is a promise; what is proven is what could be read.
#[test]
fn a_kind_of_proof_is_what_could_be_read() {
    let (v1, v0_2) = ("https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2");
    let (cyclonedx, spdx) = ("https://cyclonedx.org/bom", "https://spdx.dev/Document/v2.3");
    let built = r#"{"buildDefinition":{"buildType":"https://b/t","externalParameters":{}},"runDetails":{"builder":{"id":"https://b"}}}"#;
    let nobody = built.replace("https://b\"", "\"");
    let bom = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[{"type":"library","name":"n"}]}"#;
    let about = |digest: &str| {
        let root = format!(
            r#"{{"type":"file","name":"a","hashes":[{{"alg":"SHA-256","content":"{digest}"}}]}}"#
        );
        format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{{"component":{root}}}}}"#
        )
    };
    let (own, foreign) = (about(&hash::sha256(b"a").hex()), about(&hash::sha256(b"b").hex()));
    let empty = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[]}"#;
    for (kind, predicate_type, predicate, holds) in [
        ("provenance", v1, built, true),
        ("provenance", v1, &*nobody, false),
        ("provenance", v1, "{}", false),
        ("provenance", v0_2, "{}", false),
        ("provenance", cyclonedx, bom, false),
        ("sbom", cyclonedx, bom, true),
        ("sbom", cyclonedx, &*own, true),
        ("sbom", cyclonedx, &*foreign, false),
        ("sbom", cyclonedx, empty, false),
        ("sbom", spdx, bom, false),
        ("sbom", cyclonedx, "{}", false),
        ("sbom", spdx, r#"{"x":1}"#, false),
        ("sbom", v1, built, false),
    ] {
        let sandbox = Sandbox::new();
        let folder = attested(&sandbox, "a", b"a", (predicate_type, predicate));
        let (exit, codes) = if holds { (0, &[][..]) } else { (3, &["release.missing"][..]) };
        let demands = ["--key", "../own.pub", "--require", kind];
        for target in [".", "a"] {
            expect(&sandbox, &folder, &[&[target], &demands[..]].concat(), exit, codes);
        }
        expect(&sandbox, &folder, &[".", "--key", "../own.pub"], 0, &[]);
        // A key needs no log, unless someone says that none may be left out.
        let logged = [".", "--key", "../own.pub", "--insecure-ignore-tlog=false"];
        expect(&sandbox, &folder, &logged, 3, &["log.absent"]);
    }
}

/// Writes what a key of one's own says of several subjects to `file` in the folder `own`.
fn state(sandbox: &Sandbox, file: &str, subjects: &[Subject], said: (&str, &str)) -> PathBuf {
    let folder = sandbox.path("own");
    fs::create_dir_all(&folder).unwrap();
    let key = PrivateKey::generate(KeyAlgorithm::Ed25519, &SystemRandom::new()).unwrap();
    fs::write(sandbox.path("own.pub"), key.public().render()).unwrap();
    let statement = statement::render(subjects, said.0, said.1.as_bytes()).unwrap();
    fs::write(folder.join(file), sign_statement(statement, &key).render()).unwrap();
    folder
}

fn subject(name: &str, digests: Vec<Digest>) -> Subject {
    Subject { name: name.to_owned(), size: None, digests }
}

/// Of several subjects, a bill of materials is of the one whose digest it has.
#[test]
fn a_bill_is_of_the_bytes_it_names() {
    let bill = |algorithm: &str, digest: &Digest| {
        let hash = format!(r#"{{"alg":"{algorithm}","content":"{}"}}"#, digest.hex());
        let root = format!(r#"{{"type":"file","name":"n","hashes":[{hash}]}}"#);
        format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{{"component":{root}}}}}"#
        )
    };
    let sha512 = |content: &[u8]| hash::sha2_of(DigestAlgorithm::Sha512, &[content]).unwrap();
    let (of_b, other) = (bill("SHA-256", &hash::sha256(b"b")), bill("SHA-512", &sha512(b"other")));
    let own = bill("SHA-512", &sha512(b"a"));
    let missing = (3, &["release.missing"][..]);
    for (bill, of_a, of_b) in
        [(of_b, missing, (0, &[][..])), (other, missing, missing), (own, (0, &[]), missing)]
    {
        let sandbox = Sandbox::new();
        let subjects = ["a", "b"].map(|name| subject(name, vec![hash::sha256(name.as_bytes())]));
        let folder = state(&sandbox, "s", &subjects, ("https://cyclonedx.org/bom", &bill));
        for (name, (exit, codes)) in [("a", of_a), ("b", of_b)] {
            fs::write(folder.join(name), name).unwrap();
            let args = [name, "-b", "s", "--key", "../own.pub", "--require", "sbom"];
            expect(&sandbox, &folder, &args, exit, codes);
        }
    }
}

/// Bundles in files that are named after no artifact are found by SHA-384 too.
#[test]
fn a_shared_proof_by_another_digest() {
    let sha384 = |content: &[u8]| hash::sha2_of(DigestAlgorithm::Sha384, &[content]).unwrap();
    let sha256 = hash::sha256;
    let (none, orphan) = ((0, &[][..]), (3, &["release.unsigned", "release.orphan"][..]));
    for (digests, (exit, codes)) in [
        (vec![sha384(b"a")], none),
        (vec![sha256(b"a"), sha384(b"a")], none),
        (vec![sha384(b"b")], orphan),
        (vec![sha256(b"b"), sha384(b"a")], orphan),
        (vec![sha256(b"a"), sha384(b"b")], (1, &["signature.subject"])),
    ] {
        let sandbox = Sandbox::new();
        let said = ("https://example.com/t", "{}");
        let folder = state(&sandbox, "x.jsonl", &[subject("a", digests)], said);
        fs::write(folder.join("a"), "a").unwrap();
        expect(&sandbox, &folder, &[".", "--key", "../own.pub"], exit, codes);
    }
}

/// Each proof that holds is told as what it is, whatever stands before it.
#[test]
fn each_proof_is_told_by_its_kind() {
    let sandbox = Sandbox::new();
    let built = r#"{"buildDefinition":{"buildType":"https://b/t","externalParameters":{}},"runDetails":{"builder":{"id":"https://b"}}}"#;
    let own = || [subject("a", vec![hash::sha256(b"a")])];
    let mut keys = Vec::new();
    for (file, said) in [
        ("a.bundle", ("https://example.com/t", "{}")),
        ("a.jsonl", ("https://example.com/u", "{}")),
        ("a.sigstore", ("https://slsa.dev/provenance/v1", built)),
    ] {
        let folder = state(&sandbox, file, &own(), said);
        fs::write(folder.join("a"), "a").unwrap();
        let key = format!("{file}.pub");
        fs::rename(sandbox.path("own.pub"), sandbox.path(&key)).unwrap();
        keys.extend(["--key".to_owned(), format!("../{key}")]);
    }
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let ran = sandbox.run(&sandbox.path("own"), &[&["verify", "."], &keys[..]].concat()).expect(0);
    let words: Vec<&str> = ran.stdout.lines().filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(words[..3], ["signature", "signature", "provenance"], "{}", ran.stdout);
    let built = "; SLSA build level 1, built by https://b";
    assert_eq!(ran.stdout.matches(built).count(), 1, "{}", ran.stdout);
    assert_eq!(ran.stdout.matches("signed with the key sha256:").count(), 3, "{}", ran.stdout);
}

/// GitHub puts the version of SPDX into the type, and cosign does not.
#[test]
fn a_predicate_type_has_versions() {
    let wrong = &["statement.predicate"][..];
    let spdx = "https://spdx.dev/Document";
    for (behind, wanted, exit, codes) in [
        ("", "spdx", 0, &[][..]),
        ("/v2.3", "spdx", 0, &[]),
        ("/v2.3", "spdxjson", 0, &[]),
        ("/v2.3", spdx, 1, wrong),
        ("", spdx, 0, &[]),
        ("/other", "spdx", 1, wrong),
        ("", "cyclonedx", 1, wrong),
    ] {
        let sandbox = Sandbox::new();
        let folder = attested(&sandbox, "a", b"a", (&format!("{spdx}{behind}"), "{}"));
        let args = ["a", "--key", "../own.pub", "--type", wanted];
        expect(&sandbox, &folder, &args, exit, codes);
    }
}

/// One that nobody may read stays open, and hides nothing else.
#[test]
fn a_document_that_cannot_be_read() {
    let sandbox = Sandbox::new();
    let Some(folder) = release(&sandbox) else { return };
    let document = folder.join("sbom.cdx.json");
    fs::write(&document, "{}").unwrap();
    fs::copy(folder.join("a.txt.sigstore.json"), folder.join("sbom.cdx.json.bundle")).unwrap();
    fs::set_permissions(&document, fs::Permissions::from_mode(0o000)).unwrap();
    let args = ["verify", ".", "-R", REPOSITORY, "--require", "signature", "--format", "json"];
    let Some(mut command) = sandbox.unprivileged(&folder, &args) else { return };
    let answer = run(&mut command).expect(3).json();
    let checks = answer["checks"].as_array().unwrap();
    let outcome = |target: &str| {
        let about: Vec<_> = checks.iter().filter(|check| check["target"] == target).collect();
        let told =
            |check: &serde_json::Value, field| check[field].as_str().unwrap_or_default().to_owned();
        about
            .into_iter()
            .map(|check| (told(check, "outcome"), told(check, "code")))
            .collect::<Vec<_>>()
    };
    let pass = || vec![("pass".to_owned(), String::new())];
    assert_eq!((outcome("a.txt"), outcome("b.txt")), (pass(), pass()));
    let unread = ("unknown".to_owned(), "subject.unreadable".to_owned());
    assert_eq!(outcome("sbom.cdx.json"), [unread]);
}

/// A key that nobody named says nothing of what does not say that it was signed with it.
#[test]
fn a_key_of_ones_own_is_for_ones_own() {
    let sandbox = Sandbox::new();
    let folder = attested(&sandbox, "a", b"a", ("https://example.com/t/v1", "{}"));
    expect(&sandbox, &folder, &["a"], 3, &["signature.no-key"]);
    sandbox.release("npm", "p");
    expect(&sandbox, &folder, &["a"], 3, &["signature.no-key"]);
    expect(&sandbox, &folder, &["a", "--key", "../own.pub"], 0, &[]);
    fs::write(sandbox.path("none"), "[]").unwrap();
    let none = ["a", "--bundle", "../none", "--key", "../own.pub"];
    expect(&sandbox, &folder, &none, 3, &["release.unsigned"]);
}

/// Of a document that describes another file of the release, only its signature is asked; neither a name
/// nor a few keys make a document.
#[test]
fn a_document_is_told_by_what_it_describes() {
    let bom = |digest: &str| {
        let root = format!(
            r#"{{"type":"file","name":"a","hashes":[{{"alg":"SHA-256","content":"{digest}"}}]}}"#
        );
        format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{{"component":{root}}}}}"#
        )
    };
    let (there, elsewhere) = (hash::sha256(b"there").hex(), hash::sha256(b"elsewhere").hex());
    let disguised = r#"{"name":"app","bomFormat":"CycloneDX","specVersion":"1.5"}"#;
    let missing = &["release.missing", "release.missing"][..];
    for (file, content, exempt) in [
        ("tool-sbom.json", "#!/bin/sh\n", false),
        ("b-provenance.json", "{}", false),
        ("package.json", disguised, false),
        ("tool-sbom.json", &*bom(&elsewhere), false),
        ("tool-sbom.json", &*bom(&there), true),
        ("any.json", &*bom(&there), true),
    ] {
        let sandbox = Sandbox::new();
        let (listed, other) = ("https://example.com/listed/v1", "{}");
        let folder = attested(&sandbox, file, content.as_bytes(), (listed, other));
        fs::write(folder.join("there"), "there").unwrap();
        let demands = ["--key", "../own.pub", "--require", "provenance,sbom"];
        let ran = sandbox.run(&folder, &[&["verify", "."], &demands[..]].concat()).expect(3);
        let about = |name: &str| ran.stdout.lines().filter(|line| line.contains(name)).count();
        assert_eq!(about(file), if exempt { 1 } else { 3 }, "{file}\n{}", ran.stdout);
        // By itself it is an artifact like another.
        expect(&sandbox, &folder, &[&[file], &demands[..]].concat(), 3, missing);
    }
}

/// Evidence that holds is enough; other proofs beside it add what they prove, and decide nothing else.
#[test]
fn other_proofs_beside_evidence() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("python", "p");
    let wheel = "demo_app-1.2.0-py3-none-any.whl";
    let release = sandbox.path("r");
    common::copy(&project.join("dist"), &release);
    common::copy(&project.join("evidence"), &release.join("evidence"));
    let demands: &[&str] = &[".", "--require", "provenance,sbom"];
    let before = sandbox.run(&release, &[&["verify"], demands].concat());
    assert_eq!(before.exit, 0, "{}{}", before.stdout, before.stderr);
    let stranger = PrivateKey::generate(KeyAlgorithm::Ed25519, &SystemRandom::new()).unwrap();
    let content = fs::read(release.join(wheel)).unwrap();
    let digests = vec![hash::sha256(&content)];
    let subject = Subject { name: wheel.to_owned(), size: None, digests };
    let statement = statement::render(&[subject], "https://example.com/t", b"{}").unwrap();
    let bundle = sign_statement(statement, &stranger).render();
    for beside in [format!("{wheel}.sigstore.json"), "all.intoto.jsonl".to_owned()] {
        fs::write(release.join(&beside), &bundle).unwrap();
        expect(&sandbox, &release, demands, 0, &[]);
        fs::remove_file(release.join(&beside)).unwrap();
    }
}
