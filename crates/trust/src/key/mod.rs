//! Keys, in the files people have them in: ECDSA P-256 and Ed25519 to sign with, besides P-384,
//! P-521, RSA and ML-DSA to verify what others signed.

mod ed25519;
mod identifier;
mod pem;
mod private;
mod protection;
mod public;
mod rsa;
mod scheme;
mod verify;

use keelmark_model::Code;

use crate::codes;

pub use private::PrivateKey;
pub use public::PublicKey;
pub use scheme::{Curve, Hash, KeyType, MlDsa, SignatureScheme};

/// What a private key signs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyAlgorithm {
    /// ECDSA on curve P-256 with SHA-256, signatures in DER.
    EcdsaP256,
    /// Ed25519 as in RFC 8032, without prehash.
    Ed25519,
}

impl KeyAlgorithm {
    /// Every algorithm, the default first.
    pub const ALL: [Self; 2] = [Self::EcdsaP256, Self::Ed25519];

    /// The name people use: `ecdsa-p256`, `ed25519`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EcdsaP256 => "ecdsa-p256",
            Self::Ed25519 => "ed25519",
        }
    }

    /// What the public half is.
    pub(crate) const fn key_type(self) -> KeyType {
        match self {
            Self::EcdsaP256 => KeyType::Ecdsa(Curve::P256),
            Self::Ed25519 => KeyType::Ed25519,
        }
    }

    /// What a private key of this type signs with, if keelmark signs with such keys.
    pub(crate) fn of(key_type: KeyType) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.key_type() == key_type)
    }
}

/// How a private key is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFormat {
    /// PKCS#8 (RFC 5958): plain, or with PBES2 (scrypt, AES-256-CBC) under a passphrase.
    Pkcs8,
    /// cosign's: always encrypted (scrypt, NaCl secretbox); the passphrase may be empty.
    Cosign,
}

/// A key that cannot be read or made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not a key, or damaged.
    #[error("{0}")]
    Format(String),
    /// A key or cipher keelmark does not use.
    #[error("{0}")]
    Algorithm(String),
    /// Decryption failed.
    #[error("wrong passphrase, or the key file is damaged")]
    Passphrase,
    /// There is no passphrase and one is needed.
    #[error("{0}")]
    PassphraseMissing(&'static str),
    /// Key derivation would cost too much.
    #[error("{0}")]
    Cost(String),
    /// The source of randomness failed.
    #[error("the system gave no randomness")]
    Randomness,
}

impl KeyError {
    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match self {
            Self::Format(_) => &codes::KEY_FORMAT,
            Self::Algorithm(_) => &codes::KEY_ALGORITHM,
            Self::Passphrase => &codes::KEY_PASSPHRASE,
            Self::PassphraseMissing(_) => &codes::KEY_PASSPHRASE_MISSING,
            Self::Cost(_) => &codes::KEY_COST,
            Self::Randomness => &codes::KEY_RANDOMNESS,
        }
    }

    pub(crate) fn format(message: impl Into<String>) -> Self {
        Self::Format(message.into())
    }
}
