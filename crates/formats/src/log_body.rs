//! Bodies of log entries: what exactly a transparency log recorded of a signature.
//!
//! Source: Rekor `pkg/types/{hashedrekord,dsse,intoto}` (JSON schemas of v1), sigstore protobuf-specs
//! `rekor/v2/{entry,hashedrekord,dsse,verifier}.proto`. A version of a kind has a fixed schema, so
//! fields it does not have are refused.
//!
//! Some of what Rekor v1 records cannot be compared with a bundle, and so proves nothing:
//!
//! - `dsse` 0.0.1 `envelopeHash` and `intoto` 0.0.2 `hash` are over the envelope's JSON as it was sent
//!   to the log, whose white space and order of fields nobody keeps;
//! - `intoto` 0.0.1 has that hash and a key, but not the signature: it is not read at all.

mod verifier;
mod wire;

use keelmark_model::Digest;

use crate::{ParseError, codes, limits};

pub use verifier::Verifier;

/// The record of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogBody {
    /// `hashedrekord`: a signature over something with this digest. For an envelope that is its
    /// pre-authentication encoding.
    Message {
        /// Digest of what was signed, by SHA-256, SHA-384 or SHA-512.
        digest: Digest,
        /// The signature over it.
        signature: LoggedSignature,
    },
    /// `dsse` or `intoto`: an envelope.
    Envelope {
        /// The payload's type; `dsse` does not record it.
        payload_type: Option<String>,
        /// Digest of the payload, by SHA-256, SHA-384 or SHA-512.
        payload_digest: Digest,
        /// The envelope's signatures: at least one, at most [`limits::SIGNATURES`].
        signatures: Vec<LoggedSignature>,
    },
}

/// A signature and what verified it when it was logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedSignature {
    /// Raw signature; not empty.
    pub signature: Vec<u8>,
    /// Whose.
    pub verifier: Verifier,
}

impl LogBody {
    /// Reads a body of the `kind` and `version` that the entry around it claims.
    ///
    /// # Errors
    /// `log.kind`: a kind or version keelmark cannot compare. `log.body-form`: not strict JSON, of
    /// another kind than claimed, a field missing, unknown or malformed, too long.
    pub fn parse(body: &[u8], kind: &str, version: &str) -> Result<Self, ParseError> {
        if body.len() > limits::LOG_BODY_BYTES {
            return Err(form(format!("it is longer than {} bytes", limits::LOG_BODY_BYTES)));
        }
        let read = match (kind, version) {
            ("hashedrekord", "0.0.1") => wire::hashedrekord_v1,
            ("hashedrekord", "0.0.2") => wire::hashedrekord_v2,
            ("dsse", "0.0.1") => wire::dsse_v1,
            ("dsse", "0.0.2") => wire::dsse_v2,
            ("intoto", "0.0.2") => wire::intoto_v2,
            _ => {
                let kind = keelmark_model::visible(kind);
                let version = keelmark_model::visible(version);
                let message = format!("a log entry is of kind `{kind}` {version}");
                return Err(ParseError::new(&codes::LOG_KIND, message));
            }
        };
        read(body, kind, version)
    }

    /// The signatures recorded.
    pub fn signatures(&self) -> &[LoggedSignature] {
        match self {
            Self::Message { signature, .. } => std::slice::from_ref(signature),
            Self::Envelope { signatures, .. } => signatures,
        }
    }
}

fn form(what: impl std::fmt::Display) -> ParseError {
    ParseError::new(&codes::LOG_BODY_FORM, format!("the body of a log entry is malformed: {what}"))
}

#[cfg(test)]
mod tests;
