//! RFC 3161 timestamps.

use keelmark_formats::certificate::Certificate;
use keelmark_formats::hash::sha256;
use keelmark_model::Timestamp;
use keelmark_trust::PrivateKey;

use super::MIDNIGHT;
use super::made::{Fields, ecdsa_sha256, extension, extensions, name, oid, sequence, tlv};

const SERIAL: [u8; 2] = [0x56, 0x78];

fn root_name(authority: &str) -> String {
    format!("root of {authority}")
}

/// The authority's certificate and the one above it, both of the key given.
pub(super) fn chain(authority: &str, spki: &[u8], key: &PrivateKey) -> Vec<Certificate> {
    let root = root_name(authority);
    let mut own = Fields::authority(&root, authority, spki, None);
    own.serial = tlv(2, &SERIAL);
    let purpose = sequence(&[oid("1.3.6.1.5.5.7.3.8")]);
    own.extensions = vec![extensions::key_usage(0x80), extension("2.5.29.37", true, &purpose)];
    [own, Fields::authority(&root, &root, spki, None)]
        .map(|fields| {
            let der = fields.signed(&key.sign(&fields.to_be_signed()));
            Certificate::parse(&der).unwrap()
        })
        .to_vec()
}

/// A token over `message`, without the authority's certificate.
pub(super) fn token(authority: &str, key: &PrivateKey, message: &[u8], at: Timestamp) -> Vec<u8> {
    let sha256_id = sequence(&[oid("2.16.840.1.101.3.4.2.1")]);
    let octets = |bytes: &[u8]| tlv(4, bytes);
    let seconds = at.0 - MIDNIGHT;
    assert!((0..3600).contains(&seconds), "a time of the first hour");
    let time = format!("2026010100{:02}{:02}Z", seconds / 60, seconds % 60);
    let info = sequence(&[
        tlv(2, &[1]),
        oid("1.2.3.4"),
        sequence(&[sha256_id.clone(), octets(sha256(message).as_bytes())]),
        tlv(2, &[0x2a]),
        tlv(0x18, time.as_bytes()),
    ]);
    let info_type = oid("1.2.840.113549.1.9.16.1.4");
    let attribute = |id, value: &[u8]| sequence(&[oid(id), tlv(0x31, value)]);
    let attributes = [
        attribute("1.2.840.113549.1.9.3", &info_type),
        attribute("1.2.840.113549.1.9.4", &octets(sha256(&info).as_bytes())),
    ]
    .concat();
    let signer = sequence(&[
        tlv(2, &[1]),
        sequence(&[name(&root_name(authority)), tlv(2, &SERIAL)]),
        sha256_id.clone(),
        tlv(0xa0, &attributes),
        ecdsa_sha256(),
        octets(&key.sign(&tlv(0x31, &attributes))),
    ]);
    let data = sequence(&[
        tlv(2, &[3]),
        tlv(0x31, &sha256_id),
        sequence(&[info_type, tlv(0xa0, &octets(&info))]),
        tlv(0x31, &signer),
    ]);
    sequence(&[oid("1.2.840.113549.1.7.2"), tlv(0xa0, &data)])
}
