//! Documents against the schemas of their formats.
//!
//! Source: the JSON schemas of CycloneDX 1.2 to 1.7 (of 1.2 and 1.3 the strict ones) and of SPDX 2.3, which
//! stand in the folder `json` beside this file.

mod format;
mod rules;

use serde_json::Value;

use crate::{ParseError, codes, limits};

pub(in crate::sbom) use format::is_email;
pub(super) use format::{is_date_time, is_iri_reference};

/// Where a document breaks its schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Breach {
    /// The place, from the document down: `components/3/hashes/0/alg`.
    pub(super) at: String,
    /// What is wrong there, in a sentence without a final stop.
    pub(super) message: String,
}

/// The schema of a format at a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Schema(&'static str);

impl Schema {
    /// The schema that `document` has to keep to; of a version that has none, none.
    pub(super) fn of(document: &Value) -> Option<Self> {
        if document.get("bomFormat").is_some() {
            let version = document.get("specVersion")?.as_str()?;
            let mut all = CYCLONEDX.iter();
            return all.find(|(known, _)| *known == version).map(|(_, name)| Self(name));
        }
        let version = document.get("spdxVersion")?.as_str()?;
        matches!(version, "SPDX-2.2" | "SPDX-2.3").then_some(Self("spdx-2.3"))
    }

    /// Its name: `bom-1.6`, `spdx-2.3`.
    pub(super) const fn name(self) -> &'static str {
        self.0
    }

    /// Where `document` breaks it, the first [`limits::SBOM_DEFECTS`].
    ///
    /// # Errors
    /// `sbom.schema` when the document asks for more steps than [`limits::SCHEMA_STEPS`].
    pub(super) fn breaches(self, document: &Value) -> Result<Vec<Breach>, ParseError> {
        rules::Rules::default().check(self.0, document).map_err(|rules::TooManySteps| {
            let message = format!("more than {} comparisons with the schema", limits::SCHEMA_STEPS);
            ParseError::new(&codes::SBOM_SCHEMA, message)
        })
    }
}

/// Where `document` breaks a schema that is given, for documents that are no bills: `place: what is wrong`.
#[cfg(test)]
pub(crate) fn breaches_of(schema: Value, document: &Value) -> Vec<String> {
    let breaches = rules::Rules::default().check_with(schema, document);
    breaches.into_iter().map(|Breach { at, message }| format!("{at}: {message}")).collect()
}

const CYCLONEDX: [(&str, &str); 6] = [
    ("1.2", "bom-1.2"),
    ("1.3", "bom-1.3"),
    ("1.4", "bom-1.4"),
    ("1.5", "bom-1.5"),
    ("1.6", "bom-1.6"),
    ("1.7", "bom-1.7"),
];

/// Every schema by the name that others refer to it by.
const ALL: [(&str, &str); 10] = [
    ("bom-1.2", include_str!("json/bom-1.2.json")),
    ("bom-1.3", include_str!("json/bom-1.3.json")),
    ("bom-1.4", include_str!("json/bom-1.4.json")),
    ("bom-1.5", include_str!("json/bom-1.5.json")),
    ("bom-1.6", include_str!("json/bom-1.6.json")),
    ("bom-1.7", include_str!("json/bom-1.7.json")),
    ("cryptography-defs", include_str!("json/cryptography-defs.json")),
    ("jsf-0.82", include_str!("json/jsf-0.82.json")),
    ("spdx", include_str!("json/spdx.json")),
    ("spdx-2.3", include_str!("json/spdx-2.3.json")),
];

#[cfg(test)]
mod tests;
