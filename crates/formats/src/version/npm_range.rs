//! Ranges of versions as npm's manifests and locks ask for them.
//!
//! Source: node-semver, "Ranges" and its "Range Grammar", without its options.

use super::VersionError;
use super::comparator::{Comparators, Exact, Partial, Sign};
use crate::limits;

/// A range: of several sets of comparisons, one must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range(Vec<Comparators>);

/// A text that is no range: a tag, an address, a path, or a mistake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a range of versions")]
pub struct RangeError(pub String);

impl Range {
    /// Reads a range.
    ///
    /// # Errors
    /// [`RangeError`], also when it is longer than [`limits::REQUIREMENT_BYTES`].
    pub fn parse(text: &str) -> Result<Self, RangeError> {
        let mistake = || RangeError(crate::text::shortened(text).into_owned());
        if text.len() > limits::REQUIREMENT_BYTES {
            return Err(mistake());
        }
        let mut sets = text.split("||").map(set).collect::<Option<Vec<_>>>().ok_or_else(mistake)?;
        // Beside a set that allows any version no other counts, not even for its pre-releases.
        if sets.iter().any(Comparators::is_any) {
            sets.retain(Comparators::is_any);
        }
        Ok(Self(sets))
    }

    /// Whether a version is in the range.
    ///
    /// # Errors
    /// [`VersionError`] when `version` is not a whole semantic version.
    pub fn allows(&self, version: &str) -> Result<bool, VersionError> {
        let plain = version.trim().trim_start_matches(['v', '=']);
        let version = Exact::parse(plain)?;
        Ok(self.0.iter().any(|set| set.allow(&version)))
    }
}

/// Comparisons with white space between, or `A - B`.
fn set(text: &str) -> Option<Comparators> {
    let mut set = Comparators::default();
    let mut words = text.split_whitespace();
    if let [from, "-", to] = text.split_whitespace().collect::<Vec<_>>()[..] {
        hyphen(&partial(from)?, &partial(to)?, &mut set)?;
        return Some(set);
    }
    while let Some(word) = words.next() {
        let length = word.find(|c| !"<>=~^".contains(c)).unwrap_or(word.len());
        let (operator, version) = word.split_at_checked(length)?;
        // White space may stand after an operator.
        let version = if version.is_empty() { words.next()? } else { version };
        add(operator, &partial(version)?, &mut set)?;
    }
    Some(set)
}

/// A version, before which `v` and `=` may stand; nothing is any.
fn partial(text: &str) -> Option<Partial<'_>> {
    let text = text.trim_start_matches(['v', '=']);
    if text.is_empty() { Some(Partial::default()) } else { Partial::parse(text) }
}

fn add(operator: &str, version: &Partial<'_>, set: &mut Comparators) -> Option<()> {
    let (numbers, pre) = version.filled();
    let whole = version.patch.is_some();
    match operator {
        "" | "=" | "^" | "~" | "~>" | ">=" | "<=" if version.major.is_none() => {}
        // Nothing is before or after any version.
        "<" | ">" if version.major.is_none() => set.close(),
        "" | "=" if whole => set.push(Sign::Equal, numbers, pre).ok()?,
        "" | "=" | "~" | "~>" => {
            set.push_between(version, version.next(version.minor.is_some())?).ok()?;
        }
        "^" => set.push_between(version, version.after_caret()?).ok()?,
        ">=" => set.push(Sign::GreaterOrEqual, numbers, pre).ok()?,
        "<" if whole => set.push(Sign::Less, numbers, pre).ok()?,
        "<" => set.push(Sign::Less, numbers, "0").ok()?,
        ">" if whole => set.push(Sign::Greater, numbers, pre).ok()?,
        ">" => {
            let next = version.next(version.minor.is_some())?;
            set.push(Sign::GreaterOrEqual, next, "").ok()?;
        }
        "<=" if whole => set.push(Sign::LessOrEqual, numbers, pre).ok()?,
        "<=" => set.push(Sign::Less, version.next(version.minor.is_some())?, "0").ok()?,
        _ => return None,
    }
    Some(())
}

/// From the one to the other, all that the other stands for included.
fn hyphen(from: &Partial<'_>, to: &Partial<'_>, set: &mut Comparators) -> Option<()> {
    add(">=", from, set)?;
    add("<=", to, set)
}
