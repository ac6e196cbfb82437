//! A whole release: a folder in which artifacts and the proofs of them lie together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use keelmark_formats::evidence::layout;
use keelmark_formats::{limits, sbom};
use keelmark_model::{Check, Digest, DigestAlgorithm, Outcome, Verdict};
use keelmark_world::tree::{self, Listed, ListedKind};
use keelmark_world::{entry, file};
use rayon::prelude::*;

use super::artifact::Target;
use super::bundles::{Judge, Judged, Kind, ProofReport};
use super::proofs::{
    self, BUNDLE_SUFFIXES, Beside, ENTRY_SUFFIX, Proof, SIGNATURE_SUFFIXES, SIGNER_SUFFIXES,
};
use super::shared::{Artifact, Index};
use crate::codes;
use crate::error::CliError;

/// What a folder of evidence came to.
pub(super) struct Attested {
    pub(super) checks: Vec<Check>,
    /// The artifacts it proves; none unless all of it holds.
    pub(super) artifacts: Vec<PathBuf>,
}

/// Whether a folder is an evidence folder of keelmark's, which is verified as such: also one whose
/// index was taken away.
pub(super) fn is_evidence(folder: &Path) -> bool {
    let has = |name: &str| entry::is_there(&folder.join(name));
    has(layout::INDEX) || has(layout::PROVENANCE) && has(layout::CHECKSUMS)
}

/// Verifies every file of a folder by the proofs in it.
pub(super) fn verify(
    root: &Path,
    judge: &Judge,
    required: &[Kind],
    explain: bool,
    evidence: &dyn Fn(&Path) -> Result<Attested, CliError>,
) -> Result<Verdict, CliError> {
    let listed = tree::list(root)?;
    let release = Release::of(root, &listed);
    let mut checks = release.odd.clone();
    let mut attested = BTreeSet::new();
    for folder in &release.evidence {
        let found = evidence(&root.join(folder))?;
        attested.extend(found.artifacts);
        checks.extend(found.checks);
    }
    let files: Vec<&str> = release.artifacts.iter().copied().collect();
    let is_attested = |name: &&str| attested.contains(&root.join(name)) && release.is_bare(name);
    let artifacts = files
        .par_iter()
        // One by one: of a share of thousands, nothing is left for whoever has done with his own.
        .with_max_len(1)
        .map(|name| release.artifact(name, is_attested(name)))
        .collect::<Result<Vec<_>, CliError>>()?;
    let mut shared = Index::of(&artifacts).judge(root, &release.shared, judge);
    checks.append(&mut shared.unread);
    let reports = (0..files.len()).map(|place| shared.reports.remove(&place).unwrap_or_default());
    let judged: Vec<Found> = files
        .par_iter()
        .zip(artifacts)
        .zip(reports.collect::<Vec<_>>())
        .with_max_len(1)
        .map(|((name, artifact), reports)| match artifact {
            Some(Artifact { target, is_proven: false }) => {
                release.file(name, &target, reports, judge, explain)
            }
            // Its evidence was verified with it, and says so.
            _ => Found {
                proven: vec![Kind::Provenance, Kind::Sbom, Kind::Signature],
                ..Found::default()
            },
        })
        .collect();
    let sboms = release.sboms(files.iter().zip(&judged), required)?;
    for (name, found) in files.iter().zip(judged) {
        checks.extend(found.checks);
        let described = found.sha256.is_some_and(|digest| sboms.contains(&digest));
        checks.extend(missing(name, &found.proven, required, described));
    }
    let unused = release.shared.iter().filter(|name| !shared.used.contains(*name));
    checks.extend(unused.map(|name| orphan(name, stem(name).unwrap_or(name))));
    if files.is_empty() {
        let detail = "there is no artifact in the folder";
        let target = root.display().to_string();
        checks.push(Check::unknown("release", target, &codes::RELEASE_EMPTY, detail));
    }
    Ok(Verdict { checks })
}

/// What kind of proof each file still needs.
pub(super) fn missing(
    name: &str,
    proven: &[Kind],
    required: &[Kind],
    signed_sbom: bool,
) -> Vec<Check> {
    let absent = |kind: &Kind| {
        let detail = format!("no {} of it that holds is here", kind.name());
        Check::unknown(kind.name(), name, &codes::RELEASE_MISSING, detail)
    };
    let has = |kind: Kind| match kind {
        Kind::Signature => !proven.is_empty(),
        Kind::Sbom => proven.contains(&Kind::Sbom) || signed_sbom,
        Kind::Provenance => proven.contains(&Kind::Provenance),
    };
    // Of a document that describes the release, nothing but its signature can be asked.
    let about_others = |kind: &Kind| is_document(name) && *kind != Kind::Signature;
    required.iter().filter(|kind| !about_others(kind) && !has(**kind)).map(absent).collect()
}

/// A document that comes with a release and describes its artifacts.
fn is_document(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    let json = name.ends_with(".json") || name.ends_with(".xml");
    json && ["sbom", "cdx", "spdx", "provenance"].iter().any(|word| name.contains(word))
}

/// A folder's files, sorted by what they are.
struct Release<'l> {
    root: &'l Path,
    artifacts: BTreeSet<&'l str>,
    /// Files of bundles that name no one artifact.
    shared: Vec<&'l str>,
    /// Proofs by the artifact that their name begins with.
    named: BTreeMap<&'l str, Vec<&'l str>>,
    /// Folders of evidence that keelmark wrote, which are verified as a whole.
    evidence: BTreeSet<&'l str>,
    /// What cannot be verified and must not be passed over.
    odd: Vec<Check>,
}

/// What was found out about a file.
#[derive(Default)]
struct Found {
    proven: Vec<Kind>,
    checks: Vec<Check>,
    sha256: Option<Digest>,
}

impl<'l> Release<'l> {
    fn of(root: &'l Path, listed: &'l [Listed]) -> Self {
        let files = || {
            let files = listed.iter().filter(|one| one.kind == ListedKind::File);
            files.map(|one| one.path.as_str())
        };
        let evidence: BTreeSet<&str> = files()
            .filter_map(|path| path.strip_suffix(layout::INDEX)?.strip_suffix('/'))
            .collect();
        let in_evidence = |path: &str| {
            let folders = path.match_indices('/').filter_map(|(end, _)| path.get(..end));
            folders.into_iter().any(|folder| evidence.contains(folder))
        };
        let files: BTreeSet<&str> = files().filter(|path| !in_evidence(path)).collect();
        let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for path in &files {
            by_name.entry(last(path)).or_default().push(path);
        }
        let mut release = Self {
            root,
            artifacts: BTreeSet::new(),
            shared: Vec::new(),
            named: BTreeMap::new(),
            evidence,
            odd: listed.iter().filter_map(odd).collect(),
        };
        for path in &files {
            match (stem(path), is_bundle(path)) {
                (Some(stem), _) if let Some(artifact) = artifact(&by_name, path, stem) => {
                    release.named.entry(artifact).or_default().push(path);
                }
                (_, true) => release.shared.push(path),
                (Some(stem), false) => release.odd.push(orphan(path, stem)),
                (None, false) => {
                    release.artifacts.insert(path);
                }
            }
        }
        // A proof of a proof: nobody would look at it.
        let artifacts = &release.artifacts;
        let stray = release.named.iter().filter(|(name, _)| !artifacts.contains(*name));
        let stray = stray.flat_map(|(name, files)| files.iter().map(|path| orphan(path, name)));
        release.odd.extend(stray.collect::<Vec<_>>());
        release
    }

    /// An artifact with its digests; nothing where its evidence proves it and no shared bundle could
    /// be about it, so that it need not be read again.
    fn artifact(&self, name: &str, is_proven: bool) -> Result<Option<Artifact>, CliError> {
        if is_proven && self.shared.is_empty() {
            return Ok(None);
        }
        let target = Target::load(&self.root.join(name))?;
        Ok(Some(Artifact { target, is_proven }))
    }

    /// What is proven of one file, and the checks to show; `shared` are the reports of bundles in
    /// files that are not named after it.
    fn file(
        &self,
        name: &str,
        target: &Target,
        shared: Vec<ProofReport>,
        judge: &Judge,
        explain: bool,
    ) -> Found {
        let mut unread = Vec::new();
        let proofs = self.proofs(name, &mut unread);
        if proofs.is_empty() && shared.is_empty() {
            let detail = "no proof of it is here: nobody vouches for it";
            unread.push(Check::unknown("signature", name, &codes::RELEASE_UNSIGNED, detail));
            return Found { checks: unread, ..Found::default() };
        }
        let named = proofs.iter().map(|proof| judge.report(target, proof));
        let judged = judge.conclude(target, named.chain(shared).collect());
        let proven = judged.proven.clone();
        unread.extend(shown(name, judged, explain));
        let sha256 = target.subject.digest(DigestAlgorithm::Sha256).copied();
        Found { proven, checks: unread, sha256 }
    }

    /// The digests of the files that signed SBOMs of the release say they describe.
    fn sboms<'f>(
        &self,
        files: impl Iterator<Item = (&'f &'l str, &'f Found)>,
        required: &[Kind],
    ) -> Result<BTreeSet<Digest>, CliError>
    where
        'l: 'f,
    {
        let mut described = BTreeSet::new();
        if !required.contains(&Kind::Sbom) {
            return Ok(described);
        }
        for (name, _) in files.filter(|(name, found)| is_document(name) && !found.proven.is_empty())
        {
            let bytes = file::load(&self.root.join(name), limits::DOCUMENT_BYTES as u64)?;
            let read = sbom::cyclonedx::parse(&bytes).or_else(|_| sbom::spdx::parse(&bytes));
            let Ok(facts) = read else { continue };
            described.extend(facts.root_digests);
        }
        Ok(described)
    }

    /// Whether no proof is named after a file.
    fn is_bare(&self, name: &str) -> bool {
        !self.named.contains_key(name)
    }

    /// The proofs that are named after a file.
    fn proofs(&self, name: &str, checks: &mut Vec<Check>) -> Vec<Proof> {
        let named = self.named.get(name).map(Vec::as_slice).unwrap_or_default();
        let with = |suffix: &str| {
            named.iter().find(|path| path.ends_with(suffix)).map(|path| self.root.join(path))
        };
        let mut found = Vec::new();
        for path in named.iter().filter(|path| is_bundle(path)) {
            match proofs::load(&self.root.join(path)) {
                Ok(proofs) => found.extend(proofs),
                Err(error) => checks.push(unreadable(name, path, &error)),
            }
        }
        let signer = SIGNER_SUFFIXES.iter().find_map(|suffix| with(suffix));
        let entry = with(ENTRY_SUFFIX);
        let is_signature =
            |path: &&&str| SIGNATURE_SUFFIXES.iter().any(|suffix| path.ends_with(suffix));
        let mut signatures = 0;
        for path in named.iter().filter(is_signature) {
            signatures += 1;
            let beside =
                Beside { signer: signer.as_deref(), entry: entry.as_deref(), timestamp: None };
            match proofs::load_signature(&self.root.join(path), beside) {
                Ok(proof) => found.push(proof),
                Err(error) => checks.push(unreadable(name, path, &error)),
            }
        }
        checks.extend(self.unused(name, signatures > 0, &[signer, entry]));
        found
    }
}

impl Release<'_> {
    /// The files named after an artifact that no signature of it used: they prove nothing and are no
    /// artifacts either.
    fn unused(&self, name: &str, has_signature: bool, used: &[Option<PathBuf>]) -> Vec<Check> {
        let named = self.named.get(name).map(Vec::as_slice).unwrap_or_default();
        let rest = named.iter().filter(|path| {
            let signs = SIGNATURE_SUFFIXES.iter().any(|suffix| path.ends_with(suffix));
            let is_used = has_signature && used.contains(&Some(self.root.join(path)));
            !is_bundle(path) && !signs && !is_used
        });
        let detail = "no signature here uses it";
        rest.map(|path| Check::unknown("release", *path, &codes::RELEASE_ORPHAN, detail)).collect()
    }
}

/// A file that should be a proof and cannot be read as one: what it would prove stays open, and the
/// rest of the release is looked at all the same.
pub(super) fn unreadable(name: &str, file: &str, error: &CliError) -> Check {
    let detail = format!("{}: {}", last(file), error.message);
    Check::unknown("proof", name, error.code, detail)
}

/// The checks of a file under its path: all of them, or a line for each proof and what went wrong.
fn shown(name: &str, judged: Judged, explain: bool) -> Vec<Check> {
    let held = !judged.proven.is_empty();
    let named = |check: Check| Check { target: name.to_owned(), ..check };
    if explain {
        return judged.checks.into_iter().map(named).collect();
    }
    let telling = |check: &Check| match check.outcome {
        Outcome::Fail | Outcome::Unknown => true,
        Outcome::Pass => held && ["identity", "signature", "subject"].contains(&check.name),
        Outcome::Skipped => false,
    };
    let mut lines: Vec<Check> = judged.checks.into_iter().filter(telling).map(named).collect();
    if held {
        // Who, where a certificate says so; else with which key.
        let certified = lines.iter().any(|check| check.name == "identity");
        lines.retain(|check| check.name == if certified { "identity" } else { "signature" });
        for (line, kind) in lines.iter_mut().zip(&judged.proven) {
            line.name = kind.name();
        }
    }
    lines
}

/// What is neither a file nor a folder is not verified, and said so.
fn odd(listed: &Listed) -> Option<Check> {
    let what = match listed.kind {
        ListedKind::File => return None,
        ListedKind::Link => "a symbolic link, which is not followed",
        ListedKind::Special => "neither a file nor a folder",
        ListedKind::Unnameable => "an entry whose name is not UTF-8",
    };
    Some(Check::unknown("release", &listed.path, &codes::RELEASE_KIND, what))
}

fn orphan(path: &str, stem: &str) -> Check {
    let detail = format!("a proof of {}, which is no artifact here", last(stem));
    Check::unknown("release", path, &codes::RELEASE_ORPHAN, detail)
}

/// The artifact that a proof is named after: beside it, else the only one of that name anywhere.
fn artifact<'l>(
    by_name: &BTreeMap<&str, Vec<&'l str>>,
    proof: &str,
    stem: &str,
) -> Option<&'l str> {
    let candidates = by_name.get(last(stem))?;
    let beside = candidates.iter().find(|path| **path == stem && **path != proof);
    match (beside, candidates.as_slice()) {
        (Some(beside), _) => Some(beside),
        (None, [only]) => Some(only),
        _ => None,
    }
}

/// A proof's name without what makes it one.
fn stem(path: &str) -> Option<&str> {
    let pairs = SIGNATURE_SUFFIXES.iter().chain(&SIGNER_SUFFIXES).chain([&ENTRY_SUFFIX]);
    let suffixes = BUNDLE_SUFFIXES.iter().chain(pairs);
    let longest =
        suffixes.filter(|suffix| path.ends_with(*suffix)).max_by_key(|suffix| suffix.len())?;
    path.strip_suffix(longest).filter(|stem| !last(stem).is_empty())
}

fn is_bundle(path: &str) -> bool {
    BUNDLE_SUFFIXES.iter().any(|suffix| path.ends_with(suffix)) && !path.ends_with(ENTRY_SUFFIX)
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
