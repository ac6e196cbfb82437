//! Public keys.

use aws_lc_rs::signature::ParsedPublicKey;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keelmark_formats::hash;
use keelmark_model::Digest;
use pkcs8::SubjectPublicKeyInfoRef;
use pkcs8::der::asn1::BitStringRef;
use pkcs8::der::{Decode, Encode};

use super::{Curve, KeyError, KeyType, SignatureScheme, ed25519, pem, rsa};
use crate::Signer;

const LABEL: &str = "PUBLIC KEY";
const RSA_LABEL: &str = "RSA PUBLIC KEY";

/// A public key, checked: its point is on its curve, its modulus of a size that is used.
///
/// What signatures are verified with is made once, when the key is read.
#[derive(Clone)]
pub struct PublicKey {
    key_type: KeyType,
    /// The key as SubjectPublicKeyInfo in DER.
    spki: Box<[u8]>,
    /// Bits of the modulus, of an RSA key.
    rsa_bits: Option<usize>,
    /// The key for the default scheme of its type, and the bytes that the BIT STRING holds: an
    /// uncompressed SEC1 point, an `RSAPublicKey`, or the bytes of an Ed25519 or ML-DSA key.
    pub(super) parsed: ParsedPublicKey,
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({}, {})", self.key_type.name(), self.fingerprint())
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.spki == other.spki
    }
}

impl Eq for PublicKey {}

impl PublicKey {
    /// Reads a key from PEM: `PUBLIC KEY`, a SubjectPublicKeyInfo, or `RSA PUBLIC KEY`, PKCS#1.
    ///
    /// # Errors
    /// [`KeyError::Format`] or [`KeyError::Algorithm`].
    pub fn parse(text: &[u8]) -> Result<Self, KeyError> {
        if is_ssh(text) {
            let message =
                "an SSH key, which verifies what SSH signed: give it to `--allowed-signers`";
            return Err(KeyError::format(message));
        }
        match pem::parse(text)? {
            (LABEL, der) => Self::from_spki(&der),
            (RSA_LABEL, der) => Self::from_pkcs1_rsa(&der),
            (label, _) => Err(KeyError::format(format!("the PEM holds `{label}`, not `{LABEL}`"))),
        }
    }

    /// Reads a key from a SubjectPublicKeyInfo (RFC 5280 section 4.1) in DER, in the one form each
    /// type has: points are uncompressed, parameters exactly those of the type's specification.
    ///
    /// # Errors
    /// [`KeyError::Format`] or [`KeyError::Algorithm`].
    pub fn from_spki(der: &[u8]) -> Result<Self, KeyError> {
        let info = SubjectPublicKeyInfoRef::from_der(der)
            .map_err(|error| KeyError::format(format!("not a public key: {error}")))?;
        let key_type = KeyType::from_identifier(&info.algorithm)?;
        let raw = info
            .subject_public_key
            .as_bytes()
            .ok_or_else(|| KeyError::format("the public key is not a whole number of bytes"))?;
        Self::checked(key_type, raw, der.into())
    }

    /// Reads an RSA key from a `RSAPublicKey` (RFC 8017 appendix A.1.1) in DER.
    ///
    /// # Errors
    /// [`KeyError::Format`] or [`KeyError::Algorithm`].
    pub fn from_pkcs1_rsa(der: &[u8]) -> Result<Self, KeyError> {
        Self::from_raw(KeyType::Rsa, der)
    }

    /// An RSA key from its two numbers, each as the content of a DER INTEGER.
    pub(crate) fn from_rsa_numbers(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyError> {
        Self::from_pkcs1_rsa(&rsa::render(modulus, exponent)?)
    }

    /// A key from the bytes that the BIT STRING of its SubjectPublicKeyInfo holds.
    pub(crate) fn from_raw(key_type: KeyType, raw: &[u8]) -> Result<Self, KeyError> {
        let unwritable = |error| KeyError::format(format!("public key: {error}"));
        let info = SubjectPublicKeyInfoRef {
            algorithm: key_type.identifier(),
            subject_public_key: BitStringRef::from_bytes(raw).map_err(unwritable)?,
        };
        let spki = info.to_der().map_err(unwritable)?;
        Self::checked(key_type, raw, spki.into())
    }

    fn checked(key_type: KeyType, raw: &[u8], spki: Box<[u8]>) -> Result<Self, KeyError> {
        let rsa_bits = match key_type {
            KeyType::Rsa => Some(rsa::check(raw)?),
            _ => None,
        };
        check_form(key_type, raw)?;
        if key_type == KeyType::Ed25519 && !ed25519::is_sound(raw) {
            return Err(KeyError::format("an Ed25519 key that is no point, or one of small order"));
        }
        let invalid = || KeyError::format(format!("not a key of type {}", key_type.name()));
        let engine = key_type.default_scheme().engine().ok_or_else(invalid)?;
        let parsed = ParsedPublicKey::new(engine, raw).map_err(|_| invalid())?;
        Ok(Self { key_type, spki, rsa_bits, parsed })
    }

    /// Writes the key as PEM.
    pub fn render(&self) -> String {
        #[expect(
            clippy::expect_used,
            reason = "a key of three kilobytes under a constant label fits PEM"
        )]
        let pem = pem::render(LABEL, &self.spki).expect("a short key");
        String::clone(&pem)
    }

    /// What the key is.
    pub const fn key_type(&self) -> KeyType {
        self.key_type
    }

    /// The bits of the modulus of an RSA key.
    pub const fn rsa_bits(&self) -> Option<usize> {
        self.rsa_bits
    }

    /// The scheme its signatures are of where nothing names another.
    pub const fn default_scheme(&self) -> SignatureScheme {
        self.key_type.default_scheme()
    }

    /// The key as SubjectPublicKeyInfo in DER.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    pub(crate) fn raw(&self) -> &[u8] {
        self.parsed.as_ref()
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
}

/// Checks that `raw` has the one form of its type, of several that aws-lc would read.
fn check_form(key_type: KeyType, raw: &[u8]) -> Result<(), KeyError> {
    let length = match key_type {
        KeyType::Ecdsa(Curve::P256) => 65,
        KeyType::Ecdsa(Curve::P384) => 97,
        KeyType::Ecdsa(Curve::P521) => 133,
        KeyType::Rsa => return Ok(()),
        KeyType::Ed25519 => 32,
        KeyType::MlDsa(set) => set.key_bytes(),
    };
    let is_point = matches!(key_type, KeyType::Ecdsa(_));
    if raw.len() != length || (is_point && raw.first() != Some(&4)) {
        let (name, form) = (key_type.name(), if is_point { ", an uncompressed point" } else { "" });
        return Err(KeyError::format(format!("a key of type {name} has {length} bytes{form}")));
    }
    Ok(())
}
/// Whether a text is a public key in OpenSSH's form (sshd(8), "AUTHORIZED_KEYS FILE FORMAT").
fn is_ssh(text: &[u8]) -> bool {
    [&b"ssh-"[..], b"ecdsa-sha2-", b"sk-"].iter().any(|kind| text.starts_with(kind))
}
