//! What a change introduces, for gates that judge a bill.

use std::collections::{BTreeMap, BTreeSet};

use keelmark_model::{Bom, Finding, Judgement, Vulnerability, Weight};

use super::package::{Known, Packages};
use super::{Asked, compare};
use crate::codes::{LICENSES_EXPIRED, LICENSES_UNKNOWN, LICENSES_UNUSED};
use crate::vulns::LookedUp;

/// What is there after a change and was not there before.
#[derive(Debug, Default)]
pub struct Introduced {
    /// Package URLs whose version is new.
    versions: BTreeSet<String>,
    /// Whether there is a new version of a package without a package URL, which nothing can look up.
    has_unnamed: bool,
    /// Package URLs of packages that are new, or under another licence than before.
    licenses: BTreeSet<String>,
}

/// What the change introduces.
pub fn introduced(asked: Asked<'_>) -> Introduced {
    let (before, after) = (asked.before.foreign(), asked.after.foreign());
    let mut introduced = Introduced::default();
    for one in compare::compare(&before, &after) {
        let Some(known) = one.after else { continue };
        let purls = known.components.iter().filter_map(|it| it.purl.as_ref());
        let purls: Vec<String> = purls.map(ToString::to_string).collect();
        let is_same_version = one.before.is_some_and(|it| it.version == known.version);
        if !is_same_version {
            introduced.versions.extend(purls.iter().cloned());
            introduced.has_unnamed |= purls.is_empty();
        }
        // Nothing is said before and something after: that is as new as another licence.
        if one.is_new_name || is_newly_licensed(&before, &one) {
            introduced.licenses.extend(purls);
        }
    }
    introduced
}

fn is_newly_licensed(before: &Packages<'_>, one: &compare::Compared<'_>) -> bool {
    let known = before.get(one.key).into_iter().flatten();
    let known: BTreeSet<&str> = known.flat_map(Known::licenses).collect();
    one.after.is_some_and(|after| {
        let licenses = after.licenses();
        !licenses.is_subset(&known) || licenses.is_empty() != known.is_empty()
    })
}

impl Introduced {
    /// Whether no version is new.
    pub fn has_no_versions(&self) -> bool {
        self.versions.is_empty() && !self.has_unnamed
    }

    /// Whether no licence is new.
    pub fn has_no_licenses(&self) -> bool {
        self.licenses.is_empty()
    }

    /// What is left of `bom` where licences are judged, without its gaps, which are told of by themselves.
    pub fn newly_licensed(&self, bom: &Bom) -> Bom {
        let is_new = |purl: &str| self.licenses.contains(purl);
        let bom = bom.clone();
        let kept = bom.retain(|_, one| one.purl.as_ref().is_some_and(|it| is_new(&it.to_string())));
        Bom { gaps: Vec::new(), ..kept }
    }

    /// Leaves of what was looked up after the change the flaws and open questions that came with it. A flaw
    /// that another version of the package had before did not.
    pub fn flaws(&self, before: &LookedUp, after: &mut LookedUp) {
        let mut known: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for flaw in &before.vulnerabilities {
            let names = known.entry((&flaw.package.ecosystem, &flaw.package.name)).or_default();
            names.extend(flaw.names.iter().map(String::as_str));
        }
        after.vulnerabilities.retain(|flaw| self.is_new(flaw) && !was_known(&known, flaw));
        for (ecosystem, packages) in &mut after.uncovered {
            let known = before.uncovered.get(ecosystem);
            packages.retain(|one| known.is_none_or(|known| !known.contains(one)));
        }
        after.uncovered.retain(|_, packages| !packages.is_empty());
        after.unknown.retain(|one| !before.unknown.contains(one));
        after.declared.retain(|one| !before.declared.contains(one));
        after.unversioned.retain(|one| !before.unversioned.contains(one));
    }

    fn is_new(&self, flaw: &Vulnerability) -> bool {
        flaw.package.purl.as_ref().is_none_or(|purl| self.versions.contains(purl))
    }
}

fn was_known(known: &BTreeMap<(&str, &str), BTreeSet<&str>>, flaw: &Vulnerability) -> bool {
    let names = known.get(&(flaw.package.ecosystem.as_str(), flaw.package.name.as_str()));
    names.is_some_and(|names| flaw.names.iter().any(|name| names.contains(name.as_str())))
}

/// Names that are listed where many packages are one finding.
const LISTED: usize = 5;

/// Makes one finding of all packages whose licence is not known and that no policy speaks of: a lockfile has no
/// licences, and what is true of it as a whole need not be said of each of its lines.
pub fn with_unknown_licenses_together(mut judgement: Judgement) -> Judgement {
    let is_open = |it: &&Finding| it.code == &LICENSES_UNKNOWN && it.weight == Weight::Undecided;
    let open: Vec<&Finding> = judgement.findings.iter().filter(is_open).collect();
    if open.len() <= LISTED {
        return judgement;
    }
    let names: Vec<&str> = open.iter().filter_map(|it| it.package.as_deref()).collect();
    let listed = names.get(..LISTED).unwrap_or_default().join(", ");
    let message = format!("of {} packages the licence is not known: {listed}, …", open.len());
    let mut together = Finding::new(&LICENSES_UNKNOWN, Weight::Undecided, message)
        .known_by(["together"])
        .with("packages", names.join(" "))
        .mended_by(
            "A lockfile has no licences: `--from DIR` looks at an environment or at what a package manager keeps",
        );
    together.place = open.iter().find_map(|it| it.place.clone());
    judgement.findings.retain(|it| !is_open(&it));
    judgement.findings.insert(0, together);
    judgement
}

/// The judgement of another gate over what is introduced, as one of this gate. What the other says of its own
/// policy (entries that nothing needs, or that have ended) is no matter of the change.
pub fn of_change(judgement: Judgement, question: &'static str, target: &str) -> Judgement {
    let is_of_policy =
        |finding: &Finding| [&LICENSES_UNUSED, &LICENSES_EXPIRED].contains(&finding.code);
    let mut judgement = judgement;
    judgement.findings.retain(|finding| !is_of_policy(finding));
    Judgement { gate: "review", question, target: target.to_owned(), ..judgement }
}
