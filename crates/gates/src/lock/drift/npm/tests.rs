use keelmark_formats::npm::{Manifest, Member, Recorded, Settings};
use keelmark_model::{Judgement, Outcome};

use super::{Locked, drift};

const ROOT: &str = r#"{
  "name": "root",
  "workspaces": ["packages/*"],
  "dependencies": {
    "a": "^1.0.0",
    "left": "npm:left-pad@1.3.0",
    "inner": "file:libs/inner",
    "repo": "github:o/repo#main"
  },
  "devDependencies": { "d": "~2.0.0" },
  "peerDependencies": { "p": "1 || 2" },
  "overrides": { "c": "3.0.0", "e@^1": "2.0.0" }
}"#;

const MEMBER: &str = r#"{ "name": "member", "dependencies": { "a": ">=1" } }"#;
const INNER: &str = r#"{ "name": "inner", "devDependencies": { "d": "*" } }"#;

const LOCK: &str = r#"{
  "lockfileVersion": 3,
  "packages": {
    "": { "name": "root", "dependencies": { "a": "^1.0.0", "repo": "github:o/repo#main" } },
    "libs/inner": { "devDependencies": { "d": "*" } },
    "node_modules/a": {
      "version": "1.2.0",
      "resolved": "https://registry.npmjs.org/a/-/a-1.2.0.tgz",
      "dependencies": { "b": "^1.0.0", "c": "^1.0.0", "e": "1.x" },
      "optionalDependencies": { "o": "*" },
      "peerDependencies": { "q": "*" },
      "peerDependenciesMeta": { "q": { "optional": true } }
    },
    "node_modules/a/node_modules/b": { "version": "1.0.0" },
    "node_modules/b": { "version": "2.0.0" },
    "node_modules/c": { "version": "3.0.0", "dependencies": { "b": "2.0.0" } },
    "node_modules/d": { "version": "2.0.5", "bundleDependencies": ["f"], "dependencies": { "f": "9" } },
    "node_modules/e": { "version": "2.0.0" },
    "node_modules/inner": { "resolved": "libs/inner", "link": true },
    "node_modules/left": {
      "name": "left-pad",
      "version": "1.3.0",
      "resolved": "https://registry.npmjs.org/left-pad/-/left-pad-1.3.0.tgz"
    },
    "node_modules/member": { "resolved": "packages/member", "link": true },
    "node_modules/o": { "version": "1.0.0" },
    "node_modules/p": { "version": "2.1.0" },
    "node_modules/repo": {
      "version": "0.1.0",
      "resolved": "git+ssh://git@github.com/o/repo.git#0123456789012345678901234567890123456789"
    },
    "packages/member": { "name": "member", "dependencies": { "a": ">=1" } }
  }
}"#;

fn judged(root: &str, lock: &str, settings: &Settings) -> Judgement {
    let member = |folder: &str, path: &str, text: &str| Member {
        folder: folder.to_owned(),
        path: path.to_owned(),
        manifest: Manifest::parse(text.as_bytes()).unwrap(),
    };
    let recorded = Recorded::parse(lock.as_bytes()).unwrap();
    drift(&Locked {
        path: "package-lock.json",
        recorded: &recorded,
        root: &member("", "package.json", root),
        members: &[member("packages/member", "packages/member/package.json", MEMBER)],
        others: &[member("libs/inner", "libs/inner/package.json", INNER)],
        settings,
    })
}

fn told(judgement: &Judgement) -> String {
    let findings = judgement.findings.iter().map(|finding| {
        let place = finding.place.as_ref().unwrap();
        let line = place.line.unwrap();
        format!("{} {}:{line} {}", finding.code, place.path, finding.message)
    });
    findings.collect::<Vec<_>>().join("\n")
}

/// What is replaced in the root's manifest or the lock, by what, and what is told then.
fn compare(cases: &[(&str, &str, &str)], outcome: Outcome) {
    let mut wrong = Vec::new();
    for (old, new, expected) in cases {
        let root = ROOT.replacen(old, new, 1);
        let lock = if root == ROOT { LOCK.replacen(old, new, 1) } else { LOCK.to_owned() };
        assert!(old == new || root != ROOT || lock != LOCK, "{old}");
        let judgement = judged(&root, &lock, &Settings::default());
        if judgement.outcome() != outcome || told(&judgement) != *expected {
            wrong.push(format!("{new}:\n{}\n  instead of\n{expected}", told(&judgement)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_lock_that_answers_every_need_holds() {
    compare(
        &[
            ("", "", ""),
            ("\"a\": \"^1.0.0\",", "\"a\": \"1.2.0 || 9\",", ""),
            ("npm:left-pad@1.3.0", "npm:left-pad@latest", ""),
            ("file:libs/inner", "./libs/../libs/inner", ""),
            ("\"d\": \"~2.0.0\"", "\"d\": \"\"", ""),
            ("\"c\": \"3.0.0\"", "\"c\": \">2\"", ""),
            ("github:o/repo#main\"\n", "git+https://github.com/o/repo.git#main\"\n", ""),
            // What an optional peer is, npm leaves to whoever installs.
            ("\"optional\": true", "\"optional\": true, \"more\": 1", ""),
        ],
        Outcome::Pass,
    );
}

#[test]
fn what_nothing_needs_is_left_out() {
    compare(
        &[(
            "\"node_modules/o\":",
            "\"node_modules/z\": { \"version\": \"1.0.0\" },\n    \"node_modules/o\":",
            "lock.drift-unused package-lock.json:26 nothing needs `node_modules/z`, and npm installs without it",
        )],
        Outcome::Pass,
    );
}

#[test]
fn every_need_that_is_not_answered_is_named() {
    compare(
        &[
            (
                "\"a\": \"^1.0.0\",",
                "\"a\": \"^2.0.0\",",
                "lock.drift-requirement package.json:5 `dependencies.a` is `^2.0.0` now, `^1.0.0` when it was locked; in the lock `node_modules/a` is 1.2.0",
            ),
            (
                "\"left\": \"npm:left-pad@1.3.0\"",
                "\"left\": \"npm:right-pad@1.3.0\"",
                "lock.drift-requirement package.json:6 `dependencies.left` is `npm:right-pad@1.3.0`; in the lock `node_modules/left` is the package `left-pad`",
            ),
            (
                "\"left\": \"npm:left-pad@1.3.0\"",
                "\"new\": \"1\", \"left\": \"npm:left-pad@1.3.0\"",
                "lock.drift-requirement package.json:6 `dependencies.new` is `1`; the lock has none",
            ),
            (
                "file:libs/inner",
                "file:libs/other",
                "lock.drift-requirement package.json:7 `dependencies.inner` is `file:libs/other`; in the lock `node_modules/inner` is of `libs/inner`",
            ),
            (
                "github:o/repo#main\"\n",
                "github:o/repo#next\"\n",
                "lock.drift-requirement package.json:8 `dependencies.repo` is `github:o/repo#next` now, `github:o/repo#main` when it was locked; in the lock `node_modules/repo` was locked for main",
            ),
            (
                "\"p\": \"1 || 2\"",
                "\"p\": \"3\"",
                "lock.drift-requirement package.json:11 `peerDependencies.p` is `3`; in the lock `node_modules/p` is 2.1.0",
            ),
            (
                "\"c\": \"3.0.0\"",
                "\"c\": \"3.0.1\"",
                "lock.drift-edge package-lock.json:9 `node_modules/a` needs `c` `^1.0.0`; in the lock `node_modules/c` is 3.0.0, where `overrides` has `3.0.1`",
            ),
            (
                ", \"e@^1\": \"2.0.0\"",
                "",
                "lock.drift-edge package-lock.json:9 `node_modules/a` needs `e` `1.x`; in the lock `node_modules/e` is 2.0.0",
            ),
            (
                "    \"node_modules/a/node_modules/b\": { \"version\": \"1.0.0\" },\n",
                "",
                "lock.drift-edge package-lock.json:9 `node_modules/a` needs `b` `^1.0.0`; in the lock `node_modules/b` is 2.0.0",
            ),
            (
                "    \"node_modules/o\": { \"version\": \"1.0.0\" },\n",
                "",
                "lock.drift-edge package-lock.json:10 `node_modules/a` needs `o` `*`; the lock has none",
            ),
            (
                "    \"node_modules/member\": { \"resolved\": \"packages/member\", \"link\": true },\n",
                "",
                "lock.drift-members package.json:3 `workspaces` has `member` in packages/member; the lock does not",
            ),
            (
                "    \"node_modules/d\": { \"version\": \"2.0.5\"",
                "    \"node_modules/d\": { \"version\": \"2.1.0\"",
                "lock.drift-requirement package.json:10 `devDependencies.d` is `~2.0.0`; in the lock `node_modules/d` is 2.1.0",
            ),
        ],
        Outcome::Fail,
    );
}

#[test]
fn what_cannot_be_told_is_no_pass() {
    compare(
        &[(
            "\"a\": \"^1.0.0\",",
            "\"a\": \">=1.2.0beta\",",
            "lock.drift-unknown package.json:5 `dependencies.a` is `>=1.2.0beta` now, `^1.0.0` when it was locked: `>=1.2.0beta` is of no form keelmark reads",
        )],
        Outcome::Unknown,
    );
}

#[test]
fn peers_may_be_left_out_by_settings() {
    let root = ROOT.replace("\"p\": \"1 || 2\"", "\"p\": \"3\"");
    let settings = Settings { ignores_peers: true, ..Settings::default() };
    let judgement = judged(&root, LOCK, &settings);
    assert_eq!(judgement.outcome(), Outcome::Pass, "{}", told(&judgement));
}

/// npm takes a file or folder for whatever version is asked for.
#[test]
fn files_and_folders_are_there_because_they_were_asked_for() {
    compare(
        &[
            (
                "https://registry.npmjs.org/a/-/a-1.2.0.tgz",
                "file:evil.tgz",
                "lock.drift-requirement package-lock.json:6 `node_modules/a` is of `file:evil.tgz`; no manifest asks for that",
            ),
            (
                "\"node_modules/o\": { \"version\": \"1.0.0\" }",
                "\"node_modules/o\": { \"resolved\": \"libs/inner\", \"link\": true }",
                "lock.drift-requirement package-lock.json:26 `node_modules/o` is of `libs/inner`; no manifest asks for that",
            ),
        ],
        Outcome::Fail,
    );
}
