use std::str::FromStr;

use pep440_rs::VersionSpecifiers;
use proptest::prelude::*;

use super::{Marker, Markers};

fn same(one: &str, other: &str) -> bool {
    let mut markers = Markers::default();
    let [one, other] =
        [one, other].map(|text| markers.parse(text).unwrap_or_else(|it| panic!("{text}: {it}")));
    one == other
}

#[test]
fn one_condition_has_many_texts() {
    for (one, other) in [
        ("python_version < '3.9'", "python_full_version < '3.9'"),
        ("python_version <= '3.9'", "python_full_version < '3.10'"),
        ("python_version > '3.9'", "python_full_version >= '3.10'"),
        ("python_version == '3.9'", "python_full_version == '3.9.*'"),
        ("python_version != '3.9'", "python_full_version < '3.9' or python_full_version >= '3.10'"),
        ("python_version >= '3.9.1'", "python_full_version >= '3.10'"),
        (
            "python_version in '3.8 3.9'",
            "python_full_version >= '3.8' and python_full_version < '3.10'",
        ),
        (
            "python_version not in '3.8,3.9'",
            "python_full_version < '3.8' or python_full_version >= '3.10'",
        ),
        ("python_version ~= '3.8'", "python_full_version >= '3.8' and python_full_version < '4'"),
        ("'3.9' <= python_version", "python_version>=\"3.9\""),
        ("extra == 'Foo_Bar'", "'foo-bar' in extras"),
        ("os.name == 'nt'", "os_name == 'nt'"),
        ("sys_platform == 'a' and os_name == 'b'", "(os_name == 'b') and (sys_platform == 'a')"),
        (
            "sys_platform == 'a' or sys_platform != 'a' and os_name == 'b'",
            "sys_platform == 'a' or os_name == 'b'",
        ),
        (
            "(os_name == 'a' or os_name == 'b') and os_name == 'c'",
            "python_version < '3' and python_version > '4'",
        ),
        ("os_name != 'a' or os_name == 'a'", "python_version < '4' or python_version > '3'"),
    ] {
        assert!(same(one, other), "{one} | {other}");
    }
}

#[test]
fn what_differs_is_told_apart() {
    for (one, other) in [
        ("python_version < '3.9'", "python_version <= '3.9'"),
        ("python_full_version > '3.9'", "python_version > '3.9'"),
        ("sys_platform == 'linux'", "platform_system == 'linux'"),
        ("extra == 'a'", "extra == 'b'"),
        ("extra == 'a'", "'a' in dependency_groups"),
        ("'a' in platform_version", "platform_version in 'a'"),
        (
            "os_name == 'a' or os_name == 'b' and extra == 'c'",
            "(os_name == 'a' or os_name == 'b') and extra == 'c'",
        ),
    ] {
        assert!(!same(one, other), "{one} | {other}");
    }
}

#[test]
fn what_python_is_required_decides() {
    let mut markers = Markers::default();
    let python = markers.python(&VersionSpecifiers::from_str(">=3.9,<4").unwrap()).unwrap();
    let old = markers.parse("python_version < '3.8' and extra == 'a'").unwrap();
    assert!(markers.same(old, Marker::NEVER, python).unwrap());
    let new = markers.parse("python_version >= '3.9' and extra == 'a'").unwrap();
    let extra = markers.parse("extra == 'a'").unwrap();
    assert!(markers.same(new, extra, python).unwrap());
    assert!(!markers.same(new, extra, Marker::ALWAYS).unwrap());
}

#[test]
fn what_is_no_marker_is_refused_with_its_place() {
    for (text, at) in [
        ("", 0),
        ("python_version", 14),
        ("python_version == 3.9", 18),
        ("python_version == '3.9' and", 27),
        ("(os_name == 'a'", 15),
        ("os_name == 'a' os_name == 'b'", 15),
        ("unknown == 'a'", 0),
        ("os_name == 'a", 11),
        ("python_version == 'x'", 21),
        ("os_name ~= 'a'", 14),
        ("'a' == 'b'", 10),
        ("os_name nothing 'a'", 8),
    ] {
        let error = Markers::default().parse(text).unwrap_err();
        assert_eq!(error.at.map(|it| it.byte), Some(at), "{text}: {error}");
    }
    let deep = format!("{}os_name == 'a'{}", "(".repeat(100), ")".repeat(100));
    assert_eq!(Markers::default().parse(&deep).unwrap_err().code.id, "document.size");
}

/// A marker of few variables, so that terms meet.
fn marker() -> impl Strategy<Value = String> {
    let term = prop_oneof![
        (0..6_u8, 7..11_u8).prop_map(|(sign, minor)| {
            let sign = ["<", "<=", "==", "!=", ">=", ">"][sign as usize];
            format!("python_version {sign} '3.{minor}'")
        }),
        (0..6_u8, 8..10_u8, 0..2_u8).prop_map(|(sign, minor, patch)| {
            let sign = ["<", "<=", "==", "!=", ">=", ">"][sign as usize];
            format!("python_full_version {sign} '3.{minor}.{patch}'")
        }),
        (any::<bool>(), 0..3_u8).prop_map(|(is, name)| {
            let name = ["linux", "win32", "darwin"][name as usize];
            format!("sys_platform {} '{name}'", if is { "==" } else { "!=" })
        }),
        (0..2_u8).prop_map(|name| format!("extra == '{}'", ["a", "b"][name as usize])),
    ];
    term.prop_recursive(4, 16, 2, |inner| {
        (inner.clone(), any::<bool>(), inner)
            .prop_map(|(a, and, b)| format!("({a}) {} ({b})", if and { "and" } else { "or" }))
    })
}

proptest! {
    #[test]
    fn laws_of_logic_hold(a in marker(), b in marker(), c in marker()) {
        let mut markers = Markers::default();
        let [a, b, c] = [a, b, c].map(|text| markers.parse(&text).unwrap());
        let both = markers.and(a, b).unwrap();
        prop_assert_eq!(both, markers.and(b, a).unwrap());
        let not = [a, b].map(|it| markers.not(it).unwrap());
        let neither = markers.or(not[0], not[1]).unwrap();
        prop_assert_eq!(markers.not(both).unwrap(), neither);
        prop_assert_eq!(markers.and(a, not[0]).unwrap(), Marker::NEVER);
        prop_assert_eq!(markers.or(a, not[0]).unwrap(), Marker::ALWAYS);
        let or = markers.or(b, c).unwrap();
        let spread = [markers.and(a, b).unwrap(), markers.and(a, c).unwrap()];
        prop_assert_eq!(markers.and(a, or).unwrap(), markers.or(spread[0], spread[1]).unwrap());
    }
}
