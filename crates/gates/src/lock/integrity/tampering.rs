//! Locks changed in one place each, as installers take them without a word.

use std::collections::HashSet;

use keelmark_formats::lock::Resolution;
use keelmark_formats::{pnpm, poetry, yarn};
use keelmark_model::Ecosystem;

use super::{Allowed, Locked, integrity};

const DIGEST: &str = "sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";
const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// What is changed in a lock, into what, and the codes that are found then, with their lines.
type Change = (&'static str, &'static str, &'static [&'static str]);

fn found(ecosystem: Ecosystem, resolution: &Resolution) -> Vec<String> {
    let locked = Locked { path: "lock", resolution };
    let judgement = integrity(locked, &Allowed::new(ecosystem, []));
    let findings = judgement.findings.iter().map(|it| {
        let line = it.place.as_ref().unwrap().line.unwrap();
        format!("{}:{line}", it.code)
    });
    findings.collect()
}

/// Each change of `lock`, alone.
fn compared(lock: &str, changes: &[Change], of: impl Fn(&str) -> Vec<String>) {
    let filled = |text: &str| of(&text.replace("DIGEST", DIGEST).replace("COMMIT", COMMIT));
    assert_eq!(filled(lock), [""; 0]);
    let told = |old: &str, new: &str, codes: &[&str]| format!("{old} -> {new}: {codes:?}");
    let mut differences = Vec::new();
    for (old, new, expected) in changes {
        let found = filled(&lock.replacen(old, new, 1));
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        if found != *expected {
            differences.push(told(old, new, &found));
        }
    }
    assert_eq!(differences, [""; 0]);
}

const POETRY: &str = "[[package]]\nname = \"six\"\nversion = \"1.16.0\"\nfiles = [\n\
    \x20   {file = \"six-1.16.0-py2.py3-none-any.whl\", hash = \"sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254\"},\n]\n\n\
    [[package]]\nname = \"tool\"\nversion = \"1.0\"\nfiles = []\n\n\
    [package.dependencies]\nsix = \">=1\"\n\n\
    [package.source]\ntype = \"git\"\nurl = \"https://pypi.org/x/tool\"\nreference = \"main\"\nresolved_reference = \"COMMIT\"\n\n\
    [metadata]\nlock-version = \"2.1\"\n";

#[test]
fn locks_of_poetry() {
    let of = |text: &str| {
        let asked = HashSet::from(["tool".to_owned()]);
        let resolution = poetry::resolve(text.as_bytes()).unwrap().with_project(&asked).unwrap();
        found(Ecosystem::Python, &resolution)
    };
    compared(
        POETRY,
        &[
            (
                ", hash = \"sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254\"",
                "",
                &["lock.hash-missing:2"],
            ),
            (
                "sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254",
                "md5:0123456789abcdef0123456789abcdef",
                &["lock.hash-weak:2"],
            ),
            ("sha256:8abb", "sha256:8a", &["lock.entry:2"]),
            ("six-1.16.0-py2", "evil-1.16.0-py2", &["lock.file-name:2"]),
            ("version = \"1.16.0\"", "version = \"1.17.0\"", &["lock.file-name:2"]),
            ("six = \">=1\"\n", "", &["lock.orphan:2"]),
            ("six = \">=1\"\n", "six = \">=1\"\nother = \"*\"\n", &["lock.entry:9"]),
            ("\"COMMIT\"", "\"main\"", &["lock.git-unpinned:9"]),
            ("https://pypi.org/x", "http://pypi.org/x", &["lock.insecure:9"]),
            ("https://pypi.org/x", "https://pypi.example/x", &["lock.host:9"]),
            (
                "[package.source]\ntype = \"git\"",
                "[package.source]\ntype = \"legacy\"",
                &["lock.host:9", "lock.no-file:9"],
            ),
        ],
        of,
    );
}

const PNPM: &str = "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      a:\n        specifier: ^1\n        version: 1.0.0\n\n\
    packages:\n\n  a@1.0.0:\n    resolution: {integrity: DIGEST}\n\n\
    \x20 b@https://registry.npmjs.org/b/-/b-2.0.0.tgz:\n    resolution: {tarball: https://registry.npmjs.org/b/-/b-2.0.0.tgz, integrity: DIGEST}\n    version: 2.0.0\n\n\
    snapshots:\n\n  a@1.0.0:\n    dependencies:\n      b: https://registry.npmjs.org/b/-/b-2.0.0.tgz\n\n\
    \x20 b@https://registry.npmjs.org/b/-/b-2.0.0.tgz: {}\n";

#[test]
fn locks_of_pnpm() {
    let of = |text: &str| found(Ecosystem::Npm, &pnpm::resolve(text.as_bytes()).unwrap());
    compared(
        PNPM,
        &[
            ("{integrity: DIGEST}", "{}", &["lock.hash-missing:22"]),
            (
                "{integrity: DIGEST}",
                "{integrity: sha512-AAAA}",
                &["lock.entry:22", "lock.orphan:26"],
            ),
            (
                "{integrity: DIGEST}",
                "{integrity: sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA=}",
                &["lock.hash-weak:22"],
            ),
            (
                "tarball: https://registry.npmjs.org",
                "tarball: https://registry.npmjs.example",
                &["lock.host:26"],
            ),
            ("tarball: https:", "tarball: http:", &["lock.insecure:26"]),
            (
                "tarball: https://registry.npmjs.org/b/-/b-2.0.0.tgz",
                "tarball: https://registry.npmjs.org/b/-/b-2.0.1.tgz",
                &["lock.file-name:26"],
            ),
            (
                "    dependencies:\n      b: https://registry.npmjs.org/b/-/b-2.0.0.tgz\n",
                "    optional: true\n",
                &["lock.orphan:25"],
            ),
            ("      b: https", "      c: 1.0.0\n      b: https", &["lock.entry:22"]),
        ],
        of,
    );
}

const YARN_1: &str = "# yarn lockfile v1\n\n\na@^1:\n  version \"1.0.0\"\n  \
    resolved \"https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#0000000000000000000000000000000000000000\"\n  integrity DIGEST\n  \
    dependencies:\n    b \"~2\"\n\n\
    b@~2:\n  version \"2.0.0\"\n  resolved \"git+https://registry.npmjs.org/x/b.git#COMMIT\"\n";

#[test]
fn locks_of_yarn_1() {
    let of = |text: &str| {
        let recorded = yarn::Recorded::parse(text.as_bytes()).unwrap();
        let asked = HashSet::from(["a@^1".to_owned()]);
        found(Ecosystem::Npm, &recorded.resolution.with_project(&asked).unwrap())
    };
    compared(
        YARN_1,
        &[
            // The SHA-1 of the address is left.
            ("  integrity DIGEST\n", "", &["lock.hash-weak:4"]),
            (
                "#0000000000000000000000000000000000000000\"\n  integrity DIGEST\n",
                "\"\n",
                &["lock.hash-missing:4"],
            ),
            ("integrity DIGEST", "integrity sha512-AAAA", &["lock.entry:4", "lock.orphan:11"]),
            ("https://registry.yarnpkg.com", "https://registry.yarnpkg.example", &["lock.host:4"]),
            ("https://registry.yarnpkg.com", "http://registry.yarnpkg.com", &["lock.insecure:4"]),
            ("a-1.0.0.tgz", "a-1.0.1.tgz", &["lock.file-name:4"]),
            ("com/a/-/a-1", "com/evil/-/evil-1", &["lock.file-name:4"]),
            ("#COMMIT", "#main", &["lock.git-unpinned:11"]),
            ("  dependencies:\n    b \"~2\"\n", "", &["lock.orphan:9"]),
            ("b \"~2\"", "b \"~2\"\n    c \"*\"", &["lock.entry:4"]),
        ],
        of,
    );
}

const YARN_4: &str = "__metadata:\n  version: 8\n  cacheKey: 10c0\n\n\"a@npm:^1\":\n  version: 1.0.0\n  resolution: \"a@npm:1.0.0\"\n  \
    dependencies:\n    b: \"https://registry.npmjs.org/b.tgz\"\n  checksum: 10c0/SUM\n\n\
    \"b@https://registry.npmjs.org/b.tgz\":\n  version: 2.0.0\n  resolution: \"b@https://registry.npmjs.org/b.tgz\"\n  checksum: 10c0/SUM\n\n\
    \"p@workspace:.\":\n  version: 0.0.0-use.local\n  resolution: \"p@workspace:.\"\n  dependencies:\n    a: \"npm:^1\"\n";

#[test]
fn locks_of_yarn_4() {
    let of = |text: &str| {
        let text = text.replace("SUM", &"0".repeat(128));
        found(Ecosystem::Npm, &yarn::Recorded::parse(text.as_bytes()).unwrap().resolution)
    };
    compared(
        YARN_4,
        &[
            ("  checksum: 10c0/SUM\n", "", &["lock.hash-missing:5"]),
            (
                "  checksum: 10c0/SUM\n",
                "  checksum: 10c0/SUM0\n",
                &["lock.entry:5", "lock.hash-missing:5"],
            ),
            ("  checksum: 10c0/SUM\n", "  conditions: os=darwin\n", &["lock.hash-missing:5"]),
            (
                "resolution: \"b@https://registry.npmjs.org",
                "resolution: \"b@https://registry.example",
                &["lock.host:12"],
            ),
            (
                "resolution: \"b@https://registry",
                "resolution: \"b@http://registry",
                &["lock.insecure:12"],
            ),
            (
                "a@npm:1.0.0\"",
                "a@npm:1.0.0::__archiveUrl=https%3A%2F%2Fe.example%2Fa.tgz\"",
                &["lock.host:5"],
            ),
            (
                "  dependencies:\n    b: \"https://registry.npmjs.org/b.tgz\"\n",
                "",
                &["lock.orphan:10"],
            ),
            ("    a: \"npm:^1\"", "    a: \"npm:^2\"\n    c: \"npm:*\"", &["lock.entry:17"]),
        ],
        of,
    );
}
