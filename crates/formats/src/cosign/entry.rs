//! A transparency log's promise to include an entry, as Rekor's first clients wrote it.
//!
//! Source: cosign `SPEC.md`, "Bundle": the payload is what the log signed, in the order of RFC 8785.

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use super::shape;
use crate::bundle::LogEntry;
use crate::json::Object;
use crate::protobuf_json::{Bytes, base64};
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

/// The entry as a bundle has it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireOut<'a> {
    log_index: String,
    log_id: LogId,
    kind_version: KindVersion<'a>,
    integrated_time: String,
    inclusion_promise: Promise,
    canonicalized_body: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogId {
    key_id: String,
}

#[derive(Serialize)]
struct KindVersion<'a> {
    kind: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Promise {
    signed_entry_timestamp: String,
}

impl Wire {
    /// The same entry in the form of a bundle. There is no proof of inclusion in it.
    pub(super) fn log_entry(self) -> Result<LogEntry, ParseError> {
        let Object(payload) = self.payload;
        let Object(body) = json::parse::<Object<Body>>(&payload.body.0)?;
        let log_id = bytes_of_hex(&payload.log_id)
            .ok_or_else(|| shape("`logID` is not a SHA-256 digest in hexadecimal"))?;
        let entry = WireOut {
            log_index: payload.log_index.to_string(),
            log_id: LogId { key_id: base64(&log_id) },
            kind_version: KindVersion { kind: &body.kind, version: &body.api_version },
            integrated_time: payload.integrated_time.to_string(),
            inclusion_promise: Promise { signed_entry_timestamp: base64(&self.promise.0) },
            canonicalized_body: base64(&payload.body.0),
        };
        #[expect(clippy::expect_used, reason = "writing plain data to memory cannot fail")]
        let entry: Box<RawValue> = to_raw_value(&entry).expect("plain data");
        LogEntry::from_raw(&entry)
    }
}

fn bytes_of_hex(hex: &str) -> Option<Vec<u8>> {
    use keelmark_model::{Digest, DigestAlgorithm};
    let digest = Digest::from_hex(DigestAlgorithm::Sha256, hex).ok()?;
    Some(digest.as_bytes().to_vec())
}
