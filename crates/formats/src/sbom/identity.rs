//! Names of documents and of the things in them: unique, and the same for the same content.

use std::collections::{BTreeMap, HashSet};

use crate::hash::sha256;

/// The UUID that stands in a document while its own is being derived: RFC 9562's nil.
pub(super) const NIL: &str = "00000000-0000-0000-0000-000000000000";

/// Replaces the nil UUID at byte `at` by one derived from the whole document.
///
/// RFC 9562 version 8: the first 16 bytes of the SHA-256 of the document with the nil UUID in its
/// place, so that anyone can derive it again.
pub(super) fn stamp(document: &mut [u8], at: usize) {
    stamp_all(document, &[at]);
}

/// As [`stamp`], for a document that has its UUID in several places.
pub(super) fn stamp_all(document: &mut [u8], places: &[usize]) {
    let digest = sha256(document);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.as_bytes()[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut uuid = String::with_capacity(NIL.len());
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            uuid.push('-');
        }
        uuid.push_str(&format!("{byte:02x}"));
    }
    for &at in places {
        document[at..at + NIL.len()].copy_from_slice(uuid.as_bytes());
    }
}

/// Makes each of `names` unique: the second of the same name becomes `name{separator}2`.
pub(super) fn unique(names: Vec<String>, separator: char) -> Vec<String> {
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    if taken.len() == names.len() {
        return names;
    }
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut result = Vec::with_capacity(names.len());
    for name in names {
        let count = seen.entry(name.clone()).or_insert(0);
        *count += 1;
        if *count == 1 {
            result.push(name);
            continue;
        }
        let mut numbered = format!("{name}{separator}{count}");
        while !taken.insert(numbered.clone()) {
            *count += 1;
            numbered = format!("{name}{separator}{count}");
        }
        result.push(numbered);
    }
    result
}

/// The element identifier of SPDX: `SPDXRef-` and letters, digits, `.` and `-` (SPDX 2.3, 7.2).
///
/// `name` in which other characters had to be replaced ends in the start of its SHA-256, so that
/// the identifier does not depend on what else is in the document.
pub(super) fn spdx_id(name: &str) -> String {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    if name.chars().all(legal) {
        return format!("SPDXRef-{name}");
    }
    let legible: String = name.chars().map(|c| if legal(c) { c } else { '-' }).collect();
    let digest = sha256(name.as_bytes()).hex();
    format!("SPDXRef-{}-{}", legible.trim_matches('-'), &digest[..8])
}

#[cfg(test)]
mod tests {
    use super::{NIL, spdx_id, stamp, unique};
    use proptest::prelude::*;

    #[test]
    fn a_document_is_stamped_with_a_version_8_uuid() {
        let mut document = format!("x{NIL}y").into_bytes();
        stamp(&mut document, 1);
        let text = String::from_utf8(document).expect("ASCII");
        assert_ne!(&text[1..37], NIL);
        assert_eq!((&text[15..16], text.len()), ("8", 38));
        assert!(matches!(text.as_bytes()[20], b'8' | b'9' | b'a' | b'b'), "{text}");
    }

    #[test]
    fn names_that_collide_are_numbered() {
        let names = ["a", "a", "a#2", "b", "a"].map(str::to_owned).to_vec();
        assert_eq!(unique(names, '#'), ["a", "a#3", "a#2", "b", "a#4"]);
    }

    #[test]
    fn identifiers_have_legal_characters() {
        assert_eq!(spdx_id("Package-pypi-a-1.0"), "SPDXRef-Package-pypi-a-1.0");
        let scoped = spdx_id("Package-npm-@a/b-1");
        assert!(scoped.starts_with("SPDXRef-Package-npm--a-b-1-"), "{scoped}");
        assert_ne!(spdx_id("a_b"), spdx_id("a+b"));
    }

    proptest! {
        #[test]
        fn unique_names_are_unique(names in proptest::collection::vec("[ab](#[2-4])?", 0..20)) {
            let result = unique(names.clone(), '#');
            prop_assert_eq!(result.len(), names.len());
            let distinct: std::collections::BTreeSet<_> = result.iter().collect();
            prop_assert_eq!(distinct.len(), names.len());
        }
    }
}
