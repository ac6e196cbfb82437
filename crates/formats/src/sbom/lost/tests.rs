//! What formats cannot hold is told, all of it, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use keelmark_model::bom::{Bom, ComponentId, Dependency, LicenseClaim, Tool};
use keelmark_model::{DependencyKind, Scope, Source, Timestamp, Usage};

use super::super::document::tests::bills;
use super::super::document::{CycloneDxVersion, Format, RenderOptions, render};
use super::super::read::read;
use super::values::Values;
use super::{Loss, lost};
use crate::hash::sha256;

const MAPPING: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/src/sbom-mapping.md"));

fn options(format: Format) -> RenderOptions<'static> {
    RenderOptions { format, created: Timestamp(1_767_225_600), tool_version: "0.0.0" }
}

fn losses(bom: &Bom, format: Format) -> Vec<Loss> {
    let options = options(format);
    lost(bom, &options, &render(bom, &options)).expect("readable")
}

/// A bill with a value of every kind that a bill can have, each where a format may fail it.
fn everything() -> Bom {
    let mut bom = bills::image();
    let at = |name: &str, bom: &Bom| {
        bom.components.iter().position(|one| one.name == name).expect("a component")
    };
    let rich = at("rich", &bom);
    let component = &mut bom.components[rich];
    component.authors[0].url = Some("https://will.example".to_owned());
    component.authors[1].email = Some("others@rich.example".to_owned());
    component.supplier = component.authors.first().cloned();
    component.supplier.iter_mut().for_each(|one| one.name.push_str(" (of Rich)"));
    component.homepage = Some("http://rich.internal/".to_owned());
    component.digests = vec![sha256(b"rich")];
    let mut again = component.found[0].clone();
    again.line = Some(9);
    component.found.push(again);
    component.found.sort();
    component.source = Source::Git {
        url: "https://token@git.example/rich".to_owned(),
        commit: Some("4".repeat(40)),
        subdirectory: None,
    };
    let file = &mut component.files[0];
    (file.name, file.url) = ("source of rich.zip".to_owned(), None);
    component.files[1].url = Some("https://token@files.example/rich.whl".to_owned());
    component.files.sort();
    component.scope = Some(Scope {
        usage: Usage::Development(BTreeSet::from(["a,b".to_owned()])),
        ..component.scope.clone().expect("a scope")
    });
    component.properties.insert("note".to_owned(), "two\nlines".to_owned());
    component.within = Some(bom.root);
    component.licensing.declared.push(LicenseClaim::Expression("ISC".to_owned()));
    bom
}

/// What can be said of a bill at all.
fn kinds(bom: &Bom) -> BTreeSet<&'static str> {
    let components = bom.components.iter().flat_map(|one| Values::of_component(one).sorted());
    let graph = Values::of_graph(bom, Some).sorted();
    let document = Values::of_document(bom, "0").sorted();
    components.chain(graph).chain(document).map(|(kind, _)| kind).collect()
}

/// The table in the manual is what is measured here of a bill that has everything.
#[test]
fn the_manual_says_what_each_format_cannot_hold() {
    let bom = everything();
    let mut table: BTreeMap<String, BTreeSet<Format>> = BTreeMap::new();
    for format in Format::ALL {
        for loss in losses(&bom, format) {
            table.entry(loss.field).or_default().insert(format);
        }
    }
    let columns = [
        Format::CycloneDxJson(CycloneDxVersion::V1_5),
        Format::CycloneDxJson(CycloneDxVersion::V1_6),
        Format::CycloneDxJson(CycloneDxVersion::V1_7),
        Format::SpdxJson,
        Format::SpdxTagValue,
        Format::SpdxJsonLd,
    ];
    let mut text = String::from(
        "| lost or changed | CycloneDX 1.5 | 1.6 | 1.7 | SPDX 2.3 | tags and values | SPDX 3.0.1 |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for (what, formats) in table {
        let cells = columns.map(|format| if formats.contains(&format) { " x |" } else { " |" });
        text.push_str(&format!("| {what} |{}\n", cells.concat()));
    }
    assert!(MAPPING.contains(&text), "the manual lacks this table:\n{text}");
}

/// A count is more than nothing exactly where the bill that is read is another.
#[test]
fn nothing_is_lost_in_silence() {
    for (name, bom) in [("image", bills::image()), ("bare", bills::bare()), ("all", everything())] {
        for format in Format::ALL {
            let options = options(format);
            let document = render(&bom, &options);
            let mut written = read(&document).expect("readable").bom;
            written.tools.retain(|tool| tool.name != "keelmark");
            written.created = bom.created;
            let told = lost(&bom, &options, &document).expect("readable");
            assert_eq!(told.is_empty(), written == bom, "{name} {}: {told:?}", format.name());
        }
    }
}

#[test]
fn losses_are_counted_by_value() {
    let format = Format::CycloneDxJson(CycloneDxVersion::V1_5);
    let of = |what: &str| {
        let told = losses(&bills::image(), format);
        told.iter().find(|loss| loss.field == what).map_or(0, |loss| loss.count)
    };
    assert_eq!((of("lines of places"), of("layers of places")), (2, 1));
    assert_eq!((of("authors"), of("sites of the document's authors"), of("names")), (2, 1, 0));
}

#[test]
fn every_kind_of_value_is_compared() {
    let bom = everything();
    assert_eq!(kinds(&bom).len(), 48, "{:?}", kinds(&bom));
}

#[test]
fn what_is_exchanged_counts_once() {
    let bom = bills::image();
    let options = options(Format::CycloneDxJson(CycloneDxVersion::V1_7));
    let with = |change: &dyn Fn(&mut Bom)| {
        let mut other = bom.clone();
        change(&mut other);
        let told = lost(&other.sorted(), &options, &render(&bom, &options)).expect("readable");
        let usual =
            ["forms of licences", "licences", "sites of the document's authors", "sizes of files"];
        let told = told.into_iter().filter(|one| !usual.contains(&&*one.field));
        told.map(|one| format!("{} {}", one.count, one.field)).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(with(&|_| {}), "");
    assert_eq!(with(&|bom| bom.context = None), "1 stage");
    assert_eq!(with(&|bom| bom.gaps.clear()), "2 gaps");
    let dropped = |bom: &mut Bom| bom.dependencies.truncate(5);
    assert_eq!(with(&dropped), "1 conditions of dependencies, 1 dependencies");
    let more = |bom: &mut Bom| {
        bom.dependencies.push(Dependency {
            from: ComponentId(0),
            to: ComponentId(0),
            kind: DependencyKind::Runtime,
            extras: Vec::new(),
            marker: None,
        });
    };
    assert_eq!(with(&more), "1 dependencies");
    let tool = |bom: &mut Bom| {
        bom.tools.push(Tool { vendor: None, name: "a".to_owned(), version: None });
    };
    assert_eq!(with(&tool), "1 tools");
}
