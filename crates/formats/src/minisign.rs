//! minisign's public keys and signatures.
//!
//! Source: <https://jedisct1.github.io/minisign/>, "Signature format" and "Public key format".

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::{ParseError, codes, limits};

const UNTRUSTED: &str = "untrusted comment: ";
const TRUSTED: &str = "trusted comment: ";

/// A number that tells one key from another; nobody vouches for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 8]);

impl std::fmt::Display for KeyId {
    /// As minisign shows it: sixteen hexadecimal digits, of the bytes as a little-endian number.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016X}", u64::from_le_bytes(self.0))
    }
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinisignKey {
    /// Its number.
    pub id: KeyId,
    /// The Ed25519 key.
    pub key: [u8; 32],
}

/// What is signed of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// The file itself: algorithm `Ed`, which minisign wrote before 0.10.
    Whole,
    /// The file's BLAKE2b digest of 64 bytes: algorithm `ED`.
    Prehashed,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinisignSignature {
    /// The number of the key.
    pub id: KeyId,
    /// What is signed of the file.
    pub message: Message,
    /// The Ed25519 signature over that.
    pub signature: [u8; 64],
    /// What the signer says besides.
    pub trusted_comment: String,
    /// The Ed25519 signature over `signature` and `trusted_comment`, one after the other.
    pub global_signature: [u8; 64],
}

impl MinisignKey {
    /// Reads a public key: the file, or the one line of it that `minisign -P` takes.
    ///
    /// # Errors
    /// `document.*`: malformed, or of another algorithm.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let lines = lines(bytes)?;
        let encoded = match lines.as_slice() {
            [encoded] => encoded,
            [comment, encoded] if comment.starts_with(UNTRUSTED) => encoded,
            _ => return Err(syntax("a minisign key is a comment and a line of base64")),
        };
        let raw: [u8; 42] = decode(encoded)?;
        let (algorithm, id, key) = (&raw[..2], &raw[2..10], &raw[10..]);
        if algorithm != b"Ed" {
            return Err(shape("the key is of an algorithm minisign does not have"));
        }
        Ok(Self { id: KeyId(exactly(id)?), key: exactly(key)? })
    }

    /// Writes the key's file.
    pub fn render(&self) -> String {
        let encoded = STANDARD.encode([b"Ed", &self.id.0[..], &self.key].concat());
        format!("{UNTRUSTED}minisign public key {}\n{encoded}\n", self.id)
    }
}

impl MinisignSignature {
    /// Reads a signature's file.
    ///
    /// # Errors
    /// `document.*`: malformed, or of another algorithm.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let lines = lines(bytes)?;
        let [untrusted, encoded, trusted, global] = lines.as_slice() else {
            return Err(syntax("a minisign signature has four lines"));
        };
        let trusted_comment = trusted.strip_prefix(TRUSTED);
        let (true, Some(trusted_comment)) = (untrusted.starts_with(UNTRUSTED), trusted_comment)
        else {
            return Err(syntax("the comments of a minisign signature begin with what they are"));
        };
        let raw: [u8; 74] = decode(encoded)?;
        let (algorithm, id, signature) = (&raw[..2], &raw[2..10], &raw[10..]);
        let message = match algorithm {
            b"Ed" => Message::Whole,
            b"ED" => Message::Prehashed,
            _ => return Err(shape("the signature is of an algorithm minisign does not have")),
        };
        Ok(Self {
            id: KeyId(exactly(id)?),
            message,
            signature: exactly(signature)?,
            trusted_comment: trusted_comment.to_owned(),
            global_signature: decode(global)?,
        })
    }

    /// Writes the signature's file.
    pub fn render(&self) -> String {
        let algorithm = match self.message {
            Message::Whole => b"Ed",
            Message::Prehashed => b"ED",
        };
        let encoded = STANDARD.encode([algorithm, &self.id.0[..], &self.signature].concat());
        let global = STANDARD.encode(self.global_signature);
        let comment = &self.trusted_comment;
        format!("{UNTRUSTED}signature\n{encoded}\n{TRUSTED}{comment}\n{global}\n")
    }
}

/// The lines, without what ends them. No more than a file may have are looked at.
fn lines(bytes: &[u8]) -> Result<Vec<&str>, ParseError> {
    if bytes.len() > limits::MINISIGN_BYTES {
        let message = format!("a minisign file has at most {} bytes", limits::MINISIGN_BYTES);
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    let text = str::from_utf8(bytes).map_err(|error| {
        let message = "a minisign file is UTF-8";
        ParseError::at(&codes::DOCUMENT_ENCODING, message, bytes, error.valid_up_to())
    })?;
    if text.trim_ascii().is_empty() {
        return Err(ParseError::new(&codes::DOCUMENT_EMPTY, "the minisign file is empty"));
    }
    let text = text.strip_suffix('\n').unwrap_or(text);
    Ok(text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect())
}

fn decode<const N: usize>(encoded: &str) -> Result<[u8; N], ParseError> {
    let raw = STANDARD.decode(encoded).map_err(|_| syntax("a line is not base64"))?;
    exactly(&raw)
}

fn exactly<const N: usize>(raw: &[u8]) -> Result<[u8; N], ParseError> {
    raw.try_into().map_err(|_| shape("a line is too long or too short"))
}

fn syntax(message: &str) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SYNTAX, message)
}

fn shape(message: &str) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SHAPE, message)
}
