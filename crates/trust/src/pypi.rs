//! Attestations of Python distributions: whether the publisher signed, and what.
//!
//! Source: PEP 740 and the PyPI documentation, "Attestations: Security model". What is compared, and
//! how, is what pypi-attestations 0.0.30 compares, so that both give the same answer.

use keelmark_formats::predicate::slsa_provenance_v1;
use keelmark_formats::pypi::distribution::Distribution;
use keelmark_formats::pypi::{PUBLISH_PREDICATE_TYPE, Publisher};
use keelmark_formats::statement::Statement;
use keelmark_model::{Code, Digest, Outcome, visible};

use crate::claims::SignerClaims;
use crate::{Verified, codes};

/// An attestation that does not prove what PyPI's should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttestationError {
    /// Another identity signed than the publisher's.
    #[error("the certificate's {claim} is {found}, not {wanted}")]
    Publisher {
        /// What was compared.
        claim: &'static str,
        /// What the certificate claims, in quotes, or that it does not.
        found: String,
        /// What the publisher's certificates claim.
        wanted: String,
    },
    /// A kind of publisher that is not known.
    #[error("publishers of kind `{}` are not known", visible(.0))]
    Kind(String),
    /// Another distribution.
    #[error("{0}")]
    Subject(String),
    /// Another kind of statement.
    #[error("`{}` is no predicate type of PyPI's attestations", visible(.0))]
    Predicate(String),
}

impl AttestationError {
    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match self {
            Self::Publisher { .. } => &codes::PYPI_PUBLISHER,
            Self::Kind(_) => &codes::PYPI_PUBLISHER_KIND,
            Self::Subject(_) => &codes::PYPI_SUBJECT,
            Self::Predicate(_) => &codes::PYPI_PREDICATE,
        }
    }

    /// Whether the proof fails or only could not be made.
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Kind(_) => Outcome::Unknown,
            _ => Outcome::Fail,
        }
    }
}

/// Checks that a certificate with these claims is `publisher`'s.
///
/// A publisher that the index names proves only that the index and the certificate agree; give the
/// publisher one expects wherever one is known.
///
/// # Errors
/// [`AttestationError::Publisher`] or [`AttestationError::Kind`].
pub fn check_publisher(
    publisher: &Publisher,
    claims: &SignerClaims<'_>,
) -> Result<(), AttestationError> {
    match publisher {
        Publisher::GitHub { repository, workflow, .. } => {
            let address = format!("https://github.com/{repository}");
            same("issuer", claims.issuer, "https://token.actions.githubusercontent.com")?;
            same("source repository", claims.source_repository_uri, &address)?;
            let configuration = format!("{address}/.github/workflows/{workflow}");
            configured(claims, &configuration)
        }
        Publisher::GitLab { repository, workflow_filepath, .. } => {
            let address = format!("https://gitlab.com/{repository}");
            same("issuer", claims.issuer, "https://gitlab.com")?;
            same("source repository", claims.source_repository_uri, &address)?;
            configured(claims, &format!("{address}//{workflow_filepath}"))
        }
        Publisher::Google { email } => {
            same("issuer", claims.issuer, "https://accounts.google.com")?;
            same("identity", claims.identity, email)
        }
        Publisher::CircleCi { project_id, pipeline_definition_id, vcs_origin, vcs_ref } => {
            same("issuer", claims.issuer, "https://oidc.circleci.com")?;
            if let Some(origin) = vcs_origin {
                same("source repository", claims.source_repository_uri, origin)?;
            }
            if let Some(reference) = vcs_ref {
                same("source reference", claims.source_repository_ref, reference)?;
            }
            let pipeline = format!(
                "https://circleci.com/api/v2/projects/{project_id}/pipeline-definitions/{pipeline_definition_id}"
            );
            same("build signer", claims.build_signer_uri, &pipeline)
        }
        Publisher::Other { kind } => Err(AttestationError::Kind(kind.clone())),
    }
}

/// Checks that a statement is an attestation of PyPI's about the distribution called `file`.
///
/// # Errors
/// [`AttestationError::Subject`] or [`AttestationError::Predicate`].
pub fn check_statement(
    statement: &Verified<Statement<'_>>,
    file: &str,
    sha256: &Digest,
) -> Result<(), AttestationError> {
    let statement = statement.value();
    let wrong = |message: String| Err(AttestationError::Subject(message));
    let [subject] = statement.subjects.as_slice() else {
        let count = statement.subjects.len();
        return wrong(format!("{count} subjects; an attestation has one"));
    };
    let (said, shown) = (Distribution::parse(&subject.name), visible(&subject.name));
    if said.is_none() {
        return wrong(format!("the subject `{shown}` is not the name of a distribution"));
    }
    if said != Distribution::parse(file) {
        return wrong(format!("the subject is `{shown}`, not `{}`", visible(file)));
    }
    if subject.digest(sha256.algorithm()) != Some(sha256) {
        return wrong(format!("`{shown}` has another digest in the statement"));
    }
    let known = [PUBLISH_PREDICATE_TYPE, slsa_provenance_v1::PREDICATE_TYPE];
    if !known.contains(&statement.predicate_type.as_str()) {
        return Err(AttestationError::Predicate(statement.predicate_type.clone()));
    }
    Ok(())
}

fn same(claim: &'static str, found: Option<&str>, wanted: &str) -> Result<(), AttestationError> {
    if found == Some(wanted) {
        return Ok(());
    }
    let shown = |found: &str| format!("`{}`", visible(found));
    Err(AttestationError::Publisher {
        claim,
        found: found.map_or_else(|| "absent".to_owned(), shown),
        wanted: format!("`{}`", visible(wanted)),
    })
}

/// A publisher does not know the commit or reference it will run at, and the certificate puts one of
/// them behind the workflow's path; which one, it says elsewhere.
fn configured(claims: &SignerClaims<'_>, configuration: &str) -> Result<(), AttestationError> {
    let places = [claims.source_repository_digest, claims.source_repository_ref];
    let is_at = |place: &str| claims.build_config_uri == Some(&format!("{configuration}@{place}"));
    if places.into_iter().flatten().any(is_at) {
        return Ok(());
    }
    let place = places.into_iter().flatten().next_back().unwrap_or("…");
    same("build configuration", claims.build_config_uri, &format!("{configuration}@{place}"))
}

#[cfg(test)]
mod tests;
