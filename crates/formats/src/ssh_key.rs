//! SSH public keys.
//!
//! Sources: RFC 4253 section 6.6 (RSA), RFC 5656 section 3.1 (ECDSA), RFC 8709 section 4 (Ed25519).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::ssh_wire::{Reader, malformed};
use crate::{ParseError, codes, limits};

/// A public key and the exact bytes it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshKey {
    blob: Vec<u8>,
    kind: SshKeyKind,
}

/// What an [`SshKey`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SshKeyKind {
    /// `ssh-ed25519`: 32 bytes.
    Ed25519(Vec<u8>),
    /// `ecdsa-sha2-nistp256`, `…384`, `…521`.
    Ecdsa {
        /// Bits of the curve.
        curve: SshCurve,
        /// The point, SEC1 section 2.3.3.
        point: Vec<u8>,
    },
    /// `ssh-rsa`, which names the key, not how it signs.
    Rsa {
        /// The modulus as the content of a DER INTEGER.
        modulus: Vec<u8>,
        /// The exponent likewise.
        exponent: Vec<u8>,
    },
    /// A key or certificate of another type, by its name.
    Other(String),
}

/// The curves SSH has names for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SshCurve {
    /// `nistp256`.
    P256,
    /// `nistp384`.
    P384,
    /// `nistp521`.
    P521,
}

impl SshCurve {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::P256, "ecdsa-sha2-nistp256", "nistp256"),
        (Self::P384, "ecdsa-sha2-nistp384", "nistp384"),
        (Self::P521, "ecdsa-sha2-nistp521", "nistp521"),
    ];

    /// The curve of a type of key or signature, `ecdsa-sha2-nistp256`.
    pub fn from_algorithm(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known, _)| *known == name).map(|(curve, ..)| curve)
    }
}

impl SshKey {
    /// Reads a key in binary.
    ///
    /// # Errors
    /// `document.*`: malformed. A type that is not known is no error.
    pub fn parse(blob: &[u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(blob);
        let name = reader.text()?;
        let kind = match name {
            "ssh-ed25519" => SshKeyKind::Ed25519(reader.string()?.to_vec()),
            "ssh-rsa" => {
                let (exponent, modulus) =
                    (reader.positive()?.to_vec(), reader.positive()?.to_vec());
                SshKeyKind::Rsa { modulus, exponent }
            }
            _ => match SshCurve::ALL.into_iter().find(|(_, known, _)| *known == name) {
                Some((curve, _, inner)) => {
                    if reader.string()? != inner.as_bytes() {
                        return Err(malformed("the key names two curves"));
                    }
                    SshKeyKind::Ecdsa { curve, point: reader.string()?.to_vec() }
                }
                None => return Ok(Self { blob: blob.to_vec(), kind: other(name)? }),
            },
        };
        reader.end()?;
        Ok(Self { blob: blob.to_vec(), kind })
    }

    /// Reads a key as text has it: the name of its type, and the key in base64.
    ///
    /// # Errors
    /// `document.*`: malformed, or the name is of another type than the key.
    pub(crate) fn from_text(name: &str, encoded: &str) -> Result<Self, ParseError> {
        let blob = STANDARD.decode(encoded).map_err(|_| malformed("a key is not base64"))?;
        let key = Self::parse(&blob)?;
        if key.algorithm() != name {
            return Err(malformed("a key is of another type than the text says"));
        }
        Ok(key)
    }

    /// The name of the type.
    pub fn algorithm(&self) -> &str {
        match &self.kind {
            SshKeyKind::Ed25519(_) => "ssh-ed25519",
            SshKeyKind::Rsa { .. } => "ssh-rsa",
            SshKeyKind::Ecdsa { curve: SshCurve::P256, .. } => "ecdsa-sha2-nistp256",
            SshKeyKind::Ecdsa { curve: SshCurve::P384, .. } => "ecdsa-sha2-nistp384",
            SshKeyKind::Ecdsa { curve: SshCurve::P521, .. } => "ecdsa-sha2-nistp521",
            SshKeyKind::Other(name) => name,
        }
    }

    /// What it is.
    pub const fn kind(&self) -> &SshKeyKind {
        &self.kind
    }

    /// The binary form, of which the SHA-256 digest is the key's fingerprint.
    pub fn blob(&self) -> &[u8] {
        &self.blob
    }
}

/// Whether a word is the name of a type of key, used here or not.
pub(crate) fn is_key_type(word: &str) -> bool {
    const OTHERS: [&str; 5] = [
        "ssh-ed25519",
        "ssh-rsa",
        "ssh-dss",
        "sk-ssh-ed25519@openssh.com",
        "sk-ecdsa-sha2-nistp256@openssh.com",
    ];
    SshCurve::from_algorithm(word).is_some() || OTHERS.contains(&word)
}

fn other(name: &str) -> Result<SshKeyKind, ParseError> {
    let fits = !name.is_empty()
        && name.len() <= limits::SSH_NAME_BYTES
        && name.bytes().all(|byte| byte.is_ascii_graphic());
    if !fits {
        return Err(ParseError::new(
            &codes::DOCUMENT_SHAPE,
            "the type of the key has no proper name",
        ));
    }
    Ok(SshKeyKind::Other(name.to_owned()))
}
