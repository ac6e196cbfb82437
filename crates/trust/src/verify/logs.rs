//! What logs say of the signature, entry by entry.

use keelmark_formats::bundle::Bundle;
use keelmark_formats::log_entry::LogEntry;
use keelmark_formats::time::rfc3339;
use keelmark_model::{Check, Digest, Outcome, Timestamp, hexadecimal};

use super::Checks;
use super::signer::Signatory;
use super::times::SigningTime;
use crate::bundle::Artifact;
use crate::log::{
    self, Cosignature, Included, LogError, check_presence, distinct_logs, verify_body,
    verify_cosignatures, verify_inclusion, verify_promise,
};
use crate::policy::Policy;
use crate::root::{Log, Profile, TrustDomain};
use crate::{PublicKey, codes};

const ENTRY: &str = "log entry";
const PROMISE: &str = "log promise";
const INCLUSION: &str = "log inclusion";
const WITNESS: &str = "log witness";

/// What the entries that hold prove.
pub(super) struct Logged<'r> {
    /// The times that logs signed.
    pub(super) times: Vec<SigningTime>,
    /// Logs that signed a tree with an entry, but no time with it.
    pub(super) timeless: Vec<&'r Log>,
}

/// Checks every log entry.
pub(super) fn check<'r>(
    bundle: &Bundle,
    artifact: Artifact<'_>,
    signatory: &Signatory<'_>,
    key: Option<&PublicKey>,
    domains: &[&'r TrustDomain],
    policy: &Policy,
    checks: &mut Checks<'_>,
) -> Logged<'r> {
    let context = Context { bundle, key, digests: artifact.digests(), policy };
    let (mut times, mut timeless) = (Vec::new(), Vec::new());
    let mut logs = Vec::new();
    let mut uncounted = Vec::new();
    for entry in &bundle.log_entries {
        let domain = domains.iter().find(|domain| log::knows(&domain.logs, &entry.log_id));
        let Some(domain) = domain.or(domains.first()) else {
            let detail = "nobody that is trusted vouches for the signer, nor so for any log";
            checks.push(Check::skipped(ENTRY, checks.target, detail));
            continue;
        };
        let first = checks.list.len();
        let proven = context.entry(entry, &domain.logs, checks);
        match proven.log {
            Some(log) => {
                logs.push(log);
                timeless.extend(Some(log).filter(|_| proven.time.is_none()));
            }
            None if proven.unknown_log => uncounted.extend(first..checks.list.len()),
            None => {}
        }
        times.extend(proven.time);
    }
    let by_key = matches!(signatory, Signatory::Keys(_));
    threshold(&logs, &uncounted, domains, by_key, policy, checks);
    witnessed(policy, checks);
    Logged { times, timeless }
}

/// Checks that logs that signed no time used their keys at one of those proven otherwise: whoever
/// came by a key that was put away can sign a tree with anything in it.
///
/// Where no time is proven, and none need be, a key that is still in use at `now` will do. Of a
/// certified signature it is told already that nothing says when it was made.
pub(super) fn check_keys(
    timeless: &[&Log],
    times: &[SigningTime],
    signatory: &Signatory<'_>,
    checks: &mut Checks<'_>,
) {
    let now = checks.now;
    let proven: Vec<Timestamp> = times.iter().map(|time| time.at).collect();
    let times = match (proven.is_empty(), signatory) {
        (false, _) => proven,
        (true, Signatory::Keys(_)) => vec![now],
        (true, _) => return,
    };
    for log in timeless {
        if !times.iter().any(|time| log.valid.contains(*time)) {
            let time = times.first().copied().unwrap_or(now);
            let error = LogError::KeyValidity { origin: log.origin.clone(), time };
            checks.push(refused(INCLUSION, checks.target, &error));
        }
    }
}

/// What one entry proves.
#[derive(Default)]
struct Proven<'r> {
    /// The log that lists the signature.
    log: Option<&'r Log>,
    /// The time it signed.
    time: Option<SigningTime>,
    /// Whether it is of a log that nobody here knows, so that it neither proves nor refutes.
    unknown_log: bool,
}

struct Context<'a> {
    bundle: &'a Bundle,
    key: Option<&'a PublicKey>,
    digests: &'a [Digest],
    policy: &'a Policy,
}

impl Context<'_> {
    fn entry<'r>(&self, entry: &LogEntry, logs: &'r [Log], checks: &mut Checks<'_>) -> Proven<'r> {
        if !entry.log_id.is_empty() && !log::knows(logs, &entry.log_id) {
            let error = LogError::UnknownLog { id: entry.log_id.clone() };
            checks.push(refused(ENTRY, checks.target, &error));
            return Proven { unknown_log: true, ..Proven::default() };
        }
        let recorded = self.recorded(entry, checks);
        let promise = self.promise(entry, logs, checks);
        let inclusion = self.inclusion(entry, logs, checks);
        let shaped = match check_presence(self.bundle.media_type, entry) {
            Ok(()) => true,
            // A proof that is missing is told with the proof.
            Err(LogError::ProofMissing | LogError::CheckpointMissing) => false,
            Err(error) => {
                checks.push(refused(PROMISE, checks.target, &error));
                false
            }
        };
        // The time of an entry of another signature says nothing of this one.
        let time = promise.as_ref().ok().filter(|_| recorded).and_then(|promised| {
            let promised = promised.as_ref()?;
            Some(SigningTime { at: promised.time, source: promised.log.base_url.clone() })
        });
        let vouched = match (promise, inclusion) {
            (Ok(_), Ok(Some(log))) => Some(log),
            (Ok(Some(promised)), Ok(None)) if !self.policy.thresholds.inclusion_proof => {
                Some(promised.log)
            }
            _ => None,
        };
        Proven { log: vouched.filter(|_| recorded && shaped), time, unknown_log: false }
    }

    /// Whether the log recorded this signature, of this content, by this signer.
    fn recorded(&self, entry: &LogEntry, checks: &mut Checks<'_>) -> bool {
        let target = checks.target;
        match verify_body(entry, self.bundle, self.key, self.digests) {
            Ok(_) => {
                let detail = format!("records this signature, as {}", entry.kind);
                checks.push(
                    Check::pass(ENTRY, target, detail)
                        .with("log index", entry.log_index.to_string())
                        .with("kind", format!("{} {}", entry.kind, entry.version)),
                );
                true
            }
            Err(error) => {
                checks.push(refused(ENTRY, target, &error));
                false
            }
        }
    }

    /// The log's promise, where there is one; an error where it or its time is false.
    fn promise<'r>(
        &self,
        entry: &LogEntry,
        logs: &'r [Log],
        checks: &mut Checks<'_>,
    ) -> Result<Option<log::Promised<'r>>, ()> {
        if entry.promise.is_none() && entry.integrated_time.is_none() {
            return Ok(None);
        }
        match verify_promise(entry, logs) {
            Ok(promised) => {
                let time = rfc3339(promised.time);
                let detail = format!("{} took it in at {time}", promised.log.origin);
                checks.push(
                    Check::pass(PROMISE, checks.target, detail)
                        .with("log", promised.log.base_url.as_str())
                        .with("integrated time", time)
                        .with("signed by", promised.log.key.fingerprint().to_string()),
                );
                Ok(Some(promised))
            }
            Err(error) => {
                checks.push(refused(PROMISE, checks.target, &error));
                Err(())
            }
        }
    }

    /// The log whose tree has the entry; nothing where there is no proof and none is demanded.
    fn inclusion<'r>(
        &self,
        entry: &LogEntry,
        logs: &'r [Log],
        checks: &mut Checks<'_>,
    ) -> Result<Option<&'r Log>, ()> {
        let target = checks.target;
        if entry.proof.is_none() && !self.policy.thresholds.inclusion_proof {
            let detail = "there is no proof, and the policy is content with the promise";
            checks.push(Check::skipped(INCLUSION, target, detail));
            return Ok(None);
        }
        match verify_inclusion(entry, logs) {
            Ok(included) => {
                let size = included.checkpoint.size;
                let detail = format!("in the tree that {} signed", included.log.origin);
                checks.push(
                    Check::pass(INCLUSION, target, detail)
                        .with("log", included.log.base_url.as_str())
                        .with("leaf", format!("{} of {size}", included.index))
                        .with("root hash", hexadecimal(&included.checkpoint.root_hash))
                        .with("signed by", included.log.key.fingerprint().to_string()),
                );
                self.witnesses(&included, checks);
                Ok(Some(included.log))
            }
            Err(error) => {
                checks.push(refused(INCLUSION, target, &error));
                Err(())
            }
        }
    }

    /// Whether enough witnesses saw the same tree.
    fn witnesses(&self, included: &Included<'_, '_>, checks: &mut Checks<'_>) {
        let wanted = self.policy.thresholds.witnesses;
        if wanted == 0 && self.policy.witnesses.is_empty() {
            return;
        }
        let target = checks.target;
        let check = match verify_cosignatures(&included.checkpoint, &self.policy.witnesses) {
            Ok(found) if found.is_empty() && wanted == 0 => {
                Check::skipped(WITNESS, target, "none of the witnesses given saw that tree")
            }
            Ok(found) => {
                let detail = format!("{} of {wanted} witnesses saw that tree", found.len());
                let check = if found.len() >= wanted {
                    Check::pass(WITNESS, target, detail)
                } else {
                    Check::fail(WITNESS, target, &codes::LOG_WITNESS_THRESHOLD, detail)
                };
                checks.list.extend(seen_later(&found, checks));
                found.iter().fold(check, |check, one| {
                    check
                        .with("witness", format!("{} at {}", one.witness.name(), rfc3339(one.time)))
                })
            }
            Err(error) => refused(WITNESS, target, &error),
        };
        checks.push(check);
    }
}

/// A witness cannot have seen a tree at a time that is still to come.
fn seen_later(found: &[Cosignature<'_>], checks: &Checks<'_>) -> Option<Check> {
    let late = found.iter().find(|one| checks.is_to_come(one.time))?;
    let (name, at, clock) = (late.witness.name(), rfc3339(late.time), rfc3339(checks.now));
    let detail = format!("{name} says {at}, and the clock here {clock}");
    Some(Check::unknown(WITNESS, checks.target, &codes::TIME_CLOCK, detail))
}

/// Whether enough logs list the signature.
fn threshold(
    logs: &[&Log],
    uncounted: &[usize],
    domains: &[&TrustDomain],
    by_key: bool,
    policy: &Policy,
    checks: &mut Checks<'_>,
) {
    let target = checks.target;
    let wanted = policy.thresholds.logs;
    // A key belongs to no domain, so that what one domain can prove does not bound what is demanded.
    if let ([domain], false) = (domains, by_key || policy.thresholds.logs_everywhere)
        && domain.profile == Profile::TimestampOnly
    {
        let detail = format!("{} keeps no log; it proves times by timestamps", domain.name);
        checks.push(Check::skipped(ENTRY, target, detail));
        return;
    }
    let found = distinct_logs(logs);
    if found >= wanted {
        checks.forgive(uncounted);
        return;
    }
    // Why the signer has no domain, or the entry does not count, is told already.
    let told = checks.list.iter().any(refutes);
    if (domains.is_empty() && !by_key) || (wanted == 1 && told) {
        return;
    }
    checks.push(if found == 0 && checks.list.iter().all(|check| check.name != ENTRY) {
        // A proof that is missing is not one that is false.
        Check::unknown(ENTRY, target, &codes::LOG_ABSENT, "the bundle has no log entry")
    } else {
        let detail = format!("{found} of {wanted} logs list the signature");
        Check::fail(ENTRY, target, &codes::LOG_THRESHOLD, detail)
    });
}

/// Checks that some tree was seen by witnesses, where that is demanded: without a tree there is
/// nothing they could have seen.
fn witnessed(policy: &Policy, checks: &mut Checks<'_>) {
    let wanted = policy.thresholds.witnesses;
    if wanted > 0 && checks.list.iter().all(|check| check.name != WITNESS) {
        let detail = format!("0 of {wanted} witnesses saw a tree with the signature");
        checks.push(Check::fail(WITNESS, checks.target, &codes::LOG_WITNESS_THRESHOLD, detail));
    }
}

/// Whether a check says already why an entry does not count.
fn refutes(check: &Check) -> bool {
    let wrong = matches!(check.outcome, Outcome::Fail | Outcome::Unknown);
    wrong && [ENTRY, PROMISE, INCLUSION].contains(&check.name)
}

fn refused(name: &'static str, target: &str, error: &LogError) -> Check {
    Check { outcome: error.outcome(), ..Check::fail(name, target, error.code(), error.to_string()) }
}
