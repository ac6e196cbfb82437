//! Text around DER: `-----BEGIN LABEL-----`, base64, `-----END LABEL-----`.
//!
//! Source: RFC 7468, strict in what a block is. What is public is read here; `trust` reads keys by
//! itself, since a file of one may hold a secret, whose base64 is decoded in constant time.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::{ParseError, codes};

/// One block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    /// What it holds, as `CERTIFICATE`.
    pub(crate) label: &'a str,
    /// Its content.
    pub(crate) der: Vec<u8>,
}

/// The mark a block begins with.
const BEGIN: &str = "-----BEGIN ";

/// Whether a line of `text` begins a block.
pub(crate) fn has_block(text: &[u8]) -> bool {
    str::from_utf8(text).is_ok_and(|text| begins_at(text).is_some())
}

/// The blocks of `text` as people keep them, at least one and at most `most`: lines around them are passed
/// over (section 2), as `openssl x509 -text` writes some.
///
/// # Errors
/// `document.shape`.
pub(crate) fn explained_blocks(text: &[u8], most: usize) -> Result<Vec<Block<'_>>, ParseError> {
    read(text, most, |rest| begins_at(rest).and_then(|at| rest.get(at..)).unwrap_or_default())
}

/// The blocks of `text`, at least one and at most `most`, with nothing but white space around them.
///
/// # Errors
/// `document.shape`.
pub(crate) fn blocks(text: &[u8], most: usize) -> Result<Vec<Block<'_>>, ParseError> {
    read(text, most, str::trim_ascii_start)
}

/// The blocks of `text`, each where `skip` leads to.
fn read(
    text: &[u8],
    most: usize,
    skip: impl Fn(&str) -> &str,
) -> Result<Vec<Block<'_>>, ParseError> {
    let mut rest = str::from_utf8(text).map_err(|_| shape("not PEM: not text"))?;
    let is_empty = rest.trim_ascii().is_empty();
    rest = skip(rest);
    let mut blocks = Vec::new();
    while !rest.is_empty() {
        if blocks.len() == most {
            return Err(shape(format!("more than {most} blocks of PEM")));
        }
        let (block, after) = block(rest)?;
        blocks.push(block);
        rest = skip(after);
    }
    match blocks.is_empty() {
        true if is_empty => Err(shape("not PEM: it is empty")),
        true => Err(no_begin()),
        false => Ok(blocks),
    }
}

/// Where the first line is that begins a block.
fn begins_at(text: &str) -> Option<usize> {
    let mut marks = text.match_indices(BEGIN).map(|(at, _)| at);
    marks.find(|at| {
        text.get(..*at).is_some_and(|before| before.is_empty() || before.ends_with('\n'))
    })
}

/// The block `text` begins with, and what follows it.
fn block(text: &str) -> Result<(Block<'_>, &str), ParseError> {
    let (label, rest) =
        text.strip_prefix(BEGIN).and_then(|rest| rest.split_once("-----")).ok_or_else(no_begin)?;
    let end = format!("-----END {label}-----");
    let (body, after) =
        rest.split_once(end.as_str()).ok_or_else(|| shape(format!("not PEM: no `{end}`")))?;
    let mut body = body.as_bytes().to_vec();
    body.retain(|byte| !byte.is_ascii_whitespace());
    let der = STANDARD.decode(body).map_err(|error| shape(format!("not PEM: base64: {error}")))?;
    Ok((Block { label, der }, after))
}

fn no_begin() -> ParseError {
    shape("not PEM: no `-----BEGIN …-----`")
}

fn shape(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SHAPE, message)
}

#[cfg(test)]
mod tests {
    use super::{Block, blocks, explained_blocks, has_block};

    #[test]
    fn reads_blocks_and_nothing_else() {
        let one = "-----BEGIN A B-----\r\nAQ\nI=\n-----END A B-----\n";
        let read = |text: &str, most| {
            blocks(text.as_bytes(), most)
                .map(|found| {
                    found.into_iter().map(|block| (block.label.to_owned(), block.der)).collect()
                })
                .map_err(|error| error.message)
        };
        let block = || ("A B".to_owned(), vec![1, 2]);
        assert_eq!(read(one, 1), Ok(vec![block()]));
        assert_eq!(read(&format!("\n{one}\n{one}"), 2), Ok(vec![block(), block()]));
        let refused = [
            (format!("{one}{one}"), 1, "more than 1 blocks of PEM"),
            (" ".to_owned(), 1, "not PEM: it is empty"),
            (format!("{one}x"), 2, "not PEM: no `-----BEGIN …-----`"),
            (
                "-----BEGIN A-----\nAQI=\n-----END B-----".to_owned(),
                1,
                "not PEM: no `-----END A-----`",
            ),
        ];
        for (text, most, message) in refused {
            assert_eq!(read(&text, most), Err(message.to_owned()), "{text}");
        }
        assert!(read("-----BEGIN A-----\nAQJ=\n-----END A-----", 1).is_err(), "stray bits");
    }

    /// What `openssl x509 -text` writes before a certificate, and `openssl s_client` around several.
    #[test]
    fn lines_around_blocks_are_passed_over() {
        let one = "-----BEGIN A-----\nAQI=\n-----END A-----\n";
        let block = || Block { label: "A", der: vec![1, 2] };
        let explained = [
            (format!("Certificate:\n    Data: -----BEGIN A-----\r\n{one}"), 1),
            (format!("{one} 1 s:CN = a\n{one}Server"), 2),
        ];
        for (text, count) in explained {
            assert!(has_block(text.as_bytes()));
            let found = explained_blocks(text.as_bytes(), 2).unwrap();
            assert_eq!(found, vec![block(); count], "{text}");
            assert!(blocks(text.as_bytes(), 2).is_err());
        }
        assert!(explained_blocks(format!("a\n{one}\n{one}").as_bytes(), 1).is_err());
        for text in ["a", "a -----BEGIN A-----\nAQI=\n-----END A-----", ""] {
            assert!(!has_block(text.as_bytes()) && explained_blocks(text.as_bytes(), 1).is_err());
        }
    }
}
