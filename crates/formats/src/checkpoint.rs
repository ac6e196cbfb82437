//! Checkpoints: what a transparency log says of its whole tree, signed.
//!
//! Source: C2SP `tlog-checkpoint.md` (the text) and `signed-note.md` (the signatures). Rekor v1 writes
//! the same, with the number of its tree in the origin and a time in an extension line.
//!
//! ```text
//! log.example.com
//! 736
//! rs1YPY0ydAV0lxgfrq5pE4oRpUJwo3syeps5+eGUTDI=
//!
//! — log.example.com 8w1amdbj1mjNN674dHAkD92+QZoE…
//! ```

use crate::protobuf_json::strict_base64;
use crate::{ParseError, codes, limits, text};

/// A checkpoint with signatures nobody has checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint<'a> {
    /// The exact text that was signed, with its last newline.
    pub signed: &'a str,
    /// The log, in its own words; not empty.
    pub origin: &'a str,
    /// Leaves of the tree.
    pub size: u64,
    /// Root of the tree (RFC 9162, section 2.1.1).
    pub root_hash: [u8; 32],
    /// Lines after the root hash, each with its newline; they mean something to the log only.
    pub extensions: &'a str,
    /// At least one, at most [`limits::CHECKPOINT_SIGNATURES`].
    pub signatures: Vec<NoteSignature<'a>>,
}

/// A signature line of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature<'a> {
    /// Who signed, in their own words.
    pub name: &'a str,
    /// Which of their keys; see [`crate::note_key`]. A hint: four bytes are easily forged.
    pub key_id: [u8; 4],
    /// What the key made; not empty.
    pub signature: Vec<u8>,
}

impl<'a> Checkpoint<'a> {
    /// Reads a checkpoint with its signatures.
    ///
    /// # Errors
    /// `log.checkpoint-form`: not a signed note, a line missing or malformed, more signatures or
    /// bytes than the limits.
    pub fn parse(note: &'a str) -> Result<Self, ParseError> {
        if note.len() > limits::CHECKPOINT_BYTES {
            return Err(form(format!("it is longer than {} bytes", limits::CHECKPOINT_BYTES)));
        }
        // signed-note.md: no control characters but newline.
        if note.bytes().any(|byte| byte < 0x20 && byte != b'\n') {
            return Err(form("it has a control character"));
        }
        // No line of the text may be empty, so the first blank line is the last one too.
        let (signed, signatures) = note
            .find("\n\n")
            .map(|end| note.split_at(end + 1))
            .ok_or_else(|| form("no blank line parts the text from the signatures"))?;
        let signatures = signatures.strip_prefix('\n').unwrap_or_default();
        let mut lines = signed.splitn(4, '\n');
        let mut line = || lines.next().unwrap_or_default();
        let (origin, size, root_hash) = (line(), line(), line());
        if origin.is_empty() {
            return Err(form("it does not name its origin"));
        }
        Ok(Self {
            signed,
            origin,
            size: text::decimal(size)
                .ok_or_else(|| form("its second line is not a number of leaves"))?,
            root_hash: strict_base64(root_hash)
                .and_then(|hash| hash.try_into().ok())
                .ok_or_else(|| form("its third line is not a SHA-256 root hash in base64"))?,
            extensions: line(),
            signatures: note_signatures(signatures)?,
        })
    }
}

fn form(what: impl std::fmt::Display) -> ParseError {
    ParseError::new(&codes::LOG_CHECKPOINT_FORM, format!("the checkpoint is malformed: {what}"))
}

fn note_signatures(text: &str) -> Result<Vec<NoteSignature<'_>>, ParseError> {
    if text.is_empty() {
        return Err(form("it has no signature"));
    }
    let lines = text.strip_suffix('\n').ok_or_else(|| form("its last line has no newline"))?;
    let mut signatures = Vec::new();
    for line in lines.split('\n') {
        if signatures.len() == limits::CHECKPOINT_SIGNATURES {
            let most = limits::CHECKPOINT_SIGNATURES;
            return Err(form(format!("it has more than {most} signatures")));
        }
        signatures.push(NoteSignature::parse(line).ok_or_else(|| {
            form(format!("`{}` is not a signature line", keelmark_model::visible(line)))
        })?);
    }
    Ok(signatures)
}

impl<'a> NoteSignature<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
        let bytes = strict_base64(encoded)?;
        let (key_id, signature) = bytes.split_first_chunk::<4>()?;
        let proper = is_name(name) && !signature.is_empty();
        proper.then(|| Self { name, key_id: *key_id, signature: signature.to_vec() })
    }
}

/// Whether a note's key may have this name.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+')
}

#[cfg(test)]
mod tests;
