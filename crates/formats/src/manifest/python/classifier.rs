//! Licence classifiers.
//!
//! Source: the list of trove classifiers on PyPI. A classifier that does not tell version or
//! variant (`Apache Software License`, `BSD License`) has no SPDX identifier.

/// The licence that `classifiers` tell: an SPDX identifier where exactly one is told and it is
/// unambiguous, else the classifiers' own words.
///
/// ```
/// use keelmark_formats::manifest::python::classifier::license;
/// let mit = ["License :: OSI Approved :: MIT License"];
/// assert_eq!(license(mit.into_iter()).as_deref(), Some("MIT"));
/// ```
pub fn license<'a>(classifiers: impl Iterator<Item = &'a str>) -> Option<String> {
    let told: Vec<&str> = classifiers
        .filter_map(|classifier| classifier.strip_prefix("License :: "))
        .map(|rest| rest.rsplit(" :: ").next().unwrap_or(rest))
        .filter(|last| *last != "OSI Approved")
        .collect();
    match told.as_slice() {
        [] => None,
        [one] => Some(identifier(one).unwrap_or(one).to_owned()),
        several => Some(several.join(", ")),
    }
}

fn identifier(classifier: &str) -> Option<&'static str> {
    SPDX.iter().find(|(words, _)| *words == classifier).map(|(_, id)| *id)
}

const SPDX: [(&str, &str); 25] = [
    ("Blue Oak Model License (BlueOak-1.0.0)", "BlueOak-1.0.0"),
    ("Boost Software License 1.0 (BSL-1.0)", "BSL-1.0"),
    ("CC0 1.0 Universal (CC0 1.0) Public Domain Dedication", "CC0-1.0"),
    ("Eclipse Public License 1.0 (EPL-1.0)", "EPL-1.0"),
    ("Eclipse Public License 2.0 (EPL-2.0)", "EPL-2.0"),
    ("European Union Public Licence 1.1 (EUPL 1.1)", "EUPL-1.1"),
    ("European Union Public Licence 1.2 (EUPL 1.2)", "EUPL-1.2"),
    ("GNU Affero General Public License v3", "AGPL-3.0-only"),
    ("GNU Affero General Public License v3 or later (AGPLv3+)", "AGPL-3.0-or-later"),
    ("GNU General Public License v2 (GPLv2)", "GPL-2.0-only"),
    ("GNU General Public License v2 or later (GPLv2+)", "GPL-2.0-or-later"),
    ("GNU General Public License v3 (GPLv3)", "GPL-3.0-only"),
    ("GNU General Public License v3 or later (GPLv3+)", "GPL-3.0-or-later"),
    ("GNU Lesser General Public License v3 (LGPLv3)", "LGPL-3.0-only"),
    ("GNU Lesser General Public License v3 or later (LGPLv3+)", "LGPL-3.0-or-later"),
    ("ISC License (ISCL)", "ISC"),
    ("MIT License", "MIT"),
    ("MIT No Attribution License (MIT-0)", "MIT-0"),
    ("Mozilla Public License 1.1 (MPL 1.1)", "MPL-1.1"),
    ("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"),
    ("PostgreSQL License", "PostgreSQL"),
    ("The Unlicense (Unlicense)", "Unlicense"),
    ("Universal Permissive License (UPL)", "UPL-1.0"),
    ("University of Illinois/NCSA Open Source License", "NCSA"),
    ("zlib/libpng License", "Zlib"),
];

#[cfg(test)]
mod tests {
    use super::{SPDX, license};

    #[test]
    fn every_identifier_is_spdx() {
        for (_, id) in SPDX {
            assert!(spdx::license_id(id).is_some(), "{id}");
        }
    }

    #[test]
    fn ambiguity_stays_in_words() {
        let read = |list: &[&str]| license(list.iter().copied());
        assert_eq!(read(&["Programming Language :: Python"]), None);
        assert_eq!(read(&["License :: OSI Approved"]), None);
        let apache = "License :: OSI Approved :: Apache Software License";
        assert_eq!(read(&[apache]).as_deref(), Some("Apache Software License"));
        let both = read(&["License :: OSI Approved :: MIT License", apache]);
        assert_eq!(both.as_deref(), Some("MIT License, Apache Software License"));
    }
}
