//! Certificates in PEM, as OpenSSL writes them.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use keelmark_formats::certificate::Certificate;
use pkcs8::der::pem;

/// Every certificate of `text`, in its order.
pub(crate) fn certificates(text: &str) -> Vec<Certificate> {
    text.split_inclusive("-----END CERTIFICATE-----\n")
        .map(|block| {
            let (label, der) = pem::decode_vec(block.as_bytes()).expect("PEM");
            assert_eq!(label, "CERTIFICATE");
            Certificate::parse(&der).expect("a certificate")
        })
        .collect()
}
