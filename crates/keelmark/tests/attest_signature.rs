//! `keelmark attest`: who signs, with what, and what nobody may see.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops where it cannot go on, and tells what it skips"
)]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use common::{Sandbox, content, run};
use keelmark_formats::hash::sha256;

/// HMAC as RFC 2104 defines it, over the hexadecimal digest of `document`.
fn hmac(secret: &[u8], document: &[u8]) -> String {
    let mut block = [0; 64];
    block[..secret.len()].copy_from_slice(secret);
    let pad = |byte: u8| block.map(|key| key ^ byte).to_vec();
    let message = sha256(document).hex();
    let inner = sha256(&[pad(0x36), message.into_bytes()].concat());
    sha256(&[pad(0x5c), inner.as_bytes().to_vec()].concat()).hex()
}

fn envelope(secret: &[u8], key_id: &str, project: &Path, name: &str) -> String {
    let document = fs::read(project.join("evidence").join(name)).unwrap();
    format!(
        "{{\n  \"algorithm\": \"HMAC-SHA256\",\n  \"key_id\": \"{key_id}\",\n  \"signature\": \"{}\",\n  \
         \"signed_path\": \"{name}\",\n  \"signed_sha256\": \"{}\"\n}}\n",
        hmac(secret, &document),
        sha256(&document).hex()
    )
}

#[test]
fn hmac_envelopes_are_byte_for_byte_what_was_computed_apart() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("python", "p");
    let file = sandbox.private("secret", "from a file\n");
    let by_file = ["attest", "--hmac-key-file", file.to_str().unwrap(), "--hmac-key-id", "ci"];
    let by_variable = ["attest", "--hmac-key-env", "SECRET"];
    let by_argument = ["attest", "--hmac-key", "seen by all"];
    let cases: [(&[&str], &[u8], &str); 3] = [
        (&by_file, b"from a file", "ci"),
        (&by_variable, b"from the environment", "local-hmac"),
        (&by_argument, b"seen by all", "local-hmac"),
    ];
    for (args, secret, key_id) in cases {
        let mut command = sandbox.command(&project, args);
        let ran = run(command.env("SECRET", "from the environment")).expect(0);
        let written = |name| fs::read_to_string(project.join("evidence").join(name)).unwrap();
        for (name, document) in [
            ("signature.hmac-sha256.json", "provenance.intoto.json"),
            ("supply_chain_attestation.hmac-sha256.json", "supply_chain_attestation.json"),
        ] {
            assert_eq!(written(name), envelope(secret, key_id, &project, document), "{args:?}");
        }
        let warned = ran.stderr.contains("warning[signature.argv]");
        assert_eq!(warned, args.contains(&"--hmac-key"), "{}", ran.stderr);
    }
}

#[test]
fn a_secret_is_seen_nowhere() {
    const SECRET: &str = "t0psecretvalue";
    let sandbox = Sandbox::new();
    let project = sandbox.project("python", "p");
    sandbox.repository(&project, "v1.2.0");
    let file = sandbox.private("secret", SECRET);
    let pass = sandbox.private("pass", SECRET);
    let mut printed = String::new();
    for args in [
        vec!["keys", "generate", "--key", "enc.key", "--passphrase-env", "SECRET"],
        vec!["attest", "--hmac-key-env", "SECRET", "--verbose"],
        vec!["attest", "--hmac-key-file", file.to_str().unwrap(), "--format", "json"],
        vec!["attest", "--hmac-key", SECRET],
        vec!["attest", "--key", "enc.key", "--passphrase-file", pass.to_str().unwrap()],
        vec!["verify", "--verbose", "--hmac-key", SECRET],
        vec!["verify", "--format", "json", "--hmac-key-env", "SECRET"],
    ] {
        let ran = run(sandbox.command(&project, &args).env("SECRET", SECRET));
        printed += &ran.stdout;
        printed += &ran.stderr;
    }
    assert!(printed.contains("demo-app 1.2.0"));
    assert!(!printed.contains(SECRET), "{printed}");
    fs::remove_file(file).unwrap();
    fs::remove_file(pass).unwrap();
    let found = content(&sandbox.path(""));
    assert!(found.contains_key("p/evidence/provenance.intoto.json"));
    for (name, bytes) in found {
        let holds = bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes());
        assert!(!holds, "{name}");
    }
}

#[test]
fn unsigned_is_said_and_makes_no_key() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("npm", "p");
    let ran = sandbox.run(&project, &["attest", "--unsigned"]).expect(0);
    assert!(ran.stdout.contains("signed    no: nobody can tell who made this"), "{}", ran.stdout);
    let files = content(&project.join("evidence"));
    assert!(files.keys().all(|name| !name.contains("sigstore")), "{:?}", files.keys());
    assert!(content(&sandbox.path("home")).is_empty());
}

#[test]
fn the_default_key_is_made_once_for_its_owner_alone() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("npm", "p");
    let first = sandbox.run(&project, &["attest"]).expect(0);
    assert!(first.stdout.contains("(made now; keep it)"), "{}", first.stdout);
    let path = sandbox.path("home/data/keelmark/keys/default.key");
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    let key = fs::read(&path).unwrap();
    let evidence = content(&project.join("evidence"));
    let second = sandbox.run(&project, &["attest"]).expect(0);
    assert!(!second.stdout.contains("made now"), "{}", second.stdout);
    assert_eq!(fs::read(&path).unwrap(), key);
    assert_eq!(content(&project.join("evidence")), evidence);
    let public = sandbox.run(&project, &["keys", "public", "--key", path.to_str().unwrap()]);
    assert_eq!(public.expect(0).stdout, fs::read_to_string(path.with_extension("pub")).unwrap());
}

#[test]
fn encrypted_keys_need_their_passphrase() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("npm", "p");
    for (format, variable) in [("pkcs8", "PASS"), ("cosign", "COSIGN_PASSWORD")] {
        let name = format!("{format}.key");
        let make =
            ["keys", "generate", "--key", &name, "--format", format, "--passphrase-env", variable];
        run(sandbox.command(&project, &make).env(variable, "right")).expect(0);
        let text = fs::read_to_string(project.join(&name)).unwrap();
        assert!(text.starts_with("-----BEGIN ENCRYPTED"), "{text}");

        // cosign's variable is read without being named.
        let args: &[&str] = match format {
            "cosign" => &["attest", "--key", "cosign.key"],
            _ => &["attest", "--key", "pkcs8.key", "--passphrase-env", "PASS"],
        };
        let attest = |passphrase| run(sandbox.command(&project, args).env(variable, passphrase));
        let before = content(&project);
        assert_eq!(attest("wrong").expect(2).code(), Some("key.passphrase"));
        let none = sandbox.run(&project, &["attest", "--key", &name]).expect(2);
        assert_eq!(none.code(), Some("key.passphrase-missing"));
        assert_eq!(content(&project), before);

        attest("right").expect(0);
        let public = format!("{format}.pub");
        sandbox.run(&project, &["verify", "--key", &public]).expect(0);
        fs::remove_dir_all(project.join("evidence")).unwrap();
    }
}

#[test]
fn an_hmac_without_a_secret_is_refused() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("npm", "p");
    let empty = sandbox.private("empty", "\n");
    let before = content(&project);
    for args in [
        ["attest", "--hmac-key-env", "NOT_SET"],
        ["attest", "--hmac-key-file", empty.to_str().unwrap()],
        ["attest", "--hmac-key", ""],
    ] {
        let ran = sandbox.run(&project, &args).expect(2);
        assert_eq!(ran.code(), Some("signature.missing_key"), "{args:?}");
    }
    assert_eq!(content(&project), before);
}

#[test]
fn checksums_are_for_sha256sum() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("python", "p");
    let sha256sum = |folder: &str, list: &str| {
        let mut command = Command::new("sha256sum");
        command.args(["--check", "--strict", list]).current_dir(project.join(folder));
        command
    };
    if Command::new("sha256sum").arg("--version").output().is_err() {
        println!("skipped: sha256sum is not here");
        return;
    }
    let ran = run(&mut sha256sum("evidence", "checksums.txt")).expect(0);
    let files = content(&project.join("evidence")).len();
    assert_eq!(ran.stdout.lines().filter(|line| line.ends_with(": OK")).count(), files - 1);
    let ran = run(&mut sha256sum("dist", "../evidence/subjects.sha256")).expect(0);
    assert_eq!(ran.stdout.lines().count(), 2);
    fs::write(project.join("dist/demo_app-1.2.0.tar.gz"), "changed").unwrap();
    run(&mut sha256sum("dist", "../evidence/subjects.sha256")).expect(1);
}
