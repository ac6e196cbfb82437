//! Attestations of Python distributions, as PyPI serves them.
//!
//! Source: PEP 740 ("Attestation objects", "Provenance objects") and the PyPI documentation,
//! "Attestations". An attestation is a bundle's content under other names, with the payload type left
//! out; it becomes a bundle v0.3 here.

pub mod distribution;

use serde::Deserialize;

use crate::bundle::{Bundle, Content, MediaType, VerificationMaterial};
use crate::dsse::{Envelope, EnvelopeSignature, IN_TOTO_PAYLOAD_TYPE};
use crate::json::{Bounds, Object};
use crate::protobuf_json::{Bytes, Repeated};
use crate::{ParseError, codes, json, limits, log_entry};

/// Predicate type by which an index's publisher says that it published a file; no predicate.
pub const PUBLISH_PREDICATE_TYPE: &str = "https://docs.pypi.org/attestations/publish/v1";

/// The attestations of one file that one publisher made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Who the index says that published. Unauthenticated: it says what the certificate should say.
    pub publisher: Publisher,
    /// What that publisher signed, at least one.
    pub attestations: Vec<Bundle>,
}

/// A Trusted Publisher of PyPI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publisher {
    /// A workflow of GitHub Actions.
    GitHub {
        /// `owner/name`.
        repository: String,
        /// File name of the workflow: `release.yml`.
        workflow: String,
        /// Deployment environment; certificates do not carry it.
        environment: Option<String>,
    },
    /// A pipeline of GitLab CI/CD on gitlab.com.
    GitLab {
        /// `group/subgroup/name`.
        repository: String,
        /// Path of the pipeline's configuration: `.gitlab-ci.yml`.
        workflow_filepath: String,
        /// Deployment environment; certificates do not carry it.
        environment: Option<String>,
    },
    /// A service account of Google Cloud.
    Google {
        /// Address of the account.
        email: String,
    },
    /// A pipeline of CircleCI.
    CircleCi {
        /// UUID of the project.
        project_id: String,
        /// UUID of the pipeline's definition.
        pipeline_definition_id: String,
        /// `github.com/owner/name`, where the pipeline has a repository.
        vcs_origin: Option<String>,
        /// Reference the pipeline ran for.
        vcs_ref: Option<String>,
    },
    /// One of a kind not known here.
    Other {
        /// What the index calls the kind.
        kind: String,
    },
}

/// Reads the provenance object of a file: `/integrity/PROJECT/VERSION/FILE/provenance`.
///
/// # Errors
/// `document.*`: not strict JSON, a field missing or malformed, more than [`limits::PUBLISHERS`] or
/// more than [`limits::PUBLISHER_ATTESTATIONS`] of one.
pub fn parse_provenance(bytes: &[u8]) -> Result<Vec<Published>, ParseError> {
    let Object(wire) = json::parse_within::<Object<WireProvenance>>(bytes, &Bounds::PROOF)?;
    check_version(wire.version)?;
    if wire.bundles.0.is_empty() {
        return Err(shape("a provenance without attestations"));
    }
    wire.bundles.0.into_iter().map(|Object(bundle)| bundle.published()).collect()
}

/// Reads one attestation: `FILE.publish.attestation`.
///
/// # Errors
/// `document.*` codes.
pub fn parse_attestation(bytes: &[u8]) -> Result<Bundle, ParseError> {
    json::parse_within::<Object<WireAttestation>>(bytes, &Bounds::PROOF)?.0.bundle()
}

#[derive(Deserialize)]
struct WireProvenance {
    version: u64,
    #[serde(rename = "attestation_bundles")]
    bundles: Repeated<Object<WireBundle>, { limits::PUBLISHERS }>,
}

#[derive(Deserialize)]
struct WireBundle {
    publisher: Object<WirePublisher>,
    attestations: Repeated<Object<WireAttestation>, { limits::PUBLISHER_ATTESTATIONS }>,
}

/// What every kind of publisher may have, and whatever else there is: "claims" are for people.
#[derive(Deserialize)]
struct WirePublisher {
    kind: String,
    #[serde(default)]
    repository: Option<String>,
    #[serde(default)]
    workflow: Option<String>,
    #[serde(default)]
    workflow_filepath: Option<String>,
    #[serde(default)]
    environment: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    project_id: Option<String>,
    #[serde(default)]
    pipeline_definition_id: Option<String>,
    #[serde(default)]
    vcs_origin: Option<String>,
    #[serde(default)]
    vcs_ref: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireAttestation {
    version: u64,
    #[serde(rename = "verification_material")]
    material: Object<WireMaterial>,
    envelope: Object<WireEnvelope>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireMaterial {
    certificate: Bytes,
    #[serde(rename = "transparency_entries")]
    log_entries: Repeated<Object<log_entry::Wire>, { limits::BUNDLE_PROOFS }>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireEnvelope {
    statement: Bytes,
    signature: Bytes,
}

impl WireBundle {
    fn published(self) -> Result<Published, ParseError> {
        if self.attestations.0.is_empty() {
            return Err(shape("a publisher without attestations"));
        }
        let attestations = self.attestations.0.into_iter().map(|Object(wire)| wire.bundle());
        Ok(Published {
            publisher: self.publisher.0.publisher()?,
            attestations: attestations.collect::<Result<_, _>>()?,
        })
    }
}

impl WirePublisher {
    fn publisher(self) -> Result<Publisher, ParseError> {
        let Self { kind, environment, .. } = self;
        let wanted = |field: &str, value: Option<String>| {
            let value = value.filter(|value| !value.is_empty());
            value.ok_or_else(|| shape(format!("the publisher has no `{field}`")))
        };
        Ok(match kind.as_str() {
            "GitHub" => Publisher::GitHub {
                repository: wanted("repository", self.repository)?,
                workflow: wanted("workflow", self.workflow)?,
                environment,
            },
            "GitLab" => Publisher::GitLab {
                repository: wanted("repository", self.repository)?,
                workflow_filepath: wanted("workflow_filepath", self.workflow_filepath)?,
                environment,
            },
            "Google" => Publisher::Google { email: wanted("email", self.email)? },
            "CircleCI" => Publisher::CircleCi {
                project_id: wanted("project_id", self.project_id)?,
                pipeline_definition_id: wanted(
                    "pipeline_definition_id",
                    self.pipeline_definition_id,
                )?,
                vcs_origin: self.vcs_origin,
                vcs_ref: self.vcs_ref,
            },
            _ => Publisher::Other { kind },
        })
    }
}

impl WireAttestation {
    fn bundle(self) -> Result<Bundle, ParseError> {
        check_version(self.version)?;
        let Object(WireMaterial { certificate: Bytes(der), log_entries }) = self.material;
        let Object(WireEnvelope { statement: Bytes(payload), signature }) = self.envelope;
        if der.is_empty() || payload.is_empty() || signature.0.is_empty() {
            return Err(shape("the certificate, the statement or the signature is empty"));
        }
        if log_entries.0.is_empty() {
            return Err(shape("an attestation has no log entry"));
        }
        let log_entries = log_entries.0.into_iter().map(|entry| entry.0.entry());
        Ok(Bundle {
            media_type: MediaType::V03,
            material: VerificationMaterial::Certificate { der },
            content: Content::Dsse(Envelope {
                payload_type: IN_TOTO_PAYLOAD_TYPE.to_owned(),
                payload,
                signatures: vec![EnvelopeSignature { key_id: None, signature: signature.0 }],
            }),
            log_entries: log_entries.collect::<Result<_, _>>()?,
            timestamps: Vec::new(),
        })
    }
}

fn check_version(version: u64) -> Result<(), ParseError> {
    if version != 1 {
        let message = format!("version {version} of PyPI's attestations; 1 is the only one known");
        return Err(ParseError::new(&codes::BUNDLE_VERSION, message));
    }
    Ok(())
}

fn shape(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SHAPE, message)
}

#[cfg(test)]
mod tests;
