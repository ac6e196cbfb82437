//! SLSA provenance, version 1.
//!
//! Source: SLSA v1.0 specification, "Provenance" (`https://slsa.dev/provenance/v1`), with
//! `ResourceDescriptor` and `DigestSet` from the in-toto attestation framework v1.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{ParseError, json};

/// The predicate type.
pub const PREDICATE_TYPE: &str = "https://slsa.dev/provenance/v1";

/// The build type of `keelmark attest`, described in `docs/src/build-type.md`.
pub const BUILD_TYPE: &str = "https://keelmark.dev/build/release/v1";

/// Named values of a build; a value is any JSON.
pub type Parameters = BTreeMap<String, Value>;

/// How the subjects were made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    /// What was asked for.
    pub build_definition: BuildDefinition,
    /// What ran.
    pub run_details: RunDetails,
}

/// Inputs of the build.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BuildDefinition {
    /// URI that says how to read the parameters.
    pub build_type: String,
    /// What whoever asked for the build controls.
    pub external_parameters: Parameters,
    /// What the builder controls.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub internal_parameters: Parameters,
    /// Artifacts needed by the build; may be incomplete.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub resolved_dependencies: Vec<ResourceDescriptor>,
}

/// The run of the build.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunDetails {
    /// Who built.
    pub builder: Builder,
    /// When and which run.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub metadata: Option<Metadata>,
    /// Other artifacts of the run.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub byproducts: Vec<ResourceDescriptor>,
}

/// Who built.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Builder {
    /// URI or name of the builder.
    pub id: String,
    /// Versions of the builder's parts.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub version: BTreeMap<String, String>,
}

/// When and which run; times are RFC 3339.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// Identifies the run.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub invocation_id: Option<String>,
    /// When the build started.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub started_on: Option<String>,
    /// When the build finished.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub finished_on: Option<String>,
}

/// An artifact or resource.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceDescriptor {
    /// Name within the document.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// Where it is or what it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub uri: Option<String>,
    /// Digests of its bytes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub digest: BTreeMap<String, String>,
    /// Address it was or can be had from, where `uri` is no address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub download_location: Option<String>,
    /// Anything else.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub annotations: Parameters,
}

impl Provenance {
    /// Reads a predicate.
    ///
    /// # Errors
    /// `document.*` codes.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        json::parse::<json::Object<Self>>(bytes).map(|json::Object(provenance)| provenance)
    }

    /// [`Self::parse`] for what a proof of others holds: no more than
    /// [`limits::PROVENANCE_VALUES`](crate::limits::PROVENANCE_VALUES) values.
    pub(crate) fn parse_proof(bytes: &[u8]) -> Result<Self, ParseError> {
        json::parse_within::<json::Object<Self>>(bytes, &json::Bounds::PROVENANCE)
            .map(|json::Object(provenance)| provenance)
    }

    /// Renders the predicate, two spaces of indentation.
    pub fn render(&self) -> Vec<u8> {
        json::render_pretty(self)
    }
}
