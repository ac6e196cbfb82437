use std::collections::BTreeSet;

use keelmark_model::bom::{
    Component, ComponentKind, Evidence, Gap, LicenseClaim, Occurrence, State, Supplier,
};
use keelmark_model::{
    DependencyKind, Digest, DigestAlgorithm, LockedFile, LockedFileKind, Purl, Relation, Scope,
    Source, Usage,
};
use proptest::prelude::*;

use super::{Keep, Kept, Known, Reader, parse, render};
use crate::codes;
use crate::extract::{
    ALL, Claim, Distribution, Extract, Found, Inclusion, Need, OwnedFile, Says, Scanned,
};

const KNOWN: Known<'static> = Known { extractors: ALL, codes: &[codes::ALL] };

fn digest() -> Digest {
    Digest::new(DigestAlgorithm::Sha1, &[7; 20]).expect("a digest")
}

/// A component that has everything a component can have.
fn component() -> Component {
    let text = |text: &str| Some(text.to_owned());
    let mut component = Component::new(ComponentKind::Library, "name", State::Locked);
    component.version = text("1.0");
    component.purl = Some("pkg:npm/%40a/b@1?x=%20y#z".parse::<Purl>().expect("a purl"));
    component.cpes = vec!["cpe:2.3:a:b:c:*:*:*:*:*:*:*:*".to_owned()];
    let extras = BTreeSet::from(["a".to_owned(), "b".to_owned()]);
    component.scope =
        Some(Scope { relation: Relation::Transitive, usage: Usage::Development(extras) });
    component.digests = vec![digest()];
    component.files = vec![LockedFile {
        kind: LockedFileKind::Built,
        name: "f".to_owned(),
        url: text("https://example.org"),
        size: Some(u64::MAX),
        digests: vec![digest(), digest()],
    }];
    component.source = Source::Git { url: "u".to_owned(), commit: text("c"), subdirectory: None };
    component.supplier = Some(Supplier { name: "s".to_owned(), url: None, email: text("e") });
    component.licensing.declared = vec![LicenseClaim::Name("n".to_owned())];
    component.licensing.concluded = text("MIT");
    component.found = vec![Occurrence {
        path: "p".to_owned(),
        line: Some(3),
        layer: Some(digest()),
        evidence: Evidence::Sbom,
        extractor: "sbom",
    }];
    component.properties.insert("k".to_owned(), "\u{e4}".to_owned());
    component
}

fn kept() -> Kept {
    let need = Need {
        kind: DependencyKind::Group("dev".to_owned()),
        any_of: vec!["a".to_owned(), "b".to_owned()],
        extras: vec!["e".to_owned()],
        marker: None,
        requirement: Some(">=2".to_owned()),
        is_optional: true,
    };
    let says = [
        Says::Owns(vec![OwnedFile { path: "o".to_owned(), digest: Some(digest()) }]),
        Says::License("l".to_owned(), None),
        Says::Declares(LicenseClaim::Expression("MIT".to_owned())),
        Says::Distribution(Distribution { id: "debian".to_owned(), version: None }),
        Says::From(Source::Url("u".to_owned())),
        Says::Property("a".to_owned(), "b".to_owned()),
        Says::Needs(vec![need]),
        Says::LiesIn("f".to_owned()),
        Says::Project { folder: ".".to_owned(), needs: Vec::new() },
        Says::Includes(Inclusion { path: "r".to_owned(), line: None, is_constraint: true }),
        Says::Constrains { name: "n".to_owned(), requirement: "==1".to_owned(), line: Some(2) },
    ];
    let gap = |line| Gap {
        code: &codes::EXTRACT_ENTRY,
        path: "g".to_owned(),
        message: "m".to_owned(),
        line,
    };
    let extract = Extract {
        packages: vec![Found::new(component(), Evidence::Lockfile, "e")],
        claims: says.map(|says| Claim { home: "h".to_owned(), says }).to_vec(),
        gaps: vec![gap(Some(1))].into(),
    };
    let path = "a/b".to_owned();
    let file = Scanned { path, layer: Some(digest()), extractor: "uv-lock", extract };
    Kept {
        files: vec![file],
        gaps: vec![gap(None)],
        links: vec![("a".to_owned(), "b".to_owned())],
        skipped: vec![("dev/null".to_owned(), "character-device".to_owned())],
        paths: vec![vec![1, u128::MAX], Vec::new()],
        numbers: vec![0, 127, 128, u64::MAX],
    }
}

#[test]
fn everything_comes_back() {
    let bytes = render(&kept());
    assert_eq!(parse(&bytes, &KNOWN), Some(kept()));
    for length in 0..bytes.len() {
        assert_eq!(parse(&bytes[..length], &KNOWN), None, "cut after {length}");
    }
    assert_eq!(parse(&[&*bytes, &[0]].concat(), &KNOWN), None);
}

#[test]
fn what_is_not_known_is_not_read() {
    let bytes = render(&kept());
    assert_eq!(parse(&bytes, &Known { extractors: &[], ..KNOWN }), None);
    assert_eq!(parse(&bytes, &Known { codes: &[], ..KNOWN }), None);
}

proptest! {
    #[test]
    fn numbers_come_back(number: u64) {
        let mut out = Vec::new();
        number.write(&mut out);
        let mut from = Reader { rest: &out, known: &KNOWN };
        prop_assert_eq!(u64::read(&mut from), Some(number));
        prop_assert!(from.rest.is_empty());
    }

    #[test]
    fn what_is_damaged_stops_nothing(at in any::<prop::sample::Index>(), byte: u8) {
        let mut bytes = render(&kept());
        let at = at.index(bytes.len());
        bytes[at] = byte;
        drop(parse(&bytes, &KNOWN));
    }
}
