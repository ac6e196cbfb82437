//! Strict TOML.
//!
//! TOML 1.1, which refuses duplicate keys by itself; bounded here in size and depth. The `toml`
//! crate bounds brackets and the parts of one dotted key, yet not one inside the other, and its
//! trees are walked and dropped by recursion.

mod flat;

use std::ops::Range;

use serde::de::Deserialize;
use toml_parser::lexer::TokenKind;

use crate::{ParseError, codes, limits};

/// Parses the whole of `bytes` as a `T`.
///
/// # Errors
/// `document.*` codes, with the position.
pub fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, ParseError> {
    let text = text(bytes)?;
    part(text, 0..text.len())
}

/// The text of a document that is neither too large, nor empty, nor of another encoding.
///
/// # Errors
/// `document.size`, `document.empty`, `document.encoding`.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, ParseError> {
    if bytes.len() > limits::DOCUMENT_BYTES {
        return Err(too_large(bytes.len(), limits::DOCUMENT_BYTES));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ParseError::new(&codes::DOCUMENT_EMPTY, "the document is empty"));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        ParseError::at(&codes::DOCUMENT_ENCODING, "not UTF-8", bytes, error.valid_up_to())
    })
}

/// Parses the part of `text` within `range`, which is a document of its own; spans and positions
/// count from the start of the part and of the text respectively.
pub(crate) fn part<'a, T: Deserialize<'a>>(
    text: &'a str,
    range: Range<usize>,
) -> Result<T, ParseError> {
    let start = range.start;
    let part = &text[range];
    if part.len() > limits::TOML_TREE_BYTES {
        return Err(too_large(part.len(), limits::TOML_TREE_BYTES));
    }
    if let Some(byte) = too_deep(part) {
        let message = format!("nested deeper than {}", limits::DOCUMENT_DEPTH);
        return Err(ParseError::at(&codes::DOCUMENT_DEPTH, message, text.as_bytes(), start + byte));
    }
    let located = |code, error: &toml::de::Error| {
        let byte = error.span().map_or(part.len(), |span| span.start);
        ParseError::at(code, error.message(), text.as_bytes(), start + byte)
    };
    let tree = toml::Deserializer::parse(part)
        .map_err(|error| located(&codes::DOCUMENT_SYNTAX, &error))?;
    T::deserialize(tree).map_err(|error| located(&codes::DOCUMENT_SHAPE, &error))
}

/// Reads parts that begin with `[[package]]`, one after the other.
#[derive(Default)]
pub(crate) struct Parts<'a>(flat::Memory<'a>);

impl<'a> Parts<'a> {
    /// What [`part`] gives; faster where nothing is unusual.
    pub(crate) fn part<T: Deserialize<'a>>(
        &mut self,
        text: &'a str,
        range: Range<usize>,
    ) -> Result<T, ParseError> {
        // Tokens, too, take many times the memory of their text.
        let fits = range.len() <= limits::TOML_TREE_BYTES;
        let plain = fits.then(|| self.0.read(&text[range.clone()])).flatten();
        plain.map_or_else(|| part(text, range), Ok)
    }
}

fn too_large(bytes: usize, limit: usize) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SIZE, format!("{bytes} bytes; the limit is {limit}"))
}

/// Where brackets and dots are nested deeper than the limit.
///
/// Counts the dots of the keys around a place beside the brackets; a number with a dot counts as
/// one level more than it has, which nothing real comes near.
fn too_deep(text: &str) -> Option<usize> {
    let mut dots_around = Vec::new();
    let (mut depth, mut dots, mut header_dots) = (0_usize, 0_usize, 0_usize);
    let mut line_begins = true;
    let mut in_header = false;
    for token in toml_parser::Source::new(text).lex() {
        match token.kind() {
            TokenKind::Whitespace => continue,
            TokenKind::LeftSquareBracket if line_begins && dots_around.is_empty() => {
                (in_header, header_dots) = (true, 0);
            }
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket if !in_header => {
                dots_around.push(dots);
                depth += dots + 1;
                dots = 0;
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket if !in_header => {
                dots = dots_around.pop().unwrap_or(0);
                depth = depth.saturating_sub(dots + 1);
            }
            TokenKind::Comma => dots = 0,
            TokenKind::Newline => {
                (dots, in_header, line_begins) = (0, false, true);
                continue;
            }
            TokenKind::Dot if in_header => header_dots += 1,
            TokenKind::Dot => dots += 1,
            _ => {}
        }
        line_begins = false;
        if header_dots + depth + dots > limits::DOCUMENT_DEPTH {
            return Some(token.span().start());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn code(text: &[u8]) -> Option<(&'static str, Option<(u32, u32)>)> {
        let error = parse::<toml::Table>(text).err()?;
        Some((error.code.id, error.at.map(|at| (at.line, at.column))))
    }

    #[test]
    fn accepts_ordinary_documents() {
        assert_eq!(code(b"a.b = [1, {c = 1.5}]\n[d.e]\nf = \"\"\"\n[[[[\n\"\"\"\n"), None);
    }

    #[test]
    fn names_what_is_wrong_and_where() {
        assert_eq!(code(b" \n"), Some(("document.empty", None)));
        assert_eq!(code(b"a = \"\xff\""), Some(("document.encoding", Some((1, 6)))));
        assert_eq!(code(b"a = 1\na = 2\n"), Some(("document.syntax", Some((2, 1)))));
        assert_eq!(code(b"a = 1\nb = [\n"), Some(("document.syntax", Some((2, 6)))));
        assert_eq!(code(&b"a=1\n".repeat(2 << 20)), Some(("document.size", None)));
        let shape = parse::<std::collections::BTreeMap<String, u8>>(b"a = 1\nb = \"x\"\n");
        let shape = shape.unwrap_err();
        assert_eq!((shape.code.id, shape.at.unwrap().line), ("document.shape", 2));
    }

    #[test]
    fn depth_is_bounded_before_a_tree_is_built() {
        let nested = |open: &str, close: &str, times: usize| {
            format!("a = {}1{}", open.repeat(times), close.repeat(times))
        };
        let keys = "a.".repeat(70) + "a = ";
        let cases = [
            nested("[", "]", 100_000),
            nested("{b = ", "}", 100_000),
            nested(&format!("{{{}", "b.".repeat(40) + "b = "), "}", 40),
            format!("[{}a]\nb = 1", "a.".repeat(100_000)),
            format!("[{}a]\n{keys}1", "a.".repeat(70)),
            keys.clone() + &nested("[", "]", 70).replace("a = ", ""),
        ];
        for text in cases {
            assert_eq!(code(text.as_bytes()).unwrap().0, "document.depth", "{}", &text[..40]);
        }
        assert_eq!(code((keys + "1").as_bytes()), None);
    }
}
