//! When it was signed, and whether the signer's certificate was valid then.

use keelmark_formats::bundle::{Bundle, Content};
use keelmark_formats::time::rfc3339;
use keelmark_formats::timestamp_token::TimestampToken;
use keelmark_model::{Check, Code, Outcome, Timestamp};

use super::Checks;
use super::signer::Signatory;
use crate::codes;
use crate::policy::Policy;
use crate::root::TrustDomain;
use crate::timestamp::{self, SignedTime, TimestampError, distinct_authorities};

const TIMESTAMP: &str = "timestamp";
const TIME: &str = "signing time";

/// A time at which the signature was there already, and who says so.
pub(super) struct SigningTime {
    pub(super) at: Timestamp,
    pub(super) source: String,
}

/// Checks every timestamp over the signature, and gives the times that authorities signed. `logged`
/// says whether a log signed one already.
///
/// What a timestamp does not prove, another may: a bad one beside a good one does not count, and is
/// shown.
pub(super) fn stamped(
    bundle: &Bundle,
    domains: &[&TrustDomain],
    policy: &Policy,
    logged: bool,
    checks: &mut Checks<'_>,
) -> Vec<SigningTime> {
    let signature = signature_bytes(bundle);
    let mut stamps: Vec<SignedTime<'_>> = Vec::new();
    let mut uncounted = Vec::new();
    for der in &bundle.timestamps {
        if domains.is_empty() {
            let detail = "nobody that is trusted vouches for the signer, nor so for any authority";
            checks.push(Check::skipped(TIMESTAMP, checks.target, detail));
            continue;
        }
        let check = match one(der, signature, domains) {
            Ok(stamp) => {
                let time = rfc3339(stamp.time);
                let detail = format!("{} saw the signature at {time}", stamp.signer);
                let check = Check::pass(TIMESTAMP, checks.target, detail)
                    .with("authority", stamp.authority.uri.as_str())
                    .with("time", time)
                    .with("serial", stamp.serial.as_str());
                stamps.push(stamp);
                check
            }
            Err((code, detail)) => {
                uncounted.push(checks.list.len());
                Check::fail(TIMESTAMP, checks.target, code, detail)
            }
        };
        checks.push(check);
    }
    let (found, wanted) = (distinct_authorities(&stamps), policy.thresholds.timestamps);
    if found >= wanted && (logged || found > 0) {
        checks.forgive(&uncounted);
    } else if found < wanted && (uncounted.is_empty() || wanted > 1) {
        let detail = format!("{found} of {wanted} timestamping authorities saw the signature");
        checks.push(Check::fail(TIMESTAMP, checks.target, &codes::TIMESTAMP_THRESHOLD, detail));
    }
    let time = |stamp: SignedTime<'_>| SigningTime { at: stamp.time, source: stamp.signer };
    stamps.into_iter().map(time).collect()
}

/// The bytes that timestamps are over.
fn signature_bytes(bundle: &Bundle) -> &[u8] {
    match &bundle.content {
        Content::Dsse(envelope) => {
            envelope.signatures.first().map_or(&[][..], |signature| &signature.signature)
        }
        Content::Message { signature, .. } => signature,
    }
}

/// The first domain that has the timestamp's authority speaks for it.
fn one<'r>(
    der: &[u8],
    signature: &[u8],
    domains: &[&'r TrustDomain],
) -> Result<SignedTime<'r>, (&'static Code, String)> {
    let token = TimestampToken::parse(der).map_err(|error| (error.code, error.to_string()))?;
    let mut failed: Option<TimestampError> = None;
    for domain in domains {
        match timestamp::verify(&token, signature, domain) {
            Ok(stamp) => return Ok(stamp),
            // Another domain may know the authority, or a namesake of it; one that does not know it
            // says less of what is wrong than one that does.
            Err(error) => {
                let told = |told: &TimestampError| *told.code() != codes::TIMESTAMP_UNTRUSTED;
                failed = failed.filter(told).or(Some(error));
            }
        }
    }
    Err(failed.map_or((&codes::TIMESTAMP_UNTRUSTED, String::new()), |error| {
        (error.code(), error.to_string())
    }))
}

/// Checks that there is a time, that none is to come yet, and that the signer's certificate was
/// valid at each: a key that a certificate vouches for is the signer's only as long as it says.
pub(super) fn check(times: &[SigningTime], signatory: &Signatory<'_>, checks: &mut Checks<'_>) {
    let target = checks.target;
    if let Some(late) = times.iter().find(|time| checks.is_to_come(time.at)) {
        let (at, clock) = (rfc3339(late.at), rfc3339(checks.now));
        let detail = format!("{} says {at}, and the clock here {clock}", late.source);
        checks.push(Check::unknown(TIME, target, &codes::TIME_CLOCK, detail));
    }
    let Signatory::Certified(certified) = signatory else { return };
    let Some(paths) = &certified.paths else {
        let detail = "no authority that is trusted says how long the certificate is good";
        checks.push(Check::skipped(TIME, target, detail));
        return;
    };
    if times.is_empty() {
        // Why a proof of time does not hold is told where it was checked.
        let told = |check: &Check| matches!(check.outcome, Outcome::Fail | Outcome::Unknown);
        let detail = "nothing proves when it was signed";
        let check = if checks.list.iter().any(told) {
            Check::skipped(TIME, target, detail)
        } else {
            Check::unknown(TIME, target, &codes::TIME_ABSENT, detail)
        };
        checks.push(check);
        return;
    }
    let valid = format!(
        "{} to {}",
        rfc3339(certified.leaf.not_before()),
        rfc3339(certified.leaf.not_after())
    );
    for time in times {
        let at = rfc3339(time.at);
        let check = match paths.at(time.at) {
            Ok(_) => Check::pass(TIME, target, format!("the certificate was valid at {at}")),
            Err(error) => Check::fail(TIME, target, error.code(), error.to_string()),
        };
        checks.push(check.with("time", at).with("said by", &time.source).with("valid", &valid));
    }
}
