//! Why bytes are not the document they should be.

use keelmark_model::{Code, Position};

/// A document that could not be read: what is wrong and where.
///
/// The file is not named here, since bytes have none; whoever read the bytes adds it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ParseError {
    /// Stable code.
    pub code: &'static Code,
    /// What was wrong, in a sentence without a final stop.
    pub message: String,
    /// Where in the document.
    pub at: Option<Position>,
}

impl ParseError {
    /// An error about the document as a whole.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), at: None }
    }

    /// An error at byte offset `byte` of `text`.
    pub fn at(code: &'static Code, message: impl Into<String>, text: &[u8], byte: usize) -> Self {
        Self { code, message: message.into(), at: Some(Position::of(text, byte)) }
    }
}
