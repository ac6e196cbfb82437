//! What a licence expression asks for.
//!
//! Source: SPDX 2.3, annex D: `WITH` binds before `AND`, `AND` before `OR`.

use std::fmt;

use spdx::expression::{ExprNode, Operator};
use spdx::{Expression, LicenseId, LicenseItem, LicenseReq};

use super::{DEPRECATED, License};

/// An expression as the licences it is made of.
#[derive(Debug, Clone)]
pub struct Terms {
    written: String,
    expression: Expression,
}

/// One licence within an expression, perhaps with an exception from its terms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term {
    /// Identifier in today's spelling: `GPL-2.0-only` for `GPL-2.0`, `GPL-2.0-or-later` for `GPL-2.0+`.
    pub license: String,
    /// Identifier after `WITH`.
    pub exception: Option<String>,
}

impl Terms {
    /// The terms of `text`, if it is an SPDX expression in any case of letters.
    pub fn parse(text: &str) -> Option<Self> {
        let written = License::stated(text)?.expression()?.to_owned();
        let expression = Expression::parse_mode(&written, DEPRECATED).ok()?;
        Some(Self { written, expression })
    }

    /// The expression in the spelling of the licence list.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Every term, in the order written.
    pub fn iter(&self) -> impl Iterator<Item = Term> {
        self.expression.requirements().map(|it| Term::of(&it.req))
    }

    /// What the whole weighs where `of` weighs each term, the best being the least: of what `AND` joins
    /// the worst counts, of what `OR` joins the best.
    pub fn weigh<T: Ord>(&self, mut of: impl FnMut(&Term) -> T) -> Option<T> {
        // The library keeps the expression in postfix order.
        let mut stack: Vec<T> = Vec::new();
        for node in self.expression.iter() {
            let weight = match node {
                ExprNode::Req(term) => of(&Term::of(&term.req)),
                ExprNode::Op(operator) => {
                    let (right, left) = (stack.pop()?, stack.pop()?);
                    match operator {
                        Operator::And => left.max(right),
                        Operator::Or => left.min(right),
                    }
                }
            };
            stack.push(weight);
        }
        stack.pop().filter(|_| stack.is_empty())
    }
}

impl Term {
    /// The one licence that `text` names; `None` where it is an expression of several, or none.
    pub fn parse(text: &str) -> Option<Self> {
        let terms = Terms::parse(text)?;
        let mut all = terms.iter();
        all.next().filter(|_| all.next().is_none())
    }

    fn of(requirement: &LicenseReq) -> Self {
        if let (LicenseItem::Spdx { id, .. }, None) = (&requirement.license, &requirement.addition)
            && let Some((_, license, exception)) = REPLACED.iter().find(|it| it.0 == id.name)
        {
            let (license, exception) = ((*license).to_owned(), Some((*exception).to_owned()));
            return Self { license, exception };
        }
        let license = match &requirement.license {
            LicenseItem::Spdx { id, or_later } => today(*id, *or_later),
            LicenseItem::Other(reference) => reference.to_string(),
        };
        let exception = requirement.addition.as_ref().map(ToString::to_string);
        Self { license, exception }
    }

    /// The same licence without an exception.
    #[must_use]
    pub fn plain(&self) -> Self {
        Self { license: self.license.clone(), exception: None }
    }

    /// The licences among which a licensee may choose where this one says "or later": its own version
    /// first. Empty where it names one version only.
    pub fn versions(&self) -> Vec<Self> {
        let base = self.license.strip_suffix("-or-later").map(|base| (base, "-only"));
        let Some((base, end)) = base.or_else(|| self.license.strip_suffix('+').map(|it| (it, "")))
        else {
            return Vec::new();
        };
        let family = base.rsplit_once('-');
        let Some((family, least)) = family.and_then(|(family, it)| Some((family, version(it)?)))
        else {
            return Vec::new();
        };
        let listed = spdx::identifiers::LICENSES.iter().filter_map(|license| {
            let (of, number) = license.name.strip_suffix(end)?.rsplit_once('-')?;
            let number = version(number)?;
            (of == family && number >= least).then_some((number, license.name))
        });
        let mut listed: Vec<(Vec<u32>, &str)> = listed.collect();
        listed.sort();
        let with = |(_, name): (Vec<u32>, &str)| Self {
            license: name.to_owned(),
            exception: self.exception.clone(),
        };
        listed.into_iter().map(with).collect()
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.license)?;
        match &self.exception {
            Some(exception) => write!(f, " WITH {exception}"),
            None => Ok(()),
        }
    }
}

/// Deprecated identifiers of a licence with an exception, and what the list of licences says to write for them.
const REPLACED: [(&str, &str, &str); 9] = [
    ("GPL-2.0-with-GCC-exception", "GPL-2.0-only", "GCC-exception-2.0"),
    ("GPL-2.0-with-autoconf-exception", "GPL-2.0-only", "Autoconf-exception-2.0"),
    ("GPL-2.0-with-bison-exception", "GPL-2.0-or-later", "Bison-exception-2.2"),
    ("GPL-2.0-with-classpath-exception", "GPL-2.0-only", "Classpath-exception-2.0"),
    ("GPL-2.0-with-font-exception", "GPL-2.0-only", "Font-exception-2.0"),
    ("GPL-3.0-with-GCC-exception", "GPL-3.0-only", "GCC-exception-3.1"),
    ("GPL-3.0-with-autoconf-exception", "GPL-3.0-only", "Autoconf-exception-3.0"),
    ("eCos-2.0", "GPL-2.0-or-later", "eCos-exception-2.0"),
    ("wxWindows", "LGPL-2.0-or-later", "WxWindows-exception-3.1"),
];

/// Identifiers of GNU licences without `-only` or `-or-later` are deprecated, and mean what they always
/// meant.
fn today(id: LicenseId, or_later: bool) -> String {
    let name = id.name;
    let is_bare = id.is_gnu() && !name.ends_with("-only") && !name.ends_with("-or-later");
    match (is_bare, or_later) {
        (true, true) => format!("{}-or-later", name.trim_end_matches('+')),
        (true, false) => match name.strip_suffix('+') {
            Some(base) => format!("{base}-or-later"),
            None => format!("{name}-only"),
        },
        (false, true) if !id.is_gnu() => format!("{name}+"),
        (false, _) => name.to_owned(),
    }
}

/// `2.1` as numbers; `None` where it is no version.
fn version(text: &str) -> Option<Vec<u32>> {
    text.split('.').map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Term, Terms};

    fn shown(text: &str) -> Vec<String> {
        let terms = Terms::parse(text).unwrap_or_else(|| panic!("{text} is no expression"));
        terms.iter().map(|term| term.to_string()).collect()
    }

    #[test]
    fn terms_have_todays_spelling() {
        for (text, terms) in [
            ("GPL-2.0", "GPL-2.0-only"),
            ("GPL-2.0+", "GPL-2.0-or-later"),
            (
                "gpl-2.0-or-later with classpath-exception-2.0",
                "GPL-2.0-or-later WITH Classpath-exception-2.0",
            ),
            ("GPL-2.0 WITH Classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
            ("LGPL-2.1+", "LGPL-2.1-or-later"),
            ("Apache-2.0+", "Apache-2.0+"),
            ("LicenseRef-Own", "LicenseRef-Own"),
        ] {
            assert_eq!(shown(text), [terms], "{text}");
        }
        assert_eq!(shown("MIT AND (Apache-2.0 OR ISC)"), ["MIT", "Apache-2.0", "ISC"]);
        assert_eq!(shown("MIT License"), ["MIT"]);
        assert!(Terms::parse("Some Licence").is_none());
    }

    #[test]
    fn and_takes_the_worst_and_or_the_best() {
        let weigh = |text: &str| {
            let terms = Terms::parse(text).expect("an expression");
            terms.weigh(|term| match term.license.as_str() {
                "MIT" => 0,
                "MPL-2.0" => 1,
                _ => 2,
            })
        };
        for (text, weight) in [
            ("MIT", 0),
            ("MIT AND MPL-2.0", 1),
            ("GPL-3.0-only OR MIT", 0),
            ("MIT AND GPL-3.0-only OR MPL-2.0", 1),
            ("MIT AND (GPL-3.0-only OR MPL-2.0)", 1),
            ("(MIT OR GPL-3.0-only) AND (GPL-3.0-only OR GPL-2.0-only)", 2),
        ] {
            assert_eq!(weigh(text), Some(weight), "{text}");
        }
    }

    #[test]
    fn deprecated_identifiers_with_an_exception_mean_what_replaced_them() {
        for (written, license, exception) in super::REPLACED {
            let term = Term::parse(written).unwrap();
            assert_eq!(term.to_string(), format!("{license} WITH {exception}"));
            assert_eq!(Term::parse(&term.to_string()), Some(term), "{written}");
        }
    }

    #[test]
    fn or_later_is_a_choice_of_versions() {
        let versions = |text: &str| {
            let term = Term::parse(text).expect("one licence");
            term.versions().iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(versions("GPL-2.0-or-later"), ["GPL-2.0-only", "GPL-3.0-only"]);
        assert_eq!(versions("LGPL-2.1+"), ["LGPL-2.1-only", "LGPL-3.0-only"]);
        assert_eq!(versions("MPL-1.1+"), ["MPL-1.1", "MPL-2.0"]);
        assert_eq!(
            versions("GPL-2.0+ WITH Classpath-exception-2.0").first().map(String::as_str),
            Some("GPL-2.0-only WITH Classpath-exception-2.0")
        );
        assert!(versions("CECILL-C+").is_empty());
        assert!(versions("MIT").is_empty());
        assert!(versions("GPL-2.0").is_empty());
    }

    #[test]
    fn one_licence_is_not_several() {
        assert!(Term::parse("MIT OR ISC").is_none());
        assert!(Term::parse("GPL").is_none());
    }
}
