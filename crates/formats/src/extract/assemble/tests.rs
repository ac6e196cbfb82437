use keelmark_model::bom::{
    Completeness, Component, ComponentKind, Context, Evidence, LicenseClaim, State, Supplier,
};
use keelmark_model::{Bom, Purl, Source};

use super::super::{Claim, Distribution, Extract, Found, Installation, Need, OwnedFile, Says};
use super::{Scanned, assemble};
use crate::limits;

fn package(ty: &str, name: &str, state: State) -> Component {
    let mut component = Component::new(ComponentKind::Library, name, state);
    component.version = Some("1".to_owned());
    component.purl = Purl::new(ty, "", name).and_then(|purl| purl.with_version("1")).ok();
    component
}

fn found(component: Component, home: &str, environment: &str, needs: &[&str]) -> Found {
    let needs = needs.iter().map(|name| Need::runtime(*name)).collect();
    let home = home.to_owned();
    Found { home, needs, ..Found::new(component, Evidence::Manifest, environment) }
}

fn scanned(path: &str, packages: Vec<Found>, claims: Vec<Claim>) -> Scanned {
    let extract = Extract { packages, claims, ..Extract::default() };
    Scanned { path: path.to_owned(), layer: None, extractor: "test", extract }
}

fn owns(home: &str, paths: &[&str]) -> Claim {
    let files = paths.iter().map(|path| OwnedFile { path: (*path).to_owned(), digest: None });
    Claim { home: home.to_owned(), says: Says::Owns(files.collect()) }
}

fn bom(files: Vec<Scanned>) -> Bom {
    let root = Component::new(ComponentKind::Application, "target", State::Installed);
    assemble(root, Context::Installed, files, Vec::new())
}

/// `name state [<- host] [-> needs]` of everything but the root.
fn told(bom: &Bom) -> Vec<String> {
    let lines = bom.iter().filter(|(id, _)| *id != bom.root).map(|(id, component)| {
        let mut line = format!("{} {}", component.name, component.state.name());
        if let Some(within) = component.within {
            line += &format!(" <- {}", bom.component(within).name);
        }
        for edge in bom.needs(id) {
            line += &format!(" -> {}", bom.component(edge.to).name);
        }
        line
    });
    lines.collect()
}

const SITE: &str = "lib/python3/site-packages";

#[test]
fn needs_that_were_cut_are_a_gap() {
    for (count, expected) in [(limits::NEEDS - 1, 0), (limits::NEEDS, 1)] {
        let mut one = found(package("npm", "one", State::Locked), "", "lock", &[]);
        one.component.dependencies = Completeness::Complete;
        one.needs = vec![Need::runtime("one"); count];
        let bom = bom(vec![scanned("lock", vec![one], vec![])]);
        let messages: Vec<&str> = bom.gaps.iter().map(|gap| gap.message.as_str()).collect();
        assert_eq!(messages, vec!["one needs 10000 others or more"; expected]);
        let (_, kept) = bom.iter().find(|(_, one)| one.name == "one").unwrap();
        assert_eq!(kept.dependencies == Completeness::Incomplete, expected == 1);
    }
}

#[test]
fn a_lock_in_an_installed_package_is_not_the_targets_own() {
    let home = format!("{SITE}/lab-1.dist-info");
    let metadata = format!("{home}/METADATA");
    let lock = format!("{SITE}/lab/staging/yarn.lock");
    let lab = found(package("pypi", "lab", State::Installed), &home, SITE, &["dep"]);
    let dep_home = format!("{SITE}/dep-1.dist-info");
    let dep = found(package("pypi", "dep", State::Installed), &dep_home, SITE, &[]);
    let left = found(package("npm", "left-pad", State::Locked), "", &lock, &[]);
    let bom = bom(vec![
        scanned(&lock, vec![left], vec![]),
        scanned(&metadata, vec![lab], vec![owns(&home, &[&lock, &metadata])]),
        scanned(&format!("{dep_home}/METADATA"), vec![dep], vec![]),
    ]);
    assert_eq!(told(&bom), ["left-pad bundled <- lab", "dep installed", "lab installed -> dep"]);
    let root: Vec<&str> =
        bom.needs(bom.root).iter().map(|edge| bom.component(edge.to).name.as_str()).collect();
    assert_eq!(root, ["lab"], "what something needs is not the root's to need");
}

#[test]
fn a_python_package_of_a_distribution_is_one_component() {
    let record = "usr/lib/python3/dist-packages/six-1.egg-info/PKG-INFO";
    let deb = found(package("deb", "python3-six", State::Installed), "dpkg:python3-six", "", &[]);
    let six = found(
        package("pypi", "six", State::Installed),
        "usr/lib/python3/dist-packages/six-1.egg-info",
        "x",
        &[],
    );
    let bom = bom(vec![
        scanned("var/lib/dpkg/status", vec![deb], vec![]),
        scanned(
            "var/lib/dpkg/info/python3-six.list",
            vec![],
            vec![owns("dpkg:python3-six", &[record])],
        ),
        scanned(record, vec![six], vec![]),
    ]);
    assert_eq!(told(&bom), ["python3-six installed"]);
    let deb = bom.components.iter().find(|one| one.name == "python3-six").expect("it");
    assert_eq!(deb.properties["provides"], "pkg:pypi/six@1");
    assert_eq!(deb.found.len(), 2);
}

#[test]
fn node_looks_upwards_and_nests_without_bundling() {
    let at = |path: &str, name, needs: &[&str]| {
        let environment =
            path.rsplit_once("node_modules").map(|(up, _)| format!("{up}node_modules"));
        let found =
            found(package("npm", name, State::Installed), path, &environment.expect("it"), needs);
        scanned(&format!("{path}/package.json"), vec![found], vec![])
    };
    let files = vec![
        at("node_modules/a", "a", &["b", "c"]),
        at("node_modules/a/node_modules/b", "b", &["c", "gone"]),
        at("node_modules/c", "c", &[]),
        at("node_modules/c/dist/vendor/d", "d", &[]),
        at("node_modules/c/test/e", "e", &[]),
    ];
    let bom = bom(files);
    assert_eq!(
        told(&bom),
        [
            "a installed -> b -> c",
            "b installed -> c",
            "c installed",
            "d bundled <- c",
            "e fixture <- c"
        ]
    );
    let b = bom.components.iter().find(|one| one.name == "b").expect("b");
    assert_eq!(b.properties["missing"], "gone");
}

#[test]
fn the_same_package_is_one_component_and_the_stronger_state_counts() {
    let mut declared = package("pypi", "six", State::Declared);
    declared.version = None;
    declared.purl = Purl::new("pypi", "", "six").ok();
    let bom = bom(vec![
        scanned("pyproject.toml", vec![found(declared, "", "pyproject.toml", &[])], vec![]),
        scanned(
            "uv.lock",
            vec![found(package("pypi", "six", State::Locked), "", "uv.lock", &[])],
            vec![],
        ),
        scanned(
            ".venv/six",
            vec![found(package("pypi", "six", State::Installed), "h", ".venv", &[])],
            vec![],
        ),
    ]);
    assert_eq!(told(&bom), ["six installed"]);
    assert_eq!(bom.components.iter().map(|one| one.found.len()).max(), Some(3));
}

#[test]
fn the_project_at_the_top_is_the_root() {
    let mut project = found(package("cargo", "tool", State::Locked), "", "Cargo.lock", &["serde"]);
    project.is_project = true;
    let serde = found(package("cargo", "serde", State::Locked), "", "Cargo.lock", &[]);
    let bom = bom(vec![scanned("Cargo.lock", vec![project, serde], vec![])]);
    assert_eq!(bom.component(bom.root).name, "tool");
    assert_eq!((told(&bom), bom.needs(bom.root).len()), (vec!["serde locked".to_owned()], 1));
}

#[test]
fn packages_are_of_the_distribution_of_their_own_root() {
    let release = |root: &str, id: &str, version: Option<&str>| {
        let version = version.map(str::to_owned);
        let says = Says::Distribution(Distribution { id: id.to_owned(), version });
        Claim { home: root.to_owned(), says }
    };
    let status = |root: &str, ty, name| {
        let found = found(package(ty, name, State::Installed), "", root, &[]);
        scanned(&format!("{root}/status"), vec![found], vec![])
    };
    let bom = bom(vec![
        scanned("a/etc/os-release", vec![], vec![release("a", "debian", Some("12"))]),
        scanned("a/usr/lib/os-release", vec![], vec![release("a", "other", None)]),
        scanned("b/etc/os-release", vec![], vec![release("b", "opensuse-tumbleweed", None)]),
        status("a", "deb", "dash"),
        status("a", "pypi", "six"),
        status("b", "rpm", "zsh"),
        status("c", "apk", "ash"),
    ]);
    let purls: Vec<String> =
        bom.components.iter().filter_map(|one| Some(one.purl.as_ref()?.to_string())).collect();
    let wanted = [
        "pkg:apk/ash@1",
        "pkg:deb/debian/dash@1?distro=debian-12",
        "pkg:pypi/six@1",
        "pkg:rpm/opensuse/zsh@1?distro=opensuse-tumbleweed",
    ];
    assert_eq!(purls, wanted);
}

#[test]
fn a_claim_on_a_package_is_one_on_each_of_its_architectures() {
    let homes = ["dpkg:zlib:amd64", "dpkg:zlib:i386", "dpkg:zlib-dev:amd64"];
    let packages = homes.iter().map(|home| {
        let mut zlib = package("deb", &home[5..], State::Installed);
        zlib.version = None;
        found(zlib, home, "", &[])
    });
    let declares = Says::Declares(LicenseClaim::Expression("Zlib".to_owned()));
    let claim = Claim { home: "dpkg:zlib".to_owned(), says: declares };
    let bom = bom(vec![scanned("status", packages.collect(), vec![claim])]);
    let declared: Vec<usize> =
        bom.components.iter().map(|one| one.licensing.declared.len()).collect();
    assert_eq!(declared, [0, 0, 1, 1], "the root, zlib-dev, zlib twice");
}

#[test]
fn packages_of_one_source_share_their_terms_along_their_needs() {
    let deb = |name: &str, source: &str, needs: &[&str]| {
        let mut deb = package("deb", name, State::Installed);
        deb.properties.insert("deb:source".to_owned(), source.to_owned());
        let found = found(deb, &format!("dpkg:{name}"), "", needs);
        Found { names: vec![name.to_owned()], ..found }
    };
    let declares = |name: &str, license: &str| Claim {
        home: format!("dpkg:{name}"),
        says: Says::Declares(LicenseClaim::Expression(license.to_owned())),
    };
    let packages = vec![
        deb("base", "gcc", &[]),
        deb("docs", "gcc", &[]),
        deb("lib", "gcc", &["libc", "base"]),
        deb("dev", "gcc", &["lib"]),
        deb("both", "gcc", &["base", "docs"]),
        deb("unneeded", "gcc", &["libc"]),
        deb("libc", "glibc", &["base"]),
    ];
    let claims = vec![declares("base", "GPL-3.0-only"), declares("docs", "GFDL-1.3-only")];
    let bom = bom(vec![scanned("var/lib/dpkg/status", packages, claims)]);
    let told: Vec<(&str, usize)> = bom
        .components
        .iter()
        .skip(1)
        .map(|one| (one.name.as_str(), one.licensing.declared.len()))
        .collect();
    let with = |name| (name, 1);
    let without = |name| (name, 0);
    assert_eq!(
        told,
        [
            with("base"),
            without("both"),
            with("dev"),
            with("docs"),
            with("lib"),
            without("libc"),
            without("unneeded"),
        ]
    );
}

#[test]
fn a_package_goes_before_those_that_provide_what_it_is_called() {
    let deb = |name: &str, names: &[&str], needs: &[&str]| {
        let found = found(package("deb", name, State::Installed), name, "", needs);
        Found { names: names.iter().map(|name| (*name).to_owned()).collect(), ..found }
    };
    let packages = vec![
        deb("a-provider", &["a-provider", "lsb-base", "awk"], &[]),
        deb("lsb-base", &["lsb-base"], &[]),
        deb("needing", &["needing"], &["lsb-base", "awk"]),
    ];
    let bom = bom(vec![scanned("var/lib/dpkg/status", packages, vec![])]);
    let needing = "needing installed -> a-provider -> lsb-base";
    assert_eq!(told(&bom), ["a-provider installed", "lsb-base installed", needing]);
}

#[test]
fn what_was_installed_is_no_fixture_whatever_its_folders_are_called() {
    let module = |path: &str| {
        let (environment, name) = path.rsplit_once("node_modules/").expect("a module");
        let environment = format!("{environment}node_modules");
        let found = found(package("npm", name, State::Installed), path, &environment, &[]);
        scanned(&format!("{path}/package.json"), vec![found], vec![])
    };
    let jar = |path: &str, name| {
        let found = found(package("maven", name, State::Installed), &format!("{path}!"), "", &[]);
        let file = format!("{path}!/META-INF/maven/com.acme/demo/pom.properties");
        scanned(&file, vec![found], vec![])
    };
    let files = || {
        let locked = found(package("pypi", "locked", State::Locked), "", "opt/demo/uv.lock", &[]);
        vec![
            module("node_modules/test"),
            module("node_modules/@playwright/test"),
            module("node_modules/.pnpm/spec@1/node_modules/spec"),
            jar("app.jar", "app"),
            jar("opt/demo/lib.jar", "lib"),
            scanned("opt/demo/uv.lock", vec![locked], vec![]),
        ]
    };
    let of = |context| {
        let root = Component::new(ComponentKind::Application, "target", State::Installed);
        told(&assemble(root, context, files(), Vec::new())).join(", ")
    };
    let installed = of(Context::Installed);
    assert_eq!(
        installed,
        "app installed, lib installed, @playwright/test installed, spec installed, \
         test installed, locked fixture"
    );
    let source = of(Context::Source);
    assert_eq!(source, installed.replace("lib installed", "lib fixture"));
}

#[test]
fn a_member_of_a_workspace_is_one_wherever_it_lies() {
    let project = |path: &str, name, evidence| {
        let mut found = found(package("npm", name, State::Declared), "", path, &[]);
        (found.is_project, found.evidence) = (true, evidence);
        found
    };
    let lock = vec![
        project("package-lock.json", "top", Evidence::Lockfile),
        project("package-lock.json", "member", Evidence::Lockfile),
    ];
    let manifest =
        |path: &str, name| scanned(path, vec![project(path, name, Evidence::Manifest)], vec![]);
    let bom = bom(vec![
        scanned("package-lock.json", lock, vec![]),
        manifest("examples/a/package.json", "member"),
        manifest("examples/b/package.json", "other"),
    ]);
    assert_eq!(told(&bom), ["member declared", "other fixture", "top declared"]);
}

#[test]
fn what_an_installer_noted_of_another_version_does_not_hold() {
    let path = "node_modules/a/package.json";
    let noted = |version: &str| {
        let at =
            found(package("npm", "a", State::Installed), "node_modules/a", "node_modules", &[]);
        let installation = Installation {
            version: Some(version.to_owned()),
            source: Source::Registry("https://r.example/".to_owned()),
            files: vec![],
        };
        let says = Says::Installed(installation);
        let claim = Claim { home: "node_modules/a".to_owned(), says };
        let bom = bom(vec![scanned(path, vec![at], vec![claim])]);
        let a = bom.components.iter().find(|one| one.name == "a").expect("a");
        let gaps = bom.gaps.iter().map(|gap| format!("{} {}", gap.code.id, gap.message));
        (a.source != Source::Unknown, gaps.collect::<Vec<_>>().join(", "))
    };
    assert_eq!(noted("1"), (true, String::new()));
    let gap = "extract.altered is 1, and its installer put 2 there".to_owned();
    assert_eq!(noted("2"), (false, gap));
}

#[test]
fn a_system_is_nobodys_luggage() {
    let file = "usr/lib/os-release";
    let system = Component::new(ComponentKind::OperatingSystem, "debian", State::Installed);
    let system = Found { names: Vec::new(), ..found(system, "os:release", "", &[]) };
    let deb = found(package("deb", "base-files", State::Installed), "dpkg:base-files", "", &[]);
    let bom = bom(vec![
        scanned(file, vec![system], vec![]),
        scanned("var/lib/dpkg/status", vec![deb], vec![owns("dpkg:base-files", &[file])]),
    ]);
    assert_eq!(told(&bom), ["debian installed", "base-files installed"]);
}

#[test]
fn who_serves_a_package_that_names_nobody_supplies_it() {
    let mut locked = package("npm", "left-pad", State::Locked);
    locked.source = Source::Registry("https://registry.npmjs.org".to_owned());
    let mut named = package("npm", "right-pad", State::Locked);
    named.source = locked.source.clone();
    named.supplier = Some(Supplier { name: "Me".to_owned(), url: None, email: None });
    let unknown = package("npm", "up-pad", State::Locked);
    let packages = [locked, named, unknown].map(|one| found(one, "", "lock", &[]));
    let bom = bom(vec![scanned("package-lock.json", packages.into(), vec![])]);
    let supplier = |one: &Component| one.supplier.as_ref().map(|supplier| supplier.name.clone());
    let suppliers: Vec<Option<String>> = bom.components.iter().skip(1).map(supplier).collect();
    assert_eq!(suppliers, [Some("npm".to_owned()), Some("Me".to_owned()), None]);
}

#[test]
fn a_package_cannot_hide_its_neighbour() {
    let record = |name: &str| format!("{SITE}/{name}-1.dist-info");
    let at = |name: &'static str, claims| {
        let found = found(package("pypi", name, State::Installed), &record(name), SITE, &[]);
        scanned(&format!("{}/METADATA", record(name)), vec![found], claims)
    };
    let victim = format!("{}/METADATA", record("victim"));
    let bom =
        bom(vec![at("a-thief", vec![owns(&record("a-thief"), &[&victim])]), at("victim", vec![])]);
    assert_eq!(told(&bom), ["a-thief installed", "victim installed"]);
}

#[test]
fn what_a_package_brought_along_would_have_is_left_out() {
    let home = format!("{SITE}/lab-1.dist-info");
    let manifest = format!("{SITE}/lab/package.json");
    let lab = found(package("pypi", "lab", State::Installed), &home, SITE, &[]);
    let mut wish = found(package("npm", "left-pad", State::Declared), "", &manifest, &[]);
    wish.component.version = None;
    let mut own = found(package("npm", "lab", State::Declared), "", &manifest, &[]);
    own.is_project = true;
    let bom = bom(vec![
        scanned(&format!("{home}/METADATA"), vec![lab], vec![owns(&home, &[&manifest])]),
        scanned(&manifest, vec![own, wish], vec![]),
    ]);
    assert_eq!(told(&bom), ["lab bundled <- lab", "lab installed"]);
}

#[test]
fn files_are_components_only_where_nothing_else_is_known_of_them() {
    let file = |path: &str| {
        let file = Component::new(ComponentKind::File, path, State::Installed);
        let found = Found { names: Vec::new(), ..found(file, "", "", &[]) };
        scanned(path, vec![found], vec![])
    };
    let program = |path: &str| {
        let mut found = found(package("golang", "tool", State::Installed), "", path, &[]);
        found.evidence = Evidence::Binary;
        scanned(path, vec![found], vec![])
    };
    let deb = found(package("deb", "coreutils", State::Installed), "dpkg:coreutils", "", &[]);
    let bom = bom(vec![
        file("bin/cat"),
        file("bin/go-tool"),
        file("bin/left"),
        file("bin/owned-tool"),
        program("bin/go-tool"),
        program("bin/owned-tool"),
        scanned(
            "var/lib/dpkg/status",
            vec![deb],
            vec![owns("dpkg:coreutils", &["bin/cat", "bin/owned-tool"])],
        ),
    ]);
    assert_eq!(
        told(&bom),
        [
            "bin/left installed",
            "coreutils installed",
            "tool installed",
            "tool bundled <- coreutils"
        ]
    );
}

/// The bill of a package file called `name`.
fn package_bom(name: &str, files: Vec<Scanned>) -> Bom {
    let root = Component::new(ComponentKind::File, name, State::Installed);
    assemble(root, Context::Build, files, Vec::new())
}

#[test]
fn a_package_is_the_target_and_declares_what_it_needs() {
    let at = |path: &str, component: Component, needs: &[&str], is_project| {
        let found = Found { is_project, ..found(component, path, "", needs) };
        scanned(path, vec![found], vec![])
    };
    let pypi = |name| package("pypi", name, State::Declared);
    let jar = |home: &str, name: &str| {
        let found = found(package("maven", name, State::Installed), home, "", &["g:dep"]);
        scanned(&format!("{home}/META-INF/maven/g/a/pom.xml"), vec![found], vec![])
    };
    for (name, files, wanted) in [
        (
            "lab-1-py3-none-any.whl",
            vec![at("lab-1.dist-info/METADATA", pypi("lab"), &["dep", "lab", "dep"], true)],
            ("lab", vec!["dep declared"]),
        ),
        (
            "lab-1.tar.gz",
            vec![
                at("PKG-INFO", pypi("lab"), &["dep"], true),
                at("package.json", package("npm", "lab-ui", State::Declared), &[], true),
                at("src/lab.egg-info/PKG-INFO", pypi("lab"), &["dep"], true),
            ],
            ("lab", vec!["lab-ui declared", "dep declared"]),
        ),
        (
            "tool.rpm",
            vec![at(
                "RPM/header",
                package("rpm", "tool", State::Installed),
                &["/bin/sh", "libc.so.6()(64bit)", "bash"],
                true,
            )],
            ("tool", vec!["bash declared"]),
        ),
        ("a.jar", vec![jar("a.jar!", "a")], ("a", vec!["g/dep declared"])),
        // Two that could be it: it is none of them.
        (
            "two-1-py3-none-any.whl",
            vec![
                at("a-1.dist-info/METADATA", pypi("a"), &[], true),
                at("b-1.dist-info/METADATA", pypi("b"), &[], true),
            ],
            ("two-1-py3-none-any.whl", vec!["a declared", "b declared"]),
        ),
    ] {
        let bom = package_bom(name, files);
        assert_eq!(
            (bom.component(bom.root).name.as_str(), told(&bom)),
            (wanted.0, to_owned(&wanted.1))
        );
        assert!(bom.iter().all(|(_, one)| !one.properties.contains_key("missing")), "{name}");
    }
}

fn to_owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

#[test]
fn what_is_no_package_is_told_as_a_need() {
    let tool = found(
        package("rpm", "tool", State::Installed),
        "RPM:tool",
        "",
        &["/bin/sh", "libz.so.1()(64bit)", "bash"],
    );
    let mut tool = Found { is_project: true, ..tool };
    tool.component.dependencies = Completeness::Complete;
    let bom = package_bom("tool.rpm", vec![scanned("RPM/header", vec![tool], vec![])]);
    let root = bom.component(bom.root);
    let needs: Vec<&str> = root.properties.values().map(String::as_str).collect();
    assert_eq!(needs, ["/bin/sh", "libz.so.1()(64bit)"]);
    assert_eq!(root.dependencies, Completeness::Incomplete);
    assert_eq!(root.kind, ComponentKind::Library);
}

#[test]
fn a_wish_is_the_version_that_the_lock_of_its_project_has() {
    let version = |name: &str, version: &str, state| {
        let mut component = package("cargo", name, state);
        component.version = Some(version.to_owned()).filter(|version| !version.is_empty());
        component.purl =
            Purl::new("cargo", "", name).and_then(|purl| purl.with_version(version)).ok();
        component
    };
    let locked = |name: &str, at: &str, needs: &[&str], number: &str| {
        let found = found(version(name, at, State::Locked), "", "Cargo.lock", needs);
        let names = vec![number.to_owned()];
        Found { names, evidence: Evidence::Lockfile, ..found }
    };
    let manifest = |path: &str, name: &str| {
        let found = found(version(name, "", State::Declared), path, path, &["dep"]);
        Found { is_project: true, names: vec![], ..found }
    };
    let wish = |path: &str| found(version("dep", "", State::Declared), "", path, &[]);
    let own =
        |name: &str, needs: &[&str]| Found { is_project: true, ..locked(name, "1", needs, name) };
    let lock = vec![
        own("one", &["#1"]),
        own("two", &["#2"]),
        locked("dep", "1", &[], "#1"),
        locked("dep", "2", &[], "#2"),
    ];
    let [one, two] = ["one/Cargo.toml", "two/Cargo.toml"];
    let bom = bom(vec![
        scanned("Cargo.lock", lock, vec![]),
        scanned(one, vec![manifest(one, "one"), wish(one)], vec![]),
        scanned(two, vec![manifest(two, "two"), wish(two)], vec![]),
    ]);
    let told: Vec<String> = bom
        .dependencies
        .iter()
        .filter(|edge| edge.from != bom.root)
        .map(|edge| {
            let purl = |id| bom.component(id).purl.as_ref().map(ToString::to_string);
            format!("{:?} {:?}", purl(edge.from), purl(edge.to))
        })
        .collect();
    let some =
        |from: &str, to: &str| format!("Some(\"pkg:cargo/{from}\") Some(\"pkg:cargo/{to}\")");
    assert_eq!(told, [some("one@1", "dep@1"), some("two@1", "dep@2")]);
    assert_eq!(bom.components.len(), 5, "the root, two members, two versions");
}
