//! The folder against its index: nothing missing, nothing extra, nothing changed.

use std::collections::BTreeMap;

use keelmark_formats::evidence::{Artifact, Index, checksums, layout};
use keelmark_formats::hash::sha256;
use keelmark_model::{Check, Digest};
use rayon::prelude::*;

use super::{Entry, Evidence, file_name};
use crate::codes;

pub(super) fn check(evidence: &Evidence<'_>) -> Vec<Check> {
    let mut checks = closed(evidence);
    let digests = digests(evidence);
    checks.extend(artifacts(evidence, &digests));
    checks.extend(blocked(evidence));
    if evidence.index.is_closed() {
        checks.push(checksum_list(evidence, &digests));
        checks.extend(form(evidence));
    }
    checks
}

/// Every entry is expected and every expected entry is there.
fn closed(evidence: &Evidence<'_>) -> Vec<Check> {
    let index = evidence.index;
    let mut expected: Vec<&str> = vec![layout::INDEX, file_name(&index.markdown_path)];
    expected.extend(index.artifacts.iter().map(|artifact| file_name(&artifact.path)));
    if index.is_closed() {
        expected.push(layout::CHECKSUMS);
        expected.extend(index.index_signature_path.as_deref());
        expected.extend(index.index_hmac_path.as_deref());
    }
    expected.sort_unstable();
    expected.dedup();

    let mut checks = Vec::new();
    for name in &expected {
        match evidence.folder.get(*name) {
            Some(Entry::File(_)) => {}
            Some(Entry::Other(kind)) => {
                let detail = format!("a {kind}, not a file");
                checks.push(Check::fail("inventory", *name, &codes::EVIDENCE_KIND, detail));
            }
            None => {
                let detail = "named by the index, not in the folder";
                checks.push(Check::fail("inventory", *name, &codes::EVIDENCE_MISSING, detail));
            }
        }
    }
    for name in evidence.folder.keys() {
        if expected.binary_search(&name.as_str()).is_ok() {
            continue;
        }
        checks.push(if index.is_closed() {
            let detail = "in the folder, not named by the index";
            Check::fail("inventory", name, &codes::EVIDENCE_EXTRA, detail)
        } else {
            Check::skipped(
                "inventory",
                name,
                "not named by the index, which does not close its folder",
            )
        });
    }
    if checks.iter().all(|check| check.code.is_none()) {
        let detail = format!("{} files, none missing", expected.len());
        let detail = if index.is_closed() { detail + ", none extra" } else { detail };
        checks.insert(0, Check::pass("inventory", "", detail));
    }
    checks
}

/// SHA-256 of every regular file.
fn digests<'a>(evidence: &Evidence<'a>) -> BTreeMap<&'a str, Digest> {
    let files: Vec<_> = evidence.folder.iter().collect();
    files
        .into_par_iter()
        .filter_map(|(name, entry)| match entry {
            Entry::File(bytes) => Some((name.as_str(), sha256(bytes))),
            Entry::Other(_) => None,
        })
        .collect()
}

/// Every file the index names has the digest and size it says.
fn artifacts(evidence: &Evidence<'_>, digests: &BTreeMap<&str, Digest>) -> Vec<Check> {
    let artifacts = &evidence.index.artifacts;
    let wrong: Vec<_> =
        artifacts.iter().filter_map(|artifact| changed(evidence, digests, artifact)).collect();
    if wrong.is_empty() {
        return vec![Check::pass(
            "digests",
            "",
            format!("{} files match the index", artifacts.len()),
        )];
    }
    wrong
}

fn changed(
    evidence: &Evidence<'_>,
    digests: &BTreeMap<&str, Digest>,
    artifact: &Artifact,
) -> Option<Check> {
    let name = file_name(&artifact.path);
    let actual = digests.get(name)?.hex();
    let size = evidence.file(name).map(|bytes| bytes.len() as u64);
    let detail = if actual != artifact.sha256 {
        format!("sha256 {actual}, the index says {}", artifact.sha256)
    } else if artifact.size.is_some() && artifact.size != size {
        format!("{} bytes, the index says {}", size.unwrap_or(0), artifact.size.unwrap_or(0))
    } else {
        return None;
    };
    Some(Check::fail("digests", name, &codes::EVIDENCE_DIGEST, detail))
}

/// An index may say of its own release that it may not ship.
fn blocked(evidence: &Evidence<'_>) -> Option<Check> {
    let Index { passed, blockers, .. } = evidence.index;
    let detail = format!("it says that the release may not ship: {}", blockers.join(", "));
    (!passed || !blockers.is_empty())
        .then(|| Check::fail("index", layout::INDEX, &codes::EVIDENCE_BLOCKED, detail))
}

/// `checksums.txt` has one valid form: that of the folder it stands in.
fn checksum_list(evidence: &Evidence<'_>, digests: &BTreeMap<&str, Digest>) -> Check {
    let listed = digests.iter().filter(|(name, _)| **name != layout::CHECKSUMS);
    let expected = checksums::render(listed.map(|(name, digest)| (*name, digest)));
    match evidence.file(layout::CHECKSUMS) {
        Some(bytes) if bytes == expected => Check::pass("checksums", layout::CHECKSUMS, "agrees"),
        _ => Check::fail(
            "checksums",
            layout::CHECKSUMS,
            &codes::EVIDENCE_CHECKSUMS,
            "does not list the folder's files with their digests",
        ),
    }
}

/// The index is byte for byte what keelmark writes for its content: a second reader cannot see
/// another document in it, and its own paths are those of the layout.
fn form(evidence: &Evidence<'_>) -> Option<Check> {
    let index = evidence.index;
    let bytes = evidence.file(layout::INDEX)?;
    let mut paths: Vec<_> = index.artifacts.iter().map(|artifact| artifact.path.as_str()).collect();
    paths.sort_unstable();
    let listed_once = paths.windows(2).all(|pair| pair[0] != pair[1]);
    let fixed = listed_once
        && paths.iter().all(|path| layout::is_evidence(path) && is_of_subject(index, path))
        && index.bundle_path == layout::INDEX
        && index.markdown_path == layout::SUMMARY
        && index.index_signature_path.as_deref().is_none_or(|path| path == layout::INDEX_BUNDLE)
        && index.index_hmac_path.as_deref().is_none_or(|path| path == layout::INDEX_HMAC);
    (!fixed || index.render() != bytes).then(|| {
        Check::fail(
            "index",
            layout::INDEX,
            &codes::EVIDENCE_FORM,
            "not in the form keelmark writes",
        )
    })
}

/// Whether a file that is about one subject is about one that the index names.
fn is_of_subject(index: &Index, path: &str) -> bool {
    layout::SubjectFiles::subject(path)
        .is_none_or(|name| index.subjects.iter().flatten().any(|subject| subject.name == name))
}
