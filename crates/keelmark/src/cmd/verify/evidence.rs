//! A folder of evidence and the artifacts it is about.

use std::path::{Path, PathBuf};

use keelmark_formats::evidence::layout;
use keelmark_model::{DigestAlgorithm, Outcome, Subject, Verdict};
use keelmark_trust::evidence::verify::{Entry, Expectation, Folder, SubjectScope, verify};
use keelmark_world::folder::{self, EntryKind};

use super::bundles::Kind;
use super::release::Attested;
use super::{Args, artifact, locate, shown};
use crate::codes;
use crate::credentials;
use crate::error::CliError;
use crate::output::Output;

/// Verifies an evidence folder, and says what was verified by it.
pub(super) fn check(args: &Args, output: &Output) -> Result<(String, Verdict), CliError> {
    if args.wants_proof() {
        let message = "an evidence folder is signed with a key (`--key`): it has no certificate, \
                       log entry or SLSA provenance that such demands could be held against";
        return Err(CliError::new(&codes::VERIFY_TARGET_KIND, message));
    }
    if !args.require.is_empty() {
        let message = "`--require` is of artifacts with proofs of their own, or of a release; an \
                       evidence folder is verified as a whole";
        return Err(CliError::new(&codes::VERIFY_TARGET_KIND, message));
    }
    let located = locate::locate(&args.targets, args.evidence.as_deref())?;
    if args.trust.is_stated() || args.policy.has_terms() || args.signers.has_terms() {
        let message = "an evidence folder is signed with a key (`--key`): roots of trust, logs, \
                       certificates and SSH are nothing to it; leave those options out";
        return Err(CliError::new(&codes::VERIFY_TARGET_KIND, message));
    }
    let secret = args.secret.load(output)?;
    let folder = load_folder(&located.evidence)?;
    let keys = credentials::trusted_keys(&args.key)?;
    let (scope, artifacts) = match located.artifacts.as_slice() {
        [] if args.evidence_only => (SubjectScope::None, Vec::new()),
        [] => (SubjectScope::All, locate::artifacts(&located.evidence, &folder)),
        [first, ..] if args.evidence_only => {
            let message = "`--evidence-only` looks at no artifact, and one is given";
            let error = CliError::new(&codes::VERIFY_TARGET, message);
            return Err(error.with_path(first.display().to_string()));
        }
        given => (SubjectScope::Given, given.to_vec()),
    };
    let what = match scope {
        SubjectScope::Given => shown(&located.artifacts),
        SubjectScope::All | SubjectScope::None => located.evidence.display().to_string(),
    };
    let subjects = artifact::subjects(&artifacts)?;
    let mut verdict = verify(
        &folder,
        &Expectation {
            keys: &keys,
            keys_demanded: !args.key.is_empty(),
            secret: secret.as_ref(),
            key_id: args.secret.demanded_key_id(),
            subjects: &subjects,
            scope,
            allow_unsigned: args.allow_unsigned,
        },
    );
    tell_paths(&mut verdict, &located.artifacts);
    Ok((what, verdict))
}

/// Puts the paths that were typed for the names of files, which several of them may have. Each has its
/// check, in the order they were given.
fn tell_paths(verdict: &mut Verdict, given: &[PathBuf]) {
    let mut checks = verdict.checks.iter_mut().filter(|check| check.name == "subject");
    for path in given.iter().filter(|path| !artifact::is_digest(path)) {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if let Some(check) = checks.find(|check| check.target == name) {
            check.target = path.display().to_string();
        }
    }
}

/// Verifies an evidence folder that lies among the files of a release.
pub(super) fn within(args: &Args, folder: &Path) -> Result<Attested, CliError> {
    let content = load_folder(folder)?;
    let keys = credentials::trusted_keys(&args.key)?;
    // Files of the release itself, under the paths it has them by.
    let artifacts = locate::artifacts_in(folder.parent().unwrap_or(folder), &content);
    let subjects = artifact::hash_files(&artifacts)?;
    let verdict = verify(
        &content,
        &Expectation {
            keys: &keys,
            keys_demanded: !args.key.is_empty(),
            secret: None,
            key_id: None,
            subjects: &subjects,
            scope: SubjectScope::All,
            allow_unsigned: false,
        },
    );
    // Whoever demands a signer by certificate is not served by one with a key.
    let holds = verdict.outcome() == Outcome::Pass && !args.wants_proof();
    let proven = proven(&verdict);
    let sha256 = |subject: &Subject| subject.digest(DigestAlgorithm::Sha256).copied();
    let digests = subjects.iter().filter_map(sha256).collect();
    let artifacts = if holds { artifacts } else { Vec::new() };
    Ok(Attested { checks: verdict.checks, artifacts, digests, proven })
}

/// What a folder that holds proves: the documents that are in it and could be read.
fn proven(verdict: &Verdict) -> Vec<Kind> {
    let holds = |name: &str, target: &str| {
        let mut checks = verdict.checks.iter();
        checks.any(|it| it.outcome == Outcome::Pass && it.name == name && it.target == target)
    };
    let is_sbom = [layout::CYCLONEDX, layout::SPDX].iter().any(|name| holds("sbom", name));
    let is_provenance = holds("provenance", layout::PROVENANCE);
    let kinds = [(Kind::Signature, true), (Kind::Sbom, is_sbom), (Kind::Provenance, is_provenance)];
    kinds.into_iter().filter_map(|(kind, is_there)| is_there.then_some(kind)).collect()
}

/// Reads an evidence folder as it is.
pub(crate) fn load_folder(path: &Path) -> Result<Folder, CliError> {
    let entries = folder::snapshot(path)?;
    Ok(entries.into_iter().map(|entry| (entry.name, found(entry.kind))).collect())
}

fn found(kind: EntryKind) -> Entry {
    match kind {
        EntryKind::File(bytes) => Entry::File(bytes),
        EntryKind::Large { .. } => Entry::Other("file larger than any document"),
        EntryKind::Unreadable(_) => Entry::Other("file that cannot be read"),
        EntryKind::Folder => Entry::Other("folder"),
        EntryKind::Link => Entry::Other("symbolic link"),
        EntryKind::Special => Entry::Other("special file"),
        EntryKind::Unnameable => Entry::Other("entry whose name is not UTF-8"),
    }
}

#[cfg(test)]
mod tests {
    use keelmark_formats::evidence::layout;
    use keelmark_model::{Check, Verdict};

    use super::{Kind, proven};

    #[test]
    fn a_folder_proves_the_documents_that_are_in_it() {
        let sbom = |name| Check::pass("sbom", name, "");
        let provenance = || Check::pass("provenance", layout::PROVENANCE, "");
        let (signature, bill, built) = (Kind::Signature, Kind::Sbom, Kind::Provenance);
        let cases = [
            (vec![], vec![signature]),
            // That two agree, where there are none.
            (vec![sbom("")], vec![signature]),
            (vec![Check::skipped("sbom", layout::SPDX, "")], vec![signature]),
            (vec![sbom(layout::SPDX)], vec![signature, bill]),
            (vec![provenance()], vec![signature, built]),
            (vec![sbom(layout::CYCLONEDX), provenance()], vec![signature, bill, built]),
        ];
        for (checks, wanted) in cases {
            assert_eq!(proven(&Verdict { checks }), wanted);
        }
    }
}
