//! YAML of tools, bounded.

use std::collections::HashMap;

use serde::de::DeserializeOwned;

use crate::{ParseError, codes, limits};

/// Parses the whole of `bytes`. Aliases, with which a small document can stand for a large one, are
/// refused: no lock has any.
///
/// # Errors
/// `document.*` codes, with the position where one is known.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ParseError> {
    read(bytes, 0)
}

/// As [`parse`], of tools that write what occurs twice as an alias. What aliases repeat counts
/// again.
///
/// # Errors
/// As [`parse`].
pub(super) fn parse_with_aliases<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ParseError> {
    read(bytes, limits::YAML_ALIASES)
}

fn read<T: DeserializeOwned>(bytes: &[u8], aliases: usize) -> Result<T, ParseError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        ParseError::at(&codes::DOCUMENT_ENCODING, "not UTF-8", bytes, error.valid_up_to())
    })?;
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_aliases: aliases,
            max_anchors: aliases,
            max_depth: limits::DOCUMENT_DEPTH,
            max_documents: 1,
            max_events: limits::YAML_NODES * 2,
            max_nodes: limits::YAML_NODES,
        },
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let message = error.to_string();
        let line = message.lines().next().unwrap_or_default();
        ParseError::new(&codes::DOCUMENT_SYNTAX, line)
    })
}

/// The lines, from 1, of the keys that stand after `indentation` spaces, as tools write them: one a
/// line, plain or in quotes.
pub(super) fn lines_of_keys(bytes: &[u8], indentation: usize) -> HashMap<&str, u32> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let keys = text.lines().zip(1..).filter_map(|(line, number)| {
        let key = line.get(indentation..).filter(|key| !key.starts_with([' ', '#', '-']))?;
        let spaces = line.get(..indentation)?;
        let key = key
            .trim_end()
            .strip_suffix(':')
            .or_else(|| key.split_once(": ").map(|(key, _)| key))?;
        let quoted =
            ['"', '\''].into_iter().find_map(|quote| key.strip_prefix(quote)?.strip_suffix(quote));
        spaces.bytes().all(|byte| byte == b' ').then_some((quoted.unwrap_or(key), number))
    });
    keys.collect()
}

/// The lines, from 1, of the items of lists, by what they are: one a line, plain or in quotes. Of what is there
/// several times, the first.
pub(super) fn lines_of_items(bytes: &[u8]) -> HashMap<&str, u32> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let mut items = HashMap::new();
    for (line, number) in text.lines().zip(1..) {
        let Some(item) = line.trim_start().strip_prefix("- ").map(str::trim) else { continue };
        let quote = item.chars().next().filter(|first| matches!(first, '"' | '\''));
        let item = match quote {
            Some(quote) => item.get(1..).and_then(|rest| rest.split(quote).next()),
            None => item.split(" #").next().map(str::trim_end),
        };
        items.entry(item.unwrap_or_default()).or_insert(number);
    }
    items
}

#[cfg(test)]
mod tests {
    use super::lines_of_items;

    #[test]
    fn items_of_lists_have_lines() {
        let text = b"a:\n  - b=1\n- \"c >=2\" # d\n- e # f\n  -  e\ng: - h\n- 'i";
        let lines = lines_of_items(text);
        let mut lines: Vec<(&str, u32)> = lines.into_iter().collect();
        lines.sort_unstable();
        assert_eq!(lines, [("b=1", 2), ("c >=2", 3), ("e", 4), ("i", 7)]);
    }
}
