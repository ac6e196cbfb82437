//! The CMS SignedData around a `TSTInfo`.

use der::asn1::ObjectIdentifier;
use der::{Tag, TagNumber};
use keelmark_model::{Digest, DigestAlgorithm};

use super::{TimestampInfo, TimestampToken, digest_algorithm};
use crate::der::{Element, Reader, constructed, primitive};
use crate::{ParseError, limits};

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// The one signer of a token (`SignerInfo`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenSigner<'a> {
    /// Which certificate's key signed.
    pub identifier: SignerIdentifier<'a>,
    /// The algorithm of [`Self::content_digest`].
    pub digest_algorithm: DigestAlgorithm,
    /// Digest of the `TSTInfo`, as the signed attributes have it; as long as its algorithm makes.
    pub content_digest: Digest,
    /// The certificate whose key signed, by digest, as the signed attributes have it: `ESSCertIDv2`,
    /// `ESSCertID`, or both. Empty when the authority names none.
    pub certificate_ids: Vec<CertificateId<'a>>,
    /// `AlgorithmIdentifier` of the signature, in DER.
    pub signature_algorithm: &'a [u8],
    /// The signature over [`Self::signed_parts`].
    pub signature: &'a [u8],
    /// The signed attributes as they came, from the first byte after the tag.
    attributes: &'a [u8],
}

/// Which certificate's key signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignerIdentifier<'a> {
    /// By issuer and serial number.
    Issuer {
        /// The issuer's `Name` in DER.
        name: &'a [u8],
        /// Big-endian two's complement.
        serial: &'a [u8],
    },
    /// By the extension subjectKeyIdentifier.
    KeyId(&'a [u8]),
}

/// A certificate by digest (`ESSCertID`, RFC 2634; `ESSCertIDv2`, RFC 5035).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificateId<'a> {
    /// Digest of the certificate's DER: SHA-1 in an `ESSCertID`.
    pub digest: Digest,
    /// The issuer's `Name` in DER and the serial number, where the authority repeats them.
    pub issuer: Option<(&'a [u8], &'a [u8])>,
}

impl<'a> TokenSigner<'a> {
    /// What the signature is over: the signed attributes under the tag of a SET instead of their
    /// own (RFC 5652, section 5.4), as bytes that follow one another.
    pub fn signed_parts(&self) -> [&'a [u8]; 2] {
        [&[0x31], self.attributes]
    }
}

/// Reads the fields of a `ContentInfo`.
pub(super) fn content_info(mut reader: Reader<'_>) -> Result<TimestampToken<'_>, ParseError> {
    if reader.oid("content type")? != SIGNED_DATA {
        return Err(reader.refuse("content type", "not SignedData"));
    }
    let mut explicit = reader.enter(constructed(TagNumber::N0), "SignedData")?;
    reader.finish("token")?;
    let data = explicit.enter(Tag::Sequence, "SignedData")?;
    explicit.finish("SignedData")?;
    signed_data(data)
}

fn signed_data(mut reader: Reader<'_>) -> Result<TimestampToken<'_>, ParseError> {
    // Version 3, since the content is not plain data; others only add kinds of certificates.
    if reader.small("version of SignedData")? != 3 {
        return Err(reader.refuse("version of SignedData", "not 3"));
    }
    // The signer says its own; this list is a hint for who hashes while reading.
    reader.expect(Tag::Set, "digest algorithms")?;
    let info = encapsulated(reader.enter(Tag::Sequence, "encapsulated content")?)?;
    let certificates = match reader.optional(constructed(TagNumber::N0), "certificates")? {
        Some(element) => certificates(reader.within(element)?)?,
        None => Vec::new(),
    };
    reader.optional(constructed(TagNumber::N1), "revocation lists")?;
    let mut signers = reader.enter(Tag::Set, "signers")?;
    reader.finish("SignedData")?;
    let signer = signer_info(signers.enter(Tag::Sequence, "signer")?)?;
    if !signers.is_finished() {
        return Err(reader.refuse("signers", "more than one"));
    }
    Ok(TimestampToken { info, signer, certificates })
}

fn encapsulated(mut reader: Reader<'_>) -> Result<TimestampInfo<'_>, ParseError> {
    let what = "encapsulated content";
    if reader.oid(what)? != TST_INFO {
        return Err(reader.refuse(what, "not a TSTInfo"));
    }
    let mut explicit = reader.enter(constructed(TagNumber::N0), what)?;
    reader.finish(what)?;
    let content = explicit.expect(Tag::OctetString, what)?.content;
    explicit.finish(what)?;
    TimestampInfo::parse(content)
}

/// The X.509 certificates sent along; other kinds have a tag of their own and are refused.
fn certificates(mut reader: Reader<'_>) -> Result<Vec<&[u8]>, ParseError> {
    let mut certificates = Vec::new();
    while !reader.is_finished() {
        if certificates.len() == limits::CERTIFICATES {
            let most = limits::CERTIFICATES;
            return Err(reader.refuse("certificates", format_args!("more than {most}")));
        }
        certificates.push(reader.expect(Tag::Sequence, "certificate")?.whole);
    }
    Ok(certificates)
}

fn signer_info(mut reader: Reader<'_>) -> Result<TokenSigner<'_>, ParseError> {
    let version = reader.small("version of the signer")?;
    let identifier = signer_identifier(&mut reader)?;
    let expected = if matches!(identifier, SignerIdentifier::Issuer { .. }) { 1 } else { 3 };
    if version != expected {
        return Err(reader.refuse("version of the signer", format_args!("not {expected}")));
    }
    let what = "digest algorithm of the signer";
    let digest_algorithm = digest_algorithm(reader.enter(Tag::Sequence, what)?, what)?;
    let signed = reader.expect(constructed(TagNumber::N0), "signed attributes")?;
    let attributes = signed_attributes(reader.within(signed)?, digest_algorithm)?;
    let signature_algorithm = reader.expect(Tag::Sequence, "signature algorithm")?.whole;
    let signature = reader.expect(Tag::OctetString, "signature")?.content;
    // Anybody may add unsigned attributes afterwards; nothing is read from them.
    reader.optional(constructed(TagNumber::N1), "unsigned attributes")?;
    reader.finish("signer")?;
    Ok(TokenSigner {
        identifier,
        digest_algorithm,
        content_digest: attributes.digest,
        certificate_ids: attributes.certificate_ids,
        signature_algorithm,
        signature,
        attributes: signed.whole.get(1..).unwrap_or_default(),
    })
}

fn signer_identifier<'a>(reader: &mut Reader<'a>) -> Result<SignerIdentifier<'a>, ParseError> {
    let what = "identifier of the signer";
    if let Some(element) = reader.optional(primitive(TagNumber::N0), what)? {
        return Ok(SignerIdentifier::KeyId(element.content));
    }
    let mut issuer = reader.enter(Tag::Sequence, what)?;
    let name = issuer.expect(Tag::Sequence, what)?.whole;
    let serial = issuer.integer(what)?;
    issuer.finish(what)?;
    Ok(SignerIdentifier::Issuer { name, serial })
}

/// What matters of the signed attributes.
struct Attributes<'a> {
    digest: Digest,
    certificate_ids: Vec<CertificateId<'a>>,
}

/// Reads the signed attributes: each kind that is known at most once, with exactly one value
/// (RFC 5652, section 11). Others are signed too and say nothing here.
fn signed_attributes<'a>(
    mut reader: Reader<'a>,
    algorithm: DigestAlgorithm,
) -> Result<Attributes<'a>, ParseError> {
    const KNOWN: [(ObjectIdentifier, &str); 4] = [
        (CONTENT_TYPE, "attribute contentType"),
        (MESSAGE_DIGEST, "attribute messageDigest"),
        (SIGNING_CERTIFICATE, "attribute signingCertificate"),
        (SIGNING_CERTIFICATE_V2, "attribute signingCertificateV2"),
    ];
    let mut found: [Option<Element<'a>>; 4] = [None; 4];
    while !reader.is_finished() {
        let mut attribute = reader.enter(Tag::Sequence, "attribute")?;
        let oid = attribute.oid("attribute")?;
        let mut values = attribute.enter(Tag::Set, "attribute")?;
        attribute.finish("attribute")?;
        let slot = KNOWN.iter().zip(&mut found).find(|((known, _), _)| *known == oid);
        let Some(((_, name), slot)) = slot else { continue };
        let value = values.any(name)?;
        if slot.is_some() || !values.is_finished() {
            return Err(reader.refuse(name, "more than once"));
        }
        *slot = Some(value);
    }
    let [content_type, digest, first, second] = found;
    let required = |value: Option<Element<'a>>, name: &str| {
        value.ok_or_else(|| reader.refuse(name, "missing"))
    };
    let content_type = required(content_type, KNOWN[0].1)?;
    if content_type.tag != Tag::ObjectIdentifier || content_type.content != TST_INFO.as_bytes() {
        return Err(reader.refuse(KNOWN[0].1, "not a TSTInfo"));
    }
    let digest = required(digest, KNOWN[1].1)?;
    if digest.tag != Tag::OctetString {
        return Err(reader.refuse(KNOWN[1].1, "not an OCTET STRING"));
    }
    let digest =
        Digest::new(algorithm, digest.content).map_err(|error| reader.refuse(KNOWN[1].1, error))?;
    let mut certificate_ids = Vec::new();
    for (value, version) in [(second, Version::Two), (first, Version::One)] {
        if let Some(value) = value {
            certificate_ids.push(signing_certificate(&reader, value, version)?);
        }
    }
    Ok(Attributes { digest, certificate_ids })
}

/// Which of the two attributes that name the certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    One,
    Two,
}

/// `SigningCertificate` and `SigningCertificateV2`: the first identifier is the signer's own, those
/// after it are of issuers (RFC 5035, section 5.4.1.1).
fn signing_certificate<'a>(
    outer: &Reader<'a>,
    value: Element<'a>,
    version: Version,
) -> Result<CertificateId<'a>, ParseError> {
    let what = "certificate identifier";
    if value.tag != Tag::Sequence {
        return Err(outer.refuse(what, "not a SEQUENCE"));
    }
    let mut reader = outer.within(value)?;
    let mut ids = reader.enter(Tag::Sequence, what)?;
    reader.optional(Tag::Sequence, "certificate policies")?;
    reader.finish(what)?;
    let mut id = ids.enter(Tag::Sequence, what)?;
    let algorithm = match version {
        Version::One => DigestAlgorithm::Sha1,
        // SHA-256 unless another is named.
        Version::Two => match id.optional(Tag::Sequence, what)? {
            Some(element) => digest_algorithm(id.within(element)?, what)?,
            None => DigestAlgorithm::Sha256,
        },
    };
    let digest = id.expect(Tag::OctetString, what)?.content;
    let digest = Digest::new(algorithm, digest).map_err(|error| id.refuse(what, error))?;
    let issuer = match id.optional(Tag::Sequence, what)? {
        Some(element) => Some(issuer_serial(id.within(element)?)?),
        None => None,
    };
    id.finish(what)?;
    Ok(CertificateId { digest, issuer })
}

/// `IssuerSerial`, whose issuer is one directoryName.
fn issuer_serial(mut reader: Reader<'_>) -> Result<(&[u8], &[u8]), ParseError> {
    let what = "issuer of the certificate identifier";
    let mut names = reader.enter(Tag::Sequence, what)?;
    let mut directory = names.enter(constructed(TagNumber::N4), what)?;
    names.finish(what)?;
    let name = directory.expect(Tag::Sequence, what)?.whole;
    directory.finish(what)?;
    let serial = reader.integer(what)?;
    reader.finish(what)?;
    Ok((name, serial))
}
