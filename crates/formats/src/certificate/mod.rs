//! X.509 certificates.
//!
//! Source: RFC 5280, sections 4.1 and 4.2. Only version 3 in strict DER is read; whatever a reader
//! could take in two ways is refused. A certificate keeps the bytes it was read from, and what is
//! signed or compared are ranges of them. Nothing here is judged: who issued a certificate, and
//! whether it holds, is a matter of `trust`.

mod extensions;
pub mod fulcio;
mod name;
mod parse;
mod time;
pub mod transparency;

use std::ops::Range;

use keelmark_model::Timestamp;

use crate::ParseError;
use crate::asn1::dotted;

pub use extensions::{
    AlternativeName, BasicConstraints, ExtendedKeyUsage, Extension, KeyUsage, Purposes,
};

/// A certificate nobody has judged yet.
#[derive(Clone)]
pub struct Certificate {
    der: Box<[u8]>,
    parts: Parts,
}

/// Where in the DER the fields lie, and those that are values.
#[derive(Clone)]
struct Parts {
    signed: Range<usize>,
    /// Where the first field of what is signed begins.
    signed_fields: usize,
    serial: Range<usize>,
    issuer: Range<usize>,
    not_before: Timestamp,
    not_after: Timestamp,
    subject: Range<usize>,
    public_key_info: Range<usize>,
    extensions: extensions::Extensions,
    signature_algorithm: Range<usize>,
    signature: Range<usize>,
}

impl Certificate {
    /// Reads one certificate.
    ///
    /// # Errors
    /// `certificate.form`: larger than [`crate::limits::CERTIFICATE_BYTES`], not DER, or not a
    /// version 3 certificate of RFC 5280: a negative serial number, a time in another form, an
    /// extension twice, a malformed extension of those that are read.
    pub fn parse(der: &[u8]) -> Result<Self, ParseError> {
        Ok(Self { parts: parse::parts(der)?, der: der.into() })
    }

    /// The certificate as it was read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// What the issuer signed: the TBSCertificate, as it was read.
    pub fn signed_bytes(&self) -> &[u8] {
        self.part(&self.parts.signed)
    }

    /// The octets of the serial number, never negative; the first is zero when the next is above 127.
    pub fn serial(&self) -> &[u8] {
        self.part(&self.parts.serial)
    }

    /// The serial number in hexadecimal.
    pub fn serial_text(&self) -> String {
        keelmark_model::hexadecimal(self.serial())
    }

    /// The issuer's Name, in DER.
    pub fn issuer(&self) -> &[u8] {
        self.part(&self.parts.issuer)
    }

    /// The issuer's name as people write it: `O=sigstore.dev, CN=sigstore-intermediate`.
    pub fn issuer_text(&self) -> String {
        name::text(self.issuer())
    }

    /// The subject's Name, in DER; empty in what Fulcio issues.
    pub fn subject(&self) -> &[u8] {
        self.part(&self.parts.subject)
    }

    /// The subject's name as people write it, and empty if it is.
    pub fn subject_text(&self) -> String {
        name::text(self.subject())
    }

    /// First second at which the certificate holds.
    pub const fn not_before(&self) -> Timestamp {
        self.parts.not_before
    }

    /// Last second at which the certificate holds.
    pub const fn not_after(&self) -> Timestamp {
        self.parts.not_after
    }

    /// The subject's key: SubjectPublicKeyInfo, in DER.
    pub fn public_key_info(&self) -> &[u8] {
        self.part(&self.parts.public_key_info)
    }

    /// How the issuer signed: AlgorithmIdentifier, in DER, the same within and outside what is signed.
    pub fn signature_algorithm(&self) -> &[u8] {
        self.part(&self.parts.signature_algorithm)
    }

    /// The issuer's signature.
    pub fn signature(&self) -> &[u8] {
        self.part(&self.parts.signature)
    }

    /// Every extension, in the order of the certificate.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'_>> {
        self.parts.extensions.all.iter().map(|place| Extension {
            oid: self.part(&place.oid),
            critical: place.critical,
            value: self.part(&place.value),
        })
    }

    /// The first critical extension whose meaning no accessor here gives, in dotted form. RFC 5280,
    /// section 4.2, has a certificate with one refused.
    pub fn unknown_critical_extension(&self) -> Option<String> {
        let unknown = |extension: &Extension<'_>| extension.critical && !extension.is_understood();
        self.extensions().find(unknown).map(|extension| dotted(extension.oid))
    }

    /// Whether there are name constraints, which nothing here reads.
    pub fn has_name_constraints(&self) -> bool {
        self.extensions().any(|extension| extension.oid == extensions::NAME_CONSTRAINTS.as_bytes())
    }

    /// Whether the subject issues certificates, and how long a chain may follow.
    pub const fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.parts.extensions.basic_constraints
    }

    /// Whether the basic constraints say that the subject issues certificates.
    pub const fn is_authority(&self) -> bool {
        matches!(
            self.parts.extensions.basic_constraints,
            Some(BasicConstraints { is_authority: true, .. })
        )
    }

    /// What the key may be used for.
    pub const fn key_usage(&self) -> Option<KeyUsage> {
        self.parts.extensions.key_usage
    }

    /// To what end the key may be used.
    pub const fn extended_key_usage(&self) -> Option<ExtendedKeyUsage> {
        self.parts.extensions.extended_key_usage
    }

    /// Every name in the subject alternative name, in its order; empty without one.
    pub fn alternative_names(&self) -> &[AlternativeName] {
        &self.parts.extensions.alternative_names
    }

    /// What the subject's own key is called by those it issues to.
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.parts.extensions.subject_key_id.as_ref().map(|range| self.part(range))
    }

    /// What the issuer's key is called.
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.parts.extensions.authority_key_id.as_ref().map(|range| self.part(range))
    }

    /// Ranges are made from this very DER, so that each lies in it.
    fn part(&self, range: &Range<usize>) -> &[u8] {
        self.der.get(range.clone()).unwrap_or_default()
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Certificate({}, {})", self.subject_text(), self.serial_text())
    }
}
