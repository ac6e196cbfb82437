use keelmark_formats::license::policy::Policy;
use keelmark_formats::settings::Settings;
use keelmark_model::bom::{Component, ComponentKind, LicenseClaim, State};
use keelmark_model::{Bom, Judgement, Outcome, Relation, Scope, Timestamp, Usage};

use super::{Asked, licenses, usual};

const POLICY: &str = r#"
[licenses]
allow = ["MIT", "Apache-2.0", "LGPL-3.0-only", "GPL-2.0-only WITH Classpath-exception-2.0"]
review = ["MPL-2.0"]
deny = ["GPL-2.0-only", "GPL-3.0-only"]

[licenses.development]
allow = ["GPL-3.0-only"]
deny = ["MPL-2.0"]
"#;

fn policy(text: &str) -> Policy {
    Settings::parse(text.as_bytes()).unwrap().licenses.unwrap()
}

fn component(declared: &[&str], concluded: Option<&str>) -> Component {
    let mut one = Component::new(ComponentKind::Library, "thing", State::Locked);
    one.version = Some("1.0".to_owned());
    one.purl = Some("pkg:pypi/thing@1.0".parse().unwrap());
    let claim = |text: &&str| match keelmark_formats::license::License::stated(text) {
        Some(license) => LicenseClaim::from(license),
        None => LicenseClaim::Name((*text).to_owned()),
    };
    one.licensing.declared = declared.iter().map(claim).collect();
    one.licensing.concluded = concluded.map(str::to_owned);
    one
}

fn judge_all(components: Vec<Component>, policy: &Policy) -> Judgement {
    let root = Component::new(ComponentKind::Application, "root", State::Installed);
    let bom = Bom {
        created: None,
        authors: Vec::new(),
        tools: Vec::new(),
        context: None,
        root: keelmark_model::bom::ComponentId(0),
        components: std::iter::once(root).chain(components).collect(),
        dependencies: Vec::new(),
        gaps: Vec::new(),
    };
    licenses(Asked {
        target: ".",
        bom: &bom,
        states: &[State::Installed, State::Locked],
        policy,
        policy_path: Some("keelmark.toml"),
        // 2026-07-01
        now: Timestamp(1_782_864_000),
    })
}

/// Codes of what is found of one component.
fn found(component: Component, policy: &Policy) -> Vec<&'static str> {
    judge_all(vec![component], policy).findings.iter().map(|finding| finding.code.id).collect()
}

#[test]
fn expressions_are_judged_by_their_terms() {
    let policy = policy(POLICY);
    for (declared, concluded, code) in [
        (&["MIT"][..], None, None),
        (&["MIT OR GPL-3.0-only"], None, None),
        (&["MIT AND GPL-3.0-only"], None, Some("licenses.denied")),
        (&["MIT AND MPL-2.0"], None, Some("licenses.review")),
        (&["MIT", "MPL-2.0"], None, Some("licenses.review")),
        (&["ISC"], None, Some("licenses.unlisted")),
        (&["MIT AND (ISC OR Apache-2.0)"], None, None),
        // Names are compared whole: one within another is nothing.
        (&["LGPL-3.0-only"], None, None),
        (&["GPL-2.0"], None, Some("licenses.denied")),
        (&["GPL-2.0-only WITH Classpath-exception-2.0"], None, None),
        (&["GPL-2.0-only WITH Bison-exception-2.2"], None, Some("licenses.denied")),
        // Whoever may take a later version may take it.
        (&["LGPL-2.1-or-later"], None, None),
        (&["GPL-2.0+"], None, Some("licenses.denied")),
        // What the texts are counts beside what is declared.
        (&["MIT"], Some("GPL-3.0-only"), Some("licenses.denied")),
        // Titles count where they are known, and whole.
        (&["Apache License, Version 2.0"], None, None),
        (&["Apache License, Version 2.0 or so"], Some("Apache-2.0"), None),
        (&["Apache License, Version 2.0 or so"], None, Some("licenses.unknown")),
        (&["MIT", "see COPYING"], None, Some("licenses.unknown")),
        (&[], None, Some("licenses.unknown")),
        (&[], Some("MIT"), None),
    ] {
        let codes = found(component(declared, concluded), &policy);
        assert_eq!(codes, code.into_iter().collect::<Vec<_>>(), "{declared:?} {concluded:?}");
    }
}

#[test]
fn development_has_lists_of_its_own() {
    let policy = policy(POLICY);
    for (usage, license, code) in [
        (Usage::Development(Default::default()), "GPL-3.0-only", None),
        (Usage::Build, "GPL-3.0-only", Some("licenses.denied")),
        (Usage::Runtime, "GPL-3.0-only", Some("licenses.denied")),
        (Usage::Development(Default::default()), "MPL-2.0", Some("licenses.denied")),
    ] {
        let scope = Some(Scope { relation: Relation::Direct, usage });
        let codes =
            found(Component { scope: scope.clone(), ..component(&[license], None) }, &policy);
        assert_eq!(codes, code.into_iter().collect::<Vec<_>>(), "{license} {scope:?}");
    }
}

#[test]
fn members_of_the_workspace_and_other_states_are_not_judged() {
    let scope = Some(Scope { relation: Relation::Member, usage: Usage::Runtime });
    let member = Component { scope, ..component(&[], None) };
    let bundled = Component { state: State::Bundled, ..component(&[], None) };
    let judgement = judge_all(vec![member, bundled], &policy(POLICY));
    let codes: Vec<_> = judgement.findings.iter().map(|finding| finding.code.id).collect();
    // Nothing was looked at, and that is no pass.
    assert_eq!((codes, judgement.outcome()), (vec!["licenses.none"], Outcome::Unknown));
}

#[test]
fn entries_about_packages_count_end_and_go() {
    let clarify = |package: &str, license: &str| {
        format!(
            "{POLICY}\n[[licenses.clarify]]\npackage = \"{package}\"\nlicense = \"{license}\"\nreason = \"r\"\nowner = \"o\"\n"
        )
    };
    let except = |package: &str, license: &str, day: &str| {
        format!(
            "{POLICY}\n[[licenses.exception]]\npackage = \"{package}\"\nallow = [\"{license}\"]\nreason = \"r\"\nowner = \"o\"\nexpires = {day}\n"
        )
    };
    let unknown = component(&[], None);
    let denied = component(&["MIT AND GPL-3.0-only"], None);
    for (text, component, codes) in [
        (clarify("pkg:pypi/thing", "MIT"), &unknown, &[][..]),
        (clarify("pkg:pypi/thing@1.0", "MPL-2.0"), &unknown, &["licenses.review"]),
        (clarify("pkg:pypi/thing@1.1", "MIT"), &unknown, &["licenses.unused", "licenses.unknown"]),
        (except("pkg:pypi/thing", "GPL-3.0-only", "2026-07-01"), &denied, &[]),
        (
            except("pkg:pypi/thing", "GPL-3.0-only", "2026-06-30"),
            &denied,
            &["licenses.expired", "licenses.denied"],
        ),
        // An exception is for the licences it names.
        (
            except("pkg:pypi/thing", "GPL-2.0-only", "2027-01-01"),
            &denied,
            &["licenses.unused", "licenses.denied"],
        ),
        (
            except("pkg:npm/thing", "GPL-3.0-only", "2027-01-01"),
            &denied,
            &["licenses.unused", "licenses.denied"],
        ),
    ] {
        let mut found = found(component.clone(), &policy(&text));
        let mut wanted = codes.to_vec();
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{text}");
    }
}

#[test]
fn the_usual_policy_takes_what_asks_for_little() {
    let policy = usual();
    for (license, code) in [
        ("MIT OR Apache-2.0", None),
        ("MPL-2.0", None),
        ("Unicode-3.0", None),
        ("CDLA-Permissive-2.0", None),
        ("LGPL-2.1-or-later", Some("licenses.review")),
        ("AGPL-3.0-only", Some("licenses.review")),
        ("BUSL-1.1", Some("licenses.unlisted")),
        ("LicenseRef-Own", Some("licenses.unlisted")),
    ] {
        let codes = found(component(&[license], None), &policy);
        assert_eq!(codes, code.into_iter().collect::<Vec<_>>(), "{license}");
    }
}
