//! Everything in a commit.

use std::collections::HashMap;
use std::io::Read;

use keelmark_formats::archive::name::{self, Rules};
use keelmark_model::bom::ComponentKind;

use super::collect::{Collector, Shared, Wanted, gap_at, of_error};
use super::{Options, Scan, context, done, included, root};
use crate::git::commit::{Commit, Entry, EntryKind};
use crate::{WorldError, codes, limits};

/// Looks at everything in a commit, as [`super::scan`] does at a folder. What git keeps elsewhere is no part
/// of it: submodules, and files that a filter such as LFS has put aside.
///
/// # Errors
/// `git.*`. What single files hold gives no errors but gaps.
pub fn scan_commit(commit: &Commit, options: &Options) -> Result<Scan, WorldError> {
    let shared = Shared::new(options);
    let (entries, cut) = commit.entries()?;
    let mut collector = Collector::new(&shared);
    if cut {
        let message = "not all of it was seen: it has more files than are listed";
        collector.gap(gap_at("", &codes::SCAN_COUNT, message));
    }
    let files: HashMap<&[u8], bool> = entries.iter().filter_map(file).collect();
    let found = wanted(&entries, &mut collector);
    let objects: Vec<&str> = found.iter().map(|found| found.entry.object.as_str()).collect();
    commit.contents(&objects, |at, content| {
        if let Some(found) = found.get(at) {
            read(found, &files, content, &mut collector);
        }
    })?;
    included::follow(&mut collector, |path, most| {
        let entry = entries.iter().find(|entry| entry.path == path.as_bytes());
        load(commit, entry, most)
    });
    let collected = collector.collected;
    let context = context(&collected);
    let root = root(&commit.folder(), ComponentKind::Application);
    let scan = done(root, context, collected);
    Ok(Scan { created: commit.committed_at, ..scan })
}

/// The first bytes of the file at `entry`, at most that many.
fn load(commit: &Commit, entry: Option<&Entry>, most: u64) -> Result<Vec<u8>, String> {
    let entry = entry.ok_or("it is not there")?;
    if entry.kind == EntryKind::Link {
        return Err("it is a link".to_owned());
    }
    let mut bytes = Vec::new();
    let mut read = Err("the repository does not have its content".to_owned());
    commit
        .contents(&[&entry.object], |_, content| {
            if let Some(content) = content {
                let all = content.take(most).read_to_end(&mut bytes);
                read = all.map_err(|error| error.to_string());
            }
        })
        .map_err(|error| error.to_string())?;
    read.map(|_| bytes)
}

/// A file that somebody wants.
struct Found<'a> {
    path: String,
    entry: &'a Entry,
    wanted: Wanted,
}

/// A file by its path, and whether it may be executed.
fn file(entry: &Entry) -> Option<(&[u8], bool)> {
    match entry.kind {
        EntryKind::File { executable } => Some((&entry.path, executable)),
        EntryKind::Link => None,
    }
}

fn wanted<'a>(entries: &'a [Entry], collector: &mut Collector<'_>) -> Vec<Found<'a>> {
    let shared = collector.shared;
    let mut found = Vec::new();
    for entry in entries.iter().take(limits::SCAN_ENTRIES) {
        let path = match name::path(&entry.path, Rules::UNIX) {
            Ok(path) => path,
            Err(gap) => {
                collector.gap(gap);
                continue;
            }
        };
        let wanted = shared.wanted(&path, entry.kind == EntryKind::File { executable: true });
        if !wanted.is_empty() {
            found.push(Found { path, entry, wanted });
        }
    }
    found
}

fn read(
    found: &Found<'_>,
    files: &HashMap<&[u8], bool>,
    content: Option<&mut dyn Read>,
    collector: &mut Collector<'_>,
) {
    let Some(content) = content else {
        let message = "the repository does not have its content";
        return collector.gap(gap_at(&found.path, &codes::GIT_OBJECT, message));
    };
    if found.entry.kind == EntryKind::Link {
        return link(found, files, content, collector);
    }
    if let Err(error) = collector.file(&found.path, found.entry.size, &found.wanted, content) {
        collector.gap(of_error(&found.path, error));
    }
}

/// A link is not followed. What it leads to is read under its own name; where nobody wants it under that, that
/// is a gap.
fn link(
    found: &Found<'_>,
    files: &HashMap<&[u8], bool>,
    content: &mut dyn Read,
    collector: &mut Collector<'_>,
) {
    let mut to = Vec::new();
    let is_read = content.take(limits::LINK_BYTES).read_to_end(&mut to).is_ok();
    let target = led_to(&found.entry.path, &to);
    let target = target.filter(|_| is_read);
    if let Some(executable) = target.as_ref().and_then(|target| files.get(target.as_slice()))
        && let Some(Ok(own)) = target.as_ref().map(|target| name::path(target, Rules::UNIX))
    {
        let known = collector.shared.wanted(&own, *executable);
        let has = |id: &str| known.extractors.iter().any(|it| it.id == id);
        if found.wanted.extractors.iter().all(|it| has(it.id))
            && (known.nested || !found.wanted.nested)
        {
            return;
        }
    }
    let message = format!("is a link to `{}`, and was not followed", String::from_utf8_lossy(&to));
    collector.gap(gap_at(&found.path, &codes::SCAN_LINK, message));
}

/// Where a link at `from` leads within the commit, by its text alone; nothing for what leads out of it.
fn led_to(from: &[u8], to: &[u8]) -> Option<Vec<u8>> {
    if to.starts_with(b"/") {
        return None;
    }
    let mut parts: Vec<&[u8]> = from.split(|byte| *byte == b'/').collect();
    parts.pop();
    for part in to.split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join(&b'/'))
}

#[cfg(test)]
mod tests {
    use super::led_to;

    #[test]
    fn links_lead_within_a_commit_or_out_of_it() {
        for (from, to, wanted) in [
            ("a/b", "../c", Some("c")),
            ("a/b", "./c//d", Some("a/c/d")),
            ("b", "../c", None),
            ("b", "/c", None),
        ] {
            let found = led_to(from.as_bytes(), to.as_bytes());
            assert_eq!(found.as_deref(), wanted.map(str::as_bytes), "{from} -> {to}");
        }
    }
}
