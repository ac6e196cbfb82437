//! Elements, of whatever class, as far as a bill has a place for what they say.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::super::super::wire::{Text, bounded_or_null};
use super::super::losses::Rest;
use crate::limits::EDGES;

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Document<'a> {
    #[serde(rename = "@context")]
    pub(super) _context: Option<IgnoredAny>,
    #[serde(rename = "@graph", default, deserialize_with = "bounded_or_null::<_, _, EDGES>")]
    pub(super) graph: Vec<Element<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Element<'a> {
    #[serde(alias = "@type")]
    pub(super) r#type: Option<Text<'a>>,
    #[serde(alias = "@id")]
    pub(super) spdx_id: Option<Text<'a>>,
    #[serde(rename = "creationInfo")]
    pub(super) _creation_info: Option<IgnoredAny>,
    pub(super) name: Option<Text<'a>>,
    pub(super) description: Option<Text<'a>>,
    pub(super) summary: Option<Text<'a>>,
    pub(super) spec_version: Option<Text<'a>>,
    pub(super) comment: Option<Text<'a>>,
    pub(super) created: Option<Text<'a>>,
    #[serde(default)]
    pub(super) created_by: Vec<Link<'a>>,
    #[serde(default)]
    pub(super) created_using: Vec<Link<'a>>,
    #[serde(default)]
    pub(super) root_element: Vec<Link<'a>>,
    #[serde(rename = "element")]
    pub(super) _element: Option<IgnoredAny>,
    #[serde(rename = "software_sbomType", default)]
    pub(super) sbom_type: Vec<Text<'a>>,
    #[serde(rename = "software_packageVersion")]
    pub(super) version: Option<Text<'a>>,
    #[serde(rename = "software_packageUrl")]
    pub(super) purl: Option<Text<'a>>,
    #[serde(rename = "software_primaryPurpose")]
    pub(super) purpose: Option<Text<'a>>,
    #[serde(rename = "software_downloadLocation")]
    pub(super) download_location: Option<Text<'a>>,
    #[serde(rename = "software_homePage")]
    pub(super) home_page: Option<Text<'a>>,
    #[serde(rename = "software_copyrightText")]
    pub(super) copyright: Option<Text<'a>>,
    #[serde(rename = "software_sourceInfo")]
    pub(super) source_info: Option<Text<'a>>,
    pub(super) supplied_by: Option<Link<'a>>,
    #[serde(default)]
    pub(super) originated_by: Vec<Link<'a>>,
    #[serde(default)]
    pub(super) verified_using: Vec<Hash<'a>>,
    #[serde(default)]
    pub(super) external_identifier: Vec<Identifier<'a>>,
    #[serde(default)]
    pub(super) external_ref: Vec<Reference<'a>>,
    #[serde(default)]
    pub(super) extension: Vec<Extension<'a>>,
    pub(super) statement: Option<Text<'a>>,
    #[serde(rename = "simplelicensing_licenseExpression")]
    pub(super) license_expression: Option<Text<'a>>,
    pub(super) from: Option<Link<'a>>,
    #[serde(default)]
    pub(super) to: Vec<Link<'a>>,
    pub(super) relationship_type: Option<Text<'a>>,
    pub(super) scope: Option<Text<'a>>,
    pub(super) completeness: Option<Text<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

impl Element<'_> {
    pub(super) fn class(&self) -> &str {
        self.r#type.as_deref().unwrap_or_default()
    }

    pub(super) fn iri(&self) -> Option<&str> {
        self.spdx_id.as_deref()
    }
}

/// The IRI of an element, or the element itself.
#[derive(Deserialize)]
#[serde(untagged, bound(deserialize = "'de: 'a"))]
pub(super) enum Link<'a> {
    Iri(Text<'a>),
    Nested(IgnoredAny),
}

impl Link<'_> {
    pub(super) fn iri(&self) -> Option<&str> {
        match self {
            Self::Iri(iri) => Some(iri),
            Self::Nested(_) => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Hash<'a> {
    pub(super) algorithm: Option<Text<'a>>,
    pub(super) hash_value: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Identifier<'a> {
    #[serde(rename = "externalIdentifierType")]
    pub(super) kind: Option<Text<'a>>,
    pub(super) identifier: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Reference<'a> {
    #[serde(rename = "externalRefType")]
    pub(super) kind: Option<Text<'a>>,
    #[serde(default)]
    pub(super) locator: Vec<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Extension<'a> {
    #[serde(rename = "extension_cdxProperty", default)]
    pub(super) properties: Vec<Property<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Property<'a> {
    #[serde(rename = "extension_cdxPropName")]
    pub(super) name: Text<'a>,
    #[serde(rename = "extension_cdxPropValue")]
    pub(super) value: Option<Text<'a>>,
}
