//! Signatures of files by SSH keys, as `ssh-keygen -Y sign` writes them.
//!
//! Source: OpenSSH, `PROTOCOL.sshsig`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keelmark_model::{Digest, DigestAlgorithm};

use crate::ssh_key::SshKey;
use crate::ssh_wire::{Reader, malformed};
use crate::{ParseError, codes, limits};

const BEGIN: &[u8] = b"-----BEGIN SSH SIGNATURE-----";
const END: &[u8] = b"-----END SSH SIGNATURE-----";
const MAGIC: &[u8] = b"SSHSIG";
const VERSION: u32 = 1;

/// A signature over a digest of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshSignature {
    /// Who says to have signed.
    pub key: SshKey,
    /// What the signature is for, `file` for files; never empty.
    pub namespace: String,
    /// SHA-256 or SHA-512.
    pub hash: DigestAlgorithm,
    /// How it was signed: `ssh-ed25519`, `rsa-sha2-512`, `ecdsa-sha2-nistp256`, ….
    pub algorithm: String,
    /// The signature in the form of its algorithm.
    pub signature: Vec<u8>,
    /// The fields that are signed, as they were received: namespace, a reserved one, and hash.
    fields: Vec<u8>,
}

impl SshSignature {
    /// Reads an armored signature.
    ///
    /// # Errors
    /// `document.*`: no armor, malformed, of another version, without namespace, by another hash.
    pub fn parse(text: &[u8]) -> Result<Self, ParseError> {
        if text.len() > limits::SSH_SIGNATURE_BYTES {
            let most = limits::SSH_SIGNATURE_BYTES;
            let message = format!("an SSH signature has at most {most} bytes");
            return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
        }
        Self::from_blob(&dearmor(text)?)
    }

    fn from_blob(blob: &[u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(blob);
        if reader.bytes(MAGIC.len())? != MAGIC {
            return Err(malformed("an SSH signature begins with `SSHSIG`"));
        }
        let version = reader.number()?;
        if version != VERSION {
            let message =
                format!("an SSH signature of version {version}; keelmark knows {VERSION}");
            return Err(ParseError::new(&codes::DOCUMENT_SHAPE, message));
        }
        let key = SshKey::parse(reader.string()?)?;
        let before = reader.rest();
        let namespace = reader.text()?;
        let _reserved = reader.string()?;
        let hash = reader.text()?;
        let (fields, _) = before.split_at(before.len() - reader.rest().len());
        let hash = hash_algorithm(hash)?;
        if namespace.is_empty() {
            return Err(ParseError::new(&codes::DOCUMENT_SHAPE, "the namespace is empty"));
        }
        let mut inner = Reader::new(reader.string()?);
        reader.end()?;
        let algorithm = inner.text()?.to_owned();
        let signature = inner.string()?.to_vec();
        // Security keys put flags and a counter here.
        if !algorithm.starts_with("sk-") {
            inner.end()?;
        }
        let (namespace, fields) = (namespace.to_owned(), fields.to_vec());
        Ok(Self { key, namespace, hash, algorithm, signature, fields })
    }

    /// The bytes that are signed, for a file with this digest; none when it is by another hash.
    pub fn signed_bytes(&self, digest: &Digest) -> Option<Vec<u8>> {
        if digest.algorithm() != self.hash {
            return None;
        }
        let length = u32::try_from(digest.as_bytes().len()).ok()?.to_be_bytes();
        Some([MAGIC, &self.fields, &length, digest.as_bytes()].concat())
    }

    /// The two numbers of an ECDSA signature as `ECDSA-Sig-Value` in DER (RFC 3279 section 2.2.3), of
    /// two `mpint` (RFC 5656 section 3.1.2).
    ///
    /// # Errors
    /// `document.*`: other than two positive numbers of at most 66 bytes.
    pub fn ecdsa_der(&self) -> Result<Vec<u8>, ParseError> {
        let mut reader = Reader::new(&self.signature);
        let (r, s) = (reader.positive()?, reader.positive()?);
        reader.end()?;
        let integer = |number: &[u8]| {
            let length = u8::try_from(number.len()).ok().filter(|length| *length <= 67);
            length.map(|length| [&[2, length], number].concat())
        };
        let (Some(r), Some(s)) = (integer(r), integer(s)) else {
            return Err(malformed("an ECDSA signature has longer numbers than a curve"));
        };
        let body = [r, s].concat();
        let length =
            u8::try_from(body.len()).map_err(|_| malformed("an ECDSA signature is too long"))?;
        let head: &[u8] = if length < 128 { &[0x30, length] } else { &[0x30, 0x81, length] };
        Ok([head, &body].concat())
    }
}

/// The content between the two lines, which stand at the file's start and end. The specification does
/// not say how long lines are.
fn dearmor(text: &[u8]) -> Result<Vec<u8>, ParseError> {
    let inner = text
        .strip_prefix(BEGIN)
        .and_then(|rest| rest.trim_ascii_end().strip_suffix(END))
        .filter(|inner| inner.starts_with(b"\n") || inner.starts_with(b"\r\n"))
        .filter(|inner| inner.ends_with(b"\n"))
        .ok_or_else(|| malformed("an SSH signature stands between two lines that say so"))?;
    let encoded: Vec<u8> =
        inner.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    STANDARD.decode(encoded).map_err(|_| malformed("the SSH signature is not base64"))
}

fn hash_algorithm(name: &str) -> Result<DigestAlgorithm, ParseError> {
    match name {
        "sha256" => Ok(DigestAlgorithm::Sha256),
        "sha512" => Ok(DigestAlgorithm::Sha512),
        other => {
            let message =
                format!("SSH signatures are not made by `{}`", keelmark_model::visible(other));
            Err(ParseError::new(&codes::DOCUMENT_SHAPE, message))
        }
    }
}
