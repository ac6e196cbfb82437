//! Bundles of a release in files that are named after no one artifact.
//!
//! A release may have many of them, and each may be about every artifact. So they are read one by
//! one, what is in each is judged for the artifacts it is about, and only what came of it is kept.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use keelmark_formats::bundle::Content;
use keelmark_formats::statement::Statement;
use keelmark_model::{Check, Digest, DigestAlgorithm, Subject};
use rayon::prelude::*;

use super::artifact::Target;
use super::bundles::Judge;
use super::gathered::Reports;
use super::proofs::{self, Proof};
use super::release::unreadable;

/// Artifacts by their digests.
pub(super) struct Index<'t> {
    targets: &'t [Option<Target>],
    places: Places,
    /// The same by SHA-384, for which every artifact is read again: made where a bundle names a subject by no
    /// other.
    by_sha384: OnceLock<Places>,
}

type Places = BTreeMap<Digest, Vec<usize>>;

/// Most pairs of a bundle in a file that is named after no one artifact, and of an artifact that it is
/// about. A release of ten thousand files has one bundle or two about all of them.
const PAIRS: usize = 100_000;

/// What came of the shared bundles of a release.
#[derive(Default)]
pub(super) struct Found<'l> {
    /// Reports by the place of the artifact they are about.
    pub(super) reports: BTreeMap<usize, Reports>,
    /// Files with a bundle that is about an artifact, and those of which something is told.
    pub(super) used: BTreeSet<&'l str>,
    /// Files that cannot be read.
    pub(super) unread: Vec<Check>,
    /// Pairs of a bundle and an artifact that were judged.
    pairs: usize,
}

/// What came of one file.
#[derive(Default)]
struct Judged {
    /// Reports by the place of the artifact they are about.
    reports: BTreeMap<usize, Reports>,
    pairs: usize,
}

impl<'t> Index<'t> {
    /// Nothing stands for an artifact that shared bundles cannot be about.
    pub(super) fn of(targets: &'t [Option<Target>]) -> Self {
        let subjects = targets.iter().map(|target| Some(&target.as_ref()?.subject));
        Self { targets, places: places(subjects), by_sha384: OnceLock::new() }
    }

    /// Judges every bundle in `files` of the folder `root` for each artifact it is about. `explain` says
    /// that all of their checks are to be shown.
    pub(super) fn judge<'l>(
        &self,
        root: &Path,
        files: &[&'l str],
        judge: &Judge,
        explain: bool,
    ) -> Found<'l> {
        let mut found = Found::default();
        // What came of a few files at a time is held beside what is kept.
        for some in files.chunks(2 * rayon::current_num_threads()) {
            if found.pairs > PAIRS {
                some.iter().for_each(|file| found.refuse(file, too_many(file)));
                continue;
            }
            let each = some.par_iter().with_max_len(1);
            let judged: Vec<_> = each.map(|file| self.file(root, file, judge, explain)).collect();
            for (file, judged) in some.iter().zip(judged) {
                match judged {
                    Ok(judged) => found.add(file, judged),
                    Err(check) => found.refuse(file, check),
                }
            }
        }
        found
    }

    fn file(&self, root: &Path, file: &str, judge: &Judge, explain: bool) -> Result<Judged, Check> {
        let proofs =
            proofs::load(&root.join(file)).map_err(|error| unreadable(file, file, &error))?;
        let mut judged = Judged::default();
        for proof in &proofs {
            // Once for however many artifacts it is about.
            let opened = OnceCell::new();
            for place in self.about(proof) {
                let Some(Some(target)) = self.targets.get(place) else { continue };
                judged.pairs += 1;
                if judged.pairs > PAIRS {
                    return Err(too_many(file));
                }
                let opened = opened.get_or_init(|| judge.open(proof));
                let report = judge.report(&target.unread(), opened);
                let report = if explain { report } else { report.brief() };
                judged.reports.entry(place).or_default().add(report);
            }
        }
        Ok(judged)
    }

    /// The places of the artifacts that a proof is about.
    fn about(&self, proof: &Proof) -> BTreeSet<usize> {
        let places = |digest: Digest| match digest.algorithm() {
            DigestAlgorithm::Sha384 => self.by_sha384().get(&digest),
            _ => self.places.get(&digest),
        };
        digests(proof).into_iter().filter_map(places).flatten().copied().collect()
    }

    fn by_sha384(&self) -> &Places {
        // Without the pool, whose threads may all be waiting here.
        self.by_sha384.get_or_init(|| {
            places(self.targets.iter().map(|target| target.as_ref()?.with_sha384()))
        })
    }
}

/// The places of subjects by their digests.
fn places<'s>(subjects: impl Iterator<Item = Option<&'s Subject>>) -> Places {
    let mut places = Places::new();
    for (place, subject) in subjects.enumerate() {
        for digest in subject.into_iter().flat_map(|subject| &subject.digests) {
            places.entry(*digest).or_default().push(place);
        }
    }
    places
}

impl<'l> Found<'l> {
    /// A file of which it is told why it is not judged.
    fn refuse(&mut self, file: &'l str, check: Check) {
        self.used.insert(file);
        self.unread.push(check);
    }

    fn add(&mut self, file: &'l str, judged: Judged) {
        if !judged.reports.is_empty() {
            self.used.insert(file);
        }
        self.pairs += judged.pairs;
        for (place, reports) in judged.reports {
            self.reports.entry(place).or_default().append(reports);
        }
    }
}

fn too_many(file: &str) -> Check {
    let detail = format!("bundles here are about more than {PAIRS} artifacts in all");
    Check::unknown("proof", file, &keelmark_formats::codes::DOCUMENT_SIZE, detail)
}

/// The digests by which to look up the subjects of a bundle's statement.
fn digests(proof: &Proof) -> Vec<Digest> {
    let Some(bundle) = proof.bundle() else { return Vec::new() };
    match &bundle.content {
        Content::Dsse(envelope) => Statement::parse_proof(&envelope.payload)
            .map(|statement| statement.subjects.into_iter().flat_map(looked_up).collect())
            .unwrap_or_default(),
        Content::Message { digest, .. } => digest.iter().copied().collect(),
    }
}

/// Those digests of a subject by which artifacts are known already, or all where there is none such.
fn looked_up(subject: Subject) -> Vec<Digest> {
    let usual = [DigestAlgorithm::Sha256, DigestAlgorithm::Sha512];
    let (known, others): (Vec<_>, Vec<_>) =
        subject.digests.into_iter().partition(|digest| usual.contains(&digest.algorithm()));
    if known.is_empty() { others } else { known }
}
