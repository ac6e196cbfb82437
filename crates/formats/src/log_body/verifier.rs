//! What a log verified a signature with.

use super::form;
use crate::{ParseError, limits, pem};

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
    pub(super) fn from_pem(text: &[u8]) -> Result<Self, ParseError> {
        let mut blocks = pem::blocks(text, limits::CERTIFICATES).map_err(form)?.into_iter();
        let first = blocks.next().map(|block| (block.label, block.der));
        let others = blocks.as_slice();
        match first.filter(|(_, der)| !der.is_empty()) {
            Some(("CERTIFICATE", der))
                if others.iter().all(|block| block.label == "CERTIFICATE") =>
            {
                Ok(Self::Certificate(der))
            }
            Some(("PUBLIC KEY", der)) if others.is_empty() => Ok(Self::PublicKey(der)),
            _ => Err(form("its PEM is neither of a key nor of certificates")),
        }
    }
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
            certificate.replace("MAA=", "Proc-Type: 4\n\nMAA="),
            certificate.replace("END CERTIFICATE", "END PUBLIC KEY"),
            certificate.replace("CERTIFICATE", "PRIVATE KEY"),
        ] {
            assert_eq!(found(&wrong), None, "{wrong}");
        }
        assert!(Verifier::from_pem(b"\xff").is_err());
    }
}
