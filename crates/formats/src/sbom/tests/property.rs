//! Any inventory: what is rendered reads back as what went in.

use std::collections::BTreeSet;

use keelmark_model::{
    Basis, DependencyKind, Ecosystem, Edge, Inventory, Package, PackageId, Project, Source, Subject,
};
use proptest::prelude::*;

use super::input;
use super::inventories::{inventory, package};
use crate::sbom::{SbomFacts, cyclonedx, spdx};

fn any_text() -> impl Strategy<Value = String> {
    proptest::collection::vec(any::<char>(), 0..12).prop_map(String::from_iter)
}

fn any_source() -> impl Strategy<Value = Source> {
    prop_oneof![
        any_text().prop_map(Source::Registry),
        "https://[a-z]{1,4}(\\.[a-z]{2})?/[ -~]{0,9}".prop_map(Source::Registry),
        any_text().prop_map(Source::Url),
        any_text().prop_map(Source::Path),
        (any_text(), any::<Option<String>>(), any::<Option<String>>())
            .prop_map(|(url, commit, subdirectory)| Source::Git { url, commit, subdirectory }),
        Just(Source::Unknown),
    ]
}

fn any_kind() -> impl Strategy<Value = DependencyKind> {
    prop_oneof![
        Just(DependencyKind::Runtime),
        any_text().prop_map(DependencyKind::Extra),
        Just(DependencyKind::Optional),
        Just(DependencyKind::Peer),
        Just(DependencyKind::Build),
        any_text().prop_map(DependencyKind::Group),
    ]
}

fn any_package() -> impl Strategy<Value = Package> {
    let name = "(@[a-b][._~-]?/)?[a-b][a-b._~-]{0,2}";
    (name, "[0-9][0-9.+-]{0,3}", any_source(), any::<Option<String>>()).prop_map(
        |(name, version, source, license)| {
            let mut package = package(Ecosystem::Npm, &name, Some(&version));
            package.source = source;
            package.license = license;
            package
        },
    )
}

fn any_inventory() -> impl Strategy<Value = Inventory> {
    proptest::collection::vec(any_package(), 1..8).prop_flat_map(|packages| {
        let count = u32::try_from(packages.len()).expect("few");
        let edge = (0..count, 0..count, any_kind(), any::<Option<String>>());
        let edge = edge.prop_map(|(from, to, kind, marker)| Edge {
            from: PackageId(from),
            to: PackageId(to),
            kind,
            extras: Vec::new(),
            marker,
        });
        let basis = prop_oneof![Just(Basis::Locked), Just(Basis::Declared)];
        (Just(packages), 0..count, proptest::collection::vec(edge, 0..16), basis).prop_map(
            |(packages, root, edges, basis)| {
                // A manifest tells what its root needs and no more.
                let edges = edges.into_iter();
                let known = edges.filter(|edge| basis == Basis::Locked || edge.from.0 == root);
                inventory(Ecosystem::Npm, basis, packages, root, vec![], known.collect())
            },
        )
    })
}

fn any_project() -> impl Strategy<Value = Project> {
    (any::<[Option<String>; 4]>()).prop_map(|[license, description, repository, supplier]| {
        Project {
            ecosystem: Ecosystem::Npm,
            name: "demo".to_owned(),
            version: None,
            license,
            description,
            repository,
            supplier,
            manifest: "package.json".to_owned(),
            declared: Vec::new(),
        }
    })
}

/// Name, version and purl of everything but the root, sorted.
fn wanted(inventory: &Inventory) -> Vec<(String, Option<String>, Option<String>)> {
    let others =
        inventory.packages.iter().zip(0..).filter(|(_, id)| inventory.root != PackageId(*id));
    let mut wanted: Vec<_> = others
        .map(|(package, _)| {
            (package.name.clone(), package.version.clone(), Some(package.purl.to_string()))
        })
        .collect();
    wanted.sort();
    wanted
}

fn read(facts: &SbomFacts<'_>) -> Vec<(String, Option<String>, Option<String>)> {
    let text = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
    let components = facts.components.iter();
    let mut read: Vec<_> = components
        .map(|c| (c.name.clone().into_owned(), text(&c.version), text(&c.purl)))
        .collect();
    read.sort();
    read
}

proptest! {
    #[test]
    fn documents_say_what_went_in(
        inventory in any_inventory(),
        project in any_project(),
        subject in any_text(),
    ) {
        let scopes = inventory.scopes();
        let subjects = [Subject { name: subject, size: None, digests: Vec::new() }];
        let input = input(&inventory, &scopes, &project, &subjects);
        let pairs: BTreeSet<_> = inventory.edges.iter().map(|edge| (edge.from, edge.to)).collect();

        let document = cyclonedx::render(&input);
        prop_assert_eq!(&cyclonedx::render(&input), &document);
        let facts = cyclonedx::parse(&document).expect("readable");
        prop_assert_eq!(&facts.defects, &[]);
        prop_assert_eq!(read(&facts), wanted(&inventory));
        prop_assert_eq!(facts.dependencies, pairs.len());

        let document = spdx::render(&input);
        prop_assert_eq!(&spdx::render(&input), &document);
        let facts = spdx::parse(&document).expect("readable");
        prop_assert_eq!(&facts.defects, &[]);
        prop_assert_eq!(read(&facts), wanted(&inventory));
        prop_assert_eq!(facts.dependencies, pairs.len());
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        let _ = cyclonedx::parse(&bytes);
        let _ = spdx::parse(&bytes);
    }
}
