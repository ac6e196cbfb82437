//! Text around DER: `-----BEGIN LABEL-----`, base64, `-----END LABEL-----`.
//!
//! Source: RFC 7468, strict in what a block is; blocks may follow each other with white space
//! between them, and nothing else is passed over. What is public is read here; `trust` reads keys by
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

/// The blocks of `text`, at least one and at most `most`.
///
/// # Errors
/// `document.shape`.
pub(crate) fn blocks(text: &[u8], most: usize) -> Result<Vec<Block<'_>>, ParseError> {
    let mut rest = str::from_utf8(text).map_err(|_| shape("not PEM: not text"))?.trim_ascii();
    let mut blocks = Vec::new();
    while !rest.is_empty() {
        if blocks.len() == most {
            return Err(shape(format!("more than {most} blocks of PEM")));
        }
        let (block, after) = block(rest)?;
        blocks.push(block);
        rest = after.trim_ascii_start();
    }
    if blocks.is_empty() {
        return Err(shape("not PEM: it is empty"));
    }
    Ok(blocks)
}

/// The block `text` begins with, and what follows it.
fn block(text: &str) -> Result<(Block<'_>, &str), ParseError> {
    let (label, rest) = text
        .strip_prefix("-----BEGIN ")
        .and_then(|rest| rest.split_once("-----"))
        .ok_or_else(|| shape("not PEM: no `-----BEGIN …-----`"))?;
    let end = format!("-----END {label}-----");
    let (body, after) =
        rest.split_once(end.as_str()).ok_or_else(|| shape(format!("not PEM: no `{end}`")))?;
    let mut body = body.as_bytes().to_vec();
    body.retain(|byte| !byte.is_ascii_whitespace());
    let der = STANDARD.decode(body).map_err(|error| shape(format!("not PEM: base64: {error}")))?;
    Ok((Block { label, der }, after))
}

fn shape(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SHAPE, message)
}

#[cfg(test)]
mod tests {
    use super::blocks;

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
}
