//! Proofs that a log's tree has an entry.
//!
//! Source: RFC 9162, sections 2.1.1 and 2.1.3.2 (the same trees as those of RFC 6962).

use keelmark_formats::checkpoint::Checkpoint;
use keelmark_formats::hash::{sha256, sha256_of};
use keelmark_formats::log_entry::{InclusionProof, LogEntry};
use keelmark_model::Digest;

use super::{LogError, named, verify_checkpoint};
use crate::root::Log;

/// An entry that a log's tree has.
#[derive(Debug, Clone)]
pub struct Included<'r, 'e> {
    /// The log that signed the checkpoint. It does not say when: whether its key was in use is for
    /// whoever knows a time to ask of [`Log::valid`].
    pub log: &'r Log,
    /// Place of the entry in the tree.
    pub index: u64,
    /// The tree, as the log signed it; its witnesses are not looked at.
    pub checkpoint: Checkpoint<'e>,
}

/// A path that does not lead from its leaf to its root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// The tree has no such leaf.
    #[error("there is no leaf {index} in a tree of {size}")]
    Index {
        /// The leaf.
        index: u64,
        /// Leaves of the tree.
        size: u64,
    },
    /// The path has more or fewer hashes than there are steps.
    #[error("{found} hashes are not as many as lead from leaf {index} to the root of {size}")]
    Length {
        /// The leaf.
        index: u64,
        /// Leaves of the tree.
        size: u64,
        /// Hashes there are.
        found: usize,
    },
    /// The path leads to another root.
    #[error("the hashes lead to another root")]
    Root,
}

/// Verifies that the tree of one of `logs` has the entry: its body leads to a root that the log
/// signed.
///
/// An entry that does not name its log may be of any that signed.
///
/// # Errors
/// [`LogError::ProofMissing`], [`LogError::UnknownLog`], [`LogError::CheckpointMissing`],
/// [`LogError::Checkpoint`], [`LogError::CheckpointRoot`], [`LogError::Path`], [`LogError::Index`]
/// and what [`verify_checkpoint`] answers with.
pub fn verify_inclusion<'r, 'e>(
    entry: &'e LogEntry,
    logs: &'r [Log],
) -> Result<Included<'r, 'e>, LogError> {
    let proof = entry.proof.as_ref().ok_or(LogError::ProofMissing)?;
    let logs: Vec<&Log> = if entry.log_id.is_empty() {
        logs.iter().collect()
    } else {
        named(logs, &entry.log_id).collect()
    };
    if logs.is_empty() {
        return Err(LogError::UnknownLog { id: entry.log_id.clone() });
    }
    let Some(note) = proof.checkpoint.as_deref() else {
        // A path that is wrong is worse than one that leads to a root nobody signed.
        verify_path(&entry.body, proof).map_err(LogError::Path)?;
        return Err(LogError::CheckpointMissing);
    };
    let checkpoint = Checkpoint::parse(note).map_err(LogError::Checkpoint)?;
    if (checkpoint.size, checkpoint.root_hash) != (proof.tree_size, proof.root_hash) {
        let (checkpoint, proof) = (checkpoint.size, proof.tree_size);
        return Err(LogError::CheckpointRoot { checkpoint, proof });
    }
    verify_path(&entry.body, proof).map_err(LogError::Path)?;
    // No one signs it, but people look entries up by it.
    if entry.is_of_one_tree() && entry.log_index != proof.log_index {
        return Err(LogError::Index { entry: entry.log_index, proof: proof.log_index });
    }
    let log = verify_checkpoint(&checkpoint, &logs)?;
    Ok(Included { log, index: proof.log_index, checkpoint })
}

/// Verifies that `leaf` is in the tree of the proof's size and root, which nobody has signed yet.
///
/// # Errors
/// [`PathError`].
pub fn verify_path(leaf: &[u8], proof: &InclusionProof) -> Result<(), PathError> {
    let (index, size) = (proof.log_index, proof.tree_size);
    let wrong_length = PathError::Length { index, size, found: proof.hashes.len() };
    // Place, at each height, of the node on the way and of the last node.
    let mut node = index;
    let mut last = size.checked_sub(1).ok_or(PathError::Index { index, size })?;
    if node > last {
        return Err(PathError::Index { index, size });
    }
    let mut hash = hash_of(&[&[0], leaf]);
    for sibling in &proof.hashes {
        if last == 0 {
            return Err(wrong_length);
        }
        if node % 2 == 1 || node == last {
            hash = above(sibling, &hash);
            // The last node of a height may have no sibling, and then stands for itself above.
            while node % 2 == 0 && node != 0 {
                node /= 2;
                last /= 2;
            }
        } else {
            hash = above(&hash, sibling);
        }
        node /= 2;
        last /= 2;
    }
    if last != 0 {
        return Err(wrong_length);
    }
    if hash == proof.root_hash { Ok(()) } else { Err(PathError::Root) }
}

/// The hash of the node above two others.
fn above(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    // In one piece: to keep the state of a hash between pieces costs as much as two blocks of it.
    let mut node = [1; 65];
    node[1..33].copy_from_slice(left);
    node[33..].copy_from_slice(right);
    octets(sha256(&node))
}

fn hash_of(parts: &[&[u8]]) -> [u8; 32] {
    octets(sha256_of(parts))
}

fn octets(hash: Digest) -> [u8; 32] {
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
pub(in crate::log) mod tests;
