//! What gates found, version 1.

use std::collections::BTreeMap;

use keelmark_formats::report::{Fingerprinted, fingerprinted};
use keelmark_model::{Change, Fact, Judgement, Place, Report};
use serde::Serialize;

/// `keelmark check --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Answer<'a> {
    schema: &'static str,
    outcome: &'static str,
    gates: Vec<Gate<'a>>,
    findings: Vec<Found<'a>>,
}

impl<'a> From<&'a Report> for Answer<'a> {
    fn from(report: &'a Report) -> Self {
        Self {
            schema: "keelmark.check/v1",
            outcome: report.outcome().name(),
            gates: report.judgements.iter().map(Gate::from).collect(),
            findings: fingerprinted(report).iter().map(Found::from).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct Gate<'a> {
    gate: &'static str,
    question: &'static str,
    target: &'a str,
    outcome: &'static str,
    detail: &'a str,
    facts: BTreeMap<&'static str, &'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<Changed<'a>>,
}

#[derive(Debug, Serialize)]
struct Changed<'a> {
    change: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    ecosystem: &'a str,
    package: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<ListedPlace<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    facts: BTreeMap<&'static str, &'a str>,
}

impl<'a> From<&'a Change> for Changed<'a> {
    fn from(change: &'a Change) -> Self {
        Self {
            change: change.kind.name(),
            ecosystem: &change.ecosystem,
            package: &change.package,
            before: change.before.as_deref(),
            after: change.after.as_deref(),
            place: change.place.as_ref().map(ListedPlace::from),
            facts: change.facts.iter().map(|it| (it.name, it.value.as_str())).collect(),
        }
    }
}

impl<'a> From<&'a Judgement> for Gate<'a> {
    fn from(judgement: &'a Judgement) -> Self {
        let facts = judgement.facts.iter();
        Self {
            gate: judgement.gate,
            question: judgement.question,
            target: &judgement.target,
            outcome: judgement.outcome().name(),
            detail: &judgement.detail,
            facts: facts.map(|Fact { name, value }| (*name, value.as_str())).collect(),
            changes: judgement.changes.iter().map(Changed::from).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct Found<'a> {
    code: &'static str,
    weight: &'static str,
    gate: &'static str,
    question: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<ListedPlace<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
    remedy: &'a str,
    fingerprint: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    facts: BTreeMap<&'static str, &'a str>,
}

#[derive(Debug, Serialize)]
struct ListedPlace<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

impl<'a> From<&'a Place> for ListedPlace<'a> {
    fn from(place: &'a Place) -> Self {
        Self { path: &place.path, line: place.line }
    }
}

#[derive(Debug, Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: ListedPlace<'a>,
    message: &'a str,
}

impl<'a> From<&Fingerprinted<'a>> for Found<'a> {
    fn from(one: &Fingerprinted<'a>) -> Self {
        let Fingerprinted { judgement, finding, fingerprint } = one;
        let related = finding.related.iter();
        Self {
            code: finding.code.id,
            weight: finding.weight.name(),
            gate: judgement.gate,
            question: judgement.question,
            message: &finding.message,
            place: finding.place.as_ref().map(ListedPlace::from),
            package: finding.package.as_deref(),
            related: related
                .map(|(place, message)| Related { place: place.into(), message })
                .collect(),
            remedy: finding.remedy.as_deref().unwrap_or(finding.code.remedy),
            fingerprint: fingerprint.clone(),
            facts: finding.facts.iter().map(|it| (it.name, it.value.as_str())).collect(),
        }
    }
}
