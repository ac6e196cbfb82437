//! A transparency log's promise to include an entry, as Rekor's first clients wrote it.
//!
//! Source: cosign `SPEC.md`, "Bundle": the payload is what the log signed, in the order of RFC 8785.

use keelmark_model::Timestamp;
use serde::Deserialize;

use super::shape;
use crate::json::{Bounds, Object};
use crate::log_entry::LogEntry;
use crate::protobuf_json::Bytes;
use crate::{ParseError, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    #[serde(rename = "SignedEntryTimestamp")]
    promise: Bytes,
    #[serde(rename = "Payload")]
    payload: Object<Payload>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Payload {
    body: Bytes,
    integrated_time: u64,
    log_index: u64,
    /// SHA-256 of the log's key, in hexadecimal.
    #[serde(rename = "logID")]
    log_id: String,
}

/// What the body says it is; the rest of it is read by whoever compares it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    kind: String,
    api_version: String,
}

/// Reads an entry.
pub(super) fn parse(bytes: &[u8]) -> Result<Wire, ParseError> {
    json::parse_within::<Object<Wire>>(bytes, &Bounds::PROOF).map(|Object(wire)| wire)
}

impl Wire {
    /// The same entry in the form of a bundle. There is no proof of inclusion in it.
    pub(super) fn log_entry(self) -> Result<LogEntry, ParseError> {
        let Object(payload) = self.payload;
        let Object(body) = json::parse_within::<Object<Body>>(&payload.body.0, &Bounds::PROOF)?;
        let log_id = bytes_of_hex(&payload.log_id)
            .ok_or_else(|| shape("`logID` is not a SHA-256 digest in hexadecimal"))?;
        let time = i64::try_from(payload.integrated_time).ok().filter(|seconds| *seconds > 0);
        let time = time.ok_or_else(|| shape("`integratedTime` is no time after 1970"))?;
        if i64::try_from(payload.log_index).is_err() {
            return Err(shape("`logIndex` is too large"));
        }
        Ok(LogEntry {
            log_index: payload.log_index,
            log_id,
            kind: body.kind,
            version: body.api_version,
            integrated_time: Some(Timestamp(time)),
            promise: Some(self.promise.0),
            proof: None,
            body: payload.body.0,
        })
    }
}

fn bytes_of_hex(hex: &str) -> Option<Vec<u8>> {
    use keelmark_model::{Digest, DigestAlgorithm};
    let digest = Digest::from_hex(DigestAlgorithm::Sha256, hex).ok()?;
    Some(digest.as_bytes().to_vec())
}
