//! Which certified identities may have signed.

use std::fmt;

use super::Expression;

/// A signer and whoever vouched for them.
#[derive(Debug, Clone)]
pub struct IdentityPolicy {
    /// The certificate's subject alternative name: an email address or the URI of a workflow.
    /// None: any, which only further demands on the build make sensible.
    pub identity: Option<Pattern>,
    /// The OpenID Connect issuer that authenticated the signer.
    pub issuer: Pattern,
}

/// A text or a set of them.
#[derive(Debug, Clone)]
pub enum Pattern {
    /// Exactly this text, to the byte.
    Exact(String),
    /// Whatever the expression matches as a whole.
    Expression(Expression),
}

impl Pattern {
    /// Whether `text` is meant.
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Exact(expected) => expected == text,
            Self::Expression(expression) => expression.matches(text),
        }
    }
}

impl IdentityPolicy {
    /// Whether this policy means the identity that `issuer` authenticated.
    pub fn matches(&self, identity: &str, issuer: &str) -> bool {
        self.identity.as_ref().is_none_or(|pattern| pattern.matches(identity))
            && self.issuer_matches(issuer)
    }

    /// A certificate that names no issuer is meant only by those who say so: an expression that takes the
    /// empty text, as `.*`, speaks of issuers.
    fn issuer_matches(&self, issuer: &str) -> bool {
        match &self.issuer {
            Pattern::Expression(_) if issuer.is_empty() => false,
            pattern => pattern.matches(issuer),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(text) => f.write_str(text),
            Self::Expression(expression) => expression.fmt(f),
        }
    }
}

impl fmt::Display for IdentityPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.identity {
            Some(identity) => write!(f, "{identity}, by {}", self.issuer),
            None => write!(f, "anyone, by {}", self.issuer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{IdentityPolicy, Pattern};
    use crate::policy::Expression;

    #[test]
    fn no_issuer_is_meant_only_where_it_is_said() {
        let expression = |source| Pattern::Expression(Expression::parse(source).unwrap());
        for (issuer, found, expected) in [
            (expression(".*"), "https://a", true),
            (expression(".*"), "", false),
            (expression("|https://a"), "", false),
            (Pattern::Exact(String::new()), "", true),
            (Pattern::Exact(String::new()), "https://a", false),
        ] {
            let policy = IdentityPolicy { identity: None, issuer };
            assert_eq!(policy.matches("a@example.com", found), expected, "{policy}: {found}");
        }
    }
}
