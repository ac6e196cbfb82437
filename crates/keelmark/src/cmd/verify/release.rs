//! A whole release: a folder in which artifacts and the proofs of them lie together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use keelmark_formats::evidence::layout;
use keelmark_formats::sbom;
use keelmark_formats::statement::Statement;
use keelmark_model::{Check, Digest, DigestAlgorithm, Outcome, Verdict};
use keelmark_world::entry;
use keelmark_world::tree::{self, Listed, ListedKind};
use rayon::prelude::*;

use super::artifact::Target;
use super::bundles::{Judge, Kind};
use super::gathered::{Judged, Reports};
use super::proofs::{
    self, BUNDLE_SUFFIXES, Beside, ENTRY_SUFFIX, Proof, SIGNATURE_SUFFIXES, SIGNER_SUFFIXES,
};
use super::shared::Index;
use crate::codes;
use crate::error::CliError;

/// What a folder of evidence came to.
pub(super) struct Attested {
    pub(super) checks: Vec<Check>,
    /// The artifacts it proves; none unless all of it holds.
    pub(super) artifacts: Vec<PathBuf>,
    /// The SHA-256 of each.
    pub(super) digests: Vec<Digest>,
    /// What it proves of them: what of it there is and could be read.
    pub(super) proven: Vec<Kind>,
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
    let (mut attested, mut there) = (BTreeMap::new(), BTreeSet::new());
    for folder in &release.evidence {
        match evidence(&root.join(folder)) {
            Ok(found) => {
                let proven = |artifact| (artifact, found.proven.clone());
                attested.extend(found.artifacts.into_iter().map(proven));
                there.extend(found.digests);
                checks.extend(found.checks);
            }
            Err(error) => checks.push(unreadable(folder, folder, &error)),
        }
    }
    let files: Vec<&str> = release.artifacts.iter().copied().collect();
    let attested = |name: &str| attested.get(&root.join(name)).map(Vec::as_slice);
    let (artifacts, unread) = release.load(&files, |name| attested(name).is_some(), &mut checks);
    let sha256 = |target: &Target| target.subject.digest(DigestAlgorithm::Sha256).copied();
    there.extend(artifacts.iter().flatten().filter_map(sha256));
    let mut shared = Index::of(&artifacts).judge(root, &release.shared, judge, explain);
    checks.append(&mut shared.unread);
    let reports = (0..files.len()).map(|place| shared.reports.remove(&place).unwrap_or_default());
    let judged: Vec<Found> = files
        .par_iter()
        .zip(artifacts)
        .zip(reports.collect::<Vec<_>>())
        .with_max_len(1)
        .map(|((name, artifact), reports)| {
            let attested = attested(name).unwrap_or_default();
            match artifact {
                Some(target) => release.file(name, &target, (attested, reports), judge, explain),
                // Its evidence was verified with it, and says so.
                None => Found { proven: attested.to_vec(), ..Found::default() },
            }
        })
        .collect();
    checks.extend(concluded(&files, judged, &unread, &there, required));
    let unused = release.shared.iter().filter(|name| !shared.used.contains(*name));
    checks.extend(unused.map(|name| orphan(name, stem(name).unwrap_or(name))));
    if files.is_empty() {
        let detail = "there is no artifact in the folder";
        let target = root.display().to_string();
        checks.push(Check::unknown("release", target, &codes::RELEASE_EMPTY, detail));
    }
    Ok(Verdict { checks })
}

/// The checks of each file that could be read, and of the kinds of proof it still needs; `there` are the
/// digests of all artifacts.
fn concluded(
    files: &[&str],
    judged: Vec<Found>,
    unread: &BTreeSet<&str>,
    there: &BTreeSet<Digest>,
    required: &[Kind],
) -> Vec<Check> {
    let documents = || judged.iter().filter_map(|found| found.document.as_ref());
    // Whoever signed a statement as a file is believed as to what it is about, and not further.
    let bills = documents().filter(|document| document.is_bill);
    let described: BTreeSet<Digest> = bills.flat_map(|bill| &bill.about).copied().collect();
    let mut checks = Vec::new();
    for (name, found) in files.iter().zip(judged) {
        checks.extend(found.checks);
        if unread.contains(name) {
            continue;
        }
        let mut proven = found.proven;
        if found.sha256.is_some_and(|digest| described.contains(&digest)) {
            proven.push(Kind::Sbom);
        }
        // Of a document that describes the release, nothing but its signature can be asked.
        let describes = |document: &Document| {
            let mut about = document.about.iter();
            about.any(|digest| there.contains(digest) && Some(*digest) != found.sha256)
        };
        let is_document = found.document.as_ref().is_some_and(describes);
        let asked = |kind: &&Kind| !is_document || **kind == Kind::Signature;
        let required: Vec<Kind> = required.iter().filter(asked).copied().collect();
        checks.extend(missing(name, &proven, &required));
    }
    checks
}

/// What kind of proof a file still needs.
pub(super) fn missing(name: &str, proven: &[Kind], required: &[Kind]) -> Vec<Check> {
    let absent = |kind: &Kind| {
        let detail = format!("no {} of it that holds is here", kind.name());
        Check::unknown(kind.name(), name, &codes::RELEASE_MISSING, detail)
    };
    let has = |kind: Kind| match kind {
        Kind::Signature => !proven.is_empty(),
        Kind::Sbom | Kind::Provenance => proven.contains(&kind),
    };
    required.iter().filter(|kind| !has(**kind)).map(absent).collect()
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
    /// What it is, where it is a signed document that describes artifacts.
    document: Option<Document>,
}

/// A bill of materials or a statement that lies among the files of a release.
struct Document {
    is_bill: bool,
    /// The digests of what it is about.
    about: Vec<Digest>,
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

    /// Every artifact with its digests, and those that cannot be read.
    fn load(
        &self,
        files: &[&'l str],
        is_attested: impl Fn(&str) -> bool + Sync,
        checks: &mut Vec<Check>,
    ) -> (Vec<Option<Target>>, BTreeSet<&'l str>) {
        let loaded: Vec<_> = files
            .par_iter()
            // One by one: of a share of thousands, nothing is left for whoever has done with his own.
            .with_max_len(1)
            .map(|name| self.artifact(name, is_attested(name)))
            .collect();
        let mut unread = BTreeSet::new();
        let read = files.iter().zip(loaded).map(|(name, artifact)| {
            artifact.unwrap_or_else(|error| {
                checks.push(unreadable(name, name, &error));
                unread.insert(*name);
                None
            })
        });
        (read.collect(), unread)
    }

    /// An artifact with its digests; nothing where its evidence proves it and no other proof could be
    /// about it, so that it need not be read again.
    fn artifact(&self, name: &str, is_attested: bool) -> Result<Option<Target>, CliError> {
        if is_attested && self.shared.is_empty() && !self.named.contains_key(name) {
            return Ok(None);
        }
        Target::load(&self.root.join(name)).map(Some)
    }

    /// What is proven of one file, and the checks to show; known already are what evidence proves of it
    /// and the reports of bundles in files that are not named after it.
    fn file(
        &self,
        name: &str,
        target: &Target,
        (attested, mut reports): (&[Kind], Reports),
        judge: &Judge,
        explain: bool,
    ) -> Found {
        let mut unread = Vec::new();
        let proofs = self.proofs(name, &mut unread);
        if proofs.is_empty() && reports.is_empty() && attested.is_empty() {
            let detail = "no proof of it is here: nobody vouches for it";
            unread.push(Check::unknown("signature", name, &codes::RELEASE_UNSIGNED, detail));
            return Found { checks: unread, ..Found::default() };
        }
        reports.extend(proofs.iter().map(|proof| {
            let report = judge.report(target, &judge.open(proof));
            if explain { report } else { report.brief() }
        }));
        let judged = if attested.is_empty() {
            judge.conclude(target, reports)
        } else {
            judge.beside_evidence(target, reports, attested)
        };
        let proven = judged.proven.clone();
        unread.extend(shown(name, judged, explain));
        let sha256 = target.subject.digest(DigestAlgorithm::Sha256).copied();
        let document = if proven.is_empty() { None } else { described(target) };
        Found { proven, checks: unread, sha256, document }
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

/// What a signed document says it describes: an SBOM or a statement. Nothing where the file is neither,
/// whatever its name.
fn described(target: &Target) -> Option<Document> {
    let name = target.subject.name.to_ascii_lowercase();
    if !DOCUMENTS.iter().any(|suffix| name.ends_with(suffix)) {
        return None;
    }
    // The bytes that the proof is of, and no others that lie there by now.
    let bytes = target.whole()?;
    if let Ok(bill) = sbom::cyclonedx::parse(bytes).or_else(|_| sbom::spdx::parse(bytes)) {
        return Some(Document { is_bill: true, about: bill.root_digests });
    }
    let statement = Statement::parse_proof(bytes).ok()?;
    let about = statement.subjects.into_iter().flat_map(|subject| subject.digests).collect();
    Some(Document { is_bill: false, about })
}

/// What names of documents end in; it saves reading other files again.
const DOCUMENTS: [&str; 2] = [".json", ".spdx"];

/// The checks of a file under its path: all of them, or what [`ProofReport::brief`] leaves of each proof.
///
/// [`ProofReport::brief`]: super::gathered::ProofReport::brief
fn shown(name: &str, judged: Judged, explain: bool) -> Vec<Check> {
    let is_line = |check: &Check| {
        let kinds = [Kind::Provenance, Kind::Sbom, Kind::Signature];
        kinds.iter().any(|kind| kind.name() == check.name)
    };
    let telling = |check: &Check| match check.outcome {
        Outcome::Fail | Outcome::Unknown => true,
        Outcome::Pass => explain || is_line(check),
        Outcome::Skipped => explain,
    };
    let told = judged.checks.into_iter().filter(telling);
    told.map(|check| Check { target: name.to_owned(), ..check }).collect()
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
