//! The index of an evidence folder, `supply_chain_attestation.json`.
//!
//! A superset of what dpone 0.88 writes under that name: its fields keep their names and types,
//! paths are relative to the folder. [`Index::parse`] reads both; dpone's has no `schema_version`.

use std::collections::BTreeMap;

use keelmark_model::{Digest, DigestAlgorithm, DigestError, Subject};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::json::Bounds;
use crate::protobuf_json::Repeated;
use crate::{ParseError, codes, json, limits};

/// The version of the index this keelmark writes.
pub const SCHEMA_VERSION: u32 = 1;

/// Digests by in-toto name, in lowercase hexadecimal.
pub type DigestSet = BTreeMap<String, String>;

/// What a file of the folder is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A bill of materials.
    Sbom,
    /// A provenance statement.
    Provenance,
    /// A signature over another file of the folder.
    Signature,
    /// A list of checksums.
    Checksums,
    /// Text for people.
    Summary,
}

/// One file of the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Artifact {
    /// dpone's name for it: `sbom_spdx`, `provenance`, ….
    pub name: String,
    /// File name within the folder (dpone: the path as it was typed).
    pub path: String,
    /// What it is for; dpone does not say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub role: Option<Role>,
    /// SHA-256 in hexadecimal, where dpone has it.
    pub sha256: String,
    /// Size in bytes; dpone does not say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub size: Option<u64>,
}

/// One release artifact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexSubject {
    /// Digests.
    pub digests: DigestSet,
    /// File name.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
}

/// What the release is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexProject {
    /// `python`, `rust` or `npm`.
    pub ecosystem: String,
    /// Name.
    pub name: String,
    /// Package URL.
    pub purl: String,
    /// Version, where it is known.
    pub version: Option<String>,
}

/// Which program wrote the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// `keelmark`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The index. Field order is the order of the rendered document: sorted by name, as dpone's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Files of the folder, without the index, its signatures and `checksums.txt`.
    #[serde(deserialize_with = "listed")]
    pub artifacts: Vec<Artifact>,
    /// Why the release may not ship; keelmark writes no folder when there is a reason.
    #[serde(deserialize_with = "listed")]
    pub blockers: Vec<String>,
    /// The index itself.
    pub bundle_path: String,
    /// RFC 3339 time of the documents.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub created: Option<String>,
    /// Key identifier of the HMAC envelopes, if there are any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hmac_key_id: Option<String>,
    /// HMAC envelope over the index, if there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub index_hmac_path: Option<String>,
    /// Bundle over the index, if there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub index_signature_path: Option<String>,
    /// The index for people.
    pub markdown_path: String,
    /// The folder: `.`.
    pub output_dir: String,
    /// Whether there are no blockers.
    pub passed: bool,
    /// What the release is of.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub project: Option<IndexProject>,
    /// Provenance statement.
    pub provenance_path: String,
    /// Release name: a tag or version.
    pub release: String,
    /// CycloneDX SBOM.
    pub sbom_cyclonedx_path: String,
    /// SPDX SBOM.
    pub sbom_spdx_path: String,
    /// Version of this format; absent in dpone's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub schema_version: Option<u32>,
    /// HMAC envelope over the provenance, if there is one.
    pub signature_path: Option<String>,
    /// Release artifacts, by name.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "maybe_listed")]
    pub subjects: Option<Vec<IndexSubject>>,
    /// Which program wrote the folder.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tool: Option<Tool>,
}

impl Index {
    /// Reads an index, keelmark's or dpone's.
    ///
    /// # Errors
    /// `document.*` codes; `evidence.schema` for a `schema_version` not known here, and for more than
    /// [`limits::INDEX_ENTRIES`] artifacts and subjects.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let text = json::check_within(bytes, &Bounds::DOCUMENT)?;
        let read = json::read::<json::Object<Self>>(text);
        // A version that is not known explains whatever else is not.
        let version = match &read {
            Ok(json::Object(index)) => index.schema_version.map(u64::from),
            Err(_) => json::read::<json::Object<Version>>(text)?.0.schema_version,
        };
        let wrong = |message| Err(ParseError::new(&codes::EVIDENCE_SCHEMA, message));
        if let Some(version) = version.filter(|version| *version != u64::from(SCHEMA_VERSION)) {
            return wrong(format!(
                "schema_version {version}; this keelmark reads {SCHEMA_VERSION}"
            ));
        }
        let json::Object(index) = read?;
        let count = index.artifacts.len() + index.subjects.as_ref().map_or(0, Vec::len);
        if count > limits::INDEX_ENTRIES {
            let most = limits::INDEX_ENTRIES;
            return wrong(format!("{count} artifacts and subjects; the limit is {most}"));
        }
        Ok(index)
    }

    /// Renders the index: sorted names, two spaces of indentation, a final newline.
    pub fn render(&self) -> Vec<u8> {
        json::render_pretty(self)
    }

    /// Whether keelmark wrote it, rather than dpone.
    pub const fn is_closed(&self) -> bool {
        self.schema_version.is_some()
    }
}

/// A list of the index, which ends where it is longer than any may be.
fn listed<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    maybe_listed(deserializer)?.ok_or_else(|| D::Error::custom("null, where a list is wanted"))
}

fn maybe_listed<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Vec<T>>, D::Error> {
    let list = Option::<Repeated<T, { limits::INDEX_ENTRIES }>>::deserialize(deserializer)?;
    Ok(list.map(|Repeated(values)| values))
}

/// The only field that must be understood before all others.
#[derive(Deserialize)]
struct Version {
    schema_version: Option<u64>,
}

impl IndexSubject {
    /// The entry for `subject`.
    pub fn of(subject: &Subject) -> Self {
        Self {
            digests: digest_set(&subject.digests),
            name: subject.name.clone(),
            size: subject.size.unwrap_or_default(),
        }
    }

    /// The subject the entry names.
    ///
    /// # Errors
    /// An algorithm not known here, or a malformed value.
    pub fn subject(&self) -> Result<Subject, DigestError> {
        Ok(Subject {
            name: self.name.clone(),
            size: Some(self.size),
            digests: digests(&self.digests)?,
        })
    }
}

/// Digests by in-toto name.
pub fn digest_set(digests: &[Digest]) -> DigestSet {
    digests.iter().map(|d| (d.algorithm().name().to_owned(), d.hex())).collect()
}

fn digests(set: &DigestSet) -> Result<Vec<Digest>, DigestError> {
    let mut digests = set
        .iter()
        .map(|(name, hex)| {
            let algorithm = DigestAlgorithm::from_name(name)
                .ok_or_else(|| DigestError::UnknownAlgorithm(name.clone()))?;
            Digest::from_hex(algorithm, hex)
        })
        .collect::<Result<Vec<_>, _>>()?;
    digests.sort_unstable();
    Ok(digests)
}
