//! What transparency logs prove of a bundle.
//!
//! An entry proves something when three things hold: the log vouches for it (by a promise, see
//! [`promise`], or by a path to a root that the log signed, see [`inclusion`] and [`checkpoint`]), and
//! what it vouches for is the signature of this bundle (see [`body`]). Each is checked on its own and
//! answers with the facts to show; which of them is needed is the policy's to say, but for what
//! [`check_presence`] asks of every bundle.
//!
//! The place of an entry that a promise signs ([`Promised::index`]) and the place in the tree
//! ([`Included::index`]) differ for Rekor v1, whose logs are several trees that count on.

pub mod body;
pub mod checkpoint;
mod error;
pub mod inclusion;
pub mod promise;
pub mod witness;

use keelmark_formats::bundle::MediaType;
use keelmark_formats::log_entry::LogEntry;

use crate::root::Log;

pub use body::{BodyMismatch, verify_body};
pub use checkpoint::verify_checkpoint;
pub use error::LogError;
pub use inclusion::{Included, PathError, verify_inclusion, verify_path};
pub use promise::{Promised, verify_promise};
pub use witness::{Cosignature, WitnessKey, verify_cosignatures};

/// Checks that an entry has what its bundle's version demands: a promise in v0.1, a proof with a
/// checkpoint from v0.2 on (`sigstore_bundle.proto`, `tlog_entries`).
///
/// Who strips the proof of a bundle can relabel it v0.1 too, so this alone does not keep an entry
/// from resting on a promise: a policy that wants proofs must call [`verify_inclusion`] whatever the
/// version.
///
/// # Errors
/// [`LogError::PromiseMissing`], [`LogError::ProofMissing`], [`LogError::CheckpointMissing`].
pub fn check_presence(media_type: MediaType, entry: &LogEntry) -> Result<(), LogError> {
    match (media_type, &entry.promise, &entry.proof) {
        (MediaType::V01, None, _) => Err(LogError::PromiseMissing),
        (MediaType::V01, Some(_), _) => Ok(()),
        (_, _, None) => Err(LogError::ProofMissing),
        (_, _, Some(proof)) if proof.checkpoint.is_none() => Err(LogError::CheckpointMissing),
        (_, _, Some(_)) => Ok(()),
    }
}

/// How many logs there are among `logs`, which each vouch for an entry.
///
/// A log counts once, by its key and by its origin: for entries that are repeated, for several entries
/// of one signature, and where a root lists its key twice or two keys that it used one after another.
pub fn distinct_logs(logs: &[&Log]) -> usize {
    let is_same = |one: &Log, other: &Log| {
        one.key == other.key || one.origin.eq_ignore_ascii_case(&other.origin)
    };
    // One that is the same as two that were taken for different shows that those are one.
    let mut distinct: Vec<Vec<&Log>> = Vec::new();
    for log in logs {
        let (same, others): (Vec<_>, Vec<_>) =
            distinct.into_iter().partition(|known| known.iter().any(|one| is_same(one, log)));
        distinct = others;
        distinct.push(same.into_iter().flatten().chain([*log]).collect());
    }
    distinct.len()
}

/// Whether one of `logs` is the one that `id` names. An entry may also name none.
pub(crate) fn knows(logs: &[Log], id: &[u8]) -> bool {
    named(logs, id).next().is_some()
}

/// The logs that `id` names, by their id or by that of their checkpoints. Either may be cut to the
/// four bytes that stand in a checkpoint.
fn named<'r>(logs: &'r [Log], id: &[u8]) -> impl Iterator<Item = &'r Log> {
    let is_same = move |known: &Vec<u8>| {
        let length = known.len().min(id.len());
        length >= 4 && known.get(..length) == id.get(..length)
    };
    logs.iter()
        .filter(move |log| is_same(&log.id) || log.checkpoint_key_id.as_ref().is_some_and(is_same))
}

#[cfg(test)]
mod tests;
