//! Private keys.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use keelmark_formats::hash;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use pkcs8::der::{Decode, Encode};
use pkcs8::{EncodePrivateKey, PrivateKeyInfo};
use zeroize::Zeroizing;

use super::{KeyAlgorithm, KeyError, KeyFormat, KeyType, PublicKey, pem, protection};
use crate::SecureRandom;

const PLAIN: &str = "PRIVATE KEY";
const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";
const SEC1: &str = "EC PRIVATE KEY";
const SIGSTORE: &str = "ENCRYPTED SIGSTORE PRIVATE KEY";
const COSIGN: &str = "ENCRYPTED COSIGN PRIVATE KEY";

/// A private key. It leaves memory when dropped and is never shown.
pub struct PrivateKey {
    pair: Pair,
    public: PublicKey,
}

enum Pair {
    EcdsaP256(SigningKey),
    Ed25519 { seed: Zeroizing<[u8; 32]>, pair: Ed25519KeyPair },
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateKey(of {:?})", self.public)
    }
}

impl KeyFormat {
    /// The format of a private key file, by its label alone; SEC1 counts as PKCS#8's older form.
    ///
    /// # Errors
    /// [`KeyError::Format`] when the file is not a private key.
    pub fn of(text: &[u8]) -> Result<Self, KeyError> {
        let (label, _) = pem::parse(text)?;
        match label {
            SIGSTORE | COSIGN => Ok(Self::Cosign),
            PLAIN | ENCRYPTED | SEC1 => Ok(Self::Pkcs8),
            other => Err(not_private(other)),
        }
    }
}

fn not_private(label: &str) -> KeyError {
    KeyError::format(format!("the PEM holds `{label}`, not a private key"))
}

impl PrivateKey {
    /// Makes a key.
    ///
    /// # Errors
    /// [`KeyError::Randomness`].
    pub fn generate(algorithm: KeyAlgorithm, random: &dyn SecureRandom) -> Result<Self, KeyError> {
        let mut secret = Zeroizing::new([0; 32]);
        loop {
            random.fill(&mut *secret).map_err(|_| KeyError::Randomness)?;
            match algorithm {
                KeyAlgorithm::Ed25519 => return Self::ed25519(secret),
                // One in 2³² numbers is not a scalar of the curve.
                KeyAlgorithm::EcdsaP256 => {
                    if let Ok(key) = p256::SecretKey::from_slice(&*secret) {
                        return Self::p256(&key);
                    }
                }
            }
        }
    }

    /// Reads a key from PEM: PKCS#8 plain (`PRIVATE KEY`) or PBES2-encrypted (`ENCRYPTED PRIVATE
    /// KEY`), SEC1 (`EC PRIVATE KEY`), or cosign's (`ENCRYPTED SIGSTORE PRIVATE KEY`, formerly
    /// `ENCRYPTED COSIGN PRIVATE KEY`). A plain key ignores the passphrase.
    ///
    /// # Errors
    /// Any [`KeyError`].
    pub fn parse(text: &[u8], passphrase: Option<&[u8]>) -> Result<Self, KeyError> {
        let (label, content) = pem::parse(text)?;
        let passphrase =
            || passphrase.ok_or(KeyError::PassphraseMissing("the key file is encrypted"));
        match label {
            PLAIN => Self::from_pkcs8(&content),
            ENCRYPTED => Self::from_pkcs8(&protection::open_pbes2(&content, passphrase()?)?),
            SIGSTORE | COSIGN => {
                Self::from_pkcs8(&protection::open_cosign(&content, passphrase()?)?)
            }
            SEC1 => p256::SecretKey::from_sec1_der(&content)
                .map_err(|_| {
                    KeyError::format("the EC private key is damaged or not on curve P-256")
                })
                .and_then(|key| Self::p256(&key)),
            other => Err(not_private(other)),
        }
    }

    /// Writes the key as PEM; a passphrase encrypts it.
    ///
    /// # Errors
    /// [`KeyError::PassphraseMissing`] for [`KeyFormat::Cosign`] without one and for
    /// [`KeyFormat::Pkcs8`] with an empty one, which is what an unset secret of a CI job looks like;
    /// [`KeyError::Randomness`].
    pub fn render(
        &self,
        format: KeyFormat,
        passphrase: Option<&[u8]>,
        random: &dyn SecureRandom,
    ) -> Result<Zeroizing<String>, KeyError> {
        let der = self.to_pkcs8()?;
        match (format, passphrase) {
            (KeyFormat::Pkcs8, None) => pem::render(PLAIN, &der),
            (KeyFormat::Pkcs8, Some([])) => Err(KeyError::PassphraseMissing(
                "the passphrase is empty and would protect nothing",
            )),
            (KeyFormat::Pkcs8, Some(passphrase)) => {
                pem::render(ENCRYPTED, &protection::seal_pbes2(&der, passphrase, random)?)
            }
            (KeyFormat::Cosign, Some(passphrase)) => {
                pem::render(SIGSTORE, &protection::seal_cosign(&der, passphrase, random)?)
            }
            (KeyFormat::Cosign, None) => {
                Err(KeyError::PassphraseMissing("a cosign key file is always encrypted"))
            }
        }
    }

    /// The public key.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Signs `message`. The same key and message always make the same signature: Ed25519 by its
    /// nature, ECDSA with the nonce of RFC 6979 and the lower of the two valid `s`.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.sign_parts(&[message])
    }

    /// Signs the message that `parts` make up, one after another.
    pub(crate) fn sign_parts(&self, parts: &[&[u8]]) -> Vec<u8> {
        match &self.pair {
            Pair::Ed25519 { pair, .. } => pair.sign(&parts.concat()).as_ref().to_vec(),
            Pair::EcdsaP256(key) => {
                let digest = hash::sha256_of(parts);
                #[expect(clippy::expect_used, reason = "a 32-byte digest is never too short")]
                let signature: Signature = key.sign_prehash(digest.as_bytes()).expect("32 bytes");
                signature.normalize_s().unwrap_or(signature).to_der().as_bytes().to_vec()
            }
        }
    }

    fn p256(key: &p256::SecretKey) -> Result<Self, KeyError> {
        let point = key.public_key().to_encoded_point(false);
        let public = PublicKey::from_raw(KeyAlgorithm::EcdsaP256.key_type(), point.as_bytes())?;
        Ok(Self { pair: Pair::EcdsaP256(SigningKey::from(key)), public })
    }

    fn ed25519(seed: Zeroizing<[u8; 32]>) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&*seed)
            .map_err(|error| KeyError::format(format!("Ed25519: {error}")))?;
        let public = PublicKey::from_raw(KeyType::Ed25519, pair.public_key().as_ref())?;
        Ok(Self { pair: Pair::Ed25519 { seed, pair }, public })
    }

    fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let info = PrivateKeyInfo::from_der(der)
            .map_err(|error| KeyError::format(format!("not a PKCS#8 private key: {error}")))?;
        let key_type = KeyType::from_identifier(&info.algorithm)?;
        let algorithm = KeyAlgorithm::of(key_type).ok_or_else(|| {
            let name = key_type.name();
            KeyError::Algorithm(format!("keelmark signs with ecdsa-p256 and ed25519, not {name}"))
        })?;
        match algorithm {
            KeyAlgorithm::EcdsaP256 => {
                let key = p256::SecretKey::try_from(info)
                    .map_err(|error| KeyError::format(format!("ECDSA P-256: {error}")))?;
                Self::p256(&key)
            }
            KeyAlgorithm::Ed25519 => Self::from_ed25519_info(&info),
        }
    }

    /// RFC 8410 section 7: the seed in an OCTET STRING of its own, perhaps with the public key.
    fn from_ed25519_info(info: &PrivateKeyInfo<'_>) -> Result<Self, KeyError> {
        let Some(seed) = info.private_key.strip_prefix(&[4, 32]) else {
            return Err(KeyError::format("an Ed25519 key is 32 bytes in an OCTET STRING"));
        };
        let seed: [u8; 32] = seed
            .try_into()
            .map_err(|_| KeyError::format("an Ed25519 key is 32 bytes in an OCTET STRING"))?;
        let key = Self::ed25519(Zeroizing::new(seed))?;
        if info.public_key.is_some_and(|public| public != key.public.raw()) {
            return Err(KeyError::format(
                "the Ed25519 public key beside the private one is another's",
            ));
        }
        Ok(key)
    }

    fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        match &self.pair {
            Pair::EcdsaP256(key) => key
                .to_pkcs8_der()
                .map(|document| Zeroizing::new(document.as_bytes().to_vec()))
                .map_err(|error| KeyError::format(format!("PKCS#8: {error}"))),
            Pair::Ed25519 { seed, .. } => {
                let mut octets = Zeroizing::new([0; 34]);
                octets[..2].copy_from_slice(&[4, 32]);
                octets[2..].copy_from_slice(&**seed);
                PrivateKeyInfo::new(KeyType::Ed25519.identifier(), &*octets)
                    .to_der()
                    .map(Zeroizing::new)
                    .map_err(|error| KeyError::format(format!("PKCS#8: {error}")))
            }
        }
    }
}
