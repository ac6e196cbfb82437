//! Paragraphs of Debian's control files: `Field: value` lines, continued by lines that begin with a
//! blank, parted by empty lines.
//!
//! Source: Debian Policy 5.1, and deb822(5).

/// One paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paragraph<'a> {
    /// Line it begins at, from 1.
    pub(super) line: u32,
    /// The first line that is no field and continues none.
    pub(super) fault: Option<u32>,
    fields: Vec<(&'a str, &'a str)>,
}

impl<'a> Paragraph<'a> {
    /// The value of the field `name`, with its further lines; `None` where it is absent or empty.
    /// Case does not matter in names.
    pub(super) fn field(&self, name: &str) -> Option<&'a str> {
        let field = self.fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        field.map(|(_, value)| *value).filter(|value| !value.is_empty())
    }

    /// The first line of the field `name`.
    pub(super) fn line_of(&self, name: &str) -> Option<&'a str> {
        let line = self.field(name)?.lines().next()?.trim_end();
        (!line.is_empty()).then_some(line)
    }
}

/// The paragraphs of `text`, in order.
pub(super) fn paragraphs(text: &str) -> Paragraphs<'_> {
    Paragraphs { rest: text, line: 1 }
}

/// See [`paragraphs`].
pub(super) struct Paragraphs<'a> {
    rest: &'a str,
    line: u32,
}

impl<'a> Iterator for Paragraphs<'a> {
    type Item = Paragraph<'a>;

    fn next(&mut self) -> Option<Paragraph<'a>> {
        while self.rest.lines().next()?.trim().is_empty() {
            self.take_line();
        }
        let mut paragraph = Paragraph { line: self.line, fault: None, fields: Vec::new() };
        while let Some(first) = self.rest.lines().next().filter(|line| !line.trim().is_empty()) {
            let (start, line) = (self.rest, self.line);
            let mut length = self.take_line();
            while self.continues() {
                length += self.take_line();
            }
            if first.starts_with('#') {
                continue;
            }
            match start[..length].split_once(':') {
                Some((name, value)) if is_name(name) => paragraph.fields.push((name, value.trim())),
                _ => paragraph.fault = paragraph.fault.or(Some(line)),
            }
        }
        Some(paragraph)
    }
}

impl Paragraphs<'_> {
    /// Passes over one line and gives its length in bytes.
    fn take_line(&mut self) -> usize {
        let length = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
        self.rest = &self.rest[length..];
        self.line = self.line.saturating_add(1);
        length
    }

    /// Whether the next line belongs to the field before it.
    fn continues(&self) -> bool {
        let next = self.rest.lines().next().unwrap_or_default();
        next.starts_with([' ', '\t']) && !next.trim().is_empty()
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn fields_have_lines_and_paragraphs_have_places() {
        let text =
            "\n# note\nPackage: a\nDescription: one\n two\n .\n\tthree\n\n\nnonsense\npackage: b\n";
        let all: Vec<_> = paragraphs(text).collect();
        assert_eq!((all.len(), all[0].line, all[1].line), (2, 2, 10));
        assert_eq!(all[0].field("description"), Some("one\n two\n .\n\tthree"));
        assert_eq!(all[0].line_of("Description"), Some("one"));
        assert_eq!((all[0].fault, all[1].fault), (None, Some(10)));
        assert_eq!((all[1].field("Package"), all[1].field("Version")), (Some("b"), None));
    }
}
