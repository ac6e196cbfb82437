//! Versions that stand in Python source, read and never run.

use regex::RegexBuilder;

use crate::limits;

/// The literal assigned to the first of `names` that `module` assigns at its top level.
///
/// Understood: `NAME = "1.0"`, `NAME: str = '1.0'`, `a = NAME = "1.0"`, `NAME = (1, 2, "rc1")`
/// (joined with `.`, as setuptools does). Text within triple quotes is not code.
///
/// # Errors
/// Why there is no one literal, in a sentence without a final stop.
pub fn from_module(module: &str, names: &[String]) -> Result<String, String> {
    let lines = top_level(module);
    for name in names {
        let mut found = lines.iter().filter_map(|line| assigned(line, name));
        let Some(first) = found.next() else { continue };
        let first = literal(first).ok_or_else(|| {
            format!("`{name}` is assigned an expression, which only running tells")
        })?;
        if found.any(|other| literal(other).as_ref() != Some(&first)) {
            return Err(format!("`{name}` is assigned more than once"));
        }
        return Ok(first);
    }
    Err(format!("`{}` is assigned nowhere at the top level", names.join("` or `")))
}

/// The text of the group `version` where `pattern` first matches in `text`.
///
/// # Errors
/// Why it gives none, in a sentence without a final stop.
pub fn from_pattern(text: &str, pattern: &str) -> Result<String, String> {
    let regex = RegexBuilder::new(pattern)
        .multi_line(true)
        .size_limit(limits::PATTERN_BYTES)
        .build()
        .map_err(|_| format!("the pattern `{pattern}` is not one keelmark can search for"))?;
    regex
        .captures(text)
        .and_then(|found| found.name("version"))
        .map(|version| version.as_str().to_owned())
        .ok_or_else(|| format!("the pattern `{pattern}` finds no `version`"))
}

/// Lines that begin at the margin and outside every triple-quoted string.
fn top_level(module: &str) -> Vec<&str> {
    let mut inside: Option<&str> = None;
    let mut lines = Vec::new();
    for line in module.lines() {
        if inside.is_none() && !line.starts_with([' ', '\t', '#']) {
            lines.push(line);
        }
        inside = after(line, inside);
    }
    lines
}

/// The triple quote still open after `line`, when `inside` was open before it.
fn after<'a>(line: &str, mut inside: Option<&'a str>) -> Option<&'a str> {
    let mut single: Option<char> = None;
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let mut step = c.len_utf8();
        match (inside, single) {
            (_, _) if c == '\\' => {
                step += rest[1..].chars().next().map_or(0, char::len_utf8);
            }
            (Some(quote), _) if rest.starts_with(quote) => {
                (inside, step) = (None, 3);
            }
            (Some(_), _) => {}
            (None, Some(quote)) if c == quote => single = None,
            (None, Some(_)) => {}
            (None, None) if c == '#' => return None,
            (None, None) if rest.starts_with("\"\"\"") => (inside, step) = (Some("\"\"\""), 3),
            (None, None) if rest.starts_with("'''") => (inside, step) = (Some("'''"), 3),
            (None, None) if matches!(c, '"' | '\'') => single = Some(c),
            (None, None) => {}
        }
        rest = &rest[step..];
    }
    inside
}

/// What follows the last `=` of the assignments that begin `line`, if `name` is among the targets.
fn assigned<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = line;
    let mut wanted = false;
    while let Some((target, value)) = target(rest) {
        wanted |= target == name;
        rest = value;
    }
    wanted.then_some(rest)
}

/// Splits `NAME = rest` and `NAME: annotation = rest`.
fn target(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (name, mut rest) = text.split_at(end);
    rest = rest.trim_start();
    if let Some(annotated) = rest.strip_prefix(':') {
        rest = &annotated[annotated.find('=')?..];
    }
    let value = rest.strip_prefix('=')?;
    (!name.is_empty() && !value.starts_with('=')).then(|| (name, value.trim_start()))
}

/// The value of a string literal, or of a tuple of strings and integers, alone on its line.
fn literal(text: &str) -> Option<String> {
    let text = text.trim();
    let (value, rest) = match text.strip_prefix(['(', '[']) {
        Some(inner) => tuple(inner)?,
        None => string(text)?,
    };
    let rest = rest.trim_start();
    let ends = rest.is_empty() || rest.starts_with('#') || rest.starts_with(';');
    (ends && !value.is_empty()).then_some(value)
}

fn tuple(mut rest: &str) -> Option<(String, &str)> {
    let mut parts: Vec<String> = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', ',']);
        if let Some(after) = rest.strip_prefix([')', ']']) {
            return Some((parts.join("."), after));
        }
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let part = if digits > 0 {
            let (number, after) = rest.split_at(digits);
            rest = after;
            number.to_owned()
        } else {
            let (text, after) = string(rest)?;
            rest = after;
            text
        };
        parts.push(part);
        if !rest.trim_start().starts_with([',', ')', ']']) {
            return None;
        }
    }
}

/// A string in one pair of quotes without escapes.
fn string(text: &str) -> Option<(String, &str)> {
    let text = text.strip_prefix(['r', 'R', 'u', 'U']).unwrap_or(text);
    let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| text.starts_with(quote))?;
    let (value, rest) = text[quote.len()..].split_once(quote)?;
    (!value.contains('\\')).then(|| (value.to_owned(), rest))
}

#[cfg(test)]
mod tests {
    use super::{from_module, from_pattern};

    fn read(module: &str) -> Result<String, String> {
        from_module(module, &["__version__".to_owned(), "VERSION".to_owned()])
    }

    #[test]
    fn reads_literals() {
        for module in [
            "__version__ = \"1.2\"",
            "# hello\n__version__ = '1.2'  # ours\n",
            "__version__: str = '1.2'",
            "__version__: Final[str] = '1.2'",
            "version = __version__ = '1.2'; x = 1",
            "__version__ = (1, 2)",
            "VERSION = [1, '2',]",
            "\"\"\"Says\n__version__ = '9'\n\"\"\"\n__version__ = u'1.2'\r\n",
            "'''a''' '''\n__version__ = '9' '''\n__version__ = '1.2'",
            "if x:\n    __version__ = '9'\n__version__ = '1.2'",
            "x = \"it's '''\"\n__version__ = '1.2'",
            "# it's \"\"\"\n__version__ = '''1.2'''",
        ] {
            assert_eq!(read(module).as_deref(), Ok("1.2"), "{module}");
        }
    }

    #[test]
    fn leaves_expressions_alone() {
        for module in [
            "",
            "__version__ = open('x').read()",
            "__version__ = f'1.{x}'",
            "__version__ = '1' + '2'",
            "__version__ = '1.\\x32'",
            "__version__ = '1.2'\n__version__ = '1.3'",
            "__version__ == '1.2'",
            "__version__ += '1.2'",
            "__version__ = ''",
            "    __version__ = '1.2'",
            "__version__x = '1.2'",
            "__version__ = (1, 2",
            "__version__ = (1 2)",
        ] {
            assert!(read(module).is_err(), "{module}");
        }
    }

    #[test]
    fn searches_by_pattern() {
        let text = "a\nversion: v1.2.3\n";
        assert_eq!(from_pattern(text, r"^version: v(?P<version>.+)$").as_deref(), Ok("1.2.3"));
        assert!(from_pattern(text, r"^other: (?P<version>.+)$").is_err());
        assert!(from_pattern(text, r"^version: (.+)$").is_err());
        assert!(from_pattern(text, r"(a)\1").is_err());
        assert!(from_pattern(text, r"((a{1000}){1000}){1000}").is_err());
    }

    proptest::proptest! {
        #[test]
        fn never_panics(module in "[a-z_'\"=(,)\\\\#é \n]{0,80}") {
            let _ = from_module(&format!("__version__{module}"), &["__version__".to_owned()]);
        }
    }
}
