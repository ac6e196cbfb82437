use std::collections::BTreeSet;

use keelmark_formats::extract::INSTALL_SCRIPT;
use keelmark_formats::hash::sha256;
use keelmark_formats::settings::review::{Pattern, Review, Suspicion};
use keelmark_model::bom::{Component, ComponentKind, Gap, LicenseClaim, State};
use keelmark_model::{
    Bom, ComponentId, Digest, DigestAlgorithm, Judgement, LockedFile, LockedFileKind, Outcome,
    Source, Weight,
};

use super::{Asked, Side, changes, introduced};
use crate::codes::LICENSES_NONE;

const PYPI: &str = "https://pypi.org/simple";

fn package(purl: &str) -> Component {
    let purl: keelmark_model::Purl = purl.parse().unwrap();
    let mut component = Component::new(ComponentKind::Library, purl.name(), State::Locked);
    component.version = purl.version().map(str::to_owned);
    component.source = Source::Registry(PYPI.to_owned());
    component.purl = Some(purl);
    component
}

fn with(purl: &str, change: impl FnOnce(&mut Component)) -> Component {
    let mut component = package(purl);
    change(&mut component);
    component
}

fn file(name: &str, kind: LockedFileKind, content: &[u8]) -> LockedFile {
    let digests = vec![sha256(content)];
    LockedFile { kind, name: name.to_owned(), url: None, size: None, digests }
}

fn bill(packages: Vec<Component>) -> Bom {
    let root = Component::new(ComponentKind::Application, "app", State::Installed);
    let bom = Bom {
        created: None,
        authors: Vec::new(),
        tools: Vec::new(),
        context: None,
        root: ComponentId(0),
        components: std::iter::once(root).chain(packages).collect(),
        dependencies: Vec::new(),
        gaps: Vec::new(),
    };
    bom.sorted()
}

fn reviewed(before: &Bom, after: &Bom, review: &Review) -> Judgement {
    let states = [State::Installed, State::Locked];
    let side = |bom| Side { bom, states: &states };
    changes(Asked { target: ".", before: side(before), after: side(after), review })
}

/// Each finding as `weight code message`, each change as `kind package before after`.
fn told(judgement: &Judgement) -> (Vec<String>, Vec<String>) {
    let findings = judgement.findings.iter();
    let findings = findings.map(|it| format!("{} {} {}", it.weight.name(), it.code, it.message));
    let changes = judgement.changes.iter().map(|it| {
        let version = |version: &Option<String>| version.clone().unwrap_or_else(|| "-".to_owned());
        let (before, after) = (version(&it.before), version(&it.after));
        format!("{} {} {before} {after}", it.kind.name(), it.package)
    });
    (findings.collect(), changes.collect())
}

fn review(before: Vec<Component>, after: Vec<Component>) -> (Vec<String>, Vec<String>) {
    told(&reviewed(&bill(before), &bill(after), &Review::default()))
}

#[test]
fn versions_take_the_place_of_each_other() {
    let before = ["a@1.0", "b@2.0", "c@1.0", "d@1.0", "e@1.0", "e@3.0", "f@x", "same@1"];
    let after = ["a@1.10", "b@1.9", "d@1.0", "e@2.0", "e@3.0", "f@y", "g@1", "same@1"];
    let packages = |names: &[&str]| {
        names.iter().map(|name| package(&format!("pkg:pypi/{name}"))).collect::<Vec<_>>()
    };
    let (findings, changes) = review(packages(&before), packages(&after));
    let wanted = [
        "added g - 1",
        "upgraded a 1.0 1.10",
        "upgraded e 1.0 2.0",
        "downgraded b 2.0 1.9",
        "changed f x y",
        "removed c 1.0 -",
    ];
    assert_eq!(changes, wanted);
    let wanted = ["warning review.downgraded `b@1.9` takes the place of the later 2.0"];
    assert_eq!(findings, wanted);
}

#[test]
fn what_changes_beside_the_version_is_told() {
    let wheel = |content: &[u8]| {
        let file = file("a-1-py3-none-any.whl", LockedFileKind::Built, content);
        with("pkg:pypi/a@1", |it| it.files = vec![file])
    };
    let licensed = |purl: &str, text: &str| {
        with(purl, |it| {
            it.licensing.declared = vec![LicenseClaim::Expression(text.to_owned())];
        })
    };
    let from =
        |purl: &str, url: &str| with(purl, |it| it.source = Source::Registry(url.to_owned()));
    let scripted = |purl: &str| {
        with(purl, |it| {
            it.properties.insert(INSTALL_SCRIPT.to_owned(), "true".to_owned());
        })
    };
    let source_only = |purl: &str| {
        with(purl, |it| it.files = vec![file("s.tar.gz", LockedFileKind::Source, b"s")])
    };
    type Case = (Component, Component, Option<&'static str>);
    let cases: [Case; 8] = [
        (wheel(b"1"), wheel(b"1"), None),
        (
            wheel(b"1"),
            wheel(b"2"),
            Some(
                "failure review.replaced `a@1` `a-1-py3-none-any.whl` is another file under the same version",
            ),
        ),
        (
            licensed("pkg:pypi/a@1", "MIT"),
            licensed("pkg:pypi/a@2", "GPL-3.0-only"),
            Some(
                "warning review.license-changed `a@2` is under GPL-3.0-only now, and was under MIT",
            ),
        ),
        // What was not said before did not change.
        (package("pkg:pypi/a@1"), licensed("pkg:pypi/a@2", "MIT"), None),
        (
            package("pkg:pypi/a@1"),
            from("pkg:pypi/a@1", "https://evil.example/simple"),
            Some(
                "warning review.moved `a@1` comes from https://evil.example/simple now, and came from https://pypi.org/simple",
            ),
        ),
        (package("pkg:pypi/a@1"), from("pkg:pypi/a@1", "https://pypi.org/simple/"), None),
        (
            package("pkg:npm/a@1"),
            scripted("pkg:npm/a@2"),
            Some(
                "warning review.install-script installing `a@2` runs an install script, which 1 did not",
            ),
        ),
        (
            package("pkg:pypi/a@1"),
            source_only("pkg:pypi/a@2"),
            Some(
                "warning review.install-script installing `a@2` runs its build, since it has no wheel, which 1 did not",
            ),
        ),
    ];
    for (before, after, wanted) in cases {
        let (findings, _) = review(vec![before], vec![after]);
        assert_eq!(findings.first().map(String::as_str), wanted);
        assert!(findings.len() <= 1, "{findings:?}");
    }
    // What ran before is no news.
    let (findings, _) = review(vec![scripted("pkg:npm/a@1")], vec![scripted("pkg:npm/a@2")]);
    assert_eq!(findings, [""; 0]);
}

#[test]
fn names_are_looked_at_where_they_are_new() {
    let one = || package("pkg:pypi/internal-tool@1");
    let (findings, _) = review(vec![one()], vec![one(), package("pkg:pypi/internal-tools@1")]);
    let wanted = "warning review.similar-name `internal-tools@1` is new, and its name is one letter from `internal-tool`, which is there already";
    assert_eq!(findings, [wanted]);
    let (findings, _) = review(vec![one()], vec![package("pkg:pypi/internal-tool@2")]);
    assert_eq!(findings, [""; 0]);
}

#[test]
fn private_names_are_not_taken_from_public_registries() {
    let review = Review {
        private: vec![Pattern::new("acme-*")],
        known: BTreeSet::new(),
        deny: BTreeSet::from([Suspicion::PrivateName]),
    };
    let own = with("pkg:pypi/acme-own@1", |it| {
        it.source = Source::Registry("https://pypi.acme.example/simple".to_owned());
    });
    let untold = with("pkg:npm/acme-untold@1", |it| it.source = Source::Unknown);
    let after = vec![own, untold, package("pkg:pypi/acme-public@9")];
    let judgement = reviewed(&bill(Vec::new()), &bill(after), &review);
    let wanted = [
        "failure review.private-name `acme-untold@1` comes from nobody says where; `acme-*` is a private name here",
        "failure review.private-name `acme-public@9` comes from https://pypi.org/simple, where anybody may publish; `acme-*` is a private name here",
    ];
    assert_eq!(told(&judgement).0, wanted);
    assert_eq!(judgement.outcome(), Outcome::Fail);
}

#[test]
fn what_could_not_be_read_is_unknown() {
    let gap = Gap {
        code: &LICENSES_NONE,
        path: "uv.lock".to_owned(),
        message: "broken".to_owned(),
        line: Some(3),
    };
    let broken = Bom { gaps: vec![gap], ..bill(Vec::new()) };
    let whole = bill(vec![package("pkg:pypi/a@1")]);
    for (before, after) in [(&broken, &whole), (&whole, &broken)] {
        let judgement = reviewed(before, after, &Review::default());
        assert_eq!(judgement.outcome(), Outcome::Unknown);
        assert_eq!(judgement.count(Weight::Undecided), 1);
    }
    assert_eq!(reviewed(&whole, &whole, &Review::default()).outcome(), Outcome::Pass);
}

#[test]
fn only_what_is_new_is_judged_by_others() {
    let licensed = |purl: &str, text: &str| {
        with(purl, |it| {
            it.licensing.declared = vec![LicenseClaim::Expression(text.to_owned())];
        })
    };
    let before = bill(vec![
        licensed("pkg:npm/same@1", "GPL-3.0-only"),
        licensed("pkg:npm/up@1", "GPL-3.0-only"),
        licensed("pkg:npm/turned@1", "MIT"),
        package("pkg:npm/silent@1"),
    ]);
    let after = bill(vec![
        licensed("pkg:npm/same@1", "GPL-3.0-only"),
        licensed("pkg:npm/up@2", "GPL-3.0-only"),
        licensed("pkg:npm/turned@2", "GPL-3.0-only"),
        licensed("pkg:npm/new@1", "GPL-3.0-only"),
        package("pkg:npm/silent@2"),
    ]);
    let states = [State::Locked];
    let review = Review::default();
    let side = |bom| Side { bom, states: &states };
    let asked = Asked { target: ".", before: side(&before), after: side(&after), review: &review };
    let new = introduced(asked);
    let judged = new.newly_licensed(&after);
    let names: Vec<&str> = judged.components.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["app", "new", "turned"]);
    assert!(!new.has_no_versions());
    let same = Asked { after: side(&before), ..asked };
    assert!(introduced(same).has_no_versions() && introduced(same).has_no_licenses());
}

/// A lock with one file under one version, changed in every way in which another file gets in.
#[test]
fn a_file_that_is_pinned_less_firmly_stops_a_change() {
    let wheel = |content: &[u8]| file("a-1-py3-none-any.whl", LockedFileKind::Built, content);
    let pinned = |files: Vec<LockedFile>| vec![with("pkg:pypi/a@1", |it| it.files = files)];
    let before = || pinned(vec![wheel(b"one")]);
    let weak = Digest::from_hex(DigestAlgorithm::Sha1, &"0".repeat(40)).unwrap();
    let strong = Digest::from_hex(DigestAlgorithm::Sha512, &"0".repeat(128)).unwrap();
    let without = LockedFile { digests: Vec::new(), ..wheel(b"") };
    let weakened = LockedFile { digests: vec![weak], ..wheel(b"") };
    let both = LockedFile { digests: vec![sha256(b"one"), sha256(b"two")], ..wheel(b"") };
    let firmer = LockedFile { digests: vec![sha256(b"one"), strong], ..wheel(b"") };
    let further = file("a-1-1-py3-none-any.whl", LockedFileKind::Built, b"two");
    let digestless = "failure review.unpinned `a@1` `a-1-py3-none-any.whl` is pinned by no digest now, and was pinned by sha256";
    for (after, expected) in [
        (vec![wheel(b"one")], None),
        (vec![firmer], None),
        (vec![without], Some(digestless)),
        (Vec::new(), Some(digestless)),
        (
            vec![weakened],
            Some(
                "failure review.unpinned `a@1` `a-1-py3-none-any.whl` is pinned by sha1 now, and was pinned by sha256",
            ),
        ),
        (
            vec![both],
            Some(
                "failure review.replaced `a@1` `a-1-py3-none-any.whl` may be another file as well, by a further digest",
            ),
        ),
        (
            vec![wheel(b"one"), further],
            Some(
                "warning review.file-added `a@1` has the file `a-1-1-py3-none-any.whl` under a version that was there without it",
            ),
        ),
    ] {
        let (findings, changes) = review(before(), pinned(after));
        assert_eq!(findings, Vec::from_iter(expected));
        assert_eq!(changes.len(), usize::from(expected.is_some()), "{expected:?}");
    }
    // Cargo has the digest of the package itself.
    let crates = |digests: Vec<Digest>| vec![with("pkg:cargo/a@1", |it| it.digests = digests)];
    let (findings, _) = review(crates(vec![sha256(b"one")]), crates(Vec::new()));
    let expected =
        "failure review.unpinned `a@1` is pinned by no digest now, and was pinned by sha256";
    assert_eq!(findings, [expected]);
    // A bill of materials of another tool may know no digests.
    let installed = |digests: Vec<Digest>| {
        vec![with("pkg:cargo/a@1", |it| {
            it.digests = digests;
            it.state = State::Installed;
        })]
    };
    let (findings, _) = review(installed(vec![sha256(b"one")]), installed(Vec::new()));
    assert_eq!(findings, [""; 0]);
}

#[test]
fn a_package_that_is_the_projects_own_now_came_from_elsewhere() {
    let own =
        || vec![with("pkg:npm/a@1", |it| it.source = Source::Path("file:evil.tgz".to_owned()))];
    let others = || vec![package("pkg:npm/a@1")];
    let (findings, changes) = review(others(), own());
    let expected = format!(
        "warning review.moved `a@1` comes from the project's own `file:evil.tgz` now, and came from {PYPI}"
    );
    assert_eq!(findings, [expected]);
    assert_eq!(changes, ["changed a 1 1"]);
    let (findings, _) = review(own(), others());
    assert!(findings[0].starts_with("warning review.moved `a@1` comes from https://pypi.org"));
    // What was the project's own on both sides is no dependency.
    let both = |one: Vec<Component>| [one, vec![package("pkg:npm/other@1")]].concat();
    assert_eq!(review(both(own()), both(own())), (Vec::new(), Vec::new()));
    assert_eq!(review(both(Vec::new()), both(own())), (Vec::new(), Vec::new()));
}

#[test]
fn nothing_compared_with_nothing_is_no_pass() {
    let (findings, _) = review(Vec::new(), Vec::new());
    let expected =
        "undecided review.nothing no package was found, neither before the change nor after it";
    assert_eq!(findings, [expected]);
    let empty = bill(Vec::new());
    let unnamed = bill(vec![with("pkg:npm/a@1", |it| it.purl = None)]);
    let states = [State::Locked];
    let side = |bom| Side { bom, states: &states };
    let review = Review::default();
    let asked = Asked { target: ".", before: side(&empty), after: side(&unnamed), review: &review };
    // What has no name that advisories use was not looked up, and is not passed over.
    assert!(!introduced(asked).has_no_versions());
}

#[test]
fn a_bill_of_materials_says_in_package_urls_where_packages_are_from() {
    let listed = |purl: &str| vec![with(purl, |it| it.source = Source::Unknown)];
    let (findings, _) = review(
        listed("pkg:npm/a@1?repository_url=https://npm.example/x"),
        listed("pkg:npm/a@1?repository_url=https://evil.example/x"),
    );
    let expected = "warning review.moved `a@1` comes from https://evil.example now, and came from https://npm.example";
    assert_eq!(findings, [expected]);
}
