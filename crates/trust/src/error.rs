//! Why a signature does not prove what it should.

use keelmark_formats::ParseError;
use keelmark_model::{Code, Outcome};

use crate::codes;

/// A signature that proves nothing, or not what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The signature is not by any key given.
    #[error("the signature is not by {}", one_of(.tried))]
    Invalid {
        /// Fingerprints of the keys tried.
        tried: Vec<String>,
    },
    /// No key given is the one named.
    #[error("{}", no_key(.hint.as_deref()))]
    NoKey {
        /// The hint at the key that the bundle or signature has.
        hint: Option<String>,
    },
    /// The signer is named by a certificate.
    #[error("signed with a certificate, which a public key cannot check")]
    Certificate,
    /// The content is of another kind than was asked for.
    #[error("the bundle holds {found}, not {wanted}")]
    Content {
        /// What was asked for.
        wanted: &'static str,
        /// What there is.
        found: String,
    },
    /// The file that should be a signature is none.
    #[error("not a signature: {0}")]
    Unreadable(#[source] ParseError),
    /// minisign's signature over the trusted comment does not hold, though that over the file does.
    #[error("the file's signature holds, but its trusted comment was changed")]
    TrustedComment,
    /// The payload is not what its type says. The signature itself holds.
    #[error("the signed payload is malformed: {0}")]
    Payload(#[source] ParseError),
    /// What was signed is about other artifacts.
    #[error("not about `{name}`: no digest signed is its own")]
    Subject {
        /// The artifact that should have been among its subjects.
        name: String,
    },
    /// A signature over a file of which no digest is known that would decide it.
    #[error("the signature may be over the file itself or another digest than the one at hand")]
    NeedsArtifact,
    /// The bundle differs from the one form keelmark writes. The signature itself may hold.
    #[error("{0}")]
    Form(&'static str),
}

impl SignatureError {
    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match self {
            Self::Invalid { .. } => &codes::SIGNATURE_INVALID,
            Self::NoKey { .. } => &codes::SIGNATURE_NO_KEY,
            Self::Certificate => &codes::SIGNATURE_CERTIFICATE,
            Self::Content { .. } => &codes::SIGNATURE_CONTENT,
            Self::Payload(error) | Self::Unreadable(error) => error.code,
            Self::TrustedComment => &codes::MINISIGN_COMMENT,
            Self::Subject { .. } => &codes::SIGNATURE_SUBJECT,
            Self::NeedsArtifact => &codes::SIGNATURE_NEEDS_ARTIFACT,
            Self::Form(_) => &codes::SIGNATURE_FORM,
        }
    }

    /// Whether the proof fails or only could not be made with what is at hand.
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::NoKey { .. } | Self::Certificate | Self::NeedsArtifact => Outcome::Unknown,
            _ => Outcome::Fail,
        }
    }
}

fn one_of(tried: &[String]) -> String {
    match tried {
        [only] => format!("key sha256:{only}"),
        many => format!("any of the {} keys given", many.len()),
    }
}

fn no_key(hint: Option<&str>) -> String {
    hint.map_or_else(
        || "no public key was given".to_owned(),
        |hint| {
            format!(
                "the signature names key `{}`, which is not among those given",
                keelmark_model::visible(hint)
            )
        },
    )
}
