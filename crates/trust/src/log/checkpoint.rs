//! Whose signature a checkpoint has.
//!
//! Source: C2SP `signed-note.md`, "Signatures": a line is of a key when it has the key's name and id,
//! lines of keys unknown are ignored, and a note without a signature that holds is refused. Ids of
//! Sigstore's logs: Rekor v1 and ECDSA keys go by SHA-256 of the SubjectPublicKeyInfo, whatever the
//! name (a Rekor v1 calls itself by the name of its machine); Rekor v2 with Ed25519 or RSA by SHA-256
//! of name, type and key (rekor-tiles `pkg/note/note.go`).

use keelmark_formats::checkpoint::{Checkpoint, NoteSignature};
use keelmark_formats::note_key::{self, key_id};

use super::LogError;
use crate::key::KeyType;
use crate::root::Log;

/// Signature type of RSA, with what follows it: C2SP has not given it a number.
const RSA: &[u8] = b"\xffPKIX-RSA-PKCS#1v1.5";

/// Verifies that one of `logs` signed the checkpoint, and tells which.
///
/// Every line by one of them is tried. The time that old checkpoints have in an extension line is
/// not a proof of time: it is when the tree was signed, not the entry.
///
/// # Errors
/// [`LogError::CheckpointUnsigned`], [`LogError::CheckpointSignature`],
/// [`LogError::CheckpointOrigin`].
pub fn verify_checkpoint<'r>(
    checkpoint: &Checkpoint<'_>,
    logs: &[&'r Log],
) -> Result<&'r Log, LogError> {
    let mut failed = None;
    for log in logs {
        for line in checkpoint.signatures.iter().filter(|line| is_by(line, log)) {
            let signed = [checkpoint.signed.as_bytes()];
            let origin = || log.origin.clone();
            if log.key.verify_scheme(log.scheme, &signed, &line.signature).is_err() {
                failed = Some(LogError::CheckpointSignature { origin: origin() });
            } else if !is_origin_of(checkpoint.origin, line.name) {
                failed = Some(LogError::CheckpointOrigin {
                    found: keelmark_model::visible(checkpoint.origin).to_string(),
                    name: keelmark_model::visible(line.name).to_string(),
                });
            } else {
                return Ok(log);
            }
        }
    }
    Err(failed.unwrap_or_else(|| LogError::CheckpointUnsigned {
        logs: logs.iter().map(|log| log.origin.clone()).collect(),
    }))
}

/// Whether the line's name and id are those of the log's key.
fn is_by(line: &NoteSignature<'_>, log: &Log) -> bool {
    let known = log.checkpoint_key_id.as_ref().unwrap_or(&log.id);
    let named = match log.key.key_type() {
        KeyType::Ed25519 => key_id(line.name, &[&[note_key::ED25519], log.key.raw()]),
        KeyType::Rsa => key_id(line.name, &[RSA, log.key.spki()]),
        KeyType::Ecdsa(_) => return log.key.fingerprint().as_bytes().starts_with(&line.key_id),
        KeyType::MlDsa(_) => return false,
    };
    if line.key_id == named {
        // A log may be reached under another name than its own; then its id tells.
        let is_own = line.name == log.origin || line.name == host_and_port(&log.base_url);
        return is_own || known.starts_with(&named);
    }
    // Only where the root has the log by an id without a name: else whoever finds a checkpoint of
    // another log with the same key could write such an id beside its signature.
    let unnamed = log.key.fingerprint();
    let unnamed = unnamed.as_bytes();
    unnamed.starts_with(&line.key_id) && known.len() >= 4 && unnamed.starts_with(known)
}

fn host_and_port(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split_once('/').map_or(rest, |(host, _)| host)
}

/// A log signs under its origin; Rekor v1 adds the number of its tree to the origin.
fn is_origin_of(origin: &str, name: &str) -> bool {
    let tree = origin.strip_prefix(name);
    tree.is_some_and(|tree| {
        let number = tree.strip_prefix(" - ").unwrap_or_default();
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        tree.is_empty() || is_number
    })
}
