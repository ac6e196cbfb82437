//! SARIF 2.1.0.
//!
//! Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", sections 3.13
//! (log file), 3.14 (run), 3.20 (invocation), 3.27 (result), 3.35 (suppression), 3.49 (rule); and what code scanning of GitHub
//! asks of an upload ("SARIF support for code scanning"): a location for each result, help for each rule,
//! `primaryLocationLineHash` among the partial fingerprints.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use keelmark_model::{Code, Finding, Judgement, Place, Report, Topic, Weight, visible};
use serde::Serialize;

use super::fingerprint::{Fingerprinted, fingerprinted};
use crate::json;

/// Most results of a run: code scanning of GitHub refuses a file with more.
pub(super) const RESULTS: usize = 25_000;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn render(report: &Report, version: &str) -> Vec<u8> {
    let mut findings = fingerprinted(report);
    let left_out = findings.len().saturating_sub(RESULTS);
    if left_out > 0 {
        findings.sort_by_key(|one| std::cmp::Reverse(one.finding.weight));
        findings.truncate(RESULTS);
    }
    let rules = Rules::of(&findings);
    let results = findings.iter().map(|one| result(one, &rules)).collect();
    let undecided = findings.iter().filter(|one| one.finding.weight == Weight::Undecided);
    let undecided = undecided.map(|one| notification(one.judgement, one.finding));
    let run = Run {
        tool: Tool { driver: Driver::new(version, &rules) },
        invocations: [Invocation {
            execution_successful: report.findings().all(|(_, it)| it.weight != Weight::Undecided),
            tool_execution_notifications: undecided.chain(truncated(left_out)).collect(),
        }],
        column_kind: "unicodeCodePoints",
        results,
    };
    json::render_pretty(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] })
}

/// The rules of a report, each at its place in the list: codes, and topics, which readers of SARIF sort and
/// silence one by one.
struct Rules<'a> {
    rules: Vec<(&'static Code, Option<&'a Topic>, Weight)>,
    places: BTreeMap<&'a str, usize>,
}

impl<'a> Rules<'a> {
    fn of(findings: &[Fingerprinted<'a>]) -> Self {
        let mut found: BTreeMap<&str, (&'static Code, Option<&Topic>, Weight)> = BTreeMap::new();
        for Fingerprinted { finding, .. } in findings {
            let rule = (finding.code, finding.topic.as_ref(), finding.weight);
            let entry = found.entry(rule_id(finding)).or_insert(rule);
            entry.2 = entry.2.max(finding.weight);
        }
        let places = found.keys().enumerate().map(|(at, id)| (*id, at)).collect();
        Self { rules: found.into_values().collect(), places }
    }
}

/// What a finding is a case of: its topic, else its code.
fn rule_id(finding: &Finding) -> &str {
    finding.topic.as_ref().map_or(finding.code.id, |topic| &topic.id)
}

fn result<'a>(one: &Fingerprinted<'a>, rules: &Rules<'_>) -> SarifResult<'a> {
    let Fingerprinted { judgement, finding, fingerprint } = one;
    let place = finding.place.clone().unwrap_or_else(|| whole(judgement));
    let related = finding.related.iter().zip(1..).map(|((place, text), id)| Location {
        id: Some(id),
        physical_location: physical(place),
        message: Some(Text::of(text)),
    });
    let fingerprint = fingerprint.clone();
    SarifResult {
        rule_id: rule_id(finding),
        rule_index: rules.places.get(rule_id(finding)).copied().unwrap_or_default(),
        level: level(finding.weight),
        message: Text::of(&message(finding)),
        locations: [Location { id: None, physical_location: physical(&place), message: None }],
        related_locations: related.collect(),
        suppressions: finding.suppressed.as_deref().map(|justification| {
            [Suppression { kind: "external", status: "accepted", justification }]
        }),
        partial_fingerprints: PartialFingerprints {
            primary: fingerprint.clone(),
            keelmark: fingerprint,
        },
        properties: Properties {
            gate: judgement.gate,
            question: judgement.question,
            weight: finding.weight.name(),
            package: finding.package.as_deref(),
            facts: finding.facts.iter().map(|fact| (fact.name, fact.value.as_str())).collect(),
        },
    }
}

/// The message with what to do, where the finding says more than its rule.
fn message(finding: &Finding) -> String {
    match &finding.remedy {
        Some(remedy) => format!("{}. {remedy}", finding.message),
        None => finding.message.clone(),
    }
}

fn notification<'a>(judgement: &Judgement, finding: &'a Finding) -> Notification<'a> {
    let place = finding.place.clone().unwrap_or_else(|| whole(judgement));
    Notification {
        descriptor: Descriptor { id: rule_id(finding) },
        level: "error",
        message: Text::of(&finding.message),
        locations: vec![Location { id: None, physical_location: physical(&place), message: None }],
        associated_rule: Some(Descriptor { id: rule_id(finding) }),
    }
}

/// That the lightest results were left out.
fn truncated<'a>(left_out: usize) -> Option<Notification<'a>> {
    let text = format!(
        "{left_out} findings more were made than code scanning takes; other forms have all"
    );
    (left_out > 0).then(|| Notification {
        descriptor: Descriptor { id: "report.truncated" },
        level: "warning",
        message: Text::of(&text),
        locations: Vec::new(),
        associated_rule: None,
    })
}

fn whole(judgement: &Judgement) -> Place {
    Place { path: judgement.target.clone(), line: None }
}

/// What could not be decided weighs as much as a failure for whoever waits for a pass.
const fn level(weight: Weight) -> &'static str {
    match weight {
        Weight::Note => "note",
        Weight::Warning => "warning",
        Weight::Undecided | Weight::Failure => "error",
    }
}

fn physical(place: &Place) -> PhysicalLocation {
    let path = place.path.strip_prefix("./").unwrap_or(&place.path);
    PhysicalLocation {
        artifact_location: ArtifactLocation { uri: uri(path) },
        region: Region { start_line: place.line.unwrap_or(1).max(1) },
    }
}

/// A path as a relative reference (RFC 3986, section 4.2): whatever is no unreserved character or `/` is
/// percent-encoded, so that no part of a file's name is taken for a scheme or a query.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte.into());
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    invocations: [Invocation<'a>; 1],
    column_kind: &'static str,
    results: Vec<SarifResult<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'a str,
    rules: Vec<Rule<'a>>,
}

impl<'a> Driver<'a> {
    fn new(version: &'a str, rules: &Rules<'a>) -> Self {
        let rules = rules.rules.iter().map(|(code, topic, weight)| match topic {
            Some(topic) => Rule::about(topic, code, *weight),
            None => Rule::of(code, *weight),
        });
        let rules = rules.collect();
        Self { name: "keelmark", semantic_version: version, rules }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    short_description: Text,
    full_description: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'a str>,
    help: Help,
    default_configuration: Configuration,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<RuleProperties>,
}

/// What code scanning ranks rules by.
#[derive(Serialize)]
struct RuleProperties {
    tags: [&'static str; 2],
    #[serde(rename = "security-severity", skip_serializing_if = "Option::is_none")]
    score: Option<String>,
}

impl<'a> Rule<'a> {
    /// A rule of its own for what has a name of its own.
    fn about(topic: &'a Topic, code: &'static Code, weight: Weight) -> Self {
        let Topic { id, title, url, score } = topic;
        let title = if title.is_empty() { code.title } else { title };
        // What is no address of the web would make the document invalid.
        let is_web = |url: &&str| {
            let is_plain =
                url.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&byte));
            is_plain && (url.starts_with("https://") || url.starts_with("http://"))
        };
        Self {
            id,
            short_description: Text::of(&format!("{id}: {title}")),
            help_uri: url.as_deref().filter(is_web),
            properties: Some(RuleProperties {
                tags: ["security", "vulnerability"],
                score: score.map(|score| score.to_string()),
            }),
            ..Self::of(code, weight)
        }
    }

    fn of(code: &'static Code, weight: Weight) -> Self {
        let Code { id, title, cause, remedy } = code;
        Self {
            id,
            short_description: Text::of(title),
            full_description: Text::of(cause),
            help: Help {
                text: format!("{cause} {remedy}"),
                markdown: format!("{cause}\n\n**What to do:** {remedy}\n\n`keelmark explain {id}`"),
            },
            default_configuration: Configuration { level: level(weight) },
            help_uri: None,
            properties: None,
        }
    }
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Notification<'a> {
    descriptor: Descriptor<'a>,
    level: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    associated_rule: Option<Descriptor<'a>>,
}

#[derive(Serialize)]
struct Descriptor<'a> {
    id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<[Suppression<'a>; 1]>,
    partial_fingerprints: PartialFingerprints,
    properties: Properties<'a>,
}

/// Section 3.35: that a result does not count, and why; `external` is said outside of the code.
#[derive(Serialize)]
struct Suppression<'a> {
    kind: &'static str,
    status: &'static str,
    justification: &'a str,
}

#[derive(Serialize)]
struct PartialFingerprints {
    #[serde(rename = "primaryLocationLineHash")]
    primary: String,
    #[serde(rename = "keelmark/v1")]
    keelmark: String,
}

#[derive(Serialize)]
struct Properties<'a> {
    gate: &'static str,
    question: &'static str,
    weight: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    facts: BTreeMap<&'static str, &'a str>,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

impl Text {
    /// A message in which nothing is a link (section 3.11.6) or a placeholder (3.11.5).
    fn of(text: &str) -> Self {
        let mut message = String::with_capacity(text.len());
        for character in visible(text).chars() {
            match character {
                '[' | ']' | '\\' => message.extend(['\\', character]),
                '{' | '}' => message.extend([character, character]),
                _ => message.push(character),
            }
        }
        Self { text: message }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
}
