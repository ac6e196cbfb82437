//! Why a timestamp proves no time.

use keelmark_model::{Code, visible};

use crate::certificate::ChainError;
use crate::codes;

/// A timestamp that proves no time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimestampError {
    /// Over other bytes.
    #[error("the timestamp is over another signature")]
    Imprint,
    /// The signed attributes have another digest than what the authority says.
    #[error("what the authority says was changed: its digest is not the one that was signed")]
    ContentDigest,
    /// The token's signature does not hold.
    #[error("the authority's signature on the timestamp: {reason}")]
    Signature {
        /// Why not.
        reason: String,
    },
    /// The token names another certificate than the one whose key signed it.
    #[error("the timestamp names another certificate than the one whose key signed it")]
    CertificateId,
    /// No certificate at hand is the signer's.
    #[error("no authority of trusted root `{}` signed the timestamp", visible(.root))]
    Unknown {
        /// The trusted root.
        root: String,
    },
    /// The signer's certificate leads to no authority, or not at the time.
    #[error("{0}")]
    Chain(ChainError),
}

impl TimestampError {
    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match self {
            Self::Imprint => &codes::TIMESTAMP_IMPRINT,
            Self::ContentDigest | Self::Signature { .. } => &codes::TIMESTAMP_SIGNATURE,
            Self::CertificateId => &codes::TIMESTAMP_CERTIFICATE,
            Self::Unknown { .. } => &codes::TIMESTAMP_UNTRUSTED,
            Self::Chain(error) => match error {
                ChainError::NoIssuer { .. } | ChainError::Signature { .. } => {
                    &codes::TIMESTAMP_UNTRUSTED
                }
                ChainError::Validity { .. } | ChainError::AuthorityValidity { .. } => {
                    &codes::TIMESTAMP_VALIDITY
                }
                ChainError::Usage { .. } => &codes::TIMESTAMP_CERTIFICATE,
            },
        }
    }
}
