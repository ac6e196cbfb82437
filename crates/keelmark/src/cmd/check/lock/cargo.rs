//! What there is to compare a lock of Cargo with.

use std::collections::BTreeSet;
use std::path::Path;

use keelmark_formats::cargo::{Manifest, Member, Need, Recorded, Source};
use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_gates::lock::drift::cargo::{Locked, drift};
use keelmark_model::Judgement;
use keelmark_world::{file, project};

use super::{folder_of, missing, shown};
use crate::error::CliError;

const MANIFEST: &str = "Cargo.toml";

/// Reads the projects around the lock at `path` and compares them with it.
pub(super) fn judge(path: &Path, recorded: &Recorded) -> Result<Judgement, CliError> {
    let path_shown = shown(path);
    let root = folder_of(path);
    let first = member(root, "")?.ok_or_else(|| missing(&root.join(MANIFEST)))?;
    let mut gathered =
        Gathered { root, members: vec![first], others: Vec::new(), incomplete: false };
    gathered.named()?;
    gathered.needed()?;
    let Gathered { members, others, incomplete, .. } = &gathered;
    Ok(drift(&Locked { path: &path_shown, recorded, members, others, incomplete: *incomplete }))
}

/// The project in a folder below the root, if there is one.
fn member(root: &Path, folder: &str) -> Result<Option<Member>, CliError> {
    let path = root.join(folder).join(MANIFEST);
    let Some(bytes) = file::load_if_there(&path, DOCUMENT_BYTES as u64)? else { return Ok(None) };
    let path = shown(&path);
    let manifest =
        Manifest::parse(&bytes).map_err(|error| CliError::in_document(path.clone(), &error))?;
    Ok(Some(Member { folder: folder.to_owned(), path, manifest }))
}

struct Gathered<'a> {
    root: &'a Path,
    members: Vec<Member>,
    others: Vec<Member>,
    incomplete: bool,
}

impl Gathered<'_> {
    /// Takes in the members that the root names.
    fn named(&mut self) -> Result<(), CliError> {
        let Some(workspace) = self.members[0].manifest.root.clone() else { return Ok(()) };
        for folder in project::member_folders(self.root, &workspace.members, &workspace.exclude)? {
            let relative = folder.strip_prefix(self.root).unwrap_or(&folder);
            let relative = relative.to_string_lossy().into_owned();
            let found = member(self.root, &relative)?;
            self.members.extend(found.filter(|_| !relative.is_empty()));
        }
        Ok(())
    }

    /// Takes in the projects in folders that those at hand need, and so on: members, where there is a
    /// workspace that does not exclude them. Nothing outside the root is read: such a project stays unknown.
    fn needed(&mut self) -> Result<(), CliError> {
        let workspace = self.members[0].manifest.root.clone();
        let excluded = workspace.as_ref().map(|it| it.exclude.clone()).unwrap_or_default();
        let is_excluded =
            |folder: &str| excluded.iter().any(|it| Path::new(folder).starts_with(it));
        let mut seen: BTreeSet<String> = self.members.iter().map(|it| it.folder.clone()).collect();
        let mut pending: Vec<String> =
            self.members.iter().flat_map(|it| self.folders(it)).collect();
        while let Some(folder) = pending.pop() {
            if !seen.insert(folder.clone()) {
                continue;
            }
            let outside = folder.starts_with("..") || Path::new(&folder).is_absolute();
            let found = if outside { None } else { member(self.root, &folder)? };
            let Some(found) = found else {
                self.incomplete = true;
                continue;
            };
            pending.extend(self.folders(&found));
            let joins = workspace.is_some() && !is_excluded(&folder);
            if joins { self.members.push(found) } else { self.others.push(found) }
        }
        Ok(())
    }

    /// The folders a project's dependencies are in, relative to the root.
    fn folders(&self, member: &Member) -> Vec<String> {
        let shared = self.members[0].manifest.root.as_ref();
        let of = |need: &Need| {
            let inherited = need.inherited.then(|| shared?.needs.get(&need.key)).flatten();
            let (source, from) = match inherited {
                Some(shared) => (&shared.source, ""),
                None => (&need.source, member.folder.as_str()),
            };
            match source {
                Source::Path(path) => Some(joined(from, path)),
                _ => None,
            }
        };
        member.manifest.needs.iter().chain(&member.manifest.patches).filter_map(of).collect()
    }
}

/// `path` seen from `folder`, without `.` and, where it can be, without `..`.
fn joined(folder: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')).filter(|it| !matches!(*it, "" | ".")) {
        match (part, parts.last()) {
            ("..", Some(last)) if *last != ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}
