use super::crate_archive::split;
use super::{ALL, File, is_in_place, package};
use crate::extract::Extract;

fn read(id: &str, path: &str, bytes: &[u8]) -> Extract {
    let extractor = ALL.iter().find(|one| one.id == id).expect("an extractor");
    (extractor.extract)(&File { path, bytes }).expect("readable")
}

#[test]
fn versions_begin_with_three_numbers() {
    for (file, wanted) in [
        ("serde-1.0.219.crate", Some(("serde", "1.0.219"))),
        ("a-1-2.0.0-beta.1+x-y.crate", Some(("a-1", "2.0.0-beta.1+x-y"))),
        ("-1.0.0.crate", None),
        ("a-1.0.crate", None),
        ("a-1.0.0.tar", None),
    ] {
        assert_eq!(split(file), wanted, "{file}");
    }
}

#[test]
fn archives_go_by_their_names_and_have_their_digests() {
    for (id, path, purl) in [
        ("crate-archive", "x/a-1.0.0.crate", "pkg:cargo/a@1.0.0"),
        ("wheel", "x/A_b-1.0-py3-none-any.whl", "pkg:pypi/a-b@1.0"),
        ("source-distribution", "a.b-1.0.tar.gz", "pkg:pypi/a-b@1.0"),
    ] {
        let extract = read(id, path, b"x");
        let component = &extract.packages[0].component;
        assert_eq!(component.purl.as_ref().map(ToString::to_string).as_deref(), Some(purl));
        let file = &component.files[0];
        assert_eq!(file.name, path.rsplit('/').next().expect("a name"));
        assert_eq!(file.digests, [crate::hash::sha256(b"x")]);
    }
    assert_eq!(read("source-distribution", "linux.tar.gz", b"x"), Extract::default());
}

#[test]
fn only_what_package_managers_put_there_counts() {
    let component = package("npm", "a", "1.0.0").expect("a package");
    for (extractor, path, wanted) in [
        ("npm-package-json", "p/node_modules/a/package.json", true),
        ("npm-package-json", "node_modules/b/node_modules/a/package.json", true),
        ("npm-package-json", "node_modules/b/test/a/package.json", false),
        ("npm-package-json", "node_modules/b/package.json", false),
        ("npm-hidden-lock", "node_modules/.package-lock.json", true),
        ("npm-hidden-lock", "x/.package-lock.json", false),
        ("python-dist-info", "v/lib/python3/site-packages/a-1.dist-info/METADATA", true),
        ("python-dist-info", "site-packages/a-1.dist-info/METADATA", true),
        ("python-dist-info", "uv/archive-v0/x/a-1.dist-info/METADATA", true),
        ("python-dist-info", "site-packages/b/tests/a-1.dist-info/METADATA", false),
        ("cargo-manifest", "registry/src/i-0/a-1.0.0/Cargo.toml", true),
        ("cargo-manifest", "p/vendor/a-1.0.0/Cargo.toml", true),
        ("cargo-manifest", "vendor/a/Cargo.toml", true),
        ("cargo-manifest", "registry/src/i-0/b-1.0.0/Cargo.toml", false),
        ("cargo-manifest", "a-1.0.0/Cargo.toml", false),
        ("cargo-manifest", "registry/src/i-0/b-1.0.0/tests/a-1.0.0/Cargo.toml", false),
        ("crate-archive", "registry/cache/i-0/a-1.0.0.crate", true),
        ("crate-archive", "registry/src/i-0/b-1.0.0/a-1.0.0.crate", false),
        ("wheel", "wheels/x/y/a-1-py3-none-any.whl", true),
    ] {
        assert_eq!(is_in_place(path, extractor, &component), wanted, "{extractor} {path}");
    }
}
