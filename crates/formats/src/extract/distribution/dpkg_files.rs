//! Which files dpkg's packages have: `info/*.list` (their paths) and `*.md5sums` (those that are no
//! settings, with digests).
//!
//! Source: dpkg-query(1) `--listfiles`, deb-md5sums(5).

use keelmark_model::{Digest, DigestAlgorithm};

use super::super::{Claim, Extract, Extractor, File, OwnedFile, Pattern, Says};
use super::Root;
use crate::{ParseError, limits};

/// `var/lib/dpkg/info/*.list`, `*.md5sums` there and in `status.d`.
pub(crate) static DPKG_FILES: Extractor = Extractor {
    id: "dpkg-files",
    version: 1,
    example: "var/lib/dpkg/info/base-files.list",
    reads: &[Pattern::Folder("var/lib/dpkg/info"), Pattern::Folder("var/lib/dpkg/status.d")],
    limit: limits::DOCUMENT_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let Some(root) = Root::of(file.path, "var/lib/dpkg/") else { return Ok(extract) };
    let text = String::from_utf8_lossy(file.bytes);
    let (package, files) = match file.name().rsplit_once('.') {
        Some((package, "list")) => (package, listed(root, &text)),
        Some((package, "md5sums")) => (package, summed(root, &text)),
        _ => return Ok(extract),
    };
    if !files.is_empty() {
        extract.claims.push(Claim { home: root.home("dpkg", package), says: Says::Owns(files) });
    }
    Ok(extract)
}

/// One path on each line. Folders come before what is in them, and are everybody's.
fn listed(root: Root<'_>, text: &str) -> Vec<OwnedFile> {
    let following = text.lines().skip(1).chain([""]);
    let files = text.lines().zip(following).filter(|(path, next)| {
        let rest = next.strip_prefix(path);
        *path != "/." && !rest.is_some_and(|rest| rest.starts_with('/'))
    });
    files.flat_map(|(path, _)| root.owned(path, None)).collect()
}

/// `digest  path` on each line.
fn summed(root: Root<'_>, text: &str) -> Vec<OwnedFile> {
    let lines = text.lines().filter_map(|line| line.split_once("  "));
    let files = lines.flat_map(|(digest, path)| {
        let digest = Digest::from_hex(DigestAlgorithm::Md5, digest).ok();
        root.owned(path.trim_start_matches("./"), digest)
    });
    files.collect()
}
