//! Whether a bundle proves what it should of an artifact.
//!
//! One pure function of bundle, artifact, roots of trust, policy and time. Every step is a named
//! [`Check`] with its evidence, made even where an earlier one failed as far as it can be, so that
//! the list tells the whole story. Only when all of it holds is there a [`Verified`] value.
//!
//! Source: Sigstore Client Specification, "Verification"; sigstore protobuf-specs; for what GitHub
//! signs for private repositories, a trust domain of the profile [`Profile::TimestampOnly`].
//!
//! [`Profile::TimestampOnly`]: crate::root::Profile::TimestampOnly

mod content;
mod logs;
mod signer;
mod times;

use keelmark_formats::bundle::Bundle;
use keelmark_model::{Check, Outcome, Timestamp, Verdict};

use crate::bundle::{Artifact, Proven};
use crate::policy::Policy;
use crate::root::TrustRoot;
use crate::{Verified, codes};

/// What came of verifying a bundle.
#[derive(Debug, Clone)]
pub struct Report<'b> {
    /// Every check, in the order made.
    pub verdict: Verdict,
    /// What is proven, and by whom; only when the verdict is a pass.
    pub proven: Option<Verified<Proven<'b>>>,
    /// When it was signed, as logs and timestamping authorities say; earliest first.
    pub signed_at: Vec<Timestamp>,
}

/// Verifies that `bundle` proves something of `artifact`, by someone whom `policy` means, as far as
/// `root` vouches for certificates, logs and times. `now` is the verifier's clock: no proof is from
/// a time after it.
pub fn verify<'b>(
    bundle: &'b Bundle,
    artifact: Artifact<'_>,
    root: &TrustRoot,
    policy: &Policy,
    now: Timestamp,
) -> Report<'b> {
    let mut checks = Checks { target: artifact.name(), list: Vec::with_capacity(16) };
    let leaf = signer::leaf(bundle);
    let signatory = signer::establish(bundle, leaf.as_ref(), root, policy, &mut checks);

    let signed = content::signature(bundle, artifact, &signatory.keys());
    let key = signed.key.cloned();
    checks.list.push(signed.check);
    let (subject, proven) = content::subject(bundle, artifact, key.is_some());
    checks.list.push(subject);

    let domains = signatory.domains(root);
    let logs::Logged { mut times, timeless } =
        logs::check(bundle, artifact, &signatory, key.as_ref(), &domains, policy, &mut checks);
    let logged = !times.is_empty();
    times.extend(times::stamped(bundle, &domains, policy, logged, &mut checks));
    logs::check_keys(&timeless, &times, &signatory, now, &mut checks);
    times::check(&times, &signatory, now, &mut checks);

    signer::check(&signatory, policy, &mut checks);
    predicate(proven.as_ref(), policy, &mut checks);

    let verdict = Verdict { checks: checks.list };
    let signer = signatory.into_signer(key.as_ref());
    let proven = match (verdict.outcome(), proven, signer) {
        (Outcome::Pass, Some(proven), Some(signer)) => Some(Verified::new(proven, signer)),
        _ => None,
    };
    let mut signed_at: Vec<Timestamp> = times.iter().map(|time| time.at).collect();
    signed_at.sort_unstable();
    Report { verdict, proven, signed_at }
}

/// The checks made so far, all about one artifact.
struct Checks<'a> {
    target: &'a str,
    list: Vec<Check>,
}

impl Checks<'_> {
    fn push(&mut self, check: Check) {
        self.list.push(check);
    }

    /// Turns failed checks at `places` into ones that do not count: what they did not prove is
    /// proven otherwise.
    fn forgive(&mut self, places: &[usize]) {
        for place in places {
            if let Some(check) = self.list.get_mut(*place) {
                check.outcome = Outcome::Skipped;
                check.detail = format!("does not count: {}", check.detail);
            }
        }
    }
}

fn predicate(proven: Option<&Proven<'_>>, policy: &Policy, checks: &mut Checks<'_>) {
    const NAME: &str = "predicate";
    let (Some(wanted), Some(proven)) = (&policy.predicate_type, proven) else { return };
    let check = match proven {
        Proven::Statement(statement) if statement.predicate_type == *wanted => {
            Check::pass(NAME, checks.target, wanted)
        }
        Proven::Statement(statement) => {
            let detail = format!("the statement says {}, not {wanted}", statement.predicate_type);
            Check::fail(NAME, checks.target, &codes::STATEMENT_PREDICATE, detail)
        }
        Proven::Artifact(_) => {
            let detail = format!("a signature over the file says no {wanted} of it");
            Check::fail(NAME, checks.target, &codes::STATEMENT_PREDICATE, detail)
        }
    };
    checks.push(check);
}
