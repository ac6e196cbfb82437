use std::fs;
use std::path::Path;
use std::process::Command as Process;

use clap::Parser;
use keelmark_model::Revision;

use super::{Told, combined, gather};
use crate::cmd::attest::{Args, run};
use crate::output::{Color, Output};

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    args: Args,
}

fn args(root: &Path, line: &str) -> Args {
    let root = root.display().to_string();
    let line = line.replace("ROOT", &root);
    let words = ["attest", "--unsigned", "--project-root", &root];
    Command::try_parse_from(words.into_iter().chain(line.split_whitespace())).unwrap().args
}

fn git(root: &Path, line: &str) {
    let done = Process::new("git")
        .args(["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"])
        .args(line.split(' '))
        .current_dir(root)
        .output()
        .unwrap();
    assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
}

/// A tagged project whose version is the tag, with distributions of these versions.
fn project(versions: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let manifest = "[project]\nname = 'demo'\ndynamic = ['version']\n[tool.setuptools_scm]\n";
    fs::write(root.join("pyproject.toml"), manifest).unwrap();
    fs::create_dir(root.join("dist")).unwrap();
    git(root, "init -q -b main");
    git(root, "add -A");
    git(root, "commit -q -m c");
    for version in versions {
        fs::write(root.join(format!("dist/demo-{version}-py3-none-any.whl")), version).unwrap();
    }
    folder
}

#[test]
fn the_tag_tells_which_distributions_are_meant() {
    let folder = project(&["3.1", "3.2.dev0"]);
    let root = folder.path();
    let facts = |line: &str| gather(&args(root, line), &root.join("evidence"));
    let error = facts("").unwrap_err();
    assert_eq!(error.code.id, "subjects.ambiguous");
    for word in ["3.1", "3.2.dev0", "--subject"] {
        assert!(error.message.contains(word), "{}", error.message);
    }
    git(root, "tag v3.1");
    let found = facts("").unwrap();
    let names: Vec<&str> = found.subjects.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["demo-3.1-py3-none-any.whl"]);
    assert_eq!(found.project.version.as_deref(), Some("3.1"));
    assert_eq!(found.version_from, "the tag v3.1");
}

#[test]
fn two_folders_of_evidence_have_the_same_bytes() {
    let folder = project(&["3.1"]);
    let root = folder.path();
    let output = Output::new(Color::Never, true, false);
    for name in ["one", "two"] {
        run(&args(root, &format!("--output-dir ROOT/{name}")), &output).unwrap();
    }
    let mut count = 0;
    for entry in fs::read_dir(root.join("one")).unwrap() {
        let name = entry.unwrap().file_name();
        let read = |folder: &str| fs::read(root.join(folder).join(&name)).unwrap();
        assert!(read("one") == read("two"), "{name:?}");
        count += 1;
    }
    assert!(count > 3, "{count}");
}

#[test]
fn what_is_told_is_checked() {
    let root = Path::new(".");
    let sha = "0123456789abcdef0123456789abcdef01234567";
    let told = |line: &str| Told::parse(&args(root, line)).map_err(|error| error.code.id);
    for commit in ["main", "0123456", &sha.to_uppercase(), &format!("{sha}0")] {
        assert_eq!(told(&format!("--commit-sha {commit}")).err(), Some("attest.commit"));
    }
    assert!(told(&format!("--commit-sha {sha}")).is_ok());
    let repository = told("--repository https://tok:PW@h/o/r").ok().unwrap().repository;
    assert_ne!(repository, None);
    assert!(!repository.unwrap().contains("PW"));
    assert_eq!(told("--repository /srv/x").err(), Some("attest.repository"));
}

#[test]
fn the_reference_of_ci_is_that_of_its_commit() {
    let revision = |commit: &str, reference: &str| Revision {
        commit: Some(commit.to_owned()),
        reference: Some(reference.to_owned()),
        ..Revision::default()
    };
    let reference = |ci: &str, told: Option<&str>| {
        let told = Told { commit: told.map(str::to_owned), repository: None };
        combined(revision("a", "refs/heads/git"), revision(ci, "refs/tags/ci"), &told).reference
    };
    assert_eq!(reference("a", None).as_deref(), Some("refs/tags/ci"));
    assert_eq!(reference("b", None).as_deref(), Some("refs/heads/git"));
    assert_eq!(reference("a", Some("c")), None);
    assert_eq!(reference("c", Some("c")).as_deref(), Some("refs/tags/ci"));
}
