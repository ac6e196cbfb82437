//! Licences in the words of each format.

use keelmark_model::bom::LicenseClaim;

use crate::license::License;

/// Who stands behind a licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The package itself.
    Declared,
    /// Whoever looked at its texts.
    Concluded,
}

impl Standing {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Concluded => "concluded",
        }
    }
}

/// Several expressions that hold together, as one.
pub(in crate::sbom) fn all_of<'a>(
    expressions: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let expressions: Vec<&str> = expressions.into_iter().collect();
    match expressions.as_slice() {
        [] => None,
        [one] => Some((*one).to_owned()),
        several => {
            let wrapped = several.iter().map(|one| match one.contains(" OR ") {
                true => format!("({one})"),
                false => (*one).to_owned(),
            });
            Some(wrapped.collect::<Vec<_>>().join(" AND "))
        }
    }
}

/// What is declared as one expression; `None` when nothing is, or not everything is an expression.
pub(super) fn declared_expression(claims: &[LicenseClaim]) -> Option<String> {
    let expressions = claims.iter().map(|claim| match claim {
        LicenseClaim::Expression(expression) => Some(expression.as_str()),
        LicenseClaim::Name(_) => None,
    });
    all_of(expressions.collect::<Option<Vec<_>>>()?)
}

/// The text of a claim, whatever it is.
pub(in crate::sbom) fn text(claim: &LicenseClaim) -> &str {
    match claim {
        LicenseClaim::Expression(text) | LicenseClaim::Name(text) => text,
    }
}

/// The `LicenseRef-…` identifiers of `expression`, which an SPDX document has to define.
pub(super) fn references(expression: &str) -> impl Iterator<Item = &str> {
    expression.split([' ', '(', ')']).filter(|word| word.starts_with("LicenseRef-"))
}

/// `text` as one identifier of the SPDX licence list, if it is one.
pub(super) fn identifier(text: &str) -> Option<&'static str> {
    match License::parse(keelmark_model::Ecosystem::Python, text) {
        Some(License::Id(id)) => Some(id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{all_of, declared_expression};
    use keelmark_model::bom::LicenseClaim::{Expression, Name};

    #[test]
    fn claims_hold_together() {
        assert_eq!(all_of(["MIT", "ISC OR Zlib"]).as_deref(), Some("MIT AND (ISC OR Zlib)"));
        assert_eq!(all_of(["A OR B"]).as_deref(), Some("A OR B"));
        let mixed = [Expression("MIT".to_owned()), Name("as is".to_owned())];
        assert_eq!(declared_expression(&mixed), None);
        assert_eq!(declared_expression(&[]), None);
    }
}
