use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use keelmark_model::Ecosystem;
use tempfile::TempDir;

use super::{Detected, Version, Wanted, detect};
use crate::subjects::{SubjectFile, discover};

const LOCKFILES: &[(&str, Ecosystem)] = &[
    ("Cargo.lock", Ecosystem::Cargo),
    ("package-lock.json", Ecosystem::Npm),
    ("uv.lock", Ecosystem::Python),
];

fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn plain() -> Wanted<'static> {
    Wanted { lockfiles: LOCKFILES, ..Wanted::default() }
}

fn found(folder: &TempDir) -> Detected {
    detect(folder.path(), &plain()).unwrap()
}

fn code(folder: &TempDir, wanted: &Wanted<'_>) -> &'static str {
    detect(folder.path(), wanted).unwrap_err().code().id
}

fn from(text: &str) -> Version {
    Version::From(text.to_owned())
}

const HATCH: &str = "[build-system]\nbuild-backend = 'hatchling.build'\n[project]\nname = 'demo'\ndynamic = ['version']\n[tool.hatch.version]\npath = 'demo/__about__.py'\n";

#[test]
fn a_version_in_a_module() {
    let folder = tree(&[
        ("pyproject.toml", HATCH),
        ("demo/__about__.py", "__version__ = '2.2.0'\n"),
        ("uv.lock", ""),
    ]);
    let detected = found(&folder);
    assert_eq!(detected.project.version.as_deref(), Some("2.2.0"));
    assert_eq!(detected.version, from("demo/__about__.py"));
    assert_eq!(detected.lockfile, Some(folder.path().join("uv.lock")));
}

#[test]
fn a_version_in_a_file_name_where_the_source_is_absent() {
    let folder = tree(&[("pyproject.toml", HATCH)]);
    let mut detected = found(&folder);
    let Version::Unknown { reason, .. } = &detected.version else { panic!() };
    assert_eq!(reason, "it stands in demo/__about__.py, which is not here");
    let subject = |name: &str| SubjectFile { name: name.to_owned(), path: name.into() };
    let mut other = detected.clone();
    other.settle_version(&[subject("else-1.0-py3-none-any.whl")], &["v9".to_owned()], true);
    assert_eq!(other.project.version, None, "another project's, and the tag was not asked for");
    let mut torn = detected.clone();
    torn.settle_version(&[subject("demo-1.0.tar.gz"), subject("demo-1.1.tar.gz")], &[], true);
    assert_eq!(torn.project.version, None, "they do not agree");
    detected.settle_version(&[subject("demo-2.2.0-py3-none-any.whl")], &[], false);
    assert_eq!(detected.project.version.as_deref(), Some("2.2.0"));
    assert_eq!(detected.version, from("demo-2.2.0-py3-none-any.whl"));
}

#[test]
fn a_version_in_a_tag() {
    let manifest = "[project]\nname = 'demo'\ndynamic = ['version']\n[tool.setuptools_scm]\n";
    let detected = found(&tree(&[("pyproject.toml", manifest)]));
    let settle = |tags: &[&str], clean| {
        let tags: Vec<String> = tags.iter().map(|&tag| tag.to_owned()).collect();
        let mut detected = detected.clone();
        detected.settle_version(&[], &tags, clean);
        detected.project.version
    };
    for tag in ["v1.5", "1.5", "demo-1.5", "demo-v1.5", "demo@1.5"] {
        assert_eq!(settle(&[tag, "latest"], true).as_deref(), Some("1.5"), "{tag}");
    }
    assert_eq!(settle(&["v1.5"], false), None, "the tree is not the tag's");
    assert_eq!(settle(&["v1.5", "v1.6"], true), None);
    assert_eq!(settle(&["release"], true), None);
    assert_eq!(settle(&[], true), None);
}

#[test]
fn nothing_is_read_outside_the_project() {
    let folder = tree(&[("p/pyproject.toml", ""), ("secret.py", "__version__ = '6'\n")]);
    let root = folder.path().join("p");
    for path in ["../secret.py", "/etc/passwd", "link.py"] {
        fs::write(root.join("pyproject.toml"), HATCH.replace("demo/__about__.py", path)).unwrap();
        let _ = symlink("../secret.py", root.join("link.py"));
        assert_eq!(detect(&root, &plain()).unwrap_err().code().id, "project.outside", "{path}");
    }
}

#[test]
fn maturin_takes_the_version_of_cargo() {
    let folder = tree(&[
        (
            "pyproject.toml",
            "[build-system]\nbuild-backend = 'maturin'\n[project]\nname = 'demo'\ndynamic = ['version']\n",
        ),
        (
            "Cargo.toml",
            "[package]\nname = 'demo'\nversion.workspace = true\n[workspace.package]\nversion = '3.1.4'\n",
        ),
    ]);
    assert_eq!(code(&folder, &plain()), "project.ambiguous");
    let wanted = Wanted { ecosystem: Some(Ecosystem::Python), ..plain() };
    let detected = detect(folder.path(), &wanted).unwrap();
    assert_eq!(detected.project.version.as_deref(), Some("3.1.4"));
    assert_eq!(detected.version, from("Cargo.toml"));
    let subject = SubjectFile { name: "demo-3.1.4-py3-none-any.whl".to_owned(), path: "x".into() };
    let wanted = Wanted { subjects: &[subject], ..plain() };
    let detected = detect(folder.path(), &wanted).unwrap();
    assert_eq!(detected.project.ecosystem, Ecosystem::Python);
}

#[test]
fn what_is_built_decides() {
    let files = [
        ("pyproject.toml", "[project]\nname = 'demo'\nversion = '1.0'\n"),
        ("package.json", "{\"name\":\"demo\",\"version\":\"1.0.0\"}"),
    ];
    let folder = tree(&files);
    assert_eq!(code(&folder, &plain()), "project.ambiguous");
    let folder = tree(&[&files[..], &[("dist/demo-1.0-py3-none-any.whl", "")]].concat());
    assert_eq!(found(&folder).project.ecosystem, Ecosystem::Python);
    let folder = tree(&[&files[..], &[("demo-1.0.0.tgz", "")]].concat());
    assert_eq!(found(&folder).project.ecosystem, Ecosystem::Npm);
    let tools =
        [files[0], ("package.json", "{\"private\":true,\"devDependencies\":{\"prettier\":\"3\"}}")];
    assert_eq!(found(&tree(&tools)).project.ecosystem, Ecosystem::Python);
}

#[test]
fn what_is_no_project() {
    assert_eq!(code(&tree(&[]), &plain()), "project.none");
    assert_eq!(code(&tree(&[("pyproject.toml", "[tool.ruff]\n")]), &plain()), "project.none");
    assert_eq!(code(&tree(&[("pyproject.toml", "[")]), &plain()), "document.syntax");
    assert_eq!(code(&tree(&[("setup.py", "")]), &plain()), "project.unnamed");
    let folder = tree(&[("setup.py", ""), ("dist/Old_Style-0.5.0.tar.gz", "")]);
    let detected = found(&folder);
    assert_eq!(detected.project.name, "old-style");
    assert_eq!(detected.project.version.as_deref(), Some("0.5.0"));
    let folder = tree(&[
        ("pyproject.toml", "[tool.ruff]\n"),
        ("setup.cfg", "[metadata]\nname = a\nversion = 1\n"),
    ]);
    assert_eq!(found(&folder).project.manifest, "setup.cfg");
}

const WORKSPACE: &str = "[workspace]\nmembers = ['crates/*']\nexclude = ['crates/old']\n[workspace.package]\nversion = '0.1.0'\n";

fn member(name: &str) -> String {
    format!("[package]\nname = '{name}'\nversion.workspace = true\n")
}

#[test]
fn the_member_that_builds() {
    let (lib, bin, old) = (member("lib"), member("tool"), "not TOML".to_owned());
    let folder = tree(&[
        ("Cargo.toml", WORKSPACE),
        ("Cargo.lock", ""),
        ("crates/lib/Cargo.toml", &lib),
        ("crates/lib/src/lib.rs", ""),
        ("crates/tool/Cargo.toml", &bin),
        ("crates/tool/src/main.rs", ""),
        ("crates/tool/src/bin/second.rs", ""),
        ("crates/old/Cargo.toml", &old),
        ("target/release/tool", "ELF"),
        ("elsewhere/release/second", "ELF"),
    ]);
    let detected = found(&folder);
    assert_eq!(detected.project.name, "tool");
    assert_eq!(detected.project.version.as_deref(), Some("0.1.0"));
    assert_eq!(detected.binaries, ["second", "tool"]);
    assert_eq!(detected.lockfile, Some(folder.path().join("Cargo.lock")));
    let names = |target| -> Vec<String> {
        let found = discover(&detected, target).unwrap();
        found.files.into_iter().map(|file| file.name).collect()
    };
    assert_eq!(names(None), ["tool"]);
    assert_eq!(names(Some(&folder.path().join("elsewhere"))), ["second"]);

    let inside = detect(&folder.path().join("crates/tool"), &plain()).unwrap();
    assert_eq!(inside.project.version.as_deref(), Some("0.1.0"), "found from within, too");
    assert_eq!(inside.lockfile.unwrap().file_name().unwrap(), "Cargo.lock");

    let wanted = Wanted { package: Some("lib"), ..plain() };
    assert_eq!(detect(folder.path(), &wanted).unwrap().project.name, "lib");
    let wanted = Wanted { package: Some("none"), ..plain() };
    assert_eq!(code(&folder, &wanted), "project.package");
    fs::write(folder.path().join("crates/lib/src/main.rs"), "").unwrap();
    assert_eq!(found(&folder).project.name, "tool", "the one that is built");
    fs::remove_file(folder.path().join("target/release/tool")).unwrap();
    let error = detect(folder.path(), &plain()).unwrap_err();
    assert_eq!(error.code().id, "project.package");
    assert!(error.to_string().ends_with("one of lib, tool"), "{error}");
}

#[test]
fn a_task_runner_is_no_release() {
    let (tool, task) = (member("tool"), member("xtask"));
    let folder = tree(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = ['tool', 'xtask']\n[workspace.package]\nversion = '1.0.0'\n",
        ),
        ("tool/Cargo.toml", &tool),
        ("tool/src/main.rs", ""),
        ("xtask/Cargo.toml", &task),
        ("xtask/src/main.rs", ""),
        ("target/release/xtask", "ELF"),
    ]);
    assert_eq!(found(&folder).project.name, "tool");
}

#[test]
fn uv_workspaces_build_into_the_root() {
    let folder = tree(&[
        ("pyproject.toml", "[tool.uv.workspace]\nmembers = ['packages/*']\n"),
        ("uv.lock", ""),
        ("packages/a/pyproject.toml", "[project]\nname = 'a'\nversion = '1'\n"),
        ("packages/b/pyproject.toml", "[project]\nname = 'b'\nversion = '1'\n"),
        ("dist/b-1-py3-none-any.whl", ""),
    ]);
    let detected = found(&folder);
    assert_eq!(detected.project.name, "b");
    assert_eq!(discover(&detected, None).unwrap().files[0].name, "b-1-py3-none-any.whl");
}

#[test]
fn members_outside_are_refused() {
    let folder = tree(&[("Cargo.toml", "[workspace]\nmembers = ['../elsewhere']\n")]);
    assert_eq!(code(&folder, &plain()), "project.outside");
    let elsewhere = tree(&[("Cargo.toml", &member("secret")), ("src/main.rs", "")]);
    let folder = tree(&[("Cargo.toml", "[workspace]\nmembers = ['crates/*']\n")]);
    fs::create_dir(folder.path().join("crates")).unwrap();
    symlink(elsewhere.path(), folder.path().join("crates/link")).unwrap();
    assert_eq!(code(&folder, &plain()), "project.outside");
}

#[test]
fn npm_workspaces() {
    let folder = tree(&[
        ("package.json", "{\"private\":true,\"workspaces\":[\"packages/*\"]}"),
        ("package-lock.json", "{}"),
        ("packages/a/package.json", "{\"name\":\"@s/a\",\"version\":\"1.0.0\"}"),
        ("packages/a/s-a-1.0.0.tgz", ""),
        ("packages/a/s-a-0.9.0.tgz", ""),
        ("packages/b/package.json", "{\"name\":\"b\",\"version\":\"1.0.0\"}"),
    ]);
    assert_eq!(found(&folder).project.name, "@s/a", "the one that is built");
    let wanted = Wanted { package: Some("b"), ..plain() };
    assert_eq!(detect(folder.path(), &wanted).unwrap().project.name, "b");
    let wanted = Wanted { package: Some("@s/a"), ..plain() };
    let detected = detect(folder.path(), &wanted).unwrap();
    assert_eq!(detected.lockfile, Some(folder.path().join("package-lock.json")));
    let discovered = discover(&detected, None).unwrap();
    assert_eq!(discovered.files[0].name, "s-a-1.0.0.tgz");
    assert_eq!(discovered.passed_over.len(), 1);
    fs::remove_file(&discovered.files[0].path).unwrap();
    assert_eq!(code(&folder, &plain()), "project.package");
}

#[test]
fn only_this_version_is_attested() {
    let folder = tree(&[
        ("pyproject.toml", "[project]\nname = 'My_Demo'\nversion = '1.0-rc1'\n"),
        ("dist/my_demo-1.0rc1-py3-none-any.whl", ""),
        ("dist/my_demo-1.0rc1.tar.gz", ""),
        ("dist/my_demo-0.9.tar.gz", ""),
        ("dist/other-1.0rc1.tar.gz", ""),
        ("dist/notes.txt", ""),
    ]);
    let detected = found(&folder);
    let discovered = discover(&detected, None).unwrap();
    let names: Vec<&str> = discovered.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["my_demo-1.0rc1-py3-none-any.whl", "my_demo-1.0rc1.tar.gz"]);
    assert_eq!(discovered.passed_over.len(), 2);
    fs::remove_dir_all(folder.path().join("dist")).unwrap();
    let error = discover(&detected, None).unwrap_err();
    assert_eq!(error.code().id, "subjects.empty");
    assert!(
        error.to_string().contains("dist/*.whl or dist/*.tar.gz of my-demo 1.0-rc1"),
        "{error}"
    );
}

#[test]
fn this_workspace_is_understood() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let detected = detect(&root, &plain()).unwrap();
    assert_eq!(detected.project.name, "keelmark");
    assert!(detected.binaries.contains(&"keelmark".to_owned()));
    assert_eq!(detected.project.license.as_deref(), Some("Apache-2.0"));
    assert!(detected.lockfile.is_some());
}

#[test]
fn a_folder_that_is_not_there_holds_no_project_and_says_why() {
    let folder = tree(&[("file", "")]);
    for (name, code) in [("nope", "folder.missing"), ("file", "folder.kind"), (".", "project.none")]
    {
        let error = detect(&folder.path().join(name), &plain()).unwrap_err();
        assert_eq!(error.code().id, code, "{name}");
    }
}
