//! Dependency specifiers.
//!
//! Source: PEP 508, "Dependency specifiers" in the Python Packaging User Guide.

use std::str::FromStr;

use keelmark_model::{Declared, DependencyKind};
use pep440_rs::VersionSpecifiers;

use super::normalized;
use crate::limits;
use crate::manifest::repository;

/// The dependency `text` declares, or what is wrong with it, in a sentence without a final stop.
///
/// Extras asked of a package are checked and left out: they belong to the edge, not the package.
///
/// # Errors
/// A message, when `text` is not a specifier.
pub fn parse(text: &str, kind: DependencyKind) -> Result<Declared, String> {
    // A message is printed, and an address may carry a password.
    specifier(text, kind).map_err(|message| repository::without_users(&message))
}

/// A requirement as the metadata of a built package states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Requirement {
    /// Normalised name.
    pub(crate) name: String,
    /// Extras asked of the package, normalised and sorted.
    pub(crate) extras: Vec<String>,
    /// The marker as written.
    pub(crate) marker: Option<String>,
    /// The versions asked for, or the address, as written.
    pub(crate) specifier: Option<String>,
    /// The extra for which alone it is needed: the first that the marker asks for.
    pub(crate) extra: Option<String>,
}

/// The requirement `text` states. Its version is not read: whatever is installed fits, and old
/// packages ask for versions in forms that are none (`>=2.*`).
///
/// # Errors
/// A message, when `text` does not begin with a name or its marker has unpaired quotes.
pub(crate) fn written(text: &str) -> Result<Requirement, String> {
    if text.len() > limits::REQUIREMENT_BYTES {
        return Err(too_long(text));
    }
    let (name, rest) = name(text.trim())?;
    let extras = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let mut extras: Vec<String> = extras
        .into_iter()
        .flat_map(|(list, _)| list.split(','))
        .filter_map(|it| normalized(it.trim()))
        .collect();
    extras.sort();
    extras.dedup();
    // In an address a `;` begins no marker, unless after white space.
    let marker = if rest.contains('@') && rest.contains("://") {
        rest.split_once(" ;").or_else(|| rest.split_once("\t;"))
    } else {
        rest.split_once(';')
    };
    let asked = marker.map_or(rest, |(asked, _)| asked);
    let asked =
        asked.strip_prefix('[').and_then(|asked| asked.split_once(']')).map_or(asked, |it| it.1);
    // Old metadata has parentheses around: `six (>=1.9)`.
    let asked = asked.trim();
    let bare = asked.strip_prefix('(').and_then(|asked| asked.strip_suffix(')')).unwrap_or(asked);
    let specifier = (!bare.is_empty()).then(|| bare.to_owned());
    let marker = marker.map(|(_, text)| self::marker(text)).transpose()?;
    let extra = marker.as_deref().and_then(extra);
    Ok(Requirement { name, extras, marker, specifier, extra })
}

/// The first extra that a marker compares with: `extra == "x"`.
fn extra(marker: &str) -> Option<String> {
    let (_, rest) = marker.split_once("extra")?;
    let rest = rest.trim_start().strip_prefix("==")?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    normalized(rest.get(1..)?.split(quote).next()?)
}

fn too_long(text: &str) -> String {
    let (length, limit) = (text.len(), limits::REQUIREMENT_BYTES);
    format!("a requirement of {length} bytes; the limit is {limit}")
}

/// The normalised name that `text` begins with, and what follows.
fn name(text: &str) -> Result<(String, &str), String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let (name, rest) = text.split_at(text.find(|c| !is_name(c)).unwrap_or(text.len()));
    let normal = normalized(name).ok_or_else(|| format!("`{text}` does not begin with a name"))?;
    Ok((normal, rest.trim_start()))
}

fn specifier(text: &str, kind: DependencyKind) -> Result<Declared, String> {
    if text.len() > limits::REQUIREMENT_BYTES {
        return Err(too_long(text));
    }
    let text = text.trim();
    let (normal, rest) = name(text)?;
    let rest = after_extras(rest)?.trim_start();
    if let Some(rest) = rest.strip_prefix('@') {
        return addressed(normal, rest.trim_start(), kind);
    }
    let (specifier, marker) = match rest.split_once(';') {
        Some((specifier, marker)) => (specifier.trim(), Some(self::marker(marker)?)),
        None => (rest.trim(), None),
    };
    let requirement = match specifier.strip_prefix('(') {
        Some(inner) => inner.strip_suffix(')').ok_or_else(|| unclosed(text))?.trim(),
        None => specifier,
    };
    if !requirement.starts_with(['<', '>', '=', '!', '~']) && !specifier.is_empty() {
        return Err(format!(
            "`{specifier}` after the name `{normal}` is not a version requirement"
        ));
    }
    VersionSpecifiers::from_str(requirement)
        .map_err(|error| format!("`{text}`: {}", first_line(&error.to_string())))?;
    Ok(Declared {
        name: normal,
        requirement: requirement.to_owned(),
        kind,
        marker,
        url: None,
        line: None,
    })
}

fn addressed(name: String, rest: &str, kind: DependencyKind) -> Result<Declared, String> {
    let (url, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let has_scheme = url.split_once(':').is_some_and(|(scheme, path)| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        !scheme.is_empty() && scheme.chars().all(allowed) && !path.is_empty()
    });
    if !has_scheme {
        return Err(format!("`{name} @ {url}`: a direct reference is a URL"));
    }
    let marker = match after.trim_start() {
        "" => None,
        after => match after.strip_prefix(';') {
            Some(marker) => Some(self::marker(marker)?),
            None => return Err(format!("`{after}` after the URL of `{name}` is not a marker")),
        },
    };
    let url = Some(repository::dependency(url));
    Ok(Declared { name, requirement: String::new(), kind, marker, url, line: None })
}

/// What follows `[a, b]`, each of which must be a name.
fn after_extras(text: &str) -> Result<&str, String> {
    let Some(inner) = text.strip_prefix('[') else { return Ok(text) };
    let (extras, rest) = inner.split_once(']').ok_or_else(|| unclosed(text))?;
    let named = |extra: &str| normalized(extra.trim()).is_some();
    if extras.trim().is_empty() || extras.split(',').all(named) {
        Ok(rest)
    } else {
        Err(format!("`[{extras}]` are not the names of extras"))
    }
}

fn unclosed(text: &str) -> String {
    format!("`{text}` has a bracket that is not closed")
}

/// A marker as written; its quotes and parentheses must pair up.
fn marker(text: &str) -> Result<String, String> {
    let text = text.trim();
    let mut depth = 0_u32;
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth = depth.checked_sub(1).ok_or_else(|| unpaired(text))?;
            }
            (None, _) => {}
        }
    }
    if text.is_empty() || depth > 0 || quote.is_some() {
        return Err(unpaired(text));
    }
    Ok(text.to_owned())
}

fn unpaired(text: &str) -> String {
    format!("the marker `{text}` is empty or has an unpaired quote or parenthesis")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use keelmark_model::DependencyKind;

    use super::parse;

    #[test]
    fn reads_every_form() {
        let cases = [
            ("pyyaml>=6", "pyyaml|>=6||"),
            ("requests (>=2)", "requests|>=2||"),
            ("requests(>=2,<3)", "requests|>=2,<3||"),
            ("foo @ https://example.com/foo.whl", "foo|||https://example.com/foo.whl"),
            ("foo @ https://me:secret@example.com/foo.whl", "foo|||https://example.com/foo.whl"),
            (
                "foo@ git+https://example.com/foo@v1 ; python_version < '3'",
                "foo||python_version < '3'|git+https://example.com/foo@v1",
            ),
            ("bar >=1 ; python_version < '3.9'", "bar|>=1|python_version < '3.9'|"),
            ("uvicorn[standard]~=0.3", "uvicorn|~=0.3||"),
            ("Zope.Interface [ a , b ] == 1.*", "zope-interface|== 1.*||"),
            ("baz===1.0", "baz|===1.0||"),
            ("name", "name|||"),
            ("a;(os_name=='nt' and \"(\" in extra)", "a||(os_name=='nt' and \"(\" in extra)|"),
        ];
        for (text, wanted) in cases {
            let it = parse(text, DependencyKind::Runtime).unwrap();
            let marker = it.marker.unwrap_or_default();
            let url = it.url.unwrap_or_default();
            assert_eq!(format!("{}|{}|{marker}|{url}", it.name, it.requirement), wanted, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_none() {
        let deep = format!("a; {}", "(".repeat(5000));
        let cases = [
            "",
            ">=1",
            "-a",
            "a b",
            "a[",
            "a[x",
            "a[x_ ]",
            "a[x,]",
            "a[,]",
            "a>=x y",
            "a==",
            "é>=1",
            "a>=1é",
            "a @ foo",
            "a @",
            "a @ https://e.com/x nonsense",
            "a ;",
            "a; (os_name == 'x'",
            "a; os_name == 'x",
            "a (>=1",
            &deep,
        ];
        for text in cases {
            assert!(parse(text, DependencyKind::Runtime).is_err(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = parse(&text, DependencyKind::Runtime);
        }

        #[test]
        fn never_panics_near_the_grammar(text in "[a-z0-9.é\\[\\](),;@<>=~! \"'*_-]{0,40}") {
            let _ = parse(&format!("a{text}"), DependencyKind::Runtime);
        }
    }
}
