//! Certificates made for a test, right or wrong as it wants them. Nothing here is shared with the
//! code that reads them.

#![allow(
    dead_code,
    clippy::expect_used,
    reason = "each test that includes this uses another part of it, and lints see no test in it"
)]

pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const UTF8_STRING: u8 = 0x0c;

/// Tag, length in its shortest form, content.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let bytes = u32::try_from(length).expect("a test's certificate is small").to_be_bytes();
    let mut element = vec![tag];
    match length {
        0..0x80 => element.push(bytes[3]),
        0x80..0x100 => element.extend([0x81, bytes[3]]),
        _ => element.extend([0x82, bytes[2], bytes[3]]),
    }
    element.extend(content);
    element
}

pub(crate) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(SEQUENCE, &parts.concat())
}

/// An object identifier from its dotted form.
pub(crate) fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().expect("a number")).collect();
    let mut octets = Vec::new();
    for arc in std::iter::once(arcs[0] * 40 + arcs[1]).chain(arcs[2..].iter().copied()) {
        let groups = (64 - arc.leading_zeros()).div_ceil(7).max(1);
        octets.extend((0..groups).rev().map(|group| {
            let low = u8::try_from(arc >> (7 * group) & 0x7f).expect("seven bits");
            if group == 0 { low } else { low | 0x80 }
        }));
    }
    tlv(6, &octets)
}

/// A name of one attribute, CN; of none when it is empty.
pub(crate) fn name(common_name: &str) -> Vec<u8> {
    if common_name.is_empty() {
        return sequence(&[]);
    }
    let attribute = sequence(&[oid("2.5.4.3"), tlv(UTF8_STRING, common_name.as_bytes())]);
    sequence(&[tlv(0x31, &attribute)])
}

pub(crate) fn extension(id: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { vec![1, 1, 0xff] } else { Vec::new() };
    sequence(&[oid(id), critical, tlv(4, value)])
}

/// The extensions that certificates of a signature have.
pub(crate) mod extensions {
    use super::{UTF8_STRING, extension, oid, sequence, tlv};

    pub(crate) fn authority(path_length: Option<u8>) -> Vec<u8> {
        let length = path_length.map_or_else(Vec::new, |length| tlv(2, &[length]));
        extension("2.5.29.19", true, &sequence(&[vec![1, 1, 0xff], length]))
    }

    /// Key usage: 0x80 digital signature, 0x04 certificate signing.
    pub(crate) fn key_usage(bits: u8) -> Vec<u8> {
        let unused = u8::try_from(bits.trailing_zeros().min(7)).expect("at most seven");
        extension("2.5.29.15", true, &tlv(3, &[unused, bits]))
    }

    pub(crate) const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
    pub(crate) const SERVER: &str = "1.3.6.1.5.5.7.3.1";

    pub(crate) fn purposes(ids: &[&str]) -> Vec<u8> {
        let ids: Vec<_> = ids.iter().map(|id| oid(id)).collect();
        extension("2.5.29.37", false, &sequence(&ids))
    }

    /// Alternative names, each already a GeneralName.
    pub(crate) fn names(names: &[Vec<u8>]) -> Vec<u8> {
        extension("2.5.29.17", true, &sequence(names))
    }

    pub(crate) fn uri(uri: &str) -> Vec<u8> {
        tlv(0x86, uri.as_bytes())
    }

    pub(crate) fn user_name(id: &str, name: &str) -> Vec<u8> {
        let value = tlv(0xa0, &tlv(UTF8_STRING, name.as_bytes()));
        tlv(0xa0, &[oid(id), value].concat())
    }

    pub(crate) fn claim(number: u8, value: &[u8]) -> Vec<u8> {
        extension(&format!("1.3.6.1.4.1.57264.1.{number}"), false, value)
    }

    pub(crate) fn text(text: &str) -> Vec<u8> {
        tlv(UTF8_STRING, text.as_bytes())
    }
}

/// What is signed.
#[derive(Clone)]
pub(crate) struct Fields {
    pub(crate) version: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) algorithm: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) not_before: Vec<u8>,
    pub(crate) not_after: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) key: Vec<u8>,
    pub(crate) extensions: Vec<Vec<u8>>,
}

impl Fields {
    /// A certificate for `uri`, of the first ten minutes of 2026, with no promise.
    pub(crate) fn leaf(issuer: &str, key: &[u8], uri: &str) -> Self {
        Self {
            version: tlv(0xa0, &[2, 1, 2]),
            serial: tlv(2, &[0x12, 0x34]),
            algorithm: ecdsa_sha256(),
            issuer: name(issuer),
            not_before: tlv(0x17, b"260101000000Z"),
            not_after: tlv(0x17, b"260101001000Z"),
            subject: name(""),
            key: key.to_vec(),
            extensions: vec![
                extensions::key_usage(0x80),
                extensions::purposes(&[extensions::CODE_SIGNING]),
                extensions::names(&[extensions::uri(uri)]),
                extensions::claim(8, &extensions::text("https://issuer.example")),
            ],
        }
    }

    /// An authority's certificate, of the years 2020 to 2039.
    pub(crate) fn authority(
        issuer: &str,
        subject: &str,
        key: &[u8],
        path_length: Option<u8>,
    ) -> Self {
        Self {
            not_before: tlv(0x17, b"200101000000Z"),
            not_after: tlv(0x17, b"391231235959Z"),
            subject: name(subject),
            extensions: vec![extensions::authority(path_length), extensions::key_usage(0x06)],
            ..Self::leaf(issuer, key, "none")
        }
    }

    /// The TBSCertificate.
    pub(crate) fn to_be_signed(&self) -> Vec<u8> {
        let validity = sequence(&[self.not_before.clone(), self.not_after.clone()]);
        let extensions = if self.extensions.is_empty() {
            Vec::new()
        } else {
            tlv(0xa3, &sequence(&self.extensions))
        };
        sequence(&[
            self.version.clone(),
            self.serial.clone(),
            self.algorithm.clone(),
            self.issuer.clone(),
            validity,
            self.subject.clone(),
            self.key.clone(),
            extensions,
        ])
    }

    /// The certificate with `signature` over it.
    pub(crate) fn signed(&self, signature: &[u8]) -> Vec<u8> {
        let signature = tlv(3, &[&[0], signature].concat());
        sequence(&[self.to_be_signed(), self.algorithm.clone(), signature])
    }
}

/// The AlgorithmIdentifier ecdsa-with-SHA256.
pub(crate) fn ecdsa_sha256() -> Vec<u8> {
    sequence(&[oid("1.2.840.10045.4.3.2")])
}

/// A SubjectPublicKeyInfo that is no key.
pub(crate) fn some_key() -> Vec<u8> {
    let algorithm = sequence(&[oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")]);
    sequence(&[algorithm, tlv(3, &[0, 4, 1, 2, 3])])
}
