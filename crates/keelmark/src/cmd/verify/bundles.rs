//! Artifacts against the proofs there should be of them.

use std::path::PathBuf;

use keelmark_formats::bundle::Bundle;
use keelmark_formats::provenance::Provenance;
use keelmark_formats::pypi::{PUBLISH_PREDICATE_TYPE, Publisher};
use keelmark_formats::sbom;
use keelmark_model::{Check, DigestAlgorithm, Outcome, Timestamp, Verdict};
use keelmark_trust::bundle::{Artifact, Proven};
use keelmark_trust::claims::SignerClaims;
use keelmark_trust::policy::Policy;
use keelmark_trust::root::TrustRoot;
use keelmark_trust::verify::{self, Report};
use keelmark_trust::{Signer, Verified, codes, pypi};

use super::artifact::Target;
use super::npm::{self as registry, Registry};
use super::proofs::{Form, Proof};
use super::signers::Signers;
use super::slsa::Demands;
use crate::codes as cli_codes;
use crate::error::CliError;

/// What every proof of a run is judged by.
pub(super) struct Judge {
    pub(super) root: TrustRoot,
    pub(super) policy: Policy,
    /// How what is proven must have been built.
    pub(super) demands: Demands,
    /// Who may have signed without a bundle.
    pub(super) signers: Signers,
    /// npm's registry, where it must vouch or something here is by it.
    pub(super) registry: Option<Registry>,
    /// Whether something is demanded besides that the registry alone cannot give.
    pub(super) wants_other_signer: bool,
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
    /// Judges an artifact by all its proofs.
    pub(super) fn judge(&self, target: &Target, proofs: &[Proof]) -> Judged {
        self.conclude(target, proofs.iter().map(|proof| self.report(target, proof)).collect())
    }

    /// What the proofs of an artifact come to together. One that holds is enough: others may be by
    /// and about others. Where npm's registry must vouch, that is a demand besides.
    pub(super) fn conclude(&self, target: &Target, mut reports: Vec<ProofReport>) -> Judged {
        let name = target.subject.name.as_str();
        tell_apart(name, &mut reports);
        let (by_registry, others): (Vec<_>, Vec<_>) =
            reports.into_iter().partition(|one| one.by_registry);
        let Some(registry) = self.registry.as_ref().filter(|registry| registry.is_demanded) else {
            return self.beside_the_registry(name, by_registry, others);
        };
        let mut checks = registry.description(target);
        if checks.is_empty() || !by_registry.is_empty() {
            let is_silent = by_registry.is_empty();
            checks.extend(Judged::of(name, by_registry).checks);
            checks.extend(is_silent.then(|| registry::silent(name)));
        }
        let vouched = Verdict { checks: checks.clone() }.outcome() == Outcome::Pass;
        let mut proven: Vec<Kind> = vouched.then_some(Kind::Signature).into_iter().collect();
        if self.wants_other_signer {
            let is_unsigned = others.is_empty();
            let other = Judged::of(name, others);
            proven.extend(other.proven);
            checks.extend(other.checks);
            checks.extend(is_unsigned.then(|| unsigned(name)));
        } else {
            checks.extend(others.iter().map(|one| one.set_aside(name)));
        }
        Judged { checks, proven }
    }

    /// What npm's registry says where nobody asked it is shown and decides nothing, unless there is
    /// nothing else.
    fn beside_the_registry(
        &self,
        name: &str,
        by_registry: Vec<ProofReport>,
        others: Vec<ProofReport>,
    ) -> Judged {
        if !others.is_empty() {
            let mut judged = Judged::of(name, others);
            for one in by_registry {
                match one.proven {
                    Some(_) => judged.checks.extend(one.checks),
                    None => judged.checks.push(one.set_aside(name)),
                }
            }
            return judged;
        }
        let mut judged = Judged::of(name, by_registry);
        if !judged.proven.is_empty() {
            judged.checks.push(if self.wants_other_signer {
                unsigned(name)
            } else {
                unasked(name)
            });
            judged.proven.clear();
        }
        judged
    }

    /// What one proof comes to for an artifact.
    pub(super) fn report(&self, target: &Target, proof: &Proof) -> ProofReport {
        let source = proof.source.clone();
        let check = match &proof.form {
            Form::Bundle(bundle, publisher) => {
                return self.bundle(target, source, bundle, publisher.as_ref());
            }
            Form::Minisign(signature) => self.signers.minisign(target, signature),
            Form::Ssh(signature) => self.signers.ssh(target, signature, self.now),
        };
        let proven = (check.outcome == Outcome::Pass).then_some(Kind::Signature);
        ProofReport { source, checks: vec![check], proven, by_registry: false }
    }

    fn bundle(
        &self,
        target: &Target,
        source: String,
        bundle: &Bundle,
        publisher: Option<&Publisher>,
    ) -> ProofReport {
        let registry = self.registry.as_ref();
        let by_registry = registry.filter(|registry| registry.made(bundle, &self.policy.signer));
        let Report { mut verdict, proven, .. } = match by_registry {
            Some(registry) => registry.attestation(self, target, bundle),
            None => self.verify_artifact(target, bundle),
        };
        // A file may be renamed where nobody asked which package it is.
        let registry = by_registry.or(registry.filter(|registry| registry.is_demanded));
        let by_registry = by_registry.is_some();
        let Some(proven) = proven else {
            return ProofReport { source, checks: verdict.checks, proven: None, by_registry };
        };
        if !by_registry {
            verdict.checks.extend(self.demands.checks(&target.subject.name, &proven));
            verdict.checks.extend(publisher.map(|publisher| by(publisher, target, &proven)));
            verdict.checks.extend(distribution(target, &proven, publisher.is_some()));
        }
        verdict.checks.extend(registry.and_then(|registry| registry.about(target, &proven)));
        let holds = verdict.outcome() == Outcome::Pass;
        let proven = holds.then(|| Kind::of(proven.value()));
        ProofReport { source, checks: verdict.checks, proven, by_registry }
    }

    /// Verifies with no more of the artifact than is needed.
    fn verify_artifact<'b>(&self, target: &Target, bundle: &'b Bundle) -> Report<'b> {
        let report = self.verify(Artifact::from(&target.subject), bundle);
        let needs_more = |check: &Check| check.code == Some(&codes::SIGNATURE_NEEDS_ARTIFACT);
        if report.verdict.checks.iter().any(needs_more)
            && let Some((subject, bytes)) = target.whole()
        {
            return self.verify(Artifact { subject, bytes: Some(bytes) }, bundle);
        }
        report
    }

    fn verify<'b>(&self, artifact: Artifact<'_>, bundle: &'b Bundle) -> Report<'b> {
        verify::verify(bundle, artifact, &self.root, &self.policy, self.now)
    }
}

/// Whether the signer is the publisher that PyPI names: the two disagree where an attestation was made
/// elsewhere.
fn by(publisher: &Publisher, target: &Target, proven: &Verified<Proven<'_>>) -> Check {
    const NAME: &str = "publisher";
    let name = target.subject.name.as_str();
    let claims = match proven.signer() {
        Signer::Certified(identity) => SignerClaims::of(identity),
        _ => SignerClaims::default(),
    };
    match pypi::check_publisher(publisher, &claims) {
        Ok(()) => Check::pass(NAME, name, "the signer is the one that PyPI names"),
        Err(error) => Check {
            outcome: error.outcome(),
            ..Check::fail(NAME, name, error.code(), error.to_string())
        },
    }
}

/// Whether what PyPI published is named as the file is: under another name an old release would pass
/// for a new one. `is_pypis` says that the attestation came in PyPI's answer, whatever it says.
fn distribution(target: &Target, proven: &Verified<Proven<'_>>, is_pypis: bool) -> Option<Check> {
    const NAME: &str = "distribution";
    let statement = proven.clone().into_statement()?;
    if !is_pypis && statement.value().predicate_type != PUBLISH_PREDICATE_TYPE {
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

/// Puts before the checks of each proof that holds which it is, where several do.
fn tell_apart(name: &str, reports: &mut [ProofReport]) {
    if reports.iter().filter(|one| one.proven.is_some()).count() < 2 {
        return;
    }
    for one in reports {
        if let Some(kind) = one.proven {
            let detail = format!("{}: {}", one.source, kind.name());
            one.checks.insert(0, Check::pass("proof", name, detail));
        }
    }
}

/// The registry vouches, and nobody said that this is enough.
fn unasked(name: &str) -> Check {
    let detail = "published by npm's registry; `--npm-package NAME@VERSION` says that it must be";
    Check::unknown("identity", name, &codes::IDENTITY_UNSTATED, detail)
}

/// Nothing is by the signer that was named.
fn unsigned(name: &str) -> Check {
    let detail = "no proof of it is by another than the registry";
    Check::unknown("signature", name, &cli_codes::RELEASE_UNSIGNED, detail)
}

impl Judged {
    /// One that holds is enough, and the others are told in a line each; else the nearest is told.
    fn of(name: &str, mut reports: Vec<ProofReport>) -> Self {
        if reports.iter().any(|one| one.proven.is_some()) {
            let (held, rest): (Vec<_>, Vec<_>) =
                reports.into_iter().partition(|one| one.proven.is_some());
            let proven = held.iter().filter_map(|one| one.proven).collect();
            let mut checks: Vec<Check> = held.into_iter().flat_map(|one| one.checks).collect();
            checks.extend(rest.iter().map(|one| one.set_aside(name)));
            return Self { checks, proven };
        }
        // The nearest: the fewest checks that do not hold, and of those the first.
        let nearest = reports.iter().enumerate().min_by_key(|(_, one)| one.wrong());
        let Some((nearest, _)) = nearest else {
            return Self { checks: Vec::new(), proven: Vec::new() };
        };
        let nearest = reports.remove(nearest);
        let set_aside = reports.iter().map(|one| one.set_aside(name));
        let checks = nearest.checks.into_iter().chain(set_aside).collect();
        Self { checks, proven: Vec::new() }
    }
}

/// One proof and what came of it; nothing of the proof is held.
pub(super) struct ProofReport {
    source: String,
    checks: Vec<Check>,
    proven: Option<Kind>,
    /// Whether npm's registry made it.
    by_registry: bool,
}

impl ProofReport {
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
