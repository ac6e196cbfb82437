use keelmark_formats::log_entry::InclusionProof;
use proptest::prelude::*;

use super::{PathError, hash_of, verify_path};

type Hash = [u8; 32];

/// RFC 9162, section 2.1.1, word for word: the root of a tree.
pub(in crate::log) fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => hash_of(&[]),
        [only] => *only,
        _ => {
            let (left, right) = leaves.split_at(half(leaves.len() as u64) as usize);
            hash_of(&[&[1], &root(left), &root(right)])
        }
    }
}

/// RFC 9162, section 2.1.3.1, word for word: the path of a leaf.
pub(in crate::log) fn path(leaf: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(half(leaves.len() as u64) as usize);
    let (mut hashes, sibling) = match leaf.checked_sub(left.len()) {
        None => (path(leaf, left), root(right)),
        Some(leaf) => (path(leaf, right), root(left)),
    };
    hashes.push(sibling);
    hashes
}

pub(in crate::log) fn leaf_hash(leaf: &[u8]) -> Hash {
    hash_of(&[&[0], leaf])
}

/// The largest power of two below `size`.
fn half(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// The root of a tree of any `size`, of which only a leaf and its path are known; takes from `hashes`
/// what it needs.
fn root_over(index: u64, size: u64, leaf: Hash, hashes: &mut Vec<Hash>) -> Hash {
    if size == 1 {
        return leaf;
    }
    let sibling = hashes.pop().unwrap_or_default();
    let left = half(size);
    if index < left {
        let own = root_over(index, left, leaf, hashes);
        hash_of(&[&[1], &own, &sibling])
    } else {
        let own = root_over(index - left, size - left, leaf, hashes);
        hash_of(&[&[1], &sibling, &own])
    }
}

fn proof(log_index: u64, tree_size: u64, root_hash: Hash, hashes: Vec<Hash>) -> InclusionProof {
    InclusionProof { log_index, tree_size, root_hash, hashes, checkpoint: None }
}

/// Refused whatever is changed: a hash, the length, the leaf, the index. (Another size may have the
/// same path: that the log signed this one is the checkpoint's to prove.)
fn holds_and_only_so(leaf: &[u8], good: &InclusionProof) {
    assert_eq!(verify_path(leaf, good), Ok(()), "{good:?}");
    assert_eq!(verify_path(b"another", good), Err(PathError::Root));
    let length = |hashes: Vec<Hash>| {
        let found = verify_path(leaf, &InclusionProof { hashes, ..good.clone() });
        matches!(found, Err(PathError::Length { .. }))
    };
    assert!(length([good.hashes.as_slice(), &[[7; 32]]].concat()), "{good:?}");
    if let Some((_, shorter)) = good.hashes.split_last() {
        assert!(length(shorter.to_vec()), "{good:?}");
    }
    for at in 0..good.hashes.len() {
        let mut bad = good.clone();
        bad.hashes[at][31] ^= 1;
        assert_eq!(verify_path(leaf, &bad), Err(PathError::Root), "{bad:?}");
    }
    for log_index in [good.log_index ^ 1, good.log_index / 2, good.log_index + 1] {
        let bad = InclusionProof { log_index, ..good.clone() };
        assert_eq!(verify_path(leaf, &bad).is_ok(), log_index == good.log_index, "{bad:?}");
    }
    for log_index in [good.tree_size, good.tree_size + 1, u64::MAX] {
        let found = verify_path(leaf, &InclusionProof { log_index, ..good.clone() });
        assert_eq!(found, Err(PathError::Index { index: log_index, size: good.tree_size }));
    }
}

#[test]
fn every_leaf_of_every_tree_up_to_300() {
    let content: Vec<Vec<u8>> = (0..300_u32).map(|n| n.to_be_bytes().to_vec()).collect();
    let leaves: Vec<Hash> = content.iter().map(|leaf| leaf_hash(leaf)).collect();
    for size in 1..=300 {
        let leaves = &leaves[..size];
        let root = root(leaves);
        for (index, leaf) in content.iter().enumerate().take(size) {
            let hashes = path(index, leaves);
            holds_and_only_so(leaf, &proof(index as u64, size as u64, root, hashes));
        }
    }
}

#[test]
fn a_tree_without_leaves_has_none() {
    let empty = proof(0, 0, root(&[]), Vec::new());
    assert_eq!(verify_path(b"", &empty), Err(PathError::Index { index: 0, size: 0 }));
}

proptest! {
    #[test]
    fn a_leaf_of_any_tree(
        (index, size) in (1..=u64::try_from(i64::MAX).unwrap()).prop_flat_map(|size| (0..size, Just(size))),
        mut hashes in proptest::collection::vec(any::<Hash>(), 64),
    ) {
        let all = hashes.len();
        let mut rest = hashes.clone();
        let root = root_over(index, size, leaf_hash(b"leaf"), &mut rest);
        let used = hashes.split_off(rest.len());
        prop_assert_eq!(used.len(), all - rest.len());
        holds_and_only_so(b"leaf", &proof(index, size, root, used));
    }
}
