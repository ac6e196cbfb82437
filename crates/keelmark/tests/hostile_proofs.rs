//! Files of proofs that are as large as they may be, and hold as much as they can of what costs most.

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{Ran, Sandbox, run};
use keelmark_formats::{hash, statement};
use keelmark_model::Subject;
use keelmark_trust::bundle::sign_statement;
use keelmark_trust::{KeyAlgorithm, PrivateKey, SystemRandom};

/// The largest file of proofs (`limits::PROOF_BYTES`).
const BYTES: usize = 16 << 20;

/// The address space a run may take, in KiB: four times the file, the binary and its threads.
const ADDRESS_SPACE: usize = 128 << 10;

/// `begin`, `unit` as often as it goes, and `end`.
fn filled(begin: &str, unit: &str, end: &str) -> String {
    let count = (BYTES - begin.len() - end.len()) / unit.len();
    [begin, &unit.repeat(count), end].concat()
}

fn many_keys() -> String {
    let keys: String = (0..1_200_000).map(|at| format!("\"{at:x}\":1,")).collect();
    format!("{{{keys}\"z\":1}}")
}

fn verify(sandbox: &Sandbox, folder: &Path) -> Ran {
    limited(sandbox, folder, &["verify", "a.txt", "-b", "proof", "-R", "o/r"])
}

fn limited(sandbox: &Sandbox, folder: &Path, args: &[&str]) -> Ran {
    let plain = sandbox.command(folder, args);
    let mut limited = Command::new("sh");
    limited
        .args(["-c", &format!("ulimit -v {ADDRESS_SPACE} && exec \"$0\" \"$@\"")])
        .arg(plain.get_program())
        .args(plain.get_args())
        .current_dir(folder)
        .env("HOME", sandbox.path("home"))
        // Each further thread reserves as much again, whatever it uses.
        .envs([("MALLOC_ARENA_MAX", "1"), ("RAYON_NUM_THREADS", "1")]);
    run(&mut limited)
}

/// Each of many bundles is about each of many artifacts: it is verified once, and what is kept and told of
/// an artifact does not grow with their number.
#[test]
fn many_proofs_of_many_artifacts() {
    const ARTIFACTS: usize = 40;
    const BUNDLES: usize = 1_000;
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    let mut subjects = Vec::new();
    for at in 0..ARTIFACTS {
        let content = format!("{at}");
        fs::write(folder.join(format!("f{at}")), &content).unwrap();
        let digest = hash::sha256(content.as_bytes());
        subjects.push(Subject { name: format!("f{at}"), size: None, digests: vec![digest] });
    }
    let key = PrivateKey::generate(KeyAlgorithm::Ed25519, &SystemRandom::new()).unwrap();
    let statement = statement::render(&subjects, "https://example.com/t", b"{}").unwrap();
    let bundle = String::from_utf8(sign_statement(statement, &key).render()).unwrap();
    let line = format!("{}\n", bundle.trim_end());
    fs::write(folder.join("all.intoto.jsonl"), line.repeat(BUNDLES)).unwrap();
    let ran = limited(&sandbox, &folder, &["verify", ".", "-R", "o/r"]);
    assert_eq!(ran.exit, 3, "{:.300}", ran.stderr);
    let told = ran.stdout.lines().count();
    assert!(told < ARTIFACTS * 40, "{told} lines");
}

/// What is held of many files with many bundles about many artifacts does not grow with the files, and how
/// often they are judged is bounded.
#[test]
fn many_files_of_proofs_of_many_artifacts() {
    const ARTIFACTS: usize = 200;
    const BUNDLES: usize = 16;
    const FILES: usize = 34;
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    let mut subjects = Vec::new();
    for at in 0..ARTIFACTS {
        let content = format!("{at}");
        fs::write(folder.join(format!("f{at}")), &content).unwrap();
        let digest = hash::sha256(content.as_bytes());
        subjects.push(Subject { name: format!("f{at}"), size: None, digests: vec![digest] });
    }
    let key = PrivateKey::generate(KeyAlgorithm::Ed25519, &SystemRandom::new()).unwrap();
    fs::write(sandbox.path("own.pub"), key.public().render()).unwrap();
    let statement = statement::render(&subjects, "https://example.com/t", b"{}").unwrap();
    let bundle = String::from_utf8(sign_statement(statement, &key).render()).unwrap();
    let line = format!("{}\n", bundle.trim_end());
    for at in 0..FILES {
        fs::write(folder.join(format!("x{at}.jsonl")), line.repeat(BUNDLES)).unwrap();
    }
    let ran = limited(&sandbox, &folder, &["verify", ".", "--key", "../own.pub"]);
    assert_eq!(ran.exit, 3, "{:.300}", ran.stderr);
    let refused = ran.stdout.lines().filter(|line| line.contains("100000 artifacts in all"));
    assert!(refused.count() > 0, "{:.2000}", ran.stdout);
    assert!(!ran.stdout.contains("release.orphan"), "what was not looked at is told as no proof");
}

#[test]
fn what_a_file_costs_is_bounded() {
    const VERSION: &str = r#"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","#;
    let of = |rest: &str| format!("{VERSION}{rest}");
    let chain = of(r#""verificationMaterial":{"x509CertificateChain":{"certificates":["#);
    let signatures = of(r#""dsseEnvelope":{"payload":"","payloadType":"t","signatures":["#);
    let algorithm = of(r#""messageSignature":{"messageDigest":{"algorithm":["#);
    let entries = r#"{"version":1,"attestation_bundles":[{"publisher":{"kind":"k"},"attestations":[{"version":1,"envelope":{"statement":"AA==","signature":"AA=="},"verification_material":{"certificate":"AA==","transparency_entries":["#;
    let payload = of(r#""dsseEnvelope":{"payload":""#);
    let escaped = r#"\/","payloadType":"t","signatures":[{"sig":"AA=="}]}}"#;
    let size = Some("document.size");
    let cases = [
        ("array", filled("[", "1,", "1]"), size),
        ("GitHub's answer", filled("{\"attestations\":[", "1,", "1]}"), size),
        ("PyPI's answer", filled("{\"attestation_bundles\":[", "1,", "1]}"), size),
        ("log entries", filled(entries, "{},", "{}]}}]}]}"), size),
        ("certificates", filled(&chain, "{},", "{}]}}}"), size),
        ("signatures", filled(&signatures, "{},", "{}]}}"), size),
        ("algorithm", filled(&algorithm, "1,", "1]}}}"), size),
        ("keys", many_keys(), size),
        ("a key", filled("{\"", "\u{85}", "\":1}"), size),
        ("a text", filled("{\"mediaType\":\"", "\u{85}", "\"}"), size),
        ("a text of another type", filled("{\"verificationMaterial\":\"", "\\u0001", "\"}"), size),
        ("an escaped payload", filled(&payload, "AAAA", escaped), Some("document.shape")),
        ("lines", format!("{}\n", filled("{}", "\n{}", "")), size),
    ];
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a.txt"), "a").unwrap();
    for (name, proof, code) in cases {
        assert!(proof.len() <= BYTES, "{name}");
        fs::write(folder.join("proof"), proof).unwrap();
        let ran = verify(&sandbox, &folder);
        assert_eq!((ran.exit, ran.code()), (2, code), "{name}\n{:.300}", ran.stderr);
        assert!(ran.stderr.len() < 2_000, "{name}: what was found is quoted in full");
    }
}
