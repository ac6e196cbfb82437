//! What a policy says of the licence of one package.

use keelmark_formats::license::policy::{Exception, Policy, Ruling};
use keelmark_formats::license::terms::{Term, Terms};
use keelmark_model::bom::{Component, LicenseClaim};

/// The licence of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Licence {
    /// Expressions that hold together, each with who says so.
    Known(Vec<(String, &'static str)>),
    /// None that could be understood; what is said instead.
    Unknown(Option<String>),
}

impl Licence {
    /// What tells it from another, in one text.
    pub(super) fn identity(&self) -> String {
        match self {
            Self::Known(claims) => {
                claims.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(" AND ")
            }
            Self::Unknown(text) => text.clone().unwrap_or_default(),
        }
    }
}

/// The licence of a component by what it declares and what its texts are. A claim that is no expression
/// leaves the licence open unless the texts tell.
pub(super) fn licence(component: &Component) -> Licence {
    let licensing = &component.licensing;
    let mut claims = Vec::new();
    let mut open = None;
    for claim in &licensing.declared {
        match claim {
            LicenseClaim::Expression(text) if Terms::parse(text).is_some() => {
                claims.push((text.clone(), "as it declares"));
            }
            LicenseClaim::Expression(text) | LicenseClaim::Name(text) => {
                open.get_or_insert_with(|| text.clone());
            }
        }
    }
    let found = licensing.concluded.as_deref().filter(|text| Terms::parse(text).is_some());
    if let Some(text) = found
        && !claims.iter().any(|(declared, _)| declared == text)
    {
        claims.push((text.to_owned(), "by its licence texts"));
    }
    let is_open = open.is_some() && found.is_none();
    if claims.is_empty() || is_open { Licence::Unknown(open) } else { Licence::Known(claims) }
}

/// What applies to one package.
pub(super) struct Lists<'a> {
    pub(super) policy: &'a Policy,
    /// Whether only development needs it.
    pub(super) is_development: bool,
    /// The exception it has.
    pub(super) excepted: Option<&'a Exception>,
}

/// What a licence comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) ruling: Ruling,
    /// Whether a list names what decides, rather than none.
    pub(super) is_listed: bool,
    /// Whether that needed the exception.
    pub(super) excepted: bool,
    /// The licences to blame, as the policy writes them, sorted.
    pub(super) blamed: Vec<String>,
}

/// What one licence of an expression weighs: first the ruling, then whether the exception is needed for
/// it, then whether a list names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Weighed {
    ruling: Ruling,
    excepted: bool,
    is_listed: bool,
}

impl Lists<'_> {
    /// What `licence` comes to.
    pub(super) fn standing(&self, licence: &Licence) -> Standing {
        let Licence::Known(claims) = licence else {
            let ruling = self.policy.unknown;
            return Standing { ruling, is_listed: false, excepted: false, blamed: Vec::new() };
        };
        let terms: Vec<Terms> = claims.iter().filter_map(|(text, _)| Terms::parse(text)).collect();
        let weights = terms.iter().map(|terms| terms.weigh(|term| self.weigh(term)));
        // No terms, or none that could be weighed, are no permission.
        let denied = Weighed { ruling: Ruling::Deny, excepted: false, is_listed: false };
        let worst = weights.map(|weight| weight.unwrap_or(denied)).max().unwrap_or(denied);
        let mut blamed: Vec<String> = terms
            .iter()
            .flat_map(Terms::iter)
            .filter(|term| worst.ruling > Ruling::Allow && self.weigh(term) == worst)
            .map(|term| term.to_string())
            .collect();
        blamed.sort();
        blamed.dedup();
        let Weighed { ruling, excepted, is_listed } = worst;
        Standing { ruling, is_listed, excepted, blamed }
    }

    fn weigh(&self, term: &Term) -> Weighed {
        let own = self.weigh_one(term);
        // One may choose among the versions; a list that names "or later" itself prevails.
        let versions = term.versions();
        match own {
            Some(weighed) => weighed,
            None => versions.iter().filter_map(|version| self.weigh_one(version)).min().unwrap_or(
                Weighed { ruling: self.policy.unlisted, excepted: false, is_listed: false },
            ),
        }
    }

    /// What is said of a licence by name.
    fn weigh_one(&self, term: &Term) -> Option<Weighed> {
        let development =
            self.is_development.then(|| self.policy.development.ruling(term)).flatten();
        let ruling = development.or_else(|| self.policy.lists.ruling(term));
        let listed = ruling.map(|ruling| Weighed { ruling, excepted: false, is_listed: true });
        let allows = |exception: &&Exception| {
            exception.allow.contains(term) || exception.allow.contains(&term.plain())
        };
        let is_allowed = ruling == Some(Ruling::Allow);
        match self.excepted.filter(allows) {
            Some(_) if !is_allowed => {
                Some(Weighed { ruling: Ruling::Allow, excepted: true, is_listed: true })
            }
            _ => listed,
        }
    }
}

impl Standing {
    /// Why it is not allowed, as the end of a sentence.
    pub(super) fn reason(&self) -> String {
        let blamed = self.blamed.join("`, `");
        match (self.ruling, self.is_listed) {
            (Ruling::Allow, _) => String::new(),
            (_, false) => format!("; `{blamed}` is on no list"),
            (Ruling::Review, true) => format!("; a person has to look at `{blamed}`"),
            (Ruling::Deny, true) => format!("; `{blamed}` is denied"),
        }
    }

    /// What can be done about the package.
    pub(super) fn remedy(&self, licence: &Licence, purl: &str) -> String {
        match licence {
            Licence::Unknown(_) => format!(
                "Find out its licence and write it into keelmark.toml: [[licenses.clarify]] package = \"{purl}\", license, reason, owner. `--from DIR` looks at what a package manager keeps."
            ),
            Licence::Known(_) => {
                let allow: Vec<String> =
                    self.blamed.iter().map(|text| format!("\"{text}\"")).collect();
                format!(
                    "Do without it, or except it in keelmark.toml: [[licenses.exception]] package = \"{purl}\", allow = [{}], reason, owner, expires.",
                    allow.join(", ")
                )
            }
        }
    }
}
