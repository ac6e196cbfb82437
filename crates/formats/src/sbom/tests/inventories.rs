//! Inventories made by hand.

use keelmark_model::{
    Basis, DependencyKind, Digest, DigestAlgorithm, Ecosystem, Edge, Inventory, LockedFile,
    LockedFileKind, Package, PackageId, Project, Purl, Source, Subject,
};

use crate::hash::sha256;

/// A case: the name of its folder and what is rendered.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) inventory: Inventory,
    pub(super) project: Project,
    pub(super) subjects: Vec<Subject>,
    pub(super) lockfile: Option<&'static str>,
}

pub(super) fn all() -> Vec<Case> {
    vec![uv_lock(), cargo_lock(), package_lock(), declared(), nothing_known()]
}

pub(super) fn package(ecosystem: Ecosystem, name: &str, version: Option<&str>) -> Package {
    let (namespace, short) = match ecosystem {
        Ecosystem::Npm => name.rsplit_once('/').unwrap_or(("", name)),
        Ecosystem::Cargo | Ecosystem::Python => ("", name),
    };
    let purl = Purl::new(ecosystem.purl_type(), namespace, short).expect("a name");
    Package {
        name: name.to_owned(),
        version: version.map(str::to_owned),
        requirement: None,
        purl: purl.with_version(version.unwrap_or_default()).expect("a version"),
        source: Source::Unknown,
        files: Vec::new(),
        license: None,
        paths: Vec::new(),
        install_script: false,
        line: None,
    }
}

pub(super) fn edge(from: u32, to: u32, kind: DependencyKind) -> Edge {
    let (from, to) = (PackageId(from), PackageId(to));
    Edge { from, to, kind, extras: Vec::new(), marker: None }
}

fn file(kind: LockedFileKind, name: &str, base: Option<&str>) -> LockedFile {
    LockedFile {
        kind,
        name: name.to_owned(),
        url: base.map(|base| format!("{base}/{name}")),
        size: None,
        digests: vec![sha256(name.as_bytes())],
    }
}

fn project(ecosystem: Ecosystem, name: &str) -> Project {
    Project {
        ecosystem,
        name: name.to_owned(),
        version: Some("1.2.3".to_owned()),
        license: Some("apache-2.0".to_owned()),
        description: Some("A \"demo\" of one line".to_owned()),
        repository: Some("git@git.example.org:acme/demo.git".to_owned()),
        supplier: Some("Ada Lovelace <ada@example.org>".to_owned()),
        manifest: "manifest".to_owned(),
        declared: Vec::new(),
    }
}

/// Forked names, extras, groups, markers, git, URL and path sources, a member, a dynamic version.
fn uv_lock() -> Case {
    const HOST: &str = "https://files.pythonhosted.org/packages/aa";
    let python = Ecosystem::Python;
    let pypi = || Source::Registry("https://pypi.org/simple".to_owned());
    let mut root = package(python, "demo", None);
    root.source = Source::Path(".".to_owned());
    let mut by_git = package(python, "by-git", Some("0.1.0"));
    by_git.source = Source::Git {
        url: "https://user:secret@github.com/acme/by-git".to_owned(),
        commit: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
        subdirectory: Some("python".to_owned()),
    };
    let mut by_url = package(python, "by-url", Some("2.0"));
    by_url.source = Source::Url("https://downloads.example.org/by url-2.0.tar.gz".to_owned());
    let mut member = package(python, "demo-member", Some("1.2.3"));
    member.source = Source::Path("packages/member".to_owned());
    let mut old = package(python, "numpy", Some("1.26.4"));
    old.source = pypi();
    old.files = vec![
        file(LockedFileKind::Source, "numpy-1.26.4.tar.gz", Some(HOST)),
        file(LockedFileKind::Built, "numpy-1.26.4-cp311-manylinux.whl", Some(HOST)),
    ];
    old.line = Some(7);
    let mut new = package(python, "numpy", Some("2.4.6+local.1"));
    new.source = Source::Registry("http://wheels.internal:8080/simple".to_owned());
    new.files = vec![file(LockedFileKind::Built, "numpy-2.4.6+local.1-any.whl", None)];
    let mut pytest = package(python, "pytest", Some("8.0"));
    pytest.source = pypi();
    pytest.files = vec![file(LockedFileKind::Built, "pytest-8.0-any.whl", Some(HOST))];
    let mut unused = package(python, "unused", Some("0"));
    unused.source = pypi();
    unused.license = Some("See LICENSE\nfor all of it".to_owned());

    let group = || DependencyKind::Group("dev".to_owned());
    let mut forked_old = edge(2, 4, DependencyKind::Runtime);
    forked_old.marker = Some("python_full_version < '3.13'".to_owned());
    let mut forked_new = edge(2, 5, DependencyKind::Runtime);
    forked_new.marker = Some("python_full_version >= '3.13'".to_owned());
    let mut with_extras = edge(2, 1, DependencyKind::Extra("net".to_owned()));
    with_extras.extras = vec!["http2".to_owned(), "socks".to_owned()];
    let also = edge(2, 1, DependencyKind::Extra("web".to_owned()));
    let edges = vec![
        edge(1, 0, DependencyKind::Runtime),
        edge(1, 4, DependencyKind::Extra("socks".to_owned())),
        with_extras,
        also,
        edge(2, 3, DependencyKind::Runtime),
        forked_old,
        forked_new,
        edge(2, 6, group()),
        edge(3, 6, DependencyKind::Build),
    ];
    let packages = vec![by_git, by_url, root, member, old, new, pytest, unused];
    let subjects = ["demo-1.2.3-py3-none-any.whl", "demo-1.2.3.tar.gz"].map(|name| Subject {
        name: name.to_owned(),
        size: Some(1),
        digests: vec![sha256(name.as_bytes())],
    });
    Case {
        name: "uv-lock",
        inventory: inventory(python, Basis::Locked, packages, 2, vec![PackageId(3)], edges),
        project: project(python, "demo"),
        subjects: subjects.into(),
        lockfile: Some("uv.lock"),
    }
}

/// Two sources of one name and version: their purls collide.
fn cargo_lock() -> Case {
    let cargo = Ecosystem::Cargo;
    let registry = "https://github.com/rust-lang/crates.io-index";
    let mut first = package(cargo, "twice", Some("1.0.0"));
    first.source = Source::Registry(registry.to_owned());
    first.files =
        vec![file(LockedFileKind::Source, "twice-1.0.0.crate", Some("https://static.crates.io"))];
    let mut second = package(cargo, "twice", Some("1.0.0"));
    second.source = Source::Registry("https://crates.example.org/index".to_owned());
    let mut third = package(cargo, "twice", Some("1.0.0+build.5"));
    third.source = Source::Git {
        url: "ssh://git@git.internal/twice".to_owned(),
        commit: None,
        subdirectory: None,
    };
    let root = package(cargo, "demo_app", Some("1.2.3"));
    // Cargo.lock gives a member no source.
    let member = package(cargo, "zz-member", Some("1.2.3"));
    let edges = vec![
        edge(0, 1, DependencyKind::Runtime),
        edge(0, 2, DependencyKind::Build),
        edge(0, 4, DependencyKind::Runtime),
        edge(1, 3, DependencyKind::Runtime),
    ];
    let mut project = project(cargo, "demo_app");
    project.license = Some("MIT/Apache-2.0".to_owned());
    project.supplier = None;
    Case {
        name: "cargo-lock",
        inventory: inventory(
            cargo,
            Basis::Locked,
            vec![root, first, second, third, member],
            0,
            vec![PackageId(4)],
            edges,
        ),
        project,
        subjects: vec![Subject {
            name: "demo app:x86".to_owned(),
            size: None,
            digests: vec![
                sha256(b"demo"),
                Digest::new(DigestAlgorithm::Sha512, &[7; 64]).expect("64 bytes"),
            ],
        }],
        lockfile: Some("Cargo.lock"),
    }
}

/// Scopes, places in the tree, licences of every shape, optional and peer dependencies.
fn package_lock() -> Case {
    let npm = Ecosystem::Npm;
    let mut names = Vec::new();
    for (name, license) in [
        ("@scope/deep", Some("(MIT OR CC0-1.0)")),
        ("a~b!c'd(e)*f", Some("SEE LICENSE IN LICENSE.txt")),
        ("demo", None),
        ("dot.ted_name", Some("LicenseRef-Acme")),
        ("scope-deep", Some("MIT and (isc OR 0BSD)")),
        ("twice", Some("UNLICENSED")),
        ("twice", Some("GPL-2.0+")),
    ] {
        let version = if name == "demo" { "1.2.3" } else { "1.0.0-beta.1" };
        let mut package = package(npm, name, Some(version));
        package.license = license.map(str::to_owned);
        if name != "demo" {
            let at = names.len();
            package.source = Source::Registry("https://registry.npmjs.org/".to_owned());
            package.files = vec![file(
                LockedFileKind::Source,
                &format!("p{at}.tgz"),
                Some("https://registry.npmjs.org/p/-"),
            )];
            package.files[0].digests = vec![
                Digest::new(DigestAlgorithm::Sha512, &[u8::try_from(at).expect("few"); 64])
                    .expect("64 bytes"),
            ];
            package.paths =
                vec![format!("node_modules/{name}"), format!("node_modules/x/node_modules/{name}")];
        }
        names.push(package);
    }
    let edges = vec![
        edge(0, 5, DependencyKind::Runtime),
        edge(1, 6, DependencyKind::Runtime),
        edge(2, 0, DependencyKind::Runtime),
        edge(2, 1, DependencyKind::Optional),
        edge(2, 3, DependencyKind::Peer),
        edge(2, 4, DependencyKind::Group("dev".to_owned())),
        edge(5, 5, DependencyKind::Runtime),
    ];
    let mut project = project(npm, "demo");
    project.license = Some("LicenseRef-Acme OR MIT".to_owned());
    Case {
        name: "package-lock",
        inventory: inventory(npm, Basis::Locked, names, 2, vec![], edges),
        project,
        subjects: vec![],
        lockfile: Some("package-lock.json"),
    }
}

/// A manifest alone.
fn declared() -> Case {
    let python = Ecosystem::Python;
    let mut packages = Vec::new();
    for (name, requirement) in
        [("bar", ">=1"), ("boto3", ">=1.34,<2"), ("demo", ""), ("foo", ""), ("pyyaml", ">=6")]
    {
        let mut package = package(python, name, None);
        package.requirement = (!requirement.is_empty()).then(|| requirement.to_owned());
        packages.push(package);
    }
    packages[2] = package(python, "demo", Some("1.2.3"));
    packages[3].source = Source::Url("https://example.com/foo.whl".to_owned());
    let mut marked = edge(2, 0, DependencyKind::Runtime);
    marked.marker = Some("python_version < '3.9'".to_owned());
    let edges = vec![
        marked,
        edge(2, 1, DependencyKind::Extra("s3".to_owned())),
        edge(2, 3, DependencyKind::Runtime),
        edge(2, 4, DependencyKind::Runtime),
    ];
    Case {
        name: "declared",
        inventory: inventory(python, Basis::Declared, packages, 2, vec![], edges),
        project: project(python, "demo"),
        subjects: vec![],
        lockfile: Some("pyproject.toml"),
    }
}

/// A root and nothing else, of which nothing is known.
fn nothing_known() -> Case {
    let python = Ecosystem::Python;
    let mut project = project(python, "demo");
    project.version = None;
    project.license = None;
    project.description = None;
    project.repository = None;
    project.supplier = None;
    let packages = vec![package(python, "demo", None)];
    Case {
        name: "nothing-known",
        inventory: inventory(python, Basis::Locked, packages, 0, vec![], vec![]),
        project,
        subjects: vec![],
        lockfile: None,
    }
}

pub(super) fn inventory(
    ecosystem: Ecosystem,
    basis: Basis,
    packages: Vec<Package>,
    root: u32,
    members: Vec<PackageId>,
    mut edges: Vec<Edge>,
) -> Inventory {
    edges.sort();
    edges.dedup();
    Inventory { ecosystem, basis, packages, root: PackageId(root), members, edges }
}
