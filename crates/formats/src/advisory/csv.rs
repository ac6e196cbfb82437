//! Tables of text.
//!
//! Source: RFC 4180: fields between commas, in quotes where they hold a comma, a quote or a line break. Line
//! breaks may be single line feeds.

use crate::{ParseError, codes};

/// The rows of a table, each with the byte it begins at. Empty lines are none.
pub(super) struct Rows<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Rows<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The next field and what ended it: a comma, a line break or nothing.
    fn field(&mut self) -> Result<(String, Option<char>), ParseError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let Some(quoted) = rest.strip_prefix('"') else {
            let length = rest.find([',', '\n']).unwrap_or(rest.len());
            let field = rest.get(..length).unwrap_or_default();
            self.at += length;
            let end = self.end();
            return Ok((field.trim_end_matches('\r').to_owned(), end));
        };
        let mut field = String::new();
        let mut rest = quoted;
        loop {
            let Some((part, more)) = rest.split_once('"') else {
                let message = "a quote is not closed";
                return Err(ParseError::at(
                    &codes::DOCUMENT_SYNTAX,
                    message,
                    self.text.as_bytes(),
                    self.at,
                ));
            };
            field.push_str(part);
            rest = more;
            match rest.strip_prefix('"') {
                Some(more) => {
                    field.push('"');
                    rest = more;
                }
                None => break,
            }
        }
        self.at = self.text.len() - rest.strip_prefix('\r').unwrap_or(rest).len();
        let end = self.end();
        if end.is_none() && self.at < self.text.len() {
            let message = "something follows a closing quote";
            return Err(ParseError::at(
                &codes::DOCUMENT_SYNTAX,
                message,
                self.text.as_bytes(),
                self.at,
            ));
        }
        Ok((field, end))
    }

    /// Takes the comma or the line feed that is next.
    fn end(&mut self) -> Option<char> {
        let end = self.text.get(self.at..)?.chars().next().filter(|c| matches!(c, ',' | '\n'))?;
        self.at += 1;
        Some(end)
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<(usize, Vec<String>), ParseError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = self.text.get(self.at..)?;
            let begin = self.at;
            if rest.is_empty() {
                return None;
            }
            let mut row = Vec::new();
            loop {
                match self.field() {
                    Ok((field, end)) => {
                        row.push(field);
                        if end != Some(',') {
                            break;
                        }
                    }
                    Err(error) => {
                        self.at = self.text.len();
                        return Some(Err(error));
                    }
                }
            }
            if row.iter().any(|field| !field.is_empty()) {
                return Some(Ok((begin, row)));
            }
        }
    }
}

/// The places of columns by their names in the first row.
///
/// # Errors
/// `document.shape` when one is missing.
pub(super) fn columns<const N: usize>(
    header: &[String],
    names: [&str; N],
) -> Result<[usize; N], ParseError> {
    let mut places = [0; N];
    for (place, name) in places.iter_mut().zip(names) {
        let found = header.iter().position(|column| column == name);
        *place = found.ok_or_else(|| {
            ParseError::new(&codes::DOCUMENT_SHAPE, format!("there is no column `{name}`"))
        })?;
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::Rows;

    fn rows(text: &str) -> Vec<Vec<String>> {
        Rows::new(text).map(|row| row.unwrap().1).collect()
    }

    #[test]
    fn fields_may_hold_commas_quotes_and_line_breaks() {
        assert_eq!(rows("a,b\r\n1,2"), [["a", "b"], ["1", "2"]]);
        assert_eq!(rows("\"a,\"\"b\"\"\nc\",\n\n,\"\"\nx,y\n"), [["a,\"b\"\nc", ""], ["x", "y"]]);
    }

    #[test]
    fn open_quotes_and_what_follows_closed_ones_are_refused() {
        assert!(Rows::new("\"a").next().unwrap().is_err());
        assert!(Rows::new("\"a\"b,c").next().unwrap().is_err());
    }
}
