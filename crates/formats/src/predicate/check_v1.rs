//! What a gate of `keelmark check` found, but for the gate `vulns`, for which in-toto has a predicate.
//!
//! Source: `docs/src/check-predicate.md`. Each gate has a type of its own, so that whoever verifies asks for the one
//! that is meant; the fields are the same.

use std::collections::BTreeMap;

use keelmark_model::{Change, Digest, Fact, Finding, Judgement, Outcome, Place, Timestamp};
use serde::{Deserialize, Serialize};

use crate::json::Object;
use crate::settings::check::Gate;
use crate::time::{parse_rfc3339, rfc3339};
use crate::{ParseError, codes, json};

/// The type of the predicate of a gate; nothing for `vulns`.
pub const fn predicate_type(gate: Gate) -> Option<&'static str> {
    match gate {
        Gate::Lock => Some("https://keelmark.dev/check/lock/v1"),
        Gate::Licenses => Some("https://keelmark.dev/check/licenses/v1"),
        Gate::Review => Some("https://keelmark.dev/check/review/v1"),
        Gate::Vulns => None,
    }
}

/// Who asks the gates, as a URI.
pub const TOOL: &str = "https://keelmark.dev";

/// What a gate found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Version of keelmark.
    pub version: String,
    /// When it was asked.
    pub asked: Timestamp,
    /// What it comes to: `pass`, `fail`, `unknown`.
    pub outcome: String,
    /// The files with what the project chose, by their paths as given.
    pub policies: Vec<Policy>,
    /// What was asked, each question of each thing looked at.
    pub questions: Vec<Question>,
}

/// A file with what the project chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Its path, as given.
    pub name: String,
    /// Its digests, by algorithm.
    pub digest: BTreeMap<String, String>,
}

/// One question, asked of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Which one: `policy`, `changes`.
    pub question: String,
    /// What was looked at, as given.
    pub target: String,
    /// What it comes to: `pass`, `fail`, `unknown`, `skipped`.
    pub outcome: String,
    /// In a line, how much was looked at, or why nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Figures worth keeping.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
    /// Everything found.
    pub findings: Vec<Found>,
    /// What differs, for a gate that compares.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Changed>,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Stable code.
    pub code: String,
    /// How much it weighs: `note`, `warning`, `undecided`, `failure`.
    pub weight: String,
    /// What is wrong, in a sentence.
    pub message: String,
    /// The package, with its version where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The file it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Line in the file, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Figures worth keeping.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
}

/// One package that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// What became of it: `added`, `upgraded`, `downgraded`, `changed`, `removed`.
    pub change: String,
    /// Type of its package URL.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ecosystem: String,
    /// Its name.
    pub package: String,
    /// Its version before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Its version after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// What else is another.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    tool: Tool,
    asked_on: String,
    outcome: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    policies: Vec<Policy>,
    questions: Vec<Question>,
}

#[derive(Serialize, Deserialize)]
struct Tool {
    uri: String,
    version: String,
}

impl Checked {
    /// What `judgements`, all of one gate, come to.
    pub fn of(
        judgements: &[&Judgement],
        policies: &BTreeMap<String, Digest>,
        version: &str,
        asked: Timestamp,
    ) -> Self {
        let outcome = judgements.iter().map(|it| it.outcome()).max();
        let policies = policies.iter().map(|(path, digest)| Policy {
            name: path.clone(),
            digest: BTreeMap::from([(digest.algorithm().name().to_owned(), digest.hex())]),
        });
        Self {
            version: version.to_owned(),
            asked,
            outcome: outcome.unwrap_or(Outcome::Unknown).name().to_owned(),
            policies: policies.collect(),
            questions: judgements.iter().copied().map(Question::from).collect(),
        }
    }

    /// Reads the predicate.
    ///
    /// # Errors
    /// `document.*`: no strict JSON, a field missing, a time that is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let Object(wire): Object<Wire> = json::parse(bytes)?;
        let Wire { tool, asked_on, outcome, policies, questions } = wire;
        let asked = parse_rfc3339(&asked_on).ok_or_else(|| {
            ParseError::new(&codes::DOCUMENT_SHAPE, "`askedOn` is no time of RFC 3339")
        })?;
        Ok(Self { version: tool.version, asked, outcome, policies, questions })
    }

    /// Writes the predicate.
    pub fn render(&self) -> Vec<u8> {
        let Self { version, asked, outcome, policies, questions } = self.clone();
        let tool = Tool { uri: TOOL.to_owned(), version };
        json::render_pretty(&Wire { tool, asked_on: rfc3339(asked), outcome, policies, questions })
    }
}

impl From<&Judgement> for Question {
    fn from(judgement: &Judgement) -> Self {
        Self {
            question: judgement.question.to_owned(),
            target: judgement.target.clone(),
            outcome: judgement.outcome().name().to_owned(),
            detail: judgement.detail.clone(),
            facts: named(&judgement.facts),
            findings: judgement.findings.iter().map(Found::from).collect(),
            changes: judgement.changes.iter().map(Changed::from).collect(),
        }
    }
}

impl From<&Finding> for Found {
    fn from(finding: &Finding) -> Self {
        let (path, line) = match finding.place.clone() {
            Some(Place { path, line }) => (Some(path), line),
            None => (None, None),
        };
        Self {
            code: finding.code.id.to_owned(),
            weight: finding.weight.name().to_owned(),
            message: finding.message.clone(),
            package: finding.package.clone(),
            path,
            line,
            facts: named(&finding.facts),
        }
    }
}

impl From<&Change> for Changed {
    fn from(change: &Change) -> Self {
        Self {
            change: change.kind.name().to_owned(),
            ecosystem: change.ecosystem.clone(),
            package: change.package.clone(),
            before: change.before.clone(),
            after: change.after.clone(),
            facts: named(&change.facts),
        }
    }
}

fn named(facts: &[Fact]) -> BTreeMap<String, String> {
    facts.iter().map(|it| (it.name.to_owned(), it.value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use keelmark_model::{Change, ChangeKind, Finding, Judgement, Timestamp, Weight};

    use super::{Checked, predicate_type};
    use crate::codes::DOCUMENT_SHAPE;
    use crate::settings::check::Gate;

    const DOCUMENT: &str = include_str!("../../../../docs/src/check-predicate.md");

    /// The example of the document: what stands between the marks of the first block of JSON.
    fn example() -> &'static str {
        let (_, rest) = DOCUMENT.split_once("```json\n").unwrap();
        rest.split_once("```").unwrap().0
    }

    #[test]
    fn the_document_shows_what_is_written() {
        let checked = Checked::parse(example().as_bytes()).unwrap();
        assert_eq!(String::from_utf8(checked.render()).unwrap(), example());
        for gate in Gate::ALL {
            if let Some(uri) = predicate_type(gate) {
                assert!(DOCUMENT.contains(&format!("| `{}` | `{uri}` |", gate.name())), "{uri}");
            }
        }
        // Every field that is written has its line in the tables.
        let shown: serde_json::Value = serde_json::from_str(example()).unwrap();
        for name in names(&shown) {
            assert!(DOCUMENT.contains(&format!("`{name}`")), "{name}");
        }
    }

    /// The names of the fields of keelmark's own, wherever they stand.
    fn names(value: &serde_json::Value) -> Vec<String> {
        let mut found = Vec::new();
        match value {
            serde_json::Value::Object(fields) => {
                for (name, value) in fields {
                    found.push(name.clone());
                    if name != "facts" && name != "digest" {
                        found.extend(names(value));
                    }
                }
            }
            serde_json::Value::Array(values) => found.extend(values.iter().flat_map(names)),
            _ => {}
        }
        found
    }

    #[test]
    fn everything_a_gate_says_is_written_and_read_again() {
        let mut judgement = Judgement::new("review", "changes", ".");
        let finding = Finding::new(&DOCUMENT_SHAPE, Weight::Warning, "odd").at("a.lock", Some(7));
        judgement.findings.push(finding.of("a", Some("1")).with("figure", "3"));
        judgement.findings.push(Finding::new(&DOCUMENT_SHAPE, Weight::Undecided, "open"));
        judgement.changes.push(Change {
            kind: ChangeKind::Upgraded,
            ecosystem: "npm".to_owned(),
            package: "a".to_owned(),
            before: Some("0".to_owned()),
            after: Some("1".to_owned()),
            place: None,
            facts: Vec::new(),
        });
        let policies = BTreeMap::from([("k.toml".to_owned(), crate::hash::sha256(b""))]);
        let other = Judgement::new("review", "vulns", ".");
        let checked = Checked::of(&[&judgement, &other], &policies, "1.2.3", Timestamp(0));
        assert_eq!(checked.outcome, "unknown");
        assert_eq!(checked.questions[1].outcome, "pass");
        let found = &checked.questions[0].findings[0];
        assert_eq!((found.package.as_deref(), found.line), (Some("a@1"), Some(7)));
        assert_eq!(Checked::parse(&checked.render()), Ok(checked));
    }

    #[test]
    fn what_is_required_must_be_there() {
        for name in ["tool", "askedOn", "outcome", "questions", "findings", "target"] {
            let text = example().replace(&format!("\"{name}\""), "\"other\"");
            let error = Checked::parse(text.as_bytes()).unwrap_err();
            assert_eq!(error.code.id, "document.shape", "{name}");
        }
        let text = example().replace("\"askedOn\": \"2", "\"askedOn\": \"x");
        assert_eq!(Checked::parse(text.as_bytes()).unwrap_err().code.id, "document.shape");
    }
}
