//! The clock.

use std::time::{SystemTime, UNIX_EPOCH};

use keelmark_model::Timestamp;

/// The time now, by this machine's clock; 1970 where it shows an earlier one.
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
