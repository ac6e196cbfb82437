//! What the gate found, as in-toto's predicate for vulnerabilities has room for it.

use keelmark_formats::predicate::check_v1::TOOL;
use keelmark_formats::predicate::vulns_v0_2::{Database, Found, Scan, Severity};
use keelmark_model::{Finding, Judgement, Timestamp, Topic, Weight};

/// A run of the gate.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// Version of keelmark.
    pub version: &'a str,
    /// What was looked up in.
    pub database: &'a Database,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub finished: Timestamp,
}

/// The predicate of what `judgement` says; nothing where it leaves anything open, for which the predicate has no
/// word.
pub fn scan(judgement: &Judgement, run: Run<'_>) -> Option<Scan> {
    if judgement.skipped || judgement.count(Weight::Undecided) > 0 {
        return None;
    }
    let flaws = judgement.findings.iter();
    Some(Scan {
        scanner: TOOL.to_owned(),
        version: Some(run.version.to_owned()),
        database: run.database.clone(),
        results: flaws.filter_map(|it| Some(found(it, it.topic.as_ref()?))).collect(),
        started: run.started,
        finished: run.finished,
    })
}

fn found(finding: &Finding, topic: &Topic) -> Found {
    let fact = |name: &str| finding.facts.iter().find(|it| it.name == name);
    let rating = fact("severity").map_or("unrated", |it| it.value.as_str());
    let methods = [
        ("cvss_score", topic.score.map(|score| score.to_string())),
        ("rating", Some(rating.to_owned())),
        ("epss", fact("epss").map(|it| it.value.clone())),
    ];
    let severity = methods
        .into_iter()
        .filter_map(|(method, score)| Some(Severity { method: method.to_owned(), score: score? }));
    let facts = finding.facts.iter().map(|it| (it.name, it.value.as_str()));
    let package = finding.package.as_deref().map(|package| ("package", package));
    let annotations = facts.chain(package).chain([("weight", finding.weight.name())]);
    Found::annotated(topic.id.clone(), severity.collect(), annotations)
}
