//! Regular expressions for identities.
//!
//! Always matched against the whole identity: an expression that matches somewhere inside one
//! accepts whatever an attacker puts around it.

use std::fmt;

use regex::{Regex, RegexBuilder};
use regex_syntax::ast::{self, Ast, RepetitionKind};

use crate::limits;

/// An expression of linear matching time that must match the whole text.
#[derive(Debug, Clone)]
pub struct Expression {
    source: String,
    whole: Regex,
}

/// Why a text is no expression that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{source_text}` cannot be used: {reason}")]
pub struct ExpressionError {
    /// The text.
    pub source_text: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Something in an expression that accepts more than its author is likely to mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Looseness {
    /// It ends in `.*`: any ending will do.
    OpenEnd,
    /// It begins with `.*`: any host or scheme will do.
    OpenStart,
    /// A dot outside a repetition: any character will do where a dot is meant.
    BareDot,
}

impl Looseness {
    /// What to think about.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::OpenEnd => {
                "it ends in `.*`, so anything may follow: name the end, for example `@refs/tags/v[0-9.]+`"
            }
            Self::OpenStart => {
                "it begins with `.*`, so anything may come before: begin with the scheme and host"
            }
            Self::BareDot => "it has a `.` that matches any character: write `\\.` for a dot",
        }
    }
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// [`ExpressionError`]: malformed, longer than [`limits::EXPRESSION_BYTES`], or larger than
    /// [`limits::EXPRESSION_MEMORY`] once compiled.
    pub fn parse(source: &str) -> Result<Self, ExpressionError> {
        let error = |reason: String| ExpressionError { source_text: source.to_owned(), reason };
        if source.len() > limits::EXPRESSION_BYTES {
            let most = limits::EXPRESSION_BYTES;
            return Err(error(format!("it is longer than {most} bytes")));
        }
        // Parsed by itself first: `a)(b` would be accepted within a group.
        parse(source).map_err(error)?;
        let whole = RegexBuilder::new(&format!(r"\A(?:{source})\z"))
            .size_limit(limits::EXPRESSION_MEMORY)
            .dfa_size_limit(limits::EXPRESSION_MEMORY)
            .nest_limit(limits::EXPRESSION_DEPTH)
            .build()
            .map_err(|cause| error(one_line(&cause)))?;
        Ok(Self { source: source.to_owned(), whole })
    }

    /// Whether the whole of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        self.whole.is_match(text)
    }

    /// What the expression accepts beyond what its author is likely to mean.
    pub fn looseness(&self) -> Vec<Looseness> {
        let mut found = Vec::new();
        let Ok(tree) = parse(&self.source) else { return found };
        let parts = parts(&tree);
        if parts.last().is_some_and(|last| is_anything(last)) {
            found.push(Looseness::OpenEnd);
        }
        if parts.len() > 1 && parts.first().is_some_and(|first| is_anything(first)) {
            found.push(Looseness::OpenStart);
        }
        if has_bare_dot(&tree) {
            found.push(Looseness::BareDot);
        }
        found
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/", self.source)
    }
}

fn parse(source: &str) -> Result<Ast, String> {
    let mut parser = ast::parse::ParserBuilder::new().nest_limit(limits::EXPRESSION_DEPTH).build();
    parser.parse(source).map_err(|error| error.kind().to_string())
}

/// `regex` draws a picture of several lines.
fn one_line(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(most) => format!("it needs more than {most} bytes of memory"),
        other => other.to_string().lines().last().unwrap_or_default().trim().to_owned(),
    }
}

/// What stands one after another in an expression, without anchors around it.
fn parts(tree: &Ast) -> Vec<&Ast> {
    let parts = match tree {
        Ast::Concat(concat) => concat.asts.iter().collect(),
        Ast::Group(group) => return parts(&group.ast),
        other => vec![other],
    };
    parts.into_iter().filter(|part| !matches!(part, Ast::Assertion(_))).collect()
}

/// `.*`, `.+`, or a group that is one.
fn is_anything(part: &Ast) -> bool {
    match part {
        Ast::Repetition(repetition) => {
            let many = matches!(
                repetition.op.kind,
                RepetitionKind::ZeroOrMore | RepetitionKind::OneOrMore
            );
            many && matches!(*repetition.ast, Ast::Dot(_))
        }
        Ast::Group(group) => matches!(parts(&group.ast).as_slice(), [only] if is_anything(only)),
        _ => false,
    }
}

fn has_bare_dot(tree: &Ast) -> bool {
    match tree {
        Ast::Dot(_) => true,
        Ast::Concat(concat) => concat.asts.iter().any(has_bare_dot),
        Ast::Alternation(alternation) => alternation.asts.iter().any(has_bare_dot),
        Ast::Group(group) => has_bare_dot(&group.ast),
        Ast::Repetition(repetition) => {
            !matches!(*repetition.ast, Ast::Dot(_)) && has_bare_dot(&repetition.ast)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Expression, Looseness};

    #[test]
    fn matches_the_whole_text_only() {
        let cases = [
            (r"https://github\.com/o/r/.+", "https://github.com/o/r/w@refs/tags/v1", true),
            (r"github\.com/o/r", "https://github.com/o/r", false),
            (r"^https://a$", "https://a", true),
            (r"a|b", "a", true),
            (r"a|b", "ab", false),
            (r"a|b", "xb", false),
            (r"a", "a\n", false),
            (r"(?m)^a$", "a\nb", false),
        ];
        for (source, text, expected) in cases {
            assert_eq!(Expression::parse(source).unwrap().matches(text), expected, "{source}");
        }
    }

    #[test]
    fn unusable_expressions_are_refused_with_the_reason() {
        let long = "a".repeat(crate::limits::EXPRESSION_BYTES + 1);
        let deep = format!("{}a{}", "(".repeat(200), ")".repeat(200));
        let cases = [
            ("(", "unclosed group"),
            ("a)(b", "unopened group"),
            ("(?=a)", "look-around"),
            (r"(\w{500}){500}", "more than"),
            (long.as_str(), "longer than"),
            (deep.as_str(), "nest"),
        ];
        for (source, reason) in cases {
            let error = Expression::parse(source).unwrap_err();
            assert!(error.reason.contains(reason), "{source}: {}", error.reason);
            assert!(!error.reason.contains('\n'), "{source}");
        }
    }

    #[test]
    fn loose_expressions_are_told() {
        use Looseness::{BareDot, OpenEnd, OpenStart};
        let cases: [(&str, &[Looseness]); 8] = [
            (r"https://github\.com/o/r/\.github/workflows/a\.yml@refs/tags/v1", &[]),
            (r"^https://github\.com/o/r/.*$", &[OpenEnd]),
            (r"https://github\.com/o/r/(.*)", &[OpenEnd]),
            (r"https://github.com/o", &[BareDot]),
            (r".*@example\.com", &[OpenStart]),
            (r".*", &[OpenEnd]),
            (r"https://github.com/o/.*", &[OpenEnd, BareDot]),
            (r"https://github\.com/o/[^/]+/x@(a|b.c)", &[BareDot]),
        ];
        for (source, expected) in cases {
            assert_eq!(Expression::parse(source).unwrap().looseness(), expected, "{source}");
        }
    }
}
