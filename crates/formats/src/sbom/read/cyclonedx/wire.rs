//! CycloneDX JSON, as far as a bill has a place for it.
//!
//! Source: the JSON schemas `bom-1.2` to `bom-1.7`. Fields moved between versions (`author` and
//! `authors`, `tools` as a list or an object), so each is read wherever it may stand.

use serde::Deserialize;

use super::super::super::wire::{Text, bounded_or_null};
use super::super::losses::Rest;
use crate::limits::{EDGES, PACKAGES};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Bom<'a> {
    #[serde(rename = "$schema")]
    pub(super) _schema: Option<serde::de::IgnoredAny>,
    #[serde(rename = "bomFormat")]
    pub(super) _bom_format: Option<serde::de::IgnoredAny>,
    pub(super) spec_version: Option<Text<'a>>,
    pub(super) serial_number: Option<Text<'a>>,
    pub(super) version: Option<u32>,
    #[serde(default)]
    pub(super) metadata: Metadata<'a>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) components: Vec<Component<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) dependencies: Vec<Dependency<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) compositions: Vec<Composition<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Metadata<'a> {
    pub(super) timestamp: Option<Text<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) lifecycles: Vec<Lifecycle<'a>>,
    pub(super) tools: Option<Tools<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) authors: Vec<Contact<'a>>,
    pub(super) component: Option<Component<'a>>,
    pub(super) supplier: Option<Organization<'a>>,
    pub(super) manufacturer: Option<Organization<'a>>,
    pub(super) manufacture: Option<Organization<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) properties: Vec<Property<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Lifecycle<'a> {
    pub(super) phase: Option<Text<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

/// A list before 1.5, an object since.
#[derive(Deserialize)]
#[serde(untagged, bound(deserialize = "'de: 'a"))]
pub(super) enum Tools<'a> {
    Listed(Vec<Tool<'a>>),
    Sorted(SortedTools<'a>),
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct SortedTools<'a> {
    #[serde(default)]
    pub(super) components: Vec<Tool<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Tool<'a> {
    pub(super) vendor: Option<Text<'a>>,
    pub(super) publisher: Option<Text<'a>>,
    pub(super) author: Option<Text<'a>>,
    pub(super) manufacturer: Option<Organization<'a>>,
    pub(super) supplier: Option<Organization<'a>>,
    pub(super) group: Option<Text<'a>>,
    pub(super) name: Option<Text<'a>>,
    pub(super) version: Option<Text<'a>>,
    #[serde(rename = "type")]
    pub(super) _type: Option<serde::de::IgnoredAny>,
    #[serde(rename = "bom-ref")]
    pub(super) _bom_ref: Option<serde::de::IgnoredAny>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Contact<'a> {
    pub(super) name: Option<Text<'a>>,
    pub(super) email: Option<Text<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Organization<'a> {
    pub(super) name: Option<Text<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) url: Vec<Text<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) contact: Vec<Contact<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Component<'a> {
    pub(super) r#type: Option<Text<'a>>,
    #[serde(rename = "bom-ref")]
    pub(super) bom_ref: Option<Text<'a>>,
    pub(super) supplier: Option<Organization<'a>>,
    pub(super) manufacturer: Option<Organization<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) authors: Vec<Contact<'a>>,
    pub(super) author: Option<Text<'a>>,
    pub(super) publisher: Option<Text<'a>>,
    pub(super) group: Option<Text<'a>>,
    pub(super) name: Text<'a>,
    pub(super) version: Option<Text<'a>>,
    pub(super) description: Option<Text<'a>>,
    pub(super) scope: Option<Text<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) hashes: Vec<Hash<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) licenses: Vec<Choice<'a>>,
    pub(super) copyright: Option<Text<'a>>,
    pub(super) cpe: Option<Text<'a>>,
    pub(super) purl: Option<Text<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) external_references: Vec<Reference<'a>>,
    pub(super) evidence: Option<Evidence<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) properties: Vec<Property<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) components: Vec<Component<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Hash<'a> {
    pub(super) alg: Text<'a>,
    pub(super) content: Text<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Choice<'a> {
    pub(super) license: Option<License<'a>>,
    pub(super) expression: Option<Text<'a>>,
    pub(super) acknowledgement: Option<Text<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct License<'a> {
    pub(super) id: Option<Text<'a>>,
    pub(super) name: Option<Text<'a>>,
    pub(super) acknowledgement: Option<Text<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Reference<'a> {
    pub(super) r#type: Text<'a>,
    pub(super) url: Text<'a>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) hashes: Vec<Hash<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Evidence<'a> {
    #[serde(default)]
    pub(super) identity: Identities<'a>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) occurrences: Vec<Occurrence<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) licenses: Vec<Choice<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

/// One before 1.6, a list since.
#[derive(Deserialize)]
#[serde(untagged, bound(deserialize = "'de: 'a"))]
pub(super) enum Identities<'a> {
    Several(Vec<Identity<'a>>),
    One(Identity<'a>),
}

impl Default for Identities<'_> {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl<'a> Identities<'a> {
    pub(super) fn all(&self) -> &[Identity<'a>] {
        match self {
            Self::Several(several) => several,
            Self::One(one) => std::slice::from_ref(one),
        }
    }
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Identity<'a> {
    #[serde(default)]
    pub(super) methods: Vec<Method<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Method<'a> {
    pub(super) technique: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Occurrence<'a> {
    #[serde(rename = "bom-ref")]
    pub(super) _bom_ref: Option<serde::de::IgnoredAny>,
    pub(super) location: Text<'a>,
    pub(super) line: Option<u32>,
    pub(super) additional_context: Option<Text<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Property<'a> {
    pub(super) name: Text<'a>,
    pub(super) value: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Dependency<'a> {
    pub(super) r#ref: Text<'a>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, EDGES>")]
    pub(super) depends_on: Vec<Text<'a>>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Composition<'a> {
    pub(super) aggregate: Text<'a>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) assemblies: Vec<Text<'a>>,
    #[serde(default, deserialize_with = "bounded_or_null::<_, _, PACKAGES>")]
    pub(super) dependencies: Vec<Text<'a>>,
    #[serde(rename = "bom-ref")]
    pub(super) _bom_ref: Option<serde::de::IgnoredAny>,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}
