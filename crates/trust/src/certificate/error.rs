//! Why a certificate is not believed.

use keelmark_formats::certificate::{AlternativeName, Certificate};
use keelmark_formats::time::rfc3339;
use keelmark_formats::trusted_root::Validity;
use keelmark_model::{Code, Timestamp, visible};

use crate::codes;

/// What people know a certificate by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateName {
    /// Its subject, or the first alternative name where the subject is empty.
    pub subject: String,
    /// Its serial number in hexadecimal.
    pub serial: String,
}

impl CertificateName {
    pub(crate) fn of(certificate: &Certificate) -> Self {
        let mut subject = certificate.subject_text();
        if subject.is_empty() {
            let names = certificate.alternative_names();
            subject = names.iter().find_map(AlternativeName::text).unwrap_or_default().to_owned();
        }
        Self { subject, serial: certificate.serial_text() }
    }
}

impl std::fmt::Display for CertificateName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "certificate `{}` (serial {})", visible(&self.subject), self.serial)
    }
}

/// A certificate that leads to no trusted root.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// No trusted root has the issuer.
    #[error("{certificate} is issued by `{}`, which no trusted root has", visible(.issuer))]
    NoIssuer {
        /// Whose issuer is missing.
        certificate: CertificateName,
        /// The issuer's name.
        issuer: String,
    },
    /// Not signed by the issuer it names.
    #[error("{certificate} is not signed by `{}`: {reason}", visible(.issuer))]
    Signature {
        /// Whose signature does not hold.
        certificate: CertificateName,
        /// Who should have signed.
        issuer: String,
        /// Why it does not.
        reason: String,
    },
    /// Not valid at the time in question.
    #[error("{certificate} holds from {} to {}, not at {}", rfc3339(*.from), rfc3339(*.to), rfc3339(*.at))]
    Validity {
        /// Which is not.
        certificate: CertificateName,
        /// Its first second.
        from: Timestamp,
        /// Its last second.
        to: Timestamp,
        /// The time in question.
        at: Timestamp,
    },
    /// The root does not trust the authority at the time in question.
    #[error("authority `{}` is trusted {}, not at {}", visible(.uri), span(.valid), rfc3339(*.at))]
    AuthorityValidity {
        /// Where it is served.
        uri: String,
        /// When it is trusted.
        valid: Validity,
        /// The time in question.
        at: Timestamp,
    },
    /// Not issued for the use it is put to.
    #[error("{certificate} {reason}")]
    Usage {
        /// Which is not.
        certificate: CertificateName,
        /// What it lacks or has.
        reason: String,
    },
}

impl ChainError {
    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match self {
            Self::NoIssuer { .. } => &codes::CERTIFICATE_ISSUER,
            Self::Signature { .. } => &codes::CERTIFICATE_SIGNATURE,
            Self::Validity { .. } | Self::AuthorityValidity { .. } => &codes::CERTIFICATE_VALIDITY,
            Self::Usage { .. } => &codes::CERTIFICATE_USAGE,
        }
    }

    pub(crate) fn no_issuer(certificate: &Certificate) -> Self {
        let issuer = certificate.issuer_text();
        Self::NoIssuer { certificate: CertificateName::of(certificate), issuer }
    }

    pub(crate) fn usage(certificate: &Certificate, reason: impl Into<String>) -> Self {
        Self::Usage { certificate: CertificateName::of(certificate), reason: reason.into() }
    }
}

fn span(valid: &Validity) -> String {
    let from = valid.start.map(|start| format!("from {}", rfc3339(start)));
    let to = valid.end.map(|end| format!("to {}", rfc3339(end)));
    [from, to].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
