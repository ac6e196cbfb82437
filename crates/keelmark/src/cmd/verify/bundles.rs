//! Artifacts against the proofs there should be of them.

use std::path::PathBuf;
use std::sync::OnceLock;

use keelmark_formats::bundle::{Bundle, VerificationMaterial};
use keelmark_formats::minisign::MinisignSignature;
use keelmark_formats::provenance::Provenance;
use keelmark_formats::pypi::{PUBLISH_PREDICATE_TYPE, Publisher};
use keelmark_formats::ssh_signature::SshSignature;
use keelmark_formats::statement::Statement;
use keelmark_formats::{ParseError, proof, sbom};
use keelmark_model::{Check, Digest, DigestAlgorithm, Outcome, Subject, Timestamp, Verdict};
use keelmark_trust::bundle::{Artifact, Proven};
use keelmark_trust::claims::SignerClaims;
use keelmark_trust::npm::Attestation;
use keelmark_trust::policy::Policy;
use keelmark_trust::root::TrustRoot;
use keelmark_trust::slsa::{self, Level};
use keelmark_trust::verify::{self, Examined, Report};
use keelmark_trust::{Signer, Verified, codes, pypi};

use super::artifact::Target;
use super::gathered::{Gathered, Judged, ProofReport, Reports, is_contradiction};
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
    /// Whether a bill of materials is demanded, so that it must be one that can be read.
    pub(super) wants_bill: bool,
    /// Whether all proofs were published together, as those of a release: then one that contradicts
    /// itself fails beside one that holds.
    pub(super) is_strict: bool,
    pub(super) now: Timestamp,
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

/// A proof with everything verified of it that does not depend on the artifact, so that a proof is
/// verified once for however many artifacts there are.
pub(super) struct Opened<'p> {
    proof: &'p Proof,
    form: OpenedForm<'p>,
}

enum OpenedForm<'p> {
    /// A statement, and in what form it was published.
    Statement(Box<Examined<'p>>, &'p proof::Proof, OnceLock<Said>),
    /// A statement of npm's registry.
    Registry(Box<Attestation<'p, 'p>>),
    /// What can only be verified with the file.
    File(&'p Bundle),
    Minisign(&'p MinisignSignature),
    Ssh(&'p SshSignature),
}

/// What a proven statement says, whichever artifact it is proven of.
struct Said {
    kind: Kind,
    /// The digests that a bill of materials gives of what it is of.
    bill_of: Vec<Digest>,
    /// On the build, and on the publisher; about no target yet.
    checks: Vec<Check>,
}

impl Judge {
    /// Verifies of a proof what does not depend on the artifact.
    pub(super) fn open<'p>(&'p self, proof: &'p Proof) -> Opened<'p> {
        let form = match &proof.form {
            Form::Bundle(proof) => self.open_bundle(proof),
            Form::Minisign(signature) => OpenedForm::Minisign(signature),
            Form::Ssh(signature) => OpenedForm::Ssh(signature),
        };
        Opened { proof, form }
    }

    fn open_bundle<'p>(&'p self, proof: &'p proof::Proof) -> OpenedForm<'p> {
        let bundle = &proof.bundle;
        let registry = self.registry.as_ref();
        if let Some(registry) = registry.filter(|it| it.made(bundle, &self.policy.signer)) {
            return OpenedForm::Registry(Box::new(registry.attestation(self, bundle)));
        }
        match Examined::of(bundle, &self.root, &self.policy, self.now) {
            Some(examined) => OpenedForm::Statement(Box::new(examined), proof, OnceLock::new()),
            None => OpenedForm::File(bundle),
        }
    }

    /// Judges an artifact by all its proofs.
    pub(super) fn judge<'o, 'p: 'o>(
        &self,
        target: &Target,
        proofs: impl IntoIterator<Item = &'o Opened<'p>>,
    ) -> Judged {
        let mut reports = Reports::default();
        reports.extend(proofs.into_iter().map(|proof| self.report(target, proof)));
        self.conclude(target, reports)
    }

    /// What the proofs of an artifact come to together. One that holds is enough: others may be by
    /// and about others. Where npm's registry must vouch, that is a demand besides.
    pub(super) fn conclude(&self, target: &Target, mut reports: Reports) -> Judged {
        let name = target.subject.name.as_str();
        reports.tell_apart(name);
        let Reports { by_registry, others } = reports;
        let Some(registry) = self.registry.as_ref().filter(|registry| registry.is_demanded) else {
            return self.beside_the_registry(name, by_registry, others);
        };
        let mut checks = registry.description(target);
        if checks.is_empty() || !by_registry.is_empty() {
            let is_silent = by_registry.is_empty();
            checks.extend(by_registry.conclude(name, self.is_strict).checks);
            checks.extend(is_silent.then(|| registry::silent(name)));
        }
        let vouched = Verdict { checks: checks.clone() }.outcome() == Outcome::Pass;
        let mut proven: Vec<Kind> = vouched.then_some(Kind::Signature).into_iter().collect();
        if self.wants_other_signer {
            let is_unsigned = others.is_empty();
            let other = others.conclude(name, self.is_strict);
            proven.extend(other.proven);
            checks.extend(other.checks);
            checks.extend(is_unsigned.then(|| unsigned(name)));
        } else {
            checks.extend(others.set_all_aside(name));
        }
        Judged { checks, proven }
    }

    /// What the proofs of an artifact come to beside evidence that holds of it and proves `attested`.
    pub(super) fn beside_evidence(
        &self,
        target: &Target,
        mut reports: Reports,
        attested: &[Kind],
    ) -> Judged {
        let name = target.subject.name.as_str();
        reports.tell_apart(name);
        let mut judged = reports.others.beside_evidence(name, self.is_strict);
        judged.checks.extend(reports.by_registry.set_all_aside(name));
        let further = attested.iter().filter(|kind| !judged.proven.contains(kind));
        let further: Vec<Kind> = further.copied().collect();
        judged.proven.extend(further);
        judged
    }

    /// What npm's registry says where nobody asked it is shown and decides nothing, unless there is
    /// nothing else.
    fn beside_the_registry(&self, name: &str, by_registry: Gathered, others: Gathered) -> Judged {
        if !others.is_empty() {
            let mut judged = others.conclude(name, self.is_strict);
            judged.checks.extend(if by_registry.holds() {
                by_registry.conclude(name, false).checks
            } else {
                by_registry.set_all_aside(name)
            });
            return judged;
        }
        let mut judged = by_registry.conclude(name, self.is_strict);
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
    pub(super) fn report(&self, target: &Target, opened: &Opened<'_>) -> ProofReport {
        let by_registry = matches!(opened.form, OpenedForm::Registry(_));
        let (checks, proven) = match &opened.form {
            OpenedForm::Minisign(signature) => signed(self.signers.minisign(target, signature)),
            OpenedForm::Ssh(signature) => signed(self.signers.ssh(target, signature, self.now)),
            OpenedForm::Registry(attestation) => {
                self.by_registry(target, attestation.about(Artifact::from(&target.subject)))
            }
            OpenedForm::Statement(examined, proof, said) => {
                let report = examined.about(Artifact::from(compared(target, examined)));
                self.statement(target, report, proof, said)
            }
            OpenedForm::File(bundle) => self.file(target, bundle),
        };
        // Whoever names a key means that one: another's signature is not by it, and not false.
        let has_certificate = opened.proof.bundle().is_none_or(|bundle| {
            !matches!(bundle.material, VerificationMaterial::PublicKey { .. })
        });
        let is_broken = has_certificate && is_contradiction(&checks);
        ProofReport { source: opened.proof.source.clone(), checks, proven, by_registry, is_broken }
    }

    fn by_registry(&self, target: &Target, report: Report<'_>) -> (Vec<Check>, Option<Kind>) {
        let mut checks = report.verdict.checks;
        let Some(proven) = report.proven else { return (checks, None) };
        let registry = self.registry.as_ref();
        checks.extend(registry.and_then(|registry| registry.about(target, &proven, true)));
        let holds = outcome(&checks) == Outcome::Pass;
        (checks, holds.then_some(Kind::Signature))
    }

    fn statement(
        &self,
        target: &Target,
        report: Report<'_>,
        proof: &proof::Proof,
        said: &OnceLock<Said>,
    ) -> (Vec<Check>, Option<Kind>) {
        let mut checks = report.verdict.checks;
        let Some(proven) = report.proven else { return (checks, None) };
        let name = &target.subject.name;
        let said = said.get_or_init(|| self.said(&proven, proof.publisher.as_ref()));
        checks.extend(said.checks.iter().map(|one| Check { target: name.clone(), ..one.clone() }));
        checks.extend(distribution(target, &proven, proof.is_pypis));
        // A file may be renamed where nobody asked which package it is.
        let registry = self.registry.as_ref().filter(|registry| registry.is_demanded);
        checks.extend(registry.and_then(|registry| registry.about(target, &proven, false)));
        let holds = outcome(&checks) == Outcome::Pass;
        let is_other = said.kind == Kind::Sbom && is_of_another(&said.bill_of, target, &proven);
        let kind = if is_other { Kind::Signature } else { said.kind };
        (checks, holds.then_some(kind))
    }

    fn said(&self, proven: &Verified<Proven<'_>>, publisher: Option<&Publisher>) -> Said {
        let provenance = slsa::proven(proven);
        let mut checks = self.demands.checks("", provenance.as_ref());
        checks.extend(publisher.map(|publisher| by(publisher, proven)));
        let (kind, bill_of) = Kind::of(proven.value(), provenance.as_ref(), self.wants_bill);
        Said { kind, bill_of, checks }
    }

    /// Verifies a signature over a file with no more of it than is needed.
    fn file(&self, target: &Target, bundle: &Bundle) -> (Vec<Check>, Option<Kind>) {
        let verify =
            |artifact| verify::verify(bundle, artifact, &self.root, &self.policy, self.now);
        let mut report = verify(Artifact::from(&target.subject));
        let needs_more = |report: &Report<'_>| {
            let mut checks = report.verdict.checks.iter();
            checks.any(|check| check.code == Some(&codes::SIGNATURE_NEEDS_ARTIFACT))
        };
        // Another digest is made in memory that does not grow with the file.
        if needs_more(&report)
            && let Some(subject) = target.with_sha384()
        {
            report = verify(Artifact::from(subject));
            if needs_more(&report)
                && let Some(bytes) = target.whole()
            {
                report = verify(Artifact { subject, bytes: Some(bytes) });
            }
        }
        let mut checks = report.verdict.checks;
        if report.proven.is_none() {
            return (checks, None);
        }
        checks.extend(self.demands.checks(&target.subject.name, None));
        let holds = outcome(&checks) == Outcome::Pass;
        (checks, holds.then_some(Kind::Signature))
    }
}

/// The artifact with every digest that a statement's subjects are to be held against, as far as the file
/// is at hand.
fn compared<'t>(target: &'t Target, examined: &Examined<'_>) -> &'t Subject {
    match examined.lacks(Artifact::from(&target.subject)) {
        Some(DigestAlgorithm::Sha384) => target.with_sha384().unwrap_or(&target.subject),
        _ => &target.subject,
    }
}

fn outcome(checks: &[Check]) -> Outcome {
    Verdict { checks: checks.to_vec() }.outcome()
}

fn signed(check: Check) -> (Vec<Check>, Option<Kind>) {
    let proven = (check.outcome == Outcome::Pass).then_some(Kind::Signature);
    (vec![check], proven)
}

/// Whether the signer is the publisher that PyPI names: the two disagree where an attestation was made
/// elsewhere.
fn by(publisher: &Publisher, proven: &Verified<Proven<'_>>) -> Check {
    const NAME: &str = "publisher";
    let name = "";
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
/// for a new one. `is_pypis` says that the attestation is in a form of PyPI's, whatever it says.
fn distribution(target: &Target, proven: &Verified<Proven<'_>>, is_pypis: bool) -> Option<Check> {
    const NAME: &str = "distribution";
    let Proven::Statement(statement) = proven.value() else { return None };
    if !is_pypis && statement.predicate_type != PUBLISH_PREDICATE_TYPE {
        return None;
    }
    target.path.as_ref()?;
    let statement = proven.clone().into_statement()?;
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
    /// What a proof proves is what could be read of it: a predicate type alone is a promise.
    /// Provenance that does not say who built it, and how, shows nothing (level 0). Of a bill of materials,
    /// with the digests of what it is of.
    fn of(
        proven: &Proven<'_>,
        provenance: Option<&Result<Verified<Provenance>, ParseError>>,
        wants_bill: bool,
    ) -> (Self, Vec<Digest>) {
        if let Some(Ok(read)) = provenance {
            let claims = slsa::claims(read);
            let assessed = slsa::assess(read, claims.as_ref(), slsa::BUILDERS);
            let shows = assessed.level >= Level::L1;
            return (if shows { Self::Provenance } else { Self::Signature }, Vec::new());
        }
        let bill_of = match proven {
            Proven::Statement(statement) => bill_of(statement, wants_bill),
            Proven::Artifact(_) => None,
        };
        bill_of.map_or((Self::Signature, Vec::new()), |digests| (Self::Sbom, digests))
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

/// The digests of what a bill of materials is of, where a statement holds one in the form that it says which
/// lists something. It is read only where such a bill is wanted, as that takes many times its size in memory;
/// else a predicate type will do.
fn bill_of(statement: &Statement<'_>, is_wanted: bool) -> Option<Vec<Digest>> {
    let predicate_type = statement.predicate_type.as_str();
    if !sbom::is_predicate_type(predicate_type) {
        return None;
    }
    if !is_wanted {
        return Some(Vec::new());
    }
    let bytes = statement.predicate_bytes();
    let read = if predicate_type.starts_with(sbom::cyclonedx::PREDICATE_TYPE) {
        sbom::cyclonedx::parse(bytes)
    } else {
        sbom::spdx::parse(bytes)
    };
    let bill = read.ok()?;
    let lists_something = bill.root.is_some() || !bill.components.is_empty();
    lists_something.then_some(bill.root_digests)
}

/// Whether digests are of other bytes than an artifact's, whose digests are those at hand and those that the
/// statement gives of it.
fn is_of_another(digests: &[Digest], target: &Target, proven: &Verified<Proven<'_>>) -> bool {
    let own = target.subject.digests.iter();
    let subjects = match proven.value() {
        Proven::Statement(statement) => statement.subjects.as_slice(),
        Proven::Artifact(_) => &[],
    };
    let is_target = |one: &&Subject| {
        let mut own = own.clone();
        own.any(|digest| one.digest(digest.algorithm()) == Some(digest))
    };
    let stated = subjects.iter().filter(is_target).flat_map(|one| &one.digests);
    let known: Vec<&Digest> = own.clone().chain(stated).collect();
    let comparable = |said: &&Digest| known.iter().any(|own| own.algorithm() == said.algorithm());
    let mut comparable = digests.iter().filter(comparable).peekable();
    comparable.peek().is_some() && !comparable.any(|said| known.contains(&said))
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

/// The bundles of every file given.
pub(super) fn load_all(paths: &[PathBuf]) -> Result<Vec<Proof>, CliError> {
    let mut proofs = Vec::new();
    for path in paths {
        proofs.extend(super::proofs::load_typed(path)?);
    }
    Ok(proofs)
}
