//! Cryptographic digests as values.

/// A digest algorithm that a document may name.
///
/// MD5 and SHA-1 appear in old lockfiles; they are carried and shown, never relied upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DigestAlgorithm {
    /// MD5, 16 bytes.
    Md5,
    /// SHA-1, 20 bytes.
    Sha1,
    /// SHA-256, 32 bytes.
    Sha256,
    /// SHA-384, 48 bytes.
    Sha384,
    /// SHA-512, 64 bytes.
    Sha512,
}

impl DigestAlgorithm {
    /// Every algorithm, weakest first.
    pub const ALL: [Self; 5] = [Self::Md5, Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512];

    /// The in-toto `DigestSet` name, for example `sha256`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    /// Length of a digest in bytes.
    pub const fn length(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The algorithm called `name` in an in-toto `DigestSet`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }
}

/// A digest: an algorithm and exactly as many bytes as it makes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest {
    algorithm: DigestAlgorithm,
    bytes: [u8; 64],
}

/// Why a text or a byte string is not a digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    /// The name is of no algorithm known here.
    #[error("unknown digest algorithm `{0}`")]
    UnknownAlgorithm(String),
    /// Nothing parts the algorithm from the value.
    #[error("a digest begins with its algorithm, as in `sha256:…` or `sha512-…`")]
    NoAlgorithm,
    /// The value has another length than the algorithm makes.
    #[error("a {} digest has {} bytes, this one has {actual}", .algorithm.name(), .algorithm.length())]
    Length {
        /// The algorithm named.
        algorithm: DigestAlgorithm,
        /// Bytes found.
        actual: usize,
    },
    /// The value is not lowercase hexadecimal.
    #[error("not lowercase hexadecimal")]
    NotHex,
    /// The value is not base64.
    #[error("not base64")]
    NotBase64,
}

impl Digest {
    /// A digest from its raw bytes.
    ///
    /// # Errors
    /// [`DigestError::Length`] when `bytes` is not as long as `algorithm` makes.
    pub fn new(algorithm: DigestAlgorithm, bytes: &[u8]) -> Result<Self, DigestError> {
        if bytes.len() != algorithm.length() {
            return Err(DigestError::Length { algorithm, actual: bytes.len() });
        }
        let mut padded = [0; 64];
        padded[..bytes.len()].copy_from_slice(bytes);
        Ok(Self { algorithm, bytes: padded })
    }

    /// A digest from lowercase hexadecimal.
    ///
    /// # Errors
    /// [`DigestError::NotHex`] or [`DigestError::Length`].
    pub fn from_hex(algorithm: DigestAlgorithm, hex: &str) -> Result<Self, DigestError> {
        let hex = hex.as_bytes();
        if hex.len() / 2 != algorithm.length() {
            return Err(DigestError::Length { algorithm, actual: hex.len() / 2 });
        }
        if !hex.len().is_multiple_of(2) {
            return Err(DigestError::NotHex);
        }
        let mut bytes = [0; 64];
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Ok(Self { algorithm, bytes })
    }

    /// A digest written `algorithm:hex`, as in uv.lock and OCI.
    ///
    /// # Errors
    /// Any [`DigestError`].
    pub fn from_prefixed(text: &str) -> Result<Self, DigestError> {
        let (name, hex) = text.split_once(':').ok_or(DigestError::NoAlgorithm)?;
        let algorithm = DigestAlgorithm::from_name(name)
            .ok_or_else(|| DigestError::UnknownAlgorithm(name.to_owned()))?;
        Self::from_hex(algorithm, hex)
    }

    /// The algorithm that made the digest.
    pub const fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    /// The raw bytes, [`DigestAlgorithm::length`] of them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.algorithm.length()]
    }

    /// The value in lowercase hexadecimal.
    pub fn hex(&self) -> String {
        hexadecimal(self.as_bytes())
    }
}

/// Lowercase hexadecimal, two digits for each byte.
pub fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(HEX[usize::from(byte >> 4)]));
        text.push(char::from(HEX[usize::from(byte & 15)]));
    }
    text
}

const HEX: &[u8; 16] = b"0123456789abcdef";

const fn nibble(digit: u8) -> Result<u8, DigestError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(DigestError::NotHex),
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.algorithm.name(), self.hex())
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::{Digest, DigestAlgorithm, DigestError};

    #[test]
    fn prefixed_text_round_trips() {
        let text = format!("sha256:{}", "0a".repeat(32));
        assert_eq!(Digest::from_prefixed(&text).map(|digest| digest.to_string()), Ok(text));
    }

    #[test]
    fn wrong_values_are_named() {
        let sha256 = DigestAlgorithm::Sha256;
        assert_eq!(Digest::from_prefixed("abc"), Err(DigestError::NoAlgorithm));
        assert_eq!(
            Digest::from_prefixed("sha3:00"),
            Err(DigestError::UnknownAlgorithm("sha3".to_owned()))
        );
        assert_eq!(
            Digest::from_prefixed("sha256:00"),
            Err(DigestError::Length { algorithm: sha256, actual: 1 })
        );
        assert_eq!(Digest::from_hex(sha256, &"0A".repeat(32)), Err(DigestError::NotHex));
        assert_eq!(Digest::from_hex(sha256, &"0".repeat(65)), Err(DigestError::NotHex));
        assert_eq!(Digest::from_hex(sha256, &"é".repeat(32)), Err(DigestError::NotHex));
    }
}
