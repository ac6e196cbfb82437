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

use std::sync::Arc;

use keelmark_formats::bundle::{Bundle, Content};
use keelmark_formats::statement::Statement;
use keelmark_model::{Check, DigestAlgorithm, Outcome, Subject, Timestamp, Verdict};

use crate::bundle::{Artifact, Proven};
use crate::policy::{Policy, PredicateType};
use crate::root::TrustRoot;
use crate::{Signer, Verified, codes, limits};

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
    if let Some(examined) = Examined::of(bundle, root, policy, now) {
        return examined.about(artifact);
    }
    let ground = Ground::of(bundle, artifact, root, policy, now);
    let (subject, proven) = content::file(bundle, artifact, ground.is_signed);
    ground.report(artifact, subject, proven, policy.predicate_type.as_ref())
}

/// What came of verifying a bundle that holds a statement, but for which artifact it is about: that is
/// asked of each artifact, and the rest need not be verified again.
#[derive(Debug, Clone)]
pub struct Examined<'b> {
    ground: Ground,
    statement: Result<Arc<Statement<'b>>, content::NoStatement>,
    predicate_type: Option<PredicateType>,
}

impl<'b> Examined<'b> {
    /// Verifies a bundle as [`verify`] does; none where it holds a signature over a file, of which
    /// nothing can be said without the file.
    pub fn of(
        bundle: &'b Bundle,
        root: &TrustRoot,
        policy: &Policy,
        now: Timestamp,
    ) -> Option<Self> {
        let Content::Dsse(envelope) = &bundle.content else { return None };
        let any = Subject { name: String::new(), size: None, digests: Vec::new() };
        Some(Self {
            ground: Ground::of(bundle, Artifact::from(&any), root, policy, now),
            statement: content::statement(envelope).map(Arc::new),
            predicate_type: policy.predicate_type.clone(),
        })
    }

    /// The algorithm of a digest that would have to be made of the artifact too, before it can be told
    /// whether the statement is about it.
    pub fn lacks(&self, artifact: Artifact<'_>) -> Option<DigestAlgorithm> {
        content::lacks(self.statement.as_ref().ok()?, artifact.digests())
    }

    /// What the bundle proves of an artifact.
    pub fn about(&self, artifact: Artifact<'_>) -> Report<'b> {
        let (subject, proven) = content::about(&self.statement, artifact);
        self.ground.clone().report(artifact, subject, proven, self.predicate_type.as_ref())
    }
}

/// Everything of a bundle that is verified without knowing what it says.
#[derive(Debug, Clone)]
struct Ground {
    checks: Vec<Check>,
    /// Where among the checks the one about the artifact belongs.
    subject_at: usize,
    is_signed: bool,
    signer: Option<Signer>,
    signed_at: Vec<Timestamp>,
}

impl Ground {
    fn of(
        bundle: &Bundle,
        artifact: Artifact<'_>,
        root: &TrustRoot,
        policy: &Policy,
        now: Timestamp,
    ) -> Self {
        let mut checks = Checks { target: artifact.name(), now, list: Vec::with_capacity(16) };
        let leaf = signer::leaf(bundle);
        let signatory = signer::establish(bundle, leaf.as_ref(), root, policy, &mut checks);

        let signed = content::signature(bundle, artifact, &signatory.keys());
        let key = signed.key.cloned();
        checks.list.push(signed.check);
        let subject_at = checks.list.len();

        let domains = signatory.domains(root);
        let logs::Logged { mut times, timeless } =
            logs::check(bundle, artifact, &signatory, key.as_ref(), &domains, policy, &mut checks);
        let logged = !times.is_empty();
        times.extend(times::stamped(bundle, &domains, policy, logged, &mut checks));
        logs::check_keys(&timeless, &times, &signatory, &mut checks);
        times::check(&times, &signatory, &mut checks);

        signer::check(&signatory, policy, &mut checks);
        let mut signed_at: Vec<Timestamp> = times.iter().map(|time| time.at).collect();
        signed_at.sort_unstable();
        Self {
            checks: checks.list,
            subject_at,
            is_signed: key.is_some(),
            signer: signatory.into_signer(key.as_ref()),
            signed_at,
        }
    }

    fn report<'b>(
        self,
        artifact: Artifact<'_>,
        subject: Check,
        proven: Option<Proven<'b>>,
        predicate_type: Option<&PredicateType>,
    ) -> Report<'b> {
        let Self { mut checks, subject_at, signer, signed_at, .. } = self;
        for check in &mut checks {
            artifact.name().clone_into(&mut check.target);
        }
        checks.insert(subject_at, subject);
        checks.extend(predicate(artifact.name(), proven.as_ref(), predicate_type));
        let verdict = Verdict { checks };
        let proven = match (verdict.outcome(), proven, signer) {
            (Outcome::Pass, Some(proven), Some(signer)) => Some(Verified::new(proven, signer)),
            _ => None,
        };
        Report { verdict, proven, signed_at }
    }
}

/// The checks made so far, all about one artifact.
struct Checks<'a> {
    target: &'a str,
    /// The verifier's clock.
    now: Timestamp,
    list: Vec<Check>,
}

impl Checks<'_> {
    fn push(&mut self, check: Check) {
        self.list.push(check);
    }

    /// Whether a time is later than the clock here can say of what was signed already.
    const fn is_to_come(&self, time: Timestamp) -> bool {
        time.0 > self.now.0.saturating_add(limits::CLOCK_SKEW)
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

fn predicate(
    target: &str,
    proven: Option<&Proven<'_>>,
    wanted: Option<&PredicateType>,
) -> Option<Check> {
    const NAME: &str = "predicate";
    let (wanted, proven) = (wanted?, proven?);
    Some(match proven {
        Proven::Statement(statement) if wanted.matches(&statement.predicate_type) => {
            Check::pass(NAME, target, &statement.predicate_type)
        }
        Proven::Statement(statement) => {
            let detail = format!("the statement says {}, not {wanted}", statement.predicate_type);
            Check::fail(NAME, target, &codes::STATEMENT_PREDICATE, detail)
        }
        Proven::Artifact(_) => {
            let detail = format!("a signature over the file says no {wanted} of it");
            Check::fail(NAME, target, &codes::STATEMENT_PREDICATE, detail)
        }
    })
}
