use keelmark_formats::lock;
use keelmark_model::{Ecosystem, Outcome};

use super::{Allowed, Locked, integrity};

/// A lock of uv with a project and one package of the registry that may be written otherwise.
fn uv(package: &str) -> String {
    format!(
        "version = 1\nrequires-python = \">=3.9\"\n\n[[package]]\nname = \"app\"\nversion = \"1.0\"\n\
         source = {{ editable = \".\" }}\ndependencies = [{{ name = \"six\" }}]\n\n[[package]]\n{package}"
    )
}

const FILE: &str = "https://files.pythonhosted.org/packages/six-1.16.0-py2.py3-none-any.whl";
const HASH: &str = "sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254";

fn six(source: &str, files: &str) -> String {
    uv(&format!("name = \"six\"\nversion = \"1.16.0\"\nsource = {source}\n{files}"))
}

fn codes(text: &str) -> Vec<&'static str> {
    let resolution = (lock::uv::LOCKFILE.resolve)(text.as_bytes()).unwrap();
    let locked = Locked { path: "uv.lock", resolution: &resolution };
    let judgement = integrity(locked, &Allowed::new(Ecosystem::Python, []));
    let held = judgement.outcome() == Outcome::Pass;
    let codes: Vec<_> = judgement.findings.iter().map(|it| it.code.id).collect();
    assert_eq!(held, codes.is_empty());
    codes
}

#[test]
fn what_installers_accept_is_found() {
    let pypi = "{ registry = \"https://pypi.org/simple\" }";
    let wheel = |url: &str, hash: &str| format!("wheels = [{{ url = \"{url}\"{hash} }}]\n");
    let hash = format!(", hash = \"{HASH}\"");
    let cases: [(&str, String, &[&str]); 9] = [
        ("as locked", six(pypi, &wheel(FILE, &hash)), &[]),
        ("digest removed", six(pypi, &wheel(FILE, "")), &["lock.hash-missing"]),
        (
            "weak digest",
            six(pypi, &wheel(FILE, ", hash = \"md5:0123456789abcdef0123456789abcdef\"")),
            &["lock.hash-weak"],
        ),
        ("no file", six(pypi, ""), &["lock.no-file"]),
        (
            "other host",
            six(pypi, &wheel(&FILE.replace("pythonhosted.org", "pythonhosted.example"), &hash)),
            &["lock.host"],
        ),
        (
            "plain HTTP",
            six(pypi, &wheel(&FILE.replace("https", "http"), &hash)),
            &["lock.insecure"],
        ),
        (
            "other version's file",
            six(pypi, &wheel(&FILE.replace("1.16.0", "1.15.0"), &hash)),
            &["lock.file-name"],
        ),
        (
            "other index",
            six("{ registry = \"https://pypi.example/simple\" }", &wheel(FILE, &hash)),
            &["lock.host"],
        ),
        (
            "git at a branch",
            six("{ git = \"https://pypi.org/x/six?rev=main\" }", ""),
            &["lock.git-unpinned"],
        ),
    ];
    for (name, text, expected) in cases {
        assert_eq!(codes(&text), expected, "{name}");
    }
}

#[test]
fn an_edge_that_was_removed_leaves_an_orphan() {
    let text = six(
        "{ registry = \"https://pypi.org/simple\" }",
        &format!("wheels = [{{ url = \"{FILE}\", hash = \"{HASH}\" }}]\n"),
    );
    let cut = text.replace("dependencies = [{ name = \"six\" }]\n", "");
    assert_ne!(cut, text);
    assert_eq!(codes(&cut), ["lock.orphan"]);
}
