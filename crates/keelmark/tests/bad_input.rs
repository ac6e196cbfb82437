//! Input that cannot be: a named error, an exit code, and nothing written. Every run is bounded in
//! time and checked for panics by `common::run`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test stops where it cannot go on")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use common::{Ran, Sandbox, content, run};
use insta::assert_snapshot;

/// Ways to damage a document.
const DAMAGES: [&str; 6] = ["truncated", "empty", "not UTF-8", "100 MB", "deep", "duplicate key"];

/// Damages the document at `path`.
fn damage(path: &Path, how: &str) {
    let mut bytes = fs::read(path).unwrap();
    let json = bytes.starts_with(b"{");
    match how {
        // Within a string, as TOML that ends between two lines is whole.
        "truncated" => {
            let quotes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'"');
            let opening = quotes.step_by(2).map(|(at, _)| at);
            let at = opening.filter(|at| *at < bytes.len() * 2 / 3).last().unwrap();
            bytes.truncate(at + 2);
        }
        "empty" => bytes.clear(),
        "not UTF-8" => {
            let at = bytes.iter().position(|byte| *byte == b'"').unwrap();
            bytes.insert(at + 1, 0xff);
        }
        "100 MB" => {
            let file = fs::OpenOptions::new().write(true).open(path).unwrap();
            return file.set_len(100 << 20).unwrap();
        }
        "deep" if json => bytes = format!("{{\"a\":{}", "[".repeat(200_000)).into_bytes(),
        "deep" => bytes = format!("a = {}", "[".repeat(200_000)).into_bytes(),
        "duplicate key" if json => {
            let key = String::from_utf8_lossy(&bytes).split('"').nth(1).unwrap().to_owned();
            bytes.splice(1..1, format!("\"{key}\":1,").into_bytes());
        }
        _ => bytes = [b"version = 1\nversion = 1\n".to_vec(), bytes].concat(),
    }
    fs::write(path, bytes).unwrap();
}

/// Where the error is, without the folder.
fn place(sandbox: &Sandbox, ran: &Ran) -> String {
    let line = ran.stderr.lines().find_map(|line| line.trim().strip_prefix("--> "));
    sandbox.plain(line.unwrap_or("nowhere")).replace("./", "")
}

/// What is said of a document of a project, for each way in which it can be damaged.
fn told_of_damages(fixture: &str, name: &str) -> String {
    let mut told = String::new();
    let sandbox = Sandbox::new();
    let project = sandbox.project(fixture, "p");
    let document = project.join(name);
    let whole = fs::read(&document).unwrap();
    for old in [false, true] {
        for how in DAMAGES {
            damage(&document, how);
            let before = content(&project);
            let ran = sandbox.run(&project, &["attest"]).expect(2);
            assert!(content(&project) == before, "{name} {how}: something was written");
            assert_eq!(ran.stdout, "", "{name} {how}");
            if !old {
                let code = ran.code().unwrap();
                let _ = writeln!(told, "{name:17} {how:13} {code:18} {}", place(&sandbox, &ran));
                assert!(content(&sandbox.path("home")).is_empty(), "a key was made");
            }
            fs::write(&document, &whole).unwrap();
        }
        // The second time there is old evidence to lose.
        sandbox.run(&project, &["attest", "--unsigned"]).expect(0);
    }
    told
}

#[test]
fn damaged_manifests_and_lockfiles() {
    let documents = [
        ("python", "uv.lock"),
        ("python", "pyproject.toml"),
        ("rust", "Cargo.lock"),
        ("rust", "Cargo.toml"),
        ("npm", "package-lock.json"),
        ("npm", "package.json"),
    ];
    let told: String =
        documents.iter().map(|(fixture, name)| told_of_damages(fixture, name)).collect();
    assert_snapshot!(told, @r"
    uv.lock           truncated     document.syntax    uv.lock:43:92
    uv.lock           empty         document.empty     uv.lock
    uv.lock           not UTF-8     document.encoding  uv.lock:3:20
    uv.lock           100 MB        file.size          uv.lock
    uv.lock           deep          document.depth     uv.lock:1:101
    uv.lock           duplicate key document.syntax    uv.lock:2:1
    pyproject.toml    truncated     document.syntax    pyproject.toml:6:19
    pyproject.toml    empty         document.empty     pyproject.toml
    pyproject.toml    not UTF-8     document.encoding  pyproject.toml:2:9
    pyproject.toml    100 MB        file.size          pyproject.toml
    pyproject.toml    deep          document.depth     pyproject.toml:1:101
    pyproject.toml    duplicate key document.syntax    pyproject.toml:2:1
    Cargo.lock        truncated     document.syntax    Cargo.lock:25:12
    Cargo.lock        empty         document.empty     Cargo.lock
    Cargo.lock        not UTF-8     document.encoding  Cargo.lock:6:9
    Cargo.lock        100 MB        file.size          Cargo.lock
    Cargo.lock        deep          document.depth     Cargo.lock:1:101
    Cargo.lock        duplicate key document.syntax    Cargo.lock:2:1
    Cargo.toml        truncated     document.syntax    Cargo.toml:6:16
    Cargo.toml        empty         document.empty     Cargo.toml
    Cargo.toml        not UTF-8     document.encoding  Cargo.toml:2:9
    Cargo.toml        100 MB        file.size          Cargo.toml
    Cargo.toml        deep          document.depth     Cargo.toml:1:101
    Cargo.toml        duplicate key document.syntax    Cargo.toml:2:1
    package-lock.json truncated     document.syntax    package-lock.json:23:21
    package-lock.json empty         document.empty     package-lock.json
    package-lock.json not UTF-8     document.encoding  package-lock.json:2:4
    package-lock.json 100 MB        file.size          package-lock.json
    package-lock.json deep          document.depth     package-lock.json:1:101
    package-lock.json duplicate key document.syntax    package-lock.json:2:8
    package.json      truncated     document.syntax    package.json:6:4
    package.json      empty         document.empty     package.json
    package.json      not UTF-8     document.encoding  package.json:2:4
    package.json      100 MB        file.size          package.json
    package.json      deep          document.depth     package.json:1:101
    package.json      duplicate key document.syntax    package.json:2:8
    ");
}

#[test]
fn lockfiles_newer_than_known() {
    for (fixture, name, from, to) in [
        ("python", "uv.lock", "version = 1\n", "version = 2\n"),
        ("rust", "Cargo.lock", "version = 4\n", "version = 5\n"),
        ("npm", "package-lock.json", "\"lockfileVersion\": 3", "\"lockfileVersion\": 4"),
    ] {
        let sandbox = Sandbox::new();
        let project = sandbox.project(fixture, "p");
        let text = fs::read_to_string(project.join(name)).unwrap();
        assert!(text.contains(from));
        fs::write(project.join(name), text.replacen(from, to, 1)).unwrap();
        let before = content(&project);
        let ran = sandbox.run(&project, &["attest"]).expect(2);
        assert_eq!(ran.code(), Some("lock.version"), "{name}");
        assert!(ran.stderr.contains("help: "), "{}", ran.stderr);
        assert_eq!(content(&project), before, "{name}");
    }
}

#[test]
fn damaged_evidence() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("npm", "p");
    let with_secret = |args: &[&str]| run(sandbox.command(&project, args).env("SECRET", "s"));
    with_secret(&["attest", "--hmac-key-env", "SECRET"]).expect(0);
    let mut told = String::new();
    for name in [
        "supply_chain_attestation.json",
        "supply_chain_attestation.sigstore.json",
        "supply_chain_attestation.hmac-sha256.json",
        "provenance.intoto.json",
        "sbom.cyclonedx.json",
        "sbom.spdx.json",
    ] {
        let path = project.join("evidence").join(name);
        let whole = fs::read(&path).unwrap();
        for how in DAMAGES {
            damage(&path, how);
            let ran = with_secret(&["verify", "--hmac-key-env", "SECRET", "--format", "json"]);
            let answer = ran.expect(1).json();
            let checks = answer["checks"].as_array().unwrap();
            // The reason of the last check that looks at this document says what is wrong with it.
            let mut about =
                checks.iter().filter(|it| it["target"] == name && it["outcome"] == "fail");
            let reason = about.next_back().unwrap()["code"].as_str().unwrap();
            let _ = writeln!(told, "{name:41} {how:13} {reason}");
            fs::write(&path, &whole).unwrap();
        }
    }
    with_secret(&["verify", "--hmac-key-env", "SECRET"]).expect(0);
    assert_snapshot!(told, @r"
    supply_chain_attestation.json             truncated     document.syntax
    supply_chain_attestation.json             empty         document.empty
    supply_chain_attestation.json             not UTF-8     document.encoding
    supply_chain_attestation.json             100 MB        evidence.kind
    supply_chain_attestation.json             deep          document.depth
    supply_chain_attestation.json             duplicate key document.syntax
    supply_chain_attestation.sigstore.json    truncated     document.syntax
    supply_chain_attestation.sigstore.json    empty         document.empty
    supply_chain_attestation.sigstore.json    not UTF-8     document.encoding
    supply_chain_attestation.sigstore.json    100 MB        evidence.kind
    supply_chain_attestation.sigstore.json    deep          document.depth
    supply_chain_attestation.sigstore.json    duplicate key document.syntax
    supply_chain_attestation.hmac-sha256.json truncated     document.syntax
    supply_chain_attestation.hmac-sha256.json empty         document.empty
    supply_chain_attestation.hmac-sha256.json not UTF-8     document.encoding
    supply_chain_attestation.hmac-sha256.json 100 MB        evidence.kind
    supply_chain_attestation.hmac-sha256.json deep          document.depth
    supply_chain_attestation.hmac-sha256.json duplicate key document.syntax
    provenance.intoto.json                    truncated     document.syntax
    provenance.intoto.json                    empty         document.empty
    provenance.intoto.json                    not UTF-8     document.encoding
    provenance.intoto.json                    100 MB        evidence.kind
    provenance.intoto.json                    deep          document.depth
    provenance.intoto.json                    duplicate key document.syntax
    sbom.cyclonedx.json                       truncated     document.syntax
    sbom.cyclonedx.json                       empty         document.empty
    sbom.cyclonedx.json                       not UTF-8     document.encoding
    sbom.cyclonedx.json                       100 MB        evidence.kind
    sbom.cyclonedx.json                       deep          document.depth
    sbom.cyclonedx.json                       duplicate key document.syntax
    sbom.spdx.json                            truncated     document.syntax
    sbom.spdx.json                            empty         document.empty
    sbom.spdx.json                            not UTF-8     document.encoding
    sbom.spdx.json                            100 MB        evidence.kind
    sbom.spdx.json                            deep          document.depth
    sbom.spdx.json                            duplicate key document.syntax
    ");
}

#[test]
fn damaged_bundles_given_by_name() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("npm", "p");
    let bundle = project.join("evidence/provenance.sigstore.json");
    let whole = fs::read(&bundle).unwrap();
    let args = ["verify", "demo-app-4.5.6.tgz", "--bundle", "evidence/provenance.sigstore.json"];
    for (how, code) in DAMAGES.into_iter().zip([
        "document.syntax",
        "document.empty",
        "document.encoding",
        "file.size",
        "document.depth",
        "document.syntax",
    ]) {
        damage(&bundle, how);
        assert_eq!(sandbox.run(&project, &args).expect(2).code(), Some(code), "{how}");
        fs::write(&bundle, &whole).unwrap();
    }
    sandbox.run(&project, &args).expect(0);
}

#[test]
fn bad_keys() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("npm", "p");
    let good = fs::read(sandbox.key("good")).unwrap();
    sandbox.private("truncated", &good[..good.len() / 2]);
    sandbox.private("empty", "");
    sandbox.private("garbage", [0xff; 100]);
    sandbox.private("large", vec![b'x'; 1 << 20]);
    sandbox.private("public", fs::read(sandbox.path("good.pub")).unwrap());
    sandbox.private("open", &good);
    fs::set_permissions(sandbox.path("open"), fs::Permissions::from_mode(0o644)).unwrap();
    fs::create_dir(sandbox.path("folder")).unwrap();
    let before = content(&project);
    for (name, code) in [
        ("truncated", "key.format"),
        ("empty", "key.format"),
        ("garbage", "key.format"),
        ("public", "key.format"),
        ("large", "key.file"),
        ("folder", "key.file"),
        ("absent", "key.file"),
        ("open", "key.permissions"),
    ] {
        let ran = sandbox.run(&project, &["attest", "--key", &format!("../{name}")]).expect(2);
        assert_eq!(ran.code(), Some(code), "{name}: {}", ran.stderr);
        assert!(ran.stderr.contains(name), "{}", ran.stderr);
        assert_eq!(content(&project), before, "{name}");
    }
    fs::set_permissions(sandbox.path("good.key"), fs::Permissions::from_mode(0o000)).unwrap();
    let Some(mut command) = sandbox.unprivileged(&project, &["attest", "--key", "../good.key"])
    else {
        println!("skipped: there is no user here who may not read every file");
        return;
    };
    assert_eq!(run(&mut command).expect(2).code(), Some("key.file"));
    assert_eq!(content(&project), before);
}

#[test]
fn bad_subjects() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("npm", "p");
    for folder in ["a", "b"] {
        fs::create_dir(project.join(folder)).unwrap();
        fs::write(project.join(folder).join("same.bin"), folder).unwrap();
    }
    symlink("nowhere", project.join("dangling")).unwrap();
    symlink("a", project.join("to-folder")).unwrap();
    symlink("circle", project.join("circle")).unwrap();
    Command::new("mkfifo").arg(project.join("pipe")).status().unwrap();
    let before = content_but_pipe(&project);
    for (subjects, code) in [
        (&["missing.bin"][..], "subject.missing.missing.bin"),
        (&["dist/x.whl"], "subject.missing.dist/x.whl"),
        (&["dangling"], "subject.missing.dangling"),
        (&["a"], "subject.folder"),
        (&["to-folder"], "subject.folder"),
        (&["circle"], "subject.unreadable"),
        (&["pipe"], "subject.special"),
        (&["/dev/null"], "subject.special"),
        (&["a/same.bin", "b/same.bin"], "subject.duplicate"),
        (&["*/same.bin"], "subject.duplicate"),
        (&["nothing*"], "subjects.empty"),
        (&["demo-app-4.5.6.tgz", "nothing*"], "subjects.empty"),
        (&["a[", "b"], "subject.pattern"),
    ] {
        let ran = sandbox.run(&project, &[&["attest", "--subject"], subjects].concat()).expect(2);
        assert_eq!(ran.code(), Some(code), "{subjects:?}: {}", ran.stderr);
        assert_eq!(content_but_pipe(&project), before, "{subjects:?}");
    }
    fs::remove_file(project.join("demo-app-4.5.6.tgz")).unwrap();
    assert_eq!(sandbox.run(&project, &["attest"]).expect(2).code(), Some("subjects.empty"));
}

/// What a folder holds; a pipe would be waited for.
fn content_but_pipe(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let pipe = folder.join("pipe");
    let aside = folder.with_extension("pipe");
    fs::rename(&pipe, &aside).unwrap();
    let found = content(folder);
    fs::rename(aside, pipe).unwrap();
    found
}

/// A subject is what its name leads to, also out of the folder; its bytes are what is attested.
#[test]
fn a_linked_subject_is_the_file_it_leads_to() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("npm", "p");
    fs::write(sandbox.path("outside.bin"), "outside").unwrap();
    symlink("../outside.bin", project.join("linked.bin")).unwrap();
    let args = ["attest", "--subject", "linked.bin", "--format", "json"];
    let answer = sandbox.run(&project, &args).expect(0).json();
    assert_eq!(answer["subjects"][0]["name"], "linked.bin");
    let digest = keelmark_formats::hash::sha256(b"outside").hex();
    assert_eq!(answer["subjects"][0]["digests"]["sha256"], digest);
}

#[test]
fn bad_projects_and_settings() {
    let sandbox = Sandbox::new();
    let empty = sandbox.path("empty");
    fs::create_dir(&empty).unwrap();
    assert_eq!(sandbox.run(&empty, &["attest"]).expect(2).code(), Some("project.none"));
    assert!(content(&empty).is_empty());

    let project = sandbox.project("npm", "p");
    let before = content(&project);
    let nowhere = sandbox.run(&project, &["attest", "--project-root", "nowhere"]).expect(2);
    assert_eq!(nowhere.code(), Some("folder.missing"));
    for epoch in ["", "soon", "-1", "1e3", "99999999999999999999"] {
        let mut command = sandbox.command(&project, &["attest"]);
        let ran = run(command.env("SOURCE_DATE_EPOCH", epoch)).expect(2);
        assert_eq!(ran.code(), Some("environment.source-date-epoch"), "{epoch}");
    }
    let mut command = sandbox.command(&project, &["attest"]);
    let homeless = run(command.env_remove("HOME").env_remove("XDG_DATA_HOME")).expect(2);
    assert_eq!(homeless.code(), Some("key.home"));
    assert_eq!(content(&project), before);
}

#[test]
fn output_that_is_not_evidence_is_left_alone() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("npm", "p");
    fs::write(project.join("file"), "x").unwrap();
    symlink("evidence", project.join("link")).unwrap();
    fs::create_dir(project.join("foreign")).unwrap();
    fs::write(project.join("foreign/thesis.txt"), "ten years").unwrap();
    fs::create_dir_all(project.join("mixed")).unwrap();
    common::copy(&project.join("evidence"), &project.join("mixed"));
    fs::write(project.join("mixed/thesis.txt"), "ten years").unwrap();
    let before = content(&project);
    for (target, code) in [
        ("file", "output.kind"),
        ("file/below", "output.kind"),
        ("link", "output.symlink"),
        ("foreign", "output.foreign"),
        ("mixed", "output.foreign"),
        (".", "output.kind"),
    ] {
        let ran = sandbox.run(&project, &["attest", "--output-dir", target]).expect(2);
        assert_eq!(ran.code(), Some(code), "{target}: {}", ran.stderr);
        let advised = ran.stderr.contains("`--output-dir`");
        assert!(advised || code == "output.symlink", "{}", ran.stderr);
        assert_eq!(content(&project), before, "{target}");
    }
}

#[test]
fn a_read_only_folder_keeps_what_it_has() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("npm", "p");
    let closed = sandbox.path("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    let args = ["attest", "--unsigned", "--output-dir", "../closed/evidence"];
    let Some(mut command) = sandbox.unprivileged(&project, &args) else {
        println!("skipped: there is no user here who may not write in every folder");
        return;
    };
    let ran = run(&mut command).expect(2);
    assert_eq!(ran.code(), Some("output.read-only"), "{}", ran.stderr);
    assert!(content(&closed).is_empty());
}

/// A small disk, gone at the end.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    fn mount(at: &'a Path, options: &str) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at);
        mount.output().is_ok_and(|output| output.status.success()).then_some(Self(at))
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        // What cannot be undone here is undone when the machine ends.
        let _ = Command::new("umount").arg("--lazy").arg(self.0).status();
    }
}

#[test]
fn full_and_read_only_disks_keep_what_they_have() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("python", "p");
    let at = sandbox.path("disk");
    let Some(_disk) = Disk::mount(&at, "size=256k") else {
        println!("skipped: this user may not mount a small disk");
        return;
    };
    let args = ["attest", "--output-dir", "../disk/evidence"];
    sandbox.run(&project, &args).expect(0);
    fs::write(project.join("dist/demo_app-1.2.0.tar.gz"), "built again").unwrap();

    let free = (0..256).take_while(|n| fs::write(at.join(format!("fill{n}")), [0; 4096]).is_ok());
    assert!(free.count() > 1);
    let before = content(&at);
    let ran = sandbox.run(&project, &args).expect(2);
    assert_eq!(ran.code(), Some("output.full"), "{}", ran.stderr);
    assert_eq!(content(&at), before, "full");

    let remount = Command::new("mount").args(["-o", "remount,ro"]).arg(&at).status().unwrap();
    assert!(remount.success());
    let ran = sandbox.run(&project, &args).expect(2);
    assert_eq!(ran.code(), Some("output.read-only"), "{}", ran.stderr);
    assert_eq!(content(&at), before, "read-only");
}
