//! Where in a document something stands.

/// A place in a text: the byte offset from the start and the line and column people count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Offset in bytes from the start of the document, from 0.
    pub byte: usize,
    /// Line, from 1.
    pub line: u32,
    /// Column in bytes within the line, from 1.
    pub column: u32,
}

impl Position {
    /// The position of byte offset `byte` in `text`; an offset past the end means the end.
    pub fn of(text: &[u8], byte: usize) -> Self {
        let byte = byte.min(text.len());
        let before = &text[..byte];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        Self {
            byte,
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(byte - start + 1).unwrap_or(u32::MAX),
        }
    }
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn counts_lines_and_columns_from_one() {
        let text = b"ab\ncd\n";
        assert_eq!(Position::of(text, 0), Position { byte: 0, line: 1, column: 1 });
        assert_eq!(Position::of(text, 4), Position { byte: 4, line: 2, column: 2 });
        assert_eq!(Position::of(text, 99), Position { byte: 6, line: 3, column: 1 });
    }
}
