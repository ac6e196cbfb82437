//! `keelmark verify`: what it says, and with which exit code, of whole and of damaged evidence.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use common::{Ran, Sandbox, copy, run, schema};
use insta::assert_snapshot;
use serde_json::Value;

fn shown(sandbox: &Sandbox, ran: &Ran) -> String {
    sandbox.plain(&format!("{}{}", ran.stdout, ran.stderr))
}

/// What was printed without the checks that passed.
fn wrong(sandbox: &Sandbox, ran: &Ran) -> String {
    let text = shown(sandbox, ran);
    let lines: Vec<_> = text.lines().filter(|line| !line.starts_with('✓')).collect();
    lines.join("\n")
}

/// Verifies the release after `change` was done to its evidence folder.
fn after(change: impl FnOnce(&Path)) -> (Sandbox, Ran) {
    let sandbox = Sandbox::new();
    let project = sandbox.release("npm", "p");
    change(&project.join("evidence"));
    let ran = sandbox.run(&project, &["verify"]);
    (sandbox, ran)
}

fn append(path: &Path, text: &str) {
    let mut bytes = fs::read(path).unwrap();
    bytes.extend_from_slice(text.as_bytes());
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_whole_release() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("python", "p");
    let ran = sandbox.run(&project, &["verify"]).expect(0);
    assert_snapshot!(shown(&sandbox, &ran), @r"
    ✓ inventory                                           11 files, none missing, none extra
    ✓ digests                                             8 files match the index
    ✓ checksums   checksums.txt                           agrees
    ✓ signature   supply_chain_attestation.sigstore.json  over supply_chain_attestation.json, by your own key (sha256:<sha256>)
    ✓ signature   provenance.sigstore.json                over provenance.intoto.json, by your own key
    ✓ signature   sbom.cyclonedx.sigstore.json            over sbom.cyclonedx.json, by your own key
    ✓ signature   sbom.spdx.sigstore.json                 over sbom.spdx.json, by your own key
    ✓ sbom        sbom.cyclonedx.json                     CycloneDX 1.6, 3 packages, 3 dependencies
    ✓ sbom        sbom.spdx.json                          SPDX 2.3, 3 packages, 3 dependencies
    ✓ sbom                                                both list the same 3 packages
    ✓ provenance  provenance.intoto.json                  says: built by keelmark.local from a source tree of unknown commit
    ✓ subject     demo_app-1.2.0-py3-none-any.whl         sha256:<sha256>
    ✓ subject     demo_app-1.2.0.tar.gz                   sha256:<sha256>
    verified evidence: 13 checks passed
    ");
    let quiet = sandbox.run(&project, &["verify", "--quiet"]).expect(0);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
}

/// The checks that failed: what each is about, and its code.
fn reasons(answer: &Value) -> String {
    let checks = answer["checks"].as_array().unwrap().iter();
    let failed = checks.filter(|check| check["outcome"] == "fail");
    let text = |check: &Value, field: &str| check[field].as_str().unwrap().to_owned();
    failed.map(|it| format!("  {} {}\n", text(it, "target"), text(it, "code"))).collect()
}

/// For each file of an evidence folder, what is said where it was changed by one space at its end.
fn told_of_each_file() -> Vec<String> {
    let sandbox = Sandbox::new();
    let project = sandbox.project("npm", "p");
    let mut command = sandbox.command(&project, &["attest", "--hmac-key-env", "SECRET"]);
    run(command.env("SECRET", "s")).expect(0);
    let mut names: Vec<String> = fs::read_dir(project.join("evidence"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let of_each = names.iter().map(|name| {
        let copied = sandbox.path(&format!("copy-{name}"));
        copy(&project, &copied);
        append(&copied.join("evidence").join(name), " ");
        let mut command =
            sandbox.command(&copied, &["verify", "--hmac-key-env", "SECRET", "--format", "json"]);
        let answer = run(command.env("SECRET", "s")).expect(1).json();
        format!("{name}:\n{}", reasons(&answer))
    });
    of_each.collect()
}

/// Each is named with a reason.
#[test]
fn every_file_is_watched() {
    let told = told_of_each_file();
    assert_eq!(told.len(), 13);
    assert_snapshot!(told.concat(), @r"
    checksums.txt:
      checksums.txt evidence.checksums
    provenance.intoto.json:
      provenance.intoto.json evidence.digest
      checksums.txt evidence.checksums
      provenance.sigstore.json evidence.statement
      signature.hmac-sha256.json hmac.file
    provenance.sigstore.json:
      provenance.sigstore.json evidence.digest
      checksums.txt evidence.checksums
      provenance.sigstore.json signature.form
    sbom.cyclonedx.json:
      sbom.cyclonedx.json evidence.digest
      checksums.txt evidence.checksums
      sbom.cyclonedx.sigstore.json evidence.statement
    sbom.cyclonedx.sigstore.json:
      sbom.cyclonedx.sigstore.json evidence.digest
      checksums.txt evidence.checksums
      sbom.cyclonedx.sigstore.json signature.form
    sbom.spdx.json:
      sbom.spdx.json evidence.digest
      checksums.txt evidence.checksums
      sbom.spdx.sigstore.json evidence.statement
    sbom.spdx.sigstore.json:
      sbom.spdx.sigstore.json evidence.digest
      checksums.txt evidence.checksums
      sbom.spdx.sigstore.json signature.form
    signature.hmac-sha256.json:
      signature.hmac-sha256.json evidence.digest
      checksums.txt evidence.checksums
      signature.hmac-sha256.json evidence.form
    subjects.sha256:
      subjects.sha256 evidence.digest
      checksums.txt evidence.checksums
    supply_chain_attestation.hmac-sha256.json:
      checksums.txt evidence.checksums
      supply_chain_attestation.hmac-sha256.json evidence.form
    supply_chain_attestation.json:
      checksums.txt evidence.checksums
      supply_chain_attestation.json evidence.form
      supply_chain_attestation.sigstore.json evidence.statement
      supply_chain_attestation.hmac-sha256.json hmac.file
    supply_chain_attestation.md:
      supply_chain_attestation.md evidence.digest
      checksums.txt evidence.checksums
    supply_chain_attestation.sigstore.json:
      checksums.txt evidence.checksums
      supply_chain_attestation.sigstore.json signature.form
    ");
}

#[test]
fn a_changed_file() {
    let (sandbox, ran) = after(|evidence| {
        let path = evidence.join("provenance.intoto.json");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("keelmark.local", "trusted.build")).unwrap();
    });
    assert_snapshot!(wrong(&sandbox, &ran.expect(1)), @r"
    ✗ digests     provenance.intoto.json                  sha256 <sha256>, the index says <sha256>  [evidence.digest]
    ✗ checksums   checksums.txt                           does not list the folder's files with their digests  [evidence.checksums]
    ✗ signature   provenance.sigstore.json                what was signed is not what provenance.intoto.json says  [evidence.statement]
    NOT verified evidence: 3 checks failed, 9 passed
      help: Get the whole evidence folder again from where it was published. If it still disagrees, do not trust it. (keelmark explain evidence.digest)
    ");
}

#[test]
fn a_missing_file() {
    let (sandbox, ran) =
        after(|evidence| fs::remove_file(evidence.join("sbom.spdx.json")).unwrap());
    assert_snapshot!(wrong(&sandbox, &ran.expect(1)), @r"
    ✗ inventory   sbom.spdx.json                          named by the index, not in the folder  [evidence.missing]
    ✗ checksums   checksums.txt                           does not list the folder's files with their digests  [evidence.checksums]
    ✗ signature   sbom.spdx.sigstore.json                 what was signed is not what sbom.spdx.json says  [evidence.statement]
    NOT verified evidence: 3 checks failed, 7 passed
      help: Get the whole evidence folder again from where it was published. (keelmark explain evidence.missing)
    ");
}

#[test]
fn an_extra_file() {
    let (sandbox, ran) = after(|evidence| fs::write(evidence.join("more.txt"), "x").unwrap());
    assert_snapshot!(wrong(&sandbox, &ran.expect(1)), @r"
    ✗ inventory   more.txt                                in the folder, not named by the index  [evidence.extra]
    ✗ checksums   checksums.txt                           does not list the folder's files with their digests  [evidence.checksums]
    NOT verified evidence: 2 checks failed, 10 passed
      help: Move the file elsewhere, and find out who put it there. (keelmark explain evidence.extra)
    ");
}

#[test]
fn a_symbolic_link_and_a_folder_are_no_files() {
    let (sandbox, ran) = after(|evidence| {
        let path = evidence.join("sbom.spdx.json");
        fs::rename(&path, evidence.join("../moved.json")).unwrap();
        symlink("../moved.json", &path).unwrap();
        fs::create_dir(evidence.join("sub")).unwrap();
    });
    assert_snapshot!(wrong(&sandbox, &ran.expect(1)), @r"
    ✗ inventory   sbom.spdx.json                          a symbolic link, not a file  [evidence.kind]
    ✗ inventory   sub                                     in the folder, not named by the index  [evidence.extra]
    ✗ checksums   checksums.txt                           does not list the folder's files with their digests  [evidence.checksums]
    ✗ signature   sbom.spdx.sigstore.json                 what was signed is not what sbom.spdx.json says  [evidence.statement]
    NOT verified evidence: 4 checks failed, 7 passed
      help: Get the evidence folder again from where it was published. (keelmark explain evidence.kind)
    ");
}

#[test]
fn a_missing_index_is_undecided() {
    let (sandbox, ran) = after(|evidence| {
        fs::remove_file(evidence.join("supply_chain_attestation.json")).unwrap();
    });
    // Without its index the folder is not found by itself.
    assert_snapshot!(wrong(&sandbox, &ran.expect(2)), @r"
    error[verify.target]: no evidence folder here
      help: Name the folder with `--evidence DIR`, or a bundle with `--bundle FILE`.
      more: keelmark explain verify.target
    ");
    let ran = sandbox.run(&sandbox.path("p"), &["verify", "evidence"]).expect(3);
    assert_snapshot!(wrong(&sandbox, &ran), @r"
    ? index  supply_chain_attestation.json  not there, so this is no evidence folder, or not a whole one  [evidence.index]
    not decided evidence: 1 check open, 0 passed
      help: Name the folder that `keelmark attest` wrote, or get it again from where it was published. (keelmark explain evidence.index)
    ");
}

#[test]
fn another_key() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("npm", "p");
    sandbox.key("other");
    let ran = sandbox.run(&project, &["verify", "--key", "../other.pub"]).expect(1);
    assert_snapshot!(wrong(&sandbox, &ran), @r"
    ✗ signature     supply_chain_attestation.sigstore.json  made with a key that was not given (hint <base64>)  [signature.other-key]
    ✗ signature     provenance.sigstore.json                made with a key that was not given (hint <base64>)  [signature.other-key]
    ✗ signature     sbom.cyclonedx.sigstore.json            made with a key that was not given (hint <base64>)  [signature.other-key]
    ✗ signature     sbom.spdx.sigstore.json                 made with a key that was not given (hint <base64>)  [signature.other-key]
    ? authenticity                                          no signature by the key given  [signature.missing]
    NOT verified evidence: 4 checks failed, 8 passed
      help: Get the signer's public key from where the project publishes it. If that is the one given, do not trust the evidence. (keelmark explain signature.other-key)
    ");
    // One of several is enough.
    let own = sandbox.path("home/data/keelmark/keys/default.pub");
    let both = ["verify", "--key", "../other.pub", "--key", own.to_str().unwrap()];
    sandbox.run(&project, &both).expect(0);
}

#[test]
fn no_key() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("npm", "p");
    fs::remove_dir_all(sandbox.path("home/data")).unwrap();
    let ran = sandbox.run(&project, &["verify"]).expect(3);
    assert_snapshot!(wrong(&sandbox, &ran), @r"
    - signature     supply_chain_attestation.sigstore.json  made with a key that was not given (hint <base64>)
    - signature     provenance.sigstore.json                made with a key that was not given (hint <base64>)
    - signature     sbom.cyclonedx.sigstore.json            made with a key that was not given (hint <base64>)
    - signature     sbom.spdx.sigstore.json                 made with a key that was not given (hint <base64>)
    ? authenticity                                          the folder is signed, but no key or secret was given that checks it  [signature.no-key]
    not decided evidence: 1 check open, 8 passed, 4 skipped
      help: Give the signer's public key with `--key FILE`, `--minisign-key FILE` or, of SSH, `--allowed-signers FILE`, or the shared secret with `--hmac-key-env VAR` where an HMAC signs; the message tells the fingerprint or number asked for, if there is one. (keelmark explain signature.no-key)
    ");
    assert!(!sandbox.path("home/data").exists(), "verify made a key");
}

#[test]
fn unsigned() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("npm", "p");
    sandbox.run(&project, &["attest", "--unsigned"]).expect(0);
    let ran = sandbox.run(&project, &["verify"]).expect(3);
    assert_snapshot!(wrong(&sandbox, &ran), @r"
    ? authenticity                          the folder is not signed: anybody could have written it  [signature.unsigned]
    not decided evidence: 1 check open, 8 passed
      help: Get signed evidence. To check the folder's consistency alone, say `--allow-unsigned`. (keelmark explain signature.unsigned)
    ");
    let ran = sandbox.run(&project, &["verify", "--allow-unsigned"]).expect(0);
    assert_snapshot!(wrong(&sandbox, &ran), @r"
    - authenticity                          nobody vouches for this folder, as was asked for
    consistent, not verified evidence: 8 checks passed, 1 skipped
    ");
    fs::write(project.join("evidence/more"), "x").unwrap();
    sandbox.run(&project, &["verify", "--allow-unsigned"]).expect(1);
}

#[test]
fn a_secret_that_is_demanded() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("npm", "p");
    let secret =
        |secret: &str, args: &[&str]| run(sandbox.command(&project, args).env("SECRET", secret));
    secret("s", &["attest", "--hmac-key-env", "SECRET", "--hmac-key-id", "ci"]).expect(0);
    secret("s", &["verify", "--hmac-key-env", "SECRET"]).expect(0);
    let other = secret("t", &["verify", "--hmac-key-env", "SECRET"]).expect(1);
    assert_snapshot!(wrong(&sandbox, &other), @r"
    ✗ hmac          signature.hmac-sha256.json                 the authentication code is not by the secret given  [hmac.invalid]
    ✗ hmac          supply_chain_attestation.hmac-sha256.json  the authentication code is not by the secret given  [hmac.invalid]
    ? authenticity                                             no HMAC by the secret given  [signature.missing]
    NOT verified evidence: 2 checks failed, 12 passed
      help: Check the secret: a trailing newline counts. If it is right, do not trust the file. (keelmark explain hmac.invalid)
    ");
    let id = ["verify", "--hmac-key-env", "SECRET", "--hmac-key-id", "release"];
    let other_id = secret("s", &id).expect(1);
    assert!(other_id.stdout.contains("[hmac.key-id]"), "{}", other_id.stdout);

    secret("s", &["attest"]).expect(0);
    let missing = secret("s", &["verify", "--hmac-key-env", "SECRET"]).expect(3);
    assert_snapshot!(wrong(&sandbox, &missing), @r"
    ? authenticity                                          no HMAC by the secret given  [signature.missing]
    not decided evidence: 1 check open, 12 passed
      help: Ask the publisher for evidence signed with that key; verify without the option only if another proof is enough for you. (keelmark explain signature.missing)
    ");
}

#[test]
fn a_changed_artifact() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("npm", "p");
    append(&project.join("demo-app-4.5.6.tgz"), "!");
    let ran = sandbox.run(&project, &["verify"]).expect(1);
    assert_snapshot!(wrong(&sandbox, &ran), @r"
    ✗ subject     demo-app-4.5.6.tgz                      sha256:<sha256>, the evidence says <sha256>  [subject.digest]
    NOT verified evidence: 1 check failed, 11 passed
      help: Get the artifact again from where it was published. If it still differs, do not use it. (keelmark explain subject.digest)
    ");
    sandbox.run(&project, &["verify", "--evidence-only"]).expect(0);
}

#[test]
fn a_missing_artifact() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("npm", "p");
    fs::remove_file(project.join("demo-app-4.5.6.tgz")).unwrap();
    let ran = sandbox.run(&project, &["verify"]).expect(3);
    assert_snapshot!(wrong(&sandbox, &ran), @r"
    ? subject     demo-app-4.5.6.tgz                      the artifact is not here to be checked  [subject.absent]
    not decided evidence: 1 check open, 11 passed
      help: Give the artifact's path, or say `--evidence-only` to verify the evidence without it. (keelmark explain subject.absent)
    ");
    let ran = sandbox.run(&project, &["verify", "--evidence-only"]).expect(0);
    assert_snapshot!(wrong(&sandbox, &ran), @r"
    - subject     demo-app-4.5.6.tgz                      not looked at
    verified evidence: 11 checks passed, 1 skipped
    ");
}

#[test]
fn one_artifact_beside_its_evidence() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("python", "p");
    let wheel = "dist/demo_app-1.2.0-py3-none-any.whl";
    let ran = sandbox.run(&project, &["verify", wheel]).expect(0);
    assert_snapshot!(wrong(&sandbox, &ran), @r"
    - subject     demo_app-1.2.0.tar.gz                   not looked at
    verified dist/demo_app-1.2.0-py3-none-any.whl: 12 checks passed, 1 skipped
    ");

    // From anywhere, with the evidence named, and under another name.
    let moved = sandbox.path("download.bin");
    fs::copy(project.join(wheel), &moved).unwrap();
    let evidence = project.join("evidence");
    let named = ["verify", moved.to_str().unwrap(), "--evidence", evidence.to_str().unwrap()];
    let ran = sandbox.run(&sandbox.path("home"), &named).expect(0);
    assert!(
        ran.stdout.contains("in the evidence under the name demo_app-1.2.0-py3-none-any.whl"),
        "{}",
        ran.stdout
    );

    fs::write(&moved, "something else").unwrap();
    let named = ["verify", "../download.bin", "--evidence", evidence.to_str().unwrap()];
    let ran = sandbox.run(&sandbox.path("home"), &named).expect(1);
    assert_snapshot!(wrong(&sandbox, &ran), @r"
    ✗ subject     ../download.bin                         the evidence names no artifact of this name or digest  [subject.unlisted]
    - subject     demo_app-1.2.0-py3-none-any.whl         not looked at
    - subject     demo_app-1.2.0.tar.gz                   not looked at
    NOT verified ../download.bin: 1 check failed, 11 passed, 2 skipped
      help: Check that artifact and evidence belong to one release. (keelmark explain subject.unlisted)
    ");
}

#[test]
fn targets_that_are_not_there() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("python", "p");
    for (args, code) in [
        (&["verify", "dist/none.whl"][..], "subject.missing"),
        (&["verify", "dist"], "none"),
        (&["verify", "--evidence", "nowhere"], "folder.missing"),
        (&["verify", "--evidence", "uv.lock"], "folder.kind"),
        (&["verify", "evidence", "dist"], "verify.target"),
        (&["verify", "--key", "nowhere.pub"], "key.file"),
        (&["verify", "--key", "uv.lock"], "key.format"),
        (&["verify", "--bundle", "nowhere.json", "uv.lock"], "file.missing"),
        (&["verify", "--bundle", "uv.lock", "uv.lock"], "document.syntax"),
        (&["verify", "--no-such-flag"], "none"),
    ] {
        let ran = sandbox.run(&project, args);
        // A folder that is no evidence is looked at, and nothing is known of it.
        let exit = if args[1] == "dist" { 3 } else { 2 };
        assert_eq!(
            (ran.exit, ran.code().unwrap_or("none")),
            (exit, code),
            "{args:?}: {}",
            ran.stderr
        );
    }
    let ran = sandbox.run(&sandbox.path("home"), &["verify"]).expect(2);
    assert_eq!(ran.code(), Some("verify.target"));
}

#[test]
fn a_bundle() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("python", "p");
    let wheel = "dist/demo_app-1.2.0-py3-none-any.whl";
    let verify = |artifact: &str, more: &[&str]| {
        let args = ["verify", artifact, "--bundle", "evidence/provenance.sigstore.json"];
        sandbox.run(&project, &[&args, more].concat())
    };
    let ran = verify(wheel, &[]).expect(0);
    assert_snapshot!(shown(&sandbox, &ran), @r"
    ✓ signature   over application/vnd.in-toto+json
    ✓ subject     the statement is about it, as `demo_app-1.2.0-py3-none-any.whl`, and 1 more
    ✓ provenance  SLSA build level 1, built by keelmark.local
    verified dist/demo_app-1.2.0-py3-none-any.whl: 3 checks passed
    ");
    verify(wheel, &["--predicate-type", "https://slsa.dev/provenance/v1"]).expect(0);
    let ran = verify(wheel, &["--predicate-type", "https://cyclonedx.org/bom"]).expect(1);
    assert_snapshot!(shown(&sandbox, &ran), @r"
    ✓ signature  over application/vnd.in-toto+json
    ✓ subject    the statement is about it, as `demo_app-1.2.0-py3-none-any.whl`, and 1 more
    ✗ predicate  the statement says https://slsa.dev/provenance/v1, not https://cyclonedx.org/bom  [statement.predicate]
    NOT verified dist/demo_app-1.2.0-py3-none-any.whl: 1 check failed, 2 passed
      help: Give the bundle with the statement you want, or another `--predicate-type`. (keelmark explain statement.predicate)
    ");
    let ran = verify("uv.lock", &[]).expect(1);
    assert_snapshot!(shown(&sandbox, &ran), @r"
    ✓ signature  over application/vnd.in-toto+json
    ✗ subject    the statement is about other artifacts: no digest of its subjects is its own  [signature.subject]
    NOT verified uv.lock: 1 check failed, 1 passed
      help: Get the artifact and its bundle again from one release. If they still disagree, do not use the artifact. (keelmark explain signature.subject)
    ");
    sandbox.key("other");
    let ran = verify(wheel, &["--key", "../other.pub"]).expect(3);
    assert_snapshot!(shown(&sandbox, &ran), @r"
    ? key        the signature names key `<base64>`, which is not among those given  [signature.no-key]
    - signature  there is no key to check it with
    ✓ subject    the statement is about it, as `demo_app-1.2.0-py3-none-any.whl`, and 1 more
    not decided dist/demo_app-1.2.0-py3-none-any.whl: 1 check open, 1 passed, 1 skipped
      help: Give the signer's public key with `--key FILE`, `--minisign-key FILE` or, of SSH, `--allowed-signers FILE`, or the shared secret with `--hmac-key-env VAR` where an HMAC signs; the message tells the fingerprint or number asked for, if there is one. (keelmark explain signature.no-key)
    ");
}

#[test]
fn json_keeps_to_its_schema() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("npm", "p");
    let verify = |exit: i32, outcome: &str| {
        let answer = sandbox.run(&project, &["verify", "--format", "json"]).expect(exit).json();
        assert_eq!(schema::defects("verify.v1.schema.json", &answer), [""; 0]);
        assert_eq!(answer["outcome"], outcome);
    };
    verify(0, "pass");
    fs::rename(project.join("demo-app-4.5.6.tgz"), sandbox.path("away")).unwrap();
    verify(3, "unknown");
    append(&project.join("evidence/checksums.txt"), "\n");
    verify(1, "fail");
}

/// A folder as dpone 0.88 writes it: paths with the folder it was written to, no version, an HMAC
/// over the provenance alone, and SBOMs that are not quite valid.
#[test]
fn a_folder_of_dpone() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("release");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/dpone");
    copy(&fixture, &folder);
    let verify = |secret: &str, more: &[&str]| {
        let args = ["verify", "out", "--hmac-key-env", "SECRET"];
        run(sandbox.command(&folder, &[&args, more].concat()).env("SECRET", secret))
    };
    let ran = verify("k", &[]).expect(0);
    assert_snapshot!(shown(&sandbox, &ran), @r"
    ✓ inventory                                  6 files, none missing
    ✓ digests                                    4 files match the index
    ✓ hmac        signature.hmac-sha256.json     over provenance.intoto.json, by the secret local-hmac
    - coverage    supply_chain_attestation.json  only the provenance is signed; the other files match an index nobody signed
    - sbom        sbom.cyclonedx.json            not valid, and not promised to be: component `idna` has the scope `runtime`; required, optional, excluded are allowed (and 2 more)
    - sbom        sbom.spdx.json                 not valid, and not promised to be: `idna>=3` is a requirement (it has `>=`), not a version (and 1 more)
    ✓ provenance  provenance.intoto.json         says: built by dpone.local from commit abc123 (as told)
    ✓ subject     sample-1.2.3-py3-none-any.whl  sha256:<sha256>
    verified out: 5 checks passed, 3 skipped
    ");
    let ran = verify("other", &[]).expect(1);
    assert_snapshot!(wrong(&sandbox, &ran), @r"
    ✗ hmac          signature.hmac-sha256.json     the authentication code is not by the secret given  [hmac.invalid]
    ? authenticity                                 no HMAC by the secret given  [signature.missing]
    - sbom          sbom.cyclonedx.json            not valid, and not promised to be: component `idna` has the scope `runtime`; required, optional, excluded are allowed (and 2 more)
    - sbom          sbom.spdx.json                 not valid, and not promised to be: `idna>=3` is a requirement (it has `>=`), not a version (and 1 more)
    NOT verified out: 1 check failed, 4 passed, 2 skipped
      help: Check the secret: a trailing newline counts. If it is right, do not trust the file. (keelmark explain hmac.invalid)
    ");
    append(&folder.join("out/sbom.spdx.json"), " ");
    let ran = verify("k", &[]).expect(1);
    assert_snapshot!(wrong(&sandbox, &ran), @r"
    ✗ digests     sbom.spdx.json                 sha256 <sha256>, the index says <sha256>  [evidence.digest]
    - coverage    supply_chain_attestation.json  only the provenance is signed; the other files match an index nobody signed
    - sbom        sbom.cyclonedx.json            not valid, and not promised to be: component `idna` has the scope `runtime`; required, optional, excluded are allowed (and 2 more)
    - sbom        sbom.spdx.json                 not valid, and not promised to be: `idna>=3` is a requirement (it has `>=`), not a version (and 1 more)
    NOT verified out: 1 check failed, 4 passed, 3 skipped
      help: Get the whole evidence folder again from where it was published. If it still disagrees, do not trust it. (keelmark explain evidence.digest)
    ");
    sandbox.run(&folder, &["verify", "out"]).expect(1);
}
