//! Algorithms as X.509 and CMS name them.
//!
//! Sources: RFC 5480 and RFC 5758 (ECDSA), RFC 8017 appendix A and RFC 4055 (RSA), RFC 8410 (Ed25519),
//! RFC 9881 (ML-DSA).

use keelmark_model::DigestAlgorithm;
use pkcs8::der::asn1::{AnyRef, ContextSpecific};
use pkcs8::der::{self, Decode, ErrorKind, SliceReader, TagMode, TagNumber};
use pkcs8::{AlgorithmIdentifierRef, ObjectIdentifier};

use super::scheme::Curve::{P256, P384, P521};
use super::scheme::Hash::{Sha256, Sha384, Sha512};
use super::{Curve, Hash, KeyError, KeyType, MlDsa, PublicKey, SignatureScheme};

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const EC_PUBLIC_KEY: ObjectIdentifier = oid("1.2.840.10045.2.1");
const ECDSA_SHA256: ObjectIdentifier = oid("1.2.840.10045.4.3.2");
const ECDSA_SHA384: ObjectIdentifier = oid("1.2.840.10045.4.3.3");
const ECDSA_SHA512: ObjectIdentifier = oid("1.2.840.10045.4.3.4");
const CURVE_P256: ObjectIdentifier = oid("1.2.840.10045.3.1.7");
const CURVE_P384: ObjectIdentifier = oid("1.3.132.0.34");
const CURVE_P521: ObjectIdentifier = oid("1.3.132.0.35");
const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
const MGF1: ObjectIdentifier = oid("1.2.840.113549.1.1.8");
const RSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
const RSA_SHA256: ObjectIdentifier = oid("1.2.840.113549.1.1.11");
const RSA_SHA384: ObjectIdentifier = oid("1.2.840.113549.1.1.12");
const RSA_SHA512: ObjectIdentifier = oid("1.2.840.113549.1.1.13");
const ED25519: ObjectIdentifier = oid("1.3.101.112");
const ML_DSA_44: ObjectIdentifier = oid("2.16.840.1.101.3.4.3.17");
const ML_DSA_65: ObjectIdentifier = oid("2.16.840.1.101.3.4.3.18");
const ML_DSA_87: ObjectIdentifier = oid("2.16.840.1.101.3.4.3.19");
const SHA256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.3");

impl KeyType {
    /// How a SubjectPublicKeyInfo names the type.
    pub(super) fn identifier(self) -> AlgorithmIdentifierRef<'static> {
        let (oid, parameters) = match self {
            Self::Ecdsa(P256) => (EC_PUBLIC_KEY, Some((&CURVE_P256).into())),
            Self::Ecdsa(P384) => (EC_PUBLIC_KEY, Some((&CURVE_P384).into())),
            Self::Ecdsa(P521) => (EC_PUBLIC_KEY, Some((&CURVE_P521).into())),
            Self::Rsa => (RSA, Some(AnyRef::NULL)),
            Self::Ed25519 => (ED25519, None),
            Self::MlDsa(MlDsa::MlDsa44) => (ML_DSA_44, None),
            Self::MlDsa(MlDsa::MlDsa65) => (ML_DSA_65, None),
            Self::MlDsa(MlDsa::MlDsa87) => (ML_DSA_87, None),
        };
        AlgorithmIdentifierRef { oid, parameters }
    }

    /// The type that the identifier in a SubjectPublicKeyInfo names, its parameters exactly as their
    /// specification has them.
    pub(super) fn from_identifier(found: &AlgorithmIdentifierRef<'_>) -> Result<Self, KeyError> {
        Self::ALL.into_iter().find(|known| known.identifier() == *found).ok_or_else(|| {
            let parameters =
                found.parameters_oid().map_or_else(|_| String::new(), |oid| format!(" {oid}"));
            KeyError::Algorithm(format!("algorithm {}{parameters} is not used here", found.oid))
        })
    }
}

impl SignatureScheme {
    /// The scheme that an `AlgorithmIdentifier` in DER names for a signature by `key`.
    ///
    /// CMS may name only the type of the key (`rsaEncryption`, `id-ecPublicKey`); then
    /// `digest_hint` says the hash.
    ///
    /// # Errors
    /// [`KeyError::Format`] when it is not an identifier; [`KeyError::Algorithm`] when it is of
    /// another type than the key, of an algorithm keelmark does not verify, or has parameters its
    /// specification does not allow.
    pub fn from_algorithm_identifier(
        der: &[u8],
        key: &PublicKey,
        digest_hint: Option<DigestAlgorithm>,
    ) -> Result<Self, KeyError> {
        let found = AlgorithmIdentifierRef::from_der(der)
            .map_err(|error| KeyError::format(format!("not an algorithm identifier: {error}")))?;
        let unknown = || KeyError::Algorithm(format!("no signature algorithm: {}", found.oid));
        let hinted = || digest_hint.and_then(Hash::of).ok_or_else(unknown);
        let scheme = match found.oid {
            RSA_PSS => {
                Self::RsaPss(found.parameters.and_then(pss_hash).ok_or_else(wrong_parameters)?)
            }
            RSA => Self::RsaPkcs1(hinted()?),
            EC_PUBLIC_KEY => Self::Ecdsa(curve_of(key)?, hinted()?),
            other => named(other, key)?.ok_or_else(unknown)?,
        };
        if !parameters_fit(&found, scheme) {
            return Err(wrong_parameters());
        }
        scheme.of_key(key)
    }
}

fn wrong_parameters() -> KeyError {
    KeyError::Algorithm("a signature algorithm with parameters it does not have".to_owned())
}

/// The scheme of an identifier that says all.
fn named(oid: ObjectIdentifier, key: &PublicKey) -> Result<Option<SignatureScheme>, KeyError> {
    use SignatureScheme as Scheme;
    Ok(Some(match oid {
        ECDSA_SHA256 => Scheme::Ecdsa(curve_of(key)?, Sha256),
        ECDSA_SHA384 => Scheme::Ecdsa(curve_of(key)?, Sha384),
        ECDSA_SHA512 => Scheme::Ecdsa(curve_of(key)?, Sha512),
        RSA_SHA256 => Scheme::RsaPkcs1(Sha256),
        RSA_SHA384 => Scheme::RsaPkcs1(Sha384),
        RSA_SHA512 => Scheme::RsaPkcs1(Sha512),
        ED25519 => Scheme::Ed25519,
        ML_DSA_44 => Scheme::MlDsa(MlDsa::MlDsa44),
        ML_DSA_65 => Scheme::MlDsa(MlDsa::MlDsa65),
        ML_DSA_87 => Scheme::MlDsa(MlDsa::MlDsa87),
        _ => return Ok(None),
    }))
}

fn curve_of(key: &PublicKey) -> Result<Curve, KeyError> {
    match key.key_type() {
        KeyType::Ecdsa(curve) => Ok(curve),
        other => {
            let message = format!("an ECDSA signature with a key that is {}", other.name());
            Err(KeyError::Algorithm(message))
        }
    }
}

/// Whether an identifier has the parameters of its algorithm. For RSA that is NULL, and none must be
/// taken too (RFC 4055 section 5); all others have none (RFC 5758 section 3.2, RFC 8410 section 3).
fn parameters_fit(found: &AlgorithmIdentifierRef<'_>, scheme: SignatureScheme) -> bool {
    let of_key = || found.parameters == scheme.key_type().identifier().parameters;
    match scheme {
        SignatureScheme::RsaPss(_) => true,
        SignatureScheme::RsaPkcs1(_) => found.parameters.is_none() || of_key(),
        _ => found.parameters.is_none() || (found.oid == EC_PUBLIC_KEY && of_key()),
    }
}

/// The hash of `RSASSA-PSS-params` (RFC 8017 appendix A.2.3), if it is one throughout and the salt is
/// as long as its digest. The defaults are those of SHA-1, so that all but the trailer must be there.
fn pss_hash(parameters: AnyRef<'_>) -> Option<Hash> {
    let (hash, mask, salt) = parameters.sequence(pss_parameters).ok()?;
    let mask_hash = mask.parameters.filter(|_| mask.oid == MGF1)?.decode_as().ok()?;
    let hash = hash_of(&hash)?;
    let fits = hash_of(&mask_hash)? == hash;
    (fits && usize::from(salt) == hash.digest_algorithm().length()).then_some(hash)
}

type PssParameters<'a> = (AlgorithmIdentifierRef<'a>, AlgorithmIdentifierRef<'a>, u8);

fn pss_parameters<'a>(reader: &mut SliceReader<'a>) -> der::Result<PssParameters<'a>> {
    Ok((
        field(reader, TagNumber::N0)?,
        field(reader, TagNumber::N1)?,
        field(reader, TagNumber::N2)?,
    ))
}

/// The next field, which must have this number.
fn field<'a, T: Decode<'a>>(reader: &mut SliceReader<'a>, number: TagNumber) -> der::Result<T> {
    let found = ContextSpecific::<T>::decode(reader)?;
    if found.tag_number == number && found.tag_mode == TagMode::Explicit {
        return Ok(found.value);
    }
    Err(reader.error(ErrorKind::TagNumberInvalid))
}

/// The hash an identifier names; its parameters are NULL or, better, absent (RFC 5754 section 2).
fn hash_of(found: &AlgorithmIdentifierRef<'_>) -> Option<Hash> {
    if found.parameters.is_some_and(|parameters| parameters != AnyRef::NULL) {
        return None;
    }
    match found.oid {
        SHA256 => Some(Sha256),
        SHA384 => Some(Sha384),
        SHA512 => Some(Sha512),
        _ => None,
    }
}
