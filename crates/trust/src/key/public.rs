//! Public keys.

use aws_lc_rs::digest::{self, Digest as Hashed};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ED25519, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keelmark_formats::hash;
use keelmark_model::{Digest, DigestAlgorithm};
use pkcs8::der::asn1::BitStringRef;
use pkcs8::der::{Decode, Encode};
use pkcs8::{AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef};

use super::{KeyAlgorithm, KeyError, pem};
use crate::{SignatureError, Signer};

pub(super) const EC_PUBLIC_KEY: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
pub(super) const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
pub(super) const ED25519_OID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

const LABEL: &str = "PUBLIC KEY";

/// A public key.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    algorithm: KeyAlgorithm,
    /// Uncompressed SEC1 point, or the 32 bytes of an Ed25519 key.
    raw: Vec<u8>,
    /// The key as SubjectPublicKeyInfo in DER.
    spki: Vec<u8>,
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({}, {})", self.algorithm.name(), self.fingerprint())
    }
}

impl PublicKey {
    /// Reads a key from PEM (`PUBLIC KEY`, a SubjectPublicKeyInfo of RFC 5280).
    ///
    /// # Errors
    /// [`KeyError::Format`] or [`KeyError::Algorithm`].
    pub fn parse(text: &[u8]) -> Result<Self, KeyError> {
        let (label, der) = pem::parse(text)?;
        if label != LABEL {
            return Err(KeyError::format(format!("the PEM holds `{label}`, not `{LABEL}`")));
        }
        let info = SubjectPublicKeyInfoRef::from_der(&der)
            .map_err(|error| KeyError::format(format!("not a public key: {error}")))?;
        let raw = info.subject_public_key.as_bytes().unwrap_or_default();
        match algorithm(&info.algorithm)? {
            KeyAlgorithm::EcdsaP256 => {
                let key = p256::PublicKey::from_sec1_bytes(raw)
                    .map_err(|_| KeyError::format("the point is not on curve P-256"))?;
                Self::p256(&key)
            }
            KeyAlgorithm::Ed25519 if raw.len() == 32 => Self::new(KeyAlgorithm::Ed25519, raw),
            KeyAlgorithm::Ed25519 => Err(KeyError::format("an Ed25519 key has 32 bytes")),
        }
    }

    pub(super) fn p256(key: &p256::PublicKey) -> Result<Self, KeyError> {
        use p256::elliptic_curve::sec1::ToEncodedPoint;
        Self::new(KeyAlgorithm::EcdsaP256, key.to_encoded_point(false).as_bytes())
    }

    pub(super) fn new(algorithm: KeyAlgorithm, raw: &[u8]) -> Result<Self, KeyError> {
        let unwritable = |error| KeyError::format(format!("public key: {error}"));
        let info = SubjectPublicKeyInfoRef {
            algorithm: identifier(algorithm),
            subject_public_key: BitStringRef::from_bytes(raw).map_err(unwritable)?,
        };
        let spki = info.to_der().map_err(unwritable)?;
        Ok(Self { algorithm, raw: raw.to_vec(), spki })
    }

    /// Writes the key as PEM.
    pub fn render(&self) -> String {
        #[expect(
            clippy::expect_used,
            reason = "a key of 120 bytes under a constant label fits PEM"
        )]
        let pem = pem::render(LABEL, &self.spki).expect("a short key");
        String::clone(&pem)
    }

    /// The algorithm of its signatures.
    pub const fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    pub(super) fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// SHA-256 of the SubjectPublicKeyInfo in DER.
    pub fn fingerprint(&self) -> Digest {
        hash::sha256(&self.spki)
    }

    /// The fingerprint in base64, as cosign writes it into a bundle's `publicKey.hint`.
    pub fn hint(&self) -> String {
        STANDARD.encode(self.fingerprint().as_bytes())
    }

    /// Who signed, when this key verifies.
    pub(crate) fn signer(&self) -> Signer {
        Signer::Key { fingerprint: self.fingerprint() }
    }

    /// Verifies a signature over `message`.
    ///
    /// # Errors
    /// [`SignatureError::Invalid`].
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        self.verify_parts(&[message], signature)
    }

    /// Verifies a signature over the message that `parts` make up, one after another.
    pub(crate) fn verify_parts(
        &self,
        parts: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        match self.algorithm {
            KeyAlgorithm::EcdsaP256 => self.verify_digest(&hash::sha256_of(parts), signature),
            KeyAlgorithm::Ed25519 => UnparsedPublicKey::new(&ED25519, &self.raw)
                .verify(&parts.concat(), signature)
                .map_err(|_| self.invalid()),
        }
    }

    /// Verifies a signature over a message of which only the SHA-256 digest is known.
    ///
    /// # Errors
    /// [`SignatureError::Invalid`]; [`SignatureError::NeedsArtifact`] with Ed25519, or when `digest`
    /// is by another algorithm.
    pub fn verify_digest(&self, digest: &Digest, signature: &[u8]) -> Result<(), SignatureError> {
        let usable = self.algorithm == KeyAlgorithm::EcdsaP256
            && digest.algorithm() == DigestAlgorithm::Sha256;
        if !usable {
            return Err(SignatureError::NeedsArtifact);
        }
        let hashed = Hashed::import_less_safe(digest.as_bytes(), &digest::SHA256)
            .map_err(|_| SignatureError::NeedsArtifact)?;
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &self.raw)
            .verify_digest(&hashed, signature)
            .map_err(|_| self.invalid())
    }

    fn invalid(&self) -> SignatureError {
        SignatureError::Invalid { tried: vec![self.fingerprint().hex()] }
    }
}

/// The algorithm an identifier in DER names.
pub(super) fn algorithm(found: &AlgorithmIdentifierRef<'_>) -> Result<KeyAlgorithm, KeyError> {
    KeyAlgorithm::ALL.into_iter().find(|known| identifier(*known) == *found).ok_or_else(|| {
        let parameters =
            found.parameters_oid().map_or_else(|_| String::new(), |oid| format!(" {oid}"));
        let message =
            format!("algorithm {}{parameters} is neither ECDSA P-256 nor Ed25519", found.oid);
        KeyError::Algorithm(message)
    })
}

pub(super) fn identifier(algorithm: KeyAlgorithm) -> AlgorithmIdentifierRef<'static> {
    match algorithm {
        KeyAlgorithm::EcdsaP256 => {
            AlgorithmIdentifierRef { oid: EC_PUBLIC_KEY, parameters: Some((&P256).into()) }
        }
        KeyAlgorithm::Ed25519 => AlgorithmIdentifierRef { oid: ED25519_OID, parameters: None },
    }
}
