//! What a manifest adds to a `Cargo.lock`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use keelmark_formats::lock::{ALL, refine};
use keelmark_model::{Declared, DependencyKind, Ecosystem, Inventory, Project};

const LOCK: &str = r#"version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["a 0.9.0", "a 1.2.0", "b", "c", "member"]

[[package]]
name = "member"
version = "0.1.0"
dependencies = ["b"]

[[package]]
name = "a"
version = "0.9.0"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "a"
version = "1.2.0"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "b"
version = "2.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = ["c"]

[[package]]
name = "c"
version = "3.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
"#;

fn inventory() -> Inventory {
    let cargo = ALL.iter().find(|lockfile| lockfile.id == "cargo").unwrap();
    (cargo.parse)(LOCK.as_bytes(), Some("app")).unwrap()
}

fn project(name: &str, declared: &[(&str, &str, DependencyKind)]) -> Project {
    let declared = declared.iter().map(|(name, requirement, kind)| Declared {
        name: (*name).to_owned(),
        requirement: (*requirement).to_owned(),
        kind: kind.clone(),
        marker: (*name == "b").then(|| "cfg(unix)".to_owned()),
        url: None,
        line: None,
    });
    Project {
        ecosystem: Ecosystem::Cargo,
        name: name.to_owned(),
        version: None,
        license: None,
        description: None,
        repository: None,
        supplier: None,
        manifest: "Cargo.toml".to_owned(),
        declared: declared.collect(),
    }
}

fn edges(inventory: &Inventory) -> Vec<String> {
    let shown = inventory.edges.iter().map(|edge| {
        let (from, to) = (inventory.package(edge.from), inventory.package(edge.to));
        let marker = edge.marker.as_deref().unwrap_or("-");
        let version = to.version.as_deref().unwrap();
        format!("{} {} {version} {:?} {marker}", from.name, to.name, edge.kind)
    });
    shown.collect()
}

#[test]
fn kinds_come_from_the_manifest() {
    let mut inventory = inventory();
    let group = || DependencyKind::Group("dev".to_owned());
    refine(
        &mut inventory,
        &project(
            "app",
            &[
                ("a", "^0.9", DependencyKind::Build),
                ("a", "1", group()),
                ("b", "2", DependencyKind::Runtime),
                ("b", "2", group()),
                ("not-locked", "1", DependencyKind::Runtime),
            ],
        ),
    );
    assert_eq!(
        edges(&inventory),
        [
            "app a 0.9.0 Build -",
            r#"app a 1.2.0 Group("dev") -"#,
            "app b 2.0.0 Runtime cfg(unix)",
            r#"app b 2.0.0 Group("dev") cfg(unix)"#,
            "app c 3.0.0 Runtime -",
            "app member 0.1.0 Runtime -",
            "b c 3.0.0 Runtime -",
            "member b 2.0.0 Runtime -",
        ]
    );
    refine(&mut inventory, &project("member", &[("b", "*", DependencyKind::Optional)]));
    assert_eq!(edges(&inventory).last().unwrap(), "member b 2.0.0 Optional cfg(unix)");
}

#[test]
fn a_manifest_of_something_else_changes_nothing() {
    for (name, ecosystem) in [("c", Ecosystem::Cargo), ("app", Ecosystem::Npm)] {
        let mut project = project(name, &[("b", "2", DependencyKind::Build)]);
        project.ecosystem = ecosystem;
        let mut refined = inventory();
        refine(&mut refined, &project);
        assert_eq!(refined, inventory());
    }
}
