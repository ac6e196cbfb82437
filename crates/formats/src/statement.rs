//! Statements: what someone says of artifacts named by digest.
//!
//! Source: in-toto Attestation Framework, Statement layer v1 (`spec/v1/statement.md`) and v0.1. As
//! its parsing rules ask, fields the specification does not have are ignored.

use std::collections::BTreeMap;

use keelmark_model::{Digest, DigestAlgorithm, Subject};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::json::{Bounds, Named, Object};
use crate::protobuf_json::{Repeated, or_default};
use crate::text::shortened;
use crate::{ParseError, codes, json, limits};

/// A statement, read from bytes it borrows from.
#[derive(Debug, Clone)]
pub struct Statement<'a> {
    /// Version of the statement layer.
    pub statement_type: StatementType,
    /// What it is about: at least one subject, each with at least one digest known here.
    pub subjects: Vec<Subject>,
    /// Digests by algorithms not known here, as written: index of the subject, algorithm, value.
    pub other_digests: Vec<(usize, String, String)>,
    /// URI of what is said.
    pub predicate_type: String,
    predicate: Option<&'a RawValue>,
}

/// Version of the statement layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementType {
    /// `https://in-toto.io/Statement/v0.1`, which cosign still writes.
    V01,
    /// `https://in-toto.io/Statement/v1`.
    V1,
}

impl StatementType {
    /// The value of `_type`.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::V01 => "https://in-toto.io/Statement/v0.1",
            Self::V1 => "https://in-toto.io/Statement/v1",
        }
    }
}

impl<'a> Statement<'a> {
    /// Reads a statement.
    ///
    /// # Errors
    /// `document.*`: not strict JSON, a field missing or malformed, more than
    /// [`limits::SUBJECTS`] subjects. `statement.type`: not a statement, or of an unknown version.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        json::parse::<Object<Wire<'a>>>(bytes)?.0.statement()
    }

    /// [`Self::parse`] for what a proof of others holds, which keelmark has not written: no more
    /// than [`limits::STATEMENT_VALUES`] values, and [`limits::PROOF_BYTES`] bytes.
    ///
    /// # Errors
    /// As [`Self::parse`]; `document.size` for a statement beyond these.
    pub fn parse_proof(bytes: &'a [u8]) -> Result<Self, ParseError> {
        json::parse_within::<Object<Wire<'a>>>(bytes, &Bounds::STATEMENT)?.0.statement()
    }

    /// The exact bytes of the predicate's JSON object; `{}` when the statement has none.
    pub fn predicate_bytes(&self) -> &'a [u8] {
        self.predicate.map_or(b"{}", |predicate| predicate.get().as_bytes())
    }
}

/// Writes a Statement v1 in compact JSON, with `predicate` (a JSON object) embedded as it is, save
/// for white space around it.
///
/// Only digests by SHA-256, SHA-384 and SHA-512 are written.
///
/// # Errors
/// `document.*` when `predicate` is not a strict JSON object, there is no subject, or one has no
/// such digest.
pub fn render(
    subjects: &[Subject],
    predicate_type: &str,
    predicate: &[u8],
) -> Result<Vec<u8>, ParseError> {
    let predicate: &RawValue = json::parse(predicate)?;
    if !predicate.get().starts_with('{') {
        return Err(ParseError::new(&codes::DOCUMENT_SHAPE, "the predicate is not an object"));
    }
    if subjects.is_empty() {
        return Err(ParseError::new(&codes::DOCUMENT_SHAPE, "a statement needs a subject"));
    }
    let strong = |subject: &&Subject| !WireSubjectOut::from(*subject).digest.is_empty();
    if let Some(weak) = subjects.iter().find(|subject| !strong(subject)) {
        let message = format!("subject `{}` has no SHA-2 digest", weak.name);
        return Err(ParseError::new(&codes::DOCUMENT_SHAPE, message));
    }
    Ok(wrap(subjects, predicate_type, predicate.get().as_bytes()))
}

/// Writes what [`render`] does for a predicate that keelmark has just rendered itself, without
/// reading it again: SBOMs are megabytes long.
pub fn wrap(subjects: &[Subject], predicate_type: &str, predicate: &[u8]) -> Vec<u8> {
    [&head(subjects, predicate_type), predicate.trim_ascii(), b"}"].concat()
}

/// Whether `statement` is exactly what [`wrap`] makes of the rest, and `predicate`, to the byte,
/// what it wraps: space around it counts.
pub fn is_wrapped(
    statement: &[u8],
    subjects: &[Subject],
    predicate_type: &str,
    predicate: &[u8],
) -> bool {
    let inner = statement.strip_prefix(head(subjects, predicate_type).as_slice());
    inner.and_then(|inner| inner.strip_suffix(b"}")) == Some(predicate)
}

/// A statement up to its predicate.
fn head(subjects: &[Subject], predicate_type: &str) -> Vec<u8> {
    let subject = subjects.iter().map(WireSubjectOut::from).collect();
    let head = WireOut { statement_type: StatementType::V1.uri(), subject, predicate_type };
    #[expect(clippy::expect_used, reason = "writing plain data to memory cannot fail")]
    let mut head = serde_json::to_vec(&head).expect("plain data");
    head.pop();
    head.extend_from_slice(b",\"predicate\":");
    head
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(rename = "_type")]
    statement_type: String,
    #[serde(default)]
    subject: Repeated<Object<WireSubject>, { limits::SUBJECTS }>,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    #[serde(borrow, default)]
    predicate: Option<&'a RawValue>,
}

impl<'a> Wire<'a> {
    fn statement(self) -> Result<Statement<'a>, ParseError> {
        let shape = |message: String| ParseError::new(&codes::DOCUMENT_SHAPE, message);
        let statement_type = [StatementType::V01, StatementType::V1]
            .into_iter()
            .find(|version| version.uri() == self.statement_type)
            .ok_or_else(|| {
                let found = shortened(&self.statement_type);
                let message = format!("`_type` is `{found}`, not a Statement v0.1 or v1");
                ParseError::new(&codes::STATEMENT_TYPE, message)
            })?;
        if self.subject.0.is_empty() {
            return Err(shape("the statement has no subject".to_owned()));
        }
        if self.predicate_type.is_empty() {
            return Err(shape("`predicateType` is empty".to_owned()));
        }
        if let Some(predicate) = self.predicate
            && !predicate.get().starts_with('{')
        {
            return Err(shape("`predicate` is not an object".to_owned()));
        }
        let mut subjects = Vec::with_capacity(self.subject.0.len());
        let mut other_digests = Vec::new();
        for (index, subject) in self.subject.0.into_iter().enumerate() {
            subjects.push(subject.0.read(index, &mut other_digests)?);
        }
        let predicate_type = self.predicate_type;
        Ok(Statement {
            statement_type,
            subjects,
            other_digests,
            predicate_type,
            predicate: self.predicate,
        })
    }
}

#[derive(Deserialize)]
struct WireSubject {
    #[serde(default, deserialize_with = "or_default")]
    name: String,
    digest: Named<String, { limits::SUBJECT_DIGESTS }>,
}

impl WireSubject {
    fn read(
        self,
        index: usize,
        others: &mut Vec<(usize, String, String)>,
    ) -> Result<Subject, ParseError> {
        let shape = |message: String| ParseError::new(&codes::DOCUMENT_SHAPE, message);
        let mut digests = Vec::new();
        for (name, value) in self.digest.0 {
            let Some(algorithm) = DigestAlgorithm::from_name(&name) else {
                others.push((index, name, value));
                continue;
            };
            let digest = Digest::from_hex(algorithm, &value)
                .map_err(|error| shape(format!("subject {index}, digest `{name}`: {error}")))?;
            digests.push(digest);
        }
        if digests.is_empty() {
            return Err(shape(format!("subject {index} has no digest by a known algorithm")));
        }
        digests.sort_by_key(Digest::algorithm);
        Ok(Subject { name: self.name, size: None, digests })
    }
}

#[derive(Serialize)]
struct WireOut<'a> {
    #[serde(rename = "_type")]
    statement_type: &'a str,
    subject: Vec<WireSubjectOut<'a>>,
    #[serde(rename = "predicateType")]
    predicate_type: &'a str,
}

#[derive(Serialize)]
struct WireSubjectOut<'a> {
    name: &'a str,
    digest: BTreeMap<&'static str, String>,
}

impl<'a> From<&'a Subject> for WireSubjectOut<'a> {
    fn from(subject: &'a Subject) -> Self {
        let digests =
            subject.digests.iter().filter(|digest| digest.algorithm() >= DigestAlgorithm::Sha256);
        let digest = digests.map(|digest| (digest.algorithm().name(), digest.hex())).collect();
        Self { name: &subject.name, digest }
    }
}
