//! Version 1 of the answers. Their JSON Schemas stand in `docs/schemas/`.

use keelmark_formats::evidence::index::digest_set;
use keelmark_formats::time::rfc3339;
use keelmark_model::{Check, Digest, Fact, Subject, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;

use crate::cmd::trust::{Entry, Shown};

/// `keelmark verify --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Verification<'a> {
    schema: &'static str,
    outcome: &'static str,
    checks: Vec<VerificationCheck<'a>>,
}

#[derive(Debug, Serialize)]
struct VerificationCheck<'a> {
    check: &'a str,
    target: &'a str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    detail: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facts: Vec<VerificationFact<'a>>,
}

#[derive(Debug, Serialize)]
struct VerificationFact<'a> {
    name: &'static str,
    value: &'a str,
}

impl<'a> From<&'a Verdict> for Verification<'a> {
    fn from(verdict: &'a Verdict) -> Self {
        Self {
            schema: "keelmark.verify/v1",
            outcome: verdict.outcome().name(),
            checks: verdict.checks.iter().map(VerificationCheck::from).collect(),
        }
    }
}

impl<'a> From<&'a Check> for VerificationCheck<'a> {
    fn from(check: &'a Check) -> Self {
        Self {
            check: check.name,
            target: &check.target,
            outcome: check.outcome.name(),
            code: check.code.map(|code| code.id),
            detail: &check.detail,
            facts: check.facts.iter().map(VerificationFact::from).collect(),
        }
    }
}

impl<'a> From<&'a Fact> for VerificationFact<'a> {
    fn from(fact: &'a Fact) -> Self {
        Self { name: fact.name, value: &fact.value }
    }
}

/// `keelmark attest --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Attestation<'a> {
    pub(crate) schema: &'static str,
    pub(crate) project: &'a str,
    pub(crate) version: Option<&'a str>,
    pub(crate) release: &'a str,
    pub(crate) output_dir: String,
    pub(crate) subjects: Vec<AttestedSubject<'a>>,
    pub(crate) packages: usize,
    pub(crate) key: Option<AttestedKey<'a>>,
    pub(crate) hmac_key_id: Option<&'a str>,
    pub(crate) files: Vec<&'a str>,
    pub(crate) verification: Verification<'a>,
}

/// The value of [`Attestation::schema`].
pub(crate) const ATTESTATION: &str = "keelmark.attest/v1";

#[derive(Debug, Serialize)]
pub(crate) struct AttestedSubject<'a> {
    name: &'a str,
    size: Option<u64>,
    digests: BTreeMap<String, String>,
}

impl<'a> From<&'a Subject> for AttestedSubject<'a> {
    fn from(subject: &'a Subject) -> Self {
        Self { name: &subject.name, size: subject.size, digests: digest_set(&subject.digests) }
    }
}

/// The key that signed.
#[derive(Debug, Serialize)]
pub(crate) struct AttestedKey<'a> {
    pub(crate) path: &'a str,
    pub(crate) sha256: String,
    pub(crate) made_now: bool,
}

/// `keelmark trust show --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Trust<'a> {
    schema: &'static str,
    roots: Vec<TrustedRoot<'a>>,
}

#[derive(Debug, Serialize)]
struct TrustedRoot<'a> {
    name: &'a str,
    source: &'static str,
    date: Option<String>,
    keys: Vec<TrustedRootKey<'a>>,
}

#[derive(Debug, Serialize)]
struct TrustedRootKey<'a> {
    kind: &'static str,
    uri: &'a str,
    sha256: Option<String>,
    start: Option<String>,
    end: Option<String>,
}

impl<'a> From<&'a [Shown]> for Trust<'a> {
    fn from(shown: &'a [Shown]) -> Self {
        let roots = shown.iter().map(|root| TrustedRoot {
            name: &root.name,
            source: root.source.name(),
            date: root.source.day(),
            keys: root.entries.iter().map(TrustedRootKey::from).collect(),
        });
        Self { schema: "keelmark.trust/v1", roots: roots.collect() }
    }
}

impl<'a> From<&'a Entry> for TrustedRootKey<'a> {
    fn from(entry: &'a Entry) -> Self {
        Self {
            kind: entry.kind.name(),
            uri: &entry.uri,
            sha256: entry.key.as_ref().map(Digest::hex),
            start: entry.valid.start.map(rfc3339),
            end: entry.valid.end.map(rfc3339),
        }
    }
}

/// Renders an answer with a final newline.
pub(crate) fn render<T: Serialize>(answer: &T) -> Vec<u8> {
    keelmark_formats::json::render_pretty(answer)
}
