//! Envelopes: a payload, its type, and signatures over both.
//!
//! Source: Dead Simple Signing Envelope v1.0 (`envelope.md`, `protocol.md`). The signature is over
//! the pre-authentication encoding, so neither payload nor type can be changed or read as the other.

use serde::{Deserialize, Serialize};

use crate::json::{Bounds, Object};
use crate::protobuf_json::{Bytes, Repeated, base64, or_default};
use crate::{ParseError, codes, json, limits};

/// Payload type of an in-toto Statement.
pub const IN_TOTO_PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// A payload with signatures nobody has checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// What the payload is, a media type or URI.
    pub payload_type: String,
    /// The exact bytes that were signed, with their type.
    pub payload: Vec<u8>,
    /// At least one, at most [`limits::SIGNATURES`].
    pub signatures: Vec<EnvelopeSignature>,
}

/// One signature of an [`Envelope`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvelopeSignature {
    /// Unauthenticated hint at the key; empty and absent are the same.
    pub key_id: Option<String>,
    /// Raw signature, in the form its algorithm makes.
    pub signature: Vec<u8>,
}

/// What stands before the payload in the bytes that a signature is over (`protocol.md`, "PAE"):
/// `DSSEv1 SP LEN(type) SP type SP LEN(payload) SP payload`, lengths in decimal bytes. Payloads are
/// megabytes long, and need not be copied to be hashed.
pub fn pre_authentication_head(payload_type: &str, payload: &[u8]) -> String {
    format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len())
}

impl Envelope {
    /// Reads an envelope in JSON.
    ///
    /// # Errors
    /// `document.*`: not strict JSON, a field missing or unknown, base64 malformed, no signature or
    /// too many.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        json::parse_within::<Object<Wire>>(bytes, &Bounds::PROOF)?.0.envelope()
    }

    /// Writes the envelope in compact JSON: `payload`, `payloadType`, `signatures`.
    pub fn render(&self) -> Vec<u8> {
        #[expect(clippy::expect_used, reason = "writing plain data to memory cannot fail")]
        serde_json::to_vec(&WireOut::from(self)).expect("plain data")
    }
}

/// The envelope as its JSON has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wire {
    #[serde(default)]
    payload: Bytes,
    #[serde(
        default,
        alias = "payload_type",
        rename = "payloadType",
        deserialize_with = "or_default"
    )]
    payload_type: String,
    #[serde(default)]
    signatures: Repeated<Object<WireSignature>, { limits::SIGNATURES }>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireSignature {
    #[serde(default)]
    sig: Bytes,
    #[serde(default, deserialize_with = "or_default")]
    keyid: String,
}

impl Wire {
    pub(crate) fn envelope(self) -> Result<Envelope, ParseError> {
        let shape = |message: &str| ParseError::new(&codes::DOCUMENT_SHAPE, message);
        if self.payload_type.is_empty() {
            return Err(shape("the envelope has no `payloadType`"));
        }
        let signatures = self.signatures.0;
        if signatures.is_empty() {
            return Err(shape("the envelope has no signature"));
        }
        if signatures.iter().any(|signature| signature.0.sig.0.is_empty()) {
            return Err(shape("the envelope has an empty signature"));
        }
        let signatures = signatures.into_iter().map(|Object(wire)| EnvelopeSignature {
            key_id: Some(wire.keyid).filter(|id| !id.is_empty()),
            signature: wire.sig.0,
        });
        Ok(Envelope {
            payload_type: self.payload_type,
            payload: self.payload.0,
            signatures: signatures.collect(),
        })
    }
}

/// The envelope as keelmark writes it.
#[derive(Serialize)]
pub(crate) struct WireOut<'a> {
    payload: String,
    #[serde(rename = "payloadType")]
    payload_type: &'a str,
    signatures: Vec<WireSignatureOut<'a>>,
}

#[derive(Serialize)]
struct WireSignatureOut<'a> {
    sig: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    keyid: Option<&'a str>,
}

impl<'a> From<&'a Envelope> for WireOut<'a> {
    fn from(envelope: &'a Envelope) -> Self {
        let signatures = envelope.signatures.iter().map(|signature| WireSignatureOut {
            sig: base64(&signature.signature),
            keyid: signature.key_id.as_deref().filter(|id| !id.is_empty()),
        });
        Self {
            payload: base64(&envelope.payload),
            payload_type: &envelope.payload_type,
            signatures: signatures.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Envelope, EnvelopeSignature, pre_authentication_head};

    #[test]
    fn specification_vector() {
        let head = pre_authentication_head("http://example.com/HelloWorld", b"hello world");
        assert_eq!(head, "DSSEv1 29 http://example.com/HelloWorld 11 ");
    }

    #[test]
    fn lengths_are_bytes() {
        assert_eq!(pre_authentication_head("é", b""), "DSSEv1 2 é 0 ");
    }

    #[test]
    fn one_form_is_written() {
        let envelope = Envelope {
            payload_type: "text/plain".to_owned(),
            payload: b"hi".to_vec(),
            signatures: vec![
                EnvelopeSignature { key_id: None, signature: vec![1] },
                EnvelopeSignature { key_id: Some("k".to_owned()), signature: vec![2] },
            ],
        };
        let text = envelope.render();
        assert_eq!(
            String::from_utf8_lossy(&text),
            r#"{"payload":"aGk=","payloadType":"text/plain","signatures":[{"sig":"AQ=="},{"sig":"Ag==","keyid":"k"}]}"#
        );
        assert_eq!(Envelope::parse(&text), Ok(envelope));
    }
}
