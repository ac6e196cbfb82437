//! Artifacts against the proofs there should be of them.

use std::path::PathBuf;

use keelmark_formats::bundle::Bundle;
use keelmark_formats::provenance::Provenance;
use keelmark_formats::pypi::PUBLISH_PREDICATE_TYPE;
use keelmark_formats::sbom;
use keelmark_model::{Check, DigestAlgorithm, Outcome, Timestamp};
use keelmark_trust::bundle::{Artifact, Proven};
use keelmark_trust::policy::Policy;
use keelmark_trust::root::TrustRoot;
use keelmark_trust::verify::{self, Report};
use keelmark_trust::{Verified, codes, pypi};

use super::artifact::Target;
use super::proofs::{Form, Proof};
use super::signers::Signers;
use super::slsa::Demands;
use crate::error::CliError;

/// What every proof of a run is judged by.
pub(super) struct Judge {
    pub(super) root: TrustRoot,
    pub(super) policy: Policy,
    /// How what is proven must have been built.
    pub(super) demands: Demands,
    /// Who may have signed without a bundle.
    pub(super) signers: Signers,
    pub(super) now: Timestamp,
}

/// What the proofs of one artifact came to.
pub(super) struct Judged {
    /// The checks that decide: those of the proofs that hold, or of the one that comes nearest.
    pub(super) checks: Vec<Check>,
    /// What is proven.
    pub(super) proven: Vec<Kind>,
}

/// What a proof proves, as far as people ask for it by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(crate) enum Kind {
    /// SLSA provenance: how it was built.
    Provenance,
    /// A CycloneDX or SPDX bill of materials.
    Sbom,
    /// Any signature by the signer demanded.
    Signature,
}

impl Judge {
    /// Judges an artifact by all its proofs. One that holds is enough: others may be by and about
    /// others.
    pub(super) fn judge(&self, target: &Target, proofs: &[Proof]) -> Result<Judged, CliError> {
        let mut judged = proofs
            .iter()
            .map(|proof| self.report(target, proof))
            .collect::<Result<Vec<_>, CliError>>()?;
        if judged.iter().any(|one| one.proven.is_some()) {
            let (held, rest): (Vec<_>, Vec<_>) =
                judged.into_iter().partition(|one| one.proven.is_some());
            let proven = held.iter().filter_map(|one| one.proven).collect();
            let mut checks: Vec<Check> = held.into_iter().flat_map(|one| one.checks).collect();
            checks.extend(rest.iter().map(|one| one.set_aside(&target.subject.name)));
            return Ok(Judged { checks, proven });
        }
        // The nearest: the fewest checks that do not hold, and of those the first.
        let nearest = judged.iter().enumerate().min_by_key(|(_, one)| one.wrong());
        let Some((nearest, _)) = nearest else {
            return Ok(Judged { checks: Vec::new(), proven: Vec::new() });
        };
        let nearest = judged.remove(nearest);
        let set_aside: Vec<Check> =
            judged.iter().map(|one| one.set_aside(&target.subject.name)).collect();
        let checks = nearest.checks.into_iter().chain(set_aside).collect();
        Ok(Judged { checks, proven: Vec::new() })
    }

    fn report<'p>(&self, target: &Target, proof: &'p Proof) -> Result<One<'p>, CliError> {
        let source = proof.source.as_str();
        let check = match &proof.form {
            Form::Bundle(bundle) => return self.bundle(target, source, bundle),
            Form::Minisign(signature) => self.signers.minisign(target, signature),
            Form::Ssh(signature) => self.signers.ssh(target, signature, self.now),
        };
        let proven = (check.outcome == Outcome::Pass).then_some(Kind::Signature);
        Ok(One { source, checks: vec![check], proven })
    }

    fn bundle<'p>(
        &self,
        target: &Target,
        source: &'p str,
        bundle: &Bundle,
    ) -> Result<One<'p>, CliError> {
        let mut report = self.verify(Artifact::from(&target.subject), bundle);
        let needs_more = |check: &Check| check.code == Some(&codes::SIGNATURE_NEEDS_ARTIFACT);
        if report.verdict.checks.iter().any(needs_more)
            && let Some((subject, bytes)) = target.whole()
        {
            report = self.verify(Artifact { subject, bytes: Some(bytes) }, bundle);
        }
        let Report { mut verdict, proven, .. } = report;
        let Some(proven) = proven else {
            return Ok(One { source, checks: verdict.checks, proven: None });
        };
        verdict.checks.extend(self.demands.checks(&target.subject.name, &proven));
        verdict.checks.extend(distribution(target, &proven));
        let holds = verdict.outcome() == Outcome::Pass;
        let proven = holds.then(|| Kind::of(proven.value()));
        Ok(One { source, checks: verdict.checks, proven })
    }

    fn verify<'b>(&self, artifact: Artifact<'_>, bundle: &'b Bundle) -> Report<'b> {
        verify::verify(bundle, artifact, &self.root, &self.policy, self.now)
    }
}

/// Whether what PyPI published is named as the file is: under another name an old release would pass
/// for a new one.
fn distribution(target: &Target, proven: &Verified<Proven<'_>>) -> Option<Check> {
    const NAME: &str = "distribution";
    let statement = proven.clone().into_statement()?;
    if statement.value().predicate_type != PUBLISH_PREDICATE_TYPE {
        return None;
    }
    target.path.as_ref()?;
    let sha256 = target.subject.digest(DigestAlgorithm::Sha256)?;
    let name = target.subject.name.as_str();
    Some(match pypi::check_statement(&statement, name, sha256) {
        Ok(()) => Check::pass(NAME, name, "published on PyPI under this name"),
        Err(error) => Check {
            outcome: error.outcome(),
            ..Check::fail(NAME, name, error.code(), error.to_string())
        },
    })
}

impl Kind {
    fn of(proven: &Proven<'_>) -> Self {
        match proven {
            Proven::Artifact(_) => Self::Signature,
            Proven::Statement(statement) => match statement.predicate_type.as_str() {
                uri if Provenance::is_type(uri) => Self::Provenance,
                uri if sbom::is_predicate_type(uri) => Self::Sbom,
                _ => Self::Signature,
            },
        }
    }

    /// The word it is asked for by.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Provenance => "provenance",
            Self::Sbom => "sbom",
            Self::Signature => "signature",
        }
    }
}

/// One proof and what came of it.
struct One<'p> {
    source: &'p str,
    checks: Vec<Check>,
    proven: Option<Kind>,
}

impl One<'_> {
    fn wrong(&self) -> usize {
        let holds = |check: &&Check| matches!(check.outcome, Outcome::Pass | Outcome::Skipped);
        self.checks.len() - self.checks.iter().filter(holds).count()
    }

    /// A proof that does not decide, in a line.
    fn set_aside(&self, target: &str) -> Check {
        let wrong = |check: &&Check| matches!(check.outcome, Outcome::Fail | Outcome::Unknown);
        let why = self.checks.iter().find(wrong).map_or("", |check| check.detail.as_str());
        Check::skipped("other proof", target, format!("{}: {why}", self.source))
    }
}

/// The bundles of every file given.
pub(super) fn load_all(paths: &[PathBuf]) -> Result<Vec<Proof>, CliError> {
    let mut proofs = Vec::new();
    for path in paths {
        proofs.extend(super::proofs::load(path)?);
    }
    Ok(proofs)
}
