//! Under which licences a project takes what it is made of: `[licenses]` of keelmark.toml.
//!
//! ```toml
//! [licenses]
//! allow = ["MIT", "Apache-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"]
//! review = ["MPL-2.0"]
//! deny = ["AGPL-3.0-only"]
//! unlisted = "deny"                    # or "review", "allow"
//! unknown = "deny"
//!
//! [licenses.development]               # for what is not needed at run time
//! allow = ["GPL-3.0-or-later"]
//!
//! [[licenses.clarify]]
//! package = "pkg:pypi/example@1.2.0"   # without a version: every version
//! license = "MIT"
//! reason = "LICENSE in the source distribution"
//! owner = "platform"
//!
//! [[licenses.exception]]
//! package = "pkg:cargo/example"
//! allow = ["MPL-2.0"]
//! reason = "used unmodified"
//! owner = "platform"
//! expires = 2027-06-30                 # the last day it holds, in UTC
//! ```

use std::collections::BTreeSet;
use std::ops::Range;

use keelmark_model::{Position, Purl, Timestamp};
use serde::Deserialize;
use toml::Spanned;

use super::terms::{Term, Terms};
use crate::time::Day;
use crate::{ParseError, codes, limits};

/// What a policy says of a licence, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ruling {
    /// It may be used.
    Allow,
    /// A person has to look.
    Review,
    /// It may not be used.
    Deny,
}

/// Licences by what is said of them; none is in two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    /// Those that may be used.
    pub allow: BTreeSet<Term>,
    /// Those a person has to look at.
    pub review: BTreeSet<Term>,
    /// Those that may not be used.
    pub deny: BTreeSet<Term>,
}

/// One package, at one version or at any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector(Purl);

/// The licence of a package as a person found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clarification {
    /// The package.
    pub package: Selector,
    /// Its licence.
    pub license: String,
    /// How that was found out.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Line of the entry, from 1.
    pub line: u32,
}

/// Licences that one package may be used under although the lists do not allow them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The package.
    pub package: Selector,
    /// The licences.
    pub allow: BTreeSet<Term>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The first moment it does not hold any more.
    pub ends: Timestamp,
    /// Line of the entry, from 1.
    pub line: u32,
}

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// What holds for every package.
    pub lists: Lists,
    /// What besides holds for packages that nothing needs at run time; it prevails.
    pub development: Lists,
    /// What holds for licences on no list.
    pub unlisted: Ruling,
    /// What holds for packages whose licence is not known.
    pub unknown: Ruling,
    /// Licences that packages do not state, or state wrongly.
    pub clarified: Vec<Clarification>,
    /// Packages that may be used regardless.
    pub exceptions: Vec<Exception>,
}

impl Selector {
    /// Whether it means `purl`; qualifiers and subpaths do not matter.
    pub fn means(&self, purl: &Purl) -> bool {
        let Self(own) = self;
        let version = own.version().is_none() || own.version() == purl.version();
        version
            && (own.ty(), own.namespace(), own.name()) == (purl.ty(), purl.namespace(), purl.name())
    }

    /// The package URL it was written as.
    pub fn purl(&self) -> &Purl {
        &self.0
    }
}

impl Lists {
    /// What is said of a licence by name, an exception from its terms being a grant beyond them: who
    /// allows the licence allows it with any exception, and who denies it must name those he does not.
    pub fn ruling(&self, term: &Term) -> Option<Ruling> {
        let exact = self.named(term);
        exact.or_else(|| term.exception.as_ref().and_then(|_| self.named(&term.plain())))
    }

    fn named(&self, term: &Term) -> Option<Ruling> {
        let lists = [
            (&self.deny, Ruling::Deny),
            (&self.review, Ruling::Review),
            (&self.allow, Ruling::Allow),
        ];
        lists.into_iter().find_map(|(list, ruling)| list.contains(term).then_some(ruling))
    }

    /// Puts a licence on the list of `ruling`, and off the others.
    pub fn put(&mut self, term: Term, ruling: Ruling) {
        for list in [&mut self.allow, &mut self.review, &mut self.deny] {
            list.remove(&term);
        }
        let list = match ruling {
            Ruling::Allow => &mut self.allow,
            Ruling::Review => &mut self.review,
            Ruling::Deny => &mut self.deny,
        };
        list.insert(term);
    }
}

/// `[licenses]` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    #[serde(default)]
    allow: Vec<Spanned<String>>,
    #[serde(default)]
    review: Vec<Spanned<String>>,
    #[serde(default)]
    deny: Vec<Spanned<String>>,
    unlisted: Option<WrittenRuling>,
    unknown: Option<WrittenRuling>,
    development: Option<WrittenLists>,
    #[serde(default)]
    clarify: Vec<WrittenClarification>,
    #[serde(default)]
    exception: Vec<WrittenException>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLists {
    #[serde(default)]
    allow: Vec<Spanned<String>>,
    #[serde(default)]
    review: Vec<Spanned<String>>,
    #[serde(default)]
    deny: Vec<Spanned<String>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenRuling {
    Allow,
    Review,
    Deny,
}

impl From<WrittenRuling> for Ruling {
    fn from(written: WrittenRuling) -> Self {
        match written {
            WrittenRuling::Allow => Self::Allow,
            WrittenRuling::Review => Self::Review,
            WrittenRuling::Deny => Self::Deny,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenClarification {
    package: Spanned<String>,
    license: Spanned<String>,
    reason: Spanned<String>,
    owner: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenException {
    package: Spanned<String>,
    allow: Vec<Spanned<String>>,
    reason: Spanned<String>,
    owner: Spanned<String>,
    expires: Spanned<Day>,
}

/// Reads what was written in `text`, with positions there.
pub(crate) struct Reader<'a> {
    /// The document.
    pub(crate) text: &'a str,
}

impl Reader<'_> {
    /// # Errors
    /// `settings.value` for a licence, package, reason or owner that is none, with its position.
    pub(crate) fn policy(&self, written: Written) -> Result<Policy, ParseError> {
        let development = written.development.unwrap_or_default();
        Ok(Policy {
            lists: self.lists(&written.allow, &written.review, &written.deny)?,
            development: self.lists(&development.allow, &development.review, &development.deny)?,
            unlisted: written.unlisted.map_or(Ruling::Deny, Ruling::from),
            unknown: written.unknown.map_or(Ruling::Deny, Ruling::from),
            clarified: self.each(&written.clarify, Self::clarification)?,
            exceptions: self.each(&written.exception, Self::exception)?,
        })
    }

    fn each<W, T>(
        &self,
        written: &[W],
        read: impl Fn(&Self, &W) -> Result<T, ParseError>,
    ) -> Result<Vec<T>, ParseError> {
        written.iter().map(|one| read(self, one)).collect()
    }

    fn lists(
        &self,
        allow: &[Spanned<String>],
        review: &[Spanned<String>],
        deny: &[Spanned<String>],
    ) -> Result<Lists, ParseError> {
        let mut lists = Lists::default();
        for (list, ruling) in
            [(allow, Ruling::Allow), (review, Ruling::Review), (deny, Ruling::Deny)]
        {
            for written in list {
                let term = self.term(written)?;
                if let Some(known) = lists.named(&term).filter(|known| *known != ruling) {
                    let message =
                        format!("`{term}` is on two lists: {} and {}", known.name(), ruling.name());
                    return Err(self.wrong(&written.span(), message));
                }
                lists.put(term, ruling);
            }
        }
        Ok(lists)
    }

    fn term(&self, written: &Spanned<String>) -> Result<Term, ParseError> {
        let text = written.get_ref();
        Term::parse(text).ok_or_else(|| {
            let message = if Terms::parse(text).is_some() {
                format!("`{text}` is several licences: a list has one to an entry")
            } else {
                format!("`{text}` is no licence of the SPDX list and no `LicenseRef-` name")
            };
            self.wrong(&written.span(), message)
        })
    }

    fn clarification(&self, written: &WrittenClarification) -> Result<Clarification, ParseError> {
        let license = &written.license;
        let terms = Terms::parse(license.get_ref()).ok_or_else(|| {
            let message = format!("`{}` is no SPDX licence expression", license.get_ref());
            self.wrong(&license.span(), message)
        })?;
        Ok(Clarification {
            package: self.package(&written.package)?,
            license: terms.as_str().to_owned(),
            reason: self.said(&written.reason, "a reason")?,
            owner: self.said(&written.owner, "an owner")?,
            line: self.line(&written.package.span()),
        })
    }

    fn exception(&self, written: &WrittenException) -> Result<Exception, ParseError> {
        if written.allow.is_empty() {
            let message = "an exception has to name the licences it allows";
            return Err(self.wrong(&written.package.span(), message));
        }
        let allow: Result<_, _> = written.allow.iter().map(|one| self.term(one)).collect();
        Ok(Exception {
            package: self.package(&written.package)?,
            allow: allow?,
            reason: self.said(&written.reason, "a reason")?,
            owner: self.said(&written.owner, "an owner")?,
            ends: written.expires.get_ref().end(),
            line: self.line(&written.package.span()),
        })
    }

    fn package(&self, written: &Spanned<String>) -> Result<Selector, ParseError> {
        let text = written.get_ref();
        text.parse().map(Selector).map_err(|error| {
            let message = format!("`{text}` is no package URL such as pkg:pypi/name: {error}");
            self.wrong(&written.span(), message)
        })
    }

    /// A text that says something.
    fn said(&self, written: &Spanned<String>, what: &str) -> Result<String, ParseError> {
        let text = written.get_ref().trim();
        if text.is_empty() || text.len() > limits::SETTING_TEXT_BYTES {
            let message = format!("{what} is one line of text, and not an empty one");
            return Err(self.wrong(&written.span(), message));
        }
        Ok(text.to_owned())
    }

    /// An error at a place of the document.
    pub(crate) fn wrong(&self, span: &Range<usize>, message: impl Into<String>) -> ParseError {
        ParseError::at(&codes::SETTINGS_VALUE, message, self.text.as_bytes(), span.start)
    }

    fn line(&self, span: &Range<usize>) -> u32 {
        Position::of(self.text.as_bytes(), span.start).line
    }
}

impl Ruling {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Review => "review",
            Self::Deny => "deny",
        }
    }
}
