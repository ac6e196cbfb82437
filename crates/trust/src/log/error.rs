//! Why a log's entry does not prove what it should.

use keelmark_formats::ParseError;
use keelmark_formats::time::rfc3339;
use keelmark_model::{Code, DigestAlgorithm, Outcome, Timestamp};

use super::{BodyMismatch, PathError};
use crate::codes;

/// An entry of a transparency log that proves nothing, or not what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// The log is not among those trusted.
    #[error("the entry is of log {}, which the root of trust does not have", log_name(.id))]
    UnknownLog {
        /// What the entry calls its log.
        id: Vec<u8>,
    },
    /// There is no promise.
    #[error("the entry has no inclusion promise")]
    PromiseMissing,
    /// The promise is not by the log, or of another entry.
    #[error("the inclusion promise is not by log {origin} over this entry")]
    PromiseSignature {
        /// The log.
        origin: String,
    },
    /// A time that nobody signed.
    #[error("nothing signs the time {} that the entry gives", rfc3339(*.time))]
    TimeUnsigned {
        /// The time.
        time: Timestamp,
    },
    /// A promise without a time.
    #[error("the inclusion promise is without a time")]
    TimeMissing,
    /// The log's key was not in use at the time.
    #[error("log {origin} did not use its key at {}", rfc3339(*.time))]
    KeyValidity {
        /// The log.
        origin: String,
        /// The time.
        time: Timestamp,
    },
    /// There is no proof.
    #[error("the entry has no inclusion proof")]
    ProofMissing,
    /// The proof does not lead to its root.
    #[error("the inclusion proof does not hold: {0}")]
    Path(#[source] PathError),
    /// The entry of a log that is one tree says another place than its proof.
    #[error("the entry says that it is number {entry} of the log, and its proof number {proof}")]
    Index {
        /// Place the entry states.
        entry: u64,
        /// Place the proof is of.
        proof: u64,
    },
    /// There is no checkpoint.
    #[error("the inclusion proof has no checkpoint")]
    CheckpointMissing,
    /// The checkpoint cannot be read.
    #[error(transparent)]
    Checkpoint(ParseError),
    /// The checkpoint is of another tree than the proof.
    #[error(
        "the checkpoint is of {checkpoint} leaves, the inclusion proof of {proof}, or their roots differ"
    )]
    CheckpointRoot {
        /// Size the checkpoint states.
        checkpoint: u64,
        /// Size the proof states.
        proof: u64,
    },
    /// No signature of the checkpoint is by the log.
    #[error("no signature of the checkpoint is by {}", one_of(.logs))]
    CheckpointUnsigned {
        /// The logs that could have signed.
        logs: Vec<String>,
    },
    /// What should be the log's signature does not hold.
    #[error("the checkpoint's signature by {origin} does not hold")]
    CheckpointSignature {
        /// The log.
        origin: String,
    },
    /// The log signed under another name.
    #[error("the checkpoint of `{found}` is signed as `{name}`")]
    CheckpointOrigin {
        /// The origin it states.
        found: String,
        /// The name it is signed under.
        name: String,
    },
    /// A witness's signature does not hold.
    #[error("the cosignature by {witness} does not hold")]
    Cosignature {
        /// The witness.
        witness: String,
    },
    /// The body cannot be read or compared.
    #[error(transparent)]
    Body(ParseError),
    /// The body is of another signature than the bundle's.
    #[error("the log recorded another signature: {0}")]
    BodyMismatch(#[source] BodyMismatch),
    /// A digest is needed that is not at hand.
    #[error("the log recorded a {} digest, which is not at hand", .algorithm.name())]
    DigestMissing {
        /// Its algorithm.
        algorithm: DigestAlgorithm,
    },
}

impl LogError {
    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match self {
            Self::UnknownLog { .. } => &codes::LOG_UNKNOWN,
            Self::PromiseMissing => &codes::LOG_PROMISE_MISSING,
            Self::PromiseSignature { .. } => &codes::LOG_PROMISE_SIGNATURE,
            Self::TimeUnsigned { .. } => &codes::LOG_TIME_UNSIGNED,
            Self::TimeMissing => &codes::LOG_TIME_MISSING,
            Self::KeyValidity { .. } => &codes::LOG_KEY_VALIDITY,
            Self::ProofMissing => &codes::LOG_PROOF_MISSING,
            Self::Path(PathError::Index { .. }) | Self::Index { .. } => &codes::LOG_PROOF_INDEX,
            Self::Path(PathError::Length { .. }) => &codes::LOG_PROOF_LENGTH,
            Self::Path(PathError::Root) => &codes::LOG_PROOF_ROOT,
            Self::CheckpointMissing => &codes::LOG_CHECKPOINT_MISSING,
            Self::Checkpoint(error) | Self::Body(error) => error.code,
            Self::CheckpointRoot { .. } => &codes::LOG_CHECKPOINT_ROOT,
            Self::CheckpointUnsigned { .. } => &codes::LOG_CHECKPOINT_UNSIGNED,
            Self::CheckpointSignature { .. } => &codes::LOG_CHECKPOINT_SIGNATURE,
            Self::CheckpointOrigin { .. } => &codes::LOG_CHECKPOINT_ORIGIN,
            Self::Cosignature { .. } => &codes::LOG_COSIGNATURE,
            Self::BodyMismatch(BodyMismatch::Content { .. }) => &codes::LOG_BODY_CONTENT,
            Self::BodyMismatch(BodyMismatch::Digest { .. }) => &codes::LOG_BODY_DIGEST,
            Self::BodyMismatch(BodyMismatch::Signature | BodyMismatch::Signatures { .. }) => {
                &codes::LOG_BODY_SIGNATURE
            }
            Self::BodyMismatch(BodyMismatch::Verifier) => &codes::LOG_BODY_VERIFIER,
            Self::DigestMissing { .. } => &codes::LOG_DIGEST_MISSING,
        }
    }

    /// Whether the proof fails or only could not be made with what is at hand.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::UnknownLog { .. }
            | Self::PromiseMissing
            | Self::TimeUnsigned { .. }
            | Self::TimeMissing
            | Self::ProofMissing
            | Self::CheckpointMissing
            | Self::DigestMissing { .. } => Outcome::Unknown,
            Self::Body(error) if *error.code == keelmark_formats::codes::LOG_KIND => {
                Outcome::Unknown
            }
            _ => Outcome::Fail,
        }
    }
}

fn log_name(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "without a name".to_owned();
    }
    keelmark_model::hexadecimal(bytes)
}

fn one_of(logs: &[String]) -> String {
    match logs {
        [only] => format!("log {only}"),
        many => format!("any of the {} logs trusted", many.len()),
    }
}
