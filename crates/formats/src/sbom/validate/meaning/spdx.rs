//! What SPDX 2.3 says in words.

use std::collections::HashSet;

use serde_json::Value;

use super::super::super::document;
use super::super::schema::is_iri_reference;
use super::{Found, expression, items, no_expression, texts};
use crate::text::shortened;

/// What is wrong with `document`, whose schema holds.
pub(super) fn check(document: &Value, found: &mut Found) {
    let mut defined = HashSet::new();
    for id in texts(document, "hasExtractedLicensingInfos", "licenseId") {
        if !id.starts_with("LicenseRef-") || expression(id).is_none() {
            let message = format!("`{}` is no `LicenseRef-` and a name", shortened(id));
            found.add("hasExtractedLicensingInfos", message);
        }
        defined.insert(id);
    }
    header(document, found);
    annotators(document, found);
    for list in ["packages", "files", "snippets"] {
        for (number, element) in items(document, list).iter().enumerate() {
            let at = format!("{list}/{number}");
            licenses(element, &defined, &at, found);
            annotators(element, found);
            parties(element, &at, found);
            for checksum in items(element, "checksums") {
                let text = |name| checksum.get(name).and_then(Value::as_str);
                found.hash(&at, text("algorithm"), text("checksumValue"));
                let digits = text("checksumValue").unwrap_or_default();
                if digits.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    let message = format!("checksum `{}` is not in lower case", shortened(digits));
                    found.add(&at, message);
                }
            }
            external_references(element, &at, found);
        }
    }
    described(document, found);
}

/// SPDX 2.3, 6.7 and 10.2, and the descriptions in its schema: two numbers, and a text that says something.
fn header(document: &Value, found: &mut Found) {
    let version = document.pointer("/creationInfo/licenseListVersion").and_then(Value::as_str);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_version = |text: &str| text.split('.').count() == 2 && text.split('.').all(is_number);
    if let Some(text) = version.filter(|text| !is_version(text)) {
        let message = format!("licenseListVersion `{}` is no version", shortened(text));
        found.add("creationInfo", message);
    }
    let texts = texts(document, "hasExtractedLicensingInfos", "extractedText");
    for _ in texts.filter(|text| text.is_empty()) {
        found.add("hasExtractedLicensingInfos", "extractedText is empty");
    }
}

/// What the document describes is in it, or in one that it refers to.
fn described(document: &Value, found: &mut Found) {
    let elements = ["packages", "files", "snippets"].into_iter();
    let known: HashSet<&str> = elements.flat_map(|list| texts(document, list, "SPDXID")).collect();
    let ids = items(document, "documentDescribes").iter().filter_map(Value::as_str);
    for id in ids.filter(|id| !known.contains(id) && !id.starts_with("DocumentRef-")) {
        found.add("documentDescribes", format!("`{}` is not defined", shortened(id)));
    }
}

/// SPDX 2.3, annex F: each category has types of its own, whose locators have a form.
fn external_references(element: &Value, at: &str, found: &mut Found) {
    for reference in items(element, "externalRefs") {
        let text = |name| reference.get(name).and_then(Value::as_str).unwrap_or_default();
        let (ty, locator) = (text("referenceType"), text("referenceLocator"));
        let category = text("referenceCategory");
        let known: &[&str] = match category {
            "SECURITY" => &["advisory", "cpe22Type", "cpe23Type", "fix", "swid", "url"],
            "PACKAGE-MANAGER" | "PACKAGE_MANAGER" => {
                &["bower", "maven-central", "npm", "nuget", "purl"]
            }
            "PERSISTENT-ID" | "PERSISTENT_ID" => &["gitoid", "swh"],
            _ => &[],
        };
        if !known.is_empty() && !known.contains(&ty) {
            found.add(at, format!("`{}` is no type of {category}", shortened(ty)));
            continue;
        }
        let is_wrong = match ty {
            "cpe23Type" => !document::is_cpe(locator),
            "cpe22Type" => !locator.starts_with("cpe:/"),
            _ => locator.contains(' '),
        };
        if is_wrong {
            found.add(at, format!("`{}` is no {ty}", shortened(locator)));
        }
    }
}

/// SPDX 2.3, 12.1: who annotated is a person, an organization or a tool.
fn annotators(element: &Value, found: &mut Found) {
    for annotator in texts(element, "annotations", "annotator") {
        if !is_party(annotator, &["Person: ", "Organization: ", "Tool: "]) {
            let message = format!("`{}` is no person, organization or tool", shortened(annotator));
            found.add("annotations", message);
        }
    }
}

fn is_party(text: &str, kinds: &[&str]) -> bool {
    let mut names = kinds.iter().filter_map(|kind| text.strip_prefix(kind));
    names.any(|name| !name.trim().is_empty())
}

/// SPDX 2.3, 7.5 to 7.7: who supplied and made a package, and where it is from.
fn parties(element: &Value, at: &str, found: &mut Found) {
    for name in ["supplier", "originator"] {
        let party = element.get(name).and_then(Value::as_str);
        let is_written =
            |text: &str| text == NOBODY || is_party(text, &["Person: ", "Organization: "]);
        if let Some(text) = party.filter(|text| !is_written(text)) {
            let message = format!("{name} `{}` is no person or organization", shortened(text));
            found.add(at, message);
        }
    }
    let location = element.get("downloadLocation").and_then(Value::as_str);
    if let Some(text) = location.filter(|text| !is_location(text)) {
        found.add(at, format!("downloadLocation `{}` is no address", shortened(text)));
    }
    let homepage = element.get("homepage").and_then(Value::as_str);
    if let Some(text) = homepage.filter(|text| !is_site(text)) {
        found.add(at, format!("homepage `{}` is no address", shortened(text)));
    }
}

const NOBODY: &str = "NOASSERTION";

/// SPDX 2.3, 7.7: an address with a scheme, before which a version control system may be named.
fn is_location(text: &str) -> bool {
    if matches!(text, NOBODY | "NONE") {
        return true;
    }
    let is_short = ["git+git@", "bzr+lp:"].iter().any(|begin| text.starts_with(begin));
    let has_scheme = text.split_once("://").is_some_and(|(scheme, rest)| {
        scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
            && !rest.is_empty()
    });
    !text.contains(char::is_whitespace) && (is_short || (has_scheme && is_iri_reference(text)))
}

/// SPDX 2.3, 7.11: an address, which many write without a scheme, or that there is none, or none known.
fn is_site(text: &str) -> bool {
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    matches!(text, NOBODY | "NONE")
        || (host.contains('.') && !text.contains(char::is_whitespace) && is_iri_reference(text))
}

/// SPDX 2.3, annex D: every licence is an expression, and its references are defined.
fn licenses(element: &Value, defined: &HashSet<&str>, at: &str, found: &mut Found) {
    let single = ["licenseDeclared", "licenseConcluded"];
    let single = single.iter().filter_map(|name| element.get(name)?.as_str());
    let lists = ["licenseInfoFromFiles", "licenseInfoInFiles", "licenseInfoInSnippets"];
    let lists = lists.iter().flat_map(|name| items(element, name)).filter_map(Value::as_str);
    for text in single.chain(lists).filter(|text| !matches!(*text, NOBODY | "NONE")) {
        let Some(license) = expression(text) else {
            found.add(at, no_expression(text));
            continue;
        };
        for reference in license.references().filter(|it| !defined.contains(it)) {
            found.add(at, format!("`{}` is not defined", shortened(reference)));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::told;

    /// What is told of a package with this field.
    fn check(field: &str, value: &Value, wanted: Option<&str>) {
        let document = json!({
            "spdxVersion": "SPDX-2.3", "packages": [{"name": "a", field: value}],
            "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-a"}],
        });
        let wanted: Vec<String> =
            wanted.map(|it| format!("packages/0: {it}")).into_iter().collect();
        assert_eq!(told(&document), wanted, "{document}");
    }

    #[test]
    fn spdx_is_held_to_its_words() {
        let cases = [
            ("licenseDeclared", json!("MIT AND LicenseRef-a"), None),
            ("licenseDeclared", json!("NOASSERTION"), None),
            (
                "licenseDeclared",
                json!("NOT A LICENCE OR"),
                Some("`NOT A LICENCE OR` is no expression of SPDX licences"),
            ),
            ("licenseConcluded", json!("LicenseRef-b"), Some("`LicenseRef-b` is not defined")),
            (
                "licenseInfoFromFiles",
                json!(["LicenseRef-b"]),
                Some("`LicenseRef-b` is not defined"),
            ),
            ("supplier", json!("Person: Ada (ada@a.example)"), None),
            ("supplier", json!("NOASSERTION"), None),
            ("supplier", json!("Acme"), Some("supplier `Acme` is no person or organization")),
            (
                "originator",
                json!("Person: "),
                Some("originator `Person: ` is no person or organization"),
            ),
            ("downloadLocation", json!("git+https://a.example/a@1#b"), None),
            ("downloadLocation", json!("NONE"), None),
            (
                "downloadLocation",
                json!("ftp nothing"),
                Some("downloadLocation `ftp nothing` is no address"),
            ),
            ("downloadLocation", json!(""), Some("downloadLocation `` is no address")),
            (
                "homepage",
                json!("https://a.example/b c"),
                Some("homepage `https://a.example/b c` is no address"),
            ),
            ("homepage", json!("http://a.example:80/?b#c"), None),
            ("homepage", json!("www.a.example"), None),
            ("homepage", json!("NOASSERTION"), None),
            ("homepage", json!("BANANA"), Some("homepage `BANANA` is no address")),
        ];
        cases.into_iter().for_each(|(field, value, wanted)| check(field, &value, wanted));
    }

    #[test]
    fn digests_and_references_have_their_forms() {
        let referred = |category: &str, ty: &str, locator: &str| json!([{"referenceCategory": category, "referenceType": ty, "referenceLocator": locator}]);
        let reference = |ty: &str, locator: &str| referred("OTHER", ty, locator);
        let cases = [
            (
                "checksums",
                json!([{"algorithm": "SHA1", "checksumValue": "aa"}]),
                Some("a digest by SHA1 has 40 digits, and here 2"),
            ),
            ("externalRefs", reference("purl", "pkg:pypi/a"), None),
            (
                "externalRefs",
                reference("cpe23Type", "cpe:nope"),
                Some("`cpe:nope` is no cpe23Type"),
            ),
            ("externalRefs", reference("swid", "a b"), Some("`a b` is no swid")),
            (
                "externalRefs",
                referred("SECURITY", "purl", "pkg:pypi/a"),
                Some("`purl` is no type of SECURITY"),
            ),
            ("externalRefs", referred("PACKAGE_MANAGER", "purl", "pkg:pypi/a"), None),
            (
                "externalRefs",
                referred("PACKAGE-MANAGER", "PURL", "a"),
                Some("`PURL` is no type of PACKAGE-MANAGER"),
            ),
            ("externalRefs", referred("PERSISTENT-ID", "gitoid", "gitoid:blob"), None),
            (
                "checksums",
                json!([{"algorithm": "MD5", "checksumValue": "AB".repeat(16)}]),
                Some("checksum `ABABABABABABABABABABABABABABABAB` is not in lower case"),
            ),
        ];
        cases.into_iter().for_each(|(field, value, wanted)| check(field, &value, wanted));
    }

    #[test]
    fn what_stands_beside_packages_is_too() {
        let document = json!({
            "spdxVersion": "SPDX-2.3", "hasExtractedLicensingInfos": [{"licenseId": "Mine"}],
            "annotations": [{"annotator": "me"}],
        });
        assert_eq!(told(&document).len(), 2);
        let cases = [
            (json!({"creationInfo": {"licenseListVersion": "3.29"}}), None),
            (
                json!({"creationInfo": {"licenseListVersion": "3.29 "}}),
                Some("creationInfo: licenseListVersion `3.29 ` is no version"),
            ),
            (
                json!({"hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-a", "extractedText": ""}]}),
                Some("hasExtractedLicensingInfos: extractedText is empty"),
            ),
            (
                json!({"documentDescribes": ["SPDXRef-a", "DocumentRef-b:SPDXRef-c"],
                    "files": [{"SPDXID": "SPDXRef-a"}]}),
                None,
            ),
            (
                json!({"documentDescribes": ["SPDXRef-a"]}),
                Some("documentDescribes: `SPDXRef-a` is not defined"),
            ),
        ];
        for (mut document, wanted) in cases {
            document["spdxVersion"] = json!("SPDX-2.3");
            assert_eq!(told(&document), wanted.into_iter().collect::<Vec<_>>(), "{document}");
        }
    }
}
