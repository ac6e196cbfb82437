//! Records of extended headers: `LENGTH KEY=VALUE\n`, the length counting itself.

use crate::ParseError;
use crate::archive::{ambiguous, damaged};
use crate::text::decimal;

/// What extended headers say that decides how an archive is read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Extended {
    pub(super) path: Option<Vec<u8>>,
    pub(super) link: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    pub(super) is_sparse: bool,
}

impl Extended {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

pub(super) fn parse(mut bytes: &[u8]) -> Result<Extended, ParseError> {
    let mut extended = Extended::default();
    let mut sparse_name = None;
    while !bytes.is_empty() {
        let (key, value, rest) = record(bytes).ok_or_else(|| {
            damaged("has an extended header whose records do not follow each other")
        })?;
        bytes = rest;
        match key {
            b"path" => set(&mut extended.path, value.to_vec())?,
            b"linkpath" => set(&mut extended.link, value.to_vec())?,
            b"size" => {
                let digits = std::str::from_utf8(value).ok().and_then(decimal);
                let size = digits.filter(|&size| size <= 1 << 60);
                let size = size.ok_or_else(|| damaged("has a member whose size is no number"))?;
                set(&mut extended.size, size)?;
            }
            b"GNU.sparse.name" => set(&mut sparse_name, value.to_vec())?,
            _ => extended.is_sparse |= key.starts_with(b"GNU.sparse."),
        }
    }
    // The `path` of a sparse member is a made-up one, for readers that do not know of such.
    if sparse_name.is_some() {
        extended.is_sparse = true;
        extended.path = sparse_name;
    }
    Ok(extended)
}

fn record(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let blank = bytes.iter().take(20).position(|&byte| byte == b' ')?;
    let length = decimal(std::str::from_utf8(bytes.get(..blank)?).ok()?)?;
    let length = usize::try_from(length).ok()?;
    let text = bytes.get(blank + 1..length)?.strip_suffix(b"\n")?;
    let equals = text.iter().position(|&byte| byte == b'=')?;
    Some((text.get(..equals)?, text.get(equals + 1..)?, bytes.get(length..)?))
}

/// Readers differ on which of two counts.
fn set<T: PartialEq>(field: &mut Option<T>, value: T) -> Result<(), ParseError> {
    if field.as_ref().is_some_and(|known| *known != value) {
        return Err(ambiguous("tells a member's name or size twice"));
    }
    *field = Some(value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn records_follow_each_other_or_are_refused() {
        let extended = parse(b"30 mtime=1350244992.023960108\n12 path=a/b\n11 size=42\n").unwrap();
        assert_eq!((extended.path, extended.size), (Some(b"a/b".to_vec()), Some(42)));
        let sparse = parse(b"22 GNU.sparse.major=1\n20 path=GNUSparse/a\n21 GNU.sparse.name=a\n");
        let sparse = sparse.unwrap();
        assert!(sparse.is_sparse);
        assert_eq!(sparse.path, Some(b"a".to_vec()));
        for (bytes, code) in [
            (&b"12 path=a/b"[..], "archive.damaged"),
            (b"99 path=a/b\n", "archive.damaged"),
            (b"2 path=a/b\n", "archive.damaged"),
            (b"012 path=a/b\n", "archive.damaged"),
            (b"8 patha\n", "archive.damaged"),
            (b"9 size=-\n", "archive.damaged"),
            (b"29 size=99999999999999999999\n", "archive.damaged"),
            (b"9 size=1\n9 size=2\n", "archive.ambiguous"),
            (b"9 path=a\n9 path=b\n", "archive.ambiguous"),
        ] {
            assert_eq!(parse(bytes).unwrap_err().code.id, code, "{bytes:?}");
        }
    }
}
