use std::collections::BTreeMap;

use keelmark_formats::uv::{Member, Project, Recorded, Workspace};
use keelmark_model::{Judgement, Outcome};

use super::{Locked, drift};

const MANIFEST: &str = r#"
[project]
name = "app"
version = "1.0"
requires-python = ">=3.9"
dependencies = [
    "six>=1.16",
    "tomli>=2; python_version < '3.11'",
    "torch",
]

[project.optional-dependencies]
fast = ["numpy>=1.26,<2"]

[dependency-groups]
dev = ["pytest>=8", {include-group = "lint"}]
lint = ["ruff"]

[build-system]
requires = ["hatchling"]

[tool.uv]
constraint-dependencies = ["idna<4"]
override-dependencies = ["urllib3>=2"]
build-constraint-dependencies = ["setuptools<80"]
environments = ["sys_platform == 'linux'", "sys_platform == 'darwin'"]
conflicts = [[{ extra = "fast" }, { group = "lint" }]]
prerelease = "allow"

[[tool.uv.index]]
name = "torch"
url = "https://download.pytorch.org/whl/cpu/"
explicit = true

[tool.uv.sources]
torch = { index = "torch", marker = "sys_platform == 'linux'" }
"#;

const LOCK: &str = r#"version = 1
revision = 3
requires-python = ">=3.9"
supported-markers = ["sys_platform == 'linux'", "sys_platform == 'darwin'"]
conflicts = [
    [{ package = "app", extra = "fast" }, { package = "app", group = "lint" }],
    [{ package = "app", extra = "fast" }, { package = "app", group = "dev" }],
]

[options]
prerelease-mode = "allow"

[manifest]
constraints = [{ name = "idna", specifier = "<4" }]
overrides = [{ name = "urllib3", specifier = ">=2" }]
build-constraints = [{ name = "setuptools", specifier = "<80" }]

[[package]]
name = "app"
version = "1.0"
source = { editable = "." }
dependencies = [{ name = "six" }, { name = "tomli" }, { name = "torch" }]

[package.optional-dependencies]
fast = [{ name = "numpy" }]

[package.dev-dependencies]
dev = [{ name = "pytest" }, { name = "ruff" }]
lint = [{ name = "ruff" }]

[package.metadata]
requires-dist = [
    { name = "numpy", marker = "extra == 'fast'", specifier = ">=1.26,<2" },
    { name = "six", specifier = ">=1.16" },
    { name = "tomli", marker = "python_full_version < '3.11'", specifier = ">=2" },
    { name = "torch", marker = "sys_platform != 'linux'" },
    { name = "torch", marker = "sys_platform == 'linux'", index = "https://download.pytorch.org/whl/cpu" },
]
provides-extras = ["fast"]

[package.metadata.requires-dev]
dev = [{ name = "pytest", specifier = ">=8" }, { name = "ruff" }]
lint = [{ name = "ruff" }]

[[package]]
name = "six"
version = "1.16.0"
source = { registry = "https://pypi.org/simple" }
"#;

fn judged(manifest: &str, lock: &str) -> Judgement {
    let recorded = Recorded::parse(lock.as_bytes()).unwrap();
    let project = Project::parse(manifest.as_bytes(), None).unwrap();
    let member = Member { folder: String::new(), manifest: "pyproject.toml".into(), project };
    let (members, folders) = ([member], BTreeMap::new());
    let workspace = Workspace { members: &members, folders: &folders };
    drift(&Locked { path: "uv.lock", recorded: &recorded, workspace, others: &[] })
}

fn told(judgement: &Judgement) -> Vec<String> {
    let findings = judgement.findings.iter().map(|finding| {
        let place = finding.place.as_ref().unwrap();
        let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
        format!("{} {}{line} {}", finding.code, place.path, finding.message)
    });
    findings.collect()
}

#[test]
fn a_lock_of_its_manifest_holds_however_it_is_written() {
    assert_eq!(told(&judged(MANIFEST, LOCK)), [""; 0]);
    for (old, new) in [
        ("six>=1.16\"", "Six >= 1.16.0\""),
        ("tomli>=2; python_version < '3.11'", "tomli>=2; '3.11' > python_full_version"),
        (
            "tomli>=2; python_version < '3.11'",
            "tomli>=2; python_version < '3.11' and python_version >= '3.8'",
        ),
        ("numpy>=1.26,<2", "numpy<2,>=1.26"),
        ("requires-python = \">=3.9\"", "requires-python = \">=3.9,!=3.9.1\""),
        ("fast = [", "Fast = ["),
        ("cpu/\"", "cpu\""),
        // Two entries that ask together what one did.
        ("\"six>=1.16\"", "\"six>=1.0\", \"six>=1.16\""),
        ("\"six>=1.16\"", "\"six>=1.16; os_name == 'nt'\", \"six>=1.16; os_name != 'nt'\""),
        // What the lock has nothing of.
        ("\"idna<4\"", "\"idna<4\", \"nowhere<1\""),
        ("\"urllib3>=2\"", "\"urllib3>=2\", \"nowhere==1\""),
        ("prerelease =", "exclude-dependencies = [\"nowhere\"]\nprerelease ="),
        (
            "prerelease =",
            "exclude-newer-package = { nowhere = \"2025-01-01T00:00:00Z\" }\nprerelease =",
        ),
        ("prerelease =", "default-groups = [\"dev\"]\nprerelease ="),
    ] {
        let manifest = MANIFEST.replace(old, new);
        assert_ne!(manifest, MANIFEST, "{old}");
        assert_eq!(told(&judged(&manifest, LOCK)), [""; 0], "{new}");
    }
}

/// What is replaced in the manifest, by what, and what is told then.
const DRIFTS: &[(&str, &str, &str)] = &[
    (
        "six>=1.16",
        "six>=1.17",
        "lock.drift-requirement pyproject.toml:7 the requirement is `six>=1.17` now; the lock has `six>=1.16`",
    ),
    (
        "    \"six>=1.16\",\n",
        "",
        "lock.drift-requirement uv.lock:34 the lock has the requirement `six>=1.16`, which pyproject.toml does not",
    ),
    (
        "\"torch\",",
        "\"torch\", \"attrs\",",
        "lock.drift-requirement pyproject.toml:9 the lock does not have the requirement `attrs`",
    ),
    (
        "six>=1.16",
        "six[x]>=1.16",
        "lock.drift-requirement pyproject.toml:7 the requirement is `six[x]>=1.16` now; the lock has `six>=1.16`",
    ),
    (
        "< '3.11'",
        "< '3.12'",
        "lock.drift-requirement pyproject.toml:8 the requirement is `tomli>=2 ; python_version < '3.12'` now; the lock has `tomli>=2 ; python_full_version < '3.11'`",
    ),
    (
        "fast = [\"numpy>=1.26,<2\"]",
        "fast = [\"numpy>=1.26\"]",
        "lock.drift-requirement pyproject.toml:13 the requirement is `numpy>=1.26 ; extra == 'fast'` now; the lock has `numpy>=1.26,<2 ; extra == 'fast'`",
    ),
    (
        "fast = [",
        "none = []\nfast = [",
        "lock.drift-extras pyproject.toml the lock does not know the extra `none` of `app`",
    ),
    (
        "requires-python = \">=3.9\"",
        "requires-python = \">=3.10\"",
        "lock.drift-python pyproject.toml `requires-python` is `>=3.10` now; the lock has `>=3.9`",
    ),
    (
        "version = \"1.0\"",
        "version = \"1.1\"",
        "lock.drift-version pyproject.toml `app` is `1.1` now; the lock has `1.0`",
    ),
    (
        "version = \"1.0\"",
        "dynamic = [\"version\"]",
        "lock.drift-dynamic pyproject.toml the version of `app` is dynamic now; the lock has `1.0`",
    ),
    (
        "lint = [\"ruff\"]",
        "lint = [\"ruff\", \"mypy\"]",
        "lock.drift-group pyproject.toml:17 the lock does not have the requirement of group `dev` `mypy`\nlock.drift-group pyproject.toml:17 the lock does not have the requirement of group `lint` `mypy`",
    ),
    (
        "lint = [",
        "docs = []\nlint = [",
        "lock.drift-group pyproject.toml the lock does not know the dependency group `docs`",
    ),
    (
        "idna<4",
        "idna<3",
        "lock.drift-constraint pyproject.toml:23 the constraint is `idna<3` now; the lock has `idna<4`",
    ),
    (
        "urllib3>=2",
        "urllib3>=2.2",
        "lock.drift-override pyproject.toml:24 the override is `urllib3>=2.2` now; the lock has `urllib3>=2`",
    ),
    (
        "setuptools<80",
        "setuptools<81",
        "lock.drift-build-constraint pyproject.toml:25 the build constraint is `setuptools<81` now; the lock has `setuptools<80`",
    ),
    (
        "environments = [",
        "exclude-dependencies = [\"Six\"]\nenvironments = [",
        "lock.drift-exclude pyproject.toml `six` is excluded now; the lock does not know",
    ),
    (
        ", \"sys_platform == 'darwin'\"]",
        "]",
        "lock.drift-environments pyproject.toml `environments` are `sys_platform == 'linux'` now; the lock has `sys_platform == 'linux'`, `sys_platform == 'darwin'`",
    ),
    (
        "{ group = \"lint\" }",
        "{ group = \"dev\" }",
        "lock.drift-conflicts pyproject.toml `conflicts` differ: the lock alone has `lint`, `fast`",
    ),
    (
        "prerelease = \"allow\"",
        "resolution = \"lowest\"\nprerelease = \"allow\"",
        "lock.drift-option pyproject.toml `resolution` is `lowest` now; the lock has `highest`",
    ),
    (
        "prerelease = \"allow\"\n",
        "",
        "lock.drift-option pyproject.toml `prerelease` is `if-necessary-or-explicit` now; the lock has `allow`",
    ),
    (
        "prerelease = \"allow\"",
        "prerelease = \"allow\"\nexclude-newer = \"2025-01-01T00:00:00Z\"",
        "lock.drift-option pyproject.toml `exclude-newer` is `2025-01-01T00:00:00Z` now; the lock has none",
    ),
    (
        "prerelease = \"allow\"",
        "prerelease = \"allow\"\npackage = false",
        "lock.drift-kind pyproject.toml `app` is virtual now; the lock has it as editable",
    ),
    (
        "torch = { index",
        "six = { git = \"https://github.com/benjaminp/six\", tag = \"1.16.0\" }\ntorch = { index",
        "lock.drift-requirement pyproject.toml:7 the requirement is `six from git https://github.com/benjaminp/six at tag 1.16.0` now; the lock has `six>=1.16`",
    ),
    (
        "whl/cpu/\"",
        "whl/cu126\"",
        "lock.drift-requirement pyproject.toml:9 the requirement is `torch from https://download.pytorch.org/whl/cu126` now; the lock has `torch from https://download.pytorch.org/whl/cpu ; sys_platform == 'linux'`",
    ),
    (
        "name = \"app\"",
        "name = \"other\"",
        "lock.drift-conflicts pyproject.toml `conflicts` differ: the lock lacks `lint`, `fast`\nlock.drift-members pyproject.toml the lock has no entry of `other`",
    ),
    (
        "[tool.uv.sources]",
        "[[tool.uv.dependency-metadata]]\nname = \"six\"\nrequires-dist = [\"idna\"]\n\n[tool.uv.sources]",
        "lock.drift-metadata pyproject.toml `dependency-metadata` of `six` is not what was locked",
    ),
    (
        "\"six>=1.16\"",
        "\"six==1.*\"",
        "lock.drift-requirement pyproject.toml:7 the requirement is `six==1.*` now; the lock has `six>=1.16`",
    ),
    (
        "prerelease = \"allow\"",
        "prerelease = \"allow\"\nexclude-newer-package = { six = \"2025-01-01T00:00:00Z\" }",
        "lock.drift-option pyproject.toml `exclude-newer-package` of `six` is `2025-01-01T00:00:00Z` now; the lock has none",
    ),
    (
        "prerelease = \"allow\"",
        "prerelease = \"allow\"\nprerelease-package = { six = \"disallow\" }",
        "lock.drift-option pyproject.toml `prerelease-package` is not what was locked",
    ),
    (
        "prerelease = \"allow\"",
        "prerelease = \"allow\"\nno-sources = true",
        "lock.drift-requirement pyproject.toml:9 the requirement is `torch` now; the lock has `torch ; sys_platform != 'linux'`\nlock.drift-requirement uv.lock:37 the lock has the requirement `torch from https://download.pytorch.org/whl/cpu ; sys_platform == 'linux'`, which pyproject.toml does not",
    ),
    ("[tool.uv]\n", "[tool.uv.workspace]\nmembers = []\n[tool.uv]\n", ""),
];

#[test]
fn every_field_that_drifts_is_named() {
    let mut wrong = Vec::new();
    for (old, new, expected) in DRIFTS {
        let manifest = MANIFEST.replacen(old, new, 1);
        assert_ne!(manifest, MANIFEST, "{old}");
        let judgement = judged(&manifest, LOCK);
        let told = told(&judgement).join("\n");
        if told != *expected {
            wrong.push(format!("{new}:\n{told}\n  instead of\n{expected}"));
        }
        assert_eq!(judgement.outcome() == Outcome::Fail, !expected.is_empty(), "{new}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn an_edited_lock_is_found() {
    for (old, new, code) in [
        (
            "requires-python = \">=3.9\"",
            "requires-python = \">=3.9\"\nresolution-markers = [\"sys_platform == 'linux'\"]",
            "lock.drift-forks",
        ),
        ("https://pypi.org/simple", "https://pypi.example/simple", "lock.drift-index"),
        ("provides-extras = [\"fast\"]", "provides-extras = []", "lock.drift-extras"),
        ("{ editable = \".\" }", "{ virtual = \".\" }", "lock.drift-kind"),
        ("dependencies = [{ name = \"six\" }, ", "dependencies = [", "lock.drift-edge"),
        ("fast = [{ name = \"numpy\" }]", "fast = []", "lock.drift-edge"),
        ("dev = [{ name = \"pytest\" }, ", "dev = [", "lock.drift-edge"),
        ("[manifest]\n", "[manifest]\nmembers = [\"app\", \"b\"]\n", "lock.drift-members"),
    ] {
        let lock = LOCK.replacen(old, new, 1);
        assert_ne!(lock, LOCK, "{old}");
        let judgement = judged(MANIFEST, &lock);
        assert_eq!(judgement.findings.first().map(|it| it.code.id), Some(code), "{new}");
    }
}

/// Locks of revision 5 record which groups are installed by default, and for which Python groups are.
#[test]
fn settings_of_groups_are_compared_where_the_lock_has_them() {
    let lock = LOCK.replace("revision = 3", "revision = 5");
    for (settings, code) in [
        ("default-groups = [\"lint\"]", Some("lock.drift-group")),
        ("default-groups = \"all\"", Some("lock.drift-group")),
        ("default-groups = [\"dev\"]", None),
        (
            "dependency-groups = { lint = { requires-python = \">=3.12\" } }",
            Some("lock.drift-group"),
        ),
    ] {
        let manifest = MANIFEST.replace("prerelease = ", &format!("{settings}\nprerelease = "));
        let found = |lock: &str| judged(&manifest, lock).findings.first().map(|it| it.code.id);
        assert_eq!(found(&lock), code, "{settings}");
        assert_eq!(found(LOCK), None, "{settings}");
    }
}

#[test]
fn what_a_build_alone_knows_is_undecided() {
    let manifest = MANIFEST
        .replace("dependencies = [\n    \"six>=1.16\",\n    \"tomli>=2; python_version < '3.11'\",\n    \"torch\",\n]", "dynamic = [\"dependencies\"]");
    assert_ne!(manifest, MANIFEST);
    assert_eq!(judged(&manifest, LOCK).outcome(), Outcome::Unknown);
    let manifest = MANIFEST.replace("requires-python = \">=3.9\"\n", "");
    assert_eq!(judged(&manifest, LOCK).outcome(), Outcome::Unknown);
}

#[test]
fn real_locks_are_those_of_their_manifests() {
    let Some(data) = crate::data::folder("openmed") else { return };
    for release in ["v1.8.0", "v2.2.0"] {
        let text = |name: &str| std::fs::read_to_string(data.join(release).join(name)).unwrap();
        let judgement = judged(&text("pyproject.toml"), &text("uv.lock"));
        assert_eq!(told(&judgement), [""; 0], "{release}");
        let missing = text("pyproject.toml").replacen("\"httpx>=0.27\"", "\"httpx>=0.28\"", 1);
        assert_eq!(judged(&missing, &text("uv.lock")).outcome(), Outcome::Fail, "{release}");
    }
}

/// Packages that nothing is asked of but what the settings say.
fn with(name: &str, version: &str) -> String {
    format!(
        "{LOCK}\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n\
         source = {{ registry = \"https://pypi.org/simple\" }}\n"
    )
}

#[test]
fn versions_are_those_that_the_project_allows() {
    for (lock, expected) in [
        (
            LOCK.replace("1.16.0", "1.15.0"),
            &[
                "lock.drift-requirement pyproject.toml:7 `six>=1.16` is asked for; the lock has 1.15.0",
            ][..],
        ),
        (LOCK.replace("1.16.0", "1.16.0+local"), &[]),
        (with("idna", "3.9"), &[]),
        (
            with("idna", "4.0"),
            &["lock.drift-constraint uv.lock:51 a constraint says `idna<4`; the lock has 4.0"],
        ),
        (with("urllib3", "2.0"), &[]),
        (
            with("urllib3", "1.26"),
            &["lock.drift-override uv.lock:51 an override says `urllib3>=2`; the lock has 1.26"],
        ),
        // Each side of a conflict may have its own version; one must do.
        (with("six", "1.15.0"), &[]),
        (
            with("numpy", "2.1"),
            &[
                "lock.drift-requirement pyproject.toml:13 `numpy>=1.26,<2 ; extra == 'fast'` is asked for; the lock has 2.1",
            ],
        ),
    ] {
        assert_eq!(told(&judged(MANIFEST, &lock)), *expected, "{lock}");
    }
    let plain = |text: &str, end: &str| {
        let (before, rest) = text.split_once("conflicts = [").unwrap();
        format!("{before}{}", rest.split_once(end).unwrap().1)
    };
    assert_eq!(
        told(&judged(&plain(MANIFEST, "]]\n"), &plain(&with("six", "1.15.0"), "\n]\n"))),
        ["lock.drift-requirement pyproject.toml:7 `six>=1.16` is asked for; the lock has 1.15.0"]
    );
}
