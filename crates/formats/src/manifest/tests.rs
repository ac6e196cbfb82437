//! Every case under `testdata/manifest/<id>/`: a manifest, and `expected.txt` with what it says.
//! `KEELMARK_BLESS=1` writes the expectations anew, to be read before they are committed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use keelmark_model::{Declared, DependencyKind};

use super::{ALL, Description, Document, Manifest, Workspace};
use crate::{ParseError, data};

#[test]
fn cases() {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/manifest");
    let mut seen = 0;
    for format in ALL {
        let cases = folders(&testdata.join(format.id));
        assert!(!cases.is_empty(), "{} has no cases", format.id);
        for case in cases {
            let bytes = std::fs::read(case.join(format.file)).unwrap();
            let workspace = std::fs::read(case.join("workspace.toml"))
                .ok()
                .map(|bytes| (format.parse)(&bytes, None).unwrap().workspace.unwrap());
            let shown = show(&(format.parse)(&bytes, workspace.as_ref()));
            let expected = case.join("expected.txt");
            if std::env::var_os("KEELMARK_BLESS").is_some() {
                std::fs::write(&expected, &shown).unwrap();
            }
            let wanted = std::fs::read_to_string(&expected).unwrap();
            assert_eq!(shown, wanted, "{}", case.display());
            seen += 1;
        }
    }
    assert!(seen >= 40, "only {seen} cases");
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

fn show(result: &Result<Document, ParseError>) -> String {
    let mut text = String::new();
    match result {
        Err(error) => {
            let at = error.at.map(|at| format!(" at {at}")).unwrap_or_default();
            writeln!(text, "{}{at}: {}", error.code, error.message).unwrap();
        }
        Ok(Document { description, workspace }) => {
            match description {
                Some(description) => show_description(&mut text, description),
                None => text.push_str("no project\n"),
            }
            if let Some(workspace) = workspace {
                show_workspace(&mut text, workspace);
            }
        }
    }
    text
}

fn show_description(text: &mut String, description: &Description) {
    let project = &description.project;
    writeln!(text, "name: {}", project.name).unwrap();
    writeln!(text, "version: {:?} from {:?}", project.version, description.version).unwrap();
    for (field, value) in [
        ("license", &project.license),
        ("description", &project.description),
        ("repository", &project.repository),
        ("supplier", &project.supplier),
    ] {
        if let Some(value) = value {
            writeln!(text, "{field}: {value}").unwrap();
        }
    }
    if !description.dynamic.is_empty() {
        writeln!(text, "dynamic: {}", description.dynamic.join(" ")).unwrap();
    }
    if description.binaries != super::Binaries::default() {
        writeln!(text, "binaries: {:?}", description.binaries).unwrap();
    }
    for declared in &project.declared {
        show_declared(text, declared);
    }
}

fn show_declared(text: &mut String, declared: &Declared) {
    let kind = match &declared.kind {
        DependencyKind::Extra(name) => format!("extra {name}"),
        DependencyKind::Group(name) => format!("group {name}"),
        other => format!("{other:?}").to_lowercase(),
    };
    write!(text, "- {} `{}` {kind}", declared.name, declared.requirement).unwrap();
    if let Some(marker) = &declared.marker {
        write!(text, " if {marker}").unwrap();
    }
    if let Some(url) = &declared.url {
        write!(text, " at {url}").unwrap();
    }
    text.push('\n');
}

fn show_workspace(text: &mut String, workspace: &Workspace) {
    writeln!(
        text,
        "workspace: members {:?} exclude {:?} default {:?} version {:?}",
        workspace.members, workspace.exclude, workspace.default_members, workspace.shared.version
    )
    .unwrap();
}

/// The case that must never be wrong again: names and requirements of `declared-forms`.
#[test]
fn names_end_where_names_end() {
    let text = include_bytes!("../../testdata/manifest/pyproject/declared-forms/pyproject.toml");
    let document = super::python::pyproject::parse(text, None).unwrap();
    let declared = document.description.unwrap().project.declared;
    let names: Vec<&str> = declared.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["pyyaml", "requests", "foo", "bar", "uvicorn", "baz", "boto3"]);
    assert!(declared.iter().all(|it| it.requirement.is_empty() || it.url.is_none()));
}

proptest::proptest! {
    #[test]
    fn damaged_manifests_never_panic(
        case in 0_usize..100,
        cut in 0_usize..2000,
        flip in proptest::collection::vec((0_usize..2000, proptest::prelude::any::<u8>()), 0..4),
    ) {
        let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/manifest");
        for format in ALL {
            let cases = folders(&testdata.join(format.id));
            let mut bytes = std::fs::read(cases[case % cases.len()].join(format.file)).unwrap();
            for (at, value) in &flip {
                let length = bytes.len().max(1);
                if let Some(byte) = bytes.get_mut(at % length) {
                    *byte = *value;
                }
            }
            bytes.truncate(bytes.len().min(cut + 1));
            let _ = (format.parse)(&bytes, None);
        }
    }
}

#[test]
fn reads_a_real_project() {
    let Some(folder) = data::folder("openmed/v2.2.0") else { return };
    let bytes = std::fs::read(folder.join("pyproject.toml")).unwrap();
    let description = super::python::pyproject::parse(&bytes, None).unwrap().description.unwrap();
    assert_eq!(description.project.name, "openmed");
    assert_eq!(description.project.license.as_deref(), Some("Apache-2.0"));
    let super::VersionSource::Attribute { files, .. } = &description.version else {
        panic!("{:?}", description.version)
    };
    assert_eq!(files, &["openmed/__about__.py"]);
    let runtime = description.project.declared.iter();
    let runtime = runtime.filter(|it| it.kind == DependencyKind::Runtime).count();
    assert_eq!(runtime, 4);
}

/// Bounded before the stack and the memory are.
#[test]
fn groups_that_multiply_are_refused() {
    let parse = |groups: &str| {
        let text = format!("[project]\nname = 'a'\n[dependency-groups]\n{groups}");
        (super::python::pyproject::MANIFEST.parse)(text.as_bytes(), None).map_err(|it| it.code.id)
    };
    let chain = |length: usize| -> String {
        let link = |at| format!("g{at} = [{{include-group = 'g{}'}}]\n", at + 1);
        (0..length).map(link).chain([format!("g{length} = []\n")]).collect()
    };
    assert!(parse(&chain(60)).is_ok());
    assert_eq!(parse(&chain(50_000)), Err("manifest.group"));
    let star: String =
        (0..1000).map(|at| format!("g{at} = [{{include-group = 'all'}}]\n")).collect();
    let all = format!("all = [{}]\n", "'a',".repeat(1000));
    assert_eq!(parse(&(star + &all)), Err("document.size"));
}

#[test]
fn no_manifest_passes_credentials_on() {
    let cases: [(&Manifest, &str); 4] = [
        (
            &super::cargo::MANIFEST,
            "[package]\nname = 'a'\n[dependencies]\nb = {git = 'https://me:SECRET@example.com/b'}\n",
        ),
        (
            &super::npm::MANIFEST,
            r#"{"name": "a", "dependencies": {"b": "git+https://me:SECRET@example.com/b"}}"#,
        ),
        (
            &super::python::pyproject::MANIFEST,
            "[project]\nname = 'a'\ndependencies = ['b @ git+https://me:SECRET@example.com/b']\n",
        ),
        (
            &super::python::pyproject::MANIFEST,
            "[tool.poetry]\nname = 'a'\n[tool.poetry.dependencies]\nb = {git = 'https://SECRET@example.com/b'}\n",
        ),
    ];
    for (format, text) in cases {
        let document = (format.parse)(text.as_bytes(), None).unwrap();
        let project = document.description.unwrap().project;
        let url = project.declared[0].url.as_deref();
        assert_eq!(url, Some("git+https://example.com/b"), "{}", format.id);
    }
}

#[test]
fn no_declared_address_carries_a_secret() {
    let npm = r#"{"name":"a","version":"1","repository":"https://u:SECRET@h/r","dependencies":{
        "b":"git+https://tok:SECRET@github.com/o/b","c":"https://h/c.tgz?token=SECRET","d":"github:u:SECRET@o/d"}}"#;
    let cargo = "[package]\nname='a'\nversion='1'\nrepository='https://u:SECRET@h/r'\n[dependencies]\nb={git='https://tok:SECRET@h/b'}\n[workspace.dependencies]\nc={git='https://SECRET@h/c'}\n";
    let pep = "[project]\nname='a'\nversion='1'\ndependencies=['b @ git+https://tok:SECRET@h/b@v1', 'c @ https://h/c.whl?k=SECRET']\n";
    let poetry = "[tool.poetry]\nname='a'\nversion='1'\n[tool.poetry.dependencies]\nb={git='https://tok:SECRET@h/b'}\nc={url='https://u:SECRET@h/c.whl'}\n";
    for (parse, text) in [
        (super::npm::parse as fn(&[u8], Option<&super::Workspace>) -> _, npm),
        (super::cargo::parse, cargo),
        (super::python::pyproject::MANIFEST.parse, pep),
        (super::python::pyproject::MANIFEST.parse, poetry),
    ] {
        let document: super::Document = parse(text.as_bytes(), None).unwrap();
        let description = document.description.as_ref().unwrap();
        assert!(description.project.declared.iter().any(|it| it.url.is_some()), "{text}");
        assert!(!format!("{document:?}").contains("SECRET"), "{document:#?}");
    }
    let broken = b"[project]\nname='a'\nversion='1'\ndependencies=['b @ https://u:SECRET@h/b x']\n";
    let broken_too = b"[project]\nname='a'\nversion='1'\ndependencies=['b https://u:SECRET@h/b']\n";
    for text in [&broken[..], broken_too] {
        let error = (super::python::pyproject::MANIFEST.parse)(text, None).unwrap_err();
        assert!(!error.message.contains("SECRET"), "{}", error.message);
    }
}
