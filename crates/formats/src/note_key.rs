//! Keys of signed notes, as people pass them on: `name+hash+key`.
//!
//! Source: C2SP `signed-note.md`, sections "Signatures" and "Verifier keys".
//!
//! ```text
//! witness.example.com/w1+8d66cf3f+BP…
//! ```

use crate::checkpoint::is_name;
use crate::protobuf_json::strict_base64;
use crate::{ParseError, codes, hash, limits};

/// Signature type of a note signed with Ed25519.
pub const ED25519: u8 = 0x01;

/// Signature type of a witness's timestamped cosignature with Ed25519 (C2SP `tlog-cosignature.md`).
pub const ED25519_COSIGNATURE: u8 = 0x04;

/// A key that signs notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteKey {
    /// Whose key, as it stands in signature lines.
    pub name: String,
    /// How it signs, for example [`ED25519_COSIGNATURE`].
    pub signature_type: u8,
    /// The key, encoded as its signature type says; for Ed25519 32 bytes.
    pub key: Vec<u8>,
}

impl NoteKey {
    /// Reads a key from one line, with or without its newline.
    ///
    /// # Errors
    /// `log.witness-key`: not of the form, or the hash is not that of name and key.
    pub fn parse(line: &str) -> Result<Self, ParseError> {
        let wrong = |what: &str| ParseError::new(&codes::LOG_WITNESS_KEY, what);
        if line.len() > limits::NOTE_KEY_BYTES {
            return Err(wrong("the key is too long"));
        }
        let line = line.strip_suffix('\n').unwrap_or(line);
        let mut parts = line.splitn(3, '+');
        let (Some(name), Some(hash), Some(encoded)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(wrong("the key is not `NAME+HASH+KEY`"));
        };
        if !is_name(name) {
            return Err(wrong("the key's name is empty or has a space"));
        }
        let bytes = strict_base64(encoded).ok_or_else(|| wrong("the key is not in base64"))?;
        let Some((&signature_type, key)) = bytes.split_first().filter(|(_, key)| !key.is_empty())
        else {
            return Err(wrong("the key is empty"));
        };
        let found = Self { name: name.to_owned(), signature_type, key: key.to_vec() };
        if found.hash() != hash {
            return Err(wrong("the key's hash is not that of its name and key"));
        }
        Ok(found)
    }

    /// Writes the key as one line, without a newline.
    pub fn render(&self) -> String {
        let encoded = crate::protobuf_json::base64(&[&[self.signature_type], &*self.key].concat());
        format!("{}+{}+{encoded}", self.name, self.hash())
    }

    /// What signature lines of the key carry to tell it from others.
    pub fn id(&self) -> [u8; 4] {
        key_id(&self.name, &[&[self.signature_type], &self.key])
    }

    fn hash(&self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.id()))
    }
}

/// The id of the key called `name`: the first bytes of SHA-256 of name, newline, and `parts`, which are
/// the signature type and the key.
pub fn key_id(name: &str, parts: &[&[u8]]) -> [u8; 4] {
    let message: Vec<&[u8]> =
        [name.as_bytes(), b"\n"].into_iter().chain(parts.iter().copied()).collect();
    hash::sha256_of(&message).as_bytes().first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{ED25519, NoteKey};

    /// The example of signed-note.md.
    const EXAMPLE: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    #[test]
    fn the_specification_s_example() {
        let key = NoteKey::parse(EXAMPLE).unwrap();
        assert_eq!((key.name.as_str(), key.signature_type), ("example.com/foo", ED25519));
        assert_eq!((key.key.len(), key.id()), (32, [0x53, 0x0d, 0x90, 0x3a]));
        assert_eq!(key.render(), EXAMPLE);
        assert_eq!(NoteKey::parse(&format!("{EXAMPLE}\n")), Ok(key));
    }

    #[test]
    fn what_is_no_key() {
        let twice = format!("{EXAMPLE}\n{EXAMPLE}");
        let other_name = EXAMPLE.replace("/foo", "/bar");
        let upper_hash = EXAMPLE.replace("530d903a", "530D903A");
        let long = format!("{}+530d903a+AA==", "a".repeat(9000));
        for (line, says) in [
            ("", "NAME+HASH+KEY"),
            ("example.com/foo+530d903a", "NAME+HASH+KEY"),
            (&EXAMPLE.replace("example", "exam ple"), "name"),
            ("+530d903a+AQI=", "name"),
            ("a+530d903a+AQ==", "empty"),
            ("a+530d903a+", "empty"),
            ("a+530d903a+AQI", "base64"),
            (&twice, "base64"),
            (&other_name, "hash"),
            (&upper_hash, "hash"),
            (&long, "long"),
        ] {
            let error = NoteKey::parse(line).unwrap_err();
            assert_eq!(error.code.id, "log.witness-key");
            assert!(error.message.contains(says), "{line}: {error}");
        }
    }
}
