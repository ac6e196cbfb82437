//! The answer of `git status`.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use keelmark_formats::evidence::layout;
use keelmark_model::Revision;

use crate::environment::is_commit;
use crate::folder;

/// Reads porcelain v2: header lines `# key value`, then one entry for each difference.
pub(super) fn read(output: &[u8], top: &Path, ignore: &[PathBuf], revision: &mut Revision) {
    let mut dirty = false;
    for entry in output.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
        if let Some(header) = entry.strip_prefix(b"# ") {
            read_header(&String::from_utf8_lossy(header), revision);
        } else {
            dirty |= changed_path(entry).is_none_or(|path| {
                let ours = entry.starts_with(b"?") && is_evidence(top, path);
                !ours && !ignore.iter().any(|ignored| path.starts_with(ignored))
            });
        }
    }
    revision.dirty = Some(dirty);
}

/// Whether keelmark wrote the file: it has the name of one of its documents, and stands beside an
/// index or in a folder that a killed run has left.
fn is_evidence(top: &Path, path: &Path) -> bool {
    let name = |path: &Path| path.file_name()?.to_str().map(str::to_owned);
    let Some(parent) = path.parent() else { return false };
    name(path).is_some_and(|name| layout::is_evidence(&name))
        && (name(parent).is_some_and(|name| folder::is_staging(&name))
            || top.join(parent).join(layout::INDEX).is_file())
}

fn read_header(header: &str, revision: &mut Revision) {
    match header.split_once(' ') {
        Some(("branch.oid", commit)) if is_commit(commit) => {
            revision.commit = Some(commit.to_owned());
        }
        Some(("branch.head", "(detached)")) => {}
        Some(("branch.head", branch)) => revision.reference = Some(format!("refs/heads/{branch}")),
        _ => {}
    }
}

/// The path at the end of an entry, after as many fields as its kind has.
fn changed_path(entry: &[u8]) -> Option<&Path> {
    let fields = match entry.first()? {
        b'1' => 8,
        b'u' => 10,
        b'?' => 1,
        _ => return None,
    };
    let path = entry.splitn(fields + 1, |byte| *byte == b' ').nth(fields)?;
    Some(Path::new(OsStr::from_bytes(path)))
}
