//! SPDX 2, as far as a bill has a place for it, whatever the notation.
//!
//! Source: the JSON schema of SPDX 2.3. The tags of the other notation are read into the same fields.

use serde::Deserialize;

use super::super::super::wire::{Text, bounded_or_null};
use super::super::losses::Rest;
use crate::limits::{EDGES, PACKAGES};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Document<'a> {
    pub(super) spdx_version: Option<Text<'a>>,
    #[serde(rename = "SPDXID")]
    pub(super) _spdx_id: Option<serde::de::IgnoredAny>,
    #[serde(rename = "dataLicense")]
    pub(super) _data_license: Option<serde::de::IgnoredAny>,
    pub(super) document_namespace: Option<Text<'a>>,
    pub(super) name: Option<Text<'a>>,
    #[serde(default)]
    pub(super) creation_info: CreationInfo<'a>,
    pub(super) comment: Option<Text<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) annotations: Vec<Annotation<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) document_describes: Vec<Text<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) packages: Vec<Package<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, EDGES>")]
    pub(super) files: Vec<File<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, EDGES>")]
    pub(super) relationships: Vec<Relationship<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) has_extracted_licensing_infos: Vec<ExtractedLicense<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct CreationInfo<'a> {
    pub(super) created: Option<Text<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) creators: Vec<Text<'a>>,
    pub(super) comment: Option<Text<'a>>,
    #[serde(rename = "licenseListVersion")]
    pub(super) _license_list_version: Option<serde::de::IgnoredAny>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Annotation<'a> {
    pub(super) comment: Option<Text<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Package<'a> {
    #[serde(rename = "SPDXID")]
    pub(super) spdx_id: Option<Text<'a>>,
    pub(super) name: Option<Text<'a>>,
    pub(super) version_info: Option<Text<'a>>,
    pub(super) package_file_name: Option<Text<'a>>,
    pub(super) supplier: Option<Text<'a>>,
    pub(super) originator: Option<Text<'a>>,
    pub(super) download_location: Option<Text<'a>>,
    #[serde(rename = "filesAnalyzed")]
    pub(super) _files_analyzed: Option<serde::de::IgnoredAny>,
    pub(super) homepage: Option<Text<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) checksums: Vec<Checksum<'a>>,
    pub(super) source_info: Option<Text<'a>>,
    pub(super) license_concluded: Option<Text<'a>>,
    pub(super) license_declared: Option<Text<'a>>,
    pub(super) license_comments: Option<Text<'a>>,
    pub(super) copyright_text: Option<Text<'a>>,
    pub(super) summary: Option<Text<'a>>,
    pub(super) description: Option<Text<'a>>,
    pub(super) comment: Option<Text<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) external_refs: Vec<ExternalRef<'a>>,
    pub(super) primary_package_purpose: Option<Text<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Checksum<'a> {
    pub(super) algorithm: Option<Text<'a>>,
    pub(super) checksum_value: Option<Text<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct ExternalRef<'a> {
    pub(super) reference_type: Option<Text<'a>>,
    pub(super) reference_locator: Option<Text<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct File<'a> {
    #[serde(rename = "SPDXID")]
    pub(super) spdx_id: Option<Text<'a>>,
    pub(super) file_name: Option<Text<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Relationship<'a> {
    pub(super) spdx_element_id: Option<Text<'a>>,
    pub(super) relationship_type: Option<Text<'a>>,
    pub(super) related_spdx_element: Option<Text<'a>>,
    pub(super) comment: Option<Text<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct ExtractedLicense<'a> {
    pub(super) extracted_text: Option<Text<'a>>,
}
