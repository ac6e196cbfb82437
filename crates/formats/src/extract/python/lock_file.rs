//! What Python's locks have in common: digests, names of files, lines, and requirements.

use keelmark_model::{
    DependencyKind, Digest, DigestAlgorithm, DigestError, LockedFile, LockedFileKind,
};

use super::super::{Extract, File, Found, Wanted};
use crate::lock::source::{file_name, without_credentials};

/// A file that a lock pins: what it is called or where it lies, and its digest as `algorithm:hex`.
pub(super) fn locked(place: &str, hash: Option<&str>) -> Result<LockedFile, DigestError> {
    let digest = hash.map(digest).transpose()?;
    let name = file_name(place);
    let is_wheel = name.ends_with(".whl");
    Ok(LockedFile {
        kind: if is_wheel { LockedFileKind::Built } else { LockedFileKind::Source },
        name,
        url: place.contains("://").then(|| without_credentials(place)),
        size: None,
        digests: digest.into_iter().collect(),
    })
}

fn digest(text: &str) -> Result<Digest, DigestError> {
    let (name, hex) = text.split_once(':').ok_or(DigestError::NoAlgorithm)?;
    let algorithm = DigestAlgorithm::from_name(name)
        .ok_or_else(|| DigestError::UnknownAlgorithm(name.to_owned()))?;
    Digest::from_hex(algorithm, &hex.to_ascii_lowercase())
}

/// Why a project has a package that its lock lists in these groups, divided by commas: in none that is always
/// installed, for development.
pub(super) fn of_groups(groups: &str) -> Option<Wanted> {
    let mut groups = groups.split(',').map(str::trim).filter(|group| !group.is_empty()).peekable();
    let first = (*groups.peek()?).to_owned();
    let is_usual = groups.any(|group| matches!(group, "default" | "main"));
    (!is_usual).then_some(Wanted { kind: DependencyKind::Group(first), is_direct: false })
}

/// Lines of places that are asked for in the order of the document.
pub(super) struct Lines<'a> {
    text: &'a [u8],
    counted: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    pub(super) const fn of(text: &'a [u8]) -> Self {
        Self { text, counted: 0, line: 1 }
    }

    /// The line of byte `at`, from 1.
    pub(super) fn at(&mut self, at: usize) -> Option<u32> {
        let passed = self.text.get(self.counted..at)?;
        let breaks = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.counted = at;
        Some(self.line)
    }
}

/// Adds the package found, or what is wrong with it; `false` once there are too many.
pub(super) fn push(
    extract: &mut Extract,
    file: &File<'_>,
    line: Option<u32>,
    found: Result<Found, String>,
) -> bool {
    if extract.is_full(file, line) {
        return false;
    }
    match found {
        Ok(found) => extract.packages.push(found),
        Err(message) => extract.gaps.push(file.entry_gap(line, message)),
    }
    true
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn lines_are_counted_on() {
        let mut lines = Lines::of(b"a\nb\nc");
        assert_eq!([lines.at(0), lines.at(2), lines.at(3), lines.at(4)], [1, 2, 2, 3].map(Some));
        assert_eq!(lines.at(9), None);
    }
}
