//! Witnesses: who else saw the same tree.
//!
//! Source: C2SP `tlog-cosignature.md`, Ed25519. A witness signs a checkpoint only when the tree has
//! grown from the one it signed before, so a log cannot show two people two trees unnoticed.

use keelmark_formats::ParseError;
use keelmark_formats::checkpoint::{Checkpoint, NoteSignature};
use keelmark_formats::note_key::{ED25519_COSIGNATURE, NoteKey};
use keelmark_model::{Code, Timestamp};

use super::LogError;
use crate::key::{KeyType, SignatureScheme};
use crate::{KeyError, PublicKey};

/// A witness, known by its name and key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessKey {
    name: String,
    id: [u8; 4],
    key: PublicKey,
}

/// A line that is no witness's key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WitnessKeyError {
    /// Not a key of a signed note.
    #[error(transparent)]
    Form(#[from] ParseError),
    /// A key that makes other signatures.
    #[error("the key makes signatures of type {found:#04x}, not cosignatures with Ed25519 (0x04)")]
    Type {
        /// Its signature type.
        found: u8,
    },
    /// The key itself is malformed.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl WitnessKeyError {
    /// The stable code.
    pub const fn code(&self) -> &'static Code {
        match self {
            Self::Form(error) => error.code,
            Self::Type { .. } => &keelmark_formats::codes::LOG_WITNESS_KEY,
            Self::Key(error) => error.code(),
        }
    }
}

impl WitnessKey {
    /// Reads a key from the line a witness publishes, `NAME+HASH+KEY`.
    ///
    /// # Errors
    /// [`WitnessKeyError`].
    pub fn parse(line: &str) -> Result<Self, WitnessKeyError> {
        let key = NoteKey::parse(line)?;
        if key.signature_type != ED25519_COSIGNATURE {
            return Err(WitnessKeyError::Type { found: key.signature_type });
        }
        let id = key.id();
        Ok(Self { id, key: PublicKey::from_raw(KeyType::Ed25519, &key.key)?, name: key.name })
    }

    /// The witness's name, as it stands in checkpoints.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// A witness's signature that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cosignature<'w> {
    /// Who signed.
    pub witness: &'w WitnessKey,
    /// When they saw the tree; the earliest, where they signed more than once. It proves no time of the entry,
    /// and may be any: the specification forbids none for Ed25519, so that one without a clock may say 0.
    pub time: Timestamp,
}

/// Verifies the cosignatures of those of `witnesses` that signed the checkpoint, and gives one for
/// each, in the order of `witnesses`.
///
/// A witness counts once, by its key: the signature does not cover the name it is made under.
///
/// # Errors
/// [`LogError::Cosignature`] when a line by one of them does not hold, though others may.
pub fn verify_cosignatures<'w>(
    checkpoint: &Checkpoint<'_>,
    witnesses: &'w [WitnessKey],
) -> Result<Vec<Cosignature<'w>>, LogError> {
    let mut found: Vec<Cosignature<'w>> = Vec::new();
    for witness in witnesses {
        let is_own =
            |line: &&NoteSignature<'_>| line.name == witness.name && line.key_id == witness.id;
        for line in checkpoint.signatures.iter().filter(is_own) {
            let time = verify_line(checkpoint.signed, line, witness)
                .ok_or_else(|| LogError::Cosignature { witness: witness.name.clone() })?;
            match found.iter_mut().find(|known| known.witness.key == witness.key) {
                Some(known) => known.time = known.time.min(time),
                None => found.push(Cosignature { witness, time }),
            }
        }
    }
    Ok(found)
}

fn verify_line(signed: &str, line: &NoteSignature<'_>, witness: &WitnessKey) -> Option<Timestamp> {
    let (time, signature) = line.signature.split_first_chunk::<8>()?;
    let time = i64::try_from(u64::from_be_bytes(*time)).ok()?;
    let head = format!("cosignature/v1\ntime {time}\n");
    let message = [head.as_bytes(), signed.as_bytes()];
    witness.key.verify_scheme(SignatureScheme::Ed25519, &message, signature).ok()?;
    Some(Timestamp(time))
}
