//! The gate `licenses`: whether everything the release is made of may be used as it is licensed.
//!
//! What a package declares and what its licence texts are hold together: where they differ the worse
//! counts, since nobody knows which of the two its author meant. Nothing is guessed from names.

mod standing;
#[cfg(test)]
mod tests;
mod usual;

use std::collections::BTreeSet;

use keelmark_formats::license::policy::{Policy, Ruling};
use keelmark_formats::time;
use keelmark_model::bom::{Component, ComponentKind, State};
use keelmark_model::{
    Bom, Code, Fact, Finding, Judgement, Relation, Scope, Source, Timestamp, Usage, Weight,
};

use crate::codes::{
    LICENSES_DENIED, LICENSES_EXPIRED, LICENSES_NONE, LICENSES_REVIEW, LICENSES_UNKNOWN,
    LICENSES_UNLISTED, LICENSES_UNUSED,
};
use standing::{Licence, Standing, licence};
pub use usual::usual;

/// What the gate is asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The target as given.
    pub target: &'a str,
    /// What is in it.
    pub bom: &'a Bom,
    /// The states that count.
    pub states: &'a [State],
    /// Under which licences it is taken.
    pub policy: &'a Policy,
    /// The file the policy stands in; `None` for the one keelmark comes with.
    pub policy_path: Option<&'a str>,
    /// The time now.
    pub now: Timestamp,
}

/// How many packages came to what.
#[derive(Debug, Default)]
struct Counts {
    packages: usize,
    allowed: usize,
    review: usize,
    denied: usize,
}

/// Entries of the policy that were needed, by their place in its lists.
#[derive(Debug, Default)]
struct Needed {
    clarified: BTreeSet<usize>,
    exceptions: BTreeSet<usize>,
}

/// Judges the licence of every package.
pub fn licenses(asked: Asked<'_>) -> Judgement {
    let mut judgement = Judgement::new("licenses", "policy", asked.target);
    let (mut counts, mut needed) = (Counts::default(), Needed::default());
    let components = asked.bom.iter().filter(|(id, _)| *id != asked.bom.root);
    for (_, component) in components.filter(|(_, it)| is_judged(it, asked.states)) {
        counts.packages += 1;
        let (standing, finding) = judged(asked, component, &mut needed);
        match standing {
            Ruling::Allow => counts.allowed += 1,
            Ruling::Review => counts.review += 1,
            Ruling::Deny => counts.denied += 1,
        }
        judgement.findings.extend(finding);
    }
    judgement.findings.extend(entries(asked, &needed));
    judgement.findings.extend(asked.bom.gaps.iter().map(|gap| {
        let message = format!("not everything could be looked at: {}", gap.message);
        let finding = Finding::new(gap.code, Weight::Undecided, message).at(&*gap.path, gap.line);
        finding.known_by([&gap.path, &gap.message])
    }));
    if counts.packages == 0 {
        let message = "there is no package whose licence could be judged";
        judgement.findings.push(Finding::new(&LICENSES_NONE, Weight::Undecided, message));
    }
    judgement.findings.sort_by(|a, b| {
        (&a.place, a.code.id, &a.identity).cmp(&(&b.place, b.code.id, &b.identity))
    });
    judgement.detail = counts.shown();
    let policy = asked.policy_path.unwrap_or("the one keelmark comes with");
    judgement.facts.push(Fact { name: "policy", value: policy.to_owned() });
    judgement
}

impl Counts {
    fn shown(&self) -> String {
        let noun = if self.packages == 1 { "package" } else { "packages" };
        let mut text = format!("{} {noun}, {} allowed", self.packages, self.allowed);
        for (number, what) in [(self.review, "for a person to look at"), (self.denied, "denied")] {
            if number > 0 {
                text += &format!(", {number} {what}");
            }
        }
        text
    }
}

/// A package with its licence, and what the policy says of it.
#[derive(Debug)]
pub struct Listed<'a> {
    /// The package.
    pub component: &'a Component,
    /// Its licence as an expression, where it is known.
    pub license: Option<String>,
    /// What the policy says of it.
    pub ruling: Ruling,
}

/// Every package that is judged.
pub fn listed(asked: Asked<'_>) -> Vec<Listed<'_>> {
    let components = asked.bom.iter().filter(|(id, _)| *id != asked.bom.root);
    let components = components.filter(|(_, it)| is_judged(it, asked.states));
    let listed = |component| {
        let licence = known(asked, component, &mut Needed::default());
        let (standing, _) = judged(asked, component, &mut Needed::default());
        let license = match licence {
            Licence::Known(claims) => Some(joined(&claims)),
            Licence::Unknown(_) => None,
        };
        Listed { component, license, ruling: standing }
    };
    components.map(|(_, component)| listed(component)).collect()
}

/// Claims that hold together, as one expression.
fn joined(claims: &[(String, &'static str)]) -> String {
    match claims {
        [(one, _)] => one.clone(),
        several => {
            let parts: Vec<String> = several.iter().map(|(text, _)| format!("({text})")).collect();
            parts.join(" AND ")
        }
    }
}

/// Whether a component is a package of somebody else.
fn is_judged(component: &Component, states: &[State]) -> bool {
    let is_package = matches!(
        component.kind,
        ComponentKind::Library | ComponentKind::Application | ComponentKind::Container
    );
    let relation = component.scope.as_ref().map(|scope| scope.relation);
    let is_own = matches!(relation, Some(Relation::Root | Relation::Member))
        || matches!(component.source, Source::Path(_));
    is_package && !is_own && states.contains(&component.state)
}

/// What one package comes to, and what there is to say of it.
fn judged(
    asked: Asked<'_>,
    component: &Component,
    needed: &mut Needed,
) -> (Ruling, Option<Finding>) {
    let policy = asked.policy;
    let purl = component.purl.as_ref();
    let licence = known(asked, component, needed);
    let excepted = purl.and_then(|purl| {
        let mut entries = policy.exceptions.iter();
        entries.position(|entry| entry.package.means(purl) && asked.now < entry.ends)
    });
    let lists = standing::Lists {
        policy,
        is_development: is_development(component.scope.as_ref()),
        excepted: excepted.and_then(|at| policy.exceptions.get(at)),
    };
    let standing = lists.standing(&licence);
    if standing.excepted {
        needed.exceptions.extend(excepted);
    }
    let ruling = standing.ruling;
    (ruling, finding(component, &licence, &standing))
}

/// The licence of a package by what the policy says of it, else by what it says itself.
fn known(asked: Asked<'_>, component: &Component, needed: &mut Needed) -> Licence {
    let clarified = component
        .purl
        .as_ref()
        .and_then(|purl| asked.policy.clarified.iter().position(|entry| entry.package.means(purl)));
    needed.clarified.extend(clarified);
    match clarified.and_then(|at| asked.policy.clarified.get(at)) {
        Some(entry) => Licence::Known(vec![(entry.license.clone(), "as keelmark.toml says")]),
        None => licence(component),
    }
}

/// Whether nothing needs it at run time or while building.
fn is_development(scope: Option<&Scope>) -> bool {
    matches!(scope.map(|scope| &scope.usage), Some(Usage::Development(_)))
}

fn finding(component: &Component, licence: &Licence, standing: &Standing) -> Option<Finding> {
    let (weight, code): (Weight, &'static Code) = match (standing.ruling, licence) {
        (Ruling::Allow, _) => return None,
        (Ruling::Review, Licence::Unknown(_)) => (Weight::Undecided, &LICENSES_UNKNOWN),
        (Ruling::Review, Licence::Known(_)) => (Weight::Undecided, &LICENSES_REVIEW),
        (Ruling::Deny, Licence::Unknown(_)) => (Weight::Failure, &LICENSES_UNKNOWN),
        (Ruling::Deny, Licence::Known(_)) if standing.is_listed => {
            (Weight::Failure, &LICENSES_DENIED)
        }
        (Ruling::Deny, Licence::Known(_)) => (Weight::Failure, &LICENSES_UNLISTED),
    };
    let shown = match &component.version {
        Some(version) => format!("{} {version}", component.name),
        None => component.name.clone(),
    };
    let message = match licence {
        Licence::Unknown(None) => format!("{shown} does not say under which licence it is"),
        Licence::Unknown(Some(text)) => {
            format!("{shown} calls its licence `{text}`, which is no SPDX expression")
        }
        Licence::Known(claims) => {
            let claims: Vec<String> =
                claims.iter().map(|(text, source)| format!("`{text}` {source}")).collect();
            format!("{shown} is under {}{}", claims.join(" and "), standing.reason())
        }
    };
    let at = component.found.first();
    let purl = component.purl.as_ref().map(ToString::to_string);
    let name = purl.clone().unwrap_or_else(|| shown.clone());
    let finding = Finding::new(code, weight, message);
    let finding = match at {
        Some(at) => finding.at(&*at.path, at.line),
        None => finding,
    };
    let finding = finding
        .of(&component.name, component.version.as_deref())
        .known_by([name.clone(), licence.identity()]);
    Some(match purl {
        Some(purl) => finding.mended_by(standing.remedy(licence, &purl)),
        None => finding,
    })
}

/// Entries that have ended, and those that nothing needs.
fn entries(asked: Asked<'_>, needed: &Needed) -> Vec<Finding> {
    let path = asked.policy_path.unwrap_or_default();
    let mut findings = Vec::new();
    for (at, entry) in asked.policy.exceptions.iter().enumerate() {
        let package = entry.package.purl().to_string();
        let finding = if entry.ends <= asked.now {
            let message = format!(
                "the exception for {package} ended on {}; {} answers for it",
                time::last_day(entry.ends),
                entry.owner
            );
            Finding::new(&LICENSES_EXPIRED, Weight::Failure, message)
        } else if needed.exceptions.contains(&at) {
            continue;
        } else {
            let message = format!("nothing needs the exception for {package}");
            Finding::new(&LICENSES_UNUSED, Weight::Warning, message)
        };
        findings.push(finding.at(path, Some(entry.line)).known_by(["exception", package.as_str()]));
    }
    for (at, entry) in asked.policy.clarified.iter().enumerate() {
        if !needed.clarified.contains(&at) {
            let package = entry.package.purl().to_string();
            let message = format!("nothing needs what is said of {package}");
            let finding = Finding::new(&LICENSES_UNUSED, Weight::Warning, message);
            findings
                .push(finding.at(path, Some(entry.line)).known_by(["clarify", package.as_str()]));
        }
    }
    findings
}
