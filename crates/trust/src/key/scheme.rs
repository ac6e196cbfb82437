//! How a signature is made of a message.

use aws_lc_rs::digest;
use aws_lc_rs::signature::{
    self, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    RsaParameters, RsaPssSaltLength, VerificationAlgorithm,
};
use keelmark_model::DigestAlgorithm;

use super::{KeyError, PublicKey};

/// A curve of NIST's, FIPS 186-5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Curve {
    /// secp256r1.
    P256,
    /// secp384r1.
    P384,
    /// secp521r1.
    P521,
}

/// A set of parameters of ML-DSA, FIPS 204.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MlDsa {
    /// ML-DSA-44.
    MlDsa44,
    /// ML-DSA-65.
    MlDsa65,
    /// ML-DSA-87.
    MlDsa87,
}

/// A hash that signatures are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// What a public key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyType {
    /// A point of a curve, for ECDSA.
    Ecdsa(Curve),
    /// A modulus of 2048 to 8192 bits and an exponent.
    Rsa,
    /// A point of edwards25519, RFC 8032.
    Ed25519,
    /// A key of ML-DSA.
    MlDsa(MlDsa),
}

/// How a signature is made of a message: algorithm, hash and padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignatureScheme {
    /// ECDSA (FIPS 186-5), the two numbers in DER (RFC 3279 section 2.2.3).
    Ecdsa(Curve, Hash),
    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2).
    RsaPkcs1(Hash),
    /// RSASSA-PSS (RFC 8017 section 8.1), MGF1 with the same hash. The salt is as long as the digest,
    /// which is what specifications ask for, or as long as the key allows, which is what Go makes.
    RsaPss(Hash),
    /// Ed25519 (RFC 8032 section 5.1) over the message itself.
    Ed25519,
    /// Ed25519ph (RFC 8032 section 5.1) over the message's SHA-512, with an empty context.
    Ed25519ph,
    /// ML-DSA (FIPS 204), pure, with an empty context.
    MlDsa(MlDsa),
}

use Curve::{P256, P384, P521};
use Hash::{Sha256, Sha384, Sha512};
use SignatureScheme as Scheme;

impl Curve {
    /// Every curve, smallest first.
    pub const ALL: [Self; 3] = [P256, P384, P521];

    /// The hash of the curve's own strength.
    pub const fn hash(self) -> Hash {
        match self {
            P256 => Sha256,
            P384 => Sha384,
            P521 => Sha512,
        }
    }
}

impl Hash {
    /// Every hash, shortest first.
    pub const ALL: [Self; 3] = [Sha256, Sha384, Sha512];

    /// The hash as what a digest may be of.
    pub const fn digest_algorithm(self) -> DigestAlgorithm {
        match self {
            Sha256 => DigestAlgorithm::Sha256,
            Sha384 => DigestAlgorithm::Sha384,
            Sha512 => DigestAlgorithm::Sha512,
        }
    }

    /// The hash a digest is of; none where signatures are no longer made of it.
    pub fn of(algorithm: DigestAlgorithm) -> Option<Self> {
        Self::ALL.into_iter().find(|hash| hash.digest_algorithm() == algorithm)
    }

    pub(crate) const fn engine(self) -> &'static digest::Algorithm {
        match self {
            Sha256 => &digest::SHA256,
            Sha384 => &digest::SHA384,
            Sha512 => &digest::SHA512,
        }
    }
}

impl MlDsa {
    /// Every set, smallest first.
    pub const ALL: [Self; 3] = [Self::MlDsa44, Self::MlDsa65, Self::MlDsa87];

    /// Length of a public key in bytes, FIPS 204 table 2.
    pub(super) const fn key_bytes(self) -> usize {
        match self {
            Self::MlDsa44 => 1312,
            Self::MlDsa65 => 1952,
            Self::MlDsa87 => 2592,
        }
    }
}

impl KeyType {
    /// Every type.
    pub const ALL: [Self; 8] = [
        Self::Ecdsa(P256),
        Self::Ecdsa(P384),
        Self::Ecdsa(P521),
        Self::Rsa,
        Self::Ed25519,
        Self::MlDsa(MlDsa::MlDsa44),
        Self::MlDsa(MlDsa::MlDsa65),
        Self::MlDsa(MlDsa::MlDsa87),
    ];

    /// The name people use: `ecdsa-p256`, `rsa`, `ed25519`, `ml-dsa-65`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ecdsa(P256) => "ecdsa-p256",
            Self::Ecdsa(P384) => "ecdsa-p384",
            Self::Ecdsa(P521) => "ecdsa-p521",
            Self::Rsa => "rsa",
            Self::Ed25519 => "ed25519",
            Self::MlDsa(MlDsa::MlDsa44) => "ml-dsa-44",
            Self::MlDsa(MlDsa::MlDsa65) => "ml-dsa-65",
            Self::MlDsa(MlDsa::MlDsa87) => "ml-dsa-87",
        }
    }

    /// The scheme that Sigstore's registry of algorithms has for the type.
    pub const fn default_scheme(self) -> SignatureScheme {
        match self {
            Self::Ecdsa(curve) => Scheme::Ecdsa(curve, curve.hash()),
            Self::Rsa => Scheme::RsaPkcs1(Sha256),
            Self::Ed25519 => Scheme::Ed25519,
            Self::MlDsa(set) => Scheme::MlDsa(set),
        }
    }

    /// The schemes that a signature by a key given as such, with nothing that names a scheme, may be
    /// of; the most likely first, those of one hash together.
    ///
    /// ECDSA hashes by the size of the curve in cosign since 2.6 and in OpenSSL's habit, and with
    /// SHA-256 in cosign before. RSA keys in a key service often fix SHA-512 or PSS. cosign
    /// signs a file with Ed25519ph to log it, and else with Ed25519.
    pub const fn managed_schemes(self) -> &'static [SignatureScheme] {
        match self {
            Self::Ecdsa(P256) => &[Scheme::Ecdsa(P256, Sha256)],
            Self::Ecdsa(P384) => &[Scheme::Ecdsa(P384, Sha384), Scheme::Ecdsa(P384, Sha256)],
            Self::Ecdsa(P521) => &[Scheme::Ecdsa(P521, Sha512), Scheme::Ecdsa(P521, Sha256)],
            Self::Rsa => &[
                Scheme::RsaPkcs1(Sha256),
                Scheme::RsaPss(Sha256),
                Scheme::RsaPkcs1(Sha512),
                Scheme::RsaPss(Sha512),
                Scheme::RsaPkcs1(Sha384),
                Scheme::RsaPss(Sha384),
            ],
            Self::Ed25519 => &[Scheme::Ed25519, Scheme::Ed25519ph],
            Self::MlDsa(MlDsa::MlDsa44) => &[Scheme::MlDsa(MlDsa::MlDsa44)],
            Self::MlDsa(MlDsa::MlDsa65) => &[Scheme::MlDsa(MlDsa::MlDsa65)],
            Self::MlDsa(MlDsa::MlDsa87) => &[Scheme::MlDsa(MlDsa::MlDsa87)],
        }
    }
}

impl SignatureScheme {
    /// The type of the keys that sign so.
    pub const fn key_type(self) -> KeyType {
        match self {
            Self::Ecdsa(curve, _) => KeyType::Ecdsa(curve),
            Self::RsaPkcs1(_) | Self::RsaPss(_) => KeyType::Rsa,
            Self::Ed25519 | Self::Ed25519ph => KeyType::Ed25519,
            Self::MlDsa(set) => KeyType::MlDsa(set),
        }
    }

    /// The hash whose digest of the message stands for the message; none where the signature is over
    /// the message itself.
    pub const fn hash(self) -> Option<Hash> {
        match self {
            Self::Ecdsa(_, hash) | Self::RsaPkcs1(hash) | Self::RsaPss(hash) => Some(hash),
            Self::Ed25519ph => Some(Sha512),
            Self::Ed25519 | Self::MlDsa(_) => None,
        }
    }

    /// The scheme that the `keyDetails` of a trusted root names: `PublicKeyDetails` of Sigstore's
    /// `sigstore_common.proto`. The older names, which leave the hash open, mean SHA-256.
    ///
    /// # Errors
    /// [`KeyError::Algorithm`] when the name is not known, or is of another type or size of key.
    pub fn from_key_details(name: &str, key: &PublicKey) -> Result<Self, KeyError> {
        let (scheme, bits) = key_details(name).ok_or_else(|| {
            let name = keelmark_model::visible(name);
            KeyError::Algorithm(format!("key details `{name}` are of no scheme keelmark verifies"))
        })?;
        if bits.is_some_and(|bits| key.rsa_bits() != Some(bits)) {
            let message = format!("`{name}` is of another size than the key");
            return Err(KeyError::Algorithm(message));
        }
        scheme.of_key(key)
    }

    /// The scheme itself, if `key` can sign so.
    pub(super) fn of_key(self, key: &PublicKey) -> Result<Self, KeyError> {
        if self.key_type() == key.key_type() {
            return Ok(self);
        }
        let (wanted, found) = (self.key_type().name(), key.key_type().name());
        Err(KeyError::Algorithm(format!("a signature by {wanted} with a key that is {found}")))
    }

    /// What aws-lc verifies it as; none for Ed25519ph. For PSS with the shorter salt.
    pub(crate) const fn engine(self) -> Option<&'static dyn VerificationAlgorithm> {
        Some(match self {
            Self::Ecdsa(P256, Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
            Self::Ecdsa(P256, Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
            Self::Ecdsa(P256, Sha512) => &signature::ECDSA_P256_SHA512_ASN1,
            Self::Ecdsa(P384, Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
            Self::Ecdsa(P384, Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
            Self::Ecdsa(P384, Sha512) => &signature::ECDSA_P384_SHA512_ASN1,
            Self::Ecdsa(P521, Sha256) => &signature::ECDSA_P521_SHA256_ASN1,
            Self::Ecdsa(P521, Sha384) => &signature::ECDSA_P521_SHA384_ASN1,
            Self::Ecdsa(P521, Sha512) => &signature::ECDSA_P521_SHA512_ASN1,
            Self::RsaPkcs1(Sha256) => &signature::RSA_PKCS1_2048_8192_SHA256,
            Self::RsaPkcs1(Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
            Self::RsaPkcs1(Sha512) => &signature::RSA_PKCS1_2048_8192_SHA512,
            Self::RsaPss(Sha256) => &RSA_PSS_2048_8192_SHA256,
            Self::RsaPss(Sha384) => &RSA_PSS_2048_8192_SHA384,
            Self::RsaPss(Sha512) => &RSA_PSS_2048_8192_SHA512,
            Self::Ed25519 => &signature::ED25519,
            Self::Ed25519ph => return None,
            Self::MlDsa(MlDsa::MlDsa44) => &signature::ML_DSA_44,
            Self::MlDsa(MlDsa::MlDsa65) => &signature::ML_DSA_65,
            Self::MlDsa(MlDsa::MlDsa87) => &signature::ML_DSA_87,
        })
    }
}

/// PSS with a salt as long as the key allows.
pub(super) const fn longest_salt(hash: Hash) -> &'static RsaParameters {
    match hash {
        Sha256 => &const { RSA_PSS_2048_8192_SHA256.with_pss_salt_length(RsaPssSaltLength::Max) },
        Sha384 => &const { RSA_PSS_2048_8192_SHA384.with_pss_salt_length(RsaPssSaltLength::Max) },
        Sha512 => &const { RSA_PSS_2048_8192_SHA512.with_pss_salt_length(RsaPssSaltLength::Max) },
    }
}

/// Scheme and, where the name says it, size of the key in bits.
fn key_details(name: &str) -> Option<(SignatureScheme, Option<usize>)> {
    let ecdsa = |curve, hash| (Scheme::Ecdsa(curve, hash), None);
    Some(match name {
        "PKIX_ECDSA_P256_SHA_256" => ecdsa(P256, Sha256),
        "PKIX_ECDSA_P384_SHA_384" => ecdsa(P384, Sha384),
        "PKIX_ECDSA_P384_SHA_256" => ecdsa(P384, Sha256),
        "PKIX_ECDSA_P521_SHA_512" => ecdsa(P521, Sha512),
        "PKIX_ECDSA_P521_SHA_256" => ecdsa(P521, Sha256),
        "PKIX_ED25519" => (Scheme::Ed25519, None),
        "PKIX_ED25519_PH" => (Scheme::Ed25519ph, None),
        "PKCS1_RSA_PKCS1V5" | "PKIX_RSA_PKCS1V5" => (Scheme::RsaPkcs1(Sha256), None),
        "PKIX_RSA_PKCS1V15_2048_SHA256" => (Scheme::RsaPkcs1(Sha256), Some(2048)),
        "PKIX_RSA_PKCS1V15_3072_SHA256" => (Scheme::RsaPkcs1(Sha256), Some(3072)),
        "PKIX_RSA_PKCS1V15_4096_SHA256" => (Scheme::RsaPkcs1(Sha256), Some(4096)),
        "PKCS1_RSA_PSS" | "PKIX_RSA_PSS" => (Scheme::RsaPss(Sha256), None),
        "PKIX_RSA_PSS_2048_SHA256" => (Scheme::RsaPss(Sha256), Some(2048)),
        "PKIX_RSA_PSS_3072_SHA256" => (Scheme::RsaPss(Sha256), Some(3072)),
        "PKIX_RSA_PSS_4096_SHA256" => (Scheme::RsaPss(Sha256), Some(4096)),
        "ML_DSA_44" => (Scheme::MlDsa(MlDsa::MlDsa44), None),
        "ML_DSA_65" => (Scheme::MlDsa(MlDsa::MlDsa65), None),
        "ML_DSA_87" => (Scheme::MlDsa(MlDsa::MlDsa87), None),
        _ => return None,
    })
}

impl std::fmt::Display for SignatureScheme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = self.key_type().name();
        match self {
            Self::Ecdsa(_, hash) => write!(f, "{key}-{}", hash.digest_algorithm().name()),
            Self::RsaPkcs1(hash) => write!(f, "{key}-pkcs1-{}", hash.digest_algorithm().name()),
            Self::RsaPss(hash) => write!(f, "{key}-pss-{}", hash.digest_algorithm().name()),
            Self::Ed25519 | Self::MlDsa(_) => f.write_str(key),
            Self::Ed25519ph => f.write_str("ed25519ph"),
        }
    }
}
