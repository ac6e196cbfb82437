//! Signing and verifying envelopes.
//!
//! Source: DSSE v1.0 `protocol.md`. Key identifiers are hints and prove nothing: every signature is
//! tried with every key.

use keelmark_formats::dsse::{Envelope, EnvelopeSignature, pre_authentication_head};

use crate::{PrivateKey, PublicKey, SignatureError, Verified};

/// Signs `payload`.
pub fn sign_envelope(payload_type: &str, payload: Vec<u8>, key: &PrivateKey) -> Envelope {
    let head = pre_authentication_head(payload_type, &payload);
    let signature = key.sign_parts(&[head.as_bytes(), &payload]);
    Envelope {
        payload_type: payload_type.to_owned(),
        payload,
        signatures: vec![EnvelopeSignature { key_id: None, signature }],
    }
}

/// Verifies that at least one of `keys` signed the envelope, and gives its exact payload.
///
/// The value stands for the payload as the envelope's type: whoever reads it looks at both. Where
/// several keys signed, the first of `keys` that did is the signer.
///
/// # Errors
/// [`SignatureError::NoKey`] without keys, [`SignatureError::Invalid`] when none signed.
pub fn verify_envelope<'e>(
    envelope: &'e Envelope,
    keys: &[PublicKey],
) -> Result<Verified<&'e Envelope>, SignatureError> {
    if keys.is_empty() {
        return Err(SignatureError::NoKey { hint: None });
    }
    let head = pre_authentication_head(&envelope.payload_type, &envelope.payload);
    let message = [head.as_bytes(), &envelope.payload];
    let signed = |key: &&PublicKey| {
        envelope.signatures.iter().any(|found| key.verify_parts(&message, &found.signature).is_ok())
    };
    match keys.iter().find(signed) {
        Some(key) => Ok(Verified::new(envelope, key.signer())),
        None => Err(SignatureError::Invalid {
            tried: keys.iter().map(|key| key.fingerprint().hex()).collect(),
        }),
    }
}
