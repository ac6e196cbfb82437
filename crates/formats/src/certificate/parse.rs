//! The fields of a certificate (RFC 5280, section 4.1).

use std::ops::Range;

use super::{Parts, extensions, name, time};
use crate::asn1::{Malformed, Reader, Tag, TagNumber, constructed, primitive};
use crate::{ParseError, codes, limits};

/// Longest serial number, in octets: 20, and a zero before one whose first bit is set.
const SERIAL_OCTETS: usize = 21;

pub(super) fn parts(der: &[u8]) -> Result<Parts, ParseError> {
    if der.len() > limits::CERTIFICATE_BYTES {
        let message =
            format!("{} bytes; a certificate has at most {}", der.len(), limits::CERTIFICATE_BYTES);
        return Err(ParseError::new(&codes::CERTIFICATE_FORM, message));
    }
    certificate(der)
        .map_err(|error| ParseError::new(&codes::CERTIFICATE_FORM, format!("certificate: {error}")))
}

fn certificate(der: &[u8]) -> Result<Parts, Malformed> {
    let mut document = Reader::new(der);
    let certificate = document.required(Tag::Sequence, "the certificate")?;
    document.finish("the certificate")?;

    let mut fields = certificate.reader();
    let signed = fields.required(Tag::Sequence, "tbsCertificate")?;
    let algorithm = fields.required(Tag::Sequence, "signatureAlgorithm")?;
    let signature = fields.required(Tag::BitString, "signatureValue")?;
    fields.finish("the certificate")?;

    let outer = Outer {
        algorithm: der.get(algorithm.whole.clone()).unwrap_or_default(),
        signed: signed.whole.clone(),
        signed_fields: signed.content.start,
        signature_algorithm: algorithm.whole,
        signature: signature.octets("signatureValue")?,
    };
    signed_fields(der, signed.reader(), outer)
}

/// What stands around the signed part.
struct Outer<'a> {
    algorithm: &'a [u8],
    signed: Range<usize>,
    signed_fields: usize,
    signature_algorithm: Range<usize>,
    signature: Range<usize>,
}

fn signed_fields(der: &[u8], mut fields: Reader<'_>, outer: Outer<'_>) -> Result<Parts, Malformed> {
    version(&mut fields)?;
    let serial = fields.required(Tag::Integer, "serialNumber")?;
    match serial.integer("serialNumber")? {
        [first, ..] if *first >= 0x80 => {
            return Err(serial.malformed("serialNumber", "negative"));
        }
        octets if octets.len() > SERIAL_OCTETS => {
            return Err(serial.malformed("serialNumber", "longer than 20 octets"));
        }
        _ => {}
    }
    let algorithm = fields.required(Tag::Sequence, "signature")?;
    if der.get(algorithm.whole.clone()) != Some(outer.algorithm) {
        return Err(algorithm.malformed("signature", "not what signatureAlgorithm says"));
    }
    let issuer = fields.required(Tag::Sequence, "issuer")?;
    name::check(&issuer, "issuer")?;
    let (not_before, not_after) = time::validity(&fields.required(Tag::Sequence, "validity")?)?;
    let subject = fields.required(Tag::Sequence, "subject")?;
    name::check(&subject, "subject")?;
    let key = fields.required(Tag::Sequence, "subjectPublicKeyInfo")?;
    fields.optional(primitive(TagNumber::N1), "issuerUniqueID")?;
    fields.optional(primitive(TagNumber::N2), "subjectUniqueID")?;
    let list = fields.optional(constructed(TagNumber::N3), "extensions")?;
    fields.finish("tbsCertificate")?;
    Ok(Parts {
        signed: outer.signed,
        signed_fields: outer.signed_fields,
        serial: serial.content,
        issuer: issuer.whole,
        not_before,
        not_after,
        subject: subject.whole,
        public_key_info: key.whole,
        extensions: list.map(|list| extensions::read(&list)).transpose()?.unwrap_or_default(),
        signature_algorithm: outer.signature_algorithm,
        signature: outer.signature,
    })
}

/// Version 3, written as 2; what has no version is of the first and has no extensions.
fn version(fields: &mut Reader<'_>) -> Result<(), Malformed> {
    let explicit = fields.required(constructed(TagNumber::N0), "version")?;
    let mut inner = explicit.reader();
    let number = inner.required(Tag::Integer, "version")?;
    inner.finish("version")?;
    if number.bytes == [2] {
        return Ok(());
    }
    Err(number.malformed("version", "not 3"))
}
