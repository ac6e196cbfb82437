//! Whom a certificate names.

use keelmark_formats::ParseError;
use keelmark_formats::certificate::fulcio::Claims;
use keelmark_formats::certificate::{AlternativeName, Certificate};
use keelmark_model::Code;

use super::CertificateName;
use crate::claims::SignerClaims;
use crate::codes;

/// Whom a certificate was issued to. It means something only under a certificate whose chain was
/// verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateIdentity {
    /// The one name: a mail address, an address (of a workflow, a service), or a user name.
    pub name: AlternativeName,
    /// What the identity provider said, its own name among it.
    pub claims: Claims,
}

impl CertificateIdentity {
    /// The name as text.
    pub fn text(&self) -> &str {
        self.name.text().unwrap_or_default()
    }
}

/// A certificate that names nobody, or more than one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// Not exactly one name.
    #[error("{certificate} has {count} subject alternative names, and must have one")]
    Count {
        /// Which.
        certificate: CertificateName,
        /// How many there are.
        count: usize,
    },
    /// A name of a kind that names no signer.
    #[error("{certificate} names neither a mail address, nor an address, nor a user name")]
    Kind {
        /// Which.
        certificate: CertificateName,
    },
    /// It claims one thing twice, and not the same both times.
    #[error("{certificate}: {disagreement}")]
    Disagreement {
        /// Which.
        certificate: CertificateName,
        /// What it claims.
        disagreement: String,
    },
    /// The claims cannot be read.
    #[error("{certificate}: {error}")]
    Claims {
        /// Which.
        certificate: CertificateName,
        /// What is wrong with them.
        error: ParseError,
    },
}

impl IdentityError {
    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match self {
            Self::Count { .. } | Self::Kind { .. } | Self::Disagreement { .. } => {
                &codes::CERTIFICATE_IDENTITY
            }
            Self::Claims { error, .. } => error.code,
        }
    }
}

/// Whom `certificate` names.
///
/// Fulcio's certificate specification asks for exactly one subject alternative name. Other clients
/// compare whichever they come to first, or any; of two names nobody could say which one signed.
///
/// # Errors
/// [`IdentityError`].
pub fn identity(certificate: &Certificate) -> Result<CertificateIdentity, IdentityError> {
    let named = || CertificateName::of(certificate);
    let [name] = certificate.alternative_names() else {
        let count = certificate.alternative_names().len();
        return Err(IdentityError::Count { certificate: named(), count });
    };
    if matches!(name, AlternativeName::Dns(_) | AlternativeName::Unsupported(_)) {
        return Err(IdentityError::Kind { certificate: named() });
    }
    let claims = Claims::of(certificate)
        .map_err(|error| IdentityError::Claims { certificate: named(), error })?;
    let claimed = SignerClaims { identity: name.text(), ..SignerClaims::without_identity(&claims) };
    if let Some(disagreement) = claimed.disagreement() {
        return Err(IdentityError::Disagreement { certificate: named(), disagreement });
    }
    Ok(CertificateIdentity { name: name.clone(), claims })
}
