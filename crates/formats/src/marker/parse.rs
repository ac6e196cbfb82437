//! The grammar of markers.

use std::str::FromStr;

use pep440_rs::{Operator, Version, VersionSpecifier};

use super::diagram::{Marker, Markers};
use super::pieces::{Cut, Side};
use super::variable::{Name, TextVariable, Variable, VersionVariable};
use crate::manifest::python::normalized;
use crate::{ParseError, codes, limits};

/// The marker that `text` writes.
pub(super) fn marker(markers: &mut Markers, text: &str) -> Result<Marker, ParseError> {
    if text.len() > limits::REQUIREMENT_BYTES {
        let message = format!("a marker of more than {} bytes", limits::REQUIREMENT_BYTES);
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    let mut parser = Parser { markers, text, at: 0, depth: 0 };
    let marker = parser.either()?;
    parser.skip_space();
    if parser.at < text.len() { Err(parser.wrong("a marker ends before this")) } else { Ok(marker) }
}

struct Parser<'a> {
    markers: &'a mut Markers,
    text: &'a str,
    at: usize,
    depth: usize,
}

/// One side of a comparison.
enum Operand<'a> {
    Name(Name),
    Text(&'a str),
}

impl<'a> Parser<'a> {
    fn either(&mut self) -> Result<Marker, ParseError> {
        let mut marker = self.both()?;
        while self.take_word("or") {
            let other = self.both()?;
            marker = self.markers.or(marker, other)?;
        }
        Ok(marker)
    }

    fn both(&mut self) -> Result<Marker, ParseError> {
        let mut marker = self.one()?;
        while self.take_word("and") {
            let other = self.one()?;
            marker = self.markers.and(marker, other)?;
        }
        Ok(marker)
    }

    fn one(&mut self) -> Result<Marker, ParseError> {
        if !self.take("(") {
            return self.comparison();
        }
        if self.depth == limits::MARKER_DEPTH {
            let message = format!("a marker nested deeper than {}", limits::MARKER_DEPTH);
            return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
        }
        self.depth += 1;
        let marker = self.either()?;
        self.depth -= 1;
        if self.take(")") { Ok(marker) } else { Err(self.wrong("a `)` is due here")) }
    }

    fn comparison(&mut self) -> Result<Marker, ParseError> {
        let left = self.operand()?;
        let sign = self.sign()?;
        let right = self.operand()?;
        match (left, right) {
            (Operand::Name(name), Operand::Text(text)) => self.compared(name, sign, text),
            (Operand::Text(text), Operand::Name(name)) => self.turned(text, sign, name),
            _ => Err(self.wrong("a variable and a text in quotes are compared")),
        }
    }

    fn operand(&mut self) -> Result<Operand<'a>, ParseError> {
        self.skip_space();
        let rest = &self.text[self.at..];
        if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '\'' | '"')) {
            let inner = &rest[1..];
            let Some(end) = inner.find(quote) else {
                return Err(self.wrong("a quote is not closed"));
            };
            self.at += end + 2;
            return Ok(Operand::Text(&inner[..end]));
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        let word = &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())];
        let Some(name) = Name::of(word) else {
            return Err(self.wrong("no variable of markers is called so"));
        };
        self.at += word.len();
        Ok(Operand::Name(name))
    }

    fn sign(&mut self) -> Result<Sign, ParseError> {
        const SIGNS: [(&str, Sign); 8] = [
            ("===", Sign::Version(Operator::ExactEqual)),
            ("==", Sign::Version(Operator::Equal)),
            ("!=", Sign::Version(Operator::NotEqual)),
            ("~=", Sign::Version(Operator::TildeEqual)),
            ("<=", Sign::Version(Operator::LessThanEqual)),
            (">=", Sign::Version(Operator::GreaterThanEqual)),
            ("<", Sign::Version(Operator::LessThan)),
            (">", Sign::Version(Operator::GreaterThan)),
        ];
        for (text, sign) in SIGNS {
            if self.take(text) {
                return Ok(sign);
            }
        }
        if self.take_word("in") {
            return Ok(Sign::In);
        }
        if self.take_word("not") && self.take_word("in") {
            return Ok(Sign::NotIn);
        }
        Err(self.wrong("an operator is due here"))
    }

    /// `name sign 'text'`
    fn compared(&mut self, name: Name, sign: Sign, text: &str) -> Result<Marker, ParseError> {
        match name {
            Name::PythonVersion => self.versions(sign, text, |parser, operator, text| {
                parser.python_version(operator, text)
            }),
            Name::Version(variable) => self.versions(sign, text, |parser, operator, text| {
                let specifier = parser.specifier(operator, text)?;
                parser.markers.version(variable, &specifier)
            }),
            Name::Text(variable) => self.texts(variable, sign, text),
            Name::Extra => match sign {
                Sign::Version(Operator::Equal) => self.extra(text, false),
                Sign::Version(Operator::NotEqual) => self.extra(text, true),
                _ => Err(self.wrong("an extra is or is not; it is not compared otherwise")),
            },
            Name::Extras | Name::DependencyGroups => {
                Err(self.wrong("a list stands to the right of `in`"))
            }
        }
    }

    /// `'text' sign name`
    fn turned(&mut self, text: &str, sign: Sign, name: Name) -> Result<Marker, ParseError> {
        match (sign, name) {
            (Sign::In | Sign::NotIn, Name::Extras) => self.extra(text, sign == Sign::NotIn),
            (Sign::In | Sign::NotIn, Name::DependencyGroups) => {
                let group = self.normal(text)?;
                self.markers.answer(Variable::Group(group), sign == Sign::NotIn)
            }
            (Sign::In | Sign::NotIn, Name::Text(variable)) => {
                let part = text.to_owned();
                self.markers.answer(Variable::Contains { variable, part }, sign == Sign::NotIn)
            }
            (Sign::In | Sign::NotIn, _) => Err(self.wrong("a version is not a list")),
            (Sign::Version(operator), name) => {
                let turned = match operator {
                    Operator::LessThan => Operator::GreaterThan,
                    Operator::LessThanEqual => Operator::GreaterThanEqual,
                    Operator::GreaterThan => Operator::LessThan,
                    Operator::GreaterThanEqual => Operator::LessThanEqual,
                    Operator::TildeEqual => {
                        return Err(self.wrong("`~=` has its variable to the left"));
                    }
                    same => same,
                };
                self.compared(name, Sign::Version(turned), text)
            }
        }
    }

    /// A comparison of versions, or of each in a list of them.
    fn versions(
        &mut self,
        sign: Sign,
        text: &str,
        compare: impl Fn(&mut Self, Operator, &str) -> Result<Marker, ParseError>,
    ) -> Result<Marker, ParseError> {
        let Sign::Version(operator) = sign else {
            let mut any = Marker::NEVER;
            for version in text.split([' ', ',', '|']).filter(|it| !it.is_empty()) {
                let one = compare(self, Operator::Equal, version)?;
                any = self.markers.or(any, one)?;
            }
            return if sign == Sign::NotIn { self.markers.not(any) } else { Ok(any) };
        };
        compare(self, operator, text)
    }

    /// `python_version` is the first two numbers of `python_full_version`.
    fn python_version(&mut self, operator: Operator, text: &str) -> Result<Marker, ParseError> {
        let specifier = self.specifier(operator, text)?;
        let release = specifier.version().only_release();
        let numbers = release.release();
        let [major, minor] = [0, 1].map(|at| numbers.get(at).copied().unwrap_or_default());
        let own = Version::new([major, minor]);
        let above = Version::new([major, minor.saturating_add(1)]);
        let exact = numbers.iter().skip(2).all(|number| *number == 0);
        let full = |parser: &mut Self, operator, version: Version| {
            let specifier = VersionSpecifier::from_version(operator, version);
            let specifier =
                specifier.map_err(|_| parser.wrong("this is no version to compare with"))?;
            parser.markers.version(VersionVariable::PythonFullVersion, &specifier)
        };
        match specifier.operator() {
            Operator::TildeEqual => {
                self.markers.version(VersionVariable::PythonFullVersion, &specifier)
            }
            Operator::EqualStar | Operator::NotEqualStar if numbers.len() <= 2 => {
                self.markers.version(VersionVariable::PythonFullVersion, &specifier)
            }
            Operator::Equal | Operator::ExactEqual if exact => full(self, Operator::EqualStar, own),
            Operator::NotEqual if exact => full(self, Operator::NotEqualStar, own),
            Operator::Equal | Operator::ExactEqual | Operator::EqualStar => Ok(Marker::NEVER),
            Operator::NotEqual | Operator::NotEqualStar => Ok(Marker::ALWAYS),
            Operator::GreaterThanEqual if exact => full(self, Operator::GreaterThanEqual, own),
            Operator::LessThan if exact => full(self, Operator::LessThan, own),
            Operator::GreaterThanEqual | Operator::GreaterThan => {
                full(self, Operator::GreaterThanEqual, above)
            }
            Operator::LessThan | Operator::LessThanEqual => full(self, Operator::LessThan, above),
        }
    }

    fn texts(&mut self, name: TextVariable, sign: Sign, text: &str) -> Result<Marker, ParseError> {
        let value = || text.to_owned();
        let before = || Some(Cut { value: value(), side: Side::Before });
        let after = || Some(Cut { value: value(), side: Side::After });
        let Sign::Version(operator) = sign else {
            let within = Variable::Within { variable: name, list: value() };
            return self.markers.answer(within, sign == Sign::NotIn);
        };
        let (from, to) = match operator {
            Operator::Equal | Operator::ExactEqual | Operator::NotEqual => (before(), after()),
            Operator::LessThan => (None, before()),
            Operator::LessThanEqual => (None, after()),
            Operator::GreaterThan => (after(), None),
            Operator::GreaterThanEqual => (before(), None),
            _ => return Err(self.wrong("texts are not compared so")),
        };
        self.markers.text(name, from, to, operator == Operator::NotEqual)
    }

    fn extra(&mut self, text: &str, excluded: bool) -> Result<Marker, ParseError> {
        let extra = self.normal(text)?;
        self.markers.answer(Variable::Extra(extra), excluded)
    }

    fn normal(&self, text: &str) -> Result<String, ParseError> {
        normalized(text).ok_or_else(|| self.wrong("this is no name"))
    }

    fn specifier(&self, operator: Operator, text: &str) -> Result<VersionSpecifier, ParseError> {
        VersionSpecifier::from_str(&format!("{operator}{text}"))
            .map_err(|_| self.wrong("this is no version to compare with"))
    }

    fn take(&mut self, text: &str) -> bool {
        self.skip_space();
        let taken = self.text[self.at..].starts_with(text);
        if taken {
            self.at += text.len();
        }
        taken
    }

    /// Takes a word that no letter follows.
    fn take_word(&mut self, word: &str) -> bool {
        let begin = self.at;
        let letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if self.take(word) && !self.text[self.at..].starts_with(letter) {
            return true;
        }
        self.at = begin;
        false
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn wrong(&self, message: &str) -> ParseError {
        let text = self.text;
        let message = format!("{message}: `{text}`, at byte {}", self.at);
        ParseError::at(&codes::DOCUMENT_SHAPE, message, text.as_bytes(), self.at)
    }
}

/// How two sides are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Version(Operator),
    In,
    NotIn,
}
