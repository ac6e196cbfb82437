//! Certificates, what is in them, and trusted roots.

#[path = "../../crates/formats/tests/common/certificate.rs"]
mod made;

use keelmark_formats::certificate::Certificate;
use keelmark_formats::certificate::fulcio::Claims;
use keelmark_formats::certificate::transparency::{SignedCertificateTimestamp, precertificate};
use keelmark_formats::trusted_root::TrustedRoot;
use keelmark_trust::certificate::{identity, verify_chain};
use keelmark_trust::root::TrustRoot;
use made::{Fields, extensions, some_key};

/// What was read lies in the bytes it was read from, and a precertificate differs in its promises
/// only.
pub(crate) fn certificate(bytes: &[u8]) {
    let Ok(certificate) = Certificate::parse(bytes) else { return };
    assert_eq!(certificate.der(), bytes);
    for part in [certificate.issuer(), certificate.subject(), certificate.public_key_info()] {
        assert!(!part.is_empty(), "each has at least a tag and a length");
    }
    drop((certificate.issuer_text(), certificate.subject_text(), certificate.serial_text()));
    drop(identity(&certificate));
    let precertificate = precertificate(&certificate);
    let promises: Vec<_> = certificate.extensions().filter(|found| found.oid == PROMISES).collect();
    if promises.is_empty() {
        assert_eq!(precertificate, certificate.signed_bytes());
    }
    let signature = made::tlv(3, &[&[0], certificate.signature()].concat());
    let algorithm = certificate.signature_algorithm().to_vec();
    let again = made::sequence(&[precertificate, algorithm, signature]);
    let again = Certificate::parse(&again).expect("a precertificate is as well-formed");
    assert!(again.extensions().eq(certificate.extensions().filter(|found| found.oid != PROMISES)));
    assert_eq!(again.public_key_info(), certificate.public_key_info());
    drop(SignedCertificateTimestamp::all_of(&certificate));
}

/// 1.3.6.1.4.1.11129.2.4.2
const PROMISES: &[u8] = &[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2];

/// An extension of Fulcio's: its number, and then its value.
pub(crate) fn claims(bytes: &[u8]) {
    let Some((number, value)) = bytes.split_first() else { return };
    let mut fields = Fields::leaf("authority", &some_key(), "https://example.com");
    fields.extensions = vec![extensions::claim(number & 0x7f, value)];
    if value.len() > 30_000 {
        return;
    }
    let certificate = Certificate::parse(&fields.signed(b"s")).expect("it is well-formed");
    if let Ok(claims) = Claims::of(&certificate) {
        for (name, value) in claims.iter() {
            assert!(Claims::NAMES.contains(&name));
            assert!(String::from_utf8_lossy(bytes).contains(value));
        }
    }
}

pub(crate) fn promises(bytes: &[u8]) {
    if let Ok(promises) = SignedCertificateTimestamp::parse_list(bytes) {
        for promise in promises {
            let parts = promise.signed_parts(&[7; 32], b"precertificate").expect("it is short");
            let length: usize = parts.parts().iter().map(|part| part.len()).sum();
            assert_eq!(length, 49 + b"precertificate".len() + promise.extensions.len());
        }
    }
}

/// Roots whose every authority is asked whether it issued a certificate of its own.
pub(crate) fn trusted_root(bytes: &[u8]) {
    let Ok(roots) = TrustedRoot::parse_lines(bytes) else { return };
    let leaf = roots.iter().flat_map(|root| &root.certificate_authorities).next();
    let Some(leaf) = leaf.and_then(|authority| authority.chain.first()).cloned() else { return };
    let roots = roots.into_iter().map(|root| ("fuzzed".to_owned(), root)).collect();
    if let Ok(root) = TrustRoot::new(roots) {
        drop(verify_chain(&leaf, &root, leaf.not_before()).map(|chain| chain.authority.uri.len()));
    }
}
