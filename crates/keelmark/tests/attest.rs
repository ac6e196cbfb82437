//! `keelmark attest`: what it finds, what it writes, what it says.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{Ran, Sandbox, copy, document, run, schema};
use insta::assert_snapshot;
use keelmark_formats::hash::sha256;
use serde_json::{Value, json};

/// Everything the run printed, free of what differs between two runs of the tests.
fn shown(sandbox: &Sandbox, ran: &Ran) -> String {
    sandbox.plain(&format!("{}{}", ran.stdout, ran.stderr))
}

fn provenance(project: &Path) -> Value {
    document(project, "provenance.intoto.json")["predicate"].take()
}

fn dependencies(project: &Path) -> Vec<Value> {
    provenance(project)["buildDefinition"]["resolvedDependencies"].as_array().unwrap().clone()
}

#[test]
fn python_in_a_tagged_clean_repository() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("python", "p");
    sandbox.repository(&project, "v1.2.0");
    let ran = sandbox.run(&project, &["attest"]).expect(0);
    assert_snapshot!(shown(&sandbox, &ran), @r"
    demo-app 1.2.0  python, version from pyproject.toml
      subjects  demo_app-1.2.0-py3-none-any.whl  9 B
                demo_app-1.2.0.tar.gz  23 B
      packages  3 packages in uv.lock, 3 of them direct, 3 dependencies
      source    commit 0c2c1a54f7ff, tag v1.2.0, clean
      builder   keelmark.local
      signed    with ROOT/home/data/keelmark/keys/default.key (made now; keep it)  sha256:<sha256>
      verified  13 checks passed
    wrote evidence: 11 files
    publish ROOT/home/data/keelmark/keys/default.pub: others verify with it
    ");
    sandbox.run(&project, &["verify"]).expect(0);
    let provenance = provenance(&project);
    assert_eq!(
        provenance["buildDefinition"]["externalParameters"],
        json!({
            "commit": commit(&sandbox, &project),
            "project": "demo-app",
            "ref": "refs/heads/main",
            "release": "v1.2.0",
            "repository": "https://git.example/demo.git",
            "version": "1.2.0",
        })
    );
    assert_eq!(
        provenance["buildDefinition"]["internalParameters"],
        json!({"platform": "local", "sourceTree": "clean", "timeFrom": "source-date-epoch"})
    );
}

fn commit(sandbox: &Sandbox, project: &Path) -> String {
    let mut command = Command::new("git");
    command.args(["rev-parse", "HEAD"]).current_dir(project).env("HOME", sandbox.path("home"));
    run(&mut command).expect(0).stdout.trim().to_owned()
}

#[test]
fn rust_in_a_repository() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("rust", "p");
    sandbox.repository(&project, "v0.3.0");
    let ran = sandbox.run(&project, &["attest"]).expect(0);
    assert_snapshot!(shown(&sandbox, &ran), @r"
    demo 0.3.0  rust, version from Cargo.toml
      subjects  demo  14 B
      packages  3 packages in Cargo.lock, 2 of them direct, 3 dependencies
      source    commit ea352fd9eba5, tag v0.3.0, clean
      builder   keelmark.local
      signed    with ROOT/home/data/keelmark/keys/default.key (made now; keep it)  sha256:<sha256>
      verified  12 checks passed
    wrote evidence: 11 files
    publish ROOT/home/data/keelmark/keys/default.pub: others verify with it
    ");
    sandbox.run(&project, &["verify"]).expect(0);
}

#[test]
fn npm_without_a_repository() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("npm", "p");
    let ran = sandbox.run(&project, &["attest"]).expect(0);
    assert_snapshot!(shown(&sandbox, &ran), @r"
    @demo/app 4.5.6  npm, version from package.json
      subjects  demo-app-4.5.6.tgz  11 B
      packages  3 packages in package-lock.json, 2 of them direct, 3 dependencies
      source    no commit: not a git repository
      builder   keelmark.local
      signed    with ROOT/home/data/keelmark/keys/default.key (made now; keep it)  sha256:<sha256>
      verified  12 checks passed
    wrote evidence: 11 files
    publish ROOT/home/data/keelmark/keys/default.pub: others verify with it
    ");
    sandbox.run(&project, &["verify"]).expect(0);
}

#[test]
fn without_a_lockfile_what_is_declared_is_labelled_so() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("declared", "p");
    let ran = sandbox.run(&project, &["attest"]).expect(0);
    assert_snapshot!(shown(&sandbox, &ran), @r"
    plain 2.0  python, version from pyproject.toml
      subjects  plain-2.0-py3-none-any.whl  9 B
      packages  2 packages, as declared: there is no lockfile
      source    no commit: not a git repository
      builder   keelmark.local
      signed    with ROOT/home/data/keelmark/keys/default.key (made now; keep it)  sha256:<sha256>
      verified  12 checks passed
    wrote evidence: 11 files
    publish ROOT/home/data/keelmark/keys/default.pub: others verify with it
    ");
    sandbox.run(&project, &["verify"]).expect(0);
}

#[test]
fn json_keeps_to_its_schema() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("npm", "p");
    let ran = sandbox.run(&project, &["attest", "--format", "json"]).expect(0);
    let answer = ran.json();
    assert_eq!(schema::defects("attest.v1.schema.json", &answer), [""; 0]);
    let mut shown = answer.clone();
    assert!(shown["verification"]["checks"].as_array().unwrap().len() > 10);
    shown["verification"]["checks"] = json!("…");
    assert_snapshot!(sandbox.plain(&serde_json::to_string_pretty(&shown).unwrap()), @r#"
    {
      "files": [
        "checksums.txt",
        "provenance.intoto.json",
        "provenance.sigstore.json",
        "sbom.cyclonedx.json",
        "sbom.cyclonedx.sigstore.json",
        "sbom.spdx.json",
        "sbom.spdx.sigstore.json",
        "subjects.sha256",
        "supply_chain_attestation.json",
        "supply_chain_attestation.md",
        "supply_chain_attestation.sigstore.json"
      ],
      "hmac_key_id": null,
      "key": {
        "made_now": true,
        "path": "ROOT/home/data/keelmark/keys/default.key",
        "sha256": "<sha256>"
      },
      "output_dir": "evidence",
      "packages": 3,
      "project": "@demo/app",
      "release": "4.5.6",
      "schema": "keelmark.attest/v1",
      "subjects": [
        {
          "digests": {
            "sha256": "<sha256>",
            "sha512": "<sha512>"
          },
          "name": "demo-app-4.5.6.tgz",
          "size": 11
        }
      ],
      "verification": {
        "checks": "…",
        "outcome": "pass",
        "schema": "keelmark.verify/v1"
      },
      "version": "4.5.6"
    }
    "#);

    // The check itself can fail.
    let mut wrong = answer;
    wrong["packages"] = json!("3");
    wrong["verification"]["more"] = json!(1);
    assert_eq!(schema::defects("attest.v1.schema.json", &wrong).len(), 2);
    let unsigned = sandbox.run(&project, &["attest", "--format", "json", "--unsigned"]).expect(0);
    assert_eq!(schema::defects("attest.v1.schema.json", &unsigned.json()), [""; 0]);
    assert_eq!(unsigned.json()["key"], Value::Null);
}

#[test]
fn a_dirty_tree_is_recorded_and_said() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("python", "p");
    sandbox.repository(&project, "v1.2.0");
    fs::write(project.join("more.py"), "x = 1\n").unwrap();
    let ran = sandbox.run(&project, &["attest"]).expect(0);
    let source = ran.stdout.lines().find(|line| line.contains("source")).unwrap();
    assert!(source.ends_with("dirty, and recorded as such"), "{source}");
    let recorded = &provenance(&project)["buildDefinition"]["internalParameters"]["sourceTree"];
    assert_eq!(recorded, "dirty");
    assert_eq!(dependencies(&project)[0]["annotations"], json!({"dirty": true}));
    let summary = fs::read_to_string(project.join("evidence/supply_chain_attestation.md")).unwrap();
    assert!(summary.contains("- Source tree: `dirty: differs from the commit`"), "{summary}");
}

#[test]
fn the_commit_tells_the_time_where_nothing_else_does() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("python", "p");
    sandbox.repository(&project, "v1.2.0");
    let mut command = sandbox.command(&project, &["attest"]);
    run(command.env_remove("SOURCE_DATE_EPOCH")).expect(0);
    let index = document(&project, "supply_chain_attestation.json");
    assert_eq!(index["created"], "2024-03-01T12:00:00Z");
    let from = &provenance(&project)["buildDefinition"]["internalParameters"]["timeFrom"];
    assert_eq!(from, "commit");
}

#[test]
fn subjects_are_files_and_globs_several_at_once() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("python", "p");
    for name in ["a.bin", "b.bin", "c1.txt", "c2.txt", "d.txt"] {
        fs::write(project.join(name), name).unwrap();
    }
    let args = ["attest", "--subject", "a.bin", "b.bin", "--subject", "c*.txt", "--format", "json"];
    let answer = sandbox.run(&project, &args).expect(0).json();
    let subjects = answer["subjects"].as_array().unwrap();
    let named: Vec<_> = subjects
        .iter()
        .map(|subject| {
            (subject["name"].as_str().unwrap(), subject["digests"]["sha256"].as_str().unwrap())
        })
        .collect();
    let expected =
        ["a.bin", "b.bin", "c1.txt", "c2.txt"].map(|name| (name, sha256(name.as_bytes()).hex()));
    assert_eq!(named, expected.each_ref().map(|(name, digest)| (*name, digest.as_str())));
}

#[test]
fn what_is_said_prevails() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("python", "p");
    sandbox.repository(&project, "v1.2.0");
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let args = [
        "attest",
        "--buildtype=https://example.com/build/v1",
        "--builder-id=https://example.com/builder",
        "--repository=https://example.com/repository",
        "--commit-sha",
        commit,
        "--release=summer",
    ];
    sandbox.run(&project, &args).expect(0);
    let provenance = provenance(&project);
    let definition = &provenance["buildDefinition"];
    assert_eq!(definition["buildType"], "https://example.com/build/v1");
    assert_eq!(provenance["runDetails"]["builder"]["id"], "https://example.com/builder");
    let external = &definition["externalParameters"];
    assert_eq!(external["repository"], "https://example.com/repository");
    assert_eq!(external["commit"], commit);
    assert_eq!(external["release"], "summer");
    let source = &definition["resolvedDependencies"][0];
    assert_eq!(source["digest"], json!({ "gitCommit": commit }));
    // Neither the reference git is on nor what it saw of the tree is about that commit.
    assert_eq!(source["uri"], "git+https://example.com/repository");
    assert_eq!(definition["internalParameters"]["sourceTree"], "unknown");
}

const GITHUB: [(&str, &str); 10] = [
    ("GITHUB_ACTIONS", "true"),
    ("GITHUB_SERVER_URL", "https://github.com"),
    ("GITHUB_REPOSITORY", "example/demo"),
    ("GITHUB_SHA", "0123456789abcdef0123456789abcdef01234567"),
    ("GITHUB_REF", "refs/tags/v2.0"),
    ("GITHUB_RUN_ID", "7"),
    ("GITHUB_RUN_ATTEMPT", "2"),
    ("GITHUB_EVENT_NAME", "push"),
    ("GITHUB_TOKEN", "ghs_never_to_be_seen"),
    ("RUNNER_ENVIRONMENT", "github-hosted"),
];

#[test]
fn github_actions_is_the_builder_there() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("declared", "p");
    let mut command = sandbox.command(&project, &["attest"]);
    command.envs(GITHUB);
    run(&mut command).expect(0);
    let provenance = provenance(&project);
    let text = provenance.to_string();
    assert!(!text.contains("never_to_be_seen"));
    assert_snapshot!(sandbox.plain(&serde_json::to_string_pretty(&provenance).unwrap()), @r#"
    {
      "buildDefinition": {
        "buildType": "https://keelmark.dev/build/release/v1",
        "externalParameters": {
          "commit": "0123456789abcdef0123456789abcdef01234567",
          "project": "plain",
          "ref": "refs/tags/v2.0",
          "release": "2.0",
          "repository": "https://github.com/example/demo",
          "version": "2.0"
        },
        "internalParameters": {
          "github.event_name": "push",
          "github.ref": "refs/tags/v2.0",
          "github.runner_environment": "github-hosted",
          "github.sha": "0123456789abcdef0123456789abcdef01234567",
          "platform": "github-actions",
          "sourceTree": "unknown",
          "timeFrom": "source-date-epoch"
        },
        "resolvedDependencies": [
          {
            "annotations": {
              "dirty": "unknown"
            },
            "digest": {
              "gitCommit": "0123456789abcdef0123456789abcdef01234567"
            },
            "uri": "git+https://github.com/example/demo@refs/tags/v2.0"
          },
          {
            "digest": {
              "sha256": "<sha256>"
            },
            "name": "pyproject.toml"
          }
        ]
      },
      "runDetails": {
        "builder": {
          "id": "https://github.com/actions/runner/github-hosted",
          "version": {
            "keelmark": "0.1.0"
          }
        },
        "metadata": {
          "finishedOn": "2023-11-14T22:13:20Z",
          "invocationId": "https://github.com/example/demo/actions/runs/7/attempts/2"
        }
      }
    }
    "#);
}

const GITLAB: [(&str, &str); 12] = [
    ("GITLAB_CI", "true"),
    ("CI_SERVER_URL", "https://gitlab.com"),
    ("CI_PROJECT_URL", "https://gitlab.com/example/demo"),
    ("CI_COMMIT_SHA", "0123456789abcdef0123456789abcdef01234567"),
    ("CI_COMMIT_TAG", "v2.0"),
    ("CI_COMMIT_TIMESTAMP", "2024-03-01T12:00:00Z"),
    ("CI_JOB_URL", "https://gitlab.com/example/demo/-/jobs/9"),
    ("CI_JOB_ID", "9"),
    ("CI_JOB_STARTED_AT", "2024-03-01T12:30:00Z"),
    ("CI_RUNNER_ID", "12"),
    ("CI_JOB_TOKEN", "never_to_be_seen"),
    ("CI_REPOSITORY_URL", "https://gitlab-ci-token:never_to_be_seen@gitlab.com/example/demo"),
];

#[test]
fn gitlab_is_the_builder_there() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("declared", "p");
    let mut command = sandbox.command(&project, &["attest"]);
    command.envs(GITLAB);
    run(command.env_remove("SOURCE_DATE_EPOCH")).expect(0);
    let provenance = provenance(&project);
    let text = provenance.to_string();
    assert!(!text.contains("never_to_be_seen"));
    assert_snapshot!(sandbox.plain(&serde_json::to_string_pretty(&provenance).unwrap()), @r#"
    {
      "buildDefinition": {
        "buildType": "https://keelmark.dev/build/release/v1",
        "externalParameters": {
          "commit": "0123456789abcdef0123456789abcdef01234567",
          "project": "plain",
          "ref": "refs/tags/v2.0",
          "release": "v2.0",
          "repository": "https://gitlab.com/example/demo",
          "version": "2.0"
        },
        "internalParameters": {
          "gitlab.runner_id": "12",
          "gitlab.sha": "0123456789abcdef0123456789abcdef01234567",
          "gitlab.tag": "v2.0",
          "platform": "gitlab-ci",
          "sourceTree": "unknown",
          "timeFrom": "commit"
        },
        "resolvedDependencies": [
          {
            "annotations": {
              "dirty": "unknown"
            },
            "digest": {
              "gitCommit": "0123456789abcdef0123456789abcdef01234567"
            },
            "uri": "git+https://gitlab.com/example/demo@refs/tags/v2.0"
          },
          {
            "digest": {
              "sha256": "<sha256>"
            },
            "name": "pyproject.toml"
          }
        ]
      },
      "runDetails": {
        "builder": {
          "id": "https://gitlab.com/example/demo/-/runners/12",
          "version": {
            "keelmark": "0.1.0"
          }
        },
        "metadata": {
          "finishedOn": "2024-03-01T12:00:00Z",
          "invocationId": "https://gitlab.com/example/demo/-/jobs/9",
          "startedOn": "2024-03-01T12:30:00Z"
        }
      }
    }
    "#);
}

#[test]
fn materials_are_the_packages_or_the_source_alone() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("python", "p");
    sandbox.repository(&project, "v1.2.0");
    let names = |args: &[&str]| -> Vec<String> {
        sandbox.run(&project, args).expect(0);
        let named = dependencies(&project).into_iter();
        named.map(|it| it["name"].as_str().unwrap_or("commit").to_owned()).collect()
    };
    assert_eq!(names(&["attest", "--materials", "source"]), ["commit", "uv.lock"]);
    assert_eq!(
        names(&["attest"]),
        [
            "commit",
            "uv.lock",
            "certifi-2025.1.31.tar.gz",
            "idna-3.10.tar.gz",
            "tomli-2.2.1-py3-none-any.whl"
        ]
    );
}

#[test]
fn a_workspace_member_is_named() {
    let sandbox = Sandbox::new();
    let project = sandbox.path("w");
    for name in ["one", "two"] {
        copy(&sandbox.project("declared", "source"), &project.join(name));
        let manifest = format!("[package]\nname = \"{name}\"\nversion = \"1.0.0\"\n");
        fs::remove_file(project.join(name).join("pyproject.toml")).unwrap();
        fs::write(project.join(name).join("Cargo.toml"), manifest).unwrap();
        fs::create_dir(project.join(name).join("src")).unwrap();
        fs::write(project.join(name).join("src/main.rs"), "fn main() {}\n").unwrap();
        fs::create_dir_all(project.join("target/release")).unwrap();
        fs::write(project.join("target/release").join(name), name).unwrap();
    }
    fs::write(project.join("Cargo.toml"), "[workspace]\nmembers = [\"one\", \"two\"]\n").unwrap();
    let lock = "version = 4\n[[package]]\nname = \"one\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"two\"\nversion = \"1.0.0\"\n";
    fs::write(project.join("Cargo.lock"), lock).unwrap();
    let answer = sandbox.run(&project, &["attest", "--package", "two", "--format", "json"]);
    let answer = answer.expect(0).json();
    assert_eq!((&answer["project"], &answer["packages"]), (&json!("two"), &json!(1)));
    let absent = sandbox.run(&project, &["attest", "--package", "three"]).expect(2);
    assert_eq!(absent.code(), Some("project.package"));
}
