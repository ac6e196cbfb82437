//! Signatures in files of their own, with nothing around them.
//!
//! Source: no specification; base64 is that of RFC 4648, section 4, in lines as RFC 2045 has them.
//! `openssl dgst -sign` writes the bytes the algorithm makes, `cosign sign-blob --output-signature`
//! those in base64 on one line, `openssl base64` on several.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::{ParseError, codes, limits};

/// Reads a signature's bytes.
///
/// What is base64 as a whole is taken as such. No signature in bytes looks so: ECDSA's are DER, and
/// 64 or more bytes that chance makes are not all of an alphabet of 64.
///
/// # Errors
/// `document.size` and `document.empty`.
pub fn parse(bytes: &[u8]) -> Result<Vec<u8>, ParseError> {
    if bytes.len() > limits::DETACHED_SIGNATURE_BYTES {
        let most = limits::DETACHED_SIGNATURE_BYTES;
        let message = format!("a signature has at most {most} bytes");
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    if bytes.trim_ascii().is_empty() {
        return Err(ParseError::new(&codes::DOCUMENT_EMPTY, "the signature is empty"));
    }
    Ok(decoded(bytes))
}

/// What `bytes` stand for if they are base64, on one line or several; else the bytes.
pub(crate) fn decoded(bytes: &[u8]) -> Vec<u8> {
    let is_text = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/= \t\r\n".contains(byte);
    if !bytes.iter().all(is_text) {
        return bytes.to_vec();
    }
    let encoded: Vec<u8> =
        bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    STANDARD.decode(encoded).unwrap_or_else(|_| bytes.to_vec())
}
