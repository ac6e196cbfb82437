//! Which keys a table certainly does not have, so that most of what is asked for needs no block.
//!
//! A Bloom filter (B. H. Bloom, 1970) of ten bits and seven probes for each key: one of a hundred keys
//! that the table does not have is looked for in vain. The probes are the words of the key's SHA-256, which
//! nobody who names a package can choose.

use crate::hash;

const BITS: usize = 10;
const PROBES: usize = 7;

/// The filter of `keys`.
pub(super) fn build<'a>(keys: impl ExactSizeIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut filter = vec![0; (keys.len() * BITS).div_ceil(8)];
    for key in keys {
        for (byte, bit) in probes(key, filter.len()) {
            filter.get_mut(byte).into_iter().for_each(|byte| *byte |= bit);
        }
    }
    filter
}

/// Whether the table may have the key.
pub(super) fn may_have(filter: &[u8], key: &[u8]) -> bool {
    probes(key, filter.len())
        .all(|(byte, bit)| filter.get(byte).is_some_and(|byte| byte & bit != 0))
}

/// The bits of a key, in a filter of `length` bytes.
fn probes(key: &[u8], length: usize) -> impl Iterator<Item = (usize, u8)> {
    let digest = hash::sha256(key);
    let bits = (length as u64 * 8).max(1);
    let words: [u64; PROBES] = std::array::from_fn(|at| {
        let word = digest.as_bytes().get(at * 4..at * 4 + 4).unwrap_or_default();
        word.iter().fold(0, |word, byte| word << 8 | u64::from(*byte))
    });
    words.into_iter().map(move |word| {
        let bit = word % bits;
        (usize::try_from(bit / 8).unwrap_or(usize::MAX), 1 << (bit % 8))
    })
}

#[cfg(test)]
mod tests {
    use super::{build, may_have};

    #[test]
    fn every_key_is_let_through_and_few_others_are() {
        let keys: Vec<String> = (0..1000).map(|number| format!("npm\0package-{number}")).collect();
        let filter = build(keys.iter().map(String::as_bytes));
        assert!(keys.iter().all(|key| may_have(&filter, key.as_bytes())));
        let others = (0..1000).filter(|number| may_have(&filter, format!("{number}").as_bytes()));
        assert!(others.count() < 30);
        assert!(!may_have(&[], b"a"));
    }
}
