//! cosign's encrypted private keys: the JSON inside their PEM.
//!
//! Source: go-securesystemslib, package `encrypted`: scrypt makes a 32-byte key of the passphrase,
//! NaCl secretbox (XSalsa20-Poly1305, tag first) encrypts a PKCS#8 document with it.

use serde::{Deserialize, Serialize};

use crate::json::Object;
use crate::protobuf_json::{Bytes, base64};
use crate::{ParseError, codes, json};

/// A passphrase-protected secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncryptedKey {
    /// scrypt's N; any number, as the file has it.
    pub cost: u64,
    /// scrypt's r.
    pub block_size: u32,
    /// scrypt's p.
    pub parallelism: u32,
    /// scrypt's salt.
    pub salt: Vec<u8>,
    /// secretbox's nonce.
    pub nonce: [u8; 24],
    /// secretbox's tag and ciphertext.
    pub ciphertext: Vec<u8>,
}

const KDF: &str = "scrypt";
const CIPHER: &str = "nacl/secretbox";

impl EncryptedKey {
    /// Reads the JSON.
    ///
    /// # Errors
    /// `document.*`: not strict JSON, a field missing, unknown or malformed, another key derivation
    /// than scrypt or another cipher than secretbox.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let Object(wire): Object<Wire> = json::parse(bytes)?;
        let (Object(kdf), Object(cipher)) = (wire.kdf, wire.cipher);
        let Object(params) = kdf.params;
        let shape = |message: String| ParseError::new(&codes::DOCUMENT_SHAPE, message);
        if kdf.name != KDF {
            return Err(shape(format!("`kdf.name` is `{}`, not `{KDF}`", kdf.name)));
        }
        if cipher.name != CIPHER {
            return Err(shape(format!("`cipher.name` is `{}`, not `{CIPHER}`", cipher.name)));
        }
        let nonce = cipher.nonce.0.try_into();
        Ok(Self {
            cost: params.cost,
            block_size: params.r,
            parallelism: params.p,
            salt: kdf.salt.0,
            nonce: nonce.map_err(|_| shape("`cipher.nonce` is not 24 bytes".to_owned()))?,
            ciphertext: wire.ciphertext.0,
        })
    }

    /// Writes the JSON as cosign does.
    pub fn render(&self) -> Vec<u8> {
        let params = Params { cost: self.cost, r: self.block_size, p: self.parallelism };
        let wire = WireOut {
            kdf: KdfOut { name: KDF, params, salt: base64(&self.salt) },
            cipher: CipherOut { name: CIPHER, nonce: base64(&self.nonce) },
            ciphertext: base64(&self.ciphertext),
        };
        #[expect(clippy::expect_used, reason = "writing plain data to memory cannot fail")]
        serde_json::to_vec(&wire).expect("plain data")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    kdf: Object<Kdf>,
    cipher: Object<Cipher>,
    ciphertext: Bytes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kdf {
    name: String,
    params: Object<Params>,
    salt: Bytes,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Params {
    #[serde(rename = "N")]
    cost: u64,
    r: u32,
    p: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cipher {
    name: String,
    nonce: Bytes,
}

#[derive(Serialize)]
struct WireOut {
    kdf: KdfOut,
    cipher: CipherOut,
    ciphertext: String,
}

#[derive(Serialize)]
struct KdfOut {
    name: &'static str,
    params: Params,
    salt: String,
}

#[derive(Serialize)]
struct CipherOut {
    name: &'static str,
    nonce: String,
}
