//! Lockfiles made of `[[package]]` tables, a table at a time.
//!
//! A whole lock as one tree takes many times the memory of its text. A document cut where a line
//! begins with `[[package]]` into parts that are each a document of their own means what the whole
//! means: a valid part ends outside of every string and bracket, so each cut was between two
//! tables. What could differ, a table that is continued in another part, is refused by giving
//! parts after the first a type that has no fields but those of packages.

use std::ops::Range;

use keelmark_model::Position;

/// The parts of a lock: what stands before the first package, then every package.
pub(super) struct Sections<'a> {
    text: &'a str,
    next: usize,
    line: u32,
}

/// One part of a lock.
pub(super) struct Section {
    /// Where it stands, in bytes.
    pub(super) range: Range<usize>,
    /// Line of its first byte, from 1.
    line: u32,
}

impl<'a> Sections<'a> {
    const HEADER: &'static str = "\n[[package]]";

    /// The parts of `text`.
    pub(super) const fn of(text: &'a str) -> Self {
        Self { text, next: 0, line: 1 }
    }
}

impl Iterator for Sections<'_> {
    type Item = Section;

    fn next(&mut self) -> Option<Section> {
        let rest = self.text.get(self.next..).filter(|rest| !rest.is_empty())?;
        let length = rest.find(Self::HEADER).map_or(rest.len(), |at| at + 1);
        let section = Section { range: self.next..self.next + length, line: self.line };
        self.next = section.range.end;
        self.line += lines(&rest.as_bytes()[..length]);
        Some(section)
    }
}

impl Section {
    /// The position of what begins `byte` bytes into the section of `text`.
    pub(super) fn position(&self, text: &str, byte: usize) -> Position {
        let within = Position::of(text[self.range.clone()].as_bytes(), byte);
        Position {
            byte: self.range.start + byte,
            line: self.line + within.line - 1,
            column: within.column,
        }
    }
}

fn lines(text: &[u8]) -> u32 {
    let count = text.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::Sections;

    #[test]
    fn parts_make_up_the_whole_and_know_their_lines() {
        let text = "version = 1\n\n[[package]]\nname = \"a\"\n[[package]]\r\nname = \"é\"\n";
        let parts = Sections::of(text).map(|part| (&text[part.range], part.line));
        assert_eq!(
            parts.collect::<Vec<_>>(),
            [
                ("version = 1\n\n", 1),
                ("[[package]]\nname = \"a\"\n", 3),
                ("[[package]]\r\nname = \"é\"\n", 5),
            ]
        );
        assert_eq!(Sections::of("").count(), 0);
    }
}
