//! Values someone vouches for.

use keelmark_model::{Digest, visible};

use crate::certificate::CertificateIdentity;
use crate::ssh::fingerprint_text;

/// A value with proof of who said it.
///
/// Only this crate makes one, after a signature over exactly the value's bytes was checked.
#[derive(Debug, Clone)]
pub struct Verified<T> {
    value: T,
    signer: Signer,
}

/// Who said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signer {
    /// Whoever holds a private key.
    Key {
        /// SHA-256 of the public key as SubjectPublicKeyInfo in DER.
        fingerprint: Digest,
    },
    /// Whoever holds an SSH key.
    Ssh {
        /// Who that is: the name asked for, else the one name the list of allowed signers has; none
        /// where it has none, or patterns.
        principal: Option<String>,
        /// SHA-256 of the key in SSH's binary form.
        fingerprint: Digest,
    },
    /// Whom a certificate names, that a trusted authority issued.
    Certified(Box<CertificateIdentity>),
    /// Anyone who holds a shared secret.
    Secret {
        /// The name the envelope gives the secret.
        id: String,
    },
}

impl<T> Verified<T> {
    pub(crate) const fn new(value: T, signer: Signer) -> Self {
        Self { value, signer }
    }

    /// What was said.
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// Who said it.
    pub const fn signer(&self) -> &Signer {
        &self.signer
    }

    /// What was said, without the proof.
    pub fn into_value(self) -> T {
        self.value
    }
}

impl std::fmt::Display for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key { fingerprint } => write!(f, "key {fingerprint}"),
            Self::Ssh { principal, fingerprint } => {
                let fingerprint = fingerprint_text(fingerprint);
                match principal {
                    Some(name) => write!(f, "{} with SSH key {fingerprint}", visible(name)),
                    None => write!(f, "SSH key {fingerprint}"),
                }
            }
            Self::Certified(identity) => {
                let issuer = identity.claims.issuer.as_deref().unwrap_or("nobody");
                write!(f, "{}, by {issuer}", identity.text())
            }
            Self::Secret { id } => write!(f, "secret `{id}`"),
        }
    }
}
