use keelmark_model::bom::{Component, ComponentKind, Context, Evidence, State};
use keelmark_model::{Bom, Purl};

use super::super::{Claim, Extract, Found, Need, OwnedFile, Says};
use super::{Scanned, assemble};

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
