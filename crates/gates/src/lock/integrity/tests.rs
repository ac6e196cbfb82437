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
    codes_with(text, &[])
}

/// What is found where the project names indexes.
fn codes_with(text: &str, indexes: &[&str]) -> Vec<&'static str> {
    let resolution = (lock::uv::LOCKFILE.resolve)(text.as_bytes()).unwrap();
    let locked = Locked { path: "uv.lock", resolution: &resolution };
    let allowed = Allowed::new(Ecosystem::Python, []);
    let judgement = integrity(locked, &allowed.with_indexes(indexes.iter().copied()));
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
    let sdist = |hash: &str| {
        let url = FILE.replace("-py2.py3-none-any.whl", ".tar.gz");
        format!("sdist = {{ url = \"{url}\", hash = \"{hash}\" }}\n")
    };
    let other = HASH.replace("8abb", "8abc");
    let two = |hash: &str| {
        format!(
            "wheels = [{{ url = \"{FILE}\", hash = \"{HASH}\" }}, {{ url = \"{FILE}\", hash = \"{hash}\" }}]\n"
        )
    };
    let cases: [(&str, String, &[&str]); 12] = [
        ("as locked", six(pypi, &wheel(FILE, &hash)), &[]),
        ("two files", six(pypi, &(sdist(&other) + &wheel(FILE, &hash))), &[]),
        ("one file, two names", six(pypi, &(sdist(HASH) + &wheel(FILE, &hash))), &["lock.entry"]),
        ("one name, two files", six(pypi, &two(&other)), &["lock.entry"]),
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

/// A file of a folder.
const PATH: &str = "wheels = [{ path = \"six-1.16.0-py2.py3-none-any.whl\", hash = \"sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254\" }]\n";

#[test]
fn what_only_looks_like_an_address_is_found() {
    let name = "six-1.16.0-py2.py3-none-any.whl";
    for place in [
        "http:host.example/p/",
        "https:/host.example/",
        "https:\\\\\\\\host.example/",
        "https://host.example\\\\@files.pythonhosted.org/",
        "file:///p/",
        "../p/",
        "//host.example/",
        "https://files.pythonhosted.org:8443/",
    ] {
        let wheels = format!("wheels = [{{ url = \"{place}{name}\", hash = \"{HASH}\" }}]\n");
        let text = six("{ registry = \"https://pypi.org/simple\" }", &wheels);
        assert_eq!(codes(&text), ["lock.host"], "{place}");
    }
}

#[test]
fn an_index_is_allowed_for_its_own_packages() {
    let own = "https://own.example/simple";
    let at = |host: &str| {
        let url = FILE.replace("files.pythonhosted.org", host);
        format!("wheels = [{{ url = \"{url}\", hash = \"{HASH}\" }}]\n")
    };
    let from = |index: &str, host: &str| six(&format!("{{ registry = \"{index}\" }}"), &at(host));
    for (text, indexes, expected) in [
        (from(own, "own.example"), &[own][..], &[][..]),
        (from(own, "own.example"), &[], &["lock.host"]),
        (from(own, "other.example"), &[own], &["lock.host"]),
        (from("https://pypi.org/simple", "own.example"), &[own], &["lock.host"]),
        (
            from("https://own.example.evil/simple", "own.example"),
            &[own],
            &["lock.host", "lock.host"],
        ),
        (from("https://pypi.org/evil", "files.pythonhosted.org"), &[], &["lock.host"]),
        (from("../wheels", "own.example"), &[], &["lock.host"]),
        (six("{ registry = \"../wheels\" }", PATH), &[], &[]),
        (six("{ registry = \"file:///wheels\" }", PATH), &[], &["lock.host"]),
    ] {
        assert_eq!(codes_with(&text, indexes), expected, "{text} {indexes:?}");
    }
}

/// Another package's file from the registry, under the name of this one.
#[test]
fn a_file_of_another_package_is_found() {
    let digest = format!("sha512-{}==", "A".repeat(86));
    for (file, expected) in [
        ("a/-/a-1.0.0.tgz", &[][..]),
        ("evil/-/evil-1.0.0.tgz", &["lock.file-name"]),
        ("a/-/a-1.0.1.tgz", &["lock.file-name"]),
        ("@evil/a/-/a-1.0.0.tgz", &["lock.file-name", "lock.host"]),
        ("a/-/../../evil/-/a-1.0.0.tgz", &["lock.file-name"]),
        ("evil.tgz", &["lock.file-name"]),
    ] {
        let text = format!(
            "{{\"lockfileVersion\":3,\"packages\":{{\"\":{{\"name\":\"r\",\"dependencies\":{{\"a\":\"1\"}}}},\
             \"node_modules/a\":{{\"version\":\"1.0.0\",\"integrity\":\"{digest}\",\
             \"resolved\":\"https://registry.npmjs.org/{file}\"}}}}}}"
        );
        let resolution = (lock::npm::LOCKFILE.resolve)(text.as_bytes()).unwrap();
        let locked = Locked { path: "package-lock.json", resolution: &resolution };
        let judgement = integrity(locked, &Allowed::new(Ecosystem::Npm, []));
        let codes: Vec<_> = judgement.findings.iter().map(|it| it.code.id).collect();
        assert_eq!(codes, expected, "{file}");
    }
}

#[test]
fn an_entry_that_says_nothing_is_found() {
    for (entry, expected) in [
        ("", &["lock.entry"][..]),
        (",\"inBundle\":true", &[]),
        (",\"resolved\":\"https://registry.npmjs.org/a/-/a-1.0.0.tgz\"", &["lock.hash-missing"]),
    ] {
        let text = format!(
            "{{\"lockfileVersion\":3,\"packages\":{{\"\":{{\"name\":\"r\",\"dependencies\":{{\"a\":\"1\"}}}},\
             \"node_modules/a\":{{\"version\":\"1.0.0\"{entry}}}}}}}"
        );
        let resolution = (lock::npm::LOCKFILE.resolve)(text.as_bytes()).unwrap();
        let locked = Locked { path: "package-lock.json", resolution: &resolution };
        let judgement = integrity(locked, &Allowed::new(Ecosystem::Npm, []));
        let codes: Vec<_> = judgement.findings.iter().map(|it| it.code.id).collect();
        assert_eq!(codes, expected, "{entry}");
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
