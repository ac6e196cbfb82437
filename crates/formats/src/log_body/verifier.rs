//! What a log verified a signature with.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::form;
use crate::{ParseError, limits};

/// The key or certificate a log verified a signature with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verifier {
    /// The signer's certificate, X.509 in DER.
    Certificate(Vec<u8>),
    /// The signer's key, a SubjectPublicKeyInfo in DER.
    PublicKey(Vec<u8>),
}

impl Verifier {
    /// Reads what Rekor v1 keeps: PEM of a key, or of a certificate with or without those that
    /// issued it.
    pub(super) fn from_pem(pem: &[u8]) -> Result<Self, ParseError> {
        let pem = std::str::from_utf8(pem).map_err(|_| form("its PEM is not text"))?;
        let (label, der, mut rest) = block(pem).ok_or_else(|| form("its key is not in PEM"))?;
        let verifier = match label {
            "CERTIFICATE" => Self::Certificate(der),
            "PUBLIC KEY" => Self::PublicKey(der),
            _ => return Err(form("its PEM is neither a certificate nor a public key")),
        };
        let mut blocks = 1;
        while !rest.is_empty() {
            let issuer = block(rest).filter(|(label, ..)| *label == "CERTIFICATE");
            blocks += 1;
            match (&verifier, issuer) {
                (Self::Certificate(_), Some((_, _, after))) if blocks <= limits::CERTIFICATES => {
                    rest = after;
                }
                _ => return Err(form("its PEM goes on after the signer's key or certificates")),
            }
        }
        Ok(verifier)
    }
}

/// The label and content of the first PEM block, and what follows it.
///
/// Stricter than RFC 7468, section 3: nothing but line ends beside the base64, no headers.
fn block(text: &str) -> Option<(&str, Vec<u8>, &str)> {
    let (label, text) = text.strip_prefix("-----BEGIN ")?.split_once("-----")?;
    let (encoded, rest) = text.split_once("-----END ")?;
    let rest = rest.strip_prefix(label)?.strip_prefix("-----")?;
    let mut base64 = Vec::with_capacity(encoded.len());
    for line in encoded.split('\n') {
        base64.extend_from_slice(line.strip_suffix('\r').unwrap_or(line).as_bytes());
    }
    let der = STANDARD.decode(base64).ok().filter(|der| !der.is_empty())?;
    Some((label, der, rest.trim_start_matches(['\r', '\n'])))
}

#[cfg(test)]
mod tests {
    use super::Verifier;

    #[test]
    fn pem_of_rekor() {
        let certificate = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
        let key = "-----BEGIN PUBLIC KEY-----\nMA\nA=\n-----END PUBLIC KEY-----";
        let found = |text: &str| Verifier::from_pem(text.as_bytes()).ok();
        let der = vec![0x30, 0];
        assert_eq!(found(certificate), Some(Verifier::Certificate(der.clone())));
        assert_eq!(found(&certificate.replace('\n', "\r\n")), found(certificate));
        assert_eq!(found(&certificate.repeat(3)), found(certificate));
        assert_eq!(found(key), Some(Verifier::PublicKey(der)));
        for wrong in [
            String::new(),
            format!("x{certificate}"),
            format!("{certificate}x"),
            format!("{certificate}{key}"),
            format!("{key}\n{certificate}"),
            certificate.repeat(17),
            certificate.replace("MAA=", ""),
            certificate.replace("MAA=", "MAA"),
            certificate.replace("MAA=", "MAB="),
            certificate.replace("MAA=", "M AA="),
            certificate.replace("MAA=", "Proc-Type: 4\n\nMAA="),
            certificate.replace("END CERTIFICATE", "END PUBLIC KEY"),
            certificate.replace("CERTIFICATE", "PRIVATE KEY"),
        ] {
            assert_eq!(found(&wrong), None, "{wrong}");
        }
        assert!(Verifier::from_pem(b"\xff").is_err());
    }
}
