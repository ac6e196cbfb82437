//! What fields mean beyond their schema: expressions, digests, names and addresses in the forms that the
//! specifications ask for in words.
//!
//! Sources: the descriptions in CycloneDX's schemas; SPDX 2.3, clauses 6 to 11 and annex D.

mod spdx;

use std::collections::HashSet;

use serde_json::Value;

use super::super::document;
use super::schema::Breach;
use crate::license::License;
use crate::limits;
use crate::text::shortened;

/// What is wrong with `document`, the first [`limits::SBOM_DEFECTS`].
pub(super) fn breaches(document: &Value) -> Vec<Breach> {
    let mut found = Found(Vec::new());
    match document.get("spdxVersion") {
        None => {
            cyclonedx(document, &mut found);
            let dependencies = texts(document, "dependencies", "ref");
            found.twice("dependencies", dependencies, "is said twice what it needs");
        }
        Some(_) => spdx::check(document, &mut found),
    }
    found.0
}

struct Found(Vec<Breach>);

impl Found {
    fn add(&mut self, at: &str, message: impl Into<String>) {
        if self.0.len() < limits::SBOM_DEFECTS {
            self.0.push(Breach { at: at.to_owned(), message: message.into() });
        }
    }

    /// Reports what `ids` has twice.
    fn twice<'a>(&mut self, at: &str, ids: impl Iterator<Item = &'a str>, message: &str) {
        let mut known = HashSet::new();
        for id in ids.filter(|id| !known.insert(*id)).collect::<Vec<_>>() {
            self.add(at, format!("of `{}` it {message}", shortened(id)));
        }
    }

    fn hash(&mut self, at: &str, algorithm: Option<&str>, content: Option<&str>) {
        let (Some(algorithm), Some(content)) = (algorithm, content) else { return };
        let Some(digits) = hexadecimal_digits(algorithm) else { return };
        if content.len() != digits {
            let count = content.len();
            self.add(at, format!("a digest by {algorithm} has {digits} digits, and here {count}"));
        }
    }
}

/// `[…].name` of the list `list`.
fn texts<'a>(document: &'a Value, list: &str, name: &'a str) -> impl Iterator<Item = &'a str> {
    items(document, list).iter().filter_map(move |item| item.get(name)?.as_str())
}

fn items<'a>(object: &'a Value, list: &str) -> &'a [Value] {
    object.get(list).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Digits of a digest in hexadecimal, by CycloneDX's and SPDX's names of algorithms.
fn hexadecimal_digits(algorithm: &str) -> Option<usize> {
    Some(match algorithm {
        "ADLER32" => 8,
        "MD2" | "MD4" | "MD5" => 32,
        "SHA-1" | "SHA1" => 40,
        "SHA224" => 56,
        "SHA-256" | "SHA256" | "SHA3-256" | "BLAKE2b-256" | "Streebog-256" => 64,
        "SHA-384" | "SHA384" | "SHA3-384" | "BLAKE2b-384" => 96,
        "SHA-512" | "SHA512" | "SHA3-512" | "BLAKE2b-512" | "Streebog-512" => 128,
        // Those of BLAKE3 and MD6 are as long as one likes.
        _ => return None,
    })
}

/// An expression whose identifiers are those of the SPDX list or references.
pub(super) fn expression(text: &str) -> Option<License> {
    License::stated(text).filter(|license| license.expression().is_some())
}

pub(super) fn no_expression(text: &str) -> String {
    format!("`{}` is no expression of SPDX licences", shortened(text))
}

/// Looks at `value` and all that it contains; the depth is that of the document, which is bounded.
fn cyclonedx(value: &Value, found: &mut Found) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| cyclonedx(item, found)),
        Value::Object(members) => {
            for license in items(value, "licenses") {
                let text = license.get("expression").and_then(Value::as_str);
                if let Some(text) = text.filter(|text| expression(text).is_none()) {
                    found.add("licenses", no_expression(text));
                }
            }
            for hash in items(value, "hashes") {
                let text = |name| hash.get(name).and_then(Value::as_str);
                found.hash("hashes", text("alg"), text("content"));
            }
            if let Some(cpe) = members.get("cpe").and_then(Value::as_str)
                && !is_cpe(cpe)
            {
                found.add("cpe", format!("`{}` is no CPE name", shortened(cpe)));
            }
            members.values().for_each(|member| cyclonedx(member, found));
        }
        _ => {}
    }
}

/// A CPE 2.3 name as a formatted string, or a CPE 2.2 URI.
fn is_cpe(text: &str) -> bool {
    let uri = text.strip_prefix("cpe:/").and_then(|rest| rest.chars().next());
    document::is_cpe(text) || uri.is_some_and(|part| matches!(part, 'a' | 'h' | 'o'))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::breaches;

    pub(super) fn told(document: &Value) -> Vec<String> {
        breaches(document).into_iter().map(|one| format!("{}: {}", one.at, one.message)).collect()
    }

    #[test]
    fn cyclonedx_is_held_to_its_words() {
        let component =
            |field: &str, value: Value| json!({"components": [{"name": "a", field: value}]});
        let digest = |alg: &str, digits: usize| {
            component("hashes", json!([{"alg": alg, "content": "a".repeat(digits)}]))
        };
        let expression = |text: &str| component("licenses", json!([{"expression": text}]));
        let cases = [
            (expression("MIT OR Apache-2.0"), None),
            (expression("MIT OR"), Some("licenses: `MIT OR` is no expression of SPDX licences")),
            (expression("Mine"), Some("licenses: `Mine` is no expression of SPDX licences")),
            (digest("SHA-256", 64), None),
            (digest("BLAKE3", 32), None),
            (digest("SHA-256", 32), Some("hashes: a digest by SHA-256 has 64 digits, and here 32")),
            (component("cpe", json!("cpe:2.3:a:a:b:1:*:*:*:*:*:*:*")), None),
            (component("cpe", json!("cpe:/a:b:c:1")), None),
            (component("cpe", json!("cpe:nope")), Some("cpe: `cpe:nope` is no CPE name")),
            (
                json!({"dependencies": [{"ref": "a"}, {"ref": "b"}, {"ref": "a", "dependsOn": ["b"]}]}),
                Some("dependencies: of `a` it is said twice what it needs"),
            ),
        ];
        for (document, wanted) in cases {
            assert_eq!(told(&document), wanted.into_iter().collect::<Vec<_>>(), "{document}");
        }
        // However deep it lies.
        let nested = json!({"metadata": {"tools": {"components": [expression("MIT OR")]}}});
        assert_eq!(told(&nested).len(), 1);
    }
}
