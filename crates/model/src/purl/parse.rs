//! Text to package URL.
//!
//! Follows the specification's section "How to parse a purl string": from the right, each part is
//! cut off before it is decoded.

use std::str::FromStr;

use super::encoding::decode;
use super::rules::{self, Rules};
use super::{Purl, PurlError, segments};

impl FromStr for Purl {
    type Err = PurlError;

    /// Reads a package URL, canonical or not: `pkg://PyPI/Django_x` is `pkg:pypi/django-x`.
    fn from_str(text: &str) -> Result<Self, PurlError> {
        let (rest, subpath) = cut(text, '#');
        let (rest, qualifiers) = cut(rest, '?');
        let rest = match rest.split_once(':') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("pkg") => rest,
            _ => return Err(PurlError::Scheme),
        };
        let (ty, rest) = rest.trim_matches('/').split_once('/').ok_or_else(|| no_name(rest))?;
        let (path, version) = split_version(rest)?;
        let path = segments(path).map(decode).collect::<Result<Vec<_>, _>>()?;
        let ty = rules::checked_type(ty)?;
        let rules = Rules::of(&ty);
        let split = if rules.name_is_path() { 1 } else { path.len().saturating_sub(1) };
        let (namespace, name) = path.split_at(split.min(path.len()));

        let namespace = namespace.iter().map(AsRef::as_ref);
        let mut purl = Self::from_segments(&ty, namespace, &name.join("/"))?;
        purl = purl.with_version(&decode(version)?)?;
        for pair in qualifiers.split('&').filter(|pair| !pair.is_empty()) {
            let wrong = || PurlError::Qualifier(pair.to_owned());
            let (key, value) = pair.split_once('=').ok_or_else(wrong)?;
            if purl.qualifiers.contains_key(&key.to_ascii_lowercase()) {
                return Err(wrong());
            }
            purl = purl.with_qualifier(key, &decode(value)?)?;
        }
        rules.check_qualifiers(&purl.qualifiers)?;
        let subpath = segments(subpath).map(decode).collect::<Result<Vec<_>, _>>()?;
        Ok(purl.with_subpath(&subpath.join("/")))
    }
}

/// Splits at the last `separator`; the second part is empty when there is none.
fn cut(text: &str, separator: char) -> (&str, &str) {
    text.rsplit_once(separator).unwrap_or((text, ""))
}

/// What is wrong with `pkg:rest` when `rest` has no slash.
fn no_name(rest: &str) -> PurlError {
    rules::checked_type(rest.trim_matches('/')).err().unwrap_or(PurlError::Name)
}

/// Cuts the version off a namespace and name.
fn split_version(rest: &str) -> Result<(&str, &str), PurlError> {
    match rest.rsplit_once('@') {
        // Of npm scopes written plainly: `@scope/name` has no version.
        Some(("", scoped)) if scoped.contains('/') => Ok((rest, "")),
        Some((path, _)) if path.is_empty() || path.ends_with('/') => Err(PurlError::Name),
        Some((path, version)) => Ok((path, version)),
        None => Ok((rest, "")),
    }
}
