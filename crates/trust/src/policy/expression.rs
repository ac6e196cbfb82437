//! Regular expressions for identities.
//!
//! Always matched against the whole identity: an expression that matches somewhere inside one
//! accepts whatever an attacker puts around it.

use std::fmt;

use regex::{Regex, RegexBuilder};
use regex_syntax::ast::{self, Ast};

use super::looseness::{self, Looseness};
use super::prefix;
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

    /// Whether it may match a text that begins so, whatever follows; never wrong where it says no.
    pub fn can_begin(&self, text: &str) -> bool {
        parse(&self.source).map_or(true, |tree| prefix::can_begin(&self.source, &tree, text))
    }

    /// What the expression accepts beyond what its author is likely to mean.
    pub fn looseness(&self) -> Vec<Looseness> {
        parse(&self.source).map(|tree| looseness::find(&self.source, &tree)).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::Expression;

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
            (r"(?i)https://GitHub\.com/o/r", "https://github.com/O/R", true),
            (r"\p{L}+@example\.com", "zoë@example.com", true),
            (r"\p{L}+@example\.com", "zo3@example.com", false),
        ];
        for (source, text, expected) in cases {
            assert_eq!(Expression::parse(source).unwrap().matches(text), expected, "{source}");
        }
    }

    /// What expressions can begin with decides whose builds they take.
    #[test]
    fn beginnings_are_found_in_either_case() {
        let expression = Expression::parse(r"(?i)HTTPS://GITHUB\.COM/o/r/.*").unwrap();
        assert!(expression.can_begin("https://github.com/O/R/w.yml"));
        assert!(!expression.can_begin("https://github.com/O/S/w.yml"));
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
}
