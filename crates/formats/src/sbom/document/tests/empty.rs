//! Texts that say nothing, or nothing at their ends.

use keelmark_model::bom::{Bom, Component, ComponentKind, State, Supplier};
use keelmark_model::{LockedFile, LockedFileKind, Source, Timestamp};

use super::bills::{bare, image};
use crate::hash::sha256;
use crate::sbom::document::{Format, RenderOptions, render};
use crate::sbom::read::read;
use crate::sbom::validate::{Met, validate};

fn document(bom: &Bom, format: Format) -> String {
    let options = RenderOptions { format, created: Timestamp(1_767_225_600), tool_version: "0" };
    String::from_utf8(render(bom, &options)).expect("UTF-8")
}

/// A bill of the root alone, changed.
fn with(change: impl FnOnce(&mut keelmark_model::bom::Component)) -> Bom {
    let mut bom = bare();
    change(&mut bom.components[0]);
    bom
}

/// What is read of a document is written as that document, whatever stood at the ends of texts.
#[test]
fn descriptions_have_no_white_space_at_their_ends() {
    for (description, wanted) in [
        ("two words ", Some("two words")),
        (" of\n two lines\n", Some("of\n two lines")),
        (" \n", None),
        ("", None),
    ] {
        let bom = with(|root| root.description = Some(description.to_owned()));
        for format in Format::ALL {
            let first = document(&bom, format);
            let mut read = read(first.as_bytes()).expect("readable").bom;
            let root = &read.components[0];
            assert_eq!(root.description.as_deref(), wanted, "{}", format.name());
            read.tools.clear();
            assert_eq!(document(&read, format), first, "{}", format.name());
        }
    }
}

#[test]
fn nothing_refers_to_an_empty_address() {
    let file = |name: &str, url: Option<&str>| LockedFile {
        kind: LockedFileKind::Source,
        name: name.to_owned(),
        url: url.map(str::to_owned),
        size: None,
        digests: vec![sha256(name.as_bytes())],
    };
    let bom = with(|root| {
        root.kind = ComponentKind::Library;
        root.state = State::Locked;
        (root.homepage, root.repository) = (Some(String::new()), Some(String::new()));
        root.files = vec![file("", None), file("", Some("")), file("a.tar.gz", Some(""))];
    });
    let url = with(|root| root.source = Source::Url(String::new()));
    for format in Format::ALL {
        let text = document(&bom, format);
        for empty in [r#""url": """#, r#""locator": [""]"#, r#""homepage": """#] {
            assert!(!text.contains(empty), "{} {empty}: {text}", format.name());
            assert!(!document(&url, format).contains(empty), "{} {empty}", format.name());
        }
        assert!(text.contains("a.tar.gz"), "{}", format.name());
    }
}

/// Some tools write what they found and not what it was found in.
#[test]
fn a_document_about_nothing_is_written_without_what_it_is_about() {
    let mut bom = image();
    let root = bom.root;
    bom.dependencies.retain(|edge| edge.from != root && edge.to != root);
    bom.components.iter_mut().for_each(|one| one.within = one.within.filter(|it| *it != root));
    bom.components[root.0 as usize] =
        Component::new(ComponentKind::Application, "", State::Installed);
    let bom = bom.sorted();
    for format in Format::ALL {
        let text = document(&bom, format);
        let validation = validate(text.as_bytes(), None, None).expect("readable");
        assert_eq!(validation.met(), Met::Yes, "{}: {validation:?}", format.name());
        for empty in [r#""name": """#, r#""bom-ref": """#, "[\"\"]", "PackageName: \n"] {
            assert!(!text.contains(empty), "{} {empty}", format.name());
        }
        let read = read(text.as_bytes()).expect("readable").bom;
        assert_eq!(read.components.len(), bom.components.len(), "{}", format.name());
        assert_eq!(read.component(read.root).name, "", "{}", format.name());
        assert_eq!(read.dependencies.len(), bom.dependencies.len(), "{}", format.name());
    }
}

/// Developers write their addresses so that no program finds them, and schemas want addresses.
#[test]
fn what_is_no_address_stands_in_no_field_of_addresses() {
    let party = |email: &str, url: Option<&str>| Supplier {
        name: "Ada".to_owned(),
        url: url.map(str::to_owned),
        email: Some(email.to_owned()),
    };
    for (email, is_kept) in
        [("ada@a.example", true), ("ada at a.example", false), ("ada (at) a.example", false)]
    {
        let bom = with(|root| {
            root.authors = vec![party(email, None)];
            root.supplier = Some(party(email, Some("https://a.example/a b")));
        });
        for format in Format::ALL {
            let text = document(&bom, format);
            let validation = validate(text.as_bytes(), None, None).expect("readable");
            assert_eq!(validation.met(), Met::Yes, "{} {email}: {validation:?}", format.name());
            if matches!(format, Format::CycloneDxJson(_)) {
                assert_eq!(text.contains(email), is_kept, "{} {email}", format.name());
                assert!(text.contains("https://a.example/a%20b"), "{}", format.name());
            }
        }
    }
}
