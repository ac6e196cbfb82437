//! Lockfiles made of `[[package]]` tables, a table at a time.
//!
//! A whole lock as one tree takes many times the memory of its text. A document cut where a line
//! begins with `[[package]]` into parts that are each a document of their own means what the whole
//! means: a valid part ends outside of every string and bracket, so each cut was between two
//! tables. What could differ, a table that is continued in another part, is refused by giving
//! parts after the first a type that has no fields but those of packages.

use std::ops::Range;

use keelmark_model::Position;

use crate::text::offset;

/// The parts of a lock: what stands before the first package, then every package.
pub(crate) struct Sections<'a> {
    text: &'a str,
    next: usize,
    line: u32,
}

/// One part of a lock.
pub(crate) struct Section {
    /// Where it stands, in bytes.
    pub(crate) range: Range<usize>,
    /// Line of its first byte, from 1.
    line: u32,
}

impl<'a> Sections<'a> {
    const HEADER: &'static str = "[[package]]";

    /// The parts of `text`.
    pub(crate) const fn of(text: &'a str) -> Self {
        Self { text, next: 0, line: 1 }
    }
}

impl Iterator for Sections<'_> {
    type Item = Section;

    fn next(&mut self) -> Option<Section> {
        let rest = self.text.get(self.next..).filter(|rest| !rest.is_empty())?;
        let section = Section { range: self.next..self.text.len(), line: self.line };
        let mut end = self.next;
        for (line, number) in rest.split_inclusive('\n').zip(self.line..) {
            if end > self.next && line.starts_with(Self::HEADER) {
                (self.next, self.line) = (end, number);
                return Some(Section { range: section.range.start..end, ..section });
            }
            end += line.len();
        }
        self.next = end;
        Some(section)
    }
}

impl Section {
    /// The position of what stands `byte` bytes into the section of `text`.
    pub(crate) fn position(&self, text: &str, byte: usize) -> Position {
        let within = Position::of(text[self.range.clone()].as_bytes(), byte);
        Position {
            byte: self.range.start + byte,
            line: self.line + within.line - 1,
            column: within.column,
        }
    }

    /// The position of `part`, which was borrowed from the section of `text`; if it was not, that
    /// of the section.
    pub(crate) fn position_of(&self, text: &str, part: &str) -> Position {
        let at = offset(text[self.range.clone()].as_bytes(), part);
        self.position(text, at.unwrap_or(0))
    }
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
