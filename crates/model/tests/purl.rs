//! Package URLs: what parsing and rendering do to single ones, and that they are inverse.

use keelmark_model::Purl;
use proptest::prelude::*;

#[test]
fn texts_become_canonical() {
    let cases = [
        ("pkg:pypi/Django_x@1.0+local", "pkg:pypi/django-x@1.0%2Blocal"),
        ("pkg:npm/@scope/name", "pkg:npm/%40scope/name"),
        ("pkg:npm/%40scope/name@1.0.0", "pkg:npm/%40scope/name@1.0.0"),
        ("pkg:npm/JSONStream@1.3.5", "pkg:npm/JSONStream@1.3.5"),
        ("pkg:GitHub/Owner/Repo@V1", "pkg:github/owner/repo@V1"),
        ("PKG://cargo/serde@1.0.0#/src/../lib.rs/", "pkg:cargo/serde@1.0.0#src/lib.rs"),
        ("pkg:generic/a?b=&A=x%20y", "pkg:generic/a?a=x%20y"),
        ("pkg:generic/a%2Fb/c", "pkg:generic/a%2Fb/c"),
    ];
    for (text, canonical) in cases {
        assert_eq!(text.parse::<Purl>().unwrap().to_string(), canonical, "{text}");
    }
}

#[test]
fn refusals_say_why() {
    let cases = [
        ("", "a package URL begins with `pkg:`"),
        ("npm/x", "a package URL begins with `pkg:`"),
        ("pkg:", "package URL type `` is not a letter followed by letters, digits, `.` and `-`"),
        (
            "pkg:1x/a",
            "package URL type `1x` is not a letter followed by letters, digits, `.` and `-`",
        ),
        ("pkg:npm/", "a package URL needs a name"),
        ("pkg:npm/@1.0.0", "a package URL needs a name"),
        ("pkg:npm/a%zz", "`a%zz` is not percent-encoded UTF-8"),
        ("pkg:npm/a%ff", "`a%ff` is not percent-encoded UTF-8"),
        ("pkg:npm/a%2", "`a%2` is not percent-encoded UTF-8"),
        (
            "pkg:npm/a?b",
            "qualifier `b` is not `key=value` with a key of letters, digits, `.`, `-` and `_`",
        ),
        (
            "pkg:npm/a?b=1&B=2",
            "qualifier `B=2` is not `key=value` with a key of letters, digits, `.`, `-` and `_`",
        ),
        ("pkg:pypi/a/b", "this package URL type has no namespace"),
    ];
    for (text, why) in cases {
        assert_eq!(text.parse::<Purl>().unwrap_err().to_string(), why, "{text}");
    }
}

#[test]
fn parts_are_decoded() {
    let purl: Purl = "pkg:npm/%40a/b@1%2B2?k=v%26w#p/q".parse().unwrap();
    assert_eq!(purl.ty(), "npm");
    assert_eq!(purl.namespace(), ["@a"]);
    assert_eq!(purl.name(), "b");
    assert_eq!(purl.version(), Some("1+2"));
    assert_eq!(purl.qualifiers().get("k").map(String::as_str), Some("v&w"));
    assert_eq!(purl.subpath(), ["p", "q"]);
}

proptest! {
    #[test]
    fn rendering_and_parsing_are_inverse(
        ty in "npm|generic|github|maven|golang|git",
        namespace in prop::collection::vec("[^/]{1,6}", 0..3),
        name in "[^/]{1,8}",
        version in "\\PC{0,8}",
        value in "\\PC{0,8}",
        subpath in "[a-z./%# ]{0,8}",
    ) {
        let purl = Purl::new(&ty, &namespace.join("/"), &name).unwrap()
            .with_version(&version).unwrap()
            .with_qualifier("key", &value).unwrap()
            .with_subpath(&subpath);
        // A git host is the namespace's only segment; the rest belongs to the name.
        prop_assume!(ty != "git" || namespace.len() == 1);
        let text = purl.to_string();
        prop_assert_eq!(text.parse::<Purl>().unwrap(), purl, "{}", text);
    }

    #[test]
    fn any_text_parses_or_is_refused(text in "(pkg:)?[a-z%@/?#&=:.0-9A-F~ é]{0,40}") {
        if let Ok(purl) = text.parse::<Purl>() {
            let canonical = purl.to_string();
            prop_assert_eq!(canonical.parse::<Purl>().unwrap().to_string(), canonical);
        }
    }
}
