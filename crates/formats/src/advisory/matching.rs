//! Whether an advisory means a version.

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
    let key = version::sort_key(scheme, version)?;
    for interval in &affected.intervals {
        if contains(scheme, interval, &key)? {
            return Ok(true);
        }
    }
    // A version that is listed in other words; one that nobody can read is the same in no other words.
    let listed = affected.versions.iter().filter_map(|it| version::sort_key(scheme, it).ok());
    Ok(listed.into_iter().any(|it| it == key))
}

fn contains(
    scheme: &'static Scheme,
    Interval { from, to }: &Interval,
    version: &[u8],
) -> Result<bool, VersionError> {
    let key = |text: &str| version::sort_key(scheme, text);
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
