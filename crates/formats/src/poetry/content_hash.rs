//! The digest of the parts of `pyproject.toml` that decide about a lock.
//!
//! SHA-256 over JSON with sorted keys, `, ` and `: ` between, and nothing but ASCII. What is in it has grown:
//! `[tool.poetry]` alone at first, `[project]` since Poetry 2.0, `[dependency-groups]` since 2.3.

use toml::{Table, Value};

use crate::hash;

/// Of `[tool.poetry]`: those that stand there even when they are missing, and the one that does not.
const ALWAYS: [&str; 4] = ["dependencies", "source", "extras", "dev-dependencies"];
const GROUP: &str = "group";
/// Of `[project]`.
const PROJECT: [&str; 3] = ["requires-python", "dependencies", "optional-dependencies"];

/// The digest in hexadecimal, with `[dependency-groups]` or without; `None` where the file has a value that has
/// no form in it: a date, or a number with a fraction.
pub(super) fn content_hash(file: &Table, with_groups: bool) -> Option<String> {
    let empty = Table::new();
    let below = |table: &'_ Table, key: &str| table.get(key).and_then(Value::as_table).cloned();
    let project = below(file, "project").unwrap_or_default();
    let groups = if with_groups { below(file, "dependency-groups") } else { None };
    let groups = groups.filter(|groups| !groups.is_empty());
    let tool = below(file, "tool").unwrap_or_default();
    let poetry = below(&tool, "poetry").unwrap_or_else(|| empty.clone());
    let pick = |key: &&str| Some(((*key).to_owned(), Node::of(project.get(*key)?)?));
    let stated = PROJECT.iter().filter(|key| project.contains_key(**key)).count();
    let project: Vec<(String, Node)> = PROJECT.iter().filter_map(pick).collect();
    if project.len() != stated {
        return None;
    }
    let bare = project.is_empty() && groups.is_none();
    let mut own = Vec::new();
    for key in ALWAYS.into_iter().chain([GROUP]) {
        match poetry.get(key) {
            Some(value) => own.push((key.to_owned(), Node::of(value)?)),
            None if bare && key != GROUP => own.push((key.to_owned(), Node::Null)),
            None => {}
        }
    }
    let content = if bare {
        Node::Members(own)
    } else {
        let mut members = Vec::new();
        if !project.is_empty() {
            members.push(("project".to_owned(), Node::Members(project)));
        }
        if let Some(groups) = groups {
            members.push(("dependency-groups".to_owned(), Node::of(&Value::Table(groups))?));
        }
        let tool = vec![("poetry".to_owned(), Node::Members(own))];
        members.push(("tool".to_owned(), Node::Members(tool)));
        Node::Members(members)
    };
    let mut text = String::new();
    content.write(&mut text);
    Some(hash::sha256(text.as_bytes()).hex())
}

/// What is written.
enum Node {
    Null,
    Plain(String),
    Text(String),
    List(Vec<Node>),
    Members(Vec<(String, Node)>),
}

impl Node {
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::String(text) => Self::Text(text.clone()),
            Value::Integer(number) => Self::Plain(number.to_string()),
            Value::Boolean(flag) => Self::Plain(flag.to_string()),
            Value::Array(items) => {
                Self::List(items.iter().map(Self::of).collect::<Option<Vec<_>>>()?)
            }
            Value::Table(table) => {
                let member =
                    |(key, value): (&String, &Value)| Some((key.clone(), Self::of(value)?));
                Self::Members(table.iter().map(member).collect::<Option<Vec<_>>>()?)
            }
            Value::Float(_) | Value::Datetime(_) => return None,
        })
    }

    fn write(self, text: &mut String) {
        match self {
            Self::Null => text.push_str("null"),
            Self::Plain(plain) => text.push_str(&plain),
            Self::Text(it) => quoted(&it, text),
            Self::List(items) => {
                text.push('[');
                for (place, item) in items.into_iter().enumerate() {
                    text.push_str(if place > 0 { ", " } else { "" });
                    item.write(text);
                }
                text.push(']');
            }
            Self::Members(mut members) => {
                members.sort_by(|(a, _), (b, _)| a.cmp(b));
                text.push('{');
                for (place, (key, value)) in members.into_iter().enumerate() {
                    text.push_str(if place > 0 { ", " } else { "" });
                    quoted(&key, text);
                    text.push_str(": ");
                    value.write(text);
                }
                text.push('}');
            }
        }
    }
}

/// A string with escapes for whatever is not printable ASCII.
fn quoted(it: &str, text: &mut String) {
    text.push('"');
    for c in it.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            ' '..='\u{7f}' => text.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    text.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::{Node, content_hash};

    #[test]
    fn json_is_that_of_python() {
        let table: toml::Value =
            toml::from_str("b = [1, true, 'é\\ud83d'] \na = { y = '\u{1F600}\"', x = {} }")
                .unwrap();
        let mut text = String::new();
        Node::of(&table).unwrap().write(&mut text);
        assert_eq!(
            text,
            r#"{"a": {"x": {}, "y": "\ud83d\ude00\""}, "b": [1, true, "\u00e9\\ud83d"]}"#
        );
    }

    /// What Poetry 2.5.1 writes for these.
    #[test]
    fn digests_are_those_of_poetry() {
        for (file, groups, expected) in [
            (
                "[tool.poetry]\nname = \"a\"\n[tool.poetry.dependencies]\npython = \"^3.8\"\nb = { version = \"1\", optional = true }\n",
                true,
                "8712f579d6a22fe619322754ecbd9941548a53fdf10b00718eec9ddce40a518c",
            ),
            (
                "[tool.poetry]\nname = \"a\"\n[tool.poetry.dependencies]\npython = \"^3.8\"\nb = { version = \"1\", optional = true }\n",
                false,
                "8712f579d6a22fe619322754ecbd9941548a53fdf10b00718eec9ddce40a518c",
            ),
            (
                "[tool.poetry.group.dev.dependencies]\nb = \"*\"\n[tool.poetry.extras]\nx = [\"é\"]\n",
                true,
                "f3b2f34cc0aebd3717f8e063b7b43f25bc0a9b6369ef7e7b75b97236eceba58c",
            ),
            (
                "[tool.poetry.group.dev.dependencies]\nb = \"*\"\n[tool.poetry.extras]\nx = [\"é\"]\n",
                false,
                "f3b2f34cc0aebd3717f8e063b7b43f25bc0a9b6369ef7e7b75b97236eceba58c",
            ),
            (
                "[project]\nname = \"a\"\nrequires-python = \">=3.9\"\ndependencies = [\"b>=1\"]\n[dependency-groups]\ndev = [\"c\", { include-group = \"d\" }]\nd = []\n[tool.poetry]\nsource = []\n",
                true,
                "73e3481ec9cc8f1a7c4b8b019b88a981260a4244b0e8ee5629f6c7cacf4e7a07",
            ),
            (
                "[project]\nname = \"a\"\nrequires-python = \">=3.9\"\ndependencies = [\"b>=1\"]\n[dependency-groups]\ndev = [\"c\", { include-group = \"d\" }]\nd = []\n[tool.poetry]\nsource = []\n",
                false,
                "e3a9831a0701e5198d272302c44ad2b9a63494801525c62c2f16f48124e95f4a",
            ),
        ] {
            let table: toml::Table = toml::from_str(file).unwrap();
            assert_eq!(content_hash(&table, groups).as_deref(), Some(expected), "{file}");
        }
        let table: toml::Table = toml::from_str("[tool.poetry.dependencies]\na = 1.5").unwrap();
        assert_eq!(content_hash(&table, true), None);
    }
}
