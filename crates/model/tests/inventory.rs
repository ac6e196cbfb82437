//! Scopes of packages, and inventories of what is only declared.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use keelmark_model::{
    Basis, Declared, DependencyKind, Ecosystem, Edge, Inventory, Package, PackageId, Project,
    Relation, Scope, Source, Usage,
};
use proptest::prelude::*;

/// An inventory with the root `r` from lines `from kind to[extras]`.
fn inventory(lines: &[&str]) -> Inventory {
    let mut names: BTreeSet<&str> = BTreeSet::from(["r"]);
    let mut edges = Vec::new();
    for line in lines {
        let [from, _, to] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        names.extend([from, to.split('[').next().unwrap()]);
    }
    let id = |name: &str| {
        PackageId(u32::try_from(names.iter().position(|known| *known == name).unwrap()).unwrap())
    };
    for line in lines {
        let [from, how, to] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let (to, extras) = to.trim_end_matches(']').split_once('[').unwrap_or((to, ""));
        edges.push(Edge {
            from: id(from),
            to: id(to),
            kind: kind(how),
            extras: extras.split(',').filter(|e| !e.is_empty()).map(str::to_owned).collect(),
            marker: None,
        });
    }
    let packages = names.iter().map(|name| package(name)).collect();
    let (ecosystem, basis, root) = (Ecosystem::Python, Basis::Locked, id("r"));
    let members = names.iter().filter(|name| name.starts_with('m')).map(|name| id(name)).collect();
    Inventory { ecosystem, basis, packages, root, members, edges }.sorted()
}

fn kind(text: &str) -> DependencyKind {
    match text.split_once(':') {
        Some(("extra", name)) => DependencyKind::Extra(name.to_owned()),
        Some(("group", name)) => DependencyKind::Group(name.to_owned()),
        None if text == "run" => DependencyKind::Runtime,
        None if text == "optional" => DependencyKind::Optional,
        None if text == "peer" => DependencyKind::Peer,
        None if text == "build" => DependencyKind::Build,
        _ => panic!("{text}"),
    }
}

fn package(name: &str) -> Package {
    Package {
        name: name.to_owned(),
        version: Some("1".to_owned()),
        requirement: None,
        purl: Ecosystem::Python.purl(name).unwrap(),
        source: Source::Unknown,
        files: Vec::new(),
        license: None,
        paths: Vec::new(),
        install_script: false,
        line: None,
    }
}

/// `name relation usage` for each package but the root.
fn scopes(lines: &[&str]) -> Vec<String> {
    let inventory = inventory(lines);
    let names = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join("+");
    let shown = |(package, scope): (&Package, Scope)| {
        let relation = format!("{:?}", scope.relation).to_lowercase();
        let usage = match &scope.usage {
            Usage::Runtime => "runtime".to_owned(),
            Usage::Optional(extras) => format!("optional:{}", names(extras)),
            Usage::Build => "build".to_owned(),
            Usage::Development(groups) => format!("development:{}", names(groups)),
            Usage::Unused => "unused".to_owned(),
        };
        format!("{} {relation} {usage}", package.name)
    };
    let scopes = inventory.scopes();
    assert_eq!(
        scopes[inventory.root.0 as usize],
        Scope { relation: Relation::Root, usage: Usage::Runtime }
    );
    let of_all = inventory.packages.iter().zip(scopes);
    of_all.filter(|(package, _)| package.name != "r").map(shown).collect()
}

#[test]
fn runtime_is_stronger_than_extras_build_and_groups() {
    assert_eq!(
        scopes(&[
            "r run a",
            "r extra:x a",
            "r group:dev a",
            "r build b",
            "r group:dev b",
            "a run c"
        ]),
        ["a direct runtime", "b direct build", "c transitive runtime"]
    );
}

#[test]
fn extras_and_groups_are_named_all() {
    assert_eq!(
        scopes(&["r extra:x a", "r extra:y b", "a run c", "b run c", "r group:t d", "r group:u d"]),
        [
            "a direct optional:x",
            "b direct optional:y",
            "c transitive optional:x+y",
            "d direct development:t+u"
        ]
    );
}

#[test]
fn extras_of_a_dependency_follow_only_where_asked_for() {
    assert_eq!(
        scopes(&["r run a[x]", "a extra:x b[z]", "a extra:y c", "b extra:z d", "a run e"]),
        [
            "a direct runtime",
            "b transitive runtime",
            "c unreachable unused",
            "d transitive runtime",
            "e transitive runtime"
        ]
    );
}

#[test]
fn extras_asked_for_twice_close_over_cycles() {
    assert_eq!(
        scopes(&["r run a", "a run b[x]", "b extra:x a[y]", "a extra:y c", "c run a"]),
        ["a direct runtime", "b transitive runtime", "c transitive runtime"]
    );
}

#[test]
fn the_root_may_ask_for_its_own_extras() {
    assert_eq!(
        scopes(&[
            "r run a",
            "r extra:all r[x,y]",
            "r extra:x b",
            "r extra:y c",
            "r group:dev r[z]",
            "r extra:z d"
        ]),
        [
            "a direct runtime",
            "b direct optional:all+x",
            "c direct optional:all+y",
            "d direct optional:z"
        ]
    );
}

#[test]
fn groups_of_others_are_not_followed() {
    assert_eq!(
        scopes(&["r run m1", "m1 group:dev a", "m2 run b", "r group:dev m3", "m3 run c"]),
        [
            "a unreachable unused",
            "b unreachable unused",
            "c transitive development:dev",
            "m1 member runtime",
            "m2 member unused",
            "m3 member development:dev"
        ]
    );
}

#[test]
fn the_weakest_edge_of_the_best_way_counts() {
    assert_eq!(
        scopes(&[
            "r run a",
            "a optional b",
            "b run c",
            "a peer d",
            "a build e",
            "e run f",
            "e optional g",
            "b build h",
            "f run i",
            "a run i"
        ]),
        [
            "a direct runtime",
            "b transitive optional:",
            "c transitive optional:",
            "d transitive optional:",
            "e transitive build",
            "f transitive build",
            "g transitive build",
            "h transitive build",
            "i transitive runtime"
        ]
    );
}

fn project(declared: Vec<Declared>) -> Project {
    Project {
        ecosystem: Ecosystem::Python,
        name: "r".to_owned(),
        version: Some("2.0".to_owned()),
        license: None,
        description: None,
        repository: None,
        supplier: None,
        manifest: "pyproject.toml".to_owned(),
        declared,
    }
}

fn declared(name: &str, requirement: &str, how: &str, url: Option<&str>) -> Declared {
    Declared {
        name: name.to_owned(),
        requirement: requirement.to_owned(),
        kind: kind(how),
        marker: None,
        url: url.map(str::to_owned),
        line: None,
    }
}

#[test]
fn declared_dependencies_have_requirements_and_no_versions() {
    let inventory = Inventory::declared(&project(vec![
        declared("z", ">=2", "run", None),
        declared("a", "", "extra:x", None),
        declared("z", ">=3", "extra:x", None),
        declared("z", ">=2", "group:dev", None),
        declared("g", "", "run", Some("git+https://example.org/g@main")),
    ]))
    .unwrap();
    assert_eq!(inventory.basis, Basis::Declared);
    let rows = inventory.packages.iter().map(|package| {
        let requirement = package.requirement.as_deref().unwrap_or("-");
        let version = package.version.as_deref().unwrap_or("-");
        format!("{} {version} {requirement} {}", package.name, package.purl)
    });
    assert_eq!(
        rows.collect::<Vec<_>>(),
        [
            "a -  pkg:pypi/a",
            "g -  pkg:pypi/g?vcs_url=git%2Bhttps:%2F%2Fexample.org%2Fg%40main",
            "r 2.0 - pkg:pypi/r@2.0",
            "z - >=2 | >=3 pkg:pypi/z",
        ]
    );
    assert_eq!(inventory.package(inventory.root).name, "r");
    assert_eq!(inventory.edges.len(), 5);
    assert!(Inventory::declared(&project(vec![declared("", "", "run", None)])).is_err());
}

const NAMES: [&str; 6] = ["r", "a", "b", "c", "m", "n"];

fn any_line() -> impl Strategy<Value = String> {
    let name = || prop::sample::select(&NAMES[..]);
    let how = prop::sample::select(
        &["run", "optional", "peer", "build", "extra:x", "extra:y", "group:g"][..],
    );
    let extras = prop::sample::select(&["", "[x]", "[y]", "[x,y]"][..]);
    (name(), how, name(), extras).prop_map(|(a, how, b, extras)| format!("{a} {how} {b}{extras}"))
}

const fn strength(usage: &Usage) -> u8 {
    match usage {
        Usage::Unused => 0,
        Usage::Development(_) => 1,
        Usage::Build => 2,
        Usage::Optional(_) => 3,
        Usage::Runtime => 4,
    }
}

proptest! {
    #[test]
    fn another_edge_never_weakens(lines in prop::collection::vec(any_line(), 0..25), more in any_line()) {
        // The same packages in both, whatever the edges name.
        let all: Vec<String> = NAMES.iter().map(|name| format!("n group:g {name}")).chain(lines).collect();
        let mut all: Vec<&str> = all.iter().map(String::as_str).collect();
        let before = inventory(&all).scopes();
        all.push(&more);
        let after = inventory(&all).scopes();
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(strength(&before.usage) <= strength(&after.usage), "{before:?} {after:?}");
            prop_assert!(before.relation >= after.relation, "{before:?} {after:?}");
        }
    }

    #[test]
    fn reachable_is_what_a_plain_search_reaches(lines in prop::collection::vec(any_line(), 0..25)) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let inventory = inventory(&lines);
        let reached = plain_search(&inventory);
        for (id, scope) in (0..).map(PackageId).zip(inventory.scopes()) {
            let used = scope.usage != Usage::Unused;
            prop_assert_eq!(used, id == inventory.root || reached.contains(&id));
        }
    }
}

/// Packages reached from the root, found by repeating until nothing is added.
fn plain_search(inventory: &Inventory) -> BTreeSet<PackageId> {
    let asked = |edge: &Edge| {
        let extras = edge.extras.iter().map(|extra| (edge.to, Some(extra.clone())));
        std::iter::once((edge.to, None)).chain(extras).collect::<Vec<_>>()
    };
    let own = inventory.edges.iter().filter(|edge| edge.from == inventory.root);
    let mut reached: BTreeSet<_> = own.flat_map(asked).collect();
    loop {
        let before = reached.len();
        for edge in &inventory.edges {
            let follows = match &edge.kind {
                DependencyKind::Group(_) => false,
                DependencyKind::Extra(extra) => reached.contains(&(edge.from, Some(extra.clone()))),
                _ => reached.contains(&(edge.from, None)),
            };
            if follows {
                reached.extend(asked(edge));
            }
        }
        if reached.len() == before {
            return reached.into_iter().map(|(id, _)| id).collect();
        }
    }
}
