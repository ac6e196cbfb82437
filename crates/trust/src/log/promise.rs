//! Promises to include an entry: Rekor v1's signed entry timestamps (SET).
//!
//! Source: Rekor `pkg/api/entries.go` (`signEntry`); `sigstore_rekor.proto`, `InclusionPromise`.

use keelmark_formats::log_entry::LogEntry;
use keelmark_model::Timestamp;

use super::{LogError, named};
use crate::root::Log;

/// A log's promise that holds.
#[derive(Debug, Clone, Copy)]
pub struct Promised<'r> {
    /// The log that promised.
    pub log: &'r Log,
    /// Place of the entry in the log, over all its trees.
    pub index: u64,
    /// When the log took the entry in: the signature was there by then.
    pub time: Timestamp,
}

/// Verifies that one of `logs` promised to include the entry, at a time at which its key was in use.
///
/// The entry's time is proven by this alone. An entry without a promise may state a time too, which
/// anyone could have written: [`LogError::TimeUnsigned`].
///
/// # Errors
/// [`LogError::PromiseMissing`], [`LogError::TimeUnsigned`], [`LogError::TimeMissing`],
/// [`LogError::UnknownLog`], [`LogError::KeyValidity`], [`LogError::PromiseSignature`].
pub fn verify_promise<'r>(entry: &LogEntry, logs: &'r [Log]) -> Result<Promised<'r>, LogError> {
    let (signature, time) = match (&entry.promise, entry.integrated_time) {
        (Some(signature), Some(time)) => (signature, time),
        (Some(_), None) => return Err(LogError::TimeMissing),
        (None, Some(time)) => return Err(LogError::TimeUnsigned { time }),
        (None, None) => return Err(LogError::PromiseMissing),
    };
    let mut failed = LogError::UnknownLog { id: entry.log_id.clone() };
    let message = entry.promised_text(time);
    for log in named(logs, &entry.log_id) {
        let origin = || log.origin.clone();
        if !log.valid.contains(time) {
            failed = LogError::KeyValidity { origin: origin(), time };
        } else if log.key.verify_scheme(log.scheme, &[message.as_bytes()], signature).is_ok() {
            return Ok(Promised { log, index: entry.log_index, time });
        } else {
            failed = LogError::PromiseSignature { origin: origin() };
        }
    }
    Err(failed)
}
