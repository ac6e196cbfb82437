//! What certificate transparency logs promised of a certificate.
//!
//! Source: RFC 6962, sections 3.2 and 3.3. A log promises to publish a certificate before it is
//! issued: it signs a time and the certificate as it will be, without the extension that will hold
//! the promises.

use der::asn1::ObjectIdentifier;
use keelmark_model::Timestamp;

use super::Certificate;
use super::extensions::Place;
use crate::asn1::{Malformed, Reader, Tag, TagNumber, constructed};
use crate::{ParseError, codes, limits};

/// The extension of a certificate that holds the promises made for it.
const PROMISES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11129.2.4.2");

/// Version 1 of a promise, and the kinds of what logs sign: a promise, of a certificate to be issued.
const V1: u8 = 0;
const CERTIFICATE_TIMESTAMP: u8 = 0;
const PRECERTIFICATE: [u8; 2] = [0, 1];

/// The tag around the extensions of a TBSCertificate.
const EXTENSIONS: Tag = constructed(TagNumber::N3);

/// One log's promise: a SignedCertificateTimestamp of version 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCertificateTimestamp {
    /// SHA-256 of the log's key, as SubjectPublicKeyInfo in DER.
    pub log_id: [u8; 32],
    /// When it was made, in milliseconds since 1970-01-01T00:00:00Z.
    pub milliseconds: u64,
    /// Nothing that has a meaning yet; signed all the same.
    pub extensions: Vec<u8>,
    /// How it is signed, as TLS 1.2 numbers it (RFC 5246, section 7.4.1.4.1).
    pub algorithm: SignatureAlgorithm,
    /// The log's signature.
    pub signature: Vec<u8>,
}

/// A hash and a signature algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RsaSha256,
    /// ECDSA with SHA-256.
    EcdsaSha256,
    /// Another pair, which RFC 6962 does not allow.
    Other {
        /// Number of the hash.
        hash: u8,
        /// Number of the signature algorithm.
        signature: u8,
    },
}

impl SignedCertificateTimestamp {
    /// Reads the list of promises that `certificate` holds; an empty one when it has none. Promises
    /// of later versions are passed over, as the RFC asks.
    ///
    /// # Errors
    /// `certificate.promises`: not a list as the RFC has it, or more than
    /// [`limits::CERTIFICATE_PROMISES`].
    pub fn all_of(certificate: &Certificate) -> Result<Vec<Self>, ParseError> {
        let is_list = |place: &&Place| certificate.part(&place.oid) == PROMISES.as_bytes();
        let Some(place) = certificate.parts.extensions.all.iter().find(is_list) else {
            return Ok(Vec::new());
        };
        let value = certificate.part(&place.value);
        let octets = octets(value).map_err(|error| refused(error.to_string()))?;
        Self::parse_list(octets)
    }

    /// Reads a SignedCertificateTimestampList.
    ///
    /// # Errors
    /// As for [`SignedCertificateTimestamp::all_of`].
    pub fn parse_list(list: &[u8]) -> Result<Vec<Self>, ParseError> {
        let cut_off = || refused("the list is cut off, or longer than it says");
        let mut document = Tls(list);
        let mut list =
            Tls(document.vector().filter(|_| document.0.is_empty()).ok_or_else(cut_off)?);
        let mut promises = Vec::new();
        for count in 0.. {
            if list.0.is_empty() {
                break;
            }
            if count == limits::CERTIFICATE_PROMISES {
                return Err(refused(format!("more than {count} promises")));
            }
            let mut promise = Tls(list.vector().ok_or_else(cut_off)?);
            if promise.0.first().is_some_and(|version| *version != V1) {
                continue;
            }
            let read = Self::read(&mut promise).filter(|_| promise.0.is_empty());
            promises.push(read.ok_or_else(cut_off)?);
        }
        Ok(promises)
    }

    fn read(promise: &mut Tls<'_>) -> Option<Self> {
        promise.take::<1>()?;
        let log_id = promise.take()?;
        let milliseconds = u64::from_be_bytes(promise.take()?);
        let extensions = promise.vector()?.to_vec();
        let algorithm = match promise.take()? {
            [4, 1] => SignatureAlgorithm::RsaSha256,
            [4, 3] => SignatureAlgorithm::EcdsaSha256,
            [hash, signature] => SignatureAlgorithm::Other { hash, signature },
        };
        let signature = promise.vector()?.to_vec();
        Some(Self { log_id, milliseconds, extensions, algorithm, signature })
    }

    /// When it was made, in whole seconds.
    pub fn time(&self) -> Timestamp {
        Timestamp(i64::try_from(self.milliseconds / 1000).unwrap_or(i64::MAX))
    }

    /// What the log signed, in parts that follow one another: its promise of `precertificate`, issued
    /// by the authority whose key has the SHA-256 `issuer_key_hash`. `None` when the precertificate is
    /// longer than the format can say, which none is that [`precertificate`] makes.
    pub fn signed_parts<'a>(
        &'a self,
        issuer_key_hash: &[u8; 32],
        precertificate: &'a [u8],
    ) -> Option<SignedParts<'a>> {
        let length = u32::try_from(precertificate.len()).ok()?.to_be_bytes();
        let [0, length @ ..] = length else { return None };
        let extensions = u16::try_from(self.extensions.len()).ok()?.to_be_bytes();
        let milliseconds = self.milliseconds.to_be_bytes();
        let before = [
            &[V1, CERTIFICATE_TIMESTAMP][..],
            &milliseconds,
            &PRECERTIFICATE,
            issuer_key_hash,
            &length,
        ];
        let after = [&extensions[..], &self.extensions];
        Some(SignedParts { before: before.concat(), precertificate, after: after.concat() })
    }
}

/// What a log signs, in three parts.
pub struct SignedParts<'a> {
    before: Vec<u8>,
    precertificate: &'a [u8],
    after: Vec<u8>,
}

impl SignedParts<'_> {
    /// The parts, one after another.
    pub fn parts(&self) -> [&[u8]; 3] {
        [&self.before, self.precertificate, &self.after]
    }
}

/// The TBSCertificate of `certificate` as it was before promises were put in: without their
/// extension, and every other byte as it is but the lengths around it.
pub fn precertificate(certificate: &Certificate) -> Vec<u8> {
    let extensions = &certificate.parts.extensions;
    let places = &extensions.all;
    let is_promises = |place: &&Place| certificate.part(&place.oid) == PROMISES.as_bytes();
    let (Some(first), Some(promises), Some(last)) =
        (places.first(), places.iter().find(is_promises), places.last())
    else {
        return certificate.signed_bytes().to_vec();
    };
    let fields = certificate.part(&(certificate.parts.signed_fields..extensions.explicit.start));
    let before = certificate.part(&(first.whole.start..promises.whole.start));
    let after = certificate.part(&(promises.whole.end..last.whole.end));
    let kept = before.len() + after.len();
    let list = header(Tag::Sequence, kept);
    let explicit = header(EXTENSIONS, list.len() + kept);
    let headers = if kept == 0 { Vec::new() } else { [explicit, list].concat() };
    let whole = header(Tag::Sequence, fields.len() + headers.len() + kept);
    [&whole, fields, &headers, before, after].concat()
}

/// Tag and length of an element with `length` bytes of content.
fn header(tag: Tag, length: usize) -> Vec<u8> {
    let octets = length.to_be_bytes();
    let significant = octets.iter().skip_while(|octet| **octet == 0).copied();
    let mut header = vec![tag.octet()];
    if length >= 0x80 {
        // At most eight, so that the sum stays a single octet.
        let count = significant.clone().fold(0, |count: u8, _| count + 1);
        header.push(0x80 | count);
    }
    header.extend(significant.clone());
    if length == 0 {
        header.push(0);
    }
    header
}

/// The octets of the OCTET STRING that is the extension's value.
fn octets(value: &[u8]) -> Result<&[u8], Malformed> {
    let mut reader = Reader::new(value);
    let element = reader.required(Tag::OctetString, "promises")?;
    reader.finish("promises")?;
    Ok(element.bytes)
}

/// What is left of a structure of TLS (RFC 5246, section 4).
struct Tls<'a>(&'a [u8]);

impl<'a> Tls<'a> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    /// A vector whose length two octets give.
    fn vector(&mut self) -> Option<&'a [u8]> {
        let length = usize::from(u16::from_be_bytes(self.take()?));
        let (vector, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(vector)
    }
}

fn refused(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::CERTIFICATE_PROMISES, message)
}

#[cfg(test)]
mod tests {
    use super::{SignatureAlgorithm, SignedCertificateTimestamp, Tag, header};

    #[test]
    fn lengths_are_in_their_shortest_form() {
        let cases: &[(usize, &[u8])] = &[
            (0, &[0x30, 0]),
            (127, &[0x30, 127]),
            (128, &[0x30, 0x81, 128]),
            (255, &[0x30, 0x81, 255]),
            (256, &[0x30, 0x82, 1, 0]),
            (65_536, &[0x30, 0x83, 1, 0, 0]),
        ];
        for (length, expected) in cases {
            assert_eq!(header(Tag::Sequence, *length), *expected, "{length}");
        }
    }

    fn vector(content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).expect("short").to_be_bytes();
        [&length, content].concat()
    }

    fn promise(log: u8, extensions: &[u8], algorithm: [u8; 2]) -> Vec<u8> {
        let time = 1_700_000_000_999_u64.to_be_bytes();
        let (extensions, signature) = (vector(extensions), vector(b"signature"));
        vector(&[&[0][..], &[log; 32], &time, &extensions, &algorithm, &signature].concat())
    }

    fn read(list: &[u8]) -> Result<Vec<SignedCertificateTimestamp>, String> {
        SignedCertificateTimestamp::parse_list(list).map_err(|error| error.message)
    }

    #[test]
    fn lists_are_read_whole() {
        assert_eq!(read(&[0, 0]), Ok(vec![]));
        let list = [promise(1, b"", [4, 3]), promise(2, b"x", [4, 1]), promise(2, b"", [2, 3])];
        let read_list = read(&vector(&list.concat())).expect("a list");
        let algorithms: Vec<_> = read_list.iter().map(|promise| promise.algorithm).collect();
        assert_eq!(
            algorithms,
            [
                SignatureAlgorithm::EcdsaSha256,
                SignatureAlgorithm::RsaSha256,
                SignatureAlgorithm::Other { hash: 2, signature: 3 }
            ]
        );
        assert_eq!(read_list[1].log_id, [2; 32]);
        assert_eq!(read_list[1].extensions, b"x");
        assert_eq!(read_list[1].signature, b"signature");
        assert_eq!(read_list[1].time().0, 1_700_000_000);
        let later_version = vector(&[1, 2, 3]);
        assert_eq!(read(&vector(&later_version)), Ok(vec![]));
    }

    #[test]
    fn what_is_cut_off_or_too_long_is_refused() {
        let good = promise(1, b"", [4, 3]);
        let whole = vector(&good);
        for end in 0..whole.len() {
            assert!(read(&whole[..end]).is_err(), "{end}");
        }
        assert!(read(&[&whole[..], &[0]].concat()).is_err());
        let padded = vector(&[&good[2..], &[0]].concat());
        assert!(read(&vector(&padded)).is_err());
        assert!(read(&vector(&[0, 0])).is_err(), "a promise has a version");
        let many = vector(&good.repeat(33));
        assert_eq!(read(&many), Err("more than 32 promises".to_owned()));
    }

    #[test]
    fn what_a_log_signs_says_how_long_each_part_is() {
        let list = read(&vector(&promise(1, b"xy", [4, 3]))).expect("a list");
        let parts = list[0].signed_parts(&[7; 32], &[9; 300]).expect("short");
        let time = 1_700_000_000_999_u64.to_be_bytes();
        let before = [&[0, 0][..], &time, &[0, 1], &[7; 32], &[0, 1, 44]].concat();
        assert_eq!(parts.parts(), [&before[..], &[9; 300], &[0, 2, b'x', b'y']]);
    }
}
