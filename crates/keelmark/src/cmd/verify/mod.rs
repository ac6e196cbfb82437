//! `keelmark verify`: evidence folders, artifacts beside their proofs, bundles, whole releases.

mod artifact;
mod bundles;
mod compat;
mod evidence;
mod gathered;
mod locate;
mod npm;
mod policy;
mod proofs;
mod refused;
mod release;
mod shared;
mod signers;
mod slsa;
mod trust;

use std::path::{Path, PathBuf};

use keelmark_formats::bundle::VerificationMaterial;
use keelmark_model::{Check, Outcome, Verdict};
use keelmark_trust::PublicKey;
use keelmark_world::clock;
use rayon::prelude::*;

use crate::codes;
use crate::credentials::{self, SecretArgs};
use crate::error::{CliError, Exit};
use crate::output::{Format, Output, json, verdict};

use artifact::Target;
use bundles::{Judge, Kind, Opened};
use proofs::{Beside, Proof};

pub(crate) use artifact::hash_files;
pub(crate) use evidence::load_folder;

/// Arguments.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Artifacts, digests (`sha256:…`), an evidence folder or the folder of a release [default:
    /// `evidence`].
    #[arg(value_name = "TARGET")]
    targets: Vec<PathBuf>,

    /// The evidence folder of the artifacts.
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,

    /// Bundles to check the artifacts against; a file may hold several, one a line, and `-` is
    /// standard input [default: those beside the artifacts].
    #[arg(long, short, value_name = "FILE", requires = "targets")]
    #[arg(aliases = ["attestations-path", "provenance-path"])]
    #[arg(conflicts_with_all = ["evidence", "hmac", "hmac_key_id"])]
    bundle: Vec<PathBuf>,

    /// A signature over the artifact by itself: in base64 or raw, or as SSH or minisign write it.
    #[arg(long, value_name = "FILE", requires = "targets")]
    #[arg(conflicts_with_all = ["bundle", "evidence", "hmac", "hmac_key_id"])]
    #[arg(conflicts_with_all = ["evidence_only", "allow_unsigned"])]
    signature: Option<PathBuf>,

    // An option is no longer required once it conflicts with another that is there, so that what
    // needs it has to conflict with the same.
    /// The certificate of who made `--signature`, in PEM.
    #[arg(long, value_name = "FILE", requires = "signature", alias = "cert")]
    #[arg(conflicts_with_all = ["bundle", "evidence", "hmac", "hmac_key_id"])]
    #[arg(conflicts_with_all = ["evidence_only", "allow_unsigned"])]
    certificate: Option<PathBuf>,

    /// What a timestamping authority answered about `--signature`.
    #[arg(long, value_name = "FILE", requires = "signature", hide = true)]
    #[arg(conflicts_with_all = ["bundle", "evidence", "hmac", "hmac_key_id"])]
    #[arg(conflicts_with_all = ["evidence_only", "allow_unsigned"])]
    rfc3161_timestamp: Option<PathBuf>,

    /// Public key that must have signed; repeated: one of them [default: your own].
    #[arg(long, value_name = "FILE")]
    key: Vec<PathBuf>,

    #[command(flatten)]
    secret: SecretArgs,

    #[command(flatten)]
    policy: policy::PolicyArgs,

    #[command(flatten)]
    signers: signers::SignersArgs,

    #[command(flatten)]
    slsa: slsa::SlsaArgs,

    #[command(flatten)]
    npm: npm::NpmArgs,

    #[command(flatten)]
    trust: trust::TrustArgs,

    /// Kinds of proof that every artifact must have.
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',')]
    require: Vec<Kind>,

    /// Verify the evidence alone, without the artifacts it is about.
    #[arg(long, conflicts_with = "bundle")]
    evidence_only: bool,

    /// Accept a folder that nobody is known to have signed.
    #[arg(long, conflicts_with_all = ["bundle", "key"])]
    allow_unsigned: bool,

    /// Show every check with the evidence it rests on.
    #[arg(long)]
    explain: bool,

    /// Form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let (what, verdict) = verified(args, output)?;
    match args.format {
        Format::Text if args.explain => output.text(&verdict::explained(&verdict, &what)),
        Format::Text => {
            let all = verdict.checks.len() <= MANY;
            output.text(&verdict::checks(&verdict, &what, all));
        }
        Format::Json => {
            output.bytes(&json::v1::render(&json::v1::Verification::from(&verdict)));
            return Ok(verdict.outcome().into());
        }
    }
    output.text(&verdict::answer(&verdict, &what));
    Ok(verdict.outcome().into())
}

/// Checks beyond which those that hold are counted, not listed.
const MANY: usize = 200;

/// What was verified, and what came of it.
fn verified(args: &Args, output: &Output) -> Result<(String, Verdict), CliError> {
    args.policy.check_options()?;
    let wants_evidence = args.evidence.is_some()
        || args.evidence_only
        || args.allow_unsigned
        || args.secret.is_stated()
        || args.targets.is_empty();
    if let Some(signature) = &args.signature {
        let beside = Beside {
            signer: args.certificate.as_deref(),
            entry: None,
            timestamp: args.rfc3161_timestamp.as_deref(),
        };
        let proof = proofs::load_signature(signature, beside)?;
        return against(args, &[proof], output);
    }
    if !args.bundle.is_empty() {
        return against(args, &bundles::load_all(&args.bundle)?, output);
    }
    if wants_evidence {
        return evidence::check(args, output);
    }
    if let [folder] = args.targets.as_slice()
        && artifact::is_folder(folder)
        && !release::is_evidence(folder)
    {
        if args.npm.is_stated() {
            let message = "npm's registry vouches for a package at a time: name its file";
            return Err(CliError::new(&codes::VERIFY_TARGET_KIND, message));
        }
        let judge = Judge { is_strict: true, ..judge::<Proof>(args, &[], output)? };
        let within = |folder: &Path| evidence::within(args, folder);
        let verdict = release::verify(folder, &judge, &args.require, args.explain, &within)?;
        return Ok((shown(&args.targets), verdict));
    }
    if args.targets.iter().any(|target| artifact::is_folder(target)) {
        return evidence::check(args, output);
    }
    beside(args, output)
}

/// Every target against the same proofs.
fn against(args: &Args, proofs: &[Proof], output: &Output) -> Result<(String, Verdict), CliError> {
    let judge = judge(args, proofs, output)?;
    let opened = each(proofs, |proof| Ok(judge.open(proof)))?;
    let checks =
        each(&args.targets, |typed| Ok(judged(args, &judge, &Target::load(typed)?, &opened)))?;
    let verdict = Verdict { checks: checks.into_iter().flatten().collect() };
    Ok((shown(&args.targets), verdict))
}

/// What `of` makes of each: of one by itself, since threads take longer to start than a bundle to be
/// verified, and of several at once.
fn each<'t, T: Sync, M: Send>(
    targets: &'t [T],
    of: impl Fn(&'t T) -> Result<M, CliError> + Send + Sync,
) -> Result<Vec<M>, CliError> {
    match targets {
        [only] => Ok(vec![of(only)?]),
        several => several.par_iter().with_max_len(1).map(of).collect(),
    }
}

/// The checks of one artifact, and of the kinds of proof it must have.
fn judged(args: &Args, judge: &Judge, target: &Target, proofs: &[Opened<'_>]) -> Vec<Check> {
    let mut found = judge.judge(target, proofs);
    if found.checks.is_empty() && proofs.is_empty() && !args.bundle.is_empty() {
        let detail = "the file given has no proof in it";
        let name = &target.subject.name;
        found.checks.push(Check::unknown("signature", name, &codes::RELEASE_UNSIGNED, detail));
    }
    let lacking = release::missing(&target.subject.name, &found.proven, &args.require);
    target.told(found.checks.into_iter().chain(lacking).collect())
}

/// Every target against the proofs beside it, or all by the evidence folder they have.
fn beside(args: &Args, output: &Output) -> Result<(String, Verdict), CliError> {
    let found = each(&args.targets, |typed| {
        let target = Target::load(typed)?;
        let proofs = match &target.path {
            Some(path) => proofs::beside(path, &target.subject),
            None => (Vec::new(), Vec::new()),
        };
        Ok((target, proofs))
    })?;
    let wants_proof = args.wants_proof();
    let has_evidence = || locate::locate(&args.targets, None).is_ok();
    let is_proven =
        |(proofs, unread): &(Vec<Proof>, Vec<_>)| !proofs.is_empty() || !unread.is_empty();
    let has_proof = found.iter().any(|(_, beside)| is_proven(beside));
    if !wants_proof && (!has_proof || has_evidence()) {
        return evidence::check(args, output);
    }
    let all: Vec<&Proof> = found.iter().flat_map(|(_, (proofs, _))| proofs).collect();
    let judge = judge(args, &all, output)?;
    // What the registry must say, and what else is demanded then, the judge tells.
    let needs_proof = !args.npm.is_stated();
    let checks = each(&found, |(target, (proofs, unread))| {
        let mut checks = Vec::new();
        if needs_proof && proofs.is_empty() && unread.is_empty() {
            let detail = "no proof of it is beside it";
            let name = &target.subject.name;
            checks.push(Check::unknown("signature", name, &codes::RELEASE_UNSIGNED, detail));
        }
        let opened: Vec<_> = proofs.iter().map(|proof| judge.open(proof)).collect();
        let judged = judged(args, &judge, target, &opened);
        // Another proof that holds is enough; without one, what cannot be read may have been it.
        let outcome = Verdict { checks: judged.clone() }.outcome();
        checks.extend(judged);
        checks.extend(unread.iter().map(|error| unreadable(target, error, outcome)));
        Ok(target.told(checks))
    })?;
    let verdict = Verdict { checks: checks.into_iter().flatten().collect() };
    Ok((shown(&args.targets), verdict))
}

/// A file beside the artifact that should be a proof and cannot be read as one.
fn unreadable(target: &Target, error: &CliError, otherwise: Outcome) -> Check {
    let file = error.path.as_deref().unwrap_or_default();
    let detail = format!("{file}: {}", error.message);
    let name = &target.subject.name;
    match otherwise {
        Outcome::Pass => Check::skipped("other proof", name, detail),
        _ => Check::unknown("proof", name, error.code, detail),
    }
}

/// What the command line demands of these proofs.
fn judge<P: std::borrow::Borrow<Proof>>(
    args: &Args,
    proofs: &[P],
    output: &Output,
) -> Result<Judge, CliError> {
    let by_registry =
        |proof: &P| proof.borrow().bundle().and_then(keelmark_trust::npm::key_id).is_some();
    let by_key = |proof: &P| {
        let bundle = proof.borrow().bundle();
        bundle.is_some_and(|it| matches!(it.material, VerificationMaterial::PublicKey { .. }))
            && !by_registry(proof)
    };
    let demands = args.slsa.demands(args.policy.source_digest())?;
    let demands = demands.with_provenance(args.require.contains(&Kind::Provenance));
    let names_other = args.policy.is_stated() || args.signers.is_stated();
    let names_other = names_other || !demands.signers(None).is_empty();
    let own = !proofs.is_empty() && proofs.iter().all(by_key) && !names_other;
    let keys: Vec<PublicKey> = if own || !args.key.is_empty() {
        let trusted = credentials::trusted_keys(&args.key)?.into_iter();
        // A key of one's own, which nobody named, is for what says that it was signed with it.
        let is_named = |key: &PublicKey| proofs.iter().any(|proof| names(proof.borrow(), key));
        let keys = trusted.map(|trusted| trusted.key);
        keys.filter(|key| !args.key.is_empty() || is_named(key)).collect()
    } else {
        Vec::new()
    };
    let policy = args.policy.policy(keys, &demands, output)?;
    let has_other_demands = args.policy.is_stated()
        || args.policy.demands_bundle()
        || args.slsa.is_stated()
        || !args.key.is_empty();
    if args.signers.is_stated() && has_other_demands {
        let message = "minisign and SSH sign files, and say nothing else of them: give their keys \
                       without `--key`, an identity, or demands on logs, times or the build";
        return Err(CliError::new(&codes::VERIFY_POLICY, message));
    }
    if args.signers.names_no_signer() {
        let message = "`--ssh-namespace` is of SSH's signatures alone: name who may have made them \
                       (`--allowed-signers`)";
        return Err(CliError::new(&codes::VERIFY_POLICY, message));
    }
    let signers = args.signers.load()?;
    // Of a release the proofs are not known yet.
    let asks_registry = args.npm.is_stated() || proofs.is_empty() || proofs.iter().any(by_registry);
    Ok(Judge {
        root: args.trust.load()?,
        policy,
        demands,
        signers,
        registry: asks_registry.then(|| args.npm.load()).transpose()?,
        wants_other_signer: args.wants_other_signer(),
        wants_bill: args.require.contains(&Kind::Sbom),
        is_strict: false,
        now: clock::now(),
    })
}

/// Whether a bundle says that it was signed with a key.
fn names(proof: &Proof, key: &PublicKey) -> bool {
    let material = proof.bundle().map(|bundle| &bundle.material);
    matches!(material, Some(VerificationMaterial::PublicKey { hint: Some(hint) }) if *hint == key.hint())
}

impl Args {
    /// Whether something is demanded that no evidence folder of keelmark's can give.
    fn wants_proof(&self) -> bool {
        self.policy.is_stated()
            || self.policy.demands_bundle()
            || self.signers.is_stated()
            || self.slsa.is_stated()
            || self.npm.is_stated()
    }

    /// Whether something is demanded that npm's registry alone cannot give.
    fn wants_other_signer(&self) -> bool {
        self.policy.is_stated()
            || self.policy.demands_bundle()
            || self.signers.is_stated()
            || self.slsa.is_stated()
            || !self.key.is_empty()
    }
}

fn shown(paths: &[PathBuf]) -> String {
    let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
    paths.join(", ")
}
