use keelmark_model::bom::{
    Bom, Component, ComponentId, ComponentKind, LicenseClaim, State, Supplier,
};
use keelmark_model::{Digest, LockedFile, LockedFileKind, Purl};

use super::registry::Registry;
use super::{Conflict, Field, Filled, Known, enrich};
use crate::hash::sha256;

fn component(purl: &str) -> Component {
    let purl: Purl = purl.parse().expect("a purl");
    let mut component = Component::new(ComponentKind::Library, purl.name(), State::Locked);
    component.version = purl.version().map(str::to_owned);
    component.purl = Some(purl);
    component
}

fn file(name: &str, content: &[u8]) -> LockedFile {
    LockedFile {
        kind: LockedFileKind::Built,
        name: name.to_owned(),
        url: None,
        size: None,
        digests: vec![sha256(content)],
    }
}

/// One that says something of every field.
fn full(purl: &str) -> Component {
    let mut full = component(purl);
    full.licensing.declared = vec![LicenseClaim::Expression("MIT".to_owned())];
    full.licensing.copyright = Some("(c) Ada".to_owned());
    full.files = vec![file("a.whl", b"a")];
    let ada = Supplier { name: "Ada".to_owned(), url: None, email: None };
    (full.supplier, full.authors) = (Some(ada.clone()), vec![ada]);
    full.description = Some("what it\n  does\n".to_owned());
    full.homepage = Some("https://a.example".to_owned());
    full.repository = Some("https://git.example/a".to_owned());
    full
}

fn bom(component: Component) -> Bom {
    Bom {
        created: None,
        authors: Vec::new(),
        tools: Vec::new(),
        context: None,
        root: ComponentId(0),
        components: vec![component],
        dependencies: Vec::new(),
        gaps: Vec::new(),
    }
}

fn known(component: Component, place: &str) -> Known {
    Known { component, place: place.to_owned() }
}

#[test]
fn every_empty_field_is_filled_from_the_first_that_knows_and_says_from_where() {
    let mut bom = bom(component("pkg:pypi/a@1?x=y"));
    let sources = [
        known(component("pkg:pypi/a@1"), "0"),
        known(full("pkg:pypi/a@1"), "1"),
        known(full("pkg:pypi/a@2"), "2"),
    ];
    let enrichment = enrich(&mut bom, &sources);
    let filled = |field: &Field| Filled {
        package: "pkg:pypi/a@1".to_owned(),
        field: *field,
        place: "1".to_owned(),
    };
    assert_eq!(enrichment.filled, Field::ALL.iter().map(filled).collect::<Vec<_>>());
    assert_eq!(enrichment.conflicts, []);
    let properties = bom.components[0].properties.clone();
    let names: Vec<&str> = properties.keys().map(String::as_str).collect();
    let mut wanted = Field::ALL.map(|field| format!("enriched:{}", field.name()));
    wanted.sort();
    assert_eq!(names, wanted);
    let mut wanted = full("pkg:pypi/a@1?x=y");
    wanted.description = Some("what it does".to_owned());
    wanted.properties = properties;
    assert_eq!(bom.components, [wanted.clone()]);
    assert_eq!(enrich(&mut bom, &sources).filled, [], "nothing is left to be filled");
    assert_eq!(bom.components, [wanted]);
}

#[test]
fn every_file_of_a_package_is_taken() {
    let mut bom = bom(component("pkg:pypi/a@1"));
    let one = Component { files: vec![file("a.whl", b"a")], ..component("pkg:pypi/a@1") };
    let other = Component { files: vec![file("a.tar.gz", b"b")], ..component("pkg:pypi/a@1") };
    enrich(&mut bom, &[known(one.clone(), "1"), known(other, "2"), known(one, "3")]);
    let names: Vec<&str> = bom.components[0].files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["a.tar.gz", "a.whl"]);
}

#[test]
fn nothing_is_overwritten_and_contradictions_are_told() {
    let here = full("pkg:pypi/a@1");
    let mut there = full("pkg:pypi/a@1");
    there.licensing.declared = vec![LicenseClaim::Expression("GPL-3.0-only".to_owned())];
    there.files = vec![file("a.whl", b"other"), file("a-other.whl", b"x")];
    there.description = Some("another".to_owned());
    let mut bom = bom(here.clone());
    let enrichment = enrich(&mut bom, &[known(there, "place")]);
    assert_eq!(bom.components, [here]);
    assert_eq!(enrichment.filled, []);
    let conflict = |field, here: &str, there: &str| Conflict {
        package: "pkg:pypi/a@1".to_owned(),
        field,
        here: here.to_owned(),
        there: there.to_owned(),
        place: "place".to_owned(),
    };
    let [one, other] = [b"a".as_slice(), b"other"].map(|content| sha256(content).to_string());
    let wanted =
        [conflict(Field::License, "MIT", "GPL-3.0-only"), conflict(Field::Hash, &one, &other)];
    assert_eq!(enrichment.conflicts, wanted);
}

#[test]
fn the_archive_of_a_crate_is_the_crate() {
    let mut here = component("pkg:cargo/a@1.0.0");
    here.digests = vec![sha256(b"one")];
    let there = Component {
        files: vec![file("a-1.0.0.crate", b"other")],
        ..component("pkg:cargo/a@1.0.0")
    };
    let enrichment = enrich(&mut bom(here), &[known(there, "cache")]);
    assert_eq!(enrichment.conflicts.len(), 1);
}

#[test]
fn registries_answer_about_packages() {
    for (purl, address, path) in [
        ("pkg:pypi/a-b@1.0", "https://pypi.org", "pypi/a-b/1.0/json"),
        ("pkg:cargo/a@1.0.0-b+c", "https://crates.io", "api/v1/crates/a/1.0.0-b+c"),
        ("pkg:npm/%40s/a@1.0.0", "https://registry.npmjs.org", "@s/a/1.0.0"),
    ] {
        let purl: Purl = purl.parse().expect("a purl");
        let (registry, found) = Registry::of(&purl).expect("a registry");
        assert_eq!((registry.address, found.as_str()), (address, path));
    }
    for purl in [
        "pkg:deb/debian/a@1",
        "pkg:pypi/a",
        "pkg:cargo/a@1.0.0%3Fx",
        "pkg:npm/a@..",
        "pkg:pypi/a@1?repository_url=https://index.example",
    ] {
        assert!(Registry::of(&purl.parse().expect("a purl")).is_none(), "{purl}");
    }
}

#[test]
fn registries_are_not_told_the_names_of_what_was_never_published() {
    use keelmark_model::bom::{Component, ComponentKind, State};
    use keelmark_model::{Relation, Scope, Source, Usage};
    let asked = |change: fn(&mut Component)| {
        let mut component = Component::new(ComponentKind::Library, "a", State::Installed);
        component.purl = "pkg:npm/a@1.0.0".parse().ok();
        change(&mut component);
        Registry::for_component(&component).is_some()
    };
    assert!(asked(|_| {}));
    assert!(asked(|one| one.source = Source::Registry("https://registry.npmjs.org/".to_owned())));
    assert!(asked(|one| one.kind = ComponentKind::Application));
    assert!(!asked(|one| one.source = Source::Path("packages/a".to_owned())));
    assert!(!asked(|one| one.source = Source::Url("https://h.example/a.tgz".to_owned())));
    assert!(!asked(|one| {
        one.kind = ComponentKind::Application;
        one.state = State::Locked;
    }));
    assert!(!asked(|one| {
        one.scope = Some(Scope { relation: Relation::Member, usage: Usage::Runtime });
    }));
}

#[test]
fn answers_of_registries_are_understood() {
    let hex = "ab".repeat(32);
    let pypi = format!(
        r#"{{"info": {{"license_expression": "MIT", "license": "", "summary": "s", "home_page": "", "author": null,
        "author_email": "Ada <ada@example.org>", "project_urls": {{"Source": "https://git.example/a"}}}},
        "urls": [{{"filename": "a-1.tar.gz", "packagetype": "sdist", "size": 3, "url": "https://f.example/a-1.tar.gz",
        "digests": {{"sha256": "{hex}"}}}}, {{"filename": "broken"}}]}}"#
    );
    let crates = format!(
        r#"{{"version": {{"license": "MIT/Apache-2.0", "checksum": "{hex}", "crate_size": 3, "homepage": null,
        "repository": "https://git.example/a", "published_by": {{"name": "Ada"}}}}}}"#
    );
    let npm = r#"{"license": {"type": "ISC"}, "repository": {"url": "git+https://git.example/a.git"}, "author":
        {"name": "Ada", "email": "ada@example.org"}, "dist": {"tarball": "https://r.example/a/-/a-1.0.0.tgz",
        "integrity": "sha512-q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urqw=="}}"#;
    for (purl, answer, license, digest) in [
        ("pkg:pypi/a@1", pypi.as_str(), "MIT", format!("sha256:{hex}")),
        ("pkg:cargo/a@1.0.0", &crates, "MIT OR Apache-2.0", format!("sha256:{hex}")),
        ("pkg:npm/a@1.0.0", npm, "ISC", format!("sha512:{}", "ab".repeat(64))),
    ] {
        let purl: Purl = purl.parse().expect("a purl");
        let (registry, _) = Registry::of(&purl).expect("a registry");
        let found = registry.read(&purl, answer.as_bytes()).expect("an answer");
        assert_eq!(found.licensing.declared, [LicenseClaim::Expression(license.to_owned())]);
        let digests: Vec<String> =
            found.files.iter().flat_map(|file| &file.digests).map(Digest::to_string).collect();
        assert_eq!(digests, [digest], "{purl}");
        assert!(found.supplier.is_some() && found.repository.is_some(), "{purl}");
        assert_eq!(found.authors.len(), 1, "{purl}");
        let nothing = registry.read(&purl, b"{}").expect("an answer");
        assert!(nothing.files.is_empty() && nothing.licensing.declared.is_empty());
        assert!(registry.read(&purl, b"<html>").is_err());
    }
}
