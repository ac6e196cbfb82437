//! Cargo's version requirements as ranges of versions.
//!
//! Source: The Cargo Book, "Specifying Dependencies". A [`Requirement`] is what Cargo asks for. A [`Range`] is
//! what RustSec makes of one for its advisories: a pre-release is in a range it lies in, and none of the version
//! that a caret or a tilde ends before is.

use keelmark_model::advisory::{Bound, Interval};

use super::{VersionError, semver as scheme, sort_key};
use crate::limits;

/// What a dependency asks for, read as Cargo does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement(semver::VersionReq);

impl Requirement {
    /// Reads a requirement.
    ///
    /// # Errors
    /// [`RequirementError`], also when it is longer than [`limits::REQUIREMENT_BYTES`].
    pub fn parse(text: &str) -> Result<Self, RequirementError> {
        let read = if text.len() > limits::REQUIREMENT_BYTES { None } else { text.parse().ok() };
        let mistake = || RequirementError::Form(crate::text::shortened(text).into_owned());
        read.map(Self).ok_or_else(mistake)
    }

    /// Whether a version fits.
    ///
    /// # Errors
    /// [`RequirementError::Form`] when `version` is not one that Cargo takes.
    pub fn allows(&self, version: &str) -> Result<bool, RequirementError> {
        let mistake = || RequirementError::Form(crate::text::shortened(version).into_owned());
        let read =
            if version.len() > limits::REQUIREMENT_BYTES { None } else { version.parse().ok() };
        Ok(self.0.matches(&read.ok_or_else(mistake)?))
    }
}

/// What a requirement allows: versions from one to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    from: End,
    to: End,
}

/// An end of a range, and the version as written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct End {
    bound: Bound,
    key: Vec<u8>,
}

/// A text that is no requirement, or one that is not a single range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequirementError {
    /// A version in it is none.
    #[error("{0}")]
    Version(#[from] VersionError),
    /// It is not of the form.
    #[error("`{0}` is not what Cargo takes")]
    Form(String),
    /// It has more than a beginning and an end, or two of one of them.
    #[error("`{0}` is not one range of versions")]
    Range(String),
}

impl Range {
    /// Reads a requirement.
    ///
    /// # Errors
    /// [`RequirementError`].
    pub fn parse(text: &str) -> Result<Self, RequirementError> {
        let mistake = || RequirementError::Range(text.to_owned());
        let (mut from, mut to) = (None, None);
        let set = |place: &mut Option<End>, end: End| match place.replace(end) {
            Some(_) => Err(mistake()),
            None => Ok(()),
        };
        for comparator in text.split(',').map(str::trim) {
            let length = comparator.find(|c| !"<>=^~".contains(c)).unwrap_or(comparator.len());
            let (operator, version) = comparator.split_at_checked(length).unwrap_or_default();
            let version = version.trim();
            match operator {
                ">" => set(&mut from, End::new(Bound::Excluding(version.to_owned()))?)?,
                ">=" => set(&mut from, End::new(Bound::Including(version.to_owned()))?)?,
                "<" => set(&mut to, End::new(Bound::Excluding(version.to_owned()))?)?,
                "<=" => set(&mut to, End::new(Bound::Including(version.to_owned()))?)?,
                "" | "^" | "~" | "=" => {
                    let last = match operator {
                        "=" => Bound::Including(version.to_owned()),
                        "~" => Bound::Excluding(next(version, true).ok_or_else(mistake)?),
                        _ => Bound::Excluding(next(version, false).ok_or_else(mistake)?),
                    };
                    set(&mut from, End::new(Bound::Including(version.to_owned()))?)?;
                    set(&mut to, End::new(last)?)?;
                }
                _ => return Err(mistake()),
            }
        }
        let unbounded = || End { bound: Bound::Unbounded, key: Vec::new() };
        Ok(Self { from: from.unwrap_or_else(unbounded), to: to.unwrap_or_else(unbounded) })
    }

    /// The version it begins with, as written.
    pub fn first(&self) -> Option<String> {
        match &self.from.bound {
            Bound::Including(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl End {
    fn new(bound: Bound) -> Result<Self, VersionError> {
        let key = match &bound {
            Bound::Unbounded => Vec::new(),
            Bound::Including(text) | Bound::Excluding(text) => sort_key(&scheme::SCHEME, text)?,
        };
        Ok(Self { bound, key })
    }
}

/// The first version that a caret or a tilde before `version` does not allow, with the least pre-release.
fn next(version: &str, is_tilde: bool) -> Option<String> {
    let (release, _) = version.split_once(['-', '+']).unwrap_or((version, ""));
    let numbers =
        release.split('.').map(|it| it.trim().parse().ok()).collect::<Option<Vec<u64>>>()?;
    let at = |place: usize| numbers.get(place).copied();
    let [major, minor, patch] = match (at(0)?, at(1), at(2)) {
        (major, Some(minor), _) if is_tilde => [major, minor.checked_add(1)?, 0],
        (0, Some(0), Some(patch)) if !is_tilde => [0, 0, patch.checked_add(1)?],
        (0, Some(minor), _) if !is_tilde => [0, minor.checked_add(1)?, 0],
        (major, ..) => [major.checked_add(1)?, 0, 0],
    };
    Some(format!("{major}.{minor}.{patch}-0"))
}

/// The versions that none of `ranges` has, in order.
pub fn outside(mut ranges: Vec<Range>) -> Vec<Interval> {
    // A range without a beginning is first; of two with the same, the one that has its first version.
    ranges.sort_by(|a, b| a.from.key.cmp(&b.from.key).then_with(|| begins(a).cmp(&begins(b))));
    let mut outside = Vec::new();
    // Where what no range has so far begins; none when a range has no end.
    let mut from = Some(End { bound: Bound::Unbounded, key: Vec::new() });
    for range in ranges {
        let Some(open) = from.take() else { break };
        if let Some(to) = turned(&range.from.bound).filter(|_| is_before(&open, &range.from)) {
            outside.push(Interval { from: open.bound.clone(), to });
        }
        let ends_later = range.to.bound == Bound::Unbounded || is_later(&range.to, &open);
        from = match turned(&range.to.bound) {
            _ if !ends_later => Some(open),
            Some(bound) => Some(End { bound, key: range.to.key }),
            None => None,
        };
    }
    outside.extend(from.map(|from| Interval { from: from.bound, to: Bound::Unbounded }));
    outside
}

/// Whether a range has its first version: it then begins before one that does not.
fn begins(range: &Range) -> u8 {
    u8::from(matches!(range.from.bound, Bound::Excluding(_)))
}

/// The same place, seen from the other side; none where there is no end.
fn turned(bound: &Bound) -> Option<Bound> {
    match bound {
        Bound::Unbounded => None,
        Bound::Including(text) => Some(Bound::Excluding(text.clone())),
        Bound::Excluding(text) => Some(Bound::Including(text.clone())),
    }
}

/// Whether any version may lie from `open` on and before a range that begins with `from`.
fn is_before(open: &End, from: &End) -> bool {
    match open.key.cmp(&from.key) {
        std::cmp::Ordering::Less => true,
        // Both are of one version: it is outside if what is open has it, and so has the range not.
        std::cmp::Ordering::Equal => {
            matches!((&open.bound, &from.bound), (Bound::Including(_), Bound::Excluding(_)))
        }
        std::cmp::Ordering::Greater => false,
    }
}

/// Whether a range that ends with `to` reaches beyond where `open` begins.
fn is_later(to: &End, open: &End) -> bool {
    match to.key.cmp(&open.key) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => {
            matches!((&to.bound, &open.bound), (Bound::Including(_), Bound::Including(_)))
        }
        std::cmp::Ordering::Less => false,
    }
}
