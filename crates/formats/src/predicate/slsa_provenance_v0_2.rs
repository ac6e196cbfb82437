//! SLSA provenance, version 0.2: what slsa-github-generator, npm and GitLab wrote until 2023, and
//! some still do. keelmark reads it and never writes it.
//!
//! Source: SLSA v0.2 specification, "Provenance" (`https://slsa.dev/provenance/v0.2`).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::protobuf_json::or_default;
use crate::{ParseError, json};

/// The predicate type.
pub const PREDICATE_TYPE: &str = "https://slsa.dev/provenance/v0.2";

/// Digests by the name of their algorithm.
pub type Digests = BTreeMap<String, String>;

/// How the subjects were made.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    /// Who built.
    pub builder: Builder,
    /// URI that says how to read the rest.
    pub build_type: String,
    /// What started the build.
    #[serde(default, deserialize_with = "or_default")]
    pub invocation: Invocation,
    /// Which run.
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: Metadata,
    /// What went into the build; may be incomplete.
    #[serde(default, deserialize_with = "or_default")]
    pub materials: Vec<Material>,
}

/// Who built.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Builder {
    /// URI of the builder.
    pub id: String,
}

/// What started the build.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invocation {
    /// Where the build's configuration was read from.
    #[serde(default, deserialize_with = "or_default")]
    pub config_source: ConfigSource,
    /// What whoever asked for the build chose; any JSON.
    #[serde(default)]
    pub parameters: Value,
    /// What the builder says of its surroundings; any JSON.
    #[serde(default)]
    pub environment: Value,
}

/// Where the build's configuration was read from.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigSource {
    /// Repository and reference: `git+https://github.com/o/r@refs/heads/main`.
    #[serde(default)]
    pub uri: Option<String>,
    /// Its commit.
    #[serde(default, deserialize_with = "or_default")]
    pub digest: Digests,
    /// What of it was run: a workflow's path, a job's name.
    #[serde(default)]
    pub entry_point: Option<String>,
}

/// Which run.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// Identifies the run at its builder. Go's library for in-toto writes the name its own way.
    #[serde(default, alias = "buildInvocationID")]
    pub build_invocation_id: Option<String>,
}

/// Something that went into the build.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Material {
    /// What it is.
    #[serde(default)]
    pub uri: Option<String>,
    /// Digests of it.
    #[serde(default, deserialize_with = "or_default")]
    pub digest: Digests,
}

impl Provenance {
    /// Reads a predicate. Fields that nothing here needs are passed over.
    ///
    /// # Errors
    /// `document.*` codes, for more than [`limits::PROVENANCE_VALUES`](crate::limits::PROVENANCE_VALUES)
    /// values too.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        json::parse_within::<json::Object<Self>>(bytes, &json::Bounds::PROVENANCE)
            .map(|json::Object(provenance)| provenance)
    }
}
