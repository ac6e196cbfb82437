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

/// Whether two ranges have a version in common that is no pre-release, or that both name.
///
/// # Errors
/// [`RangeError`] for a text that is no range.
pub fn overlap(one: &str, other: &str) -> Result<bool, RangeError> {
    let ranges = [Range::parse(one)?, Range::parse(other)?];
    // Where ranges meet at all, they do so at the beginning of one of them, or right behind it.
    let named = [one, other].into_iter().flat_map(|text| {
        text.split(|c: char| c.is_whitespace() || "<>=~^|,".contains(c)).filter_map(partial)
    });
    let mut starts: Vec<String> = vec!["0.0.0".to_owned()];
    for version in named {
        let ([major, minor, patch], pre) = version.filled();
        let dash = if pre.is_empty() { "" } else { "-" };
        starts.push(format!("{major}.{minor}.{patch}{dash}{pre}"));
        for next in [Some([major, minor, patch + 1]), version.next(true), version.next(false)] {
            let [major, minor, patch] = next.unwrap_or_default();
            starts.push(format!("{major}.{minor}.{patch}"));
        }
    }
    let in_both = |version: &String| ranges.iter().all(|it| it.allows(version).unwrap_or(false));
    Ok(starts.iter().any(in_both))
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

#[cfg(test)]
mod tests {
    use super::overlap;

    #[test]
    fn ranges_overlap_where_a_version_is_in_both() {
        for (one, other, expected) in [
            ("^1.2.0", "<1.3", true),
            ("^1.2.0", "<1.2", false),
            ("*", "^3", true),
            ("1.x", ">1.0.0 <1.0.2", true),
            (">=2 <3 || 5", "4 - 5", true),
            (">2.3.4", "<=2.3.4", false),
            ("1.0.0-rc.1", "1.0.0-rc.1", true),
            (">1", "<2.0.0", false),
        ] {
            assert_eq!(overlap(one, other), Ok(expected), "{one} {other}");
            assert_eq!(overlap(other, one), Ok(expected), "{other} {one}");
        }
        assert!(overlap("latest", "1").is_err());
    }
}
