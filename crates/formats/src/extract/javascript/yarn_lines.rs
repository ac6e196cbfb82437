//! `yarn.lock` of Yarn 2 and later in just the form in which Yarn writes it: a key on each line, two
//! spaces for each level, each scalar plain or in quotes with nothing to undo. It is read line by line,
//! many times faster than YAML is.
//!
//! Source: the files that `stringifySyml` of `@yarnpkg/parsers` writes.

use std::collections::BTreeMap;

use super::yarn_lock::{Berry, Meta};

/// The entries of `text`, by their keys; `None` for what may be anything but that form, which YAML then
/// has to be read for.
pub(super) fn parse(text: &str) -> Option<BTreeMap<String, Berry>> {
    let mut entries = BTreeMap::new();
    let mut path: [&str; 3] = [""; 3];
    let mut last: Option<(usize, bool)> = None;
    for line in text.lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Line { depth, key, value } = Line::parse(line)?;
        let fits = match last {
            None => depth == 0,
            // What has no value is a table, and no table is empty.
            Some((above, false)) => depth == above + 1,
            Some((above, true)) => depth <= above,
        };
        if !fits || (depth == 0 && value.is_some()) {
            return None;
        }
        last = Some((depth, value.is_some()));
        if let Some(place) = path.get_mut(depth) {
            *place = key;
        }
        if depth == 0 {
            entries.insert(key.to_owned(), Berry::default()).is_none().then_some(())?;
            continue;
        }
        set(entries.get_mut(path[0])?, &path, depth, key, value)?;
    }
    matches!(last, Some((_, true))).then_some(entries)
}

/// Sets what `key` at `depth` below the entry means; `None` for what is there twice.
fn set(
    entry: &mut Berry,
    path: &[&str; 3],
    depth: usize,
    key: &str,
    value: Option<&str>,
) -> Option<()> {
    match (depth, path[1], value) {
        (1, "version", value) => once(&mut entry.version, value?),
        (1, "resolution", value) => once(&mut entry.resolution, value?),
        (1, "dependencies" | "dependenciesMeta", None) => Some(()),
        (1, "dependencies" | "dependenciesMeta", Some(_)) => None,
        (2, "dependencies", value) => {
            let known = entry.dependencies.insert(key.to_owned(), text(value?)?.to_owned());
            known.is_none().then_some(())
        }
        (2, "dependenciesMeta", None) => {
            let known = entry.dependencies_meta.insert(key.to_owned(), Meta::default());
            known.is_none().then_some(())
        }
        (3, "dependenciesMeta", Some(value)) if key == "optional" => {
            let meta = entry.dependencies_meta.get_mut(path[2])?;
            meta.optional = value.parse().ok()?;
            Some(())
        }
        (_, "dependencies", _) | (2, "dependenciesMeta", _) => None,
        // Nothing else is looked at.
        _ => Some(()),
    }
}

fn once(field: &mut Option<String>, value: &str) -> Option<()> {
    field.replace(text(value)?.to_owned()).is_none().then_some(())
}

/// A scalar that is a text to every reader.
fn text(value: &str) -> Option<&str> {
    const OTHERS: [&str; 8] = ["~", "null", "true", "false", "yes", "no", "on", "off"];
    let is_other = OTHERS.iter().any(|word| value.eq_ignore_ascii_case(word));
    (!is_other).then_some(value)
}

struct Line<'a> {
    depth: usize,
    key: &'a str,
    value: Option<&'a str>,
}

impl<'a> Line<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let bare = line.trim_start_matches(' ');
        let indentation = line.len() - bare.len();
        let depth = indentation / 2;
        if !indentation.is_multiple_of(2) || depth > 3 {
            return None;
        }
        let (key, rest) = match bare.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => {
                bare.split_at(bare.find(": ").or_else(|| bare.strip_suffix(':').map(str::len))?)
            }
        };
        let rest = rest.strip_prefix(':')?;
        let value = if rest.is_empty() { None } else { Some(scalar(rest.strip_prefix(' ')?)?) };
        let key = if bare.starts_with('"') { quoted(key)? } else { plain(key)? };
        Some(Self { depth, key, value })
    }
}

fn scalar(text: &str) -> Option<&str> {
    match text.strip_prefix('"') {
        Some(rest) => quoted(rest.strip_suffix('"')?),
        None => plain(text),
    }
}

/// What stands in double quotes and is what it reads.
fn quoted(text: &str) -> Option<&str> {
    let is_safe = |byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    text.bytes().all(is_safe).then_some(text)
}

/// What needs no quotes: it neither begins with a sign of YAML nor holds one.
fn plain(text: &str) -> Option<&str> {
    let first = text.bytes().next()?;
    let begins =
        first.is_ascii_alphanumeric() || matches!(first, b'^' | b'~' | b'.' | b'/' | b'(' | b'_');
    let is_safe =
        |byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'#' | b'"' | b'\'' | b'\\');
    let holds = !text.contains(": ") && !text.ends_with([':', ' ']) && text.bytes().all(is_safe);
    (begins && holds).then_some(text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::super::yaml;
    use super::parse;
    use crate::extract::javascript::yarn_lock::Berry;

    const LOCK: &str = r#"# This file is generated by running "yarn install" inside your project.

__metadata:
  version: 8
  cacheKey: 10

"@babel/core@npm:^7.0.0, @babel/core@npm:^7.1.0":
  version: 7.26.0
  resolution: "@babel/core@npm:7.26.0"
  dependencies:
    "@babel/types": ^7.0.0
    a: "npm:>=1 || 2"
    b: ~1.10
    c: 1
  peerDependencies:
    d: "*"
  dependenciesMeta:
    a:
      optional: true
    c:
      built: false
  bin:
    core: ./bin/core.js
  checksum: 10/0a1b
  conditions: (os=linux | os=darwin) & cpu=x64
  languageName: node
  linkType: hard

"root@workspace:.":
  version: 0.0.0-use.local
  resolution: "root@workspace:."
  languageName: unknown
  linkType: soft
"#;

    fn as_yaml(text: &str) -> BTreeMap<String, Berry> {
        yaml::parse(text.as_bytes()).expect("YAML")
    }

    #[test]
    fn what_yarn_writes_is_read_as_yaml_would_be() {
        assert_eq!(parse(LOCK), Some(as_yaml(LOCK)));
    }

    #[test]
    fn whatever_else_is_yaml_is_left_to_it() {
        for (from, to) in [
            ("  version: 7.26.0", "  version: 'x'"),
            ("  version: 7.26.0", "  version: \"\\x41\""),
            ("  version: 7.26.0", "  version: null"),
            ("  version: 7.26.0", "  version: &a x"),
            ("  version: 7.26.0", "  version: x # y"),
            ("  version: 7.26.0", "  version: |\n    x"),
            ("  version: 7.26.0", "  version: x\n    y"),
            ("  version: 7.26.0", "  version:"),
            ("  version: 7.26.0", "   version: x"),
            ("  version: 7.26.0", "  version: x\n  version: y"),
            ("  version: 7.26.0", "  version: \u{e4}"),
            ("    b: ~1.10", "    b: ~"),
            ("    b: ~1.10", "    b: c: d"),
            ("    b: ~1.10", "    c: 2"),
            ("    b: ~1.10", "    ? b\n    : 1"),
            ("    b: ~1.10", "    b:\n      c: 1"),
            ("      optional: true", "      optional: yes"),
            ("  dependencies:", "  dependencies: {}"),
            ("\"root@workspace:.\":", "__metadata:"),
            ("\"root@workspace:.\":", "\"root@workspace:.\": x"),
            ("\"root@workspace:.\":", "---"),
        ] {
            assert!(LOCK.contains(from));
            assert_eq!(parse(&LOCK.replace(from, to)), None, "{to}");
        }
        for text in ["", "a:\n", "a: b\n", "  a: b\n", "a:\n    b: c\n"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
