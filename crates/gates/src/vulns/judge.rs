//! What follows from the flaws that were found.

use std::collections::{BTreeMap, BTreeSet};

use keelmark_model::advisory::{AdvisoryKind, Rating};
use keelmark_model::bom::Gap;
use keelmark_model::waiver::Waivers;
use keelmark_model::{Finding, Judgement, Vulnerability, Waiver, Weight};

use super::exploitability::{Answer, Said, Statements};
use super::shown;
use super::waive::Waived;
use crate::codes::{
    VULNS_DECLARED, VULNS_NO_LIST, VULNS_NOTHING, VULNS_REPORT_BESIDES, VULNS_REPORT_OPEN,
    VULNS_UNCOVERED, VULNS_UNKNOWN, VULNS_UNREAD,
};

/// When a flaw stops a release.
#[derive(Debug, Clone)]
pub struct Rules {
    /// From this rating on. A flaw that nobody rates always does.
    pub fail_on: Rating,
    /// Not while no version mends it.
    pub ignore_unfixed: bool,
    /// Only in what is shipped: not in what is there to build or to develop.
    pub runtime_only: bool,
    /// Whatever its rating, when it is known to be exploited.
    pub exploited: bool,
    /// Whatever its rating, when it is at least so likely to be exploited, in millionths.
    pub likelihood: Option<u32>,
    /// Packages of which nothing could be said leave the question open, instead of being told of.
    pub strict: bool,
    /// The day it is judged on, `YYYY-MM-DD`.
    pub today: String,
}

/// What is judged.
#[derive(Debug)]
pub struct Subject<'a> {
    /// What was looked at, as typed.
    pub target: &'a str,
    /// What was found.
    pub vulnerabilities: &'a [Vulnerability],
    /// How much was looked at.
    pub looked_at: usize,
    /// What that is: `package`, `part`.
    pub noun: &'static str,
    /// Packages of ecosystems without advisories, by ecosystem.
    pub uncovered: &'a BTreeMap<String, BTreeSet<String>>,
    /// Packages that no advisory could name.
    pub unknown: &'a BTreeSet<String>,
    /// Those of them that have no version, and that some advisory names.
    pub unversioned: &'a BTreeSet<String>,
    /// Packages that a manifest asks for, in no version.
    pub declared: &'a BTreeSet<String>,
    /// What of the target could not be read.
    pub gaps: &'a [Gap],
    /// Advisories that could not be read when the database was made.
    pub unread: u64,
    /// What documents of VEX say of the flaws.
    pub said: Said<'a>,
}

/// Why a flaw does not stop a release.
enum Standing {
    Stops,
    Told(String),
}

/// What a flaw comes to.
struct Weighed {
    weight: Weight,
    /// Why it does not stop a release, or what else is said of it.
    note: String,
    /// Whether somebody answers for that it does not.
    is_suppressed: bool,
}

/// The judgement of a target. Every flaw is part of it, whether it stops a release or not.
pub fn judge(subject: &Subject<'_>, rules: &Rules, waivers: &Waivers) -> Judgement {
    let mut judgement = Judgement::new("vulns", "known", subject.target);
    let mut waived = Waived::new(&waivers.waivers, subject.target, &rules.today);
    let statements = Statements::of(subject.said);
    let mut stopping = 0;
    for vulnerability in subject.vulnerabilities {
        let answer = statements.answer(vulnerability);
        let Weighed { weight, note, is_suppressed } =
            weighed(vulnerability, rules, answer, &mut waived);
        stopping += usize::from(weight == Weight::Failure);
        let finding = shown::finding(vulnerability, weight, &note);
        let suppressed = is_suppressed.then_some(note);
        judgement.findings.push(Finding { suppressed, ..finding });
    }
    judgement.findings.extend(waived.findings());
    judgement.findings.extend(open(subject, rules));
    judgement.findings.sort_by_key(|finding| std::cmp::Reverse(finding.weight));
    let count = subject.vulnerabilities.len();
    let Subject { looked_at, noun, .. } = subject;
    let looked_at = counted(*looked_at, noun, &format!("{noun}s"));
    judgement.detail = format!("{looked_at}, known flaws: {count}, in the way: {stopping}");
    judgement
}

/// What a flaw comes to: what is said to be settled is; of the rest what the rules let pass; of the rest what is
/// waived.
fn weighed(
    vulnerability: &Vulnerability,
    rules: &Rules,
    answer: Option<Answer>,
    waived: &mut Waived<'_>,
) -> Weighed {
    // What is not in the way needs no waiver, but one that names it is not unused.
    waived.note(vulnerability);
    let said = match answer {
        Some(Answer { settles: true, text }) => {
            return Weighed { weight: Weight::Note, note: text, is_suppressed: true };
        }
        other => other.map(|it| it.text),
    };
    let with = |note: String| match &said {
        Some(text) if note.is_empty() => text.clone(),
        Some(text) => format!("{note}; {text}"),
        None => note,
    };
    let (weight, note, is_suppressed) = match standing(vulnerability, rules) {
        Standing::Told(why) => (lesser(vulnerability), why, false),
        Standing::Stops => match waived.covers(vulnerability) {
            Ok(Some(why)) => (Weight::Note, why, true),
            Ok(None) => (Weight::Failure, String::new(), false),
            Err(why) => (Weight::Failure, why, false),
        },
    };
    Weighed { weight, note: with(note), is_suppressed }
}

/// Every flaw that a waiver holds for, whether it would stop a release without one or not.
pub fn accepted<'a>(
    vulnerabilities: &'a [Vulnerability],
    target: &'a str,
    rules: &'a Rules,
    waivers: &'a Waivers,
) -> Vec<(&'a Vulnerability, &'a Waiver)> {
    let waived = Waived::new(&waivers.waivers, target, &rules.today);
    let each = vulnerabilities.iter();
    each.filter_map(|it| Some((it, waived.holding(it)?))).collect()
}

fn standing(vulnerability: &Vulnerability, rules: &Rules) -> Standing {
    let Vulnerability { kind, rating, likelihood, package, .. } = vulnerability;
    if rules.runtime_only && !package.usage.is_shipped() {
        return Standing::Told(format!("only in use for {}", package.usage.name()));
    }
    if matches!(kind, AdvisoryKind::Unmaintained | AdvisoryKind::Unsound | AdvisoryKind::Notice) {
        return Standing::Told(String::new());
    }
    let is_likely = rules.likelihood.is_some_and(|least| {
        likelihood.as_ref().is_some_and(|likelihood| likelihood.probability >= least)
    });
    if is_likely || rules.exploited && vulnerability.exploited.is_some() {
        return Standing::Stops;
    }
    if rating.is_some_and(|rating| rating < rules.fail_on) {
        return Standing::Told(format!("below {}", rules.fail_on.name()));
    }
    let is_unfixed = vulnerability.fixed.is_empty() && *kind != AdvisoryKind::Malicious;
    if rules.ignore_unfixed && is_unfixed {
        return Standing::Told("no version mends it".to_owned());
    }
    Standing::Stops
}

/// How much a flaw weighs that does not stop a release.
fn lesser(vulnerability: &Vulnerability) -> Weight {
    match vulnerability.kind {
        AdvisoryKind::Unmaintained | AdvisoryKind::Unsound => Weight::Warning,
        _ => Weight::Note,
    }
}

/// What is left open.
fn open(subject: &Subject<'_>, rules: &Rules) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (ecosystem, packages) in subject.uncovered {
        let (were, named) =
            (counted(packages.len(), "package was", "packages were"), some(packages));
        let message =
            format!("the database has no advisory of {ecosystem}: {were} not looked up ({named})");
        let finding = Finding::new(&VULNS_UNCOVERED, Weight::Undecided, message);
        findings.push(finding.known_by([ecosystem.as_str()]));
    }
    if !subject.unknown.is_empty() {
        let weight = if rules.strict { Weight::Undecided } else { Weight::Warning };
        let (count, named) = (subject.unknown.len(), some(subject.unknown));
        let packages = counted(count, "package", "packages");
        let message = format!("{packages} could not be looked up: {named}");
        findings.push(Finding::new(&VULNS_UNKNOWN, weight, message).known_by(["unknown"]));
    }
    if !subject.declared.is_empty() {
        let weight = if rules.strict { Weight::Undecided } else { Weight::Warning };
        let (count, named) = (subject.declared.len(), some(subject.declared));
        let were = counted(count, "package is", "packages are");
        let message = format!("{were} asked for in no version, and not looked up: {named}");
        findings.push(Finding::new(&VULNS_DECLARED, weight, message).known_by(["declared"]));
    }
    if !subject.unversioned.is_empty() {
        let (count, named) = (subject.unversioned.len(), some(subject.unversioned));
        let have = counted(count, "package has", "packages have");
        let message = format!(
            "{have} no version, and advisories name {}: {named}",
            if count == 1 { "it" } else { "them" }
        );
        let finding = Finding::new(&VULNS_UNKNOWN, Weight::Undecided, message);
        findings.push(finding.known_by(["unversioned"]));
    }
    let is_empty = subject.looked_at == 0 && subject.uncovered.is_empty();
    if is_empty && subject.vulnerabilities.is_empty() {
        let message = "no package was found that could be looked up";
        findings.push(Finding::new(&VULNS_NOTHING, Weight::Undecided, message));
    }
    if subject.unread > 0 {
        let count = usize::try_from(subject.unread).unwrap_or(usize::MAX);
        let files = counted(count, "file", "files");
        let message = format!("{files} of advisories could not be read");
        let finding = Finding::new(&VULNS_UNREAD, Weight::Warning, message);
        findings.push(finding.known_by(["unread"]));
    }
    findings.extend(subject.gaps.iter().map(|gap| {
        Finding::new(gap.code, Weight::Undecided, gap.message.clone())
            .at(gap.path.clone(), gap.line)
            .known_by([gap.message.as_str()])
    }));
    findings
}

/// What `rules` ask that nothing at hand can answer: whether there are lists of flaws that are exploited and of how
/// likely they are to be.
pub fn unanswered(rules: &Rules, has_exploited: bool, has_likelihoods: bool) -> Vec<Finding> {
    let lacks = [
        (rules.exploited && !has_exploited, "flaws that are known to be exploited"),
        (rules.likelihood.is_some() && !has_likelihoods, "how likely flaws are to be exploited"),
    ];
    let lacks = lacks.into_iter().filter(|(is_lacking, _)| *is_lacking);
    let finding = |what| {
        let message = format!("there is no list of {what}, by which the release is to be judged");
        Finding::new(&VULNS_NO_LIST, Weight::Undecided, message).known_by([what])
    };
    lacks.map(|(_, what)| finding(what)).collect()
}

/// What another scanner's report leaves open, and what it has besides flaws.
pub fn reported(open: &[String], besides: &[String]) -> Vec<Finding> {
    let open = open.iter().map(|why| {
        Finding::new(&VULNS_REPORT_OPEN, Weight::Undecided, why.as_str()).known_by([why])
    });
    let besides = besides.iter().map(|what| {
        let message =
            format!("the report has more than flaws of packages, which is not judged: {what}");
        Finding::new(&VULNS_REPORT_BESIDES, Weight::Warning, message).known_by([what])
    });
    open.chain(besides).collect()
}

/// A number with the word for one or for several.
fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// The first of several names.
fn some(names: &BTreeSet<String>) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
    let more = if names.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
