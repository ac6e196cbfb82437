//! Archives of crates, as Cargo keeps them in `registry/cache/INDEX/NAME-VERSION.crate`.

use keelmark_model::LockedFileKind;

use super::archive;
use crate::extract::{Extractor, Pattern};
use crate::limits;

pub(super) static CRATE_ARCHIVE: Extractor = Extractor {
    id: "crate-archive",
    version: 1,
    example: "registry/cache/index.crates.io-0/a-1.0.0.crate",
    reads: &[Pattern::Extension("crate")],
    limit: limits::KEPT_ARCHIVE_BYTES,
    extract: |file| archive(file, LockedFileKind::Source, "cargo", split(file.name())),
};

/// Name and version: the version begins behind the first `-` that three numbers follow, since names
/// have such marks, too.
pub(super) fn split(file: &str) -> Option<(&str, &str)> {
    let stem = file.strip_suffix(".crate")?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_version = |text: &str| {
        let core = text.split(['-', '+']).next().unwrap_or(text);
        core.split('.').count() == 3 && core.split('.').all(is_number)
    };
    let mut splits = stem.match_indices('-').filter_map(|(at, _)| {
        let (name, version) = (stem.get(..at)?, stem.get(at + 1..)?);
        (!name.is_empty() && is_version(version)).then_some((name, version))
    });
    splits.next()
}
