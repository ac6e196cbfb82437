//! Texts that say nothing, or nothing at their ends.

use keelmark_model::bom::{Bom, ComponentKind, State};
use keelmark_model::{LockedFile, LockedFileKind, Source, Timestamp};

use super::bills::bare;
use crate::hash::sha256;
use crate::sbom::document::{Format, RenderOptions, render};
use crate::sbom::read::read;

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
