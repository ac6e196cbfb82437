//! The same project, key and time give the same bytes, whatever else differs.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{Sandbox, content, copy, run};

/// Two copies of one project, both in repositories of the same commit, and a key.
fn twins(sandbox: &Sandbox, fixture: &str) -> [std::path::PathBuf; 2] {
    let one = sandbox.project(fixture, "one");
    sandbox.repository(&one, "v1.2.0");
    let two = sandbox.path("elsewhere/deeper/two");
    copy(&one, &two);
    sandbox.key("release");
    [one, two]
}

fn attest(sandbox: &Sandbox, folder: &Path, more: &[&str]) -> Command {
    let key = sandbox.path("release.key");
    let args = ["attest", "--key", key.to_str().unwrap(), "--hmac-key-env", "SECRET"];
    let mut command = sandbox.command(folder, &[&args, more].concat());
    command.env("SECRET", "s");
    command
}

#[test]
fn two_folders_one_evidence() {
    for fixture in ["python", "rust", "npm", "declared"] {
        let sandbox = Sandbox::new();
        let [one, two] = twins(&sandbox, fixture);
        run(&mut attest(&sandbox, &one, &[])).expect(0);
        run(&mut attest(&sandbox, &two, &[])).expect(0);
        let evidence = content(&one.join("evidence"));
        assert_eq!(evidence.len(), 13, "{fixture}");
        assert_eq!(evidence, content(&two.join("evidence")), "{fixture}");
        let root = sandbox.path("").display().to_string();
        for (name, bytes) in evidence {
            assert!(!String::from_utf8_lossy(&bytes).contains(&root), "{fixture}: {name}");
        }
    }
}

#[test]
fn nothing_but_project_key_and_time_has_a_say() {
    let sandbox = Sandbox::new();
    let [one, _] = twins(&sandbox, "python");
    let expected = {
        run(&mut attest(&sandbox, &one, &[])).expect(0);
        content(&one.join("evidence"))
    };
    let root = one.to_str().unwrap();
    let out = sandbox.path("out");
    fs::create_dir(&out).unwrap();
    let same = |what: &str, command: &mut Command, evidence: &Path| {
        run(command).expect(0);
        assert_eq!(content(evidence), expected, "{what}");
    };

    for threads in ["1", "4"] {
        let mut command = attest(&sandbox, &one, &[]);
        same(threads, command.env("RAYON_NUM_THREADS", threads), &one.join("evidence"));
    }
    let mut command = attest(&sandbox, &out, &["--project-root", root]);
    same("another folder", &mut command, &one.join("evidence"));
    let mut command = attest(&sandbox, &one, &["--output-dir", "../out/evidence"]);
    same("another target", &mut command, &out.join("evidence"));
    for (locale, zone) in [("C", "UTC"), ("tr_TR.UTF-8", "Pacific/Kiritimati")] {
        let mut command = attest(&sandbox, &one, &[]);
        command.env("LC_ALL", locale).env("LANG", locale).env("TZ", zone);
        same(locale, &mut command, &one.join("evidence"));
    }
    let subjects = ["--subject", "dist/demo_app-1.2.0.tar.gz", "dist/*.whl"];
    same("another order", &mut attest(&sandbox, &one, &subjects), &one.join("evidence"));

    // The time does have a say, so the comparison can fail.
    let mut command = attest(&sandbox, &one, &[]);
    run(command.env("SOURCE_DATE_EPOCH", "1")).expect(0);
    assert_ne!(content(&one.join("evidence")), expected);
}

#[test]
fn without_a_set_time_the_commit_makes_it_the_same() {
    let sandbox = Sandbox::new();
    let [one, two] = twins(&sandbox, "rust");
    for folder in [&one, &two] {
        run(attest(&sandbox, folder, &[]).env_remove("SOURCE_DATE_EPOCH")).expect(0);
    }
    assert_eq!(content(&one.join("evidence")), content(&two.join("evidence")));
}
