//! Whether an advisory means a version.

use std::borrow::Cow;

use keelmark_model::advisory::{Affected, Bound, Interval};

use crate::version::{self, Scheme, VersionError};

/// Why nobody can say whether a version is affected. Whoever decides must take it for affected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// The version, or one of the advisory, is not one of the ecosystem.
    #[error("{0}")]
    Version(#[from] VersionError),
    /// The ecosystem's versions have no order that is known.
    #[error("versions of {0} have no order that is known")]
    Ecosystem(String),
}

/// Whether `version` of the package is affected: it lies in an interval, or is listed.
///
/// An index holds keys instead of calling this for each package; it must give the same answers.
///
/// # Errors
/// [`Unknown`].
pub fn is_affected(affected: &Affected, version: &str) -> Result<bool, Unknown> {
    if affected.is_conservative || affected.versions.iter().any(|listed| listed == version) {
        return Ok(true);
    }
    let Some(scheme) = Scheme::of_ecosystem(&affected.ecosystem) else {
        let is_listed_only = affected.intervals.is_empty();
        let unknown = || Unknown::Ecosystem(affected.ecosystem.clone());
        return if is_listed_only { Ok(false) } else { Err(unknown()) };
    };
    let key = self::key(scheme, version)?;
    for interval in &affected.intervals {
        if contains(scheme, interval, &key)? {
            return Ok(true);
        }
    }
    // A version that is listed in other words; one that nobody can read is the same in no other words.
    let listed = affected.versions.iter().filter_map(|it| self::key(scheme, it).ok());
    Ok(listed.into_iter().any(|it| it == key))
}

/// The key by which versions of an ecosystem are compared with advisories.
///
/// It is that of the order of versions, but of Packagist, whose `version_compare` keeps `1.0` apart from
/// `1.0.0`, which Composer takes for the same.
///
/// # Errors
/// [`VersionError`] for what is no version.
pub fn key(scheme: &'static Scheme, text: &str) -> Result<Vec<u8>, VersionError> {
    let text = if scheme == &version::packagist::SCHEME { composed(text) } else { text.into() };
    version::sort_key(scheme, &text)
}

/// A version as Composer normalises it: four numbers, then whatever follows.
///
/// Source: Composer, `VersionParser::normalize`.
fn composed(text: &str) -> Cow<'_, str> {
    const NUMBERS: usize = 4;
    let plain = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let release = plain.find(|it: char| it != '.' && !it.is_ascii_digit()).unwrap_or(plain.len());
    let (release, rest) = plain.split_at(release);
    let count = release.split('.').filter(is_number).count();
    if count == 0 || count >= NUMBERS || count != release.split('.').count() {
        return text.into();
    }
    format!("{release}{}{rest}", ".0".repeat(NUMBERS - count)).into()
}

fn contains(
    scheme: &'static Scheme,
    Interval { from, to }: &Interval,
    version: &[u8],
) -> Result<bool, VersionError> {
    let key = |text: &str| self::key(scheme, text);
    let begun = match from {
        Bound::Unbounded => true,
        Bound::Including(text) => *version >= *key(text)?,
        Bound::Excluding(text) => *version > *key(text)?,
    };
    let ended = match to {
        Bound::Unbounded => false,
        Bound::Including(text) => *version > *key(text)?,
        Bound::Excluding(text) => *version >= *key(text)?,
    };
    Ok(begun && !ended)
}
