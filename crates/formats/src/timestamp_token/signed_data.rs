//! The CMS SignedData around a `TSTInfo`.

use der::asn1::ObjectIdentifier;
use keelmark_model::{Digest, DigestAlgorithm};

use super::{Refused, TimestampInfo, TimestampToken, digest_algorithm, small};
use crate::asn1::{Element, Reader, Tag, TagNumber, constructed, primitive};
use crate::limits;

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
pub(super) fn content_info(mut reader: Reader<'_>) -> Result<TimestampToken<'_>, Refused> {
    if reader.required(Tag::ObjectIdentifier, "content type")?.object_identifier("content type")?
        != SIGNED_DATA.as_bytes()
    {
        return Err(Refused::new("content type", "not SignedData"));
    }
    let mut explicit = reader.enter(constructed(TagNumber::N0), "SignedData")?;
    reader.finish("token")?;
    let data = explicit.enter(Tag::Sequence, "SignedData")?;
    explicit.finish("SignedData")?;
    signed_data(data)
}

fn signed_data(mut reader: Reader<'_>) -> Result<TimestampToken<'_>, Refused> {
    // Version 3, since the content is not plain data; others only add kinds of certificates.
    if small(&reader.required(Tag::Integer, "version of SignedData")?, "version of SignedData")?
        != 3
    {
        return Err(Refused::new("version of SignedData", "not 3"));
    }
    // The signer says its own; this list is a hint for who hashes while reading.
    reader.required(Tag::Set, "digest algorithms")?;
    let info = encapsulated(reader.enter(Tag::Sequence, "encapsulated content")?)?;
    let certificates = match reader.optional(constructed(TagNumber::N0), "certificates")? {
        Some(element) => certificates(element.reader())?,
        None => Vec::new(),
    };
    reader.optional(constructed(TagNumber::N1), "revocation lists")?;
    let mut signers = reader.enter(Tag::Set, "signers")?;
    reader.finish("SignedData")?;
    let signer = signer_info(signers.enter(Tag::Sequence, "signer")?)?;
    if !signers.is_empty() {
        return Err(Refused::new("signers", "more than one"));
    }
    Ok(TimestampToken { info, signer, certificates })
}

fn encapsulated(mut reader: Reader<'_>) -> Result<TimestampInfo<'_>, Refused> {
    let field = "encapsulated content";
    if reader.required(Tag::ObjectIdentifier, field)?.object_identifier(field)?
        != TST_INFO.as_bytes()
    {
        return Err(Refused::new(field, "not a TSTInfo"));
    }
    let mut explicit = reader.enter(constructed(TagNumber::N0), field)?;
    reader.finish(field)?;
    let content = explicit.required(Tag::OctetString, field)?.bytes;
    explicit.finish(field)?;
    TimestampInfo::parse(content)
}

/// The X.509 certificates sent along; other kinds have a tag of their own and are refused.
fn certificates(mut reader: Reader<'_>) -> Result<Vec<&[u8]>, Refused> {
    let mut certificates = Vec::new();
    while !reader.is_empty() {
        if certificates.len() == limits::CERTIFICATES {
            let most = limits::CERTIFICATES;
            return Err(Refused::new("certificates", format_args!("more than {most}")));
        }
        certificates.push(reader.required(Tag::Sequence, "certificate")?.encoding);
    }
    Ok(certificates)
}

fn signer_info(mut reader: Reader<'_>) -> Result<TokenSigner<'_>, Refused> {
    let version =
        small(&reader.required(Tag::Integer, "version of the signer")?, "version of the signer")?;
    let identifier = signer_identifier(&mut reader)?;
    let expected = if matches!(identifier, SignerIdentifier::Issuer { .. }) { 1 } else { 3 };
    if version != expected {
        return Err(Refused::new("version of the signer", format_args!("not {expected}")));
    }
    let field = "digest algorithm of the signer";
    let digest_algorithm = digest_algorithm(reader.enter(Tag::Sequence, field)?, field)?;
    let signed = reader.required(constructed(TagNumber::N0), "signed attributes")?;
    let attributes = signed_attributes(signed.reader(), digest_algorithm)?;
    let signature_algorithm = reader.required(Tag::Sequence, "signature algorithm")?.encoding;
    let signature = reader.required(Tag::OctetString, "signature")?.bytes;
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
        attributes: signed.encoding.get(1..).unwrap_or_default(),
    })
}

fn signer_identifier<'a>(reader: &mut Reader<'a>) -> Result<SignerIdentifier<'a>, Refused> {
    let field = "identifier of the signer";
    if let Some(element) = reader.optional(primitive(TagNumber::N0), field)? {
        return Ok(SignerIdentifier::KeyId(element.bytes));
    }
    let mut issuer = reader.enter(Tag::Sequence, field)?;
    let name = issuer.required(Tag::Sequence, field)?.encoding;
    let serial = issuer.required(Tag::Integer, field)?.integer(field)?;
    issuer.finish(field)?;
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
) -> Result<Attributes<'a>, Refused> {
    const KNOWN: [(ObjectIdentifier, &str); 4] = [
        (CONTENT_TYPE, "attribute contentType"),
        (MESSAGE_DIGEST, "attribute messageDigest"),
        (SIGNING_CERTIFICATE, "attribute signingCertificate"),
        (SIGNING_CERTIFICATE_V2, "attribute signingCertificateV2"),
    ];
    let mut found: [Option<Element<'a>>; 4] = [const { None }; 4];
    while !reader.is_empty() {
        let mut attribute = reader.enter(Tag::Sequence, "attribute")?;
        let oid = attribute
            .required(Tag::ObjectIdentifier, "attribute")?
            .object_identifier("attribute")?;
        let mut values = attribute.enter(Tag::Set, "attribute")?;
        attribute.finish("attribute")?;
        let slot = KNOWN.iter().zip(&mut found).find(|((known, _), _)| known.as_bytes() == oid);
        let Some(((_, name), slot)) = slot else { continue };
        let value = values.next(name)?;
        if slot.is_some() || !values.is_empty() {
            return Err(Refused::new(name, "more than once"));
        }
        *slot = Some(value);
    }
    let [content_type, digest, first, second] = found;
    let required = |value: Option<Element<'a>>, name: &'static str| {
        value.ok_or_else(|| Refused::new(name, "missing"))
    };
    let content_type = required(content_type, KNOWN[0].1)?;
    if content_type.tag != Tag::ObjectIdentifier || content_type.bytes != TST_INFO.as_bytes() {
        return Err(Refused::new(KNOWN[0].1, "not a TSTInfo"));
    }
    let digest = required(digest, KNOWN[1].1)?;
    if digest.tag != Tag::OctetString {
        return Err(Refused::new(KNOWN[1].1, "not an OCTET STRING"));
    }
    let digest =
        Digest::new(algorithm, digest.bytes).map_err(|error| Refused::new(KNOWN[1].1, error))?;
    let mut certificate_ids = Vec::new();
    for (value, version) in [(second, Version::Two), (first, Version::One)] {
        if let Some(value) = value {
            certificate_ids.push(signing_certificate(&value, version)?);
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
    value: &Element<'a>,
    version: Version,
) -> Result<CertificateId<'a>, Refused> {
    let field = "certificate identifier";
    if value.tag != Tag::Sequence {
        return Err(Refused::new(field, "not a SEQUENCE"));
    }
    let mut reader = value.reader();
    let mut ids = reader.enter(Tag::Sequence, field)?;
    reader.optional(Tag::Sequence, "certificate policies")?;
    reader.finish(field)?;
    let mut id = ids.enter(Tag::Sequence, field)?;
    let algorithm = match version {
        Version::One => DigestAlgorithm::Sha1,
        // SHA-256 unless another is named.
        Version::Two => match id.optional(Tag::Sequence, field)? {
            Some(element) => digest_algorithm(element.reader(), field)?,
            None => DigestAlgorithm::Sha256,
        },
    };
    let digest = id.required(Tag::OctetString, field)?.bytes;
    let digest = Digest::new(algorithm, digest).map_err(|error| Refused::new(field, error))?;
    let issuer = match id.optional(Tag::Sequence, field)? {
        Some(element) => Some(issuer_serial(element.reader())?),
        None => None,
    };
    id.finish(field)?;
    Ok(CertificateId { digest, issuer })
}

/// `IssuerSerial`, whose issuer is one directoryName.
fn issuer_serial(mut reader: Reader<'_>) -> Result<(&[u8], &[u8]), Refused> {
    let field = "issuer of the certificate identifier";
    let mut names = reader.enter(Tag::Sequence, field)?;
    let mut directory = names.enter(constructed(TagNumber::N4), field)?;
    names.finish(field)?;
    let name = directory.required(Tag::Sequence, field)?.encoding;
    directory.finish(field)?;
    let serial = reader.required(Tag::Integer, field)?.integer(field)?;
    reader.finish(field)?;
    Ok((name, serial))
}
