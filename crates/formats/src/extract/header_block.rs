//! Blocks of fields: `Name: value`, continued on lines that begin with white space.
//!
//! Source: RFC 5322 section 2.2 (fields and folding) as Python's metadata has them; Debian Policy 5.1 and
//! deb822(5) for control files. Bytes that are not UTF-8 are replaced, as the tools that read such files
//! do.

use std::borrow::Cow;

/// By whose rules blocks are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Of electronic mail: a block ends at an empty line.
    Mail,
    /// Of Debian: a block ends at a line without anything to see, and `#` begins a comment.
    Control,
}

/// One field of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field<'a> {
    /// Name as written; names are compared without regard to case.
    pub(super) name: &'a str,
    /// Value with its lines as they stand, without white space around the whole.
    pub(super) value: &'a str,
    /// Line of the name, from 1.
    pub(super) line: u32,
}

impl Field<'_> {
    /// Whether the field goes by `name`.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// One block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block<'a> {
    /// Line it begins at, from 1.
    pub(super) line: u32,
    /// The first line that is no field and continues none.
    pub(super) fault: Option<u32>,
    fields: Vec<Field<'a>>,
}

impl<'a> Block<'a> {
    /// The value of the field `name`, with its further lines; `None` where it is absent or empty.
    pub(super) fn field(&self, name: &str) -> Option<&'a str> {
        let field = self.fields.iter().find(|field| field.is(name));
        field.map(|field| field.value).filter(|value| !value.is_empty())
    }

    /// The first line of the field `name`.
    pub(super) fn line_of(&self, name: &str) -> Option<&'a str> {
        let line = self.field(name)?.lines().next()?.trim_end();
        (!line.is_empty()).then_some(line)
    }
}

/// The fields of the first block of `text` that has any, as mail is written.
pub(super) fn fields(text: &str) -> Vec<Field<'_>> {
    let first = blocks(text, Form::Mail).find(|block| !block.fields.is_empty());
    first.map_or_else(Vec::new, |block| block.fields)
}

/// The blocks of `text`, in order.
pub(super) fn blocks(text: &str, form: Form) -> Blocks<'_> {
    Blocks { rest: text, line: 1, form }
}

/// See [`blocks`].
pub(super) struct Blocks<'a> {
    rest: &'a str,
    line: u32,
    form: Form,
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Block<'a>;

    fn next(&mut self) -> Option<Block<'a>> {
        while self.ends(self.peek()?) {
            self.take_line();
        }
        let mut block = Block { line: self.line, fault: None, fields: Vec::new() };
        while let Some(first) = self.peek().filter(|line| !self.ends(line)) {
            let (start, line) = (self.rest, self.line);
            let mut length = self.take_line();
            while self.continues() {
                length += self.take_line();
            }
            if self.form == Form::Control && first.starts_with('#') {
                continue;
            }
            match start.get(..length).unwrap_or_default().split_once(':') {
                Some((name, value)) if self.is_name(name) => {
                    block.fields.push(Field { name: name.trim_end(), value: value.trim(), line });
                }
                _ => block.fault = block.fault.or(Some(line)),
            }
        }
        Some(block)
    }
}

impl<'a> Blocks<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.rest.lines().next()
    }

    /// Passes over one line and gives its length in bytes.
    fn take_line(&mut self) -> usize {
        let length = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
        self.rest = self.rest.get(length..).unwrap_or_default();
        self.line = self.line.saturating_add(1);
        length
    }

    /// Whether `line` parts two blocks.
    fn ends(&self, line: &str) -> bool {
        match self.form {
            Form::Mail => line.is_empty(),
            Form::Control => line.trim().is_empty(),
        }
    }

    /// Whether the next line belongs to the field before it.
    fn continues(&self) -> bool {
        self.peek().is_some_and(|next| next.starts_with([' ', '\t']) && !self.ends(next))
    }

    fn is_name(&self, name: &str) -> bool {
        match self.form {
            // White space between name and colon is obsolete, and read.
            Form::Mail => !name.starts_with([' ', '\t']) && !name.contains('\n'),
            Form::Control => !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic()),
        }
    }
}

/// The text of a file whose bytes may not all be UTF-8.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

#[cfg(test)]
mod tests {
    use super::{Field, Form, blocks, fields};

    #[test]
    fn a_block_of_mail_ends_at_an_empty_line() {
        let text = "\nName: a\nnone\nLicense: x\r\n  y\r\n\tz\nEmpty:\n\nBody: b\n";
        let field = |name, value, line| Field { name, value, line };
        assert_eq!(
            fields(text),
            [field("Name", "a", 2), field("License", "x\r\n  y\r\n\tz", 4), field("Empty", "", 7)]
        );
        assert_eq!(fields(" : a\n"), []);
        assert_eq!(fields("none\n\nName: a"), [field("Name", "a", 3)]);
        assert_eq!(fields("A: 1\n \n 2\nB : 3"), [field("A", "1\n \n 2", 1), field("B", "3", 4)]);
        assert!(fields("NAME:1")[0].is("name"));
    }

    #[test]
    fn fields_have_lines_and_blocks_have_places() {
        let text =
            "\n# note\nPackage: a\nDescription: one\n two\n .\n\tthree\n\n\nnonsense\npackage: b\n";
        let all: Vec<_> = blocks(text, Form::Control).collect();
        assert_eq!((all.len(), all[0].line, all[1].line), (2, 2, 10));
        assert_eq!(all[0].field("description"), Some("one\n two\n .\n\tthree"));
        assert_eq!(all[0].line_of("Description"), Some("one"));
        assert_eq!((all[0].fault, all[1].fault), (None, Some(10)));
        assert_eq!((all[1].field("Package"), all[1].field("Version")), (Some("b"), None));
    }
}
