use keelmark_model::{Digest, DigestAlgorithm, Timestamp};

use super::{Accuracy, SignerIdentifier, TimestampToken};

/// An element with `tag` and the content that `parts` make up.
fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len();
    let head = match u8::try_from(length) {
        Ok(short) if short < 0x80 => vec![tag, short],
        Ok(long) => vec![tag, 0x81, long],
        Err(_) => {
            let [high, low] = u16::try_from(length).expect("a small element").to_be_bytes();
            vec![tag, 0x82, high, low]
        }
    };
    [head, content].concat()
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, parts)
}

const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
const TST_INFO: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04";
const CONTENT_TYPE: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
const MESSAGE_DIGEST: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
const CERTIFICATE_V1: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c";
const CERTIFICATE_V2: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";
const SHA256: &[u8] = b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01";
const SHA256_NULL: &[u8] = b"\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00";
const SHA512: &[u8] = b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03";
const SHA1: &[u8] = b"\x30\x07\x06\x05\x2b\x0e\x03\x02\x1a";
const NAME: &[u8] = b"\x30\x00";
const SERIAL: &[u8] = b"\x02\x01\x07";
const GRANTED: &[u8] = b"\x30\x03\x02\x01\x00";

/// What a token is made of, each part in DER.
#[derive(Clone)]
struct Parts {
    status: Option<Vec<u8>>,
    content_type: Vec<u8>,
    version: Vec<u8>,
    info_type: Vec<u8>,
    imprint: Vec<u8>,
    info_end: Vec<u8>,
    time: Vec<u8>,
    certificates: Vec<u8>,
    signer: Vec<u8>,
    digest: Vec<u8>,
    attributes: Vec<Vec<u8>>,
    signers: usize,
    after: Vec<u8>,
}

fn attribute(oid: &[u8], values: &[&[u8]]) -> Vec<u8> {
    sequence(&[oid, &element(0x31, values)])
}

fn certificate_id(algorithm: &[u8], digest: &[u8]) -> Vec<u8> {
    let issuer = sequence(&[&sequence(&[&element(0xa4, &[NAME])]), SERIAL]);
    let id = sequence(&[algorithm, &element(0x04, &[digest]), &issuer]);
    sequence(&[&sequence(&[&id])])
}

impl Parts {
    fn new() -> Self {
        Self {
            status: Some(GRANTED.to_vec()),
            content_type: SIGNED_DATA.to_vec(),
            version: b"\x02\x01\x03".to_vec(),
            info_type: TST_INFO.to_vec(),
            imprint: sequence(&[SHA256_NULL, &element(0x04, &[&[9; 32]])]),
            time: b"\x18\x0f20260526074221Z".to_vec(),
            info_end: Vec::new(),
            certificates: Vec::new(),
            signer: [b"\x02\x01\x01".to_vec(), sequence(&[NAME, SERIAL])].concat(),
            digest: SHA256.to_vec(),
            attributes: vec![
                attribute(CONTENT_TYPE, &[TST_INFO]),
                attribute(MESSAGE_DIGEST, &[&element(0x04, &[&[5; 32]])]),
            ],
            signers: 1,
            after: Vec::new(),
        }
    }

    fn write(&self) -> Vec<u8> {
        let info = sequence(&[
            b"\x02\x01\x01",
            b"\x06\x03\x2a\x03\x04",
            &self.imprint,
            SERIAL,
            &self.time,
            &self.info_end,
        ]);
        let content = element(0xa0, &[&element(0x04, &[&info])]);
        let signer = sequence(&[
            &self.signer,
            &self.digest,
            &element(0xa0, &[&self.attributes.concat()]),
            b"\x30\x04\x06\x02\x2a\x03",
            b"\x04\x02\x01\x02",
        ]);
        let data = sequence(&[
            &self.version,
            &element(0x31, &[SHA256]),
            &sequence(&[&self.info_type, &content]),
            &self.certificates,
            &element(0x31, &[&signer.repeat(self.signers)]),
        ]);
        let token = sequence(&[&self.content_type, &element(0xa0, &[&data])]);
        let whole = match &self.status {
            Some(status) => sequence(&[status, &token]),
            None => token,
        };
        [whole, self.after.clone()].concat()
    }
}

fn changed(change: impl FnOnce(&mut Parts)) -> Vec<u8> {
    let mut parts = Parts::new();
    change(&mut parts);
    parts.write()
}

/// The error's code and message, without the offset.
fn refusal(der: &[u8]) -> String {
    match TimestampToken::parse(der) {
        Ok(token) => panic!("accepted: {token:?}"),
        Err(error) => {
            let message = error.message.split_once(" at byte ").map_or_else(
                || error.message.clone(),
                |(field, rest)| field.to_owned() + rest.trim_start_matches(char::is_numeric),
            );
            format!("{}: {message}", error.code)
        }
    }
}

#[test]
fn a_token_is_read_whole() {
    let der = changed(|parts| {
        parts.info_end = [
            sequence(&[b"\x02\x01\x01", b"\x80\x02\x01\xf4", b"\x81\x01\x07"]),
            b"\x01\x01\xff\x02\x02\x00\x80".to_vec(),
            element(0xa0, &[&element(0xa4, &[NAME])]),
            element(0xa1, &[&sequence(&[b"\x06\x03\x2a\x03\x05", b"\x04\x00"])]),
        ]
        .concat();
        parts.certificates = element(0xa0, &[b"\x30\x01\x00", b"\x30\x02\x00\x00"]);
        let v1 = certificate_id(&[], &[2; 20]);
        let v2 = certificate_id(SHA512, &[1; 64]);
        parts.attributes.push(attribute(CERTIFICATE_V1, &[&v1]));
        parts.attributes.push(attribute(CERTIFICATE_V2, &[&v2]));
        parts.attributes.push(attribute(b"\x06\x03\x2a\x03\x05", &[]));
    });
    let token = TimestampToken::parse(&der).expect("well-formed");
    let digest = |algorithm, bytes: &[u8]| Digest::new(algorithm, bytes).expect("its length");
    assert_eq!(token.info.imprint, digest(DigestAlgorithm::Sha256, &[9; 32]));
    assert_eq!(token.info.policy, "1.2.3.4");
    assert_eq!(token.info.serial, [7]);
    assert_eq!(token.info.time, Timestamp(1_779_781_341));
    assert_eq!(token.info.accuracy, Some(Accuracy { seconds: 1, microseconds: 500_007 }));
    assert_eq!(token.info.nonce, Some(&[0x00, 0x80][..]));
    assert_eq!(token.certificates, [&b"\x30\x01\x00"[..], b"\x30\x02\x00\x00"]);
    let signer = &token.signer;
    assert_eq!(signer.identifier, SignerIdentifier::Issuer { name: NAME, serial: &[7] });
    assert_eq!(signer.content_digest, digest(DigestAlgorithm::Sha256, &[5; 32]));
    let ids: Vec<_> = signer.certificate_ids.iter().map(|id| (id.digest, id.issuer)).collect();
    let issuer = Some((NAME, &[7][..]));
    assert_eq!(
        ids,
        [
            (digest(DigestAlgorithm::Sha512, &[1; 64]), issuer),
            (digest(DigestAlgorithm::Sha1, &[2; 20]), issuer)
        ]
    );
    assert_eq!(signer.signature_algorithm, b"\x30\x04\x06\x02\x2a\x03");
    assert_eq!(signer.signature, [1, 2]);
}

#[test]
fn signed_bytes_are_those_received_under_the_tag_of_a_set() {
    let parts = Parts::new();
    let der = parts.write();
    let token = TimestampToken::parse(&der).expect("well-formed");
    let attributes = parts.attributes.concat();
    assert_eq!(token.signer.signed_parts().concat(), element(0x31, &[&attributes]));
    let start = token.info.der.as_ptr() as usize - der.as_ptr() as usize;
    assert_eq!(der[start..start + token.info.der.len()], *token.info.der);
}

#[test]
fn a_bare_token_and_a_key_identifier_are_read() {
    let bare = changed(|parts| parts.status = None);
    assert!(TimestampToken::parse(&bare).is_ok());
    let by_key = changed(|parts| parts.signer = b"\x02\x01\x03\x80\x02\x0a\x0b".to_vec());
    let token = TimestampToken::parse(&by_key).expect("well-formed");
    assert_eq!(token.signer.identifier, SignerIdentifier::KeyId(&[0x0a, 0x0b]));
}

/// Each of `cases` is refused with an error that begins as it says.
fn assert_refused(cases: Vec<(Vec<u8>, &str)>) {
    for (der, expected) in cases {
        let refusal = refusal(&der);
        assert!(refusal.starts_with(expected), "{refusal}\n  instead of\n{expected}");
    }
}

fn octets(bytes: &[u8]) -> Vec<u8> {
    element(0x04, &[bytes])
}

#[test]
fn whatever_is_not_one_strict_response_is_refused() {
    let rejection = sequence(&[
        b"\x02\x01\x02",
        &sequence(&[&element(0x0c, &[b"bad\x1bhash"])]),
        b"\x03\x02\x07\x80",
    ]);
    let mut indefinite = Parts::new().write();
    indefinite.splice(..4, [0x30, 0x80]);
    indefinite.extend([0, 0]);
    assert_refused(vec![
        (vec![], "timestamp.format: timestamp: missing"),
        (indefinite, "timestamp.format: timestamp: a tag or length is not DER"),
        (
            changed(|parts| parts.after = vec![0]),
            "timestamp.format: timestamp: something follows its end",
        ),
        (
            changed(|parts| parts.status = Some(rejection.clone())),
            "timestamp.rejected: the authority refused, with status 2: bad",
        ),
        (
            changed(|parts| parts.content_type = DATA.to_vec()),
            "timestamp.format: content type: not SignedData",
        ),
        (
            changed(|parts| parts.version = b"\x02\x01\x01".to_vec()),
            "timestamp.format: version of SignedData: not 3",
        ),
        (
            changed(|parts| parts.info_type = DATA.to_vec()),
            "timestamp.format: encapsulated content: not a TSTInfo",
        ),
    ]);
}

#[test]
fn whatever_says_something_unclear_is_refused() {
    let critical = sequence(&[b"\x06\x03\x2a\x03\x05", b"\x01\x01\xff", b"\x04\x00"]);
    let critical = element(0xa1, &[&critical]);
    assert_refused(vec![
        (
            changed(|parts| parts.imprint = sequence(&[SHA1, &octets(&[9; 20])])),
            "timestamp.algorithm: message imprint: SHA-1 is not",
        ),
        (
            changed(|parts| parts.imprint = sequence(&[SHA256, &octets(&[9; 31])])),
            "timestamp.format: message imprint: a sha256 digest has 32 bytes",
        ),
        (
            changed(|parts| parts.time = b"\x17\x0d260526074221Z".to_vec()),
            "timestamp.format: time: another type than it must have",
        ),
        (
            changed(|parts| parts.info_end = critical),
            "timestamp.format: extension: 1.2.3.5 is critical and unknown",
        ),
        (
            changed(|parts| parts.info_end = b"\x02\x02\x00\x01".to_vec()),
            "timestamp.format: nonce: not the shortest form",
        ),
        (
            changed(|parts| parts.info_end = sequence(&[b"\x80\x02\x03\xe8"])),
            "timestamp.format: accuracy: a part above 999",
        ),
        (
            changed(|parts| parts.info_end = b"\x05\x00".to_vec()),
            "timestamp.format: TSTInfo: something follows its end",
        ),
        (
            changed(|parts| parts.certificates = element(0xa0, &[&b"\x30\x00".repeat(17)])),
            "timestamp.format: certificates: more than 16",
        ),
        (
            changed(|parts| parts.certificates = element(0xa0, &[b"\xa1\x00"])),
            "timestamp.format: certificate: another type than it must have",
        ),
    ]);
}

#[test]
fn whatever_has_not_one_clear_signer_is_refused() {
    let set = |at: usize, value: Vec<u8>| changed(|parts| parts.attributes[at] = value);
    assert_refused(vec![
        (changed(|parts| parts.signers = 2), "timestamp.format: signers: more than one"),
        (changed(|parts| parts.signers = 0), "timestamp.format: signer: missing"),
        (changed(|parts| parts.signer[2] = 3), "timestamp.format: version of the signer: not 1"),
        (
            changed(|parts| parts.digest = SHA1.to_vec()),
            "timestamp.algorithm: digest algorithm of the signer: SHA-1 is not",
        ),
        (
            changed(|parts| parts.digest = SHA512.to_vec()),
            "timestamp.format: attribute messageDigest: a sha512 digest has 64 bytes",
        ),
        (
            changed(|parts| drop(parts.attributes.remove(0))),
            "timestamp.format: attribute contentType: missing",
        ),
        (
            changed(|parts| drop(parts.attributes.remove(1))),
            "timestamp.format: attribute messageDigest: missing",
        ),
        (
            set(0, attribute(CONTENT_TYPE, &[DATA])),
            "timestamp.format: attribute contentType: not a TSTInfo",
        ),
        (
            changed(|parts| parts.attributes.push(parts.attributes[1].clone())),
            "timestamp.format: attribute messageDigest: more than once",
        ),
        (
            set(1, attribute(MESSAGE_DIGEST, &[&octets(&[5; 32]), &octets(&[6; 32])])),
            "timestamp.format: attribute messageDigest: more than once",
        ),
        (
            set(1, attribute(MESSAGE_DIGEST, &[])),
            "timestamp.format: attribute messageDigest: missing",
        ),
        (
            changed(|parts| {
                let id = certificate_id(SHA1, &[2; 20]);
                parts.attributes.push(attribute(CERTIFICATE_V2, &[&id]));
            }),
            "timestamp.algorithm: certificate identifier: SHA-1 is not",
        ),
    ]);
}

#[test]
fn every_truncation_is_refused() {
    let der = Parts::new().write();
    for end in 0..der.len() {
        assert!(TimestampToken::parse(&der[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn a_token_larger_than_any_is_refused_unread() {
    let refusal = refusal(&vec![0; (64 << 10) + 1]);
    assert_eq!(refusal, "timestamp.format: 65537 bytes; the limit is 65536");
}
