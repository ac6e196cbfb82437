//! `keelmark check review`, as it is typed and shown.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Sandbox, schema};

/// A lock of npm with the packages given as `name version licence`, and what besides stands in its entry.
fn lock(packages: &[(&str, &str, &str, &str)]) -> String {
    let needs: Vec<String> =
        packages.iter().map(|(name, ..)| format!("\"{name}\": \"*\"")).collect();
    let entries = packages.iter().map(|(name, version, license, more)| {
        format!(
            ",\n    \"node_modules/{name}\": {{\"version\": \"{version}\", \"license\": \"{license}\", \"resolved\": \"https://registry.npmjs.org/{name}/-/{name}-{version}.tgz\"{more}}}"
        )
    });
    format!(
        "{{\n  \"name\": \"app\", \"version\": \"1.0.0\", \"lockfileVersion\": 3,\n  \"packages\": {{\n    \"\": {{\"name\": \"app\", \"version\": \"1.0.0\", \"dependencies\": {{{}}}}}{}\n  }}\n}}\n",
        needs.join(", "),
        entries.collect::<String>()
    )
}

const BEFORE: [(&str, &str, &str, &str); 3] =
    [("kept", "1.0.0", "MIT", ""), ("left-pad", "1.3.0", "MIT", ""), ("gone", "1.0.0", "MIT", "")];

/// A repository whose branch `change` brings four things into the lock, after `main` has gone on.
fn repository(sandbox: &Sandbox) -> PathBuf {
    let project = sandbox.path("p");
    fs::create_dir_all(&project).unwrap();
    let commit = |text: &str, branch: &[&str]| {
        sandbox.git(&project, branch);
        fs::write(project.join("package-lock.json"), text).unwrap();
        sandbox.git(&project, &["add", "-A"]);
        sandbox.git(&project, &["commit", "-q", "-m", "c"]);
    };
    commit(&lock(&BEFORE), &["init", "-q", "-b", "main"]);
    let after = [
        ("kept", "1.0.0", "MIT", ""),
        ("left-pad", "1.2.0", "MIT", ""),
        ("1eft-pad", "1.0.0", "MIT", ", \"hasInstallScript\": true"),
        ("strange", "1.0.0", "SSPL-1.0", ""),
    ];
    commit(&lock(&after), &["checkout", "-q", "-b", "change"]);
    let others = [BEFORE.as_slice(), &[("of-others", "1.0.0", "SSPL-1.0", "")]].concat();
    commit(&lock(&others), &["checkout", "-q", "main"]);
    sandbox.git(&project, &["checkout", "-q", "change"]);
    project
}

const ARGS: [&str; 5] = ["check", "review", "--base", "main", "--no-cache"];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    [&ARGS, more].concat()
}

#[test]
fn a_change_is_compared_with_where_it_parted() {
    let sandbox = Sandbox::new();
    let project = repository(&sandbox);
    // The work tree is neither looked at nor changed.
    fs::write(project.join("package-lock.json"), "none").unwrap();
    let ran = sandbox.run(&project, &ARGS).expect(1);
    let expected = "\
warning[review.install-script]: installing `1eft-pad@1.0.0` runs an install script
  --> package-lock.json:7
  help: Read what it runs before anybody installs it, or install without it (`npm ci --ignore-scripts`, `pip install --only-binary :all:`).

warning[review.similar-name]: `1eft-pad@1.0.0` is new, and its name is in letters that look alike the same as `left-pad`, which is there already
  --> package-lock.json:7
  help: Look at who publishes it and since when. A name that is meant can stand in `[review] known` of keelmark.toml.

warning[review.downgraded]: `left-pad@1.2.0` takes the place of the later 1.3.0
  --> package-lock.json:6
  help: Ask why. A version that is pulled back on purpose is worth a sentence in the change.

error[licenses.unlisted]: strange 1.0.0 is under `SSPL-1.0` as it declares; `SSPL-1.0` is on no list
  --> package-lock.json:8
";
    assert!(ran.stdout.starts_with(expected), "{}", ran.stdout);
    let expected = "\
added       npm 1eft-pad 1.0.0; licence MIT; runs an install script
added       npm strange 1.0.0; licence SSPL-1.0
downgraded  npm left-pad 1.3.0 → 1.2.0
removed     npm gone 1.0.0

review changes  .   pass     3 findings; 2 added, 1 downgraded, 1 removed
";
    assert!(ran.stdout.contains(expected), "{}", ran.stdout);
    assert!(!ran.stdout.contains("of-others"), "{}", ran.stdout);
    assert!(ran.stdout.contains("skipped  not looked for: there is no database"), "{}", ran.stdout);
    // Compared with the branch itself, what others did to it seems undone.
    let ran = sandbox.run(&project, &with(&["--direct"])).expect(1);
    assert!(ran.stdout.contains("removed     npm of-others 1.0.0"), "{}", ran.stdout);
    assert_eq!(fs::read_to_string(project.join("package-lock.json")).unwrap(), "none");
}

/// Puts a file into the branch that the change is made to.
fn settle(sandbox: &Sandbox, project: &Path, name: &str, text: &str) {
    sandbox.git(project, &["checkout", "-q", "main"]);
    fs::write(project.join(name), text).unwrap();
    sandbox.git(project, &["add", "-A"]);
    sandbox.git(project, &["commit", "-q", "-m", "settle"]);
    sandbox.git(project, &["checkout", "-q", "change"]);
}

#[test]
fn what_a_project_denies_stops_a_change() {
    let sandbox = Sandbox::new();
    let project = repository(&sandbox);
    let settings = |text: &str| settle(&sandbox, &project, "keelmark.toml", text);
    settings("[licenses]\nallow = [\"MIT\", \"SSPL-1.0\"]\n");
    sandbox.run(&project, &ARGS).expect(0);
    let ran = sandbox.run(&project, &with(&["--deny", "downgraded"])).expect(1);
    assert!(ran.stdout.contains("error[review.downgraded]"), "{}", ran.stdout);
    settings(
        "[licenses]\nallow = [\"MIT\", \"SSPL-1.0\"]\n[review]\nprivate = [\"str*\"]\nknown = [\"1eft-pad\"]\ndeny = [\"private-name\"]\n",
    );
    let ran = sandbox.run(&project, &ARGS).expect(1);
    assert!(ran.stdout.contains("error[review.private-name]: `strange@1.0.0` comes from https://registry.npmjs.org, where anybody may publish; `str*` is a private name here"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("similar-name"), "{}", ran.stdout);
    settings("[review]\ndeny = [\"everything\"]\n");
    assert_eq!(sandbox.run(&project, &ARGS).expect(2).code(), Some("document.shape"));
}

/// A change cannot bring its own policy, in the work tree or in its commits.
#[test]
fn a_change_is_judged_by_what_it_is_made_to() {
    let sandbox = Sandbox::new();
    let project = repository(&sandbox);
    let lax = "[licenses]\nallow = [\"MIT\", \"SSPL-1.0\"]\n";
    let settings = project.join("keelmark.toml");
    fs::write(&settings, lax).unwrap();
    let ran = sandbox.run(&project, &ARGS).expect(1);
    assert!(!ran.stdout.contains("review.policy-changed"), "{}", ran.stdout);
    let commit = |text: Option<&str>| {
        match text {
            Some(text) => fs::write(&settings, text).unwrap(),
            None => fs::remove_file(&settings).unwrap(),
        }
        sandbox.git(&project, &["add", "-A"]);
        sandbox.git(&project, &["commit", "-q", "--allow-empty", "-m", "policy"]);
    };
    commit(Some(lax));
    let told = |what: &str, exit: i32| {
        let ran = sandbox.run(&project, &ARGS).expect(exit);
        let warning = format!(
            "warning[review.policy-changed]: the change {what} `keelmark.toml`, and is judged by what stood there before it\n"
        );
        assert!(ran.stdout.starts_with(&warning), "{}", ran.stdout);
    };
    told("brings in", 1);
    let args = with(&["--deny", "policy-changed", "--format", "json"]);
    let denied = sandbox.run(&project, &args).expect(1).json();
    assert_eq!(denied["findings"][0]["code"], "review.policy-changed");
    assert_eq!(denied["findings"][0]["weight"], "failure");
    // What the branch has meanwhile is no change of it, and counts although the change began before.
    commit(None);
    settle(&sandbox, &project, "keelmark.toml", lax);
    let ran = sandbox.run(&project, &ARGS).expect(0);
    assert!(!ran.stdout.contains("review.policy-changed"), "{}", ran.stdout);
    sandbox.git(&project, &["merge", "-q", "-s", "ours", "main"]);
    fs::write(&settings, lax).unwrap();
    commit(Some("[licenses]\nallow = [\"MIT\"]\n"));
    told("alters", 0);
    commit(None);
    told("removes", 0);
}

/// Waivers that keelmark.toml names are those of the branch, too.
#[test]
fn a_change_brings_no_waivers_of_its_own() {
    let sandbox = Sandbox::new();
    let project = repository(&sandbox);
    let advisory = r#"{"id": "GHSA-1", "modified": "2023-11-14T00:00:00Z", "summary": "bad",
        "affected": [{"package": {"ecosystem": "npm", "name": "strange"},
        "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}]}]}"#;
    let top = sandbox.path("");
    fs::write(top.join("GHSA-1.json"), advisory).unwrap();
    sandbox.run(&top, &["db", "import", "GHSA-1.json"]).expect(0);
    let settings = "[licenses]\nallow = [\"MIT\", \"SSPL-1.0\"]\n[vulns]\nmax-age = \"36500d\"\nwaivers = \"waivers.toml\"\n";
    let waiver =
        "[[waiver]]\nid = \"GHSA-1\"\nowner = \"o\"\nreason = \"why\"\nexpires = \"2999-01-01\"\n";
    settle(&sandbox, &project, "waivers.toml", "fail_on = \"low\"\n");
    settle(&sandbox, &project, "keelmark.toml", settings);
    fs::write(project.join("waivers.toml"), waiver).unwrap();
    sandbox.git(&project, &["add", "-A"]);
    sandbox.git(&project, &["commit", "-q", "-m", "waived"]);
    let ran = sandbox.run(&project, &ARGS).expect(1);
    assert!(ran.stdout.contains("error[vulns.vulnerable]: `strange@1.0.0`"), "{}", ran.stdout);
    assert!(ran.stdout.contains("the change alters `waivers.toml`"), "{}", ran.stdout);
    settle(&sandbox, &project, "waivers.toml", waiver);
    let ran = sandbox.run(&project, &ARGS).expect(0);
    assert!(ran.stdout.contains("waived by o until 2999-01-01: why"), "{}", ran.stdout);
}

#[test]
fn what_cannot_be_read_is_unknown_and_what_is_not_there_an_error() {
    let sandbox = Sandbox::new();
    let project = repository(&sandbox);
    fs::write(project.join("package-lock.json"), "{").unwrap();
    sandbox.git(&project, &["commit", "-q", "-a", "-m", "broken"]);
    let ran =
        sandbox.run(&project, &with(&["--head", "HEAD", "--output", "sarif=r.sarif"])).expect(3);
    assert!(
        ran.stdout.contains("after the change, not everything could be read"),
        "{}",
        ran.stdout
    );
    assert!(fs::read_to_string(project.join("r.sarif")).unwrap().contains("\"results\""));
    for (args, code) in [
        (&["check", "review"][..], "review.sides"),
        (&["check", "review", "a"][..], "review.sides"),
        (&["check", "review", "--base", "none"][..], "git.revision"),
        (&["check", "review", "--base", "main", "../home"][..], "git.none"),
    ] {
        assert_eq!(sandbox.run(&project, args).expect(2).code(), Some(code), "{args:?}");
    }
    let args = [
        "check",
        "review",
        "--base",
        "main~1",
        "--head",
        "change~1",
        "--db",
        "none.db",
        "--no-cache",
    ];
    let ran = sandbox.run(&project, &args).expect(1);
    assert!(ran.stdout.contains("unknown[db.missing]"), "{}", ran.stdout);
}

#[test]
fn two_targets_are_compared_and_every_form_says_so() {
    let sandbox = Sandbox::new();
    let folder = |name: &str, text: &str| {
        let folder = sandbox.path(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("package-lock.json"), text).unwrap();
    };
    folder("before", &lock(&BEFORE));
    folder("after", &lock(&[("kept", "2.0.0", "MIT", "")]));
    let args = ["check", "review", "before", "after", "--no-cache", "--format", "json"];
    let top = sandbox.path("");
    let more = ["--output", "markdown=r.md", "--output", "junit=r.xml", "--output", "github=r.txt"];
    let ran = sandbox.run(&top, &[&args[..], &more].concat()).expect(0);
    assert_eq!(schema::defects("check.v1.schema.json", &ran.json()), [""; 0]);
    let changes = &ran.json()["gates"][0]["changes"];
    assert_eq!(changes[0]["change"], "upgraded");
    assert_eq!((&changes[0]["before"], &changes[0]["after"]), (&"1.0.0".into(), &"2.0.0".into()));
    let markdown = fs::read_to_string(top.join("r.md")).unwrap();
    let expected = "\
<details>
<summary>1 upgraded, 2 removed</summary>

| | package | before | after | |
|---|---|---|---|---|
| ⬆️ upgraded | npm `kept` | `1.0.0` | `2.0.0` |  |
| ➖ removed | npm `gone` | `1.0.0` |  |  |
| ➖ removed | npm `left-pad` | `1.3.0` |  |  |

</details>
";
    assert!(markdown.ends_with(expected), "{markdown}");
    // A bill of materials of the one is as good as the one.
    for name in ["before", "after"] {
        let args = ["sbom", "generate", name, "-o", "cyclonedx-json=bom.json"];
        sandbox.run(&top, &args).expect(0);
        fs::rename(top.join("bom.json"), top.join(format!("{name}.json"))).unwrap();
    }
    let args = ["check", "review", "before.json", "after.json", "--no-cache"];
    let ran = sandbox.run(Path::new(&top), &args).expect(0);
    assert!(ran.stdout.contains("1 upgraded, 2 removed"), "{}", ran.stdout);
}
