//! Bundles of a release in files that are named after no one artifact.
//!
//! A release may have many of them, and each may be about every artifact. So they are read one by
//! one, what is in each is judged for the artifacts it is about, and only what came of it is kept.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use keelmark_formats::bundle::Content;
use keelmark_formats::statement::Statement;
use keelmark_model::{Check, Digest};
use rayon::prelude::*;

use super::artifact::Target;
use super::bundles::Judge;
use super::gathered::Reports;
use super::proofs::{self, Proof};
use super::release::unreadable;

/// Artifacts by their digests.
pub(super) struct Index<'t> {
    targets: &'t [Option<Artifact>],
    places: BTreeMap<Digest, Vec<usize>>,
}

/// An artifact that shared bundles may be about.
pub(super) struct Artifact {
    pub(super) target: Target,
    /// Whether it is proven already, so that bundles about it need not be judged.
    pub(super) is_proven: bool,
}

/// What came of the shared bundles of a release.
#[derive(Default)]
pub(super) struct Found<'l> {
    /// Reports by the place of the artifact they are about.
    pub(super) reports: BTreeMap<usize, Reports>,
    /// Files with a bundle that is about an artifact.
    pub(super) used: BTreeSet<&'l str>,
    /// Files that cannot be read.
    pub(super) unread: Vec<Check>,
}

impl<'t> Index<'t> {
    /// Nothing stands for an artifact that shared bundles cannot be about.
    pub(super) fn of(targets: &'t [Option<Artifact>]) -> Self {
        let mut places: BTreeMap<Digest, Vec<usize>> = BTreeMap::new();
        for (place, artifact) in targets.iter().enumerate() {
            for digest in artifact.iter().flat_map(|one| &one.target.subject.digests) {
                places.entry(*digest).or_default().push(place);
            }
        }
        Self { targets, places }
    }

    /// Judges every bundle in `files` of the folder `root` for each artifact it is about.
    pub(super) fn judge<'l>(&self, root: &Path, files: &[&'l str], judge: &Judge) -> Found<'l> {
        let mut found = Found::default();
        let each = files.par_iter().with_max_len(1);
        let judged: Vec<_> = each.map(|file| self.file(root, file, judge)).collect();
        for (file, judged) in files.iter().zip(judged) {
            match judged {
                Ok(judged) => found.add(file, judged),
                Err(check) => found.unread.push(check),
            }
        }
        found
    }

    /// By the places of the artifacts that the bundles of one file are about, the reports; empty of
    /// those that are proven already.
    fn file(
        &self,
        root: &Path,
        file: &str,
        judge: &Judge,
    ) -> Result<BTreeMap<usize, Reports>, Check> {
        let proofs =
            proofs::load(&root.join(file)).map_err(|error| unreadable(file, file, &error))?;
        let mut judged: BTreeMap<usize, Reports> = BTreeMap::new();
        for proof in &proofs {
            // Once for however many artifacts it is about.
            let opened = OnceCell::new();
            for place in self.about(proof) {
                let Some(Some(artifact)) = self.targets.get(place) else { continue };
                let reports = judged.entry(place).or_default();
                if !artifact.is_proven {
                    let opened = opened.get_or_init(|| judge.open(proof));
                    reports.add(judge.report(&artifact.target.unread(), opened));
                }
            }
        }
        Ok(judged)
    }

    /// The places of the artifacts that a proof is about.
    fn about(&self, proof: &Proof) -> BTreeSet<usize> {
        let places = digests(proof).into_iter().filter_map(|digest| self.places.get(&digest));
        places.flatten().copied().collect()
    }
}

impl<'l> Found<'l> {
    fn add(&mut self, file: &'l str, judged: BTreeMap<usize, Reports>) {
        if !judged.is_empty() {
            self.used.insert(file);
        }
        for (place, reports) in judged {
            self.reports.entry(place).or_default().append(reports);
        }
    }
}

/// The digests of the subjects of a bundle's statement.
fn digests(proof: &Proof) -> Vec<Digest> {
    let Some(bundle) = proof.bundle() else { return Vec::new() };
    match &bundle.content {
        Content::Dsse(envelope) => Statement::parse_proof(&envelope.payload)
            .map(|statement| statement.subjects.into_iter().flat_map(|one| one.digests).collect())
            .unwrap_or_default(),
        Content::Message { digest, .. } => digest.iter().copied().collect(),
    }
}
