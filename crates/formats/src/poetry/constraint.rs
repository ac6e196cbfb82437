//! Which versions will do, as Poetry writes it.
//!
//! Source: Poetry's documentation, "Dependency specification", section "Version constraints".

use std::str::FromStr;

use pep440_rs::{Version, VersionSpecifiers};

use crate::limits;

/// Ranges of which one must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint(Vec<VersionSpecifiers>);

impl Constraint {
    /// Reads a constraint.
    ///
    /// # Errors
    /// A message, in a sentence without a final stop.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > limits::REQUIREMENT_BYTES {
            let (length, limit) = (text.len(), limits::REQUIREMENT_BYTES);
            return Err(format!("a requirement of {length} bytes; the limit is {limit}"));
        }
        let alternatives =
            text.split('|').filter(|part| !part.trim().is_empty() || text.trim().is_empty());
        let read: Result<Vec<_>, String> = alternatives.map(range).collect();
        read.map(Self).map_err(|message| format!("`{text}`: {message}"))
    }

    /// Whether a version will do.
    ///
    /// # Errors
    /// A message, when `version` is none.
    pub fn allows(&self, version: &str) -> Result<bool, String> {
        let version =
            Version::from_str(version).map_err(|_| format!("`{version}` is no version"))?;
        Ok(self.0.iter().any(|range| range.contains(&version)))
    }

    /// The constraint as a marker over versions of Python; none, if every version will do.
    pub(super) fn marker(&self) -> Option<String> {
        let alternatives: Vec<String> = self
            .0
            .iter()
            .map(|range| {
                let parts = range.iter().map(|it| {
                    let text = it.to_string();
                    let at = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
                    let (operator, version) = text.split_at(at);
                    format!("python_full_version {} '{version}'", operator.trim())
                });
                parts.collect::<Vec<_>>().join(" and ")
            })
            .collect();
        if alternatives.iter().any(String::is_empty) {
            return None;
        }
        Some(format!("({})", alternatives.join(") or (")))
    }
}

/// Comparisons that must all hold, with commas or white space between.
fn range(text: &str) -> Result<VersionSpecifiers, String> {
    let mut parts = Vec::new();
    let mut words = text.split([',', ' ']).filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        let length = word.find(|c: char| !"<>=!~^".contains(c)).unwrap_or(word.len());
        let (operator, version) = word.split_at(length);
        // White space may stand after an operator.
        let version = if version.is_empty() { words.next().unwrap_or_default() } else { version };
        parts.extend(comparison(operator, version)?);
    }
    VersionSpecifiers::from_str(&parts.join(","))
        .map_err(|error| error.to_string().lines().next().unwrap_or_default().to_owned())
}

/// A comparison in the words of PEP 440; nothing where any version will do.
fn comparison(operator: &str, version: &str) -> Result<Option<String>, String> {
    if matches!(version, "*" | "x" | "X") {
        return Ok(None);
    }
    let wild = version.ends_with(".*") || version.ends_with(".x") || version.ends_with(".X");
    Ok(Some(match operator {
        "^" => format!(">={version},<{}", next(version, caret)?),
        "~" => format!(">={version},<{}", next(version, |parts| usize::from(parts.len() > 1))?),
        "" | "=" | "==" if wild => format!("=={}*", &version[..version.len() - 1]),
        "" | "=" => format!("=={version}"),
        operator => format!("{operator}{version}"),
    }))
}

/// The place of the number that a caret keeps: the first that is not zero, or else the last.
fn caret(parts: &[u64]) -> usize {
    parts.iter().position(|part| *part != 0).unwrap_or(parts.len().saturating_sub(1))
}

/// The first version with a greater number at a place.
fn next(version: &str, place: impl Fn(&[u64]) -> usize) -> Result<String, String> {
    let read = Version::from_str(version).map_err(|_| format!("`{version}` is no version"))?;
    let parts = read.release().to_vec();
    let at = place(&parts);
    let mut kept: Vec<String> = parts.iter().take(at).map(u64::to_string).collect();
    let raised = parts.get(at).and_then(|part| part.checked_add(1));
    kept.push(raised.ok_or_else(|| format!("`{version}` is too large"))?.to_string());
    Ok(kept.join("."))
}

#[cfg(test)]
mod tests {
    use super::Constraint;

    #[test]
    fn every_form_is_read() {
        for (constraint, within, without) in [
            ("*", "0.1", ""),
            ("", "0.1", ""),
            ("^1.2.3", "1.9", "2.0"),
            ("^0.2.3", "0.2.9", "0.3"),
            ("^0.0.3", "0.0.3", "0.0.4"),
            ("^0", "0.9", "1.0"),
            ("~1.2.3", "1.2.9", "1.3"),
            ("~1", "1.9", "2.0"),
            ("~1.2", "1.2.9", "1.3"),
            ("1.2.*", "1.2.9", "1.3"),
            ("1.2", "1.2.0", "1.2.1"),
            (">=1,<2 || >=3", "3.1", "2.5"),
            (">= 1.2 <2", "1.5", "2.1"),
            ("~=1.4.2", "1.4.9", "1.5"),
            ("!=1.5", "1.6", "1.5"),
        ] {
            let read = Constraint::parse(constraint).unwrap();
            assert_eq!(read.allows(within), Ok(true), "{constraint} {within}");
            if !without.is_empty() {
                assert_eq!(read.allows(without), Ok(false), "{constraint} {without}");
            }
        }
        assert!(Constraint::parse("^x1").is_err());
        assert!(Constraint::parse("1").unwrap().allows("one").is_err());
        let python = Constraint::parse("^3.8 || 2.7.*").unwrap().marker().unwrap();
        assert_eq!(
            python,
            "(python_full_version >= '3.8' and python_full_version < '4') or (python_full_version == '2.7.*')"
        );
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "[0-9a-z.*^~<>=!|, ]{0,30}") {
            if let Ok(read) = Constraint::parse(&text) {
                let _ = (read.allows("1.0"), read.marker());
            }
        }
    }
}
