//! Fields as RFC 822 writes them: `Name: value`, continued on lines that begin with white space.
//!
//! Source: RFC 5322 section 2.2 (fields and folding). Bytes that are not UTF-8 are replaced, as the
//! tools that read such files do.

use std::borrow::Cow;

/// One field of a block.
#[derive(Debug, PartialEq, Eq)]
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

/// The fields of the first block of `text`, which ends at the first empty line. Lines that belong to
/// no field are skipped.
pub(super) fn fields(text: &str) -> Vec<Field<'_>> {
    let mut fields: Vec<Field<'_>> = Vec::new();
    // Where the value of the last field begins, and where the line at hand does.
    let (mut value_start, mut start) = (0, 0);
    for (line, number) in text.split_inclusive('\n').zip(1..) {
        let end = start + line.len();
        let bare = line.trim_end_matches(['\r', '\n']);
        if bare.is_empty() && !fields.is_empty() {
            break;
        }
        if bare.starts_with([' ', '\t']) {
            if let Some(field) = fields.last_mut() {
                field.value = text.get(value_start..end).unwrap_or_default();
            }
        } else if let Some((name, value)) = bare.split_once(':') {
            value_start = start + name.len() + 1;
            fields.push(Field { name: name.trim_end(), value, line: number });
        }
        start = end;
    }
    for field in &mut fields {
        field.value = field.value.trim();
    }
    fields
}

/// The text of a file whose bytes may not all be UTF-8.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

#[cfg(test)]
mod tests {
    use super::{Field, fields};

    #[test]
    fn a_block_ends_at_an_empty_line() {
        let text = "\nName: a\nnone\nLicense: x\r\n  y\r\n\tz\nEmpty:\n\nBody: b\n";
        let field = |name, value, line| Field { name, value, line };
        assert_eq!(
            fields(text),
            [field("Name", "a", 2), field("License", "x\r\n  y\r\n\tz", 4), field("Empty", "", 7)]
        );
        assert_eq!(fields(" : a\n"), []);
        assert!(fields("NAME:1")[0].is("name"));
    }
}
