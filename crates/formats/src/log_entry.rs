//! Entries of transparency logs, as bundles carry them.
//!
//! Source: sigstore protobuf-specs, `sigstore_rekor.proto` (`TransparencyLogEntry`) in protobuf JSON.
//! Everything here is what the bundle says; whether a log says so too is not judged. The JSON of an
//! entry is not kept: no signature covers it, only values within, so the canonical text does as well.

use std::fmt::{self, Write};

use keelmark_model::Timestamp;
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::{Deserialize, Serialize};

use crate::json::{Bounds, Object};
use crate::protobuf_json::{Bytes, Repeated, base64, base64_into, or_default};
use crate::{ParseError, codes, json, limits};

/// An entry of a transparency log with what should prove that it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Place in the log. A Rekor v1 log counts on over all its shards, so that this is not the place
    /// in the tree that [`InclusionProof::log_index`] names. At most `i64::MAX`.
    pub log_index: u64,
    /// Which log: SHA-256 of its public key, or the key id of its checkpoints. At most
    /// [`limits::LOG_ID_BYTES`]; empty where the log does not say.
    pub log_id: Vec<u8>,
    /// What was logged, for example `hashedrekord`; unauthenticated, the body says it too.
    pub kind: String,
    /// Version of the kind, for example `0.0.1`; unauthenticated, the body says it too.
    pub version: String,
    /// When the log says it took the entry in, after 1970; signed by [`Self::promise`] alone.
    pub integrated_time: Option<Timestamp>,
    /// The log's signature over body, time, log and index: a promise to include the entry.
    pub promise: Option<Vec<u8>>,
    /// Proof that the log's tree has the entry.
    pub proof: Option<InclusionProof>,
    /// The exact bytes of the tree's leaf; see [`crate::log_body`].
    pub body: Vec<u8>,
}

/// A path from a leaf to the root of a Merkle tree (RFC 9162, section 2.1.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    /// Place of the leaf in the tree, from 0. At most `i64::MAX`.
    pub log_index: u64,
    /// Leaves of the tree. At most `i64::MAX`.
    pub tree_size: u64,
    /// Root of the tree.
    pub root_hash: [u8; 32],
    /// Siblings on the way, from leaf to root; at most [`limits::INCLUSION_HASHES`].
    pub hashes: Vec<[u8; 32]>,
    /// The log's signed statement of size and root; see [`crate::checkpoint`].
    pub checkpoint: Option<String>,
}

impl LogEntry {
    /// Reads an entry that stands alone.
    ///
    /// # Errors
    /// `document.*`: not strict JSON, a field missing, unknown, malformed or too long.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        json::parse_within::<Object<Wire>>(bytes, &Bounds::PROOF)?.0.entry()
    }

    /// Whether the entry is of a log that is one tree, a Rekor v2: its place in the log is that in the
    /// tree. A Rekor v1 counts on from tree to tree. The kinds of the two have different versions.
    pub fn is_of_one_tree(&self) -> bool {
        matches!((self.kind.as_str(), self.version.as_str()), ("hashedrekord" | "dsse", "0.0.2"))
    }

    /// What the log signs when it promises to include the entry, having taken it in at `time`.
    ///
    /// Source: Rekor `pkg/api/entries.go` (`signEntry`). JSON in the form of RFC 8785: the body in
    /// base64, the time, the log's id in hexadecimal and the index, without white space and in this
    /// order. Nothing in it needs an escape.
    pub fn promised_text(&self, time: Timestamp) -> String {
        const REST: usize = 192;
        let mut text = String::with_capacity(self.body.len().div_ceil(3) * 4 + REST);
        text.push_str(r#"{"body":""#);
        base64_into(&self.body, &mut text);
        let (id, index) = (keelmark_model::hexadecimal(&self.log_id), self.log_index);
        // Writing to a string cannot fail.
        let _ =
            write!(text, r#"","integratedTime":{},"logID":"{id}","logIndex":{index}}}"#, time.0);
        text
    }

    /// Writes the entry in its one canonical form, the one it has in a bundle.
    pub fn render(&self) -> Vec<u8> {
        #[expect(clippy::expect_used, reason = "writing plain data to memory cannot fail")]
        serde_json::to_vec(&WireOut::from(self)).expect("plain data")
    }
}

fn shape(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SHAPE, message)
}

/// An `int64` field that is never negative: an integer, or its decimal digits in a string.
///
/// Stricter than protobuf JSON, which also takes `1.0` and `1e3`: nobody writes these, and readers
/// differ over them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count(u64);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CountVisitor)
    }
}

struct CountVisitor;

impl Visitor<'_> for CountVisitor {
    type Value = Count;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer from 0 to 9223372036854775807")
    }

    fn visit_unit<E>(self) -> Result<Count, E> {
        Ok(Count::default())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Count, E> {
        let fits = i64::try_from(value).is_ok();
        fits.then_some(Count(value))
            .ok_or_else(|| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Count, E> {
        match crate::text::decimal(text) {
            Some(value) => self.visit_u64(value),
            None => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }
}

/// The entry as its JSON has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wire {
    #[serde(default, rename = "logIndex", alias = "log_index")]
    log_index: Count,
    #[serde(default, rename = "logId", alias = "log_id")]
    log_id: Option<Object<WireLogId>>,
    #[serde(default, rename = "kindVersion", alias = "kind_version")]
    kind_version: Option<Object<WireKindVersion>>,
    #[serde(default, rename = "integratedTime", alias = "integrated_time")]
    integrated_time: Count,
    #[serde(default, rename = "inclusionPromise", alias = "inclusion_promise")]
    promise: Option<Object<WirePromise>>,
    #[serde(default, rename = "inclusionProof", alias = "inclusion_proof")]
    proof: Option<Object<WireProof>>,
    #[serde(default, rename = "canonicalizedBody", alias = "canonicalized_body")]
    body: Bytes,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireLogId {
    #[serde(default, rename = "keyId", alias = "key_id")]
    key_id: Bytes,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireKindVersion {
    #[serde(default, deserialize_with = "or_default")]
    kind: String,
    #[serde(default, deserialize_with = "or_default")]
    version: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WirePromise {
    #[serde(default, rename = "signedEntryTimestamp", alias = "signed_entry_timestamp")]
    signature: Bytes,
}

#[derive(Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireProof {
    #[serde(default, rename = "logIndex", alias = "log_index")]
    log_index: Count,
    #[serde(default, rename = "rootHash", alias = "root_hash")]
    root_hash: Bytes,
    #[serde(default, rename = "treeSize", alias = "tree_size")]
    tree_size: Count,
    #[serde(default)]
    hashes: Repeated<Bytes, { limits::INCLUSION_HASHES }>,
    #[serde(default)]
    checkpoint: Option<Object<WireCheckpoint>>,
}

#[derive(Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireCheckpoint {
    #[serde(default, deserialize_with = "or_default")]
    envelope: String,
}

impl Wire {
    pub(crate) fn entry(self) -> Result<LogEntry, ParseError> {
        let log_id = self.log_id.unwrap_or_default().0.key_id.0;
        let Object(WireKindVersion { kind, version }) = self.kind_version.unwrap_or_default();
        let promise = self.promise.unwrap_or_default().0.signature.0;
        if kind.is_empty() || version.is_empty() {
            return Err(shape("a log entry does not say its kind and version"));
        }
        if self.body.0.is_empty() {
            return Err(shape("a log entry has no `canonicalizedBody`"));
        }
        let sizes = [
            ("logId", log_id.len(), limits::LOG_ID_BYTES),
            ("kindVersion", kind.len().max(version.len()), limits::LOG_KIND_BYTES),
            ("inclusionPromise", promise.len(), limits::LOG_SIGNATURE_BYTES),
            ("canonicalizedBody", self.body.0.len(), limits::LOG_BODY_BYTES),
        ];
        if let Some((name, size, most)) = sizes.into_iter().find(|(_, size, most)| size > most) {
            return Err(shape(format!(
                "`{name}` of a log entry has {size} bytes, more than {most}"
            )));
        }
        Ok(LogEntry {
            log_index: self.log_index.0,
            log_id,
            kind,
            version,
            integrated_time: i64::try_from(self.integrated_time.0)
                .ok()
                .filter(|seconds| *seconds != 0)
                .map(Timestamp),
            promise: Some(promise).filter(|promise| !promise.is_empty()),
            proof: self.proof.map(|proof| proof.0.proof()).transpose()?.flatten(),
            body: self.body.0,
        })
    }
}

impl WireProof {
    /// Nothing for a message all of whose fields are at their default: it holds no proof.
    fn proof(self) -> Result<Option<InclusionProof>, ParseError> {
        if self == Self::default() {
            return Ok(None);
        }
        let checkpoint = self.checkpoint.unwrap_or_default().0.envelope;
        if checkpoint.len() > limits::CHECKPOINT_BYTES {
            let most = limits::CHECKPOINT_BYTES;
            return Err(shape(format!("a checkpoint is longer than {most} bytes")));
        }
        Ok(Some(InclusionProof {
            log_index: self.log_index.0,
            tree_size: self.tree_size.0,
            root_hash: sha256("rootHash", &self.root_hash)?,
            hashes: self
                .hashes
                .0
                .iter()
                .map(|hash| sha256("hashes", hash))
                .collect::<Result<_, _>>()?,
            checkpoint: Some(checkpoint).filter(|text| !text.is_empty()),
        }))
    }
}

fn sha256(field: &str, bytes: &Bytes) -> Result<[u8; 32], ParseError> {
    bytes.0.as_slice().try_into().map_err(|_| {
        let length = bytes.0.len();
        shape(format!("`{field}` of an inclusion proof has a hash of {length} bytes, not 32"))
    })
}

/// The entry as keelmark writes it: fields in the order of the schema, those it calls required also
/// where they are zero.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WireOut<'a> {
    log_index: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_id: Option<WireLogIdOut>,
    kind_version: WireKindVersionOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    integrated_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inclusion_promise: Option<WirePromiseOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inclusion_proof: Option<WireProofOut<'a>>,
    canonicalized_body: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireLogIdOut {
    key_id: String,
}

#[derive(Serialize)]
struct WireKindVersionOut<'a> {
    kind: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WirePromiseOut {
    signed_entry_timestamp: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireProofOut<'a> {
    log_index: String,
    root_hash: String,
    tree_size: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checkpoint: Option<WireCheckpointOut<'a>>,
}

#[derive(Serialize)]
struct WireCheckpointOut<'a> {
    envelope: &'a str,
}

impl<'a> From<&'a LogEntry> for WireOut<'a> {
    fn from(entry: &'a LogEntry) -> Self {
        let log_id = Some(&entry.log_id).filter(|id| !id.is_empty());
        let promise = entry.promise.as_ref();
        Self {
            log_index: entry.log_index.to_string(),
            log_id: log_id.map(|id| WireLogIdOut { key_id: base64(id) }),
            kind_version: WireKindVersionOut { kind: &entry.kind, version: &entry.version },
            integrated_time: entry.integrated_time.map(|time| time.0.to_string()),
            inclusion_promise: promise
                .map(|signature| WirePromiseOut { signed_entry_timestamp: base64(signature) }),
            inclusion_proof: entry.proof.as_ref().map(WireProofOut::from),
            canonicalized_body: base64(&entry.body),
        }
    }
}

impl<'a> From<&'a InclusionProof> for WireProofOut<'a> {
    fn from(proof: &'a InclusionProof) -> Self {
        let checkpoint = proof.checkpoint.as_deref();
        Self {
            log_index: proof.log_index.to_string(),
            root_hash: base64(&proof.root_hash),
            tree_size: proof.tree_size.to_string(),
            hashes: proof.hashes.iter().map(|hash| base64(hash)).collect(),
            checkpoint: checkpoint.map(|envelope| WireCheckpointOut { envelope }),
        }
    }
}

#[cfg(test)]
mod tests;
