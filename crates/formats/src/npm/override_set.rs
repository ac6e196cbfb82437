//! `overrides`: what takes the place of needs, whoever has them.
//!
//! Source: npm's documentation, "package.json", section "overrides".

use serde_json::Value;

use crate::limits;

/// The overrides of a root, those below packages with what they stand below.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// By name; of several that could count, npm takes the one written first.
    pub list: Vec<Override>,
}

/// One override.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Whose needs are overridden, by name.
    pub name: String,
    /// Which of them, as a range; `*` for all.
    pub of: String,
    /// What will do instead, as written: a specifier, or `$name` for what the root needs under that name.
    pub value: String,
    /// Whether it counts only below other packages.
    pub nested: bool,
    /// Line of the field.
    pub line: u32,
}

impl Overrides {
    /// Reads the value of the field, which begins on `line`.
    pub(super) fn parse(text: &str, line: u32) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut overrides = Self::default();
        overrides.add(&value, false, 0, line)?;
        Ok(overrides)
    }

    fn add(&mut self, value: &Value, nested: bool, depth: usize, line: u32) -> Result<(), String> {
        let Value::Object(members) = value else {
            return Err("`overrides` is no object".to_owned());
        };
        if depth > limits::OVERRIDE_DEPTH {
            return Err(format!("overrides more than {} deep", limits::OVERRIDE_DEPTH));
        }
        for (key, value) in members.iter().filter(|(key, _)| *key != ".") {
            let (name, of) = split(key);
            // npm takes such a key for a repository, and stops.
            if name.contains('/') && !name.starts_with('@') {
                return Err(format!("the override of `{key}` is of no package"));
            }
            let own = match value {
                Value::Object(below) => below.get(".").and_then(Value::as_str),
                value => value.as_str(),
            };
            // Without a value of its own, the key's range is what will do.
            let value_of = own.unwrap_or(of);
            self.list.push(Override {
                name: name.to_owned(),
                of: of.to_owned(),
                value: if value_of.is_empty() { "*" } else { value_of }.to_owned(),
                nested,
                line,
            });
            match value {
                Value::Object(_) => self.add(value, true, depth + 1, line)?,
                Value::String(_) => {}
                _ => {
                    return Err(format!("the override of `{key}` is neither a text nor an object"));
                }
            }
        }
        Ok(())
    }
}

/// Name and range of `name@range`.
fn split(key: &str) -> (&str, &str) {
    let at = key.char_indices().skip(1).find(|(_, c)| *c == '@').map(|(at, _)| at);
    match at {
        Some(at) if at + 1 < key.len() => (&key[..at], &key[at + 1..]),
        Some(at) => (&key[..at], "*"),
        None => (key, "*"),
    }
}

#[cfg(test)]
mod tests {
    use super::Overrides;

    #[test]
    fn overrides_are_flat_or_below_others() {
        let text = r#"{"a": "1", "@s/b@^2": {".": "3", "c": "$c"}, "d": {"e": ""}}"#;
        let read = Overrides::parse(text, 7).unwrap();
        let told: Vec<String> = read
            .list
            .iter()
            .map(|it| format!("{}@{} {} {}", it.name, it.of, it.value, it.nested))
            .collect();
        let expected =
            ["@s/b@^2 3 false", "c@* $c true", "a@* 1 false", "d@* * false", "e@* * true"];
        let mut told = told;
        told.sort();
        let mut expected = expected.map(str::to_owned).to_vec();
        expected.sort();
        assert_eq!(told, expected);
        assert!(Overrides::parse("[]", 1).is_err());
        assert!(Overrides::parse(r#"{"a": 1}"#, 1).is_err());
        assert!(Overrides::parse(r#"{"a/b": "1"}"#, 1).is_err());
    }
}
