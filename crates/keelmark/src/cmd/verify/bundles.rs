//! Artifacts against the bundles that should prove something of them.

use std::path::PathBuf;

use keelmark_formats::provenance::Provenance;
use keelmark_formats::sbom;
use keelmark_model::{Check, Outcome, Timestamp};
use keelmark_trust::bundle::{Artifact, Proven};
use keelmark_trust::codes;
use keelmark_trust::policy::Policy;
use keelmark_trust::root::TrustRoot;
use keelmark_trust::verify::{self, Report};

use super::artifact::Target;
use super::proofs::Proof;
use crate::error::CliError;

/// What every bundle of a run is judged by.
pub(super) struct Judge {
    pub(super) root: TrustRoot,
    pub(super) policy: Policy,
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
        let mut report = self.verify(Artifact::from(&target.subject), proof);
        let needs_more = |check: &Check| check.code == Some(&codes::SIGNATURE_NEEDS_ARTIFACT);
        if report.verdict.checks.iter().any(needs_more)
            && let Some((subject, bytes)) = target.whole()?
        {
            report = self.verify(Artifact { subject: &subject, bytes: Some(&bytes) }, proof);
        }
        let proven = report.proven.as_ref().map(|proven| Kind::of(proven.value()));
        Ok(One { source: &proof.source, checks: report.verdict.checks, proven })
    }

    fn verify<'p>(&self, artifact: Artifact<'_>, proof: &'p Proof) -> Report<'p> {
        verify::verify(&proof.bundle, artifact, &self.root, &self.policy, self.now)
    }
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
